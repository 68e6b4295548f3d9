// The question box for pages of other sites. The service serves it at /widget.js, where it puts this file into a
// function of its own that ends by calling `start` with the script element and the words (service/widget.py).
//
// All that comes over the wire becomes text, never markup; styles are adopted, which a page's style-src does not touch.

const STYLE = `
  :host { all: initial; display: block; color-scheme: light dark; font: 1rem/1.5 system-ui, "Segoe UI", sans-serif; color: light-dark(#1f1b16, #ece5d8); }
  :host([data-scheme="light"]) { color-scheme: light; }
  :host([data-scheme="dark"]) { color-scheme: dark; }
  * { box-sizing: border-box; }
  section { container-type: inline-size; padding: 1.1em 1.2em 1.2em; border: 1px solid light-dark(#d9d0be, #3d3830); border-radius: 6px; background: light-dark(#fbf8f1, #191714); overflow-wrap: anywhere; }
  h2, h3, p, ol, blockquote { margin: 0; padding: 0; }
  ol { list-style: none; }
  h2 { font-size: 1.15em; line-height: 1.3; }
  h3 { margin-top: 1.2em; padding-bottom: .3em; border-bottom: 1px solid light-dark(#d9d0be, #3d3830); font-size: .9em; color: light-dark(#8a1f1b, #eb9a87); }
  label { display: block; margin: .7em 0 .3em; font-size: .9em; font-weight: 600; }
  .field { display: flex; gap: .5em; }
  input, button { min-height: 2.75em; border-radius: 4px; font: inherit; }
  input { flex: 1; min-width: 0; padding: 0 .7em; border: 1px solid light-dark(#857a67, #8b8171); background: transparent; color: inherit; }
  button { padding: 0 1.1em; border: 0; background: light-dark(#8a1f1b, #eb9a87); color: light-dark(#fffaf2, #26110d); font-weight: 600; cursor: pointer; }
  button:hover { background: light-dark(#b02a24, #f6b9aa); }
  :focus-visible { outline: 3px solid light-dark(#8a1f1b, #eb9a87); outline-offset: 2px; }
  a { color: light-dark(#8a1f1b, #eb9a87); text-underline-offset: .15em; }
  .statement, .nothing { margin-top: .8em; }
  .nothing, .source { font-weight: 600; }
  .mark { display: inline-block; min-width: 1.7em; text-align: center; white-space: nowrap; }
  .cited { padding-block: .8em; border-bottom: 1px solid light-dark(#d9d0be, #3d3830); }
  .cited:last-child { border-bottom: 0; padding-bottom: 0; }
  .source a { display: inline-block; min-height: 1.7em; }
  .label, .aside, .footnote { font-size: .88em; font-weight: 400; color: light-dark(#5f574b, #b3a999); }
  blockquote { margin-top: .3em; padding-left: .8em; border-left: 3px solid light-dark(#d9d0be, #3d3830); }
  .note, .trouble { margin-top: .8em; color: light-dark(#8a1f1b, #eb9a87); }
  .aside { margin-top: .9em; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @container (max-width: 24em) { .field { flex-direction: column; } }
`;
const PATIENCE_MS = 30_000;

function start(script, texts) {
  const said = script.dataset.language ?? script.closest("[lang]")?.lang ?? "";
  const language = said.toLowerCase().startsWith("en") ? "en" : "sv";
  const box = new Box(script.dataset, new URL(".", script.src), texts[language], language);
  const mayBeEarly = script.dataset.target || !document.body?.contains(script);
  if (mayBeEarly && document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => put(box.host, script));
  else put(box.host, script);
}

// The box goes into the element that the script names, else after the script, or last when that is in the head.
function put(host, script) {
  const target = script.dataset.target && document.querySelector(script.dataset.target);
  if (target) target.append(host);
  else if (document.body.contains(script)) script.after(host);
  else document.body.append(host);
}

class Box {
  #base;
  #words;
  #filters;
  #running = new AbortController();

  constructor(options, base, words, language) {
    this.#base = base;
    this.#words = words;
    this.#filters = filtersOf(options);
    this.host = element("div", { className: "belagg", lang: language });
    if (options.scheme) this.host.dataset.scheme = options.scheme;
    const root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#frame(options.placeholder ?? ""));
  }

