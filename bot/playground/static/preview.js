// Draws every message twice: with usual and with the longest values.

import { make } from "./dom.js";
import { message, preview } from "./message.js";

const nothing = () => undefined;

function card({ key, usual, longest }) {
  return make("article", { class: "sample", id: key }, make("h2", {}, key), side(usual, "ふつうの値"), side(longest, "いちばん長い値"));
}

function side(content, label) {
  const replies = (content.quickReply?.items ?? []).map((item) => make("span", { class: "quick-reply" }, item.action.label));
  return make(
    "div",
    { class: "side", "aria-label": label, role: "group" },
    make("div", { class: "entry-line" }, make("div", { class: "entry-body" }, message(content, nothing))),
    replies.length ? make("div", { class: "quick" }, ...replies) : null,
    make("p", { class: "in-list" }, `一覧：${preview(content)}`),
  );
}

const found = JSON.parse(document.getElementById("messages").textContent);
document.getElementById("all").append(...found.map(card));
document.documentElement.dataset.height = String(document.getElementById("all").getBoundingClientRect().bottom + window.scrollY + 20 | 0);
