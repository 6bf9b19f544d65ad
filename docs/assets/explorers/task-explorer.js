/**
 * <task-explorer>: a sentence as words that the reader leaves out one by one, and from it a line to a lane for each of the tasks of the
 * page What is NLP? that a pocket model does, which immediately shows what it makes of the sentence, and how sure it is. The two tasks that
 * no model does here are named below the lanes.
 * First the reader answers the page's question, if it has one.
 */

import { ANSWERS, encodeFor } from "./answers.js";
import { Explorer, latest } from "./base.js";
import { PACE, still } from "./gliding.js";
import { tour } from "./guessing.js";
import { showScores } from "./score-bars.js";
import { button, chip, create, cut, megabytes, number, showChips, svg, table, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/task-explorer.js";

const TASKS = strings.tasks;
/** What answers a task here: { model, answer, head }; undefined where no model does. */
const answererOf = (task) => ANSWERS[TASKS[task].pipeline];
const ROLES = { "text classification": "encoder", "fill-mask": "encoder", "text generation": "decoder", translation: "cross" };
const LONGEST = 300, WORDS = 30; // characters of a text; words to press
const OPEN = 4; // scores in the lane that the reader has chosen
const FAN = 44, LINE = 7, TURN = 12, STATION = 4.5; // pixels: from the sentence's edge to its lanes, between two lines, around a corner, and the mark at a lane's beginning
const KEPT = 500; // answers
const NEAR = 3; // words on each side of a gap that are shown with it
const UNKNOWN = new Set(["<unk>", "[UNK]"]);
const LETTERS = /[\p{L}\p{N}\p{M}’'-]+/u;
const SKIPPED = "skipped"; // a guess

/** The part of a text near its gap. */
function nearGap(text) {
  const words = text.split(/\s+/), gap = words.findIndex((word) => word.includes("[MASK]")), from = Math.max(0, gap - NEAR), to = gap + NEAR + 1;
  return `${from ? "… " : ""}${words.slice(from, to).join(" ")}${to < words.length ? " …" : ""}`;
}

class TaskExplorer extends Explorer {
  // out: which words are left out; gap: which one is hidden; ask: the page's question, if it has one
  static state = { task: strings.firstTask, text: strings.sentence, out: "", gap: "", ask: "", guess: "" };

  ready = new Map(); // name -> model
  sizes = new Map(); // name -> bytes
  found = new Map(); // "task:text" -> answer
  known = new Map(); // "model:word" -> whether it is in the model's list

  build() {
    const first = this.asked?.task ?? strings.firstTask;
    const others = Object.keys(TASKS).filter((task) => task !== first);
    this.names = [first, ...others.filter(answererOf), ...others.filter((task) => !answererOf(task))]; // in the order of their lanes
    this.asking = create("div", { class: "explorer__row", role: "group", "aria-label": strings.yourGuess });
    this.words = create("div", { class: "explorer__words", role: "group", dir: "auto" });
    this.under = create("p", { class: "explorer__note" });
    const tray = create("div", { class: "explorer__tray" }, this.words, create("div", { class: "explorer__tray-foot" }, this.under));
    this.fan = svg("svg", { class: "explorer__fan", "aria-hidden": "true" });
    this.lanes = Object.fromEntries(this.names.map((task) => [task, this.lane(task)]));
    this.beside = create("div", { role: "group", "aria-label": strings.task }, ...this.able.map((task) => this.lanes[task].lane));
    const beyond = create("p", { class: "explorer__beyond" }, create("span", { class: "explorer__note" }, strings.nothingHere), ...this.names.filter((task) => !answererOf(task)).map((task) => this.lanes[task].name));
    this.awaited = create("div", { class: "explorer__fanned" }, this.fan, this.beside);
    watchWidth(this.awaited, () => this.showFan());
    this.everything = button("", () => this.run(this.able));
    const { steps } = this.asked ?? strings.asks[0];
    this.tour = tour(steps.map(({ name }) => name), (at) => this.set({ ...this.begins, guess: this.state.guess || SKIPPED, ...steps[at].set }, { step: true }));
    this.story = create("span");
    this.guessed = create("strong");
    this.verdict = create("p", { class: "explorer__result" }, this.guessed, " ", this.story);
    this.field = textField({ label: strings.field, most: LONGEST, onText: (text) => this.set({ text, out: "", gap: "", ...this.past }) });
    this.own = button("", () => this.set({ text: TASKS[this.task].own, out: "", gap: "" }, { step: true }));
    this.note = create("p");
    this.about = create("div");
    this.result = create("div");
    this.more = create("div", {}, this.field,
      create("div", { class: "explorer__row" }, button(strings.pageSentence, () => this.set({ text: strings.sentence, out: "", gap: "" }, { step: true })), this.own),
      this.note, create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.about, this.result));
    this.look = latest(() => this.showAnswers());
    this.weigh();
    return [this.asking, this.tour, this.verdict, tray, this.awaited, create("div", { class: "explorer__under-lanes" }, this.everything, beyond), this.more];
  }

  /** The place of a task: its name, and where a model does it, the lane: the model, and what the model makes of the sentence. */
  lane(task) {
    const { pipeline, lang } = TASKS[task], able = ANSWERS[pipeline], name = button(task, () => this.set({ task }, { step: true }));
    if (!able) return { name, lane: name };
    const who = create("span", { class: "explorer__note" }, able.model), start = button(strings.run(able.model), () => this.run([task])), told = create("p", { class: "explorer__note" }), out = create("div", { class: "explorer__told", dir: "auto", lang });
    const lane = create("div", { class: `explorer__lane ln-role-${ROLES[pipeline]}` },
      create("div", { class: "explorer__lane-head" }, name, who), create("div", { class: "explorer__lane-body" }, start, told, out));
    return { name, who, start, out, told, lane };
  }

  /** The tasks that a model does here. */
  get able() {
    return this.names.filter((task) => answererOf(task));
  }

  get task() {
    return Object.hasOwn(TASKS, this.state.task) ? this.state.task : strings.firstTask;
  }

  get asked() {
    return strings.asks.find(({ name }) => name === this.state.ask);
  }

  /** Whether the page's question is still open: not where an address already shows something else. */
  get open() {
    const { text, out, guess } = this.state;
    return Boolean(this.asked && !guess && text === this.begins.text && !out);
  }

  /** What to set when something other than the question is wanted. */
  get past() {
    return this.open ? { guess: SKIPPED } : {};
  }

  /* ---- The sentence ---- */

  /** The words of the text, and which of them are left out. */
  get parts() {
    const out = new Set(this.state.out.split(",").filter(Boolean).map(Number));
    return this.field.text.split(/\s+/).filter(Boolean).map((word, at) => ({ word, at, out: out.has(at) }));
  }

  /** The hidden word: the one that was pressed, or else the page's, or the last. */
  get gap() {
    const { parts, state: { gap, text } } = this, last = parts.length - 1;
    return /^\d+$/.test(gap) && parts[gap] ? Number(gap) : text === strings.sentence ? strings.gap : last;
  }

  /** What a task's model gets, here with one more word left out if given. */
  given(task, without) {
    const { pipeline } = TASKS[task], { parts, gap, field: { text }, state } = this, hides = pipeline === "fill-mask" && !text.includes("[MASK]");
    const begun = pipeline === "text generation" && state.text === strings.sentence ? strings.begun : Infinity; // the rest is what it writes
    const kept = parts.filter(({ at, out }) => at < begun && ((!out && at !== without) || (hides && at === gap)));
    if (!hides && kept.length === parts.length) return text;
    return kept.map(({ word, at }) => (hides && at === gap ? word.replace(LETTERS, "[MASK]") : word)).join(" ");
  }

  /** Leaves a word out or restores it; where a word has to be guessed, hides it. */
  press(at) {
    if (TASKS[this.task].pipeline === "fill-mask") return this.set({ gap: at }, { step: true });
    const out = this.parts.filter((part) => part.out !== (part.at === at)).map((part) => part.at);
    this.set({ out: out.join(","), ...this.past }, { step: true });
  }

  showWords() {
    const { parts, open, task, gap } = this, hides = TASKS[task].pipeline === "fill-mask" && !this.field.text.includes("[MASK]");
    const there = JSON.stringify([open, parts.map(({ word }) => word)]);
    if (this.shownWords !== there) {
      this.shownWords = there;
      this.words.replaceChildren(...parts.map(({ word, at }) => create("span", { class: "explorer__one" },
        open || at >= WORDS ? create("span", { class: "explorer__word" }, word) : button(word, () => this.press(at), { class: "explorer__word" }), create("small"))));
    }
    this.words.setAttribute("aria-label", hides ? strings.hideOne : strings.leaveOut);
    for (const { at, out } of parts) {
      const one = this.words.children[at].firstChild, hidden = hides && at === gap;
      if (one.matches("button")) one.setAttribute("aria-pressed", String(hides ? hidden : out));
      one.classList.toggle("explorer__word--gap", hidden);
      one.classList.toggle("explorer__word--out", out && !hidden);
    }
    this.showUnder();
  }

  /** Under each word what is known about it: how likely the answer is without it, or that the model doesn't know it. */
  showUnder() {
    const { task, parts, open } = this, { pipeline } = TASKS[task], model = ANSWERS[pipeline]?.model, whole = this.found.get(`${task}:${this.whole}`)?.scores?.[0];
    let said = "";
    for (const { word, at } of parts) {
      const one = this.words.children[at], small = one.lastChild, unknown = this.known.get(`${model}:${word}`) === false && !open;
      one.firstChild.classList.toggle("explorer__word--unknown", unknown);
      const scores = pipeline === "text classification" && whole && this.found.get(`${task}:${this.only(at)}`)?.scores;
      if (scores) {
        const share = scores.find(([label]) => label === whole[0])[1], tick = create("span", { class: "explorer__before" }), bar = create("span", { class: "explorer__meter" }, tick);
        bar.style.setProperty("--share", share);
        tick.style.left = `${100 * whole[1]}%`;
        const told = scores[0][0] === whole[0] ? number(share, 2) : scores[0][0], shown = `${told} ${share} ${whole[1]}`;
        if (small.dataset.shown !== shown) small.replaceChildren(bar, scores[0][0] === whole[0] ? told : create("strong", {}, told));
        small.dataset.shown = shown;
        said = strings.under(whole[0], number(whole[1], 2));
      } else {
        small.textContent = unknown ? strings.notListed : "";
        delete small.dataset.shown;
        if (unknown) said = strings.unlisted(model);
      }
    }
    this.under.classList.toggle("explorer__hint", !open && !said);
    this.under.textContent = open ? strings.allItGets : said || (pipeline === "fill-mask" ? strings.hideOne : strings.leaveOut);
  }

  /** The text with all its words. */
  get whole() {
    return this.field.text;
  }

  /** The text without one word. */
  only(at) {
    return this.parts.filter((part) => part.at !== at).map(({ word }) => word).join(" ");
  }

  /* ---- Showing the state ---- */

  update() {
    const { task, open, asked, state } = this, { in: given, person, note, pipeline, own, lang } = TASKS[task], model = ANSWERS[pipeline]?.model;
    this.field.keepsEnd = pipeline === "text generation";
    this.field.show(state.text);
    this.showAsking(open && asked);
    this.showWords();
    for (const name of this.names) {
      const { lane, name: choice } = this.lanes[name];
      choice.setAttribute("aria-pressed", String(name === task));
      lane.toggleAttribute("data-open", name === task);
    }
    this.more.hidden = this.tour.hidden = this.verdict.hidden = open;
    const step = (asked ?? strings.asks[0]).steps.findIndex(({ set }) => set.text === state.text && set.task === task);
    this.tour.show(step);
    this.story.textContent = (asked ?? strings.asks[0]).steps[step]?.story ?? "";
    this.own.textContent = own ?? "";
    this.own.hidden = !own;
    this.note.textContent = note;
    this.about.replaceChildren(table(task, strings.aboutHead, [
      [strings.goesIn, given], [strings.person, create("span", { lang }, person)], [strings.runsHere, model ?? strings.nothing]]));
    if (!pipeline) this.say(note);
    else if (!this.ready.has(model)) this.say(open ? strings.guessFirst : strings.modelRuns(task, model, this.field.told).trim());
    this.showLanes();
    this.look();
  }

  /** The page's question, until the reader has guessed: buttons, each of which has the model answer. */
  showAsking(asked) {
    this.asking.hidden = !asked;
    if (asked && !this.asking.firstChild) {
      const { model } = answererOf(asked.task);
      const end = (guess, words) => button(words, () => {
        this.set({ task: asked.task, guess }, { step: true });
        this.run([asked.task]);
        this.lanes[asked.task].name.focus({ preventScroll: true }); // the button that had the focus is gone
      });
      this.asking.append(create("span", {}, `${strings.yourGuess}:`), ...asked.guesses.map((words, at) => end(at, words)), end(SKIPPED, strings.skip), this.loads = create("span", { class: "explorer__note" }));
      this.sizeOf(model).then((size) => (this.loads.textContent = strings.guessLoads(model, size)), () => {});
    }
  }

  /** How many bytes each model is, on the button that loads it. */
  async weigh() {
    for (const task of this.able) {
      const { model } = answererOf(task);
      try {
        this.sizes.set(model, await this.bytesOf(model));
      } catch {
        return; // without a network: pressing the button says so
      }
      this.lanes[task].start.textContent = `${strings.run(model)}${strings.loads(megabytes(this.sizes.get(model)))}`;
    }
    this.showEverything();
  }

  /** The button that runs what isn't running yet, with its bytes. */
  showEverything() {
    const left = this.able.map((task) => answererOf(task).model).filter((model) => !this.ready.has(model));
    this.everything.hidden = this.open || left.length < 2; // the last one has its own button
    const bytes = left.reduce((sum, model) => sum + this.sizes.get(model), 0);
    this.everything.textContent = `${strings.runAll(left.length, this.able.length)}${bytes ? strings.loads(megabytes(bytes)) : ""}`;
  }

  /** Loads the models of these tasks, one after the other; from then on they answer every change of the sentence. */
  async run(tasks) {
    if (this.open) this.set({ guess: SKIPPED }, { step: true });
    for (const task of tasks) {
      const { model: name } = answererOf(task), { start } = this.lanes[task];
      if (this.ready.has(name)) continue;
      start.disabled = true;
      try {
        if (!this.dataset.models?.includes(`${name}=`)) await this.sizeOf(name);
        const model = await this.load(name);
        if (!this.isConnected) return;
        this.ready.set(name, model);
        this.update();
      } catch (error) {
        this.say(error.message);
        return;
      } finally {
        start.disabled = false;
      }
    }
  }

  /* ---- The answers ---- */

  async showAnswers() {
    const tasks = [this.task, ...this.able.filter((task) => task !== this.task)].filter((task) => this.ready.has(answererOf(task)?.model));
    if (!tasks.length) return;
    this.beside.setAttribute("aria-busy", "true");
    for (const task of tasks) {
      const text = this.given(task);
      if (!this.found.has(`${task}:${text}`)) await this.find(task, text);
      if (!this.isConnected) return;
      this.showLanes(task);
    }
    if (tasks[0] === this.task) await this.ask(this.task);
    this.beside.removeAttribute("aria-busy");
  }

  /** What a task's model makes of a text: { rows, scores or written, read, unknown, truncated }, or { error }. */
  async find(task, text) {
    const { pipeline } = TASKS[task], { model: name, answer } = ANSWERS[pipeline], model = this.ready.get(name);
    let found;
    try {
      if (!text.trim()) throw new Error(strings.writeFirst);
      const { ids, tokens, truncated } = await encodeFor(pipeline, model, text), [read] = await model.pieces([ids]);
      found = { ...await answer(model, text), truncated, read: read.map((piece, at) => ({ ...piece, unknown: UNKNOWN.has(tokens[at]) })) };
    } catch (error) {
      found = { error: error.message };
    }
    if (this.found.size > KEPT) this.found.clear();
    this.found.set(`${task}:${text}`, found);
    return found;
  }

  /** What is said under the words: which ones the model doesn't know, and how sure the classification is without each. */
  async ask(task) {
    const { pipeline } = TASKS[task], { model: name } = ANSWERS[pipeline], model = this.ready.get(name), { parts } = this;
    for (const { word } of parts.slice(0, WORDS)) {
      if (!this.known.has(`${name}:${word}`)) this.known.set(`${name}:${word}`, !(await model.encode(word)).tokens.some((token) => UNKNOWN.has(token)));
    }
    if (pipeline === "text classification") {
      const { whole } = this;
      for (const text of [whole, ...(parts.length > 1 ? parts.slice(0, WORDS).map(({ at }) => this.only(at)) : [])]) {
        if (!this.found.has(`${task}:${text}`)) await this.find(task, text);
        if (!this.isConnected || this.task !== task || this.whole !== whole) return;
        this.showUnder();
      }
    }
    this.showUnder();
  }

  showLanes(only) {
    for (const task of only ? [only] : this.able) this.showLane(task);
    if (!only || only === this.task) this.showChosen();
    this.showEverything();
    this.showFan();
  }

  showLane(task) {
    const { lane, out, start, told, who } = this.lanes[task], { pipeline } = TASKS[task], text = this.given(task), found = this.found.get(`${task}:${text}`), ready = this.ready.has(ANSWERS[pipeline].model);
    start.hidden = ready || this.open;
    const compared = found?.scores && pipeline === "text classification" && text !== this.whole;
    who.hidden = this.open || !ready; // until then, the button or the line beside the task names the model
    told.textContent = this.open ? who.textContent : !ready ? "" : pipeline === "fill-mask" ? strings.hidden(nearGap(text)) : compared ? strings.compared : "";
    told.hidden = !told.textContent;
    out.hidden = !ready || this.open;
    lane.toggleAttribute("data-live", ready && !this.open);
    if (!ready || !found) return;
    const shown = JSON.stringify([text, task === this.task, this.state.guess, this.whole]);
    if (lane.dataset.shown === shown) return;
    lane.dataset.shown = shown;
    if (found.error) out.replaceChildren(create("p", { class: "explorer__note", lang: "en" }, found.error));
    else if (found.written) this.showWritten(out, text, found, pipeline);
    else this.showScores(out, task, found);
    const way = this.fan.children[this.able.indexOf(task)]?.firstChild, long = way?.getTotalLength();
    if (way && !still()) way.animate({ strokeDasharray: [long, long], strokeDashoffset: [long, 0] }, PACE);
  }

  /** A text as the model wrote it: under each token its probability. */
  showWritten(out, text, { written, goesOn }, pipeline) {
    const begun = pipeline === "text generation" ? [create("span", { class: "explorer__note" }, `… ${text.split(/\s+/).at(-1)}`)] : [];
    out.replaceChildren(create("p", { class: "explorer__wrote" }, ...begun, ...written.flatMap(([part, share]) => {
      const [, space, rest] = part.match(/^(\s*)(.*)$/su); // a space has no bar: at the end of a line it would be a stub
      if (!rest) return [space];
      const one = create("span", { class: "explorer__sure" }, rest);
      one.style.setProperty("--share", share);
      return [space, one];
    }), ...(goesOn ? [" …"] : [])), ...this.glossOf(pipeline, written));
    if (!still()) out.firstChild.animate({ opacity: [0.2, 1] }, PACE);
  }

  /** What a French sentence means, where it is known, and how sure the model was of its least sure part. */
  glossOf(pipeline, written) {
    if (pipeline !== "translation" || !written.length) return [];
    const meaning = strings.meanings[written.map(([part]) => part).join("").trim()], least = Math.min(...written.map(([, share]) => share));
    return [create("p", { class: "explorer__note", lang: "en" }, strings.gloss(meaning, number(least, 2)))];
  }

  /** The best answers as bars: more of them in the lane that was chosen, with the reader's guess among them. */
  showScores(out, task, { scores }) {
    if (!out.querySelector("ul")) out.replaceChildren(create("ul", { class: "explorer__scores" }));
    const { asked, state } = this, whole = this.given(task) === this.whole ? undefined : this.found.get(`${task}:${this.whole}`)?.scores;
    const guess = asked?.task === task && state.text === this.begins.text ? asked.guesses[state.guess] : undefined, first = scores.slice(0, task === this.task ? OPEN : 1);
    const rows = guess && task === this.task && !first.some(([label]) => label === guess) ? [...first, scores.find(([label]) => label === guess)] : first;
    showScores(out.firstChild, rows.map(([label, share]) => ({ label, share,
      before: whole?.find(([other]) => other === label)?.[1], mark: label === guess ? strings.guessed : "" })));
  }

  /** What the chosen task's model read and answered, in numbers and words. */
  showChosen() {
    const { task } = this, { pipeline, lang } = TASKS[task], able = ANSWERS[pipeline], text = pipeline && this.given(task);
    const found = able && this.ready.has(able.model) ? this.found.get(`${task}:${text}`) : undefined, { asked, state } = this;
    const answer = asked && !this.open && asked.guesses[state.guess] && task === asked.task && state.text === this.begins.text && !state.out && found?.rows;
    const guess = answer && asked.guesses[state.guess], right = answer && asked.judge(answer[0][0]) === Number(state.guess);
    this.guessed.replaceChildren(...(answer ? [create("span", { class: right ? "explorer__hit" : "explorer__miss" }, strings.judged(guess, right)), " ", strings.theModel(answer[0].join(", "))] : []));
    this.result.hidden = !found;
    if (!found) return;
    if (found.error) {
      this.result.replaceChildren();
      return this.say(found.error, { soon: true });
    }
    const { rows, read, written, truncated } = found, { model: name, head } = able, answers = table(strings.whatItAnswers(name), head, rows);
    const chips = create("div", { class: "explorer__tokens", role: "group", "aria-label": strings.tokens });
    if (lang) answers.tBodies[0].lang = lang;
    showChips(chips, ...read.map(({ unknown, ...piece }) => chip(piece.text, { ...piece, ...(unknown ? { role: "masked", kind: strings.unknown } : {}) })));
    const more = truncated ? strings.cutOff(this.ready.get(name).model_max_length, truncated, pipeline === "text generation") : "";
    this.result.replaceChildren(create("p", {}, strings.whatItReads(name, read.filter(({ unknown }) => unknown).length)), chips, ...(more ? [create("p", {}, more)] : []), answers,
      ...(written ? [table(strings.tokenByToken, strings.tokenHead, written.map(([part, share]) => [create("span", { lang }, part), number(share, 2)]))] : []));
    this.say(strings.answers(name, rows[0], this.field.told), { soon: true });
  }

  /** The lines from the sentence to the lanes, side by side, each to the mark at its lane's beginning: thick and filled where a model answers. */
  showFan() {
    const { able } = this, { offsetHeight: tall } = this.beside, { top } = this.fan.getBoundingClientRect(), end = FAN - 2 * STATION - 2;
    this.fan.setAttribute("viewBox", `0 0 ${FAN} ${tall}`);
    this.fan.style.height = `${tall}px`;
    if (!this.fan.firstChild) this.fan.append(...able.map((task) => svg("g", { class: `ln-line-${ROLES[TASKS[task].pipeline]}` }, svg("path"), svg("circle", { r: STATION, cx: FAN - STATION - 2 }))));
    able.forEach((task, at) => {
      const { name, lane } = this.lanes[task], box = name.getBoundingClientRect(), y = Number((box.top + box.height / 2 - top).toFixed(1)), x = LINE * (able.length - at) - 2, way = this.fan.children[at];
      const [line, mark] = way.children, turn = Math.min(TURN, y);
      way.classList.toggle("explorer__line--live", lane.hasAttribute("data-live"));
      line.setAttribute("d", `M${x} 0V${y - turn}Q${x} ${y} ${x + turn} ${y}H${end}`);
      mark.setAttribute("cy", y);
    });
  }

  csv = () => [strings.csvHead, ...this.names.map((task) => {
    const { pipeline } = TASKS[task], able = ANSWERS[pipeline], text = able ? this.given(task) : this.field.text, { rows } = this.found.get(`${task}:${text}`) ?? {};
    return [task, text, able?.model ?? strings.nothing, rows ? cut(rows.map((row) => row.join(" ")).join("; "), LONGEST)[0] : ""];
  })];
}

customElements.define("task-explorer", TaskExplorer);
