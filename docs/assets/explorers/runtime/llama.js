/** Llama: a decoder like GPT-2, with four parts replaced (Touvron 2023, arXiv 2302.13971), as in Transformers' LlamaForCausalLM. */

import { attention, Decoder, makeRun, weightsOf } from "./attention.js";
import { embed, linear } from "./quantized.js";
import { activate, add, norm, row, zeros } from "./tensor.js";
import { strings } from "../../strings/models.js";

/**
 * Rotates each pair (xᵢ, xᵢ₊d_k/2) of a head by the angle position · base^(-2i/d_k): then q·k depends on how far apart two
 * positions are, not on where they are (RoPE, Su 2021, arXiv 2104.09864, section 3.2.2; there neighbors are paired).
 * x (n, h·d_k), its first row at position past.
 */
export function rotate(x, d_k, base, past) {
  const [n, d] = x.shape, half = d_k / 2, y = zeros(n, d);
  for (let i = 0; i < half; i++) {
    const speed = base ** (-i / half); // the first pairs rotate fast, the last ones slowly
    for (let position = 0; position < n; position++) {
      const cos = Math.cos((past + position) * speed), sin = Math.sin((past + position) * speed);
      for (let a = position * d + i, b = a + half; a < (position + 1) * d; a += d_k, b += d_k) { // the same in every head
        y.data[a] = x.data[a] * cos - x.data[b] * sin;
        y.data[b] = x.data[b] * cos + x.data[a] * sin;
      }
    }
  }
  return y;
}

export class Llama extends Decoder {
  /** @param {object} config config.json, @param {object} tensors what readSafetensors or assemble (quantized.js) returns */
  constructor(config, tensors) {
    super();
    this.config = config;
    this.W = weightsOf(tensors, "model.");
    this.out = tensors["lm_head.weight"] ?? this.W.get("embed_tokens.weight");
    this.model_max_length = config.max_position_embeddings;
    this.eos_token_id = config.eos_token_id;
  }

  /** x Wᵀ, without a bias: (n, d) -> (n, m) */
  dense(x, name) {
    return linear(x, this.W.get(`${name}.weight`));
  }

  /** RMSNorm: without a bias, and the mean isn't subtracted. */
  norm(x, name) {
    return norm(x, this.W.get(`${name}.weight`), null, this.config.rms_norm_eps);
  }

  /** down · (silu(gate x) ⊙ up x): (n, d) -> (n, d) (SwiGLU, Shazeer 2020, arXiv 2002.05202) */
  feedForward(x, part, name, run) {
    const hidden = activate(this.dense(x, `${part}.gate_proj`), this.config.hidden_act); // (n, d_ff)
    this.dense(x, `${part}.up_proj`).data.forEach((value, i) => { hidden.data[i] *= value; });
    run.keep(`${name}.mlp_post`, hidden);
    return this.dense(hidden, `${part}.down_proj`);
  }

  /** One pass over n tokens; options and result are those of Gpt2.run. */
  run({ input_ids, want = ["logits"], ablated_heads = [], past_key_values = null, last = false }) {
    const { num_attention_heads: h, hidden_size: d, num_hidden_layers: L, rope_parameters, rope_theta } = this.config;
    const d_k = d / h, base = rope_parameters?.rope_theta ?? rope_theta ?? 10000, run = makeRun(want, ablated_heads, past_key_values), past = run.past;
    if (past + input_ids.length > this.model_max_length) throw new Error(strings.tooManyTokens(this.model_max_length, past + input_ids.length));
    let x = embed(this.W.get("embed_tokens.weight"), input_ids); // (n, d): no positions are added
    run.keep("decoder.embeddings", x);
    for (let layer = 0; layer < L; layer++) {
      const part = `layers.${layer}`, name = `decoder.${layer}`;
      const normed = this.norm(x, `${part}.input_layernorm`);
      const [q, new_k, new_v] = ["q", "k", "v"].map((one) => this.dense(normed, `${part}.self_attn.${one}_proj`));
      // (past + n, h_kv·d_k): fewer heads of keys and values than of queries, so a smaller cache; keys are cached rotated
      const [k, v] = run.extend(`${name}.attention`, rotate(new_k, d_k, base, past), new_v);
      const visible = (i, j) => j <= past + i; // the causal mask
      const seen = attention(`${name}.attention`, rotate(q, d_k, base, past), k, v, { h, scale: 1 / Math.sqrt(d_k), visible, run });
      const mixed = this.dense(seen, `${part}.self_attn.o_proj`);
      run.keep(`${name}.attn_out`, mixed);
      const middle = add(x, mixed);
      run.keep(`${name}.resid_mid`, middle);
      x = add(middle, this.feedForward(this.norm(middle, `${part}.post_attention_layernorm`), `${part}.mlp`, name, run));
      run.keep(`${name}.resid_post`, x); // the residual stream after the layer
    }
    const final = this.norm(x, "norm");
    run.keep("decoder.last_hidden_state", final);
    run.keep("logits", () => linear(last ? row(final, input_ids.length - 1) : final, this.out)); // (n, d) (V, d)ᵀ -> (n, V)
    return run.finish();
  }
}
