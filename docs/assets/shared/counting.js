/** A GPT's parameters from L blocks, d numbers per token, V tokens and n positions. All BigInt, to keep the count exact. */

/**
 * The parts of the exact count, the same as exact() on the page Large Language Models.
 * @param {Object<string, bigint>} sizes L, d, V, n
 */
export function parts({ L, d, V, n }) {
  return {
    attention: L * (4n * d * d + 4n * d),
    feedForward: L * (8n * d * d + 5n * d),
    normalization: L * 4n * d + 2n * d,
    tokenTable: V * d,
    positions: n * d,
  };
}

/** The count by the rule 12·L·d² + V·d. @param {Object<string, bigint>} sizes L, d, V */
export const rule = ({ L, d, V }) => 12n * L * d * d + V * d;
