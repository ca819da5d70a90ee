// What went over the wire: each webhook and each call, with its answer, newest first.

import { button, make, replaceChildren } from "./dom.js";
import { ask } from "./server.js";
import { seconds } from "./time.js";

const SHOWN = 150;
const EVENTS = {
  message: "メッセージ", postback: "ボタン", follow: "友だち追加", unfollow: "ブロック", unsend: "送信取消",
  join: "グループに参加", leave: "グループから退出",
};
const REASONS = { request_timeout: "2秒以内に返事なし", could_not_connect: "つながらない" };

export class Happened {
  constructor(place, onBooking) {
    Object.assign(this, { onBooking, calls: [], webhooks: [], tokens: new Map(), bookings: [], undelivered: new Set(), opened: new Set(), key: "" });
    this.body = make("tbody", {});
    const head = make("tr", {}, ...["時刻", "できごと", "結果", "時間", "予約"].map((title) => make("th", { scope: "col" }, title)));
    replaceChildren(place, make("table", { class: "happened" }, make("thead", {}, head), this.body));
  }

  async refresh() {
    const [{ calls }, { webhooks }] = await Promise.all([
      ask(`line/calls?since=${this.calls.at(-1)?.number ?? 0}`), ask(`line/webhooks?since=${this.webhooks.at(-1)?.number ?? 0}`),
    ]);
    const key = JSON.stringify([this.bookings.map((booking) => [booking.id, booking.line_user]), [...this.undelivered]]);
    if (!calls.length && !webhooks.length && key === this.key) return;
    this.key = key;
    this.calls = added(this.calls, calls);
    this.webhooks = added(this.webhooks, webhooks);
    webhooks.forEach((hook) => this.remember(hook));
    this.draw();
  }

  restart() {
    Object.assign(this, { calls: [], webhooks: [] });
  }

  // Which talk a reply token belongs to, so that replies can be linked too.
  remember(hook) {
    for (const event of read(hook.body).events ?? []) {
      if (event.replyToken) this.tokens.set(event.replyToken, event.source?.userId);
    }
  }

  draw() {
    const all = [...this.calls.map((call) => [call.at, this.callRow(call)]), ...this.webhooks.map((hook) => [hook.at, this.hookRow(hook)])];
    all.sort(([one], [other]) => (one < other ? 1 : one > other ? -1 : 0));
    replaceChildren(this.body, ...all.slice(0, SHOWN).map(([, row]) => row));
  }

  hookRow(hook) {
    const { events = [] } = read(hook.body);
    const kinds = events.map((event) => EVENTS[event.type] ?? event.type).join("・") || "空";
    const what = `→ Webhook ${kinds}${hook.redelivery ? "（再送）" : ""}`;
    const ok = hook.status >= 200 && hook.status < 300;
    const users = events.map((event) => event.source?.userId);
    return this.row(hook, what, REASONS[hook.reason] ?? String(hook.status), ok, this.bookingOf(users), hook.body);
  }

  callRow(call) {
    const lost = (call.answer?.sentMessages ?? []).some((sent) => this.undelivered.has(sent.id));
    const what = `← ${call.method} ${call.endpoint}${call.fault ? `［不具合：${call.fault}］` : ""}${lost ? "（本人には届いていません）" : ""}`;
    const byKey = this.bookings.find((booking) => booking.notices.some((row) => row.retry_key === call.retry_key && call.retry_key));
    const users = [call.body?.to, this.tokens.get(call.body?.replyToken)];
    const text = JSON.stringify({ request: call.body, answer: call.answer });
    return this.row(call, what, String(call.status), call.status < 400, byKey ?? this.bookingOf(users), text);
  }

  bookingOf(users) {
    return this.bookings.findLast((booking) => users.flat().includes(booking.line_user));
  }

  row(item, what, result, ok, booking, text) {
    const name = `${what[0]}${item.number}`;
    const ontoggle = ({ target }) => (target.open ? this.opened.add(name) : this.opened.delete(name));
    const details = make("details", { open: this.opened.has(name), ontoggle }, make("summary", {}, what), make("pre", {}, pretty(text)));
    const link = booking ? button(booking.number, () => this.onBooking(booking), { class: "link" }) : "";
    return make("tr", {}, make("td", {}, seconds(item.at)), make("td", {}, details),
      make("td", { class: ok ? "good" : "bad" }, result), make("td", {}, `${Math.round(item.milliseconds)} ms`), make("td", {}, link));
  }
}

// Two questions may be under way at once; what both bring is taken once.
function added(known, fresh) {
  const last = known.at(-1)?.number ?? 0;
  return [...known, ...fresh.filter((each) => each.number > last)].slice(-SHOWN);
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function pretty(text) {
  return JSON.stringify(read(text), null, 1);
}
