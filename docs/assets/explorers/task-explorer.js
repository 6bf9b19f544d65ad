/**
 * <task-explorer>: one sentence and the six tasks of the page What is NLP?, a lane for each: what goes in, what a person would answer,
 * which pocket model does the task or comes closest, and what it answers; it says so when none of them can.
 */

import { ANSWERS, encodeFor } from "./answers.js";
import { Explorer } from "./base.js";
import { still } from "./gliding.js";
import { roomFor } from "./guessing.js";
import { button, chip, create, cut, megabytes, showChips, svg, table, textField } from "../shared/parts.js";
import { strings } from "../strings/task-explorer.js";

const LONGEST = 300;
const WORDS = 30; // to choose a gap from
const FAN = 44, MOVE = 300; // pixels of the way from the sentence to its lanes; milliseconds of a lane that lights up
const IN_LANE = 70; // characters of an answer
const UNKNOWN = new Set(["<unk>", "[UNK]"]);

const TASKS = strings.tasks;

const pageText = (task) => TASKS[task].page ?? strings.sentence;

class TaskExplorer extends Explorer {
  static state = { task: strings.firstTask, text: strings.sentence, ask: "", guess: "" }; // ask: the page's question, if it has one

  answers = new Map(); // task -> { text, told } of the last answer in its lane

  build() {
    this.tasks = Object.keys(TASKS).map((task) => button(task, () => this.set({ task, text: this.togetherAs(task)?.text ?? this.textFor(task) }, { step: true })));
    this.told = this.tasks.map(() => create("span", { class: "explorer__told", dir: "auto" }));
    this.fan = svg("svg", { class: "explorer__fan", "aria-hidden": "true" });
    this.beside = create("div", { role: "group", "aria-label": strings.task }, ...this.tasks.map((task, at) => create("div", { class: "explorer__lane" }, task, this.told[at])));
    this.lanes = create("div", { class: "explorer__fanned" }, this.fan, this.beside);
    this.everything = button(strings.runAll, () => this.answerAll());
    this.watch = roomFor(() => this.showFan());
    this.about = create("div");
    this.note = create("p");
    this.field = textField({ label: strings.field, most: LONGEST, onText: (text) => this.set({ text }) });
    this.own = button("", () => this.set({ text: TASKS[this.task].own }, { step: true }));
    this.start = button("", () => this.answer());
    this.live = create("div", { class: "explorer__row" }, this.start, button(strings.pageSentence, () => this.set({ text: pageText(this.task) }, { step: true })), this.own);
    this.asking = create("div");
    this.found = create("p", { class: "explorer__result" });
    this.result = create("div", { class: "explorer__result" });
    return [this.asking, this.field, this.watch, this.lanes, this.found, create("div", { class: "explorer__row" }, this.everything), this.live, this.result, this.note, this.about];
  }

  /** The page's question, as long as the reader hasn't guessed: buttons, each of which lets the model answer. */
  showAsking() {
    const asked = strings.asks.find(({ name }) => name === this.state.ask), open = asked && !asked.guesses[this.state.guess];
    this.asking.hidden = !open;
    if (open && this.shownAsk !== this.state.ask) {
      this.shownAsk = this.state.ask;
      this.asking.replaceChildren(create("p", {}, asked.question), create("div", { class: "explorer__row", role: "group", "aria-label": strings.yourGuess },
        ...asked.guesses.map((words, guess) => button(words, () => {
          this.set({ task: asked.task, text: asked.text, guess }, { step: true });
          this.start.focus({ preventScroll: true }); // the button that had the focus is gone
          this.answer();
        }))));
    }
    const answer = asked && !open && this.state.text === asked.text && this.answers.get(asked.task);
    this.found.textContent = answer?.text === asked?.text && answer ? strings.verdict(asked.guesses[this.state.guess], asked.text, answer.told) : "";
    this.found.hidden = !this.found.textContent;
  }

  /** The text to continue with in another task: an example becomes that task's own, the reader's text stays. */
  textFor(task) {
    const { text } = this.state;
    if (text === pageText(this.task)) return pageText(task);
    return text === TASKS[this.task].own ? TASKS[task].own ?? pageText(task) : text;
  }

  get task() {
    return Object.hasOwn(TASKS, this.state.task) ? this.state.task : strings.firstTask;
  }

