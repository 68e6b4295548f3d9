// The switches of language and appearance lead back to where the visitor is, also after questions asked in place.

export function leadBack() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.switch");
    if (!link) return;
    const address = new URL(link.href);
    const path = location.pathname.slice(document.documentElement.dataset.base.length);
    address.searchParams.set("next", path + location.search + location.hash);
    link.href = address.href;
  });
}
