/**
 * <inside-explorer>: all 270 heads of SmolLM2 as a wall. Which of them copy a repeated list, what is lost without them or without as many
 * others, and where heads rest. What is shown was measured by lab/smollm2.py (data/inside.json); with the model loaded, readers try their
 * own list (inside-live.js). A head is its place in the wall, layer · heads + head.
 */

import { Explorer } from "./base.js";
import { arcs, sign, strip, Wall } from "./inside-wall.js";
import { LargeModel } from "./large-model.js";
import { button, create, scroller, slider, svg, table, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/inside-explorer.js";

const KINDS = ["induction", "previous", "same", "sink"]; // the last one measured on plain text, the others on repeated lists
// What the steps show: the measure that the wall draws ("" for the names), and the state's key of what readers guess.
const STEPS = [{ measure: "induction", guess: "marks" }, { measure: "induction", guess: "lose" }, { measure: "", guess: "draw" },
  { measure: "sink", guess: "rest" }, { measure: "" }, { measure: "induction", live: true }];
/** A token as text; white space alone is made visible. */
const likeliest = (token) => token.trim() || strings.space;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

class InsideExplorer extends Explorer {
  static state = { step: "1", seen: "", marks: "", lose: "", draw: "", rest: "", head: "", run: "", list: strings.firstList, off: "" };
  wide = 600; // pixels available for a drawing

  build() {
    this.steps = STEPS.map((_, at) => button(strings.steps[at].name, () => this.set({ step: at + 1 }, { step: true }), { "aria-label": strings.stepName(at + 1, strings.steps[at].name) }));
    this.reveal = button(strings.show, () => this.set({ seen: this.now.seen.concat(this.now.step + 1).join(",") }, { step: true }));
    this.again = button(strings.again, () => this.set({ seen: this.now.seen.filter((one) => one !== this.now.step + 1).join(","), run: "" }, { step: true }));
    this.story = create("p", { class: "explorer__story" });
    this.bet = slider({ label: strings.bet, min: 0, max: 1000, step: 1, says: (value) => (this.now.bet === null ? strings.noBet : `${value}`),
      onNumber: (value) => this.set({ [STEPS[this.now.step].guess]: value }) });
    this.strip = create("div");
    this.found = create("p", { class: "explorer__result" });
    this.holder = create("div");
    this.legend = create("ul", { class: "explorer__legend", "aria-label": strings.legend });
    this.words = create("div");
    this.detail = create("div");
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), create("div"));
    [this.own, this.ownMap] = [create("div"), create("div")]; // inside-live.js fills them
    this.place = new LargeModel(this, { onModel: () => this.refresh(), onFreed: () => this.refresh() });
    this.fetchData();
    return [create("div", { class: "explorer__steps" }, create("div", { role: "group", "aria-label": strings.guided }, ...this.steps)),
      this.story, this.place.node, create("div", { class: "explorer__row" }, this.bet, this.reveal, this.again), this.strip, this.found, this.own, this.holder, this.legend, this.words, this.detail, this.ownMap, this.numbers];
  }

  async fetchData() {
    const answer = await fetch(new URL("data/inside.json", import.meta.url)).catch(() => null), data = answer?.ok && await answer.json().catch(() => null);
    if (!data) return this.say(strings.notLoaded);
    this.data = data;
    this.runs = { whole: data.whole, induction: data.induction, ...Object.fromEntries(data.others.map((run, at) => [`${at + 1}`, run])) };
    this.best = data.scores.induction.indexOf(Math.max(...data.scores.induction));
    this.wall = new Wall({ layers: data.roles.length / data.heads, heads: data.heads, onOpen: (at) => this.open(at), onPress: (at) => this.press(at) });
    this.holder.replaceChildren(this.wall.node);
    watchWidth(this.holder, (wide) => {
      this.wide = wide;
      this.update();
    });
    return this.update();
  }

  /** Shows everything again, as after loading the model; does nothing before the view exists. */
  refresh() {
    if (this.data) this.update();
  }

  /* ---- The state ---- */

  /** The state, with anything invalid in the address corrected. */
  get now() {
    const { step, seen, marks, head, run, off } = this.state, { roles, of } = this.data, count = roles.length;
    const places = (text, least, most) => [...new Set(text.split(",").filter(Boolean).map(Number))].filter((at) => Number.isInteger(at) && at >= least && at < most);
    const at = STEPS[Number(step) - 1] ? Number(step) - 1 : 0, { guess } = STEPS[at], steps = places(seen, 1, STEPS.length + 1), blind = at === 0 && !steps.includes(1);
    const [open = blind ? 0 : this.best] = places(head, 0, count); // before the first guess, the best head isn't given away
    const bet = at ? this.state[guess] : "", most = guess === "rest" ? count : of;
    return {
      step: at, seen: steps, open, marks: places(marks, 0, count), off: places(off, 0, count), shown: !guess || steps.includes(at + 1), live: Boolean(STEPS[at].live),
      bet: bet?.trim() && Number(bet) >= 0 && Number(bet) <= most ? Math.round(Number(bet)) : null, most,
      run: at === 1 ? "induction" : at === 2 ? (Object.hasOwn(this.runs, run) && Number(run) ? run : this.typical) : "whole",
    };
  }

  /** The draw nearest the mean of all. */
  get typical() {
    const rights = this.data.others.map(({ right }) => right), away = rights.map((right) => Math.abs(right - mean(rights)));
    return `${1 + away.indexOf(Math.min(...away))}`;
  }

  open(at) {
    if (at !== this.now.open) this.set({ head: at });
  }

  /** What the shapes of this step mean. */
  showLegend() {
    const { step, shown } = this.now, { measure } = STEPS[step], { least } = this.data, kinds = measure ? [measure] : KINDS, other = measure ? "" : strings.noOther;
    this.legend.hidden = !shown && step !== 1;
    this.legend.replaceChildren(...kinds.map((kind) => create("li", {}, sign(kind), create("span", {}, create("strong", {}, strings.roles[kind].name), `: ${strings.atLeast(kind, least[kind])}${kind === "sink" ? other : ""}`))),
      create("li", {}, strings.size));
  }

  /** A head is pressed: marked before the answer, switched where the model runs. */
  press(at) {
    const { marks, off, step, shown, live } = this.now, other = (list) => (list.includes(at) ? list.filter((one) => one !== at) : [...list, at]).sort((a, b) => a - b).join(",");
    if (live && this.live?.ready) this.set({ head: at, off: other(off) }, { step: true });
    else if (step === 0 && !shown) this.set({ head: at, marks: other(marks) });
    else this.set({ head: at });
  }

  /** Whether a head looks so often at this that it would be named after it. */
  enough(at, kind) {
    const share = this.data.scores[kind][at] / 100, least = this.data.least[kind];
    return kind === "sink" ? share > least : share >= least;
  }

  nameOf = (at) => strings.nameOf(Math.floor(at / this.data.heads), at % this.data.heads);

  update() {
    if (!this.data) return;
    const { step, shown, bet, most, live } = this.now, { guess } = STEPS[step], told = strings.steps[step];
    this.steps.forEach((one, at) => one.setAttribute("aria-pressed", at === step));
    const focused = [this.reveal, this.again].includes(document.activeElement);
    this.reveal.hidden = shown;
    this.reveal.textContent = guess === "marks" ? (this.now.marks.length ? strings.show : strings.skip) : bet === null ? strings.skip : strings.show;
    this.again.hidden = !shown || !guess;
    if (focused) (shown ? this.again : this.reveal).focus();
    this.story.textContent = shown ? this.answers[step]() : this.questions[step]();
    this.story.classList.toggle("explorer__task", !shown);
    this.bet.hidden = shown || guess === "marks";
    this.bet.querySelector("input").max = most;
    this.bet.show(bet ?? Math.round(most / 2));
    this.own.hidden = this.ownMap.hidden = !live;
    this.place.node.hidden = !live;
    this.showLegend();
    if (live) this.goLive();
    this.showStrip();
    const verdict = this.verdict();
    this.found.textContent = verdict || (shown || step ? "" : strings.noneMarked); // space for a line, so that the wall doesn't move at the first mark
    this.showWall();
    this.showWords();
    this.showDetail();
    this.showNumbers();
    if (!live || !this.live?.ready) this.say([verdict || strings.stepName(step + 1, told.name), shown ? this.told : ""].filter(Boolean).join(" "), { soon: true });
  }

  /** Where the model runs, or could; its code is fetched when the reader gets here. */
  async goLive() {
    if (!this.live) {
      const { Live } = await import("./inside-live.js");
      this.live ??= new Live(this);
      if (this.isConnected) this.update();
    } else this.live.update();
  }

  /* ---- Questions and answers ---- */

  get questions() {
    const { list, whole, of, induction, others, roles } = this.data;
    return [() => strings.steps[0].ask(list.length), () => strings.steps[1].ask(whole.right, of, induction.off.length),
      () => strings.steps[2].ask(induction.off.length, others.length), () => strings.steps[3].ask(roles.length)];
  }

  get answers() {
    const { roles, scores, heads } = this.data, copiers = roles.flatMap((role, at) => (role === "induction" ? [Math.floor(at / heads)] : []));
    return [() => strings.steps[0].answer(copiers.length, Math.min(...copiers), Math.max(...copiers)), strings.steps[1].answer, strings.steps[2].answer,
      () => strings.steps[3].answer(this.nameOf(this.best).toLowerCase(), scores.sink[this.best] / 100), () => strings.steps[4].answer(roles.filter(Boolean).length, roles.length), () => strings.steps[5].answer(Boolean(this.place.model))];
  }

  /** How many heads give the first word of plain text more than half. */
  get resting() {
    return this.data.roles.filter((_, at) => this.enough(at, "sink")).length;
  }

  /** The result, beside the reader's guess. */
  verdict() {
    const { step, shown, bet, marks, run } = this.now, { roles, induction, others, of } = this.data, rights = others.map(({ right }) => right);
    if (step === 0 && !shown) return marks.length ? strings.marked(marks.length) : "";
    if (!shown) return "";
    if (step === 0 && marks.length) {
      return strings.markedOf(marks.length, marks.filter((at) => roles[at] === "induction").length, marks.length * roles.filter((role) => role === "induction").length / roles.length);
    }
    if (step === 1) return strings.lost(bet, induction.right, of);
    if (step === 3) return strings.resting(bet, this.resting, roles.length);
    if (step !== 2) return "";
    const counts = {};
    for (const at of this.runs[run].off) counts[roles[at]] = (counts[roles[at]] ?? 0) + 1;
    return `${strings.drawn(bet, mean(rights), Math.min(...rights), Math.max(...rights))} ${strings.draw(run, this.runs[run].right, of)}. ${strings.drawHas(counts)}`;
  }

  showStrip() {
    const { step, shown, bet, most, run } = this.now, { whole, induction, others } = this.data;
    if (![1, 2, 3].includes(step)) return this.strip.replaceChildren();
    const rows = bet === null ? [] : [{ name: strings.rows.bet, values: [bet] }], row = (name, value, role) => ({ name, values: [value], role });
    if (step === 3) rows.push(...(shown ? [row(strings.rows.sink, this.resting, "sink")] : []));
    else rows.push(row(strings.rows.whole, whole.right, "result"));
    if (step === 2 || (step === 1 && shown)) rows.push(row(strings.rows.induction(induction.off.length), induction.right, "induction"));
    if (step === 2 && shown) {
      rows.push({ name: strings.rows.others(induction.off.length, others.length), values: others.map(({ right }) => right), role: "result", mean: mean(others.map(({ right }) => right)),
        picked: Number(run) - 1, pick: (at) => this.picking(at) });
    }
    const held = this.strip.contains(document.activeElement);
    this.strip.replaceChildren(...(rows.length ? [strip(most, rows, this.wide)] : []));
    if (held) this.strip.querySelector('[aria-checked="true"]')?.focus({ preventScroll: true });
    return undefined;
  }

  /** Lets a draw's dot be tapped, and reached with the arrow keys in the order of the results. */
  picking(at) {
    const { others, of } = this.data, order = others.map((_, one) => one).sort((a, b) => others[a].right - others[b].right), picked = Number(this.now.run) - 1;
    const pick = (one) => one !== undefined && this.set({ run: one + 1 });
    return { role: "radio", tabindex: at === picked ? 0 : -1, "aria-checked": `${at === picked}`, "aria-label": strings.draw(at + 1, others[at].right, of), onclick: () => pick(at),
      onkeydown: (event) => {
        const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        pick(order[order.indexOf(at) + step]);
      } };
  }

  /* ---- The wall ---- */

  showWall() {
    const { step, shown, open, marks, run, off, live } = this.now, { roles, scores } = this.data, { measure } = STEPS[step], running = live && this.live?.ready;
    const own = running ? this.live.scores : null, blank = !shown && step !== 1 && step !== 2;
    const crossed = running ? off : (step === 1 && shown) || (step === 2 && shown) ? this.runs[run].off : [];
    const cells = roles.map((role, at) => {
      const kind = blank ? "" : measure || role, share = own ? own[at] : kind ? scores[kind][at] / 100 : 0;
      const enough = own ? share >= this.data.least.induction : kind && this.enough(at, kind), marked = step === 0 && marks.includes(at);
      const what = [kind && strings.score(kind, share), crossed.includes(at) && strings.off].filter(Boolean).join(", ");
      return { kind, share, enough, marked, off: crossed.includes(at), label: strings.cell(Math.floor(at / this.data.heads), at % this.data.heads, what) };
    });
    const guessing = step === 0 && !shown, role = running ? "switch" : guessing ? "checkbox" : "radio";
    const picture = `${step}|${blank}|${own ? this.live.asked : ""}`;
    this.wall.show({ cells, open, role, quiet: guessing, again: picture !== this.picture && !blank, on: (at) => (running ? !off.includes(at) : guessing ? marks.includes(at) : at === open) });
    this.picture = picture;
  }

  /* ---- The words ---- */

  /** A list's words except the first: how likely each was with all heads and, if some are off, without them. */
  chips(words, whole, cut) {
    return create("div", { class: "explorer__recalled" }, ...words.map((word, at) => {
      const now = cut ?? whole, right = now.said[at].trim() === word.trim(), bar = (p, cutOff) => {
        const made = create("span", { class: "explorer__meter", ...(cutOff ? { "data-cut": "" } : {}) });
        made.style.setProperty("--share", p); // a style attribute would break the Content-Security-Policy
        return made;
      };
      return create("div", {}, create("span", { "aria-hidden": "true", class: right ? "explorer__hit" : "explorer__miss" }, strings.said(right)), " ", create("span", { dir: "auto" }, word),
        create("span", { class: "explorer__heard" }, strings.wordHeard(whole.p[at], cut ? cut.p[at] : null, likeliest(now.said[at]))), bar(whole.p[at]), ...(cut ? [bar(cut.p[at], true)] : []));
    }));
  }

  showWords() {
    const { step, shown, run, live } = this.now, { list, whole } = this.data;
    if (live || step > 2 || (step === 0 && !shown)) return this.words.replaceChildren();
    const cut = shown && step > 0 ? this.runs[run] : null;
    return this.words.replaceChildren(create("p", { class: "explorer__note" }, create("strong", {}, strings.words), ` ${strings.wordsHow(Boolean(cut))}`), this.chips(list.slice(1), whole, cut));
  }

  /* ---- The open head ---- */

  showDetail() {
    const { step, shown, open, live } = this.now, { roles, scores, list } = this.data, share = (kind) => scores[kind][open] / 100;
    this.told = "";
    if ((!shown && step !== 1) || live) return this.detail.replaceChildren();
    const long = (at) => list[at - 1].length + list[at].length + list[at + 1].length; // three short words fit on a phone
    const at = list.map((_, place) => place).slice(1, -1).reduce((one, other) => (long(other) < long(one) ? other : one)), [before, word, after] = list.slice(at - 1, at + 2);
    const shares = { previous: share("previous"), same: share("same"), induction: share("induction") };
    const reading = `${strings.looks(word, shares, [before, after])} ${strings.rests(share("sink"))}`;
    this.told = `${this.nameOf(open)}: ${strings.opened(roles[open])}.`;
    return this.detail.replaceChildren(create("p", {}, create("strong", {}, this.nameOf(open)), " ", ...(roles[open] ? [sign(roles[open])] : []), ` ${strings.opened(roles[open])}`),
      arcs([before, word, after], shares, this.wide), create("p", { class: "explorer__note" }, `${reading} ${strings.averages}`));
  }

  showNumbers() {
    const { step, shown, run } = this.now, { roles, scores, list, whole } = this.data, cut = this.runs[run], named = roles.map((_, at) => at).filter((at) => roles[at]);
    this.numbers.hidden = !shown;
    if (!shown) return;
    const byWords = step === 1 || step === 2, percent = (kind, at) => strings.percent(scores[kind][at] / 100);
    const made = byWords ? table(strings.wordsCaption, strings.wordsHead, list.slice(1).map((word, at) => [word, whole.p[at].toFixed(2), likeliest(whole.said[at]), cut.p[at].toFixed(2), likeliest(cut.said[at])]))
      : table(strings.headsCaption, strings.headsHead, named.map((at) => [this.nameOf(at), strings.roles[roles[at]].name, ...KINDS.map((kind) => percent(kind, at))]));
    this.numbers.lastChild.replaceChildren(scroller(byWords ? strings.wordsCaption : strings.headsCaption, made));
  }

  drawing = () => this.wall?.drawing ?? svg("svg", { viewBox: "0 0 1 1" }, svg("g", {}));

  csv() {
    const { roles = [], scores, heads } = this.data ?? {};
    return [strings.csvHead, ...roles.map((role, at) => [Math.floor(at / heads), at % heads, role, ...KINDS.map((kind) => scores[kind][at])])];
  }
}

customElements.define("inside-explorer", InsideExplorer);
