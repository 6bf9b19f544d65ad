/**
 * <transfer-explorer>: the same linear head trained in the page twice, on features of pocket-bert and on those of the
 * same network with random weights; beside it the measured curves. Definitions and curves: data/transfer.json, which
 * lab/transfer_live.py makes.
 */

import { Explorer, latest } from "./base.js";
import { standardizer, train } from "./linear-head.js";
import { bars, button, choice, create, number, numberField, scroller, svg, table, toggle } from "../shared/parts.js";
import { argmax } from "./runtime/sampling.js";
import { linear } from "./runtime/tensor.js";
import { strings } from "../strings/transfer-explorer.js";

const TYPICAL = 7; // of the sixteen draws of 32 labels, the one closest to their means
const MODEL = "pocket-bert", SIZES = [32, 64, 128, 256, 512];
const KINDS = { pretrained: "focus", untrained: "key" }; // the two encoders and their colors
const GROUPS = strings.groups;
const ARMS = { // as in the page's figure: name, color, dashes
  pretrained: [strings.pretrained, "encoder", ""], frozen: [strings.frozen, "decoder", "7 3"],
  "bag of words": [strings.countingWords, "cross", "2 3"], scratch: [strings.fromScratch, "value", "9 3 2 3"],
};
const AT_ONCE = 16; // definitions per request to the model: waits are short, so a change gets through
const FEW = 8; // definitions listed at first
const WIDE = 360, LEFT = 32, RIGHT = 256, TOP = 26, LOW = 212, MOST = 80; // of the drawing; MOST is in percent
const across = (labels) => LEFT + 10 + ((RIGHT - LEFT - 20) * Math.log2(labels / 32)) / 8;
const upward = (percent) => LOW - ((LOW - TOP) * percent) / MOST;
const frame = () => new Promise((done) => setTimeout(done));
/** The most likely label of each row of features (n, d). */
const answersOf = ({ W, b }, x) => {
  const [count] = W.shape, logits = linear(x, W, b).data;
  return Array.from({ length: x.shape[0] }, (_, i) => argmax(logits.subarray(i * count, (i + 1) * count)));
};
const whole = (text, most) => (/^\d{1,4}$/.test(text) ? Math.min(most, Number(text)) : 0);

class TransferExplorer extends Explorer {
  static state = { labels: "32", draw: String(TYPICAL), seed: "0", group: "pretrained" };
  version = 0; // counts the changes
  features = { pretrained: new Map(), untrained: new Map() }; // definition -> (d)
  start = 0; // a training definition that is in the draw, whatever the draw's size
  found = new Map(); // number of labels and draw -> { size, draw, pretrained, untrained }, these in percent, of this seed
  spreads = new Map(); // number of labels -> kind -> right answers of each draw, of this seed

