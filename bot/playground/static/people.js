// Everybody in the playground: a tab and a phone for each, and the people to add.

import { make, replaceChildren } from "./dom.js";
import { act, ask } from "./server.js";
import { Talk } from "./talk.js";

const NAMES = ["山田 太郎", "佐藤 花子", "鈴木 一郎", "田中 さくら", "グエン ティ ラン", "髙橋 健"];
const STAFF = { user_id: `U${"5".repeat(32)}`, display_name: "職員", friend: false }; // has no phone of her own here

export class People {
  constructor(tabs, stage) {
    Object.assign(this, { tabs, stage, bot: "窓口", talks: new Map(), people: new Map(), groups: [], chosen: "" });
  }

  nameOf(id) {
    return this.people.get(id)?.display_name ?? "だれか";
  }

  async refresh() {
    const { groups } = await ask("line/groups"); // first, so that nobody in a group is a stranger below
    const { people } = await ask("line/people");
    this.people = new Map(people.map((person) => [person.user_id, person]));
    this.groups = groups.filter((group) => group.joined);
    const seekers = people.filter((person) => person.user_id !== STAFF.user_id);
    const fresh = [...seekers.map((person) => this.seeker(person)), ...this.groups.map((group) => this.group(group))];
    await Promise.all(fresh.filter(Boolean).map((talk) => talk.refresh()));
    seekers.forEach((person) => this.talks.get(person.user_id).showPerson(person));
    if (!this.chosen && seekers.length) this.choose(seekers[0].user_id);
    this.drawTabs();
  }

  hasSeekers() {
    return [...this.talks.values()].some((talk) => !talk.who.group);
  }

  seeker(person) {
    const id = person.user_id;
    return this.add({ id, name: person.display_name, user: id });
  }

  group(group) {
    return this.add({ id: group.group_id, name: group.name, user: group.members[0], group: group.group_id });
  }

  // Gives the talk when it is new.
  add(who) {
    if (this.talks.has(who.id)) return null;
    const talk = new Talk(who, this);
    this.talks.set(who.id, talk);
    const behind = who.group ? null : this.stage.querySelector(".pane-group");
    this.stage.insertBefore(talk.element, behind ?? this.stage.querySelector("#panel"));
    return talk;
  }

  choose(id) {
    this.chosen = id;
    for (const pane of this.stage.children) pane.classList.toggle("chosen", pane.id === `pane-${id}` || pane.id === id);
    this.drawTabs();
    const talk = this.talks.get(id);
    if (!talk) return;
    talk.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    talk.log.toEnd();
    if (talk.state) talk.view();
  }

  drawTabs() {
    const talks = [...this.talks.values()].sort((one, other) => Boolean(one.who.group) - Boolean(other.who.group));
    const drawn = talks.map((talk) => this.tab(talk.who.id, talk.who.name, talk.preview(), this.unread(talk)));
    const focused = document.activeElement?.dataset?.tab;
    replaceChildren(this.tabs, ...drawn, this.tab("panel", "操作", "時計・予約・不具合", 0));
    if (focused) this.tabs.querySelector(`[data-tab="${focused}"]`)?.focus();
  }

  tab(id, name, about, unread) {
    const chosen = id === this.chosen;
    const count = unread ? make("span", { class: "unread" }, make("span", { class: "unseen" }, "未読"), String(unread)) : null;
    return make(
      "button",
      { type: "button", class: chosen ? "tab tab-chosen" : "tab", dataset: { tab: id }, "aria-pressed": String(chosen), onclick: () => this.choose(id) },
      make("span", { class: "tab-name" }, name), make("span", { class: "tab-about" }, about), count,
    );
  }

  unread(talk) {
    if (talk.who.group || !talk.state) return 0;
    return talk.state.entries.filter((item) => item.who === "bot" && item.delivered && !item.read && !item.unsent).length;
  }

  async addSeeker(friend) {
    const known = new Set(this.people.keys());
    const taken = new Set([...this.people.values()].map((person) => person.display_name));
    const name = NAMES.find((each) => !taken.has(each)) ?? `求職者 ${this.people.size + 1}`;
    await act("people", { display_name: name, friend });
    await this.refresh();
    this.choose([...this.people.keys()].find((id) => !known.has(id)) ?? this.chosen);
  }

  async addGroup(groupId) {
    await act("people", STAFF);
    const { event } = await act("groups", { name: "職員グループ", members: [STAFF.user_id], group_id: groupId || undefined });
    await this.refresh();
    this.choose(event.source.groupId);
  }
}
