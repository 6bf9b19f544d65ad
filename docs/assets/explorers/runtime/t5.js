/** T5: an encoder reads, a decoder writes (Raffel 2019, arXiv 1910.10683), as T5ForConditionalGeneration. */

import { attention, makeRun, weightsOf } from "./attention.js";
import { activate, add, embed, linear, norm, row, tensor } from "./tensor.js";

export class T5 {
  /** @param {object} config config.json, @param {object} tensors what readSafetensors returns */
  constructor(config, tensors) {
    this.config = config;
    this.W = weightsOf(tensors, "");
    this.E = this.W.get("shared.weight"); // (V, d): words in, and words out unless the output has its own table
    this.out = tensors["lm_head.weight"] ?? this.E;
    // tied, the last stream is scaled by 1/√d before it meets the table; T5 1.1 turns this off with tie_word_embeddings: false
    this.shrink = (config.scale_decoder_outputs ?? config.tie_word_embeddings ?? true) ? config.d_model ** -0.5 : 1;
    const [gate, activation] = config.feed_forward_proj.split("-");
    this.gated = gate === "gated";
    this.activation = this.gated ? activation.replace(/^gelu$/, "gelu_new") : gate;
    this.model_max_length = config.n_positions ?? 512;
    this.decoder_start_token_id = config.decoder_start_token_id ?? config.pad_token_id; // what the decoder starts with
    this.eos_token_id = config.eos_token_id;
  }

  norm(x, name) {
    return norm(x, this.W.get(`${name}.layer_norm.weight`), null, this.config.layer_norm_epsilon);
  }

  /**
   * One attention sublayer: x (n, d) asks, source (m, d) answers. T5 has no biases and doesn't divide by √d_k.
   * @param {import("./tensor.js").Tensor} x @param {string} part @param {string} name
   * @param {{source?: object, run: ReturnType<typeof import("./attention.js").makeRun>} & import("./attention.js").Seen} how
   */
  attend(x, part, name, { source, visible, bias, run }) {
    const weight = (one) => this.W.get(`${part}.${one}.weight`), earlier = source && run.past_key_values?.get(name); // the source stays the same
    const q = linear(x, weight("q")); // (n, h·d_k)
    const [k, v] = earlier ?? run.extend(name, ...["k", "v"].map((one) => linear(source ?? x, weight(one)))); // (m, h·d_k)
    const seen = attention(name, q, k, v, { h: this.config.num_heads, scale: 1, visible, bias, run });
    return linear(seen, weight("o")); // (n, d)
  }

  /** wo · (gelu(wi_0 x) ⊙ wi_1 x) (Shazeer 2020, arXiv 2002.05202), or wo · act(wi x) */
  feedForward(x, part, name, run) {
    const wide = (one) => linear(x, this.W.get(`${part}.${one}.weight`));
    const hidden = activate(wide(this.gated ? "wi_0" : "wi"), this.activation); // (n, d_ff)
    if (this.gated) wide("wi_1").data.forEach((value, i) => { hidden.data[i] *= value; });
    run.keep(`${name}.mlp_post`, hidden);
    return linear(hidden, this.W.get(`${part}.wo.weight`));
  }

  /** What is added to a score for the distance key - query: near distances get one bucket each, far ones share (section 2.1). */
  positionBias(side) {
    const { relative_attention_num_buckets: buckets, relative_attention_max_distance: farthest = 128 } = this.config;
    const table = this.W.get(`${side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`); // (buckets, h)
    const half = side === "encoder" ? buckets / 2 : buckets, exact = half / 2, h = table.shape[1]; // encoder: both ways
    return (head, i, j) => {
      const distance = side === "encoder" ? Math.abs(j - i) : Math.max(0, i - j);
      const far = exact + Math.trunc((Math.log(distance / exact) / Math.log(farthest / exact)) * (half - exact));
      const bucket = (distance < exact ? distance : Math.min(far, half - 1)) + (side === "encoder" && j > i ? half : 0);
      return table.data[bucket * h + head];
    };
  }

  /** One stack, "encoder" or "decoder": ids -> (n, d). The decoder also looks at source (m, d) by cross-attention. */
  stack(side, ids, run, source = null) {
    const past = source ? run.past : 0, bias = this.positionBias(side);
    const own = { // self-attention; block 0's table of distances serves all blocks
      run, bias: (head, i, j) => bias(head, past + i, j), visible: source ? (i, j) => j <= past + i : undefined };
    let x = embed(this.E, ids);
    run.keep(`${side}.embeddings`, x);
    const L = source ? this.config.num_decoder_layers ?? this.config.num_layers : this.config.num_layers;
    for (let layer = 0; layer < L; layer++) {
      const part = `${side}.block.${layer}.layer`, name = `${side}.${layer}`;
      const mixed = this.attend(this.norm(x, `${part}.0`), `${part}.0.SelfAttention`, `${name}.attention`, own);
      run.keep(`${name}.attn_out`, mixed);
      x = add(x, mixed);
      run.keep(`${name}.resid_mid`, x);
      if (source) {
        const crossed = this.attend(this.norm(x, `${part}.1`), `${part}.1.EncDecAttention`, `${name}.cross`, { source, run });
        run.keep(`${name}.cross_attn_out`, crossed);
        x = add(x, crossed);
        run.keep(`${name}.resid_mid_cross`, x);
      }
      const last = `${part}.${source ? 2 : 1}`;
      x = add(x, this.feedForward(this.norm(x, last), `${last}.DenseReluDense`, name, run));
      run.keep(`${name}.resid_post`, x); // the residual stream after the layer
    }
    x = norm(x, this.W.get(`${side}.final_layer_norm.weight`), null, this.config.layer_norm_epsilon);
    run.keep(`${side}.last_hidden_state`, x);
    return x;
  }

  /**
   * One pass: n tokens are read, and for each token already written the next one is predicted.
   * @param {object} options input_ids read; decoder_input_ids written, the start token first; want, ablated_heads: see makeRun;
   *   past_key_values, last: see Gpt2.run, with encoder_hidden_states, the encoder's output, instead of input_ids
   * @returns {object} the values asked for; "logits" is (decoder_input_ids.length, V), or (1, V)
   */
  run({ input_ids, decoder_input_ids = [this.decoder_start_token_id], encoder_hidden_states, want = ["logits"], ablated_heads = [], past_key_values = null, last = false }) {
    const run = makeRun(want, ablated_heads, past_key_values);
    let x = this.stack("decoder", decoder_input_ids, run, encoder_hidden_states ?? this.stack("encoder", input_ids, run));
    if (last) x = row(x, decoder_input_ids.length - 1);
    run.keep("logits", linear(tensor(x.data.map((value) => value * this.shrink), ...x.shape), this.out)); // (n, V)
    return run.finish(!encoder_hidden_states);
  }

  /** The logits of the token that follows the written ids: (V). With a cache, only the last one is computed. */
  next({ input_ids, encoder_hidden_states, ablated_heads = [], past_key_values = null }) {
    const decoder_input_ids = input_ids.slice(makeRun([], [], past_key_values).past);
    return this.run({ decoder_input_ids, encoder_hidden_states, ablated_heads, past_key_values, last: true }).logits.data;
  }

  /** Where generation starts: the text is read once, and the decoder has its start token. */
  start({ input_ids, ablated_heads = [] }) {
    return { input_ids: [this.decoder_start_token_id], encoder_hidden_states: this.stack("encoder", input_ids, makeRun([], ablated_heads)) };
  }
}