  update() {
    const { task } = this, { in: given, person, note, pipeline, own, lang } = TASKS[task], model = ANSWERS[pipeline]?.model;
    this.tasks.forEach((choice) => choice.setAttribute("aria-pressed", choice.textContent === task));
    this.about.replaceChildren(table(task, strings.aboutHead, [
      [strings.goesIn, given], [strings.person, create("span", { lang }, person)], [strings.runsHere, model ?? strings.nothing]]));
    this.note.textContent = note;
    this.live.hidden = !pipeline;
    this.showLanes();
    if (!this.offeredAll) this.offerAll();
    this.field.keepsEnd = pipeline === "text generation";
    this.field.show(this.state.text);
    if (this.answered !== this.question) {
      this.result.replaceChildren();
      this.say(this.field.told);
    }
    if (!pipeline) return this.say(note);
    this.own.textContent = own;
    if (this.offered !== task) this.offer(task, model);
  }

  /** Names the model and its size on the button before any of it is fetched. */
  async offer(task, model) {
    this.offered = task;
    this.start.disabled = true;
    this.start.textContent = strings.run(model);
    try {
      const size = this.models.has(model) ? "" : strings.loads(await this.sizeOf(model));
      if (this.offered !== task) return;
      this.start.textContent = `${strings.run(model)}${size}`;
      this.start.disabled = false;
      this.say(strings.modelRuns(task, model, this.field.told).trim());
    } catch (error) {
      if (this.offered !== task) return;
      this.start.textContent = strings.run(model);
      this.start.disabled = false; // it says what is wrong again, or loads
      this.offered = null;
      this.say(error.message);
    }
  }

  /** What an answer belongs to. */
  get question() {
    return `${this.task}:${this.field.text}`;
  }

  async answer() {
    const { task, question, field: { text } } = this, { pipeline, lang } = TASKS[task], { model: name, head, answer } = ANSWERS[pipeline];
    if (!text.trim()) {
      this.answered = question;
      return this.say(strings.writeFirst);
    }
    this.start.disabled = true;
    try {
      if (!this.dataset.models?.includes(`${name}=`)) await this.sizeOf(name);
      const model = await this.load(name);
      if (this.question !== question) return;
      this.answered = question;
      const { ids, tokens, truncated } = await encodeFor(pipeline, model, text), rows = await answer(model, text);
      const [read] = await model.pieces([ids]), unknown = tokens.filter((token) => UNKNOWN.has(token)).length;
      if (this.question !== question) return;
      const answers = table(strings.whatItAnswers(name), head, rows);
      if (lang) answers.tBodies[0].lang = lang;
      this.rows = { head, rows };
      const chips = create("div", { class: "explorer__tokens", role: "group", "aria-label": strings.tokens });
      showChips(chips, ...read.map((piece, at) => chip(piece.text, { ...piece, ...(UNKNOWN.has(tokens[at]) ? { role: "masked", kind: strings.unknown } : {}) })));
      const more = truncated ? strings.cutOff(model.model_max_length, truncated, pipeline === "text generation") : "";
      this.result.replaceChildren(create("p", {}, strings.whatItReads(name, unknown)), chips,
        ...(more ? [create("p", {}, more)] : []), answers);
      this.lights(task, text, rows[0]);
      this.say(strings.answers(name, rows[0], this.field.told));
    } catch (error) {
      if (this.question !== question || !this.isConnected) return;
      this.answered = question;
      this.result.replaceChildren(...(error.gap ? this.gaps(text) : []));
      this.say(error.message);
    } finally {
      if (this.task === task) {
        this.start.disabled = false;
        this.start.textContent = strings.run(name);
      }
    }
  }

  /* ---- The lanes ---- */

