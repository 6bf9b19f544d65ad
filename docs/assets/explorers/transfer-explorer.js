/**
 * <transfer-explorer>: linear heads trained in the page on features of pocket-bert and on those of the same network with random
 * weights: on two maps, where each step of the training moves the border, and on the whole task. Beside it the measured curves.
 * Definitions and curves: data/transfer.json, which lab/transfer_live.py makes.
 */

import { Explorer, latest } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { columnAt, columnPlace, columnsDrawing, fitting, MAP, mapDrawing, mark } from "./feature-map.js";
import { curvesDrawing } from "./learning-curves.js";
import { standardizer, train } from "./linear-head.js";
import { areasOf, planeOf } from "./projection.js";
import { bars, button, choice, create, number, numberField, scroller, slider, svg, table, toggle } from "../shared/parts.js";
import { argmax } from "./runtime/sampling.js";
import { linear } from "./runtime/tensor.js";
import { strings } from "../strings/transfer-explorer.js";

const TYPICAL = 9; // of the draws of 32 labels with two of each kind on the first maps, the one closest to the means of all sixteen
const MODEL = "pocket-bert", SIZES = [32, 64, 128, 256, 512];
const ENCODERS = { pretrained: "focus", untrained: "key" }; // their colors
const BOTH = Object.keys(ENCODERS);
const GROUPS = strings.groups;
const SETS = ["animal,person,act", "animal,person,act,plant", "animal,person,plant", "person,act,communication,artifact"]; // kinds on the maps
const STEPS = [ // the guided steps: what each sets; strings.guide has their text
  { kinds: SETS[0], labels: 32, draw: TYPICAL },
  { kinds: SETS[0], labels: 32, draw: 1 },
  { kinds: SETS[1], labels: 32, draw: TYPICAL },
  { kinds: SETS[3], labels: 512, draw: 1 },
  { kinds: SETS[0], labels: 256, draw: 2 },
];
const AT_ONCE = 16; // definitions per request to the model: few, so a change gets through quickly
const FEW = 8; // definitions listed at first
const TICK = 50, PATIENCE = 25, RISE = 300; // milliseconds: between two steps shown, of computing before the page may respond, of the columns' rise
const frame = () => new Promise((done) => setTimeout(done));
const pause = () => new Promise((done) => setTimeout(done, TICK));
const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const whole = (text, most) => (/^\d{1,4}$/.test(text) ? Math.min(most, Number(text)) : 0);
/** The most likely label of each row of features (n, d). */
const answersOf = ({ W, b }, x) => {
  const [count] = W.shape, logits = linear(x, W, b).data;
  return Array.from({ length: x.shape[0] }, (_, i) => argmax(logits.subarray(i * count, (i + 1) * count)));
};
/** The index of the nearest place in a direction; the same one if there is none. */
const nearest = (places, here, way) => {
  const far = places.map(([x, y], i) => {
    const [right, down] = [x - places[here][0], y - places[here][1]], along = right * Math.sign(way[0]) + down * Math.sign(way[1]);
    return i === here || along <= 0 ? Infinity : along + 2 * Math.abs(way[0] ? down : right);
  });
  return far.every((value) => value === Infinity) ? here : argmax(far.map((value) => -value));
};
const rightOf = (answers, labels) => answers.filter((answer, i) => answer === labels[i]).length;

class TransferExplorer extends Explorer {
  static state = { labels: "32", draw: String(TYPICAL), seed: "0", group: "pretrained", kinds: SETS[0], step: "0", point: "", mine: "", guess: "32", asked: "1" };
  version = 0; // counts the changes of what is trained
  comparing = 0; // the version whose draws are compared, or have been
  features = { pretrained: new Map(), untrained: new Map() }; // definition -> (d)
  start = 0; // a training definition that is in the draw, whatever the draw's size
  found = new Map(); // number of labels and draw -> { size, draw, pretrained, untrained }, these in percent, of this seed
  spreads = new Map(); // number of labels -> encoder -> right answers of each draw, of this seed

