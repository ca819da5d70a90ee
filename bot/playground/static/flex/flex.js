// Flex containers: one bubble, or a carousel of them.

import { make, style } from "../dom.js";
import { component } from "./component.js";
import { BUBBLE } from "./sizes.js";
import { tappable } from "./tappable.js";

const BLOCKS = ["header", "hero", "body", "footer"];

export function flex(contents, onAction) {
  if (contents.type === "bubble") return bubble(contents, onAction);
  if (contents.type !== "carousel") return make("div", { class: "fx-unknown" }, `（表示できない部品：${contents.type}）`);
  const bubbles = contents.contents.map((each) => make("li", {}, bubble(each, onAction)));
  return make("ul", { class: "carousel", tabindex: "0", "aria-label": `横に並んだカード ${bubbles.length}枚` }, ...bubbles);
}

function bubble(part, onAction) {
  const size = part.size ?? "mega";
  const blocks = BLOCKS.filter((name) => part[name]).map((name, index) => block(part, name, index, onAction));
  const element = make("div", { class: `fx-bubble fx-size-${size}`, dir: part.direction ?? "ltr" }, ...blocks);
  style(element, { width: BUBBLE[size] });
  return tappable(element, part.action, onAction);
}

function block(part, name, index, onAction) {
  const own = part.styles?.[name] ?? {};
  const inner = component(part[name], onAction, "vertical");
  const element = make("div", { class: `fx-block fx-${name}` }, inner);
  style(element, { backgroundColor: own.backgroundColor });
  if (own.separator && index > 0) style(element, { borderTop: `1px solid ${own.separatorColor ?? "#d4d6da"}` });
  return element;
}
