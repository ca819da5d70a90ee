// The bookings and their notices, as the ledger has them.

import { make, replaceChildren } from "./dom.js";
import { day, hours } from "./time.js";

export class Bookings {
  constructor(place, nameOf) {
    this.nameOf = nameOf;
    this.list = make("div", {});
    this.key = "";
    replaceChildren(place, this.list);
    this.show({ bookings: [] });
  }

  show({ bookings }) {
    const key = JSON.stringify(bookings);
    if (key === this.key) return;
    this.key = key;
    const cards = bookings.map((booking) => this.card(booking));
    replaceChildren(this.list, ...(cards.length ? cards : [make("p", { class: "quiet" }, "まだ予約はありません。トークで「予約」と送ると始まります。")]));
  }

  link(booking) {
    return booking.page ? make("a", { href: booking.page, target: "_blank", rel: "noopener" }, "職員の画面で見る") : null;
  }

  card(booking) {
    const rows = booking.notices.map((row) => make("tr", { class: `notice-${row.state}` },
      make("td", {}, row.kind), make("td", {}, row.channel), make("td", {}, `${day(row.due)} ${hours(row.due)}`),
      make("td", {}, row.reason ? `${row.state_text}（${row.reason}）` : row.state_text)));
    const head = make("tr", {}, ...["お知らせ", "方法", "予定", "いま"].map((title) => make("th", { scope: "col" }, title)));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
    return make(
      "article",
      { class: "booking", id: `booking-${booking.id}`, tabindex: "-1" },
      make("h3", {}, `受付番号 ${booking.number}`, make("span", { class: `state state-${booking.state}` }, booking.state_text)),
      make("p", {}, `${booking.when}　${this.nameOf(booking.line_user)}　`, this.link(booking)),
      rows.length ? table : null,
    );
  }
}
