/** Comparing two sequences: words of translations, or letters of words. */

/**
 * Pairs the parts of two sequences so that as few pairs as possible differ (Levenshtein 1966). A part without a partner is
 * paired with undefined.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {[string|undefined, string|undefined][]} in order
 */
export function align(one, other) {
  const cost = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0)); // cost[i][j]: from the parts i and j on
  for (let i = one.length; i >= 0; i--) {
    for (let j = other.length; j >= 0; j--) {
      if (i === one.length || j === other.length) cost[i][j] = one.length - i + other.length - j;
      else cost[i][j] = Math.min(cost[i + 1][j] + 1, cost[i][j + 1] + 1, cost[i + 1][j + 1] + Number(one[i] !== other[j]));
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    if (i < one.length && j < other.length && cost[i][j] === cost[i + 1][j + 1] + Number(one[i] !== other[j])) pairs.push([one[i++], other[j++]]);
    else if (i < one.length && cost[i][j] === cost[i + 1][j] + 1) pairs.push([one[i++], undefined]);
    else pairs.push([undefined, other[j++]]);
  }
  return pairs;
}
