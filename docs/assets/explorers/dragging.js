/** Moving points of a drawing: by pointer, or by arrow keys. */

/**
 * A grip, with the name and value that a screen reader reads out. The drawing must not be an image as a whole.
 * @param {Object} options at: [x, y] in the drawing's units; label; says: where it is, in words; onArrow([dx, dy]): an arrow key,
 *     in steps of 1, or of 5 with Shift
 */
export function gripAttributes({ at: [cx, cy], label, says, onArrow }) {
  return {
    cx, cy, r: 22, class: "explorer__grip", role: "slider", tabindex: "0", "aria-label": label, "aria-valuetext": says,
    "aria-valuenow": 0, "aria-valuemin": 0, "aria-valuemax": 0, // a place has no value on one scale; the text gives it
    onkeydown: (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) return;
      event.preventDefault();
      onArrow(way.map((part) => part * (event.shiftKey ? 5 : 1)));
    },
  };
}

/**
 * Follows a pointer until it is lifted. A touch that begins beside a grip scrolls the page, and a tap counts where it ends.
 * @param {PointerEvent} event the one that begins it
 * @param {HTMLElement} holder its first child is the drawing, which may be replaced meanwhile
 * @param {Function} onPoint gets [x, y] in the drawing's units
 */
export function follow(event, holder, onPoint) {
  const touch = event.pointerType === "touch" && !event.target.matches(".explorer__grip");
  const tell = ({ clientX, clientY }) => {
    const drawing = holder.firstChild, box = drawing.getBoundingClientRect(), scale = box.width / drawing.viewBox.baseVal.width;
    onPoint([(clientX - box.left) / scale, (clientY - box.top) / scale]);
  };
  const end = new AbortController(), options = { signal: end.signal };
  if (!touch) {
    event.preventDefault();
    tell(event);
    addEventListener("pointermove", tell, options);
  }
  addEventListener("pointerup", (up) => {
    end.abort();
    if (touch) tell(up);
  }, options);
  addEventListener("pointercancel", () => end.abort(), options);
  return !touch;
}
