// The rich menu at the foot of the talk, and the bar that opens and closes it.

import { make, replaceChildren, style } from "./dom.js";
import { percent } from "./message.js";

export class RichMenu {
  constructor(onAction) {
    this.onAction = onAction;
    this.shown = "";
    this.menu = make("div", { class: "menu", role: "group" });
    this.bar = make("button", { type: "button", class: "menu-bar", onclick: () => this.open(this.menu.hidden) });
    this.element = make("div", { class: "menu-place" }, this.bar, this.menu);
    this.element.hidden = true;
  }

  show(definition) {
    this.element.hidden = !definition;
    if (!definition || this.shown === definition.richMenuId) return;
    this.shown = definition.richMenuId;
    this.bar.textContent = `${definition.chatBarText ?? "メニュー"} ▾`;
    this.menu.setAttribute("aria-label", definition.chatBarText ?? "メニュー");
    replaceChildren(this.menu, this.picture(definition), ...definition.areas.map((area) => this.area(area, definition.size)));
    style(this.menu, { aspectRatio: `${definition.size.width} / ${definition.size.height}` });
    this.open(Boolean(definition.selected));
  }

  picture(definition) {
    return make("img", { src: definition.picture ?? `/playground/line/menus/${definition.richMenuId}/picture`, alt: "" });
  }

  area(area, size) {
    const { action } = area;
    const label = action.label ?? action.text ?? action.displayText ?? action.uri ?? "ボタン";
    const place = make("button", { type: "button", class: "menu-area", "aria-label": label, onclick: () => this.onAction(action) });
    return style(place, percent(area.bounds, size.width, size.height));
  }

  open(wish) {
    this.menu.hidden = !wish;
    this.bar.setAttribute("aria-expanded", String(wish));
  }
}
