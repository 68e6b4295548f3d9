// The latest questions, kept in this browser alone. Where it keeps nothing (a private window), nothing is kept.

const KEY = "belagg.recent";
const MOST = 12;

export function keepRecent() {
  const list = document.getElementById("recent-list");
  if (!list) return { add() {} };
  const show = (entries) => render(list, entries, remove);
  const remove = (address) => show(save(load().filter((entry) => entry.address !== address)));
  document.getElementById("recent-clear").addEventListener("click", () => {
    show(save([]));
    document.querySelector("#recent summary").focus();
  });
  show(load());
  return {
    add(question, address) {
      const others = load().filter((entry) => entry.address !== address);
      show(save([{ question, address }, ...others].slice(0, MOST)));
    },
  };
}

function load() {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

// Another page of this host may have written there: only addresses within the host are followed.
function isEntry(entry) {
  return typeof entry?.question === "string" && typeof entry?.address === "string" && /^\/(?![/\\])/.test(entry.address);
}

function save(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
    return entries;
  } catch {
    return [];
  }
}

function render(list, entries, remove) {
  const template = document.getElementById("recent-item");
  list.replaceChildren(
    ...entries.map(({ question, address }) => {
      const item = template.content.cloneNode(true);
      const link = item.querySelector("a");
      link.textContent = question;
      link.setAttribute("href", address);
      const button = item.querySelector("button");
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{question}", question));
      button.addEventListener("click", () => {
        remove(address);
        (list.querySelector("a") ?? document.querySelector("#recent summary")).focus();
      });
      return item;
    }),
  );
  document.getElementById("recent-none").hidden = entries.length > 0;
  document.getElementById("recent-clear").hidden = entries.length === 0;
}
