// Times as they stand in a talk, always in Japan's time.

const HOURS = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", month: "long", day: "numeric", weekday: "short" });
const WHOLE = new Intl.DateTimeFormat("ja-JP", {
  timeZone: "Asia/Tokyo", year: "numeric", month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit",
});

let ahead = 0; // milliseconds by which the playground's clock runs before the browser's

export const hours = (moment) => HOURS.format(new Date(moment));
export const seconds = (moment) => SECONDS.format(new Date(moment));
export const day = (moment) => DAY.format(new Date(moment));
export const whole = (moment) => WHOLE.format(new Date(moment));
// as a datetime-local field wants it
export const forField = (moment) => new Date(new Date(moment).getTime() + 9 * 3600e3).toISOString().slice(0, 16);
export const now = () => new Date(Date.now() + ahead);

export function setNow(moment) {
  ahead = new Date(moment).getTime() - Date.now();
}
