// Plain text as a phone shows it: addresses, telephone numbers and mail addresses become links.

import { make } from "./dom.js";

const ADDRESS = "https?://[\\w\\-.~:/?#[\\]@!$&'()*+,;=%]+";
const MAIL = "[\\w.+\\-]+@[\\w\\-]+(?:\\.[\\w\\-]+)+";
const TELEPHONE = "(?<![\\d\\-])0\\d{1,4}-\\d{1,4}-\\d{3,4}(?![\\d\\-])";
const LINKS = new RegExp(`(?<address>${ADDRESS})|(?<mail>${MAIL})|(?<telephone>${TELEPHONE})`, "g");

export function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINKS)) {
    const found = match[0].replace(/[.,)]+$/, "");
    parts.push(text.slice(end, match.index), link(found, match.groups));
    end = match.index + found.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

function link(text, groups) {
  if (groups.mail) return make("a", { href: `mailto:${text}` }, text);
  if (groups.telephone) return make("a", { href: `tel:${text.replaceAll("-", "")}` }, text);
  return make("a", { href: text, target: "_blank", rel: "noopener noreferrer" }, text);
}

// textV2 has its mentions and emoji in {places}; text has emoji at "$" signs.
export function words(message) {
  if (message.type !== "textV2") return message.text.replaceAll(message.emojis?.length ? "$" : "\u0000", "☺");
  return message.text.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, key) => {
    return key ? substitute(message.substitution?.[key]) : found[0];
  });
}

function substitute(part) {
  if (part?.type === "mention") return part.mentionee?.type === "all" ? "@すべての人" : "@友だち";
  return "☺";
}