  build() {
    this.look = latest(() => this.show());
    const refused = (sentence) => this.say(sentence);
    const group = (label, ...nodes) => create("div", { class: "explorer__row", role: "group", "aria-label": label }, ...nodes);
    this.recorded = this.querySelector("table"); // the page's own: means of all draws and of several untrained encoders
    this.means = [...(this.recorded?.tBodies[0].rows ?? [])].map(({ cells }) => [...cells].slice(2, 4).map((cell) => Number.parseFloat(cell.textContent)));
    this.question = create("p", { class: "explorer__task" });
    this.columns = create("div");
    this.check = button("", () => this.reveal({ asked: 0 }));
    this.skip = button(strings.skip, () => this.reveal({ asked: 0, guess: "" }));
    this.answer = create("p", { class: "explorer__result" });
    this.kinds = choice(strings.kindsShown, Object.fromEntries(SETS.map((set) => [set, set.split(",").map((kind) => strings.kinds[kind]).join(", ")])),
      (kinds) => this.set({ kinds, mine: "" }, { step: true }));
    this.size = choice(strings.labeled, Object.fromEntries(SIZES.map((size) => [size, String(size)])), (labels) => this.set({ labels, draw: this.drawOf(labels) }, { step: true }));
    this.draw = button("", () => this.set({ draw: (this.drawNumber % this.draws) + 1 }, { step: true }));
    this.seed = numberField({ label: strings.seed, min: 0, max: 9999, whole: true, onNumber: (seed) => this.set({ seed }), onRefused: refused });
    this.bar = create("progress", { "aria-label": strings.read });
    this.reading = create("p", { class: "explorer__reading", hidden: true }, this.bar, " ", create("span"));
    this.play = button(strings.play, () => this.go());
    this.once = button(strings.once, () => this.stepTo(this.stepNumber + 1));
    this.slide = slider({ label: strings.steps, min: 0, max: 60, step: 1, says: (step) => strings.stepOf(step), onNumber: (step) => this.stepTo(step) });
    this.maps = Object.fromEntries(BOTH.map((encoder) => [encoder, { holder: create("div"), title: create("p"), more: create("p") }]));
    this.legend = create("p", { class: "explorer__plane" });
    this.chosen = create("p", { class: "explorer__result" });
    this.mine = create("div", { class: "explorer__row" });
    this.kept = create("p", { class: "explorer__plane" });
    this.guide = STEPS.map((step, at) => button(strings.guide[at][0], () => this.present(step)));
    this.told = create("p", { class: "explorer__story" });
    this.picture = create("div");
    this.sum = create("p");
    this.spread = create("p");
    this.curves = create("div");
    this.groups = choice(strings.heldOut, GROUPS, (one) => this.set({ group: one }, { step: true }));
    this.list = scroller(strings.definitions);
    this.all = toggle(strings.allOfGroup, () => this.showList());
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.spread, this.curves,
      ...(this.recorded ? [create("p", {}, strings.recorded), scroller(strings.recorded, this.recorded)] : []),
      create("div", { class: "explorer__row" }, this.groups, this.all), this.list);
    this.numbers.addEventListener("toggle", () => this.shown === this.version && this.looked(this.compareDraws()));
    this.planes = create("div", { class: "explorer__planes" }, ...BOTH.map((encoder) => create("div", {}, this.maps[encoder].title, this.maps[encoder].holder, this.maps[encoder].more)));
    this.awaited = create("div", { class: "explorer__replaced" }, this.reading, this.planes);
    this.settings = create("div", { class: "explorer__row" }, this.size, this.draw, this.seed);
    this.guided = create("div", {}, group(strings.guideName, ...this.guide), this.told);
    this.after = create("div", {}, this.picture, this.sum, this.numbers);
    return [
      create("div", { class: "explorer__beside" }, this.columns, create("div", {}, this.question, create("div", { class: "explorer__row" }, this.check, this.skip), this.answer)),
      this.guided, create("div", { class: "explorer__row" }, this.play, this.once, this.slide),
      this.awaited, this.legend, this.chosen, this.mine, create("div", { class: "explorer__row" }, this.kinds, this.settings), this.kept, this.after];
  }

  /* ---- The state, checked ---- */

  get labels() {
    return SIZES.find((size) => String(size) === this.state.labels) ?? SIZES[0];
  }

  get draws() {
    return SIZES.at(-1) / this.labels;
  }

  get drawNumber() {
    return whole(this.state.draw, this.draws) || Math.min(TYPICAL, this.draws);
  }

  /** The draw of another size that belongs to this one: a larger one contains it, a smaller one is part of it. */
  drawOf(size) {
    return Math.floor(this.start / size) + 1;
  }

  get seedNumber() {
    return whole(this.state.seed, 9999);
  }

  get stepNumber() {
    return whole(this.state.step, this.data?.head.steps ?? 60);
  }

  get isAsked() {
    return this.state.asked !== "0" && this.means.length === SIZES.length;
  }

  get guessed() {
    return SIZES.findIndex((size) => String(size) === this.state.guess);
  }

  get shownKinds() {
    return SETS.includes(this.state.kinds) ? this.state.kinds.split(",") : SETS[0].split(",");
  }

  update() {
    const wanted = [this.labels, this.drawNumber, this.seedNumber, this.shownKinds].join(" ");
    if (this.drawOf(this.labels) !== this.drawNumber) this.start = (this.drawNumber - 1) * this.labels;
    this.kinds.show(this.shownKinds.join(","));
    this.size.show(this.labels);
    this.draw.textContent = strings.draw(this.drawNumber, this.draws);
    this.draw.disabled = this.draws === 1;
    this.seed.show(this.seedNumber);
    this.slide.show(this.stepNumber);
    this.settings.hidden = this.guided.hidden = this.after.hidden = this.isAsked;
    this.showQuestion();
    const at = STEPS.findIndex((one) => one.kinds === String(this.shownKinds) && one.labels === this.labels && one.draw === this.drawNumber);
    this.told.textContent = at < 0 ? strings.noStep : strings.guide[at][1];
    this.guide.forEach((one, i) => one.setAttribute("aria-pressed", String(i === at)));
    if (wanted === this.wanted) return this.paint();
    this.wanted = wanted;
    this.version += 1;
    this.maps.pretrained.holder.ariaBusy = "true"; // a screen reader waits for the end of this training, or of the next
    this.paint();
    this.looked(this.look());
  }

  /** Reports an error in querying the model. */
  looked(look) {
    look.catch((error) => {
      for (const busy of this.view.querySelectorAll("[aria-busy=true]")) busy.ariaBusy = "false";
      this.reading.hidden = true;
      this.wanted = ""; // the next change tries again
      this.comparing = 0;
      if (this.isConnected) this.say(error.message);
    });
  }

  /* ---- Features ---- */

  async fetchData() {
    const answer = await fetch(new URL("data/transfer.json", import.meta.url)).catch(() => null);
    if (!answer?.ok) throw new Error(strings.notLoaded);
    return answer.json();
  }

  /** The two encoders; a new seed makes a new untrained one. */
  async encoders() {
    const pretrained = await this.load(MODEL), seed = this.seedNumber, key = `untrained ${seed}`;
    if (!this.models.has(key)) {
      for (const [name, old] of this.models) {
        if (name === MODEL) continue;
        this.models.delete(name);
        (await old).close();
      }
      if (!this.isConnected) throw new Error(strings.removed); // a model started now would never be closed
      this.features.untrained = new Map();
      this.found.clear();
      this.spreads.clear();
      this.models.set(key, pretrained.untrained(seed)); // the base class closes the models in this map
    }
    return { pretrained, untrained: await this.models.get(key) };
  }

  /** Has both encoders read what they haven't read yet, each in its own thread. Stops after a change. */
  async gather(texts, onRead) {
    const encoders = await this.encoders(), { version } = this;
    await Promise.all(BOTH.map(async (encoder) => {
      const known = this.features[encoder], missing = texts.filter((text) => !known.has(text));
      for (let i = 0; i < missing.length && this.version === version; i += AT_ONCE) {
        const some = missing.slice(i, i + AT_ONCE), rows = await encoders[encoder].features(some);
        some.forEach((text, at) => known.set(text, rows[at]));
        onRead?.(texts.filter((text) => known.has(text)).length, encoder);
      }
    }));
    return this.version === version;
  }

  /* ---- Training on the whole task ---- */

  async show() {
    if (this.version === this.shown) return;
    this.data ??= await this.fetchData();
    const { version, labels: n, data } = this, start = (this.drawNumber - 1) * n, learned = data.train.slice(start, start + n);
    const texts = [...learned, ...data.test].map(([text]) => text), count = {};
    this.spread.textContent = "";
    this.spread.ariaBusy = String(this.numbers.open);
    const tell = () => {
      this.bar.max = texts.length;
      this.bar.value = Math.min(...BOTH.map((one) => count[one] ?? 0));
      this.reading.lastChild.textContent = strings.reading(n, data.test.length, this.bar.value);
    };
    tell();
    this.reading.hidden = false;
    const going = await this.gather(texts, (done, encoder) => {
      count[encoder] = done;
      tell();
    });
    this.reading.hidden = true;
    if (!going || this.version !== version) return;
    Object.assign(this, { learned, ready: version, steps: [] });
    this.paint();
    if (!(await this.train(version))) return;
    this.shown = version;
    await this.compareDraws();
  }

  /** Compares this draw with all others of its size, once the reader looks at the numbers: that means reading a thousand more definitions. */
  async compareDraws() {
    const { version } = this;
    if (!this.numbers.open || this.comparing === version) return;
    this.comparing = version;
    this.spread.ariaBusy = "true";
    this.spread.textContent = this.draws > 1 && !this.spreads.has(this.labels) ? strings.otherDraws : "";
    if (await this.gather(this.data.train.map(([text]) => text))) await this.compare(version);
  }

  /** A head on features of some definitions, [text, label]; learns when it is iterated. answers(): for the held-out ones, as learned last. */
  headOf(encoder, learned) {
    const { test, labels, head } = this.data, of = (some) => some.map(([text]) => this.features[encoder].get(text)), scale = standardizer(of(learned));
    const x = scale(of(test)), steps = train(scale(of(learned)), learned.map(([, label]) => label), labels.length, head);
    return { next: () => steps.next().value, answers: (learned) => answersOf(learned, x) };
  }

  /** Lets the page respond after computing for a while. Returns whether the same training is still wanted. */
  async breathe(version) {
    if (performance.now() - this.breath > PATIENCE) {
      await frame();
      this.breath = performance.now();
    }
    return this.version === version;
  }

  /** Trains both heads side by side; keeps the answers after each step. Returns false after a change. */
  async train(version) {
    const { test, head } = this.data, heads = BOTH.map((encoder) => this.headOf(encoder, this.learned)), truth = test.map(([, label]) => label);
    this.breath = performance.now();
    for (let step = 1; step <= head.steps; step++) {
      const answers = [];
      for (const one of heads) {
        answers.push(one.answers(one.next()));
        if (!(await this.breathe(version))) return false;
      }
      this.steps.push(Object.fromEntries(BOTH.map((encoder, i) => [encoder, { answers: answers[i], right: rightOf(answers[i], truth) }])));
      if (step === this.stepNumber) this.paint();
    }
    this.maps.pretrained.holder.ariaBusy = "false";
    const percent = (encoder) => (100 * this.steps.at(-1)[encoder].right) / test.length;
    this.found.set(`${this.labels} ${this.drawNumber}`, { size: this.labels, draw: this.drawNumber, pretrained: percent("pretrained"), untrained: percent("untrained") });
    this.paint();
    return true;
  }

  /** Trains on all other draws of this size: one draw of few labels can be a lucky one, or not. */
  async compare(version) {
    const { labels: n, data: { train: all, test, head } } = this, truth = test.map(([, label]) => label);
    if (!this.spreads.has(n)) {
      const counts = Object.fromEntries(BOTH.map((encoder) => [encoder, []]));
      for (let begin = 0; begin < all.length; begin += n) {
        for (const encoder of BOTH) {
          const one = this.headOf(encoder, all.slice(begin, begin + n));
          let learned;
          for (let step = 0; step < head.steps; step++) {
            learned = one.next();
            if (!(await this.breathe(version))) return;
          }
          counts[encoder].push(rightOf(one.answers(learned), truth));
        }
      }
      this.spreads.set(n, counts);
    }
    const said = BOTH.map((encoder) => {
      const counts = this.spreads.get(n)[encoder], mean = counts.reduce((sum, count) => sum + count) / counts.length;
      return strings.spreadOf(encoder, number(mean, 1), Math.min(...counts), Math.max(...counts));
    });
    this.spread.textContent = this.draws === 1 ? "" : strings.spread(this.draws, said);
    this.spread.ariaBusy = "false";
  }

  /* ---- The maps: what is on them, and their heads ---- */

  /** The held-out definitions of the kinds on the maps: { at: number in the test, text, kind }. */
  get held() {
    const { test, labels } = this.data;
    return test.map(([text, label], at) => ({ at, text, kind: labels[label] })).filter(({ kind }) => this.shownKinds.includes(kind));
  }

  /** The reader's own labels: number of a held-out definition -> kind. */
  get own() {
    const given = [...this.state.mine.matchAll(/(\d+):([a-z]+)/g)].map(([, at, kind]) => [Number(at), kind]);
    return new Map(given.filter(([at, kind]) => this.held.some((one) => one.at === at) && this.shownKinds.includes(kind)));
  }

  /** The definition under examination. */
  get point() {
    return this.held.find(({ at }) => String(at) === this.state.point) ?? this.held[0];
  }

  /**
   * What the map of an encoder holds, computed only after a change: the held-out points, those learned from, and the heads after each step,
   * one on the plane's two numbers and, as it progresses, one on all numbers.
   */
  contents(encoder) {
    const map = this.maps[encoder], { held, own, shownKinds: kinds } = this, known = this.features[encoder], { head, labels } = this.data;
    const where = `${kinds} ${encoder} ${this.seedNumber}`, what = `${where} ${this.version} ${this.state.mine}`;
    if (map.where !== where) Object.assign(map, { where, plane: planeOf(held.map(({ text }) => known.get(text))) });
    if (map.what === what) return map;
    const of = ({ text }) => known.get(text), flat = (one) => map.plane.place(of(one));
    const learned = [
      ...this.learned.map(([text, label]) => ({ text, kind: labels[label] })).filter(({ kind }) => kinds.includes(kind)),
      ...held.filter(({ at }) => own.has(at)).map((one) => ({ ...one, kind: own.get(one.at) }))];
    const asked = held.filter(({ at }) => !own.has(at)), fit = fitting(held.map(flat));
    const teach = function* (numbers) {
      if (!learned.length) return; // a draw without any of these kinds
      const scale = standardizer(learned.map(numbers)), x = scale(asked.map(numbers));
      for (const { W, b } of train(scale(learned.map(numbers)), learned.map(({ kind }) => kinds.indexOf(kind)), kinds.length, head)) {
        const now = { W: { ...W, data: W.data.slice() }, b: { ...b, data: b.data.slice() } }, answers = answersOf(now, x);
        yield { answers, logits: (row) => linear(scale([row]), now.W, now.b).data, right: asked.filter(({ kind }, i) => kinds[answers[i]] === kind).length };
      }
    };
    map.more.ariaBusy = "true";
    map.finished = this.finish(map, what, teach(of));
    return Object.assign(map, { what, asked, fit, onPlane: [...teach(flat)], onAll: [], places: held.map((one) => fit(flat(one))),
      points: [...asked.map((one) => ({ ...one, place: fit(flat(one)) })), ...learned.map((one) => ({ ...one, place: fit(flat(one)), labeled: true }))] });
  }

  /** Trains the head on all numbers while the page stays responsive. */
  async finish(map, what, steps) {
    let breath = -Infinity;
    for (;;) {
      if (performance.now() - breath > PATIENCE) {
        await frame();
        breath = performance.now();
      }
      if (map.what !== what) return; // the request has changed
      const { done, value } = steps.next();
      if (done) break;
      map.onAll.push(value.right);
    }
    map.more.ariaBusy = "false";
    this.paint();
  }

  /** The kind that a map's head assigns to a held-out definition after the shown step; "" before the first one. */
  answerOnMap(encoder, one) {
    const { onPlane, plane } = this.contents(encoder), head = onPlane[this.stepNumber - 1];
    return head ? this.shownKinds[argmax(head.logits(plane.place(this.features[encoder].get(one.text))))] : "";
  }

  mapOf(encoder) {
    const { onPlane, fit, points, asked, places } = this.contents(encoder), head = onPlane[this.stepNumber - 1], { held, point } = this;
    const corners = [[0, 0], [MAP.wide, 0], [MAP.wide, MAP.high], [0, MAP.high]].map(fit.back);
    return mapDrawing({
      label: strings.map(encoder, asked.length, head?.right ?? 0, this.stepNumber),
      areas: head ? areasOf(head.logits, corners).map((polygon, i) => [this.shownKinds[i], polygon.map(fit)]) : [],
      points: points.map(({ place, kind, labeled }, i) => ({ at: place, kind, labeled, right: labeled || this.shownKinds[head?.answers[i]] === kind })),
      chosen: places[held.indexOf(held.find(({ at }) => at === point.at))],
    });
  }

  /* ---- Playing ---- */

  /** Plays the training from the shown step on, or from the beginning; or pauses it. */
  async go() {
    if (this.playing) return this.stop();
    const playing = (this.playing = {}), last = this.slide.querySelector("input").max;
    let step = this.stepNumber < last ? this.stepNumber : 0;
    this.play.textContent = strings.pause;
    if (isStill()) step = last - 1;
    while (step < last) {
      await pause();
      if (this.playing !== playing || !this.isConnected) return;
      if (this.ready !== this.version) continue; // the definitions are still being read
      step += 1;
      this.set({ step });
    }
    this.stop();
  }

  stop() {
    this.playing = null;
    this.play.textContent = strings.play;
  }

  stepTo(step) {
    this.stop();
    this.set({ step });
  }

  /** One of the guided steps: sets all it needs, then plays. */
  present(step) {
    this.stop();
    this.set({ seed: 0, mine: "", point: "", step: 0, ...step }, { step: true });
    this.go();
  }

  reveal(changes) {
    this.set({ ...changes, asked: 0 }, { step: true });
    this.play.focus({ preventScroll: true }); // the button that had the focus is gone
    if (isStill()) return;
    for (const bar of this.columns.querySelectorAll("[data-column]")) {
      bar.animate([{ transform: "scaleY(0)", transformOrigin: "bottom", transformBox: "fill-box" }, { transform: "none", transformOrigin: "bottom", transformBox: "fill-box" }], { duration: RISE, easing: "ease-out" });
    }
  }

  /* ---- Display ---- */

  showQuestion() {
    const { isAsked, means, guessed } = this, count = SIZES.length;
    this.columns.parentElement.hidden = means.length !== count;
    if (means.length !== count) return;
    const goal = means[0][0], enough = means.findIndex(([, mean]) => mean >= goal), mean = (at) => number(means[at][1], 0);
    const held = this.columns.contains(document.activeElement);
    const drawing = columnsDrawing({ label: strings.columns(number(goal, 0), isAsked ? [] : SIZES.map((size, at) => [size, mean(at)])), sizes: SIZES, goal,
      means: isAsked ? null : means.map(([, untrained]) => untrained), guess: guessed });
    this.columns.replaceChildren(drawing);
    if (isAsked) {
      const move = (at) => this.set({ guess: SIZES[Math.min(count - 1, Math.max(0, at))] });
      const grip = svg("circle", gripAttributes({ at: columnPlace(Math.max(0, guessed), count, goal), label: strings.guess, says: strings.guessOf(SIZES[Math.max(0, guessed)]),
        onArrow: ([x, y]) => move(guessed + Math.sign(x + y)) }));
      drawing.append(grip);
      drawing.onpointerdown = (event) => {
        if (follow(event, this.columns, (place) => move(columnAt(place, count)))) this.columns.querySelector("[role=slider]").focus({ preventScroll: true });
      };
      if (held) grip.focus({ preventScroll: true });
    }
    this.question.textContent = isAsked ? strings.question(number(goal, 0)) : "";
    this.check.textContent = strings.checkGuess(SIZES[Math.max(0, guessed)]);
    this.check.hidden = this.skip.hidden = isAsked === false;
    this.answer.textContent = isAsked ? "" : strings.answer({ labels: SIZES[enough], at: mean(enough), guess: SIZES[guessed], there: guessed < 0 ? "" : mean(guessed), isRight: guessed === enough });
  }

  /** Shows the results; until they are computed, the old picture stays, grayed. */
  paint() {
    const isOld = this.ready !== this.version;
    for (const one of [this.planes, this.chosen, this.kept, this.picture, this.sum, this.curves, this.list]) {
      one.ariaBusy = String(isOld);
      one.toggleAttribute("data-old", isOld);
    }
    if (isOld) return;
    const { shownKinds, stepNumber: step, held, point } = this, chosenKey = String(shownKinds);
    for (const encoder of BOTH) this.showMap(encoder);
    this.once.disabled = step >= this.data.head.steps;
    this.kept.textContent = strings.kept(held.length, this.features.pretrained.get(point.text).length,
      BOTH.map((encoder) => number(100 * this.contents(encoder).plane.share, 0)));
    this.chosen.replaceChildren(create("q", { dir: "auto" }, point.text), ` ${strings.point(strings.kinds[point.kind], this.own.has(point.at) ? strings.kinds[this.own.get(point.at)] : "",
      BOTH.map((encoder) => strings.kinds[this.answerOnMap(encoder, point)] ?? ""))}`);
    if (this.shownLegend !== chosenKey) this.showLegend(chosenKey);
    this.forget.hidden = !this.own.size;
    this.showWhole(step);
  }

  showLegend(key) {
    this.shownLegend = key;
    const small = (kind) => svg("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, class: "explorer__mark", "aria-hidden": "true" }, mark(kind, [0, 0], { size: 5 }));
    this.legend.replaceChildren(...this.shownKinds.flatMap((kind) => [create("span", { class: "explorer__kind" }, small(kind), ` ${strings.kinds[kind]}`), " "]), strings.legend);
    this.forget = button(strings.forget, () => {
      this.set({ mine: "" }, { step: true });
      this.mine.querySelector("button").focus();
    });
    this.mine.replaceChildren(strings.label, ...this.shownKinds.map((kind) => button(strings.kinds[kind], () =>
      this.set({ mine: [...this.own.set(this.point.at, kind)].map((pair) => pair.join(":")).join(",") }, { step: true }))), this.forget);
  }

  showMap(encoder) {
    const { holder, title, more } = this.maps[encoder], isHeld = holder.contains(document.activeElement), drawing = this.mapOf(encoder);
    const { places, onPlane, onAll, asked } = this.contents(encoder), { held, point, stepNumber: step } = this, here = held.findIndex(({ at }) => at === point.at);
    const look = (i) => this.set({ point: held[i].at });
    const grip = svg("circle", gripAttributes({ at: places[here], label: strings.definitionOn(encoder), says: `${point.text}: ${strings.kinds[point.kind]}`,
      onArrow: ([x, y]) => look(nearest(places, here, [x, -y])) }));
    drawing.append(grip);
    drawing.onpointerdown = (event) => {
      const near = ([x, y]) => look(argmax(places.map((place) => -Math.hypot(place[0] - x, place[1] - y))));
      if (follow(event, holder, near)) holder.querySelector("[role=slider]").focus({ preventScroll: true });
    };
    holder.replaceChildren(drawing);
    if (isHeld) grip.focus({ preventScroll: true });
    const known = step > 0 && onPlane.length > 0, numbers = this.features[encoder].get(point.text).length;
    title.replaceChildren(create("strong", {}, strings.encoders[encoder]), `: ${known ? strings.rightOnMap(onPlane[step - 1].right, asked.length) : strings.onMap(asked.length)}`);
    if (!known) more.textContent = strings.noBorder;
    else if (onAll.length >= step) more.textContent = strings.rightOnAll(numbers, onAll[step - 1]);
  }

  /** The heads of the whole task after a step: bars, curves, groups, and the sentence. */
  showWhole(step) {
    const { test, labels, head } = this.data, most = Array.from(labels, (_, label) => test.filter((one) => one[1] === label).length), first = argmax(most);
    const now = this.steps[step - 1];
    const bar = (label, right, role) => ({ label, role, share: (right ?? 0) / test.length, text: right === undefined ? "–" : `${right} (${number((100 * right) / test.length, 1)}%)` });
    this.picture.replaceChildren(bars(strings.barsCaption(test.length, labels.length),
      [...BOTH.map((encoder) => bar(strings.onFeatures(encoder), now?.[encoder].right, ENCODERS[encoder])), bar(strings.always(labels[first]), most[first], "plain")]));
    this.sum.textContent = strings.step(step, head.steps, this.labels);
    if (this.steps.length < head.steps) return;
    this.showCurves();
    this.showList();
    this.say(now ? strings.outcome(this.labels, now.pretrained.right, test.length, now.untrained.right, step < head.steps ? step : 0) : strings.ready, { soon: true });
  }

  showCurves() {
    const found = [...this.found.values()].filter(({ size, draw }) => draw === this.drawOf(size)).sort((a, b) => a.size - b.size);
    this.curves.replaceChildren(curvesDrawing(this.data.curves, found));
  }

  /** Both maps side by side, to be saved. */
  drawing() {
    const maps = this.ready === this.version ? BOTH.map((encoder) => this.mapOf(encoder)) : [];
    return svg("svg", { viewBox: `0 0 ${2 * MAP.wide + 20} ${MAP.high + 26}`, class: "explorer__drawing" }, ...maps.flatMap((map, i) => [
      svg("text", { x: i * (MAP.wide + 20), y: 16, "font-size": 15, class: "ln-text-strong" }, strings.encoders[BOTH[i]]),
      svg("g", { transform: `translate(${i * (MAP.wide + 20)} 26)` }, ...map.childNodes)]));
  }

  showList() {
    const { test, labels } = this.data, { pretrained: { answers: pretrained }, untrained: { answers: untrained } } = this.steps.at(-1);
    const groups = Object.fromEntries(Object.keys(GROUPS).map((group) => [group, []]));
    test.forEach(([text, label], i) => {
      const one = pretrained[i] === label, other = untrained[i] === label;
      groups[one && other ? "both" : one ? "pretrained" : other ? "untrained" : "neither"].push([text, label, pretrained[i], untrained[i]]);
    });
    const group = Object.hasOwn(GROUPS, this.state.group) ? this.state.group : "pretrained";
    this.groups.show(group);
    for (const option of this.groups.querySelectorAll("option")) option.textContent = `${GROUPS[option.value]}: ${groups[option.value].length}`;
    const shown = this.all.querySelector("input").checked ? groups[group] : groups[group].slice(0, FEW);
    this.list.replaceChildren(table(strings.listCaption(GROUPS[group], shown.length, groups[group].length), strings.listHead,
      shown.map(([text, ...numbers]) => [text, ...numbers.map((label) => labels[label])])));
  }

  csv() {
    const { test = [], labels } = this.data ?? {}, answers = this.steps?.at(-1);
    return [strings.csvHead, ...(answers ? test : []).map(([text, label], i) =>
      [text, ...[label, ...BOTH.map((encoder) => answers[encoder].answers[i])].map((one) => labels[one])])];
  }
}

customElements.define("transfer-explorer", TransferExplorer);
