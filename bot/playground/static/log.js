// The talk's messages. Only what is new or changed is drawn, so that a screen reader hears only that.

import { make } from "./dom.js";
import { daySeparator, entry } from "./entry.js";
import { day } from "./time.js";

const NEAR_END = 120; // pixels

export class Log {
  constructor(talk) {
    this.talk = talk;
    this.drawn = new Map(); // by id: {element, state}
    this.lastDay = "";
    this.list = make("ol", { class: "log-list" });
    this.element = make("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": talk.label }, this.list);
  }

  show(entries) {
    const known = this.drawn.size > 0;
    const nearEnd = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR_END;
    let added = false;
    for (const item of entries.filter((each) => each.delivered)) {
      added = this.draw(item) || added;
    }
    if (added && (nearEnd || !known || this.talk.mine(entries.at(-1)))) this.toEnd();
  }

  // Says whether it was new.
  draw(item) {
    const state = `${item.unsent} ${this.talk.mine(item) && item.read}`;
    const before = this.drawn.get(item.id);
    if (before?.state === state) return false;
    const element = entry(item, this.talk);
    if (before) before.element.replaceWith(element);
    else this.append(item, element);
    this.drawn.set(item.id, { element, state });
    return !before;
  }

  append(item, element) {
    const today = day(item.at);
    if (today !== this.lastDay) this.list.append(daySeparator(item.at));
    this.lastDay = today;
    this.list.append(element);
  }

  toEnd() {
    requestAnimationFrame(() => {
      this.element.scrollTop = this.element.scrollHeight;
    });
  }
}
