/** A button that asks before it acts, for what can't be taken back. */

import { button, create } from "../explorers/parts.js";

/**
 * Pressed, the button gives way to `yes`, which acts, and `no`, which has the focus; Escape is no too.
 * The box that is returned has close(), which takes the question back.
 */
export function askingButton(name, { yes, no, onSure }) {
  const first = button(name, () => ask()), box = create("span", { class: "asking" }, first);
  box.close = () => box.replaceChildren(first);
  const back = () => (box.close(), first.focus());
  const sure = button(yes, () => (back(), onSure())), spare = button(no, back);
  const ask = () => (box.replaceChildren(sure, spare), spare.focus());
  box.addEventListener("keydown", ({ key }) => key === "Escape" && first.parentNode !== box && back());
  return box;
}
