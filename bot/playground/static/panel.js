// The panel beside the phones, with its tabs.

export class Panel {
  constructor(element) {
    this.element = element;
    this.tabs = [...element.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.open(tab.dataset.opens));
      tab.addEventListener("keydown", (event) => this.key(event, tab));
    }
    this.open("bookings");
  }

  open(name) {
    this.name = name;
    for (const tab of this.tabs) {
      const chosen = tab.dataset.opens === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(`panel-${tab.dataset.opens}`).hidden = !chosen;
    }
    this.onOpen?.();
  }

  key(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = this.tabs[(this.tabs.indexOf(tab) + step + this.tabs.length) % this.tabs.length];
    this.open(next.dataset.opens);
    next.focus();
  }

  showBooking(booking) {
    this.open("bookings");
    const card = document.getElementById(`booking-${booking.id}`);
    card?.scrollIntoView({ block: "nearest" });
    card?.focus();
  }
}
