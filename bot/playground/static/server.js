// Everything that goes over the network. Errors carry a sentence to show.

const ROOT = "/playground/";

export class ServerError extends Error {}

export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(ROOT + path, { cache: "no-store", ...options });
  } catch {
    throw new ServerError("サーバーに届きません。make run が動いているか確かめてください。");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ServerError(body.error ?? `うまくいきませんでした（${answer.status}）`);
  return body;
}

export function send(path, body = {}, method = "POST") {
  return ask(path, { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

export const act = (name, body) => send(`line/${name}`, body);
