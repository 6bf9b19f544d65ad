/** Where the labels of a drawing go, so that none covers another or a mark. */

const SECOND = 80; // square pixels that a label may cover before it moves to its second point
const LETTER = 7.7, TALL = 14, UNDER = 4; // generous width of a 15 px character; pixels above and below its baseline

const overlap = (a, b) => Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)) * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));

/** A box around a point that labels keep free. */
export const around = (x, y, far) => ({ x1: x - far, x2: x + far, y1: y - far, y2: y + far });

/** Boxes along a line that labels keep free. */
export const along = ([x1, y1], [x2, y2], far = 3) => Array.from({ length: 16 }, (_, at) => around(x1 + (at / 15) * (x2 - x1), y1 + (at / 15) * (y2 - y1), far));

/**
 * The place of each label: the one around its point that covers least.
 * @param {Object[]} labels { at: [x, y], also: another point that it may be at, words, size: of the letters in pixels, 15 if not given, far: pixels between the point and the text, most: square pixels that it may cover, or else it is left out }
 * @param {Object[]} taken boxes to keep free; weight: how much a square pixel of one counts, 1 if not given
 * @param {{wide: number, tall: number}} room of the drawing
 * @returns {(Object|undefined)[]} { x, y, "text-anchor" } for each, undefined for one that is left out
 */
export function placeLabels(labels, taken, { wide, tall }) {
  const full = [...taken];
  return labels.map(({ at, also, words, size = 15, far = 10, most = Infinity }) => {
    const long = LETTER * words.length * (size / 15), near = far * 0.75;
    const places = [at, ...(also ? [also] : [])].flatMap(([x, y], second) => [[x + far, y + 5, "start"], [x - far, y + 5, "end"], [x, y - far, "middle"], [x, y + far + 11, "middle"],
      [x + near, y - near, "start"], [x + near, y + near + 10, "start"], [x - near, y - near, "end"], [x - near, y + near + 10, "end"],
      [x + far, y - 2 * far, "start"], [x - far, y - 2 * far, "end"], [x + far, y + 2 * far + 11, "start"], [x - far, y + 2 * far + 11, "end"]].map((place) => [...place, second * SECOND]));
    const boxes = places.map(([from, line, anchor, cost]) => {
      const x1 = from - long * { start: 0, middle: 0.5, end: 1 }[anchor], box = { x1, x2: x1 + long, y1: line - TALL, y2: line + UNDER };
      const outside = Math.max(0, 1 - box.x1) + Math.max(0, box.x2 - wide + 1) + Math.max(0, 1 - box.y1) + Math.max(0, box.y2 - tall + 1);
      return { place: { x: from, y: line, "text-anchor": anchor }, box, cost: cost + 100 * outside + full.reduce((sum, other) => sum + overlap(box, other) * (other.weight ?? 1), 0) };
    });
    const best = boxes.reduce((least, one) => (one.cost < least.cost - 1 ? one : least));
    if (best.cost > most) return undefined;
    full.push(best.box);
    return best.place;
  });
}
