// LINE going wrong on demand.

import { button, make, replaceChildren } from "./dom.js";
import { act, ask, send } from "./server.js";
import { toast } from "./toast.js";

const KINDS = {
  error_500: "500 を返す（何もしない）",
  hang: "返事をせずに切る（何もしない）",
  slow: "遅れて返事をする",
  accept_and_drop: "受け付けてから、返事をせずに切る",
  accept_then_500: "受け付けてから 500 を返す",
  rate_429: "429：呼び出しが多すぎる",
  monthly_429: "429：今月の上限",
  other_429: "429：同じ人に送りすぎ",
  unauthorized_401: "401：トークンが無効",
  webhook_twice: "Webhook を2回送る",
  webhook_late: "Webhook を遅らせる",
  webhook_out_of_order: "Webhook の順を逆にする",
  webhook_lost: "Webhook をなくす",
};
const ENDPOINTS = { "": "すべての呼び出し", reply: "返信（reply）", push: "お知らせ（push）" };
const WAITING = ["hang", "slow", "webhook_late"];

export class Faults {
  constructor(place) {
    this.kind = choice("起こすこと", KINDS, () => this.fit());
    this.endpoint = choice("どの呼び出しで", ENDPOINTS);
    this.times = number("何回", 1, 1, 99);
    this.seconds = number("何秒", 3, 0, 60);
    this.list = make("ul", { class: "faults" });
    this.key = "";
    const form = make("form", { class: "fault-form", onsubmit: (event) => this.add(event) },
      this.kind.field, this.endpoint.field, this.times.field, this.seconds.field, make("button", { type: "submit" }, "起こす"));
    replaceChildren(place, form, this.list, button("すべてやめる", () => this.clear()));
    this.fit();
  }

  fit() {
    const kind = this.kind.input.value;
    this.endpoint.field.hidden = kind.startsWith("webhook");
    this.seconds.field.hidden = !WAITING.includes(kind);
  }

  async add(event) {
    event.preventDefault();
    const kind = this.kind.input.value;
    const wish = { kind, times: Number(this.times.input.value) };
    if (!kind.startsWith("webhook") && this.endpoint.input.value) wish.endpoint = this.endpoint.input.value;
    if (WAITING.includes(kind)) wish.seconds = Number(this.seconds.input.value);
    await act("faults", wish).catch((error) => toast(error.message));
    await this.refresh();
  }

  async clear() {
    await send("line/faults", {}, "DELETE").catch((error) => toast(error.message));
    await this.refresh();
  }

  async refresh() {
    const { faults } = await ask("line/faults");
    const key = JSON.stringify(faults);
    if (key === this.key) return;
    this.key = key;
    const lines = faults.map((fault) => make("li", {}, `${KINDS[fault.kind]}　${ENDPOINTS[fault.endpoint ?? ""] ?? fault.endpoint}　残り${fault.times ?? "ずっと"}`));
    replaceChildren(this.list, ...(lines.length ? lines : [make("li", { class: "quiet" }, "いまは何も起きません")]));
  }
}

function choice(label, options, onchange) {
  const input = make("select", { onchange }, ...Object.entries(options).map(([value, text]) => make("option", { value }, text)));
  return { input, field: make("label", {}, label, input) };
}

function number(label, value, min, max) {
  const input = make("input", { type: "number", value, min, max });
  return { input, field: make("label", { class: "short" }, label, input) };
}
