/** A button that asks before it acts, for actions that can't be undone. */

import { button, create } from "./basics.js";

/**
 * When pressed, the button is replaced by `yes`, which acts, and `no`, which gets the focus; Escape means no.
 * The returned box has close(), which withdraws the question.
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