  #frame(placeholder) {
    const words = this.#words;
    this.field = element("input", { id: "q", type: "search", required: true, maxLength: words.longest, autocomplete: "off", spellcheck: true, dir: "auto", placeholder });
    this.form = element("form", { role: "search", ariaLabel: words.heading }, element("label", { htmlFor: "q" }, words.label), element("div", { className: "field" }, this.field, element("button", { type: "submit" }, words.ask)));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(this.field.value);
    });
    this.status = element("p", { className: "unseen", role: "status" });
    this.reply = element("div", { className: "reply" });
    const promise = element("p", { className: "aside" }, words.promise);
    return element("section", { ariaLabel: words.name }, element("h2", {}, words.heading), this.form, this.status, this.reply, promise);
  }

  async #ask(question) {
    if (!question.trim()) return;
    this.#running.abort();
    const own = (this.#running = new AbortController());
    this.status.textContent = this.#words.asking;
    this.reply.ariaBusy = "true";
    const shown = await this.#answer(question, AbortSignal.any([own.signal, AbortSignal.timeout(PATIENCE_MS)]));
    if (own !== this.#running) return; // another question was asked meanwhile
    this.reply.replaceChildren(...shown);
    this.reply.ariaBusy = "false";
    this.status.textContent = this.reply.querySelector(".statement, .nothing")?.textContent ?? "";
  }

  // What to show for a question: its answer, or what went wrong.
  async #answer(question, signal) {
    const body = JSON.stringify({ question, filters: this.#filters });
    try {
      const response = await fetch(new URL("v1/ask", this.#base), { method: "POST", headers: { "Content-Type": "application/json" }, body, credentials: "omit", signal });
      return response.ok ? this.#shown(await response.json()) : [trouble(await this.#complaint(response))];
    } catch {
      return [trouble(this.#words.unreachable)];
    }
  }

  async #complaint(response) {
    const words = this.#words;
    const seconds = response.headers.get("Retry-After") ?? "60";
    const problem = await response.json().catch(() => ({}));
    if (response.status === 429) return words.too_fast.replace("{seconds}", seconds);
    if (response.status === 503) return problem.type?.endsWith(":overload") ? words.busy.replace("{seconds}", seconds) : words.not_ready;
    if (response.status === 401 || response.status === 403) return words.closed;
    if (problem.type?.endsWith(":filter")) return words.filter;
    if (response.status === 400) return words.unread;
    return words.failed.replace("{number}", problem.request_id ?? response.status);
  }

  #shown(reply) {
    const notes = reply.notes.map((note) => element("p", { className: "note" }, note));
    return [...notes, ...(reply.status === "answered" ? this.#answered(reply) : this.#notFound(reply))];
  }

  #answered(reply) {
    const words = this.#words;
    const cited = new Map(reply.citations.map((citation) => [citation.number, citation]));
    const statements = reply.statements.map((statement) => {
      const marks = statement.citations.map((number) => this.#mark(cited.get(number)));
      const text = element("span", { lang: cited.get(statement.citations[0]).language }, statement.text);
      return element("p", { className: "statement" }, text, ...marks);
    });
    const written = reply.written_by ? [element("p", { className: "aside" }, words.written_by.replace("{model}", () => reply.written_by))] : [];
    const unanswered = reply.unanswered.map((part) => element("p", { className: "note" }, words.unanswered.replace("{part}", part)));
    const sources = element("ol", {}, ...reply.citations.map((citation) => this.#source(citation)));
    return [element("h3", {}, words.answer), ...statements, ...written, ...unanswered, element("h3", {}, words.evidence), sources];
  }

  #notFound(reply) {
    const words = this.#words;
    const said = [element("p", { className: "nothing" }, words.nothing), element("p", { className: "aside" }, words.nothing_why)];
    if (!reply.nearest.length) return said;
    const places = reply.nearest.map((hit) => element("li", { className: "cited" }, this.#place(hit)));
    return [...said, element("h3", {}, words.nearest), element("p", { className: "aside" }, words.nearest_warning), element("ol", {}, ...places)];
  }

  #mark(citation) {
    const name = this.#words.mark.replace("{number}", citation.number).replace("{label}", citation.label).replace("{title}", citation.document_title);
    const link = this.#link(citation.url, String(citation.number));
    link.ariaLabel = `${name} ${this.#words.new_tab}`;
    return element("span", { className: "mark" }, " [", link, "]");
  }

  #source(citation) {
    const number = element("span", { className: "label" }, `[${citation.number}] `);
    const quote = element("blockquote", { lang: citation.language }, citation.quote);
    const notes = citation.footnotes.map((note) => element("p", { className: "footnote" }, `${this.#words.footnote}${note.number}. ${note.text}`));
    return element("li", { className: "cited", value: citation.number }, this.#place(citation, number), quote, ...notes);
  }

  #place(place, ...before) {
    const link = this.#link(place.url, place.document_title);
    link.append(element("span", { className: "unseen" }, ` ${this.#words.new_tab}`));
    const label = element("span", { className: "label" }, `${partiesOf(place)} ${place.label}`);
    return element("p", { className: "source" }, ...before, link, label);
  }

  // The host page stays, with its answer: the reader opens beside it.
  #link(address, text) {
    return element("a", { href: new URL(address, this.#base).href, target: "_blank", rel: "noopener" }, text);
  }
}

function filtersOf(options) {
  const listed = (text) => (text ?? "").split(/[\s,]+/).filter(Boolean);
  return { party: listed(options.party), document: listed(options.document), type: listed(options.type), session: listed(options.session) };
}

// Whose a document is, unless its title ends by saying so.
function partiesOf({ document_title: title, party = [] }) {
  const named = `(${party.join(", ")})`;
  return party.length && !title.endsWith(named) ? ` ${named}` : "";
}

function trouble(text) {
  return element("p", { className: "trouble", role: "alert" }, text);
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
