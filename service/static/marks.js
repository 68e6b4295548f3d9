// Shows which citation a mark means, and which marks mean a citation, under the pointer and with the keyboard.

export function lightUp() {
  const reply = document.getElementById("reply");
  if (!reply) return;
  const show = (event) => {
    const number = event.target.closest?.("[data-number]")?.dataset.number;
    for (const part of reply.querySelectorAll("[data-number]")) part.classList.toggle("lit", part.dataset.number === number);
  };
  reply.addEventListener("mouseover", show);
  reply.addEventListener("focusin", show);
  reply.addEventListener("mouseleave", () => show({ target: document.activeElement }));
}