  build() {
    this.look = latest(() => this.show());
    const refused = (sentence) => this.say(sentence);
    this.size = choice(strings.labeled, Object.fromEntries(SIZES.map((size) => [size, String(size)])), (labels) => this.set({ labels, draw: this.drawOf(labels) }, { step: true }));
    this.draw = button("", () => this.set({ draw: (this.drawNumber % this.draws) + 1 }, { step: true }));
    this.seed = numberField({ label: strings.seed, min: 0, max: 9999, whole: true, onNumber: (seed) => this.set({ seed }), onRefused: refused });
    this.bar = create("progress", { "aria-label": strings.read });
    this.reading = create("p", {}, this.bar, " ", create("span"));
    this.picture = create("div");
    this.sum = create("p");
    this.spread = create("p");
    this.curves = create("div");
    this.groups = Object.keys(GROUPS).map((group) => button("", () => this.set({ group }, { step: true })));
    this.list = scroller(strings.definitions);
    this.all = toggle(strings.allOfGroup, () => this.showList());
    return [create("div", { class: "explorer__row" }, this.size, this.draw, this.seed), this.reading, this.picture, this.sum, this.spread, this.curves,
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.heldOut }, ...this.groups, this.all), this.list];
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

  update() {
    this.version += 1;
    if (this.drawOf(this.labels) !== this.drawNumber) this.start = (this.drawNumber - 1) * this.labels;
    this.size.show(this.labels);
    this.draw.textContent = strings.draw(this.drawNumber, this.draws);
    this.draw.disabled = this.draws === 1;
    this.seed.show(this.seedNumber);
    if (this.answers) this.showList();
    this.picture.ariaBusy = this.spread.ariaBusy = "true"; // a screen reader waits for the end of this training, or of the next
    this.look().catch((error) => {
      this.picture.ariaBusy = this.spread.ariaBusy = "false";
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
      this.features.untrained.clear();
      this.found.clear();
      this.spreads.clear();
      this.models.set(key, pretrained.untrained(seed)); // the base class closes the models in this map
    }
    return { pretrained, untrained: await this.models.get(key) };
  }

  /** Has both encoders read what they haven't read yet, each in its own thread. Stops after a change. */
  async gather(texts, onRead) {
    const encoders = await this.encoders(), { version } = this;
    await Promise.all(Object.keys(KINDS).map(async (kind) => {
      const known = this.features[kind], missing = texts.filter((text) => !known.has(text));
      for (let i = 0; i < missing.length && this.version === version; i += AT_ONCE) {
        const some = missing.slice(i, i + AT_ONCE), rows = await encoders[kind].features(some);
        some.forEach((text, at) => known.set(text, rows[at]));
        onRead?.(texts.filter((text) => known.has(text)).length, kind);
      }
    }));
    return this.version === version;
  }

  /* ---- Training ---- */

  async show() {
    if (this.version === this.shown) return;
    this.data ??= await this.fetchData();
    const { version, labels: n, data } = this, start = (this.drawNumber - 1) * n, chosen = data.train.slice(start, start + n);
    this.showCurves();
    this.spread.textContent = "";
    const texts = [...chosen, ...data.test].map(([text]) => text), count = {};
    this.reading.hidden = false;
    const going = await this.gather(texts, (done, kind) => {
      count[kind] = done;
      this.bar.max = texts.length;
      this.bar.value = Math.min(...Object.keys(KINDS).map((one) => count[one] ?? 0));
      this.reading.lastChild.textContent = strings.reading(n, data.test.length, this.bar.value);
    });
    this.reading.hidden = true;
    if (!going || this.version !== version || !(await this.train(chosen, version))) return;
    this.shown = version;
    this.spread.textContent = this.draws > 1 && !this.spreads.has(n) ? strings.otherDraws : "";
    if (await this.gather(data.train.map(([text]) => text))) await this.compare(version); // while the reader looks
  }

  /** Trains on all other draws of this size: one draw of few labels can be a lucky one, or not. */
  async compare(version) {
    const { labels: n, data: { train: all, test, labels, head } } = this, kinds = Object.keys(KINDS);
    if (!this.spreads.has(n)) {
      const counts = Object.fromEntries(kinds.map((kind) => [kind, []]));
      for (let begin = 0; begin < all.length; begin += n) {
        for (const kind of kinds) {
          const of = (some) => some.map(([text]) => this.features[kind].get(text)), chosen = all.slice(begin, begin + n), scale = standardizer(of(chosen));
          const learned = [...train(scale(of(chosen)), chosen.map(([, label]) => label), labels.length, head)].at(-1);
          counts[kind].push(answersOf(learned, scale(of(test))).filter((answer, i) => answer === test[i][1]).length);
          await frame();
          if (this.version !== version) return;
        }
      }
      this.spreads.set(n, counts);
    }
    const said = kinds.map((kind) => {
      const counts = this.spreads.get(n)[kind], mean = counts.reduce((sum, count) => sum + count) / counts.length;
      return strings.spreadOf(kind, number(mean, 1), Math.min(...counts), Math.max(...counts));
    });
    this.spread.textContent = this.draws === 1 ? "" : strings.spread(this.draws, said);
    this.spread.ariaBusy = "false";
  }

  /** Trains both heads side by side and shows their progress. Returns false after a change. */
  async train(chosen, version) {
    const { train: _, test, labels, head } = this.data, still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const runs = Object.keys(KINDS).map((kind) => {
      const of = (examples) => examples.map(([text]) => this.features[kind].get(text)), scale = standardizer(of(chosen));
      return { kind, test: scale(of(test)), steps: train(scale(of(chosen)), chosen.map(([, label]) => label), labels.length, head) };
    });
    for (let step = 1; step <= head.steps; step++) {
      for (const run of runs) run.head = run.steps.next().value;
      if (step % 6) continue;
      if (step === head.steps || !still) this.showBars(runs, step);
      await frame();
      if (this.version !== version) return false;
    }
    this.picture.ariaBusy = "false";
    this.found.set(`${this.labels} ${this.drawNumber}`, { size: this.labels, draw: this.drawNumber, ...Object.fromEntries(this.rows.map(({ kind, right }) => [kind, (100 * right) / test.length])) });
    this.showCurves();
    this.showList();
    const [{ right: one }, { right: other }] = this.rows;
    this.say(strings.outcome(this.labels, one, test.length, other));
    return true;
  }

  showBars(runs, step) {
    const { test, labels, head } = this.data, most = Array.from(labels, (_, label) => test.filter((one) => one[1] === label).length), first = argmax(most);
    this.answers = Object.fromEntries(runs.map(({ kind, test: x, head }) => [kind, answersOf(head, x)]));
    const bar = (label, right, role, kind) => ({ label, kind, right, role, share: right / test.length, text: `${right} (${number((100 * right) / test.length, 1)}%)` });
    this.rows = Object.entries(KINDS).map(([kind, role]) => bar(strings.onFeatures(kind), this.answers[kind].filter((answer, i) => answer === test[i][1]).length, role, kind));
    this.picture.replaceChildren(bars(strings.barsCaption(test.length), [...this.rows, bar(strings.always(labels[first]), most[first], "plain")]));
    this.sum.textContent = strings.step(step, head.steps, this.labels);
  }

  /* ---- Display ---- */

  showCurves() {
    this.curves.replaceChildren(this.drawing());
  }

  drawing() {
    const curves = this.data?.curves ?? {}, text = (words, x, y, anchor = "start", kind = "-muted") => svg("text", { x, y, "text-anchor": anchor, "font-size": 12, class: `ln-text${kind}` }, words);
    const sizes = [32, 128, 512, 2048, 8192], found = [...this.found.values()].filter(({ size, draw }) => draw === this.drawOf(size)).sort((a, b) => a.size - b.size);
    const ends = Object.entries(curves).map(([arm, points]) => ({ arm, y: upward(points.at(-1)[1]) + 4 })).sort((a, b) => a.y - b.y);
    ends.forEach((end, i) => (end.y = Math.max(end.y, i ? ends[i - 1].y + 14 : 0)));
    const described = Object.entries(curves).map(([arm, points]) => `${ARMS[arm][0]}: ${points.map(([size, mean]) => `${size} ${number(mean, 1)}`).join(", ")}`);
    const here = found.map(({ size, pretrained, untrained }) => strings.inPage(size, number(pretrained, 1), number(untrained, 1)));
    return svg("svg", { viewBox: `0 0 ${WIDE} 262`, class: "explorer__drawing", role: "img",
      "aria-label": strings.drawing(described, here) },
    text(strings.rightAxis, 0, 12), text(strings.labelsAxis, (LEFT + RIGHT) / 2, LOW + 32, "middle"),
    ...[0, 20, 40, 60, 80].flatMap((percent) => [svg("line", { class: "ln-axis", x1: LEFT, x2: RIGHT, y1: upward(percent), y2: upward(percent) }), text(String(percent), LEFT - 5, upward(percent) + 4, "end")]),
    ...sizes.map((size) => text(number(size), across(size), LOW + 16, "middle")),
    ...Object.entries(curves).flatMap(([arm, points]) => [
      svg("polyline", { class: `ln-line-${ARMS[arm][1]}`, "stroke-width": 2, "stroke-dasharray": ARMS[arm][2] || null, points: points.map(([size, mean]) => `${across(size)},${upward(mean)}`).join(" ") }),
      ...points.map(([size, , low, high]) => svg("line", { class: `ln-line-${ARMS[arm][1]}`, "stroke-width": 1, x1: across(size), x2: across(size), y1: upward(low), y2: upward(high) }))]),
    ...ends.map(({ arm, y }) => text(ARMS[arm][0], RIGHT - 4, y, "start", "")),
    ...found.flatMap(({ size, pretrained, untrained }) => [
      svg("circle", { class: "ln-fill-focus", cx: across(size), cy: upward(pretrained), r: 5 }),
      svg("path", { class: "ln-line-key", "stroke-width": 2.5, d: `M${across(size) - 5} ${upward(untrained) - 5}l10 10m-10 0l10 -10` })]),
    svg("circle", { class: "ln-fill-focus", cx: 10, cy: 254, r: 5 }), text(strings.pretrainedHere, 20, 258),
    svg("path", { class: "ln-line-key", "stroke-width": 2.5, d: "M185 249l10 10m-10 0l10 -10" }), text(strings.untrainedHere, 202, 258));
  }

  showList() {
    const { test, labels } = this.data, { pretrained, untrained } = this.answers;
    const groups = Object.fromEntries(Object.keys(GROUPS).map((group) => [group, []]));
    test.forEach(([text, label], i) => {
      const one = pretrained[i] === label, other = untrained[i] === label;
      groups[one && other ? "both" : one ? "pretrained" : other ? "untrained" : "neither"].push([text, label, pretrained[i], untrained[i]]);
    });
    const group = Object.hasOwn(GROUPS, this.state.group) ? this.state.group : "pretrained";
    Object.entries(GROUPS).forEach(([key, text], at) => {
      this.groups[at].textContent = `${text}: ${groups[key].length}`;
      this.groups[at].setAttribute("aria-pressed", key === group);
    });
    const shown = this.all.querySelector("input").checked ? groups[group] : groups[group].slice(0, FEW);
    this.list.replaceChildren(table(strings.listCaption(GROUPS[group], shown.length, groups[group].length), strings.listHead,
      shown.map(([text, ...numbers]) => [text, ...numbers.map((label) => labels[label])])));
  }

  csv() {
    const { test = [], labels } = this.data ?? {}, { pretrained, untrained } = this.answers ?? {};
    return [strings.csvHead, ...(pretrained ? test : []).map(([text, label], i) =>
      [text, ...[label, pretrained[i], untrained[i]].map((one) => labels[one])])];
  }
}

customElements.define("transfer-explorer", TransferExplorer);
