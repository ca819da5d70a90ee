// The mail that was sent, when there is a mailbox here.

import { make, replaceChildren } from "./dom.js";
import { ask } from "./server.js";
import { whole } from "./time.js";

export class Mail {
  constructor(place) {
    this.place = place;
    this.key = null;
  }

  async refresh() {
    const { available, mails } = await ask("mail");
    const key = JSON.stringify([available, mails]);
    if (key === this.key) return;
    this.key = key;
    const shown = mails.map((mail) => make("details", { class: "letter" },
      make("summary", {}, `${mail.subject}　→ ${mail.to.join("、")}　${whole(mail.at)}`), make("pre", {}, mail.body), ...mail.attachments.map(attached)));
    const nothing = available ? "まだメールは送られていません。" : "メールの受け皿はありません（SMTP_URL が未設定か、外のサーバーです）。";
    replaceChildren(this.place, ...(shown.length ? shown : [make("p", { class: "quiet" }, nothing)]));
  }
}

function attached(file) {
  return make("details", { class: "attached" }, make("summary", {}, `添付：${file.name}（${file.type}）`), make("pre", {}, file.text));
}
