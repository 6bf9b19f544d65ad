/** BERT: an encoder, each position sees all (Devlin 2018, arXiv 1810.04805), as in Transformers' BertModel. */

import { attention, makeRun, weightsOf } from "./attention.js";
import { activate, add, embed, linear, row, zeros } from "./tensor.js";

export class Bert {
  /** @param {object} config config.json, @param {object} tensors what readSafetensors returns */
  constructor(config, tensors) {
    this.config = config;
    this.W = weightsOf(tensors, "bert.", config.layer_norm_eps);
    this.head = tensors["classifier.weight"] ? "classifier" : tensors["cls.predictions.bias"] ? "mask" : "none";
    this.model_max_length = config.max_position_embeddings;
  }

  /**
   * One pass over n tokens.
   * @param {object} options input_ids; token_type_ids, 0 or 1 for the first or second text; attention_mask, 0 for a token that no position may see;
   *   want, ablated_heads: see makeRun; positions: those whose logits are wanted (masked words; all if left out)
   * @returns {object} the values asked for; "logits" is (n, V) with the mask head, (1, labels) with the classifier
   */
  run({ input_ids, token_type_ids = input_ids.map(() => 0), attention_mask = input_ids.map(() => 1), positions, want = ["logits"], ablated_heads = [] }) {
    const { num_attention_heads: h, hidden_size: d, num_hidden_layers: L, hidden_act } = this.config;
    const run = makeRun(want, ablated_heads);
    const table = (name, which) => embed(this.W.get(`embeddings.${name}_embeddings.weight`), which); // (n, d)
    const words = table("word", input_ids), kind = table("token_type", token_type_ids), place = table("position", input_ids.map((_, i) => i));
    let x = this.W.norm(add(add(words, kind), place), "embeddings.LayerNorm"); // (n, d)
    run.keep("encoder.embeddings", x);
    for (let layer = 0; layer < L; layer++) {
      const part = `encoder.layer.${layer}`, name = `encoder.${layer}`;
      const [q, k, v] = ["query", "key", "value"].map((one) => this.W.dense(x, `${part}.attention.self.${one}`)); // (n, d)
      const seen = attention(`${name}.attention`, q, k, v, { h, scale: 1 / Math.sqrt(d / h), visible: (_, j) => attention_mask[j], run });
      const mixed = this.W.dense(seen, `${part}.attention.output.dense`); // (n, d)
      run.keep(`${name}.attn_out`, mixed);
      const middle = this.W.norm(add(x, mixed), `${part}.attention.output.LayerNorm`); // BERT norms after each sum
      run.keep(`${name}.resid_mid`, middle);
      const hidden = activate(this.W.dense(middle, `${part}.intermediate.dense`), hidden_act); // (n, 4d)
      run.keep(`${name}.mlp_post`, hidden);
      x = this.W.norm(add(middle, this.W.dense(hidden, `${part}.output.dense`)), `${part}.output.LayerNorm`);
      run.keep(`${name}.resid_post`, x); // the residual stream after the layer
    }
    run.keep("encoder.last_hidden_state", x);
    if (this.head !== "none") run.keep("logits", () => this[this.head](x, positions));
    return run.finish();
  }

  /** The masked-word head: (n, d) -> (n, V), or only the rows asked for. */
  mask(x, positions) {
    if (positions) x = embed(x, positions);
    const guess = activate(this.W.dense(x, "cls.predictions.transform.dense"), this.config.hidden_act);
    const E = this.W.get("embeddings.word_embeddings.weight"); // (V, d): the input's table also serves the output
    return linear(this.W.norm(guess, "cls.predictions.transform.LayerNorm"), E, this.W.get("cls.predictions.bias"));
  }

  /** The classifier on the first token, [CLS]: (n, d) -> (1, labels). */
  classifier(x) {
    return this.W.dense(activate(this.W.dense(row(x, 0), "pooler.dense"), "tanh"), "classifier");
  }

  /** Frozen features for a linear head: the mean of the last residual stream over the n tokens, (d). */
  features(input_ids) {
    const x = this.run({ input_ids, want: ["encoder.last_hidden_state"] })["encoder.last_hidden_state"], [n, d] = x.shape, mean = zeros(1, d);
    for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean.data[j] += x.data[i * d + j] / n;
    return mean.data;
  }
}
