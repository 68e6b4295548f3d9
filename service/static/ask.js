// Answers on the page itself, statement by statement as they arrive, and keeps the address right.

/**
 * Take over the question form and the links that ask the same question otherwise.
 * @param {{add: (question: string, address: string) => void}} recent - remembers what was asked
 */
export function answerInPlace(recent) {
  const form = document.getElementById("ask");
  if (!form) return;
  const here = new URL(location.href);
  if (here.searchParams.get("q") && document.querySelector("#reply .answer")) recent.add(here.searchParams.get("q"), here.pathname + here.search);

  form.addEventListener("submit", (event) => {
    const given = new FormData(form);
    if (!String(given.get("q")).trim()) return;
    event.preventDefault();
    ask(form, new URLSearchParams(given), recent);
  });
  document.getElementById("reply").addEventListener("click", (event) => {
    const link = event.target.closest(".examples a, .understood a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(form, new URL(link.href).searchParams, recent);
  });
  addEventListener("popstate", () => location.reload());
}

let running = new AbortController();

async function ask(form, parameters, recent) {
  const address = `${new URL(form.action).pathname}?${parameters}`;
  running.abort();
  running = new AbortController();
  const status = document.getElementById("status");
  const reply = document.getElementById("reply");
  status.textContent = status.dataset.asking;
  reply.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`${form.dataset.stream}?${parameters}`, { signal: running.signal, headers: { Accept: "application/x-ndjson" } });
    // The whole page says what is wrong, better than this script could.
    if (!response.ok) return location.assign(address);
    history.pushState(null, "", address);
    prepare(form, parameters);
    for await (const piece of pieces(response.body)) place(piece);
    recent.add(parameters.get("q"), address);
    status.textContent = document.querySelector("#svar, .nothing")?.parentElement.querySelector(".nothing, .statement")?.textContent ?? "";
  } catch (error) {
    if (error.name === "AbortError") return;
    status.textContent = status.dataset.failed;
    location.assign(address);
  } finally {
    reply.removeAttribute("aria-busy");
  }
}

// The page as it would be had the whole of it been loaded: field, filters, title, headings.
function prepare(form, parameters) {
  form.elements.q.value = parameters.get("q");
  form.elements.q.removeAttribute("aria-invalid");
  form.querySelector(".flaw")?.remove();
  const fields = ["party", "document", "type", "session"];
  let chosen = 0;
  for (const box of form.querySelectorAll("[type=checkbox]")) {
    box.checked = fields.includes(box.name) && parameters.getAll(box.name).includes(box.value);
    chosen += box.checked;
  }
  const counts = form.querySelector(".filters .count");
  if (counts) counts.textContent = chosen ? form.dataset[chosen === 1 ? "chosenOne" : "chosenMany"].replace("{n}", chosen) : "";
  follow(parameters);
  document.title = form.dataset.title.replace("{title}", parameters.get("q"));
  const intro = document.getElementById("intro");
  if (intro) {
    const heading = Object.assign(document.createElement("h1"), { className: "unseen", textContent: form.dataset.heading });
    intro.replaceWith(heading);
  }
}

// What is asked next may lean on the questions asked so far.
function follow(parameters) {
  const conversation = document.getElementById("conversation");
  const last = conversation.querySelector("p");
  const asked = [...parameters.getAll("after").filter((earlier, place, all) => place < all.length - 1 || earlier !== parameters.get("q")), parameters.get("q")];
  conversation.replaceChildren(
    ...asked.slice(-Number(conversation.dataset.most)).map((earlier) => Object.assign(document.createElement("input"), { type: "hidden", name: "after", value: earlier })),
    last,
  );
  last.querySelector("bdi").textContent = parameters.get("q");
  last.hidden = false;
}

async function* pieces(body) {
  let rest = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    yield* lines.map((line) => JSON.parse(line));
  }
}

function place({ into, html }) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const target = document.getElementById(into);
  if (into === "reply") target.replaceChildren();
  target.append(...parsed.body.childNodes);
}
