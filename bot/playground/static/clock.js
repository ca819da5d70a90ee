// The clock: what time it is here, and moving it.

import { button, make, replaceChildren } from "./dom.js";
import { send } from "./server.js";
import { forField, now, setNow, whole } from "./time.js";
import { toast } from "./toast.js";

const MOMENTS = [["eve", "前日 17:00 へ"], ["soon", "30分前へ"], ["late", "開始10分後へ"]];

export class Clock {
  constructor(place, onMove) {
    this.onMove = onMove;
    this.face = make("p", { class: "clock-face", role: "timer", "aria-label": "いまの時刻" });
    this.next = make("p", { class: "clock-next", role: "status" });
    this.choice = make("select", { "aria-label": "どの予約の時刻に合わせるか", onchange: () => this.drawButtons() });
    this.buttons = make("div", { class: "buttons" });
    this.field = make("input", { type: "datetime-local", "aria-label": "この日時へ", required: true });
    const anywhere = make("form", { class: "row", onsubmit: (event) => {
      event.preventDefault();
      this.move({ to: `${this.field.value}:00+09:00` });
    } }, this.field, make("button", { type: "submit" }, "この日時へ"));
    replaceChildren(place, make("h2", {}, "時計"), this.face, this.next, this.choice, this.buttons, anywhere);
    this.bookings = [];
    this.show({ bookings: [], next: null });
    setInterval(() => this.tick(), 1000);
  }

  tick() {
    this.face.textContent = whole(now());
  }

  show({ now: moment, bookings, next }) {
    if (moment) setNow(moment);
    if (moment && !this.field.value) this.field.value = forField(moment);
    this.tick();
    const line = next ? `次に起きること：${next.text}` : "次に起きること：予定されているお知らせはありません";
    if (this.next.textContent !== line) this.next.textContent = line;
    this.bookings = bookings.filter((booking) => booking.live);
    this.drawChoice();
    this.drawButtons();
  }

  drawChoice() {
    const before = this.choice.value;
    const options = this.bookings.map((each) => make("option", { value: each.id }, `${each.number}　${each.when}`));
    const same = options.map((each) => each.textContent).join() === [...this.choice.options].map((each) => each.textContent).join();
    if (!same) replaceChildren(this.choice, ...options);
    if (this.bookings.some((each) => each.id === before)) this.choice.value = before;
    this.choice.hidden = this.bookings.length === 0;
  }

  drawButtons() {
    const booking = this.bookings.find((each) => each.id === this.choice.value) ?? this.bookings[0];
    const key = JSON.stringify(booking?.moments ?? null);
    if (this.buttons.dataset.key === key) return;
    this.buttons.dataset.key = key;
    replaceChildren(
      this.buttons,
      button("＋30分", () => this.move({ advance_seconds: 1800 })),
      ...MOMENTS.map(([name, label]) => button(label, () => this.move({ to: booking.moments[name] }), { disabled: !booking })),
      button("いまの時刻に戻す", () => this.move({ to: new Date().toISOString().replace("Z", "+00:00") })),
    );
  }

  async move(wish) {
    try {
      const { now: moment } = await send("clock", wish);
      setNow(moment);
      this.tick();
      await this.onMove();
    } catch (error) {
      toast(error.message);
    }
  }
}
