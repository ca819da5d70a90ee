// Draws every message twice: with usual and with the longest values; and every rich menu with what its places say and send.

import { make } from "./dom.js";
import { message, preview } from "./message.js";
import { RichMenu } from "./rich_menu.js";

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

function richMenu(definition) {
  const menu = new RichMenu(nothing);
  menu.show({ ...definition, richMenuId: definition.state });
  const places = definition.areas.map(({ action }) => make("li", {}, action.label === action.text ? action.label : `${action.label}（「${action.text}」を送る）`));
  return make("article", { class: "rich-menu", id: `menu-${definition.state}` }, make("h2", {}, definition.state), menu.element, make("ol", {}, ...places));
}

const letters = Number(new URLSearchParams(location.search).get("letters")) || 1; // as chosen on the phone
document.documentElement.style.setProperty("--letters", String(letters));
const { messages, menus } = JSON.parse(document.getElementById("data").textContent);
document.getElementById("menus").append(...menus.map(richMenu));
document.getElementById("all").append(...messages.map(card));
document.documentElement.dataset.height = String(document.getElementById("all").getBoundingClientRect().bottom + window.scrollY + 20 | 0);
