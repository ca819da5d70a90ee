// Where the person types, and what else a person can send.

import { button, make } from "./dom.js";
import { STICKERS } from "./message.js";

export class Composer {
  // send: {text(words), sticker(id), image()}
  constructor(send, name) {
    this.send = send;
    this.field = make("textarea", { rows: "1", "aria-label": `${name}としてメッセージを入力`, placeholder: "メッセージを入力", oninput: () => this.grow() });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.more = make("div", { class: "more" }, ...this.extras());
    this.more.hidden = true;
    this.opener = button("＋", () => this.toggle(), { class: "round", "aria-label": "スタンプや写真を送る", "aria-expanded": "false" });
    const submit = make("button", { type: "submit", class: "send" }, "送信");
    this.form = make("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.opener, this.field, submit);
    this.blocked = make("p", { class: "blocked" }, "ブロック中です。送るには、ブロックを解除してください。");
    this.element = make("div", {}, this.more, this.form, this.blocked);
    this.allow(true);
  }

  extras() {
    const stickers = Object.entries(STICKERS).map(([id, sign]) => {
      return button(sign, () => this.send.sticker(id), { class: "sticker-choice", "aria-label": `スタンプ ${id} を送る` });
    });
    return [...stickers, button("写真を送る", () => this.send.image())];
  }

  allow(wish) {
    this.form.hidden = !wish;
    this.blocked.hidden = wish;
    if (!wish) this.more.hidden = true;
  }

  toggle() {
    this.more.hidden = !this.more.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.more.hidden));
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const words = this.field.value.trim();
    if (!words) return;
    this.field.value = "";
    this.grow();
    this.send.text(words);
  }

  fill(words) {
    this.field.value = words ?? this.field.value;
    this.grow();
    this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 120)}px`;
  }
}
