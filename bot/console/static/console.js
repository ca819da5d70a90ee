"use strict";
// Says aloud what changed and when the page is out of date, counts the seconds in which an answer can be taken back, prints.
// Warns before the session is locked, asks for the password where it was, and keeps what was typed until it is sent.

const live = () => document.getElementById("live");
const counts = () => (document.getElementById("counts") || { dataset: {} }).dataset.said || "";
let said = "";

document.addEventListener("DOMContentLoaded", () => {
  said = counts();
  tellHeight();
  stayWhereOneCanGoBackTo();
  keepWhatWasNotTaken();
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post" && event.target.closest("main") && !event.defaultPrevented && !asksWho()) keep("sent");
  });
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  putBack();
  toTheError();
  if (document.body.dataset.secondsLeft) watch(Number(document.body.dataset.secondsLeft));
  const left = document.querySelector("[data-countdown]");
  if (left) countDown(left, Date.now() + Number(left.dataset.countdown) * 1000);
});

// What is jumped to, or has the focus, comes to stand below the header, which stays on top of the page.
function tellHeight() {
  const head = document.querySelector(".head");
  if (!head || !("adoptedStyleSheets" in document)) return;
  const sheet = new CSSStyleSheet(); // a sheet of its own: no element has a style
  document.adoptedStyleSheets = [sheet];
  const tell = () => sheet.replaceSync(`:root { --head: ${head.offsetHeight + 8}px; }`);
  new ResizeObserver(tell).observe(head);
  tell();
}

const asksWho = () => "asksWho" in document.body.dataset;

// What answers a sent form can't be asked for again, so going back to it leads to the page that had the form.
function stayWhereOneCanGoBackTo() {
  if (asksWho()) return;
  if (!("answersForm" in document.body.dataset)) sessionStorage.setItem("page", location.pathname + location.search);
  else if (sessionStorage.getItem("page")) history.replaceState(null, "", sessionStorage.getItem("page"));
}

// Who is asked for a password instead of an answer to what he sent, finds it typed on the page that had the form.
function keepWhatWasNotTaken() {
  const sent = JSON.parse(sessionStorage.getItem("sent") || "null");
  sessionStorage.removeItem("sent");
  if (asksWho() && sent) sessionStorage.setItem(sent.place, JSON.stringify(sent));
}

document.addEventListener("htmx:afterSwap", () => {
  if (counts() && counts() !== said) {
    said = counts();
    live().textContent = said;
  }
});

["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
  if (event.detail.xhr && event.detail.xhr.status === 401) return;
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

// Goes to the first field that is wrong, in whatever is folded, or to what is said above the form.
function toTheError() {
  const wrong = document.querySelector("main .is-invalid, main [role=alert].alert-danger:not([hidden])");
  if (!wrong) return;
  for (let fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!wrong.matches(".is-invalid")) wrong.tabIndex = -1;
  wrong.focus();
}

// --- the session ---

const WARNED = 120, KEPT = 3600 * 1000;
let locksAt = Infinity;

function watch(seconds) {
  locksAt = Date.now() + seconds * 1000;
  document.getElementById("stay").addEventListener("click", stay);
  document.getElementById("unlock").addEventListener("submit", unlock);
  document.getElementById("locked").addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("submit", (event) => {
    if (Date.now() < locksAt || event.target.id === "unlock") return;
    event.preventDefault();
    lock();
  }, true);
  setInterval(look, 1000);
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const answer = event.detail.xhr;
  const left = answer.getResponseHeader("X-Seconds-Left");
  if (left !== null) locksAt = Date.now() + Number(left) * 1000;
  if (answer.status === 401) {
    keep();
    if (answer.getResponseHeader("X-Locked")) lock();
  }
});

function look() {
  const left = Math.ceil((locksAt - Date.now()) / 1000);
  const idle = document.getElementById("idle"), said = idle.querySelector("[data-text]");
  if (left <= 0) lock();
  const minutes = Math.max(1, Math.ceil(left / 60));
  const text = said.dataset.text.replace("0", String(minutes));
  if (left > WARNED) idle.hidden = true;
  else {
    idle.hidden = false; // first shown, then filled: so it is read aloud
    if (said.textContent !== text) said.textContent = text;
  }
}

function lock() {
  const dialog = document.getElementById("locked");
  if (dialog.open) return;
  keep();
  document.body.classList.add("is-locked");
  dialog.showModal();
  document.getElementById("locked-password").focus();
}

const token = () => document.querySelector("input[name=csrf_token]").value;
const post = (place, fields) => fetch(place, {
  method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams({ csrf_token: token(), ...fields }),
});

async function stay() {
  const answer = await post(document.getElementById("stay").dataset.place, {});
  const left = answer.headers.get("X-Seconds-Left");
  if (answer.ok && left !== null) locksAt = Date.now() + Number(left) * 1000;
  else lock();
  look();
}

async function unlock(event) {
  event.preventDefault();
  const dialog = document.getElementById("locked"), field = document.getElementById("locked-password");
  const answer = await post(event.target.action, { password: field.value });
  field.value = "";
  if (answer.status === 204) {
    await stayed();
    dialog.close();
    document.body.classList.remove("is-locked");
  } else if (answer.status === 410) {
    location.assign(`${dialog.dataset.over}?next=${encodeURIComponent(location.pathname)}`);
  } else document.getElementById("locked-wrong").textContent = dialog.dataset.wrong;
}

async function stayed() {
  document.getElementById("locked-wrong").textContent = "";
  sessionStorage.removeItem(place()); // it still stands on the page
  await stay();
}

// What was typed stays in this tab alone, for an hour, and goes with the sign-out.
const fields = () => [...document.querySelectorAll("main textarea, main select, main input:not([type=hidden], [type=password])")]
  .filter((one) => one.name || one.id);
const place = () => `typed ${location.pathname}`;
const mark = (one) => `${one.id}|${one.name}|${one.type === "radio" || one.type === "checkbox" ? one.value : ""}`;

function keep(under = place()) {
  const typed = fields().map((one) => [mark(one), /radio|checkbox/.test(one.type) ? one.checked : one.value]);
  if (typed.length) sessionStorage.setItem(under, JSON.stringify({ place: place(), at: Date.now(), typed }));
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(place()) || "null");
  sessionStorage.removeItem(place());
  if (!kept || Date.now() - kept.at > KEPT) return;
  const typed = new Map(kept.typed);
  fields().filter((one) => typed.has(mark(one))).forEach((one) => {
    if (/radio|checkbox/.test(one.type)) one.checked = typed.get(mark(one));
    else one.value = typed.get(mark(one));
    if (one.value && one.closest("details")) one.closest("details").open = true;
  });
}
