// The keyboard: "/" to the question, arrows between statements and citations, Escape back. Enter opens by itself.

const STEPS = ".mark, .citation .open, .hits a";

export function useKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const action = { "/": toQuestion, Escape: leave, ArrowDown: step, ArrowUp: step, ArrowRight: across, ArrowLeft: across }[event.key];
    if (action?.(event)) event.preventDefault();
  });
}

const isWriting = (element) => element?.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

function toQuestion(event) {
  if (isWriting(event.target)) return false;
  const field = document.getElementById("q");
  if (!field) return follow(document.querySelector(".masthead nav a"));
  field.focus();
  field.select();
  return true;
}

function leave(event) {
  const open = event.target.closest?.("details[open]");
  if (open && !open.closest(".outline")) {
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }
  if (event.target.id === "q") return event.target.value === "" ? (event.target.blur(), true) : false;
  const back = document.getElementById("back");
  if (back) return follow(back);
  const field = document.getElementById("q");
  field?.focus();
  return Boolean(field);
}

function follow(link) {
  link?.click();
  return Boolean(link);
}

// Down from the field enters the answer; within it, up and down go from one to the next.
function step(event) {
  const back = event.key === "ArrowUp";
  const steps = [...document.querySelectorAll(STEPS)].filter((element) => element.checkVisibility());
  const place = steps.indexOf(event.target);
  if (place < 0) return stepIn(event, steps, back);
  const next = steps[place + (back ? -1 : 1)] ?? (back ? document.getElementById("q") : null);
  next?.focus();
  return Boolean(next);
}

function stepIn(event, steps, back) {
  const citation = event.target.closest?.(".citation");
  const first = citation ? citation.querySelector(".open") : event.target.id === "q" && !back ? steps[0] : null;
  first?.focus();
  return Boolean(first);
}

// Right from a mark to its citation, left from a citation to its first mark; in the reader, to the next hit.
function across(event) {
  if (isWriting(event.target)) return false;
  const right = event.key === "ArrowRight";
  const mark = event.target.closest?.(".mark");
  if (mark && right) return focusOn(document.querySelector(`.citation[data-number="${mark.dataset.number}"] .open`));
  const citation = event.target.closest?.(".citation");
  if (citation && !right) return focusOn(document.querySelector(`.mark[data-number="${citation.dataset.number}"]`));
  return follow(document.getElementById(right ? "next" : "previous"));
}

function focusOn(element) {
  element?.focus();
  return Boolean(element);
}
