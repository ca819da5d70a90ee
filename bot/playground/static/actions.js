// What a tap does on the phone itself, before LINE hears of it.

import { make, button } from "./dom.js";
import { toast } from "./toast.js";

const INPUTS = { date: "date", time: "time", datetime: "datetime-local" };

// Gives what the platform is to be told: {action, params}, or null for nothing.
export async function perform(action) {
  if (action.type === "datetimepicker") return picked(action);
  if (action.type === "uri") open(action.uri);
  if (action.type === "clipboard") await copy(action.clipboardText);
  if (action.type === "camera" || action.type === "cameraRoll") return { photo: true, action };
  if (action.type === "location") toast("位置情報を送る機能は、おためし版にはありません");
  return { action };
}

function open(uri) {
  if (/^https?:\/\//i.test(uri)) window.open(uri, "_blank", "noopener,noreferrer");
  else if (/^tel:/i.test(uri)) confirmCall(uri);
  else toast(`この端末では開けません：${uri}`);
}

function confirmCall(uri) {
  const dialog = make("dialog", { class: "sheet", "aria-label": "電話をかける" });
  dialog.append(
    make("p", {}, "電話アプリが開きます。"),
    make("div", { class: "sheet-buttons" },
      button("キャンセル", () => dialog.close()),
      make("a", { href: uri, class: "sheet-main", onclick: () => dialog.close() }, uri.replace(/^tel:/i, "発信 ")),
    ),
  );
  show(dialog);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`コピーしました：${text}`);
  } catch {
    toast(`コピーできませんでした：${text}`);
  }
}

function picked(action) {
  return new Promise((resolve) => {
    const field = make("input", {
      type: INPUTS[action.mode], "aria-label": action.label ?? "日時を選ぶ",
      min: minutes(action.min), max: minutes(action.max), value: minutes(action.initial), required: true,
    });
    const dialog = make("dialog", { class: "sheet", "aria-label": action.label ?? "日時を選ぶ" });
    const finish = (result) => {
      dialog.close();
      resolve(result);
    };
    const form = make("form", { method: "dialog", onsubmit: (event) => {
      event.preventDefault();
      finish({ action, params: { [action.mode]: field.value } });
    } }, field, make("div", { class: "sheet-buttons" },
      button("キャンセル", () => finish(null)), make("button", { type: "submit", class: "sheet-main" }, "送信")));
    dialog.addEventListener("cancel", () => resolve(null));
    dialog.append(form);
    show(dialog);
  });
}

const minutes = (moment) => moment?.replace("t", "T");

function show(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
