// Makes a box, a picture, a text or a whole bubble answer to taps and to the keyboard.

export function tappable(element, action, onAction) {
  if (!action) return element;
  element.classList.add("fx-tappable");
  element.setAttribute("role", action.type === "uri" ? "link" : "button");
  element.tabIndex = 0;
  if (action.label) element.setAttribute("aria-label", action.label);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    onAction(action);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    onAction(action);
  });
  return element;
}
