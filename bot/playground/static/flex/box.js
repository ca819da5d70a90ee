// Boxes, and where a component stands in its box. LINE: Flex Message layout.

import { make, style } from "../dom.js";
import { BORDER, SPACE, length } from "./sizes.js";
import { tappable } from "./tappable.js";

const ALONE = ["separator", "icon", "spacer"]; // never share the free width

// `component` makes the children; it is handed in because it makes boxes too.
export function box(part, onAction, _layout, component) {
  const children = (part.contents ?? []).map((child, index) => {
    return place(component(child, onAction, part.layout), child, part, index === 0);
  });
  const element = make("div", { class: `fx-box fx-${part.layout}` }, ...children);
  dress(element, part);
  return tappable(element, part.action, onAction);
}

function dress(element, part) {
  style(element, {
    backgroundColor: part.backgroundColor,
    background: gradient(part.background),
    borderColor: part.borderColor,
    borderWidth: length(BORDER, part.borderWidth),
    borderRadius: length(SPACE, part.cornerRadius),
    width: length({}, part.width),
    maxWidth: length({}, part.maxWidth),
    height: length({}, part.height),
    maxHeight: length({}, part.maxHeight),
    padding: length(SPACE, part.paddingAll),
    justifyContent: part.justifyContent,
    alignItems: part.alignItems,
  });
  style(element, {
    paddingTop: length(SPACE, part.paddingTop),
    paddingBottom: length(SPACE, part.paddingBottom),
    paddingInlineStart: length(SPACE, part.paddingStart),
    paddingInlineEnd: length(SPACE, part.paddingEnd),
  });
}

function gradient(background) {
  if (background?.type !== "linearGradient") return undefined;
  const middle = background.centerColor ? `${background.centerColor} ${background.centerPosition ?? "50%"}, ` : "";
  return `linear-gradient(${background.angle}, ${background.startColor}, ${middle}${background.endColor})`;
}

function place(element, child, parent, first) {
  const vertical = parent.layout === "vertical";
  const gap = length(SPACE, child.margin ?? (first ? "none" : parent.spacing ?? "none"));
  if (child.type !== "filler" && child.type !== "spacer") {
    style(element, vertical ? { marginTop: gap } : { marginInlineStart: gap });
  }
  style(element, { flex: share(child, vertical), ...offsets(child) });
  return element;
}

function share(child, vertical) {
  const parts = child.flex ?? (child.type === "filler" ? 1 : vertical || ALONE.includes(child.type) ? 0 : 1);
  if (parts === 0 || (child.width && child.flex === undefined && !vertical)) return "0 0 auto";
  return vertical ? `${parts} 0 auto` : `${parts} 0 0`;
}

function offsets(child) {
  if (child.position !== "absolute" && !child.offsetTop && !child.offsetBottom && !child.offsetStart && !child.offsetEnd) {
    return {};
  }
  return {
    position: child.position ?? "relative",
    top: length(SPACE, child.offsetTop),
    bottom: length(SPACE, child.offsetBottom),
    insetInlineStart: length(SPACE, child.offsetStart),
    insetInlineEnd: length(SPACE, child.offsetEnd),
  };
}
