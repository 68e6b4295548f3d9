// Copies a quote with its reference: as text, as Markdown, or as a link that survives re-indexing.

export function copyQuotes() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const status = document.getElementById("status");
    const done = await write(shaped(button.dataset.copy, quoteOf(button)));
    const said = done ? status.dataset.copied : status.dataset.copyFailed;
    status.textContent = "";
    status.textContent = said;
    tell(button, said, done);
  });
}

function quoteOf(button) {
  const holder = button.closest("[data-permalink]");
  const marked = holder.querySelectorAll("blockquote p").length ? holder.querySelectorAll("blockquote p") : document.querySelectorAll("mark");
  const text = [...marked].map((part) => part.textContent).join(" ").replace(/\s+/g, " ").trim();
  return { text, reference: holder.dataset.reference, address: new URL(holder.dataset.permalink, location.href).href };
}

function shaped(form, { text, reference, address }) {
  if (form === "link") return address;
  if (form === "text") return `”${text}”\n${reference}\n${address}`;
  return `> ${escaped(text)}\n>\n> — [${escaped(reference)}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})\n`;
}

// What would be markup in Markdown, or HTML within it, is text here.
function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~]/g, "\\$&");
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeByHand(text);
  }
}

// Pages that are not served securely have no clipboard of their own.
function writeByHand(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

function tell(button, said, done) {
  button.dataset.said = said;
  button.classList.toggle("failed", !done);
  setTimeout(() => delete button.dataset.said, 1600);
}
