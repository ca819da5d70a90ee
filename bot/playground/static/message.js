// One message as the talk shows it, and as the list of talks previews it.

import { make, style } from "./dom.js";
import { flex } from "./flex/flex.js";
import { template } from "./template.js";
import { linked, words } from "./text.js";

export const STICKERS = { 1988: "☆", 1989: "♪", 1990: "？", 1991: "♡" };

const SHOWN = {
  text: (message) => bubble(message),
  textV2: (message) => bubble(message),
  flex: (message, onAction) => flex(message.contents, onAction),
  template: (message, onAction) => template(message.template, onAction),
  sticker: (message) => sticker(message),
  image: () => frame("写真"),
  video: () => frame("動画"),
  audio: () => frame("音声"),
  file: (message) => frame(`ファイル ${message.fileName ?? ""}`),
  location: (message) => frame(`位置情報\n${message.title ?? ""}\n${message.address ?? ""}`),
  imagemap: (message, onAction) => imagemap(message, onAction),
};

const PREVIEWS = {
  text: words,
  textV2: words,
  flex: (message) => message.altText,
  template: (message) => message.altText,
  imagemap: (message) => message.altText,
  sticker: () => "スタンプを送信しました",
  image: () => "写真を送信しました",
  unsent: () => "メッセージの送信を取り消しました",
};

export function message(content, onAction) {
  const maker = SHOWN[content.type];
  return maker ? maker(content, onAction) : frame(`（表示できないメッセージ：${content.type}）`);
}

export function preview(content) {
  return PREVIEWS[content.type]?.(content) ?? "メッセージを送信しました";
}

function bubble(content) {
  return make("div", { class: "bubble" }, ...linked(words(content)));
}

function sticker(content) {
  const sign = STICKERS[content.stickerId] ?? "☆";
  return make("div", { class: "sticker", role: "img", "aria-label": `スタンプ ${content.stickerId}` }, sign);
}

function frame(label) {
  return make("div", { class: "fx-picture frame", role: "img", "aria-label": label }, label);
}

function imagemap(content, onAction) {
  const places = (content.actions ?? []).map((action) => {
    const place = make("button", { type: "button", class: "imagemap-place", onclick: () => onAction(plain(action)) });
    place.textContent = action.label ?? action.text ?? action.linkUri ?? "";
    const { width, height } = content.baseSize;
    return style(place, percent(action.area, width, height));
  });
  const map = make("div", { class: "fx-picture imagemap", "aria-label": content.altText, role: "group" }, ...places);
  return style(map, { aspectRatio: `${content.baseSize.width} / ${content.baseSize.height}` });
}

function plain(action) {
  return action.type === "uri" ? { ...action, uri: action.linkUri } : action;
}

export function percent(area, width, height) {
  return {
    left: `${(area.x / width) * 100}%`,
    top: `${(area.y / height) * 100}%`,
    width: `${(area.width / width) * 100}%`,
    height: `${(area.height / height) * 100}%`,
  };
}
