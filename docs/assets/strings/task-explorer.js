/** What <task-explorer> says. */

import { counted } from "../shared/numbers.js";

const SENTENCE = "Anna Keller loves the red car that she bought in New York.", BEGUN = "Anna Keller loves the red car that she";

/** Each task: what goes in, what a person would accept, the pipeline that runs here (if any), a text of the kind the model was trained on, what it gets from the page's sentence. */
const TASKS = {
  "Sentence classification": {
    in: "the sentence", person: "one label: positive", pipeline: "text classification", own: "a vehicle with four wheels",
    note: "It was trained to sort definitions of nouns into categories, such as animal, food or act. It has no label for positive or negative, and it names a category for any text.",
  },
  "Word-level classification": {
    in: "the sentence, cut into 13 tokens", person: "13 labels: Anna Keller is a person, New York a location", pipeline: "fill-mask", own: "a city in the United [MASK]", page: SENTENCE.replace("car", "[MASK]"),
    note: "No pocket model tags words. The closest is pocket-bert: at [MASK], it gives a probability to each of its tokens, so its label for this position is a token.",
  },
  "Text generation": {
    in: BEGUN, person: "bought in New York.", pipeline: "text generation", own: "red car:", page: BEGUN,
    note: "It has read nothing but lines from a dictionary (word: definition), so it continues everything in that style.",
  },
  "Question answering": {
    in: "the sentence, and: Where did Anna Keller buy the car?", person: "New York (characters 50 to 57)",
    note: "No pocket model does this. That takes a model trained on texts with questions and answers.",
  },
  "Translation": {
    in: "the sentence", person: "Anna Keller adore la voiture rouge qu’elle a achetée à New York.", lang: "fr", pipeline: "translation", own: "she loves the red car",
    note: "It knows the words of a small grammar. Any other word is <unk> to it, but it writes French all the same.",
  },
  "Summarization": {
    in: "the sentence (usually a long text)", person: "Anna Keller loves her red car.",
    note: "No pocket model does this. That takes training on long texts with summaries written by people.",
  },
};

/** What a page may ask first, by name: a task and its text, the question, and the guesses. */
const ASKS = [
  { name: "bicycle", task: "Translation", text: "the red bicycle", question: "pocket-t5 has never met the word “bicycle”. What will it write for “the red bicycle”?", guesses: ["An empty space", "The English word", "Something else in French"] },
  { name: "mustard", task: "Sentence classification", text: "a hot dog with mustard", question: "Which category will the model find likeliest for “a hot dog with mustard”?", guesses: ["food", "animal", "artifact"] },
];

export const strings = {
  asks: ASKS,
  yourGuess: "Your guess",
  verdict: (guess, text, told) => `Your guess: ${guess}. The model’s answer to “${text}”: ${told}.`,
  sentence: SENTENCE,
  tasks: TASKS,
  firstTask: "Translation",
  field: "Text for the model",
  pageSentence: "The page’s sentence",
  task: "Task",
  aboutHead: ["What", "Answer"],
  goesIn: "Goes in",
  person: "A person would accept",
  runsHere: "Runs here",
  nothing: "nothing",
  nothingHere: "no model on this page",
  runAll: "Run all four",
  allAnswered: (lanes) => `${lanes.join(". ")}.`,
  run: (model) => `Run ${model}`,
  loads: (size) => `: loads ${size}`,
  modelRuns: (task, model, told) => `${task}: ${model} runs here. ${told}`,
  writeFirst: "Write some text first.",
  whatItAnswers: (name) => `What ${name} answers`,
  tokens: "Tokens",
  unknown: "unknown",
  cutOff: (window, count, fromEnd) => ` It sees ${counted(window, "token")}; ${count} more ${fromEnd ? "before" : "after"} them ${count === 1 ? "is" : "are"} cut off.`,
  whatItReads: (name, unknown) => `What ${name} reads${unknown ? `; it doesn’t know ${unknown} of these tokens` : ""}:`,
  answers: (name, cells, told) => `${name} answers: ${cells.join(", ")}${told ? `. ${told}` : ""}`,
  chooseGap: "Or choose a word to turn into the gap:",
  words: "Words",
  csvHead: ["task", "goes in", "a person would accept", "runs here"],
};
