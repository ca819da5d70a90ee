"use strict";
// The list of requests: ticks all that can be answered at once, and keeps the ticks when the list renews itself.

const picks = () => [...document.querySelectorAll("input[name=picked]")];
let ticked = new Set();

function dress() {
  const all = document.getElementById("pick-all");
  if (!all) return;
  all.hidden = false;
  document.getElementById("pick-word").hidden = true;
  all.checked = picks().every((one) => one.checked);
}

document.addEventListener("DOMContentLoaded", dress);
document.addEventListener("change", (event) => {
  if (event.target.id === "pick-all") picks().forEach((one) => { one.checked = event.target.checked; });
  dress();
});
document.addEventListener("htmx:beforeSwap", () => { ticked = new Set(picks().filter((one) => one.checked).map((one) => one.value)); });
document.addEventListener("htmx:afterSwap", () => {
  picks().filter((one) => ticked.has(one.value)).forEach((one) => { one.checked = true; });
  dress();
});
