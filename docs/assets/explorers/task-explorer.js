/**
 * <task-explorer>: one sentence and the six tasks of the page What is NLP?: what goes in, what a person would answer,
 * which pocket model does the task or what comes nearest, and what it answers; honest about what none of them can.
 */

import { ANSWERS } from "./answers.js";
import { Explorer } from "./base.js";
import { button, chip, create, table, textField } from "./parts.js";

const SENTENCE = "Anna Keller loves the red car that she bought in New York.", BEGUN = "Anna Keller loves the red car that she";
const LONGEST = 300;
const UNKNOWN = new Set(["<unk>", "[UNK]"]);

/** Each task: what goes in, what a person would accept, the pipeline that runs here (if any), a text of the model's own kind, what it gets of the page's sentence. */
const TASKS = {
  "Sentence classification": {
    in: "the sentence", person: "one label: positive", pipeline: "text classification", own: "a vehicle with four wheels",
    note: "It has learned to sort definitions of nouns into categories, such as animal, food or act. It doesn’t know positive and negative, and names a category for any text.",
  },
  "Word-level classification": {
    in: "the sentence, cut into 13 tokens", person: "13 labels: Anna Keller is a person, New York a location", pipeline: "fill-mask", own: "a [MASK] with four wheels", page: SENTENCE.replace("car", "[MASK]"),
    note: "No pocket model tags words. The nearest is pocket-bert: at the place of [MASK] it gives a probability to each of its tokens, so its label for this place is a token.",
  },
  "Text generation": {
    in: BEGUN, person: "bought in New York.", pipeline: "text generation", own: "red car:", page: BEGUN,
    note: "It has read lines of a dictionary, word: definition, and nothing else, so it continues everything in that style.",
  },
  "Question answering": {
    in: "the sentence, and: Where did Anna Keller buy the car?", person: "New York (characters 50 to 57)",
    note: "No pocket model does this. It takes a model that was trained on texts with questions and answers.",
  },
  "Translation": {
    in: "the sentence", person: "Anna Keller adore la voiture rouge qu’elle a achetée à New York.", lang: "fr", pipeline: "translation", own: "she loves the red car",
    note: "It knows the words of a small grammar. Each other word is <unk> to it, and it writes French all the same.",
  },
  "Summarization": {
    in: "the sentence (usually a long text)", person: "Anna Keller loves her red car.",
    note: "No pocket model does this. It takes long texts in training, with summaries that people wrote.",
  },
};

class TaskExplorer extends Explorer {
  static state = { task: "Translation", text: SENTENCE };

  build() {
    this.tasks = Object.keys(TASKS).map((task) => button(task, () => this.set({ task }, { step: true })));
    this.about = create("div");
    this.note = create("p");
    this.field = textField({ label: "Text for the model", most: LONGEST, onText: (text) => this.set({ text }) });
    this.own = button("", () => this.set({ text: TASKS[this.task].own }, { step: true }));
    this.start = button("", () => this.answer());
    this.live = create("div", {}, this.field, create("div", { class: "explorer__row" },
      button("The page’s sentence", () => this.set({ text: TASKS[this.task].page ?? SENTENCE }, { step: true })),
      this.own, this.start));
    this.result = create("div");
    return [create("div", { class: "explorer__row", role: "group", "aria-label": "Task" }, ...this.tasks), this.about, this.note, this.live, this.result];
  }

  get task() {
    return Object.hasOwn(TASKS, this.state.task) ? this.state.task : "Translation";
  }

  update() {
    const { task } = this, { in: given, person, note, pipeline, own, lang } = TASKS[task], model = ANSWERS[pipeline]?.model;
    this.tasks.forEach((choice) => choice.setAttribute("aria-pressed", choice.textContent === task));
    this.about.replaceChildren(table(task, ["What", "Answer"], [
      ["Goes in", given], ["A person would accept", create("span", { lang }, person)], ["Runs here", model ?? "nothing"]]));
    this.note.textContent = note;
    this.live.hidden = !pipeline;
    if (this.shown !== `${task}:${this.state.text}`) this.result.replaceChildren();
    if (!pipeline) return this.say(note);
    this.field.show(this.state.text);
    this.own.textContent = own;
    if (this.offered !== task) this.offer(task, model);
  }

  /** Names the model and its size on the button, before anything of it is fetched. */
  async offer(task, model) {
    this.offered = task;
    this.start.disabled = true;
    this.start.textContent = `Run ${model}`;
    try {
      const size = this.models.has(model) ? "" : `: loads ${await this.sizeOf(model)}`;
      if (this.offered !== task) return;
      this.start.textContent = `Run ${model}${size}`;
      this.start.disabled = false;
      this.say(`${task}: ${model} runs here.`);
    } catch (error) {
      if (this.offered !== task) return;
      this.offered = null;
      this.say(error.message);
    }
  }

  async answer() {
    const { task } = this, { text } = this.state, { pipeline, lang } = TASKS[task], { model: name, head, answer } = ANSWERS[pipeline];
    if (!text.trim()) return this.say("Write a text first.");
    this.start.disabled = true;
    try {
      const model = await this.load(name), { ids, tokens } = await model.encode(text), rows = await answer(model, text);
      if (this.task !== task || this.state.text !== text) return;
      const read = await model.tokens(ids), unknown = tokens.filter((token) => UNKNOWN.has(token)).length;
      const answers = table(`What ${name} answers`, head, rows);
      if (lang) answers.tBodies[0].lang = lang;
      this.shown = `${task}:${text}`;
      this.rows = { head, rows };
      this.result.replaceChildren(create("p", {}, `What ${name} reads${unknown ? `; ${unknown} of these tokens it doesn’t know` : ""}:`),
        create("div", { class: "explorer__tokens" }, ...read.map((token, at) => chip(token, UNKNOWN.has(tokens[at]) ? { role: "masked", kind: "unknown" } : {}))), answers);
      this.say(`${name} answers: ${rows[0].join(", ")}`);
    } catch (error) {
      this.result.replaceChildren();
      this.say(error.message);
    } finally {
      this.start.disabled = false;
      if (this.task === task) this.start.textContent = `Run ${name}`;
    }
  }

  csv = () => [["task", "goes in", "a person would accept", "runs here"],
    ...Object.entries(TASKS).map(([task, one]) => [task, one.in, one.person, ANSWERS[one.pipeline]?.model ?? "nothing"]),
    ...(this.result.firstChild ? [this.rows.head, ...this.rows.rows] : [])];
}

customElements.define("task-explorer", TaskExplorer);
