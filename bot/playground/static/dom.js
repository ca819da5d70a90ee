// Makes elements. Text is only ever set as text, never read as HTML.

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    setProperty(element, name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function setProperty(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "class") element.className = value;
  else if (name === "dataset") Object.assign(element.dataset, value);
  else element.setAttribute(name, value === true ? "" : value);
}

export function button(label, onclick, properties = {}) {
  return make("button", { type: "button", onclick, ...properties }, label);
}

// Styles go through the CSSOM, which the page's policy allows; undefined leaves a style alone.
export function style(element, styles) {
  for (const [name, value] of Object.entries(styles)) {
    if (value !== undefined && value !== null) element.style[name] = value;
  }
  return element;
}

export function replaceChildren(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Draws again only when `key` changed, so that the focus stays where it is.
export function redraw(element, key, children) {
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  replaceChildren(element, ...children());
}
