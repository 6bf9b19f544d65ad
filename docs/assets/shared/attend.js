/** softmax(q · K^T / √d_k) · V for one word of the worked example; d_k = d_v = 2. */

/** Returns scores, scaled, masked, powers, weights (n each), their sum and the output (d_v). q, k, v: (n, 2) each. */
export function attend(at, { q, k, v, scale, mask }) {
  const scores = k.map((key) => q[at][0] * key[0] + q[at][1] * key[1]);
  const scaled = scale ? scores.map((score) => score / Math.sqrt(2)) : scores;
  const masked = scaled.map((score, column) => (mask && column > at ? -Infinity : score));
  const powers = masked.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power);
  const weights = powers.map((power) => power / sum);
  const output = [0, 1].map((place) => weights.reduce((total, weight, column) => total + weight * v[column][place], 0));
  return { scores, scaled, masked, powers, sum, weights, output };
}
