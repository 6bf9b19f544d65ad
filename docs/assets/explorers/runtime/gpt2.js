/** GPT-2: a decoder, each position sees itself and those before (Radford 2019), as in Transformers' GPT2LMHeadModel. */

import { attention, Decoder, makeRun, weightsOf } from "./attention.js";
import { activate, add, columns, embed, linear, row, transpose } from "./tensor.js";
import { strings } from "../../strings/models.js";

export class Gpt2 extends Decoder {
  /** @param {object} config config.json, @param {object} tensors what readSafetensors returns */
  constructor(config, tensors) {
    super();
    for (const [name, W] of Object.entries(tensors)) { // GPT-2 keeps its matrices as (in, out), linear wants (out, in)
      if (/c_(attn|proj|fc)\.weight$/.test(name)) tensors[name] = transpose(W);
    }
    this.config = config;
    this.W = weightsOf(tensors, "transformer.", config.layer_norm_epsilon);
    this.model_max_length = config.n_positions;
    this.eos_token_id = config.eos_token_id;
  }

  /**
   * One pass over n tokens.
   * @param {object} options input_ids; want, ablated_heads: see makeRun; past_key_values: a Map with the keys and values of earlier tokens,
   *   which input_ids then continue; last: only the last token's logits
   * @returns {object} the values asked for; "logits" is (n, V), or (1, V)
   */
  run({ input_ids, want = ["logits"], ablated_heads = [], past_key_values = null, last = false }) {
    const { n_head: h, n_embd: d, n_layer: L, activation_function } = this.config;
    const run = makeRun(want, ablated_heads, past_key_values), past = run.past;
    if (past + input_ids.length > this.model_max_length) throw new Error(strings.tooManyTokens(this.model_max_length, past + input_ids.length));
    const E = this.W.get("wte.weight"); // (V, d)
    let x = add(embed(E, input_ids), embed(this.W.get("wpe.weight"), input_ids.map((_, i) => past + i))); // (n, d)
    run.keep("decoder.embeddings", x);
    for (let layer = 0; layer < L; layer++) {
      const part = `h.${layer}`, name = `decoder.${layer}`;
      const qkv = this.W.dense(this.W.norm(x, `${part}.ln_1`), `${part}.attn.c_attn`); // (n, 3d): GPT-2 norms before
      const [q, ...new_kv] = [0, 1, 2].map((i) => columns(qkv, i * d, (i + 1) * d)); // (n, d)
      const [k, v] = run.extend(`${name}.attention`, ...new_kv); // (past + n, d)
      const visible = (i, j) => j <= past + i; // the causal mask
      const seen = attention(`${name}.attention`, q, k, v, { h, scale: 1 / Math.sqrt(d / h), visible, run });
      const mixed = this.W.dense(seen, `${part}.attn.c_proj`);
      run.keep(`${name}.attn_out`, mixed);
      const middle = add(x, mixed);
      run.keep(`${name}.resid_mid`, middle);
      const hidden = activate(this.W.dense(this.W.norm(middle, `${part}.ln_2`), `${part}.mlp.c_fc`), activation_function);
      run.keep(`${name}.mlp_post`, hidden); // (n, 4d)
      x = add(middle, this.W.dense(hidden, `${part}.mlp.c_proj`));
      run.keep(`${name}.resid_post`, x); // the residual stream after the layer
    }
    const final = this.W.norm(x, "ln_f");
    run.keep("decoder.last_hidden_state", final);
    run.keep("logits", () => linear(last ? row(final, input_ids.length - 1) : final, E)); // (n, d) (V, d)ᵀ -> (n, V)
    return run.finish();
  }
}
