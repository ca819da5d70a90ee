// One phone: the talk of one person with the bot, or the staff's group.

import { perform } from "./actions.js";
import { Composer } from "./composer.js";
import { button, make, redraw, replaceChildren } from "./dom.js";
import { dots } from "./entry.js";
import { Log } from "./log.js";
import { preview } from "./message.js";
import { RichMenu } from "./rich_menu.js";
import { act, ask } from "./server.js";
import { now } from "./time.js";
import { toast } from "./toast.js";

export class Talk {
  // who: {id, name, user, group}; `user` acts here; `people` knows everybody
  constructor(who, people) {
    Object.assign(this, { who, people, onPc: false, last: null, state: null });
    const onAction = (action) => this.guard(() => this.tap(action));
    this.log = new Log({
      label: `${who.name}のトーク`, bot: () => people.bot, nameOf: (id) => people.nameOf(id), onAction,
      mine: (item) => item.who === "user" && item.author === who.user,
      onUnsend: (item) => this.guard(() => act("unsend", { user: who.user, message_id: item.id })),
    });
    this.quick = make("div", { class: "quick", role: "group", "aria-label": "クイックリプライ" });
    this.loading = make("div", { class: "loading-place" });
    this.menu = new RichMenu(onAction);
    this.composer = new Composer(this.sending(), who.name);
    this.element = this.phone();
  }

  phone() {
    this.title = make("div", { class: "phone-title" });
    const device = make("select", { "aria-label": "見ている端末", onchange: (event) => this.seeOn(event.target.value) },
      make("option", { value: "phone" }, "スマホ"), make("option", { value: "pc" }, "PC"));
    this.controls = make("div", { class: "phone-controls" });
    const strip = make("div", { class: "strip" }, make("h2", {}, this.who.name), device, this.controls);
    const screen = make("div", { class: "phone" }, this.title, this.log.element, this.loading, this.quick, this.composer.element, this.menu.element);
    return make("section", { class: this.who.group ? "pane pane-group" : "pane", id: `pane-${this.who.id}`, "aria-label": this.who.name }, strip, screen);
  }

  sending() {
    const { user, group } = this.who;
    return {
      text: (words) => this.guard(() => act("say", { user, group, text: words })),
      sticker: (id) => this.guard(() => act("sticker", { user, package_id: "446", sticker_id: id })),
      image: () => this.guard(() => act("image", { user })),
    };
  }

  async refresh() {
    this.show(await ask(`line/talks/${this.who.id}`));
  }

  show(state) {
    this.state = state;
    const seen = state.entries.filter((item) => item.delivered);
    this.last = seen.at(-1) ?? null;
    replaceChildren(this.title, make("span", {}, this.who.group ? this.who.name : this.people.bot));
    this.log.show(state.entries);
    this.showAround();
  }

  showAround() {
    const { quick_replies: replies, rich_menu: menu, loading_until: until } = this.state;
    const shown = this.onPc ? [] : replies;
    redraw(this.quick, JSON.stringify([this.last?.id, shown]), () => shown.map((action) => {
      return button(action.label, () => this.guard(() => this.tap(action)), { class: "quick-reply" });
    }));
    this.quick.hidden = shown.length === 0;
    this.menu.show(this.onPc || this.who.group ? null : menu);
    this.showLoading(until);
  }

  showLoading(until) {
    const left = until ? new Date(until) - now() : 0;
    replaceChildren(this.loading, left > 0 && !this.onPc ? dots(this.people.bot) : null);
    clearTimeout(this.timer);
    if (left > 0) this.timer = setTimeout(() => this.showLoading(null), Math.min(left, 60000));
  }

  showPerson(person) {
    const { user } = this.who;
    const name = person.blocked ? "unblock" : "block";
    const label = person.blocked ? "ブロック解除" : "ブロック";
    const befriend = person.friend ? null : button("友だち追加", () => this.guard(() => act("people", { user_id: user, display_name: person.display_name })));
    const block = () => button(label, () => this.guard(() => act(name, { user })));
    redraw(this.controls, `${person.friend} ${person.blocked}`, () => [befriend, block()]);
    this.composer.allow(!person.blocked);
  }

  seeOn(device) {
    this.onPc = device === "pc";
    this.element.classList.toggle("on-pc", this.onPc);
    this.showAround();
  }

  async tap(action) {
    const { user, group } = this.who;
    const done = await perform(action);
    if (!done) return;
    if (action.inputOption === "openKeyboard") this.composer.fill(action.fillInText);
    if (action.inputOption?.endsWith("RichMenu")) this.menu.open(action.inputOption === "openRichMenu");
    if (done.photo) await act("image", { user });
    else await act("tap", { user, group, action, params: done.params });
  }

  preview() {
    if (!this.last) return "まだメッセージはありません";
    return this.last.unsent ? preview({ type: "unsent" }) : preview(this.last.message);
  }

  view() {
    return this.who.group ? Promise.resolve() : act("view", { user: this.who.user });
  }

  async guard(doing) {
    try {
      await doing();
    } catch (error) {
      toast(error.message);
    }
  }
}
