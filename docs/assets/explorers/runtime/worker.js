/**
 * The thread in which a model runs, so that the page stays responsive. Messages in: { id, method, options }, or
 * { id, cancel: true }. Messages out: { id, result }, { id, error }, and for generate { id, token } at each step.
 */

import { seeded } from "../../shared/random.js";
import { Bert } from "./bert.js";
import { Gpt2 } from "./gpt2.js";
import { Llama } from "./llama.js";
import { unpacked } from "./packed.js";
import { readSafetensors } from "./safetensors.js";
import { distribution, generate } from "./sampling.js";
import { T5 } from "./t5.js";
import { Tokenizer } from "./tokenizer.js";
import { strings } from "../../strings/models.js";

const CLASSES = { bert: Bert, gpt2: Gpt2, llama: Llama, t5: T5 };
const cancelled = new Set();
let model, tokenizer;

/**
 * Random weights of the given shapes, as before training: matrices normal(0, spread), gains 1, biases 0.
 * spreads: of the matrices whose names end so, as in { "c_fc.weight": 0.06 }; spread: of all others
 */
function drawn(shapes, seed, spread, spreads = {}) {
  const chance = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b)), gain = Number(name.endsWith("weight"));
    const [, own = spread] = Object.entries(spreads).find(([end]) => name.endsWith(end)) ?? [];
    for (let i = 0; i < data.length; i++) data[i] = shape.length > 1 ? own * normal() : gain;
    return [name, { data, shape }];
  }));
}

/** Passes values on, pausing after each to let messages in; stops if this call has been cancelled. */
async function* cancellable(id, values) {
  for (const value of values) {
    await new Promise((resolve) => setTimeout(resolve));
    if (cancelled.delete(id)) return;
    yield value;
  }
}

const METHODS = {
  load({ config, rules, weights, shapes, seed, spreads }) {
    const Class = CLASSES[config.model_type];
    if (!Class) throw new Error(strings.noModelType(config.model_type, Object.keys(CLASSES)));
    const tensors = weights ? unpacked(readSafetensors(weights)) : drawn(shapes, seed, config.initializer_range ?? 0.02, spreads);
    tokenizer = new Tokenizer(rules);
    const found = Object.fromEntries(Object.entries(tensors).map(([key, { shape }]) => [key, shape])); // as in the file: a class may transpose
    model = new Class(config, tensors);
    return { config, shapes: found, model_max_length: model.model_max_length, eos_token_id: model.eos_token_id };
  },
  encode: (asked) => tokenizer.encode(asked.text ?? asked, { max_length: asked.max_length ?? model.model_max_length }),
  decode: (ids) => tokenizer.decode(ids),
  tokens: (ids) => ids.map((id) => tokenizer.token(id)),
  pieces: (rows) => rows.map((ids) => tokenizer.pieces(ids)),
  run: (options) => model.run(options),
  next({ input_ids, ablated_heads, ...cuts }) {
    const logits = model.next({ ...model.start({ input_ids, ablated_heads }), ablated_heads });
    return { logits, probabilities: distribution(logits, cuts) };
  },
  async generate(options, id) {
    const ids = [];
    for await (const token of cancellable(id, generate(model, options))) {
      ids.push(token);
      postMessage({ id, token });
    }
    return { ids, text: tokenizer.decode(ids) };
  },
  features: (texts) => texts.map((text) => model.features(tokenizer.encode(text, { max_length: model.model_max_length }).ids)),
};

self.onmessage = async ({ data: { id, method, options, cancel } }) => {
  if (cancel) return void cancelled.add(id);
  try {
    postMessage({ id, result: await METHODS[method](options, id) });
  } catch (error) {
    postMessage({ id, error: error.message });
  }
};
