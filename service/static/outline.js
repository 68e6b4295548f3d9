// The outline shows the place that the document is opened at, also where its list is longer than the window.

export function showPlace() {
  const outline = document.querySelector(".outline");
  const places = outline?.querySelectorAll('[aria-current="location"]');
  if (!places?.length) return;
  const { top, height } = [...places].at(-1).getBoundingClientRect();
  outline.scrollTop += top - outline.getBoundingClientRect().top - (outline.clientHeight - height) / 2;
}
