/** What <task-explorer> says. */

import { counted } from "../shared/numbers.js";

const SENTENCE = "Anna Keller loves the red car that she bought in New York.", BEGUN = "Anna Keller loves the red car that she";

/** Each task: what goes in, what a person would accept, the pipeline that runs here (if any), a text of the kind the model was trained on. */
const TASKS = {
  "Sentence classification": {
    in: "the sentence", person: "one label: positive", pipeline: "text classification", own: "a vehicle with four wheels",
    note: "pocket-bert-categories was trained to sort definitions of nouns into categories, such as animal, food or act. It has no label for positive or negative, and it names a category for any text.",
  },
  "Word-level classification": {
    in: "the sentence, cut into 13 tokens", person: "13 labels: Anna Keller is a person, New York a location", pipeline: "fill-mask", own: "a city in the United States",
    note: "No pocket model tags words. The closest is pocket-bert: at [MASK], it gives a probability to each of its tokens, so its label for this position is a token.",
  },
  "Text generation": {
    in: BEGUN, person: "bought in New York.", pipeline: "text generation", own: "red car:",
    note: "pocket-gpt has read nothing but lines from a dictionary (word: definition), so it continues everything in that style.",
  },
  "Question answering": {
    in: "the sentence, and: Where did Anna Keller buy the car?", person: "New York (characters 50 to 57)",
    note: "No pocket model does this. That takes a model trained on texts with questions and answers.",
  },
  "Translation": {
    in: "the sentence", person: "Anna Keller adore la voiture rouge qu’elle a achetée à New York.", lang: "fr", pipeline: "translation", own: "she loves the red car",
    note: "pocket-t5 knows the words of a small grammar. Any other word is <unk> to it, but it writes French all the same.",
  },
  "Summarization": {
    in: "the sentence (usually a long text)", person: "Anna Keller loves her red car.",
    note: "No pocket model does this. That takes training on long texts with summaries written by people.",
  },
};

const NEW = { out: "", gap: "" };
const label = (name, text, story) => ({ name, story, set: { ...NEW, task: "Sentence classification", text } });
const french = (name, text, story) => ({ name, story, set: { ...NEW, task: "Translation", text } });
const ALL = (story) => ({ name: "All tasks", story, set: { ...NEW, task: "Text generation", text: SENTENCE } });

const LABELS = ["food", "animal", "artifact"];

/** What a page may ask first, by name: a task, the guesses, and what to look at afterwards, the best find first. */
const ASKS = [
  // judge: which guess an answer proves right
  { name: "bicycle", task: "Translation", guesses: ["An empty space", "The English word", "Something else in French"], judge: (told) => (/bicycle/i.test(told) ? 1 : told.trim().split(/\s+/).length > 2 ? 2 : 0), steps: [
    french("Bicycle", "the red bicycle", "The bars under the French words are full: the model was sure, and wrong. Leave out “red”, or write another word instead of “bicycle” below."),
    french("Not", "she does not love a red car", "“Not” takes more than one word in French. Leave out “not” and see how many go with it."),
    french("Anna", "Anna loves the red car", "“Anna” isn’t in its list. Which word does the model write for her, and how sure is it? Leave her out."),
    ALL("Four models read the same sentence. None of them was trained on such a text, yet all of them answer."),
  ] },
  { name: "mustard", task: "Sentence classification", guesses: LABELS, judge: (told) => LABELS.indexOf(told), steps: [
    label("Hot dog", "a hot dog with mustard", "Which word makes it an animal? Look for the shortest bar, then leave that word out."),
    label("Mouse", "a mouse for a computer", "Is it “computer” that tells the model which mouse it is? Leave it out. How many more words have to go before the mouse is an animal?"),
    label("Wild cat", "a large wild cat", "A large wild cat is an animal. Without “wild”, is a large cat still one?"),
    label("Not", "not an animal", "How much does the model care about “not”? Leave it out."),
    ALL("Four models read the same sentence. None of them was trained on such a text, yet all of them answer."),
  ] },
];

export const strings = {
  asks: ASKS,
  yourGuess: "Your guess",
  guessed: "your guess",
  skip: "Skip the guess",
  guessFirst: "Guess first, or skip.",
  guessLoads: (model, size) => `(loads ${model}, ${size})`,
  judged: (guess, right) => `${right ? "✓" : "✗"} Your guess: ${guess}.`,
  theModel: (told) => `The model: ${told}.`,
  sentence: SENTENCE,
  begun: BEGUN.split(" ").length, // words of the sentence that the model continues
  gap: SENTENCE.split(" ").indexOf("car"),
  allItGets: "This is all that the model gets.",
  leaveOut: "Press a word to leave it out.",
  hideOne: "Press a word to hide it from the model.",
  under: (label, share) => `Each bar: how likely “${label}” is without that word. The line: with all words, ${share}.`,
  notListed: "unknown",
  unlisted: (model) => `${model} doesn’t have the dashed word in its list. Press a word to leave it out.`,
  compared: "dashed: with all words",
  hidden: (text) => `for “${text}”`,
  numbers: "The numbers",
  tokenByToken: "Token by token",
  tokenHead: ["Token", "Probability"],
  tasks: TASKS,
  firstTask: "Translation",
  field: "Your own text",
  pageSentence: "The page’s sentence",
  task: "Task",
  aboutHead: ["What", "Answer"],
  goesIn: "Goes in",
  person: "A person would accept",
  runsHere: "Runs here",
  nothing: "nothing",
  nothingHere: "No model on this page:",
  runAll: (left, all) => (left === all ? "Run all four" : `Run the other ${["", "", "two", "three"][left]}`),
  // What the guided steps' French means in English.
  meanings: { "les étoiles rouges": "the red stars", "elle adore la voiture rouge": "she loves the red car", "elle n'adore pas de voiture rouge": "she does not love a red car", "ces étudiantes ont vu les souris d'un jardin": "these students saw the mice of a garden" },
  gloss: (meaning, least) => `${meaning ? `In English: “${meaning}”. ` : ""}Bars: how sure it was of each piece${least === "1.00" ? "" : `, ${least} or more`}.`,
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
  csvHead: ["task", "text", "model", "answer"],
};
