/**
 * What the pocket models can do with a text, by pipeline name: the model's name, a text to start with, and
 * answer(model, text), which returns the rows of a table with that head. Throws an Error with a sentence for the reader, with
 * .gap set if the text has no gap. encodeFor(pipeline, model, text) returns what the model reads.
 */

import { number } from "../shared/parts.js";
import { softmax } from "./runtime/tensor.js";
import { strings } from "../strings/answers.js";

export const ANSWERS = {
  "text generation": { model: "pocket-gpt", text: "violin:", head: strings.textHead, answer: async (model, text) => {
    const { isClean, loadBlocked } = await import("./blocked.js"), { ids } = await encodeFor("text generation", model, text);
    await loadBlocked();
    const written = text + (await model.generate({ input_ids: ids, max_new_tokens: 24 })).text.trimEnd(); // a token without a leading space continues the word
    if (!isClean(written)) throw new Error(strings.blocked);
    return [[written]];
  } },
  "text classification": { model: "pocket-bert-categories", text: "a small bird of the tropics with a long bill", head: strings.labelHead, answer: async (model, text) => {
    const { ids } = await model.encode(text), { logits } = await model.run({ input_ids: ids });
    return best(softmax(logits.data)).map(([index, score]) => [model.config.id2label[index], number(score, 2)]);
  } },
  translation: { model: "pocket-t5", text: "the red car", head: strings.translationHead, answer: async (model, text) => {
    const { ids, truncated } = await model.encode(text);
    if (truncated) throw new Error(strings.tooLong);
    return [[(await model.generate({ input_ids: ids, max_new_tokens: 40 })).text.trim()]];
  } },
  "fill-mask": { model: "pocket-bert", text: "a [MASK] with four wheels", head: strings.wordHead, answer: async (model, text) => {
    const { ids, tokens } = await model.encode(text), gap = tokens.indexOf("[MASK]");
    if (gap < 0 && text.includes("[MASK]")) throw new Error(strings.gapTooLate(model.model_max_length));
    if (gap < 0) throw Object.assign(new Error(strings.noGap), { gap: true });
    const { logits } = await model.run({ input_ids: ids, positions: [gap] }), guesses = best(softmax(logits.data));
    const words = await model.tokens(guesses.map(([index]) => index));
    return guesses.map(([, score], place) => [words[place], number(score, 2)]);
  } },
};

/** What the model reads of a text: { ids, tokens, truncated }. If the text is too long, the window holds its beginning, or its end for text generation. */
export async function encodeFor(pipeline, model, text) {
  if (pipeline !== "text generation") return model.encode(text);
  const { ids, tokens } = await model.encode({ text, max_length: Infinity });
  return { ids: ids.slice(-model.model_max_length), tokens: tokens.slice(-model.model_max_length), truncated: Math.max(0, ids.length - model.model_max_length) };
}

/** The three most likely, as [index, score]. */
const best = (scores) => [...scores.entries()].sort((a, b) => b[1] - a[1]).slice(0, 3);
