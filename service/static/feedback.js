// Sends what a reader thinks of an answer without leaving the page; a comment is not lost when that fails.

export function giveFeedback() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest(".feedback form");
    if (!form) return;
    event.preventDefault();
    const said = await send(form, new URLSearchParams(new FormData(form, event.submitter)));
    if (said === form.dataset.thanks) thank(form, said);
    else complain(form, said);
  });
}

async function send(form, body) {
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    // What is kept is answered with a redirect to a page that thanks, which this page does without.
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    const failed = { 401: form.dataset.signedOut, 409: form.dataset.changed }[response.status] ?? form.dataset.failed;
    return response.type === "opaqueredirect" ? form.dataset.thanks : failed;
  } catch {
    return form.dataset.failed;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

// The button that had the focus is gone: the thanks take it, and are read out.
function thank(form, said) {
  const thanks = Object.assign(document.createElement("p"), { className: "note", textContent: said, tabIndex: -1 });
  form.replaceWith(thanks);
  thanks.focus();
}

function complain(form, said) {
  form.querySelector("[role=alert]")?.remove();
  const alert = Object.assign(document.createElement("p"), { className: "flaw", textContent: said });
  alert.setAttribute("role", "alert");
  form.append(alert);
}
