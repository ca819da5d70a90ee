"use strict";
// Tells of what came in: the count in the tab's title; a chime and a notice of the desktop where this browser's user chose them.

const chosen = (name) => localStorage.getItem(`alert ${name}`) === "1";
const waits = () => Number((document.getElementById("counts") || { dataset: {} }).dataset.count || 0);
const bare = document.title;
let waited = 0;

function title() {
  document.title = waits() ? `(${waits()}) ${bare}` : bare;
}

function chime() {
  const sound = new AudioContext();
  [660, 880].forEach((pitch, place) => {
    const tone = sound.createOscillator(), loud = sound.createGain(), from = sound.currentTime + place * 0.18;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.12, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
    tone.connect(loud).connect(sound.destination);
    tone.start(from);
    tone.stop(from + 0.4);
  });
}

function notice() {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const words = document.getElementById("counts").dataset.said;
  new Notification(document.getElementById("alert-words").dataset.title, { body: words, tag: "madoguchi" }); // counts only
}

document.addEventListener("DOMContentLoaded", () => {
  waited = waits();
  title();
  document.querySelectorAll("[data-alert]").forEach(choice);
});

document.addEventListener("htmx:afterSwap", () => {
  title();
  if (waits() > waited) {
    if (chosen("chime")) chime();
    if (chosen("desktop") && document.hidden) notice();
  }
  waited = waits();
});

function choice(box) {
  box.closest("[data-alerts]").hidden = false;
  box.checked = chosen(box.dataset.alert) && (box.dataset.alert !== "desktop" || Notification.permission === "granted");
  box.addEventListener("change", async () => {
    if (box.checked && box.dataset.alert === "desktop") box.checked = (await Notification.requestPermission()) === "granted";
    if (box.checked && box.dataset.alert === "chime") chime();
    document.getElementById("alert-refused").hidden = box.checked || box.dataset.alert !== "desktop" || Notification.permission !== "denied";
    localStorage.setItem(`alert ${box.dataset.alert}`, box.checked ? "1" : "0");
  });
}
