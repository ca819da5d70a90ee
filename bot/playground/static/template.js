// Template messages: buttons, confirm, carousel, image carousel.

import { button, make, style } from "./dom.js";
import { tappable } from "./flex/tappable.js";

const MAKERS = { buttons: card, confirm, carousel, image_carousel: pictures };

export function template(part, onAction) {
  const maker = MAKERS[part.type];
  return maker ? maker(part, onAction) : make("div", { class: "fx-unknown" }, `（表示できない部品：${part.type}）`);
}

function card(part, onAction, look = part) {
  const words = make("div", { class: "tp-words" }, title(part), make("p", {}, part.text ?? ""));
  tappable(words, part.defaultAction, onAction);
  return make("div", { class: "tp-card" }, picture(part, look), words, actions(part.actions, onAction, "tp-actions"));
}

function title(part) {
  return part.title ? make("p", { class: "tp-title" }, part.title) : null;
}

function picture(part, look) {
  if (!part.thumbnailImageUrl) return null;
  const frame = make("div", { class: "fx-picture", role: "img", "aria-label": "画像", title: part.thumbnailImageUrl }, "画像");
  const square = look.imageAspectRatio === "square";
  return style(frame, { aspectRatio: square ? "1 / 1" : "1.51 / 1", backgroundColor: part.imageBackgroundColor });
}

function actions(list, onAction, name) {
  const shown = (list ?? []).map((action) => button(action.label ?? "", () => onAction(action), { class: "tp-action" }));
  return make("div", { class: name }, ...shown);
}

function confirm(part, onAction) {
  const words = make("div", { class: "tp-words" }, make("p", {}, part.text));
  return make("div", { class: "tp-card" }, words, actions(part.actions, onAction, "tp-actions tp-two"));
}

function carousel(part, onAction) {
  return row(part.columns.map((column) => card(column, onAction, part)));
}

function pictures(part, onAction) {
  return row(part.columns.map((column) => {
    const frame = make("div", { class: "tp-picture", title: column.imageUrl }, "画像");
    if (column.action?.label) frame.append(make("span", { class: "tp-label" }, column.action.label));
    return tappable(frame, column.action, onAction);
  }));
}

function row(cards) {
  const items = cards.map((each) => make("li", {}, each));
  return make("ul", { class: "carousel", tabindex: "0", "aria-label": `横に並んだカード ${items.length}枚` }, ...items);
}
