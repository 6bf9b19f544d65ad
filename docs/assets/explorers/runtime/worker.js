/**
 * The thread in which a model runs, so that the page stays responsive. Messages in: { id, method, options }, or
 * { id, cancel: true }. Messages out: { id, result }, { id, error, kind }, and for generate { id, token, details } at each step, and
 * before the first one { id, read, of } while it reads a long input. What the methods take and give: model-loader.js.
 */

import { seeded } from "../../shared/random.js";
import { Decoder, pastOf } from "./attention.js";
import { Bert } from "./bert.js";
import { Gpt2 } from "./gpt2.js";
import { Llama } from "./llama.js";
import { unpacked } from "./packed.js";
import { assemble } from "./quantized.js";
import { readSafetensors } from "./safetensors.js";
import { distribution, standing, steps } from "./sampling.js";
import { T5 } from "./t5.js";
import { rows } from "./tensor.js";
import { Tokenizer } from "./tokenizer.js";
import { strings } from "../../strings/models.js";

const CLASSES = { bert: Bert, gpt2: Gpt2, llama: Llama, t5: T5 };
const cancelled = new Set();
const arrived = {}; // the parts of the model's file, by name, until it is loaded
const NOTHING = { ids: [], cache: null, heads: "" };
let model, tokenizer, memory = 0; // bytes of the weights
let last = NOTHING; // what the last generated text left in the cache

/**
 * Random weights of the given shapes, as before training: matrices normal(0, spread), gains 1, biases 0.
 * spreads: of matrices whose names end like this, as in { "c_fc.weight": 0.06 }; spread: of all others
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

/** A part of the model's file, which is then released. */
function take(file) {
  const part = arrived[file];
  delete arrived[file];
  return part;
}

/**
 * A cache with what input_ids and the last text have in common, such as the template's beginning or the chat so far; at least the last
 * token is read again. Taking it is exclusive: another text begun meanwhile starts with an empty one.
 */
function recalled({ input_ids, ablated_heads = undefined }) {
  const { ids, cache, heads } = last, same = ids.findIndex((id, i) => id !== input_ids[i]);
  last = NOTHING;
  const most = Math.min(same < 0 ? ids.length : same, input_ids.length - 1), few = new Map();
  if (!(model instanceof Decoder) || heads !== String(ablated_heads)) return few;
  for (const [name, kv] of most > 0 ? cache : []) few.set(name, kv.map((x) => rows(x, 0, most)));
  return few;
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
  part({ file, bytes }) {
    arrived[file] = unpacked(readSafetensors(bytes));
  },
  load({ config, rules, parts, shapes, seed, spreads }) {
    const Class = CLASSES[config.model_type];
    if (!Class) throw new Error(strings.noModelType(config.model_type, Object.keys(CLASSES)));
    const tensors = shapes ? drawn(shapes, seed, config.initializer_range ?? 0.02, spreads) : assemble(parts.map(take));
    memory = Object.values(tensors).reduce((sum, { data, q, scale, least }) => [data, q, scale, least].reduce((all, one) => all + (one?.byteLength ?? 0), sum), 0);
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
    const { rivals = 0, input_ids: given } = options, ids = [], cache = options.use_cache === false ? null : recalled(options);
    for await (const step of cancellable(id, steps(model, { ...options, past_key_values: cache }))) {
      if (step.read) postMessage({ id, read: step.read, of: given.length });
      else postMessage({ id, token: step.id, details: rivals ? standing(step.logits, step.id, rivals) : undefined });
      if (!step.read) ids.push(step.id);
    }
    last = { ids: [...given, ...ids].slice(0, pastOf(cache)), cache, heads: String(options.ablated_heads) };
    return { ids, text: tokenizer.decode(ids) };
  },
  memory: () => memory,
  features: (texts) => texts.map((text) => model.features(tokenizer.encode(text, { max_length: model.model_max_length }).ids)),
};

self.onmessage = async ({ data: { id, method, options, cancel } }) => {
  if (cancel) return void cancelled.add(id);
  try {
    postMessage({ id, result: await METHODS[method](options, id) });
  } catch (error) {
    const full = error instanceof RangeError; // what a failed allocation throws
    postMessage(full ? { id, error: strings.noMemory, kind: "memory" } : { id, error: error.message });
  }
};
