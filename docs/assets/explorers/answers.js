/**
 * What the pocket models can do with a text, by pipeline name: the model's name, a text to start with, and answer(model, text), which
 * returns { rows: of a table with that head; scores: [[what, probability]] of all or the best choices, or written: [[text, probability]]
 * of each token of a text, and whether it goesOn }. Throws an Error with a sentence for the reader. encodeFor(pipeline, model, text) returns what the model reads.
 */

import { number } from "../shared/parts.js";
import { softmax } from "./runtime/tensor.js";
import { strings } from "../strings/answers.js";

const BEST = 3; // rows of a table
const HALF = "\uFFFD"; // what part of a character decodes to

export const ANSWERS = {
  "text generation": { model: "pocket-gpt", text: "violin:", head: strings.textHead, answer: async (model, text) => {
    const { isClean, loadBlocked } = await import("./blocked.js"), { ids } = await encodeFor("text generation", model, text);
    await loadBlocked();
    const { whole, ...found } = await write(model, ids, 24), all = text + whole.trimEnd(); // a token without a leading space continues the word
    if (!isClean(all)) throw new Error(strings.blocked);
    return { rows: [[all]], ...found };
  } },
  "text classification": { model: "pocket-bert-categories", text: "a small bird of the tropics with a long bill", head: strings.labelHead, answer: async (model, text) => {
    const { ids } = await model.encode(text), { logits } = await model.run({ input_ids: ids });
    const scores = sorted(softmax(logits.data)).map(([index, score]) => [model.config.id2label[index], score]);
    return { rows: rowsOf(scores), scores };
  } },
  translation: { model: "pocket-t5", text: "the red car", head: strings.translationHead, answer: async (model, text) => {
    const { ids, truncated } = await model.encode(text);
    if (truncated) throw new Error(strings.tooLong);
    const { whole, ...found } = await write(model, ids, 40);
    return { rows: [[whole.trim()]], ...found };
  } },
  "fill-mask": { model: "pocket-bert", text: "a [MASK] with four wheels", head: strings.wordHead, answer: async (model, text) => {
    const { ids, tokens } = await model.encode(text), gap = tokens.indexOf("[MASK]");
    if (gap < 0) throw new Error(text.includes("[MASK]") ? strings.gapTooLate(model.model_max_length) : strings.noGap);
    const { logits } = await model.run({ input_ids: ids, positions: [gap] }), guesses = sorted(softmax(logits.data)).slice(0, BEST);
    const words = await model.tokens(guesses.map(([index]) => index)), scores = guesses.map(([, score], place) => [words[place], score]);
    return { rows: rowsOf(scores), scores };
  } },
};

/** Has a model write: { whole: its text, written: [[the part that a token adds, its probability]], goesOn: whether it was cut off }. */
async function write(model, input_ids, max_new_tokens) {
  const shares = [], { ids, text: whole } = await model.generate({ input_ids, max_new_tokens, rivals: 1 }, { onToken: (_, { p }) => shares.push(p) });
  const written = [];
  let there = "";
  for (const at of ids.keys()) {
    const now = await model.decode(ids.slice(0, at + 1));
    if (now.endsWith(HALF) || now.length <= there.length) continue; // an incomplete character, or the end of the text
    written.push([now.slice(there.length), shares[at]]);
    there = now;
  }
  return { whole, written, goesOn: ids.at(-1) !== model.eos_token_id };
}

/** What the model reads of a text: { ids, tokens, truncated }. If the text is too long, the window holds its beginning, or its end for text generation. */
export async function encodeFor(pipeline, model, text) {
  if (pipeline !== "text generation") return model.encode(text);
  const { ids, tokens } = await model.encode({ text, max_length: Infinity });
  return { ids: ids.slice(-model.model_max_length), tokens: tokens.slice(-model.model_max_length), truncated: Math.max(0, ids.length - model.model_max_length) };
}

/** Scores, the best first, as [index, score]. */
const sorted = (scores) => [...scores.entries()].sort((a, b) => b[1] - a[1]);
const rowsOf = (scores) => scores.slice(0, BEST).map(([what, score]) => [what, number(score, 2)]);
