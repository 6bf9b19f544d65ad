/** A linear classifier on features, trained by gradient descent on all examples at once: train_head() in lab/transfer_live.py. */

import { linear, softmax, tensor, transpose, zeros } from "./runtime/tensor.js";

/** Returns a function that turns rows, (d) each, into a tensor (n, d), standardized by the mean and standard deviation of the given rows. */
export function standardizer(rows) {
  const n = rows.length, d = rows[0].length, mean = new Float64Array(d), spread = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    for (const row of rows) mean[j] += row[j] / n;
    for (const row of rows) spread[j] += (row[j] - mean[j]) ** 2 / n;
    spread[j] = Math.sqrt(spread[j]) + 1e-6;
  }
  return (some) => tensor(Float32Array.from(some.flatMap((row) => Array.from(row, (value, j) => (value - mean[j]) / spread[j]))), some.length, d);
}

/**
 * @param {object} x features (n, d), standardized
 * @param {number[]} labels n numbers below `count`
 * @param {number} count
 * @param {{steps: number, learning_rate: number, momentum: number, weight_decay: number}} how
 * @yields {object} W (count, d) and b (1, count) after each step; the logits are linear(x, W, b)
 */
export function* train(x, labels, count, { steps, learning_rate, momentum, weight_decay }) {
  const [n, d] = x.shape, columns = transpose(x), W = zeros(count, d), b = zeros(1, count), dW = zeros(count, d), db = zeros(1, count);
  for (let step = 1; step <= steps; step++) {
    const wrong = linear(x, W, b); // logits (n, count), then how far the probabilities are from the labels
    labels.forEach((label, i) => (softmax(wrong.data.subarray(i * count, (i + 1) * count))[label] -= 1));
    const errors = transpose(wrong), slope = linear(errors, columns); // (count, n) (n, d) -> (count, d)
    for (let k = 0; k < W.data.length; k++) {
      dW.data[k] = momentum * dW.data[k] - learning_rate * (slope.data[k] / n + weight_decay * W.data[k]);
      W.data[k] += dW.data[k];
    }
    for (let c = 0; c < count; c++) {
      db.data[c] = momentum * db.data[c] - (learning_rate / n) * errors.data.subarray(c * n, (c + 1) * n).reduce((sum, error) => sum + error, 0);
      b.data[c] += db.data[c];
    }
    yield { W, b, step };
  }
}
