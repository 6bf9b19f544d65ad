/** From features to a plane: principal components, and the areas into which a linear head divides the plane. */

const MOST = 1000; // rounds of the power iteration; a few dozen are usual
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/**
 * The plane in which rows differ most: their first two principal components, by power iteration. It uses no label.
 * @param {ArrayLike<number>[]} rows n rows, (d) each, at least three of them different
 * @returns {{place: (row: ArrayLike<number>) => number[], share: number}} place: row -> [x, y]; share: of the variance, 0 to 1
 */
export function planeOf(rows) {
  const d = rows[0].length, mean = Float64Array.from({ length: d }, (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const centered = rows.map((row) => Float64Array.from(row, (value, j) => value - mean[j])), axes = [];
  let kept = 0;
  for (const start of centered.slice(0, 2)) {
    let axis = start.map((value) => value / Math.sqrt(dot(start, start))), far = 1, size = 0;
    for (let round = 0; round < MOST && far > 1e-10; round++) {
      const next = new Float64Array(d);
      for (const row of centered) {
        const along = dot(row, axis);
        for (let j = 0; j < d; j++) next[j] += along * row[j];
      }
      for (const other of axes) {
        const along = dot(next, other);
        for (let j = 0; j < d; j++) next[j] -= along * other[j];
      }
      size = Math.sqrt(dot(next, next));
      for (let j = 0; j < d; j++) next[j] /= size;
      far = 1 - dot(next, axis); // both of length 1
      axis = next;
    }
    const sign = Math.sign(axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most)));
    axes.push(axis.map((value) => sign * value)); // either direction would do; this one is the same on every machine
    kept += size;
  }
  const all = centered.reduce((sum, row) => sum + dot(row, row), 0);
  return { place: (row) => axes.map((axis) => axis.reduce((sum, value, j) => sum + value * (row[j] - mean[j]), 0)), share: kept / all };
}

/** The part of a convex polygon where an affine function of a point isn't negative. */
const clip = (polygon, above) => polygon.flatMap((to, i) => {
  const from = polygon.at(i - 1), [a, b] = [above(from), above(to)];
  const border = a * b < 0 ? [from.map((value, j) => value + (a / (a - b)) * (to[j] - value))] : [];
  return b >= 0 ? [...border, to] : border;
});

/**
 * The areas of a plane in which each answer of a linear head is the most likely one.
 * @param {(point: number[]) => ArrayLike<number>} logits of a point [x, y], one for each answer
 * @param {number[][]} corners of the polygon that is divided, in order
 * @returns {number[][][]} a polygon for each answer; an empty one for an answer given nowhere
 */
export function areasOf(logits, corners) {
  const answers = Array.from(logits(corners[0]), (_, answer) => answer);
  return answers.map((one) => answers.filter((other) => other !== one).reduce((polygon, other) =>
    clip(polygon, (point) => logits(point)[one] - logits(point)[other]), corners));
}
