// Puts the page together and keeps it up to date.

import { Bookings } from "./bookings.js";
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { Happened } from "./happened.js";
import { Mail } from "./mail.js";
import { Panel } from "./panel.js";
import { People } from "./people.js";
import { ask } from "./server.js";
import { toast } from "./toast.js";

const WAIT = 8; // seconds that one question for changes stays open
const EVERY = 2000; // milliseconds between looks at the panel's things
const AGAIN = 2000;

const byId = (id) => document.getElementById(id);
const people = new People(byId("tabs"), byId("stage"));
const panel = new Panel(byId("panel"));
const bookings = new Bookings(byId("panel-bookings"), (id) => people.nameOf(id));
const clock = new Clock(byId("panel-clock"), () => refreshPanel());
const faults = new Faults(byId("panel-faults"));
const mail = new Mail(byId("panel-mail"));
const happened = new Happened(byId("panel-happened"), (booking) => panel.showBooking(booking));

let sequence = 0;
let staffGroup = "";

async function start() {
  const [state, account] = await Promise.all([ask("state"), ask("line/account")]);
  staffGroup = state.staff_group;
  people.bot = account.displayName;
  await people.refresh();
  invite();
}

function invite() {
  byId("welcome").hidden = people.hasSeekers();
  byId("add-group").hidden = people.groups.length > 0;
}

async function follow() {
  const found = await ask(`line/changes?since=${sequence}&wait=${sequence ? WAIT : 0}`);
  if (found.sequence < sequence) happened.restart();
  const changed = found.sequence < sequence ? [...people.talks.keys()] : found.talks;
  sequence = found.sequence;
  if (!changed.length) return;
  const known = changed.map((id) => people.talks.get(id)).filter(Boolean);
  await people.refresh(); // first, since a talk shows the names of the people in it
  await Promise.all(known.map((talk) => talk.refresh()));
  people.drawTabs();
  invite();
  await see();
}

// Who has the talk open has read it.
async function see() {
  const open = [...people.talks.values()].filter((talk) => isSeen(talk) && people.unread(talk) > 0);
  await Promise.all(open.map((talk) => talk.view()));
}

function isSeen(talk) {
  return document.visibilityState === "visible" && talk.element.offsetParent !== null && (people.chosen === talk.who.id || !narrow());
}

const narrow = () => window.matchMedia("(max-width: 899px)").matches;

async function refreshPanel() {
  const overview = await ask("bookings");
  clock.show(overview);
  bookings.show(overview);
  happened.bookings = overview.bookings;
  happened.undelivered = new Set([...people.talks.values()].flatMap((talk) => talk.state?.entries ?? []).filter((item) => !item.delivered).map((item) => item.id));
  const shown = { happened, faults, mail }[panel.name];
  if (shown) await shown.refresh();
}

async function forever(doing, pause) {
  for (;;) {
    try {
      await doing();
      byId("trouble").hidden = true;
      await sleep(pause);
    } catch (error) {
      byId("trouble").textContent = error.message;
      byId("trouble").hidden = false;
      await sleep(AGAIN);
    }
  }
}

const sleep = (milliseconds) => new Promise((resolve) => {
  setTimeout(resolve, milliseconds);
});

function listen(id, doing) {
  byId(id).addEventListener("click", async () => {
    try {
      await doing();
      invite();
    } catch (error) {
      toast(error.message);
    }
  });
}

listen("add-first", () => people.addSeeker(true));
listen("add-seeker", () => people.addSeeker(true));
listen("add-stranger", () => people.addSeeker(false));
listen("add-group", () => people.addGroup(staffGroup));
panel.onOpen = () => refreshPanel().catch(() => {});

async function once(doing) {
  for (;;) {
    try {
      return await doing();
    } catch (error) {
      byId("trouble").textContent = error.message;
      byId("trouble").hidden = false;
      await sleep(AGAIN);
    }
  }
}

await once(start);
forever(follow, 0);
forever(refreshPanel, EVERY);
