/** Movement from one state of a drawing to the next. */

const MOVE = 400; // milliseconds: enough to see what becomes what

/** The same pace for element.animate(). */
export const PACE = { duration: MOVE, easing: "ease-in-out" };

/** Whether the reader wants no motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Moves something over MOVE milliseconds, faster in the middle than at either end; at once if motion isn't wanted. Returns a function that stops it.
 * @param {Function} onPart gets how much of the way is done, above 0 and up to 1, which comes last
 */
export function glide(onPart) {
  let frame;
  if (still()) onPart(1);
  else {
    const began = performance.now(), next = (now) => {
      const time = Math.min(1, Math.max(0.01, (now - began) / MOVE));
      onPart(time < 0.5 ? 2 * time ** 2 : 1 - 2 * (1 - time) ** 2);
      if (time < 1) frame = requestAnimationFrame(next);
    };
    next(began);
  }
  return () => cancelAnimationFrame(frame);
}

/** Numbers part of the way from one list to another of the same length. */
export const between = (from, to, part) => to.map((value, at) => (part === 1 ? value : from[at] + (value - from[at]) * part));
