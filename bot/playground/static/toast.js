// A line at the bottom that goes away by itself; screen readers hear it.

const SHOWN = 4000;
let timer = 0;

export function toast(text) {
  const place = document.getElementById("toast");
  if (!place) return;
  place.textContent = text;
  place.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.hidden = true;
  }, SHOWN);
}
