// A job on the page: how far it has come, without reloading the page until it is over.

const PAUSE_MS = 1000;

export function followJob() {
  const job = document.querySelector("#job[data-running]");
  if (job) setTimeout(() => follow(job), PAUSE_MS);
}

async function follow(job) {
  let next = null;
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (response.redirected) return location.reload();
    if (response.ok) next = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#job");
  } catch {
    // the service restarts, or the network is away: the next attempt tells
  }
  if (next && !("running" in next.dataset)) return location.reload();
  if (next) {
    const before = job.querySelector(".aside")?.textContent.split(/\d/)[0];
    job.replaceChildren(...next.childNodes);
    job.dataset.state = next.dataset.state;
    const now = job.querySelector(".aside")?.textContent;
    if (now && now.split(/\d/)[0] !== before) document.getElementById("status").textContent = now;
  }
  setTimeout(() => follow(job), PAUSE_MS);
}
