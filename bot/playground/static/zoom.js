// The page of the local Zoom: rooms, a door to knock at, and what may go wrong.

import { button, make, redraw, replaceChildren } from "./dom.js";
import { ask, send } from "./server.js";
import { toast } from "./toast.js";

const WHERE = { before_host: "担当が来るのを待っています", waiting: "待合室にいます", in: "部屋にいます" };
const KINDS = {
  error_500: "500 を返す（何もしない）",
  hang: "返事をせずに切る（何もしない）",
  slow: "遅れて返事をする",
  accept_and_drop: "受け付けてから、返事をせずに切る",
  accept_then_500: "受け付けてから 500 を返す",
  rate_429: "429：呼び出しが多すぎる",
  daily_429: "429：この担当者の1日の上限",
  unauthorized_401: "401：トークンが無効",
  recording_on: "部屋：自動で録画する",
  waiting_room_off: "部屋：待機室なし",
  before_host_on: "部屋：担当者を待たずに始まる",
  registration_on: "部屋：事前の登録が必要",
  other_length: "部屋：長さが違う",
  passcode_rule: "400：パスコードの条件に合わない",
  webhook_twice: "Webhook を2回送る",
  webhook_lost: "Webhook をなくす",
};
const ENDPOINTS = { "": "すべての呼び出し", token: "トークン", create: "部屋を作る", list: "部屋を探す", get: "部屋を見る", change: "部屋を変える", delete: "部屋を消す", settings: "設定を読む" };
const SLOW = ["hang", "slow"];
const EVERY = 1500;
const WHEN = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });

const at = (id) => document.getElementById(id);
const api = (path, body) => send(`zoom/api/${path}`, body);

async function refresh() {
  try {
    const { rooms, hosts, now } = await ask("zoom/api/rooms");
    const { faults } = await ask("zoom/api/faults");
    at("trouble").hidden = true;
    at("now").textContent = `いま ${WHEN.format(new Date(now))}`;
    redraw(at("rooms"), JSON.stringify(rooms), () => (rooms.length ? rooms.map(room) : [make("p", {}, "まだ部屋はありません。予約を確定すると、ここに出ます。")]));
    redraw(at("hosts"), JSON.stringify(hosts), () => hosts.map((host) => make("li", {}, `${host.id}：きょうはあと ${host.left} 回`)));
    redraw(at("faults"), JSON.stringify(faults), () => faultLines(faults));
  } catch (error) {
    at("trouble").textContent = error.message;
    at("trouble").hidden = false;
  }
}

function room(one) {
  const title = make("h3", {}, one.topic, make("span", { class: one.deleted ? "state" : "state state-confirmed" }, one.deleted ? "消された部屋" : "使える部屋"));
  const facts = { 日時: `${WHEN.format(new Date(one.start))} から${one.minutes}分`, ミーティングID: spaced(one.id), パスコード: one.passcode, 担当者: one.host };
  if (one.versions > 1) facts["変更"] = `${one.versions - 1}回`;
  const list = make("dl", {}, ...Object.entries(facts).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  const fill = (as) => () => fillIn(one, as);
  const buttons = one.deleted ? null : make("div", { class: "row" }, button("求職者として参加", fill("guest")), button("担当として参加", fill("host")));
  const people = one.people.length ? make("ul", { class: "people", "aria-label": "いる人" }, ...one.people.map((person) => somebody(one, person))) : null;
  return make("article", { class: one.deleted ? "room room-deleted" : "room" }, title, list, buttons, people);
}

function somebody(one, person) {
  const who = `${person.is_host ? "担当 " : ""}${person.name}：${WHERE[person.where]}`;
  const acts = { meeting: one.id, person: person.id };
  return make("li", {}, who,
    person.where === "waiting" ? button("入れる", () => act("admit", acts)) : null,
    button("退室", () => act("leave", acts)));
}

const spaced = (id) => String(id).replace(/^(\d{3})(\d{4})(\d+)$/, "$1 $2 $3");

async function act(name, body) {
  await api(name, body).catch((error) => toast(error.message));
  await refresh();
}

function fillIn(one, as) {
  const form = at("join");
  form.meeting.value = spaced(one.id);
  form.passcode.value = one.passcode;
  form.as.value = as;
  if (!form.name.value || as === "host") form.elements.name.value = as === "host" ? "窓口の担当" : form.elements.name.value;
  form.elements.name.focus();
}

async function join(event) {
  event.preventDefault();
  const form = event.target.elements;
  const wish = { meeting: form.meeting.value, passcode: form.passcode.value, name: form.name.value, as: form.as.value };
  try {
    const { where } = await api("join", wish);
    at("joined").textContent = WHERE[where];
  } catch (error) {
    at("joined").textContent = error.message;
  }
  await refresh();
}

function faultForm() {
  const kind = make("select", { name: "kind" }, ...options(KINDS));
  const endpoint = make("select", { name: "endpoint" }, ...options(ENDPOINTS));
  const times = make("input", { name: "times", type: "number", value: 1, min: 1, max: 99 });
  const seconds = make("input", { name: "seconds", type: "number", value: 3, min: 0, max: 60 });
  const slow = make("label", { class: "short" }, "何秒", seconds);
  const where = make("label", {}, "どの呼び出しで", endpoint);
  const fit = () => { slow.hidden = !SLOW.includes(kind.value); where.hidden = kind.value.startsWith("webhook"); };
  kind.addEventListener("change", fit);
  at("fault").addEventListener("submit", (event) => {
    event.preventDefault();
    const wish = { kind: kind.value, times: Number(times.value) };
    if (!where.hidden && endpoint.value) wish.endpoint = endpoint.value;
    if (!slow.hidden) wish.seconds = Number(seconds.value);
    act("faults", wish);
  });
  replaceChildren(at("fault"), make("label", {}, "起こすこと", kind), where, make("label", { class: "short" }, "何回", times), slow,
    make("button", { type: "submit" }, "起こす"), button("すべてやめる", () => send("zoom/api/faults", {}, "DELETE").catch((error) => toast(error.message)).then(refresh)));
  fit();
}

const options = (texts) => Object.entries(texts).map(([value, text]) => make("option", { value }, text));

function faultLines(faults) {
  if (!faults.length) return [make("li", { class: "quiet" }, "いまは何も起きません")];
  return faults.map((fault) => make("li", {}, `${KINDS[fault.kind]}　${ENDPOINTS[fault.endpoint ?? ""]}　残り${fault.times ?? "ずっと"}`));
}

at("join").addEventListener("submit", join);
const wished = new URLSearchParams(location.search).get("meeting");
if (wished) at("join").elements.meeting.value = spaced(wished);
faultForm();
await refresh();
setInterval(refresh, EVERY);
