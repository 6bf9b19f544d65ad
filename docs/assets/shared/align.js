/** Comparing two sequences: words of translations, or letters of words. */

/**
 * Pairs the parts of two sequences so that as few pairs as possible differ (Levenshtein 1966). A part without a partner is
 * paired with undefined.
 * @param {string[]} one
 * @param {string[]} other
 * @returns {[string|undefined, string|undefined][]} in order
 */
export function align(one, other) {
  const cost = Array.from({ length: one.length + 1 }, (_, i) => [i]); // cost[i][j]: of the first i and the first j parts
  for (let j = 1; j <= other.length; j++) cost[0][j] = j;
  for (let i = 1; i <= one.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      cost[i][j] = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + Number(one[i - 1] !== other[j - 1]));
    }
  }
  const pairs = [];
  for (let i = one.length, j = other.length; i || j;) {
    if (i && j && cost[i][j] === cost[i - 1][j - 1] + Number(one[i - 1] !== other[j - 1])) pairs.push([one[--i], other[--j]]);
    else if (i && cost[i][j] === cost[i - 1][j] + 1) pairs.push([one[--i], undefined]);
    else pairs.push([undefined, other[--j]]);
  }
  return pairs.reverse();
}
