"use strict";
// Says aloud what changed and when the page is out of date, counts the seconds in which an answer can be taken back, prints.

const live = () => document.getElementById("live");
const counts = () => (document.getElementById("counts") || { dataset: {} }).dataset.said || "";
let said = "";

document.addEventListener("DOMContentLoaded", () => {
  said = counts();
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  const left = document.querySelector("[data-countdown]");
  if (left) countDown(left, Date.now() + Number(left.dataset.countdown) * 1000);
});

document.addEventListener("htmx:afterSwap", () => {
  if (counts() && counts() !== said) {
    said = counts();
    live().textContent = said;
  }
});

["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => {
  const stale = document.getElementById("stale");
  if (!stale.hidden) return;
  stale.hidden = false; // first shown, then filled: so it is read aloud
  stale.textContent = stale.dataset.text;
}));

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.getElementById("stale").hidden = true;
});

function countDown(left, end) {
  const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  left.textContent = left.textContent.replace(/\d+/, String(seconds));
  if (seconds > 0) setTimeout(countDown, 250, left, end);
  else document.getElementById("undo").remove();
}
