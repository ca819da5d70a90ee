// The components of a Flex message, from box to span. LINE: Messaging API reference, Flex Message components.

import { make, style } from "../dom.js";
import { box } from "./box.js";
import { text } from "./text.js";
import { ALIGN, GRAVITY, PICTURE, SPACE, TEXT, length, ratio } from "./sizes.js";
import { tappable } from "./tappable.js";

const MAKERS = {
  box,
  text,
  button: flexButton,
  image: picture,
  video,
  icon,
  separator,
  filler: () => make("div", { class: "fx-filler" }),
  spacer,
};

export function component(part, onAction, layout) {
  const maker = MAKERS[part.type];
  return maker ? maker(part, onAction, layout, component) : unknown(part);
}

function unknown(part) {
  return make("div", { class: "fx-unknown" }, `（表示できない部品：${part.type}）`);
}

function flexButton(part, onAction) {
  const look = part.style ?? "link";
  const inner = make(
    "button",
    { type: "button", class: `fx-button fx-${look} fx-height-${part.height ?? "md"}${part.scaling ? " fx-scaling" : ""}`, onclick: (event) => {
      event.stopPropagation();
      onAction(part.action);
    } },
    part.action.label ?? "",
  );
  style(inner, look === "link" ? { color: part.color } : { backgroundColor: part.color });
  return style(make("div", { class: "fx-button-place" }, inner), { justifyContent: GRAVITY[part.gravity] });
}

// Nothing is loaded from outside: a frame of the right size stands for the picture.
function picture(part, onAction) {
  const frame = make("div", { class: "fx-picture", role: "img", "aria-label": "画像", title: part.url }, "画像");
  style(frame, { aspectRatio: ratio(part.aspectRatio, "1:1"), backgroundColor: part.backgroundColor });
  style(frame, { width: length(PICTURE, part.size ?? "md") });
  const placed = make("div", { class: "fx-picture-place" }, frame);
  style(placed, { alignItems: ALIGN[part.align ?? "center"], justifyContent: GRAVITY[part.gravity] });
  return tappable(placed, part.action, onAction);
}

function video(part, onAction) {
  const frame = make("div", { class: "fx-picture", role: "img", "aria-label": "動画", title: part.url }, "動画");
  style(frame, { aspectRatio: ratio(part.aspectRatio, "1:1"), width: "100%" });
  return tappable(make("div", { class: "fx-picture-place" }, frame), part.action, onAction);
}

function icon(part) {
  const [width, height] = (part.aspectRatio ?? "1:1").split(":").map(Number);
  const size = length(TEXT, part.size ?? "md");
  const frame = make("span", { class: "fx-icon", role: "img", "aria-label": "アイコン", title: part.url });
  return style(frame, { fontSize: size, width: `${width / height}em`, height: "1em" });
}

function separator(part, _onAction, layout) {
  const line = make("div", { class: layout === "vertical" ? "fx-separator" : "fx-separator-upright", role: "presentation" });
  return style(line, { backgroundColor: part.color });
}

function spacer(part) {
  const size = length(SPACE, part.size ?? "md");
  return style(make("div", { class: "fx-spacer" }), { width: size, height: size });
}
