/**
 * <shots-explorer>: SmolLM2 with 0 to 8 examples of a task in its prompt: how probable the right answer is, for twelve tests at each number
 * of examples. data/shots.json has the recorded runs; once the reader has loaded the model, it answers other inputs too.
 */

import { Explorer } from "./base.js";
import { isClean } from "./blocked.js";
import { follow, gripAttributes } from "./dragging.js";
import { tour } from "./guessing.js";
import { LargeModel } from "./large-model.js";
import { chance, fetchRecorded, still, visible } from "./recorded.js";
import { bars, button, choice, create, number, svg, table, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/shots-explorer.js";

const MOST = 8, GUESSED = 1; // examples; how many of them the guess is about
const ASKED = "reviews";
const LONGEST = 120; // characters of a reader's input
const WRITTEN = 5, RIVALS = 5; // tokens of an answer to it, likeliest first tokens listed
const LEFT = 34, RIGHT = 16, TOP = 34, HIGH = 170; // of the picture, in pixels
const NEAR = 14; // pixels from a dot within which it is still chosen
const MOVE = 300; // ms
const FILLED = "ln-fill-plain", HOLLOW = "explorer__hollow ln-line-plain", DASHED = { "stroke-width": 2, "stroke-dasharray": "5 4" };

const upward = (p) => TOP + HIGH * (1 - p);
const mean = (runs) => runs.reduce((sum, [p]) => sum + p, 0) / runs.length;

class ShotsExplorer extends Explorer {
  static state = { task: ASKED, n: "0", test: "0", own: "", asked: "1", guess: "" };
  wide = 560;
  trial = 0.5; // the guess, while it is being made
  answers = new Map(); // task, examples and a reader's input -> { said, rivals: [[token, p], …] }

  build() {
    this.task = create("p", { class: "explorer__task" });
    this.chart = create("div");
    watchWidth(this.chart, (wide) => {
      this.wide = wide;
      if (this.data) this.showChart();
    });
    const sign = (...nodes) => svg("svg", { viewBox: "0 0 26 14", width: 26, height: 14, "aria-hidden": "true" }, ...nodes);
    const dot = (kind) => sign(svg("circle", { cx: 13, cy: 7, r: 5, class: kind }));
    const line = (kind, more) => sign(svg("path", { d: "M1 7 H25", class: kind, ...more }));
    this.legend = create("ul", { class: "explorer__legend" }, ...[dot(FILLED), dot(HOLLOW), line("ln-line-decoder", { "stroke-width": 4 }), line("ln-line-focus", DASHED)]
      .map((node, i) => create("li", {}, node, ` ${strings.legend[i]}`)));
    this.check = button(strings.check, () => this.reveal(this.trial.toFixed(2)));
    this.skip = button(strings.skip, () => this.reveal(""));
    this.tasks = create("div", { class: "explorer__row", role: "group", "aria-label": strings.tasks }, ...Object.entries(strings.names).map(([task, name]) =>
      Object.assign(button(name, () => this.set({ task, asked: 0, guess: "", own: "" }, { step: true })), { task })));
    this.found = create("p", { class: "explorer__result" });
    this.prompt = create("pre", { class: "explorer__reads", tabindex: "0", "aria-label": strings.prompt });
    this.tests = create("div");
    this.answer = create("div");
    this.beside = create("div", { class: "explorer__beside" }, this.prompt, create("div", {}, this.tests, this.answer));
    this.tour = tour(strings.steps.map(({ title }) => title), (at) => this.set({ ...this.constructor.state, asked: 0, ...stateOf(strings.steps[at]) }, { step: true }));
    this.see = create("p");
    this.ask = button("", () => this.write());
    this.own = textField({ label: strings.own, most: LONGEST, onText: (own) => this.set({ own }), enters: this.ask });
    this.stop = button(strings.stop, () => this.writing?.abort());
    this.form = create("div", {}, this.own, create("div", { class: "explorer__row" }, this.ask));
    this.listed = create("div");
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.listed);
    this.place = new LargeModel(this, { why: strings.why, onModel: () => this.update(), onFreed: () => this.update() });
    return [
      this.task, this.tasks, this.chart, this.legend, create("div", { class: "explorer__row" }, this.check, this.skip), this.found, this.tour, this.see, this.beside, this.form,
      this.place.node, create("div", {}, this.numbers),
    ];
  }

  disconnectedCallback() {
    this.writing?.abort();
    super.disconnectedCallback();
  }

  /* ---- The state, checked ---- */

  get now() {
    const { task, n, test, own, asked, guess } = this.state, name = Object.hasOwn(this.data, task) ? task : ASKED, shown = this.data[name];
    const one = (text, most) => (/^\d+$/.test(text) && Number(text) <= most ? Number(text) : 0);
    return {
      name, shown, n: one(n, MOST), test: one(test, shown.tests.length - 1), own: own.trim().slice(0, LONGEST), asking: asked !== "0" && name === ASKED,
      guess: /^[01]\.\d+$/.test(guess) && Number(guess) <= 1 ? Number(guess) : null,
    };
  }

  reveal(guess) {
    this.set({ asked: 0, guess, n: GUESSED }, { step: true });
    this.chart.querySelector("[role=slider]").focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /* ---- What is shown ---- */

  update() {
    if (!this.data) return void (this.fetching ??= fetchRecorded(this, "shots"));
    const now = this.now, { name, shown, n, test, own, asking, guess } = now, answered = own && this.place.model;
    this.task.textContent = asking ? strings.question(shown.tests.length) : "";
    this.task.hidden = this.check.hidden = this.skip.hidden = !asking;
    for (const part of [this.tasks, this.found, this.beside, this.tour, this.see, this.numbers, this.legend, this.place.node]) part.hidden = asking;
    this.form.hidden = asking || !this.place.model;
    for (const made of this.tasks.children) made.setAttribute("aria-pressed", made.task === name);
    const which = strings.steps.findIndex((step) => Object.entries({ own: "", ...stateOf(step) }).every(([key, value]) => this.state[key] === value));
    this.tour.show(which);
    this.see.textContent = strings.steps[which]?.see ?? "";
    this.see.hidden ||= which < 0;
    this.showChart();
    this.own.show(this.state.own);
    this.ask.textContent = strings.ask(n);
    this.ask.disabled = !own || !!this.writing;
    if (!this.writing) this.stop.remove();
    const given = answered ? own : shown.tests[test][0];
    this.prompt.replaceChildren(...shown.examples.slice(0, n).map(([left, right]) => `${shown.before}: ${left}\n${shown.after}: ${right}\n\n`),
      create("strong", {}, `${shown.before}: ${given}\n${shown.after}:`));
    this.prompt.scrollTop = this.prompt.scrollHeight; // the question is at its end
    const list = choice(strings.test, Object.fromEntries(shown.tests.map(([left], i) => [i, left])), (value) => this.set({ test: value, own: "" }, { step: true }));
    list.show(test);
    const held = this.tests.contains(document.activeElement);
    this.tests.replaceChildren(list);
    if (held) list.querySelector("select").focus({ preventScroll: true });
    const live = answered ? this.answers.get(this.keyOf(now)) : null;
    if (!answered || live) this.answer.replaceChildren(live ? this.livingBars(live) : this.recordedBars(now));
    else this.answer.replaceChildren(create("p", {}, strings.notAsked));
    const total = mean(shown.runs[n]), right = shown.runs[n].filter(([, , , good]) => good).length;
    this.found.textContent = [guess === null || n !== GUESSED || name !== ASKED ? "" : strings.guessed(guess.toFixed(2), total.toFixed(2)),
      strings.told(n, total.toFixed(2), right, shown.tests.length)].join(" ").trim();
    this.listed.replaceChildren(table(strings.table(strings.names[name]), strings.head, shown.runs.map((runs, count) =>
      [number(count), mean(runs).toFixed(3), number(runs.filter(([, , , good]) => good).length)])));
    this.say(asking ? strings.guessing(this.trial.toFixed(2)) : live ? strings.said(live.said) : this.found.textContent, { soon: true });
  }

  recordedBars({ shown, n, test }) {
    const [p, top, topP, right] = shown.runs[n][test], [, answer] = shown.tests[test];
    const rows = [{ label: strings.right(answer), share: p, text: chance(p), role: "decoder" }];
    const whole = shown.tests.map(([, one]) => one).find((one) => one !== top.trim() && shown.labeled && one.startsWith(top.trim()));
    if (!right) rows.unshift({ label: strings.likeliest(visible(top), whole), share: topP, text: chance(topP), role: "plain" });
    return create("div", {}, bars(right ? strings.isRight : strings.isWrong, rows), create("p", { class: "explorer__note" }, strings.first));
  }

  livingBars({ said, rivals }) {
    return bars(strings.writes(said), rivals.map(([token, p], i) => ({ label: visible(token), share: p, text: chance(p), role: i ? "plain" : "decoder" })));
  }

  across(n) {
    return LEFT + 12 + ((this.wide - LEFT - RIGHT - 12) * n) / MOST;
  }

  showChart() {
    const { name, n, asking, shown } = this.now, held = this.chart.contains(document.activeElement), total = mean(shown.runs[n]);
    const drawing = this.drawing(), at = asking ? [this.across(GUESSED), upward(this.trial)] : [this.across(n), upward(total)];
    const grip = svg("circle", { ...gripAttributes({ at, label: asking ? strings.guess : strings.examples,
      says: asking ? this.trial.toFixed(2) : strings.at(n, total.toFixed(2)),
      onArrow: ([right, up]) => (asking ? this.try(this.trial + 0.05 * (right + up)) : this.move(n + Math.sign(right + up))) }),
    "aria-valuemax": asking ? 1 : MOST, "aria-valuenow": asking ? this.trial.toFixed(2) : n });
    drawing.removeAttribute("role");
    drawing.append(grip);
    drawing.onpointerdown = (event) => {
      const drags = follow(event, this.chart, ([x, y]) => (asking ? this.try((TOP + HIGH - y) / HIGH) : this.point(x, y)));
      if (drags) this.chart.querySelector("[role=slider]").focus({ preventScroll: true });
    };
    this.chart.replaceChildren(drawing);
    if (held) grip.focus({ preventScroll: true });
    const scene = asking ? "" : name, fresh = this.scene !== undefined && this.scene !== scene;
    this.scene = scene;
    if (!fresh || still()) return;
    for (const one of drawing.querySelectorAll("[data-run]")) one.animate([{ transform: `translateY(${upward(0) - Number(one.dataset.run)}px)`, opacity: 0 }, { transform: "none", opacity: 1 }], { duration: MOVE, easing: "ease-out" });
  }

  try(p) {
    this.trial = Math.min(1, Math.max(0, Math.round(p * 100) / 100));
    this.showChart();
    this.say(strings.guessing(this.trial.toFixed(2)), { soon: true });
  }

  move(n) {
    if (n !== this.now.n && n >= 0 && n <= MOST) this.set({ n });
  }

  /** Goes to a place in the picture: to its number of examples and, near a dot, to its test. */
  point(x, y) {
    const n = Math.min(MOST, Math.max(0, Math.round(((x - this.across(0)) / (this.across(MOST) - this.across(0))) * MOST)));
    const away = this.now.shown.runs[n].map(([p]) => Math.abs(upward(p) - y)), least = Math.min(...away);
    const test = least < NEAR ? away.indexOf(least) : this.now.test;
    if (n !== this.now.n || test !== this.now.test) this.set({ n, test });
  }

  drawing() {
    const { name, shown, n, test, asking, guess } = this.now, upTo = asking ? shown.runs.slice(0, GUESSED) : shown.runs;
    const label = (x, y, text, more) => svg("text", { x, y, "font-size": 15, "text-anchor": "middle", class: "ln-text-muted", ...more }, text);
    const dot = (count, [p, , , right]) => svg("circle", { cx: this.across(count), cy: upward(p), r: 5, class: right ? FILLED : HOLLOW,
      "fill-opacity": right ? 0.55 : 1, "data-run": upward(p) });
    const line = (list, values, more) => svg("polyline", { points: values.map((p, count) => `${this.across(count).toFixed(1)},${upward(p).toFixed(1)}`).join(" "), class: list, ...more });
    const means = upTo.map(mean), [x, y] = [this.across(n), upward(means[Math.min(n, means.length - 1)])];
    return svg("svg", { viewBox: `0 0 ${this.wide} ${TOP + HIGH + 48}`, class: "explorer__drawing explorer__curve", role: "img",
      "aria-label": strings.picture(strings.names[name], means.map((p, count) => strings.at(count, p.toFixed(2)))) },
    label(0, TOP - 10, strings.upward, { "text-anchor": "start" }),
    ...[0, 0.5, 1].flatMap((p) => [svg("path", { d: `M${LEFT} ${upward(p)} H${this.wide}`, class: "ln-axis" }), label(LEFT - 6, upward(p) + 5, number(p, 1), { "text-anchor": "end" })]),
    ...Array.from({ length: MOST + 1 }, (_, count) => label(this.across(count), TOP + HIGH + 22, number(count), { class: count === n && !asking ? "ln-text" : "ln-text-muted", "font-weight": count === n && !asking ? 700 : 400 })),
    label(this.wide / 2, TOP + HIGH + 42, strings.axis),
    ...(asking ? [] : [svg("path", { d: `M${x} ${TOP} V${TOP + HIGH}`, class: "ln-line-decoder", "stroke-width": 1.5, "stroke-dasharray": "3 3" })]),
    ...upTo.flatMap((runs, count) => runs.map((run) => dot(count, run))),
    ...(asking ? [] : [line("ln-line-focus", upTo.map((runs) => runs[test][0]), { ...DASHED, "data-run": TOP + HIGH })]),
    line("ln-line-decoder", means, { "stroke-width": 4, "data-run": TOP + HIGH }),
    ...(guess === null || asking || name !== ASKED ? [] : [svg("circle", { cx: this.across(GUESSED), cy: upward(guess), r: 11, class: "ln-line-focus", "stroke-width": 3 })]),
    ...(asking ? [svg("path", { d: `M${this.across(0)} ${upward(means[0])} L${this.across(GUESSED)} ${upward(this.trial)}`, class: "ln-line-decoder", "stroke-width": 2, "stroke-dasharray": "4 4" }),
      svg("circle", { cx: this.across(GUESSED), cy: upward(this.trial), r: 11, class: "ln-soft-focus", "stroke-width": 3 }),
      label(this.across(GUESSED) + 20, upward(this.trial) + 5, strings.yours(this.trial.toFixed(2)), { "text-anchor": "start", class: "ln-text" })]
      : [svg("circle", { cx: x, cy: y, r: 9, class: "ln-fill-decoder" })]));
  }

  csv() {
    const { shown } = this.now;
    return [strings.csv, ...shown.runs.flatMap((runs, count) => runs.map(([p, top, topP, right], i) => [count, ...shown.tests[i], p, top, topP, right]))];
  }

  /* ---- The model ---- */

  keyOf({ name, n, own }) {
    return `${name}|${n}|${own}`;
  }

  /** Has the model answer the reader's own input. */
  async write() {
    const { model } = this.place, now = this.now, key = this.keyOf(now), rivals = [];
    let why = "";
    const held = document.activeElement === this.ask, stop = (this.writing = new AbortController());
    this.ask.disabled = true;
    this.ask.after(this.stop);
    if (held) this.stop.focus(); // a disabled button can't keep the focus
    this.say(strings.asking);
    try {
      const { ids } = await model.encode({ text: this.prompt.textContent, max_length: Infinity });
      const { ids: written } = await model.generate({ input_ids: ids, max_new_tokens: WRITTEN, rivals: RIVALS }, {
        onToken: (_, details) => rivals.push(details.rivals), onRead: ({ read, of }) => this.say(strings.reading(read, of)), signal: stop.signal });
      const [names, tokens] = [await model.tokens(rivals[0].map(({ id }) => id)), await model.tokens(written)];
      const clean = (text) => (isClean(text) ? text : strings.withheld);
      const said = clean(tokens.join("").split("\n")[0].replace("<|im_end|>", "").trim());
      this.answers.set(key, { said, rivals: rivals[0].map(({ p }, i) => [clean(names[i]), p]) });
    } catch (error) {
      why = error.kind === "aborted" ? strings.stopped : error.message;
    }
    const back = document.activeElement === this.stop;
    this.writing = null;
    if (!this.isConnected) return;
    this.update();
    if (back) this.ask.focus();
    if (why) this.say(why);
  }
}

/** The state of a guided step. */
const stateOf = ({ title, see, ...state }) => state;

customElements.define("shots-explorer", ShotsExplorer);
