// One line of the talk: who wrote, the message, the time, whether it was read.

import { button, make } from "./dom.js";
import { message } from "./message.js";
import { day, hours } from "./time.js";

// talk: {id, nameOf(userId), bot, mine(entry), onAction, onUnsend, group}
export function entry(item, talk) {
  if (item.unsent) return notice(item, `${talk.mine(item) ? "" : `${talk.nameOf(item.author)}が`}メッセージの送信を取り消しました`);
  const mine = talk.mine(item);
  const who = mine ? "自分" : item.who === "bot" ? talk.bot() : talk.nameOf(item.author);
  const body = make("div", { class: "entry-body" }, message(item.message, talk.onAction));
  const wide = ["flex", "template", "imagemap"].includes(item.message.type); // the time stands below
  const line = make("div", { class: wide ? "entry-line entry-wide" : "entry-line" }, body, facts(item, mine, talk));
  return make(
    "li",
    { class: `entry ${mine ? "entry-mine" : "entry-theirs"}`, dataset: { id: item.id } },
    mine ? null : make("span", { class: "face", "aria-hidden": "true" }, item.who === "bot" ? "窓" : who.slice(0, 1)),
    make("div", { class: "entry-column" }, make("span", { class: mine ? "unseen" : "entry-who" }, who), line),
  );
}

function facts(item, mine, talk) {
  const read = mine && item.read ? make("span", {}, "既読") : null;
  const unsend = mine
    ? button("取消", () => talk.onUnsend(item), { class: "unsend", title: "送信を取り消す", "aria-label": "このメッセージの送信を取り消す" })
    : null;
  return make("div", { class: "facts" }, unsend, read, make("time", { datetime: item.at }, hours(item.at)));
}

export function notice(item, text) {
  return make("li", { class: "entry-notice", dataset: { id: item.id } }, text);
}

export function daySeparator(moment) {
  return make("li", { class: "entry-day" }, make("span", {}, day(moment)));
}

export function dots(name) {
  const three = [1, 2, 3].map(() => make("span", { class: "dot" }));
  return make("div", { class: "loading", role: "status", "aria-label": `${name}が入力しています` }, ...three);
}
