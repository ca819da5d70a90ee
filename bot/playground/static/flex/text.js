// Texts and the spans in them.

import { make, style } from "../dom.js";
import { GRAVITY, TEXT, length } from "./sizes.js";
import { tappable } from "./tappable.js";

export function text(part, onAction) {
  const words = part.contents?.length ? part.contents.map(span) : [part.text ?? ""];
  const shown = make("p", { class: part.wrap ? "fx-text fx-wrap" : "fx-text" }, ...words);
  style(shown, { ...lettering(part), textAlign: part.align, lineHeight: leading(part) });
  if (part.maxLines) style(shown, { display: "-webkit-box", webkitBoxOrient: "vertical", webkitLineClamp: part.maxLines });
  tappable(shown, part.action, onAction);
  return style(make("div", { class: "fx-text-place" }, shown), { justifyContent: GRAVITY[part.gravity] });
}

function span(part) {
  return style(make("span", {}, part.text ?? ""), lettering(part));
}

function lettering(part) {
  return {
    fontSize: grown(length(TEXT, part.size), part.scaling),
    color: part.color,
    fontWeight: part.weight === "bold" ? "700" : part.weight && "400",
    fontStyle: part.style,
    textDecoration: part.decoration,
  };
}

// Letters that scale are as large as the reader has chosen on the phone.
function grown(size, scaling) {
  return scaling ? `calc(${size ?? TEXT.md} * var(--letters, 1))` : size;
}

function leading(part) {
  return part.lineSpacing ? `calc(1.4em + ${part.lineSpacing})` : undefined;
}