  /** The text that a lane's task gets: one that fills a gap needs one, here in place of the last word. */
  textIn(task) {
    const { text: now } = this.field, text = now === pageText(this.task) ? pageText(task) : now;
    return TASKS[task].pipeline === "fill-mask" && !text.includes("[MASK]") ? text.replace(/[\p{L}\p{N}’'-]+(?=[^\p{L}\p{N}]*$)/u, "[MASK]") : text;
  }

  /** A task's answer, if it was given together with that to the text on display, to the same sentence. */
  togetherAs(task) {
    const now = this.answers.get(this.task), found = this.answers.get(task);
    return now?.all && now.text === this.field.text && found?.all === now.all ? found : undefined;
  }

  /** Puts an answer into its lane, which lights up. all: the sentence, if all lanes are to answer it. */
  lights(task, text, cells, all) {
    this.answers.set(task, { text, told: cut(cells.join(", "), IN_LANE)[0], all });
    this.showLanes();
    const way = this.fan.children[Object.keys(TASKS).indexOf(task)], long = way?.getTotalLength();
    if (way && !still()) way.animate([{ strokeDasharray: long, strokeDashoffset: long }, { strokeDasharray: long, strokeDashoffset: 0 }], { duration: MOVE, easing: "ease-out" });
  }

  showLanes() {
    Object.entries(TASKS).forEach(([task, { pipeline, lang }], at) => {
      const found = this.answers.get(task), shown = found && (found.text === this.textIn(task) || this.togetherAs(task)), told = this.told[at];
      told.textContent = shown ? found.told : pipeline ? ANSWERS[pipeline].model : strings.nothingHere;
      told.toggleAttribute("data-answer", Boolean(shown));
      told.lang = shown && lang ? lang : "en";
    });
    this.showFan();
    this.showAsking();
  }

  /** The ways from the sentence to the lanes: dashed where no model is, thick where one has answered. */
  showFan() {
    const { offsetHeight: tall } = this.lanes, top = this.fan.getBoundingClientRect().top;
    this.fan.setAttribute("viewBox", `0 0 ${FAN} ${tall}`);
    this.fan.style.height = `${tall}px`;
    this.fan.replaceChildren(...this.tasks.map((task, at) => {
      const box = task.getBoundingClientRect(), y = box.top + box.height / 2 - top, answered = this.told[at].hasAttribute("data-answer"), { pipeline } = TASKS[task.textContent];
      return svg("path", { d: `M8 0C8 ${y} 8 ${y} ${FAN} ${y}`, class: `ln-line-${pipeline ? "encoder" : "masked"}`, "stroke-width": answered ? 4 : 1.5 });
    }));
  }

  /** Says on the button how much all models are, before any of it is fetched. */
  async offerAll() {
    this.offeredAll = true;
    try {
      for (const { model } of this.able) await this.sizeOf(model);
      const sizes = this.able.map(({ model }) => Number(new RegExp(`\\b${model}=(\\d+)`).exec(this.dataset.models)[1]));
      this.everything.textContent = `${strings.runAll}${strings.loads(megabytes(sizes.reduce((sum, one) => sum + one, 0)))}`;
    } catch {
      // Without a network: the lane that is chosen says so.
    }
  }

  /** The tasks that a model does here: { task, model, answer }. */
  get able() {
    return Object.entries(TASKS).flatMap(([task, { pipeline }]) => (pipeline ? [{ task, ...ANSWERS[pipeline] }] : []));
  }

  /** Lets all models answer, one after the other. */
  async answerAll() {
    if (!this.field.text.trim()) return this.say(strings.writeFirst);
    const all = this.field.text, texts = new Map(this.able.map(({ task }) => [task, this.textIn(task)]));
    this.everything.disabled = true;
    this.everything.textContent = strings.runAll;
    for (const { task, model: name, answer } of this.able) {
      const text = texts.get(task);
      try {
        if (!this.dataset.models?.includes(`${name}=`)) await this.sizeOf(name);
        const [first] = await answer(await this.load(name), text);
        if (this.isConnected) this.lights(task, text, first, all);
      } catch (error) {
        if (this.isConnected && error.kind !== "aborted") this.lights(task, text, [error.message], all);
      }
    }
    this.everything.disabled = false;
    if (this.isConnected) this.say(strings.allAnswered([...this.answers].map(([task, { told }]) => `${task}: ${told}`)));
  }

  /** The words of a text without a gap, to turn one of them into the gap. */
  gaps(text) {
    const words = [...text.matchAll(/[\p{L}\p{N}\p{M}’'-]+/gu)].slice(0, WORDS);
    const put = ({ 0: word, index }) => {
      this.set({ text: `${text.slice(0, index)}[MASK]${text.slice(index + word.length)}` }, { step: true });
      this.start.focus();
      this.answer();
    };
    return words.length ? [create("p", {}, strings.chooseGap),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.words }, ...words.map((word) => button(word[0], () => put(word))))] : [];
  }

  csv = () => [strings.csvHead,
    ...Object.entries(TASKS).map(([task, one]) => [task, one.in, one.person, ANSWERS[one.pipeline]?.model ?? strings.nothing]),
    ...(this.result.firstChild ? [this.rows.head, ...this.rows.rows] : [])];
}

customElements.define("task-explorer", TaskExplorer);
