/**
 * <pipeline-chooser>: a map of the page's pipelines: on the left what goes in, on the right what comes out, between them the pipelines,
 * each joined to both. Whatever the reader presses lights up its route; where no pipeline does it alone, several in a row. Below the
 * map, one example goes the whole way: what each pipeline gets and what it hands on. First the reader builds a route from spoken English
 * to spoken French; afterwards the example goes along that one and along the one that arrives.
 * All data comes from the page: its table of versions, the code blocks, and the table that this replaces; examples are in the strings.
 */

import { ANSWERS } from "./answers.js";
import { Explorer, latest } from "./base.js";
import { still } from "./gliding.js";
import { tour } from "./guessing.js";
import { button, create, svg, table, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/pipeline-chooser.js";

const LONGEST = 200;
const SOUND = strings.asked, CHAIN = strings.chain; // the question's ends, and its answer
const JOIN = ">"; // separates the names of a route in the address
const MOVE = 250; // milliseconds for one stretch of a route to light up
const PORT = 4; // pixels between the lines at one end
const LOOP = 9; // pixels around the map for the line of data that goes back in
// One click each, the best find first.
const STEPS = [{ pick: CHAIN.join(JOIN) }, { pick: CHAIN.join(JOIN), text: strings.misheard }, { pick: ["image-to-text", CHAIN.at(-1)].join(JOIN) }, { out: "a picture" },
  { pick: "fill-mask" }, { pick: "summarization" }];
// Drawings of the kinds of data, 24 units wide and high.
const ICONS = {
  text: "M3 6H21M3 11H21M3 16H14", sound: "M3 10V14M7.5 6V18M12 3V21M16.5 7V17M21 10V14", picture: "M3 4H21V20H3ZM3 17L9 11L13 15L17 10L21 14M8 8.5H8.1",
  labels: "M3 5H21M3 12H13M3 19H7", places: "M3 4H21V20H3ZM8 9H16V16H8ZM8 9V7H12", words: "M2 9H6M18 9H22M9 4H15V14H9ZM3 20H21", both: "M3 3H17V13H3ZM3 11L8 7L12 11L17 7M3 17H21M3 21H14",
};

/** Rows of a table as cells of text, with the codes in each: [{ text, codes }]. */
const rowsOf = (found) => [...found.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => ({
  text: cell.textContent.trim(), codes: [...cell.querySelectorAll("code")].map((code) => code.textContent) })));

/** The paragraphs of the page's code that a call needs: imports, earlier assignments to its names, and the call's own. */
export function linesOf(call, blocks) {
  const beginning = call.split("…")[0].replace(/[ ,]+$/, "");
  for (const block of blocks) {
    const paragraphs = block.trim().split(/\n\s*\n/), at = paragraphs.findIndex((paragraph) => paragraph.includes(beginning));
    if (at < 0) continue;
    const needed = new Set([...paragraphs.keys()].filter((index) => index < at && /^(import|from) /.test(paragraphs[index])));
    const own = new Set([...paragraphs[at].matchAll(/^(\w+) =/gm)].map(([, name]) => name));
    for (const [name] of paragraphs[at].replace(/"[^"]*"/g, "").matchAll(/\b[a-z_]+\b(?!=)/g)) {
      const set = paragraphs.findIndex((paragraph, index) => index < at && new RegExp(`^${name} =`, "m").test(paragraph));
      if (set >= 0 && !own.has(name)) needed.add(set);
    }
    return [...[...needed].sort((a, b) => a - b), at].map((index) => paragraphs[index]);
  }
  return [];
}

// Photos of the examples, 48 units wide and 36 high, by a word in their description.
const PHOTOS = {
  parrots: "M8 11C7 4 17 2 19.5 8C23 8 24 12 21.5 15L19 12.5C21 19 19.5 24 16 27L13 36L9 36L10.5 27C6 23 5.5 17 8 11zM14.4 8.5a1.1 1.1 0 1 0 2.2 0a1.1 1.1 0 1 0 -2.2 0zM40 11C41 4 31 2 28.5 8C25 8 24 12 26.5 15L29 12.5C27 19 28.5 24 32 27L35 36L39 36L37.5 27C42 23 42.5 17 40 11zM31.4 8.5a1.1 1.1 0 1 1 2.2 0a1.1 1.1 0 1 1 -2.2 0zM1 27.5H24V29.5H1zM24 27.5V29.5H47V27.5z",
  cat: "M8.5 14a7.5 7.5 0 1 1 15 0a7.5 7.5 0 1 1 -15 0zM9.5 12L9 3.5L15 7.5zM22.5 12L17 7.5L23 3.5zM12 25a15 9.5 0 1 1 30 0a15 9.5 0 1 1 -30 0zM39 24C46 20 45 12 41 8L43.5 6.5C49 12 48 23 40 28zM12.5 13.5a1 1 0 1 0 2 0a1 1 0 1 0 -2 0zM17.5 13.5a1 1 0 1 0 2 0a1 1 0 1 0 -2 0z",
  bee: "M17.2 23.5a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM11.1 27a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM5 23.5a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM5 16.5a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM11.1 13a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM17.2 16.5a3.9 3.9 0 1 1 7.8 0a3.9 3.9 0 1 1 -7.8 0zM14.2 30H15.8V36H14.2zM26 15a8 5.2 0 1 1 16 0a8 5.2 0 1 1 -16 0zM31 10.2V19.8H32.5V10.2zM35.5 10.2V19.8H37V10.2zM32 9.5C27 2 34 0 34.5 9zM36 9C36.5 0 44 2 38 10z",
};

const drawn = (width, d, name) => svg("svg", { viewBox: `0 0 ${width} ${width === 24 ? 24 : 36}`, class: name, "aria-hidden": "true" }, svg("path", { d }));
const icon = (kind) => drawn(24, ICONS[strings.icons[kind]] ?? ICONS.text, "explorer__kind-icon");

/** The kinds of data in the order in which they are drawn. */
const inOrder = (kinds) => [...new Set(kinds)].sort((a, b) => Object.keys(strings.icons).indexOf(a) - Object.keys(strings.icons).indexOf(b));

/** The fewest pipelines that lead from one kind of data to another, each taking what the one before gives; [] if none do. */
export function shortest(pipelines, from, to) {
  let ways = [[]];
  const seen = new Set();
  while (ways.length) {
    const longer = ways.flatMap((way) => pipelines.filter((one) => one.in === (way.at(-1)?.out ?? from)).map((one) => [...way, one]));
    const found = longer.find((way) => way.at(-1).out === to);
    if (found) return found;
    ways = longer.filter((way) => !seen.has(way.at(-1).out) && seen.add(way.at(-1).out));
  }
  return [];
}

class PipelineChooser extends Explorer {
  // in, out: kinds of data that were pressed; pick: a pipeline, or several in a row; guess: the reader's route to the question
  static state = { in: "", out: "", pick: "", text: "", asked: "1", guess: "" };

  translated = new Map(); // what pocket-t5 made of a text here

  build() {
    this.pipelines = this.readPage();
    const ins = inOrder(this.pipelines.map((one) => one.in)), made = inOrder(this.pipelines.map((one) => one.out));
    const outs = inOrder([...made, ...ins.filter((kind) => !this.pipelines.some((one) => one.in !== kind && kind.startsWith(one.in)))]); // including what none of them makes
    const end = (kind, key) => button("", () => this.press(key, kind), { class: "explorer__end-kind", "data-kind": kind });
    this.ends = { in: ins.map((kind) => end(kind, "in")), out: outs.map((kind) => end(kind, "out")) };
    for (const one of [...this.ends.in, ...this.ends.out]) one.replaceChildren(icon(one.dataset.kind), create("span", {}, one.dataset.kind), create("em"));
    const sorted = [...this.pipelines].sort((a, b) => ins.indexOf(a.in) - ins.indexOf(b.in) || outs.indexOf(a.out) - outs.indexOf(b.out));
    this.stops = sorted.map(({ name }) => button("", () => this.pressStop(name), { class: "explorer__stop", "data-name": name }));
    for (const one of this.stops) one.replaceChildren(create("b"), create("span", {}, one.dataset.name));
    this.rails = svg("svg", { class: "explorer__rails", "aria-hidden": "true" });
    const column = (label, nodes) => create("div", { role: "group", "aria-label": label }, ...nodes);
    this.map = create("div", { class: "explorer__metro" }, this.rails,
      column(strings.goesIn, this.ends.in), column(strings.pipelines, this.stops), column(strings.comesOut, this.ends.out));
    watchWidth(this.map, () => this.showRails());
    this.told = create("p", { class: "explorer__result" });
    this.check = button(strings.check, () => this.reveal(this.state.guess));
    this.checks = create("div", { class: "explorer__row" }, this.check, button(strings.skip, () => this.reveal("")));
    this.tour = tour(strings.steps.map(([name]) => name), (at) => this.set({ ...this.begins, asked: 0, guess: this.state.guess, ...STEPS[at] }, { step: true }));
    this.routes = create("div", { class: "explorer__routes" }); // inside it another one, which can be laid out by its width
    this.detail = create("div");
    this.awaited = this.run = create("div", { class: "explorer__row" });
    this.listen = latest(() => this.hear());
    return [this.tour, this.map, this.told, this.routes, this.checks, this.run, this.detail];
  }

  /** The page's pipelines: { name, in, out, calls, tasks, version }. */
  readPage() {
    const versions = rowsOf(document.querySelector("#which-version-5-has ~ * table, #which-version-5-has ~ table"));
    this.blocks = [...document.querySelectorAll("article pre code")].map((code) => code.textContent);
    return rowsOf(this.querySelector("table")).map(([name, goesIn, comesOut, call]) => {
      const [, task, version] = versions.find(([other]) => other.text === name.text);
      return { name: name.text, in: goesIn.text, out: comesOut.text, calls: call.codes, tasks: task.codes, version: version.text };
    });
  }

  /** Whether the reader is still to guess: not where an address already shows something else. */
  get asks() {
    const { asked, pick, in: into, out } = this.state;
    return asked !== "0" && !pick && !into && !out;
  }

  /** What the first pipeline of the question's answer wrote down, if it isn't what was said. */
  get misheard() {
    const text = this.state.text.trim();
    return text === strings.carried[SOUND] ? "" : text;
  }

  /** The pipelines that a text names, one after the other. */
  named(text) {
    return text.split(JOIN).map((name) => this.pipelines.find((one) => one.name === name)).filter(Boolean);
  }

  /** What was pressed: { into, out, route: pipelines one after the other, lit: all that fit }. */
  get chosen() {
    const [into, out] = ["in", "out"].map((key) => (this.ends[key].some((one) => one.dataset.kind === this.state[key]) ? this.state[key] : ""));
    const picked = this.named(this.asks ? this.state.guess : this.state.pick);
    if (picked.length) return { into: "", out: "", route: picked, lit: picked };
    const fitting = into || out ? this.pipelines.filter((one) => [one.in, ""].includes(into) && [one.out, ""].includes(out)) : [];
    const route = into && out ? (fitting.length > 1 ? [] : shortest(this.pipelines, into, out)) : [];
    return { into, out, route, lit: route.length ? route : fitting };
  }

  press(key, kind) {
    if (this.asks) return;
    const other = key === "in" ? "out" : "in", { pick } = this.state;
    this.set({ [key]: !pick && this.state[key] === kind ? "" : kind, ...(pick ? { [other]: "" } : {}), pick: "", text: "", asked: 0 }, { step: true });
  }

  /** As a guess, adds a pipeline to the route or removes it; otherwise shows it. */
  pressStop(name) {
    if (!this.asks) return this.set({ pick: name, in: "", out: "", text: "", asked: 0 }, { step: true });
    const route = this.named(this.state.guess).map((one) => one.name);
    this.set({ guess: (route.includes(name) ? route.filter((one) => one !== name) : [...route, name]).join(JOIN) }, { step: true });
  }

  /** Shows the answer beside the guess. */
  reveal(guess) {
    this.set({ guess, pick: CHAIN.join(JOIN), asked: 0 }, { step: true });
    this.tour.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
    // The steps, the map and both routes in one window; in a small one, the map and as much as fits.
    const header = document.querySelector(".md-header")?.offsetHeight ?? 0, least = this.routes.getBoundingClientRect().bottom + LOOP - innerHeight;
    const [withSteps, most] = [this.tour, this.map].map((one) => one.getBoundingClientRect().top - header - LOOP);
    scrollBy({ top: withSteps >= least ? Math.min(withSteps, Math.max(0, least)) : most, behavior: "instant" });
  }

  /** The verdict on a guess: [whether it arrives, why]. */
  verdict() {
    const route = this.named(this.state.guess), [first] = route, last = route.at(-1), at = route.findIndex((one, index) => index && one.in !== route[index - 1].out);
    const wrong = first.in !== SOUND ? strings.badStart(first) : at > 0 ? strings.noFit(route[at - 1], route[at]) : last.out !== SOUND ? strings.badEnd(last)
      : !route.some((one) => one.name === CHAIN[1]) ? strings.english : "";
    return [!wrong, wrong || (route.length > CHAIN.length ? strings.tooMany(CHAIN.length) : strings.right(CHAIN.length))];
  }

  update() {
    const { asks } = this, { into, out, route, lit } = this.chosen, isChain = asks || this.state.pick === CHAIN.join(JOIN);
    const names = route.map((one) => one.name), guessed = !asks && isChain && !this.misheard ? this.named(this.state.guess) : [];
    this.checks.hidden = !asks;
    this.check.disabled = !names.length;
    this.tour.hidden = asks;
    const step = asks ? -1 : STEPS.findIndex((one) => ["in", "out", "pick", "text"].every((key) => this.state[key] === (one[key] ?? "")));
    this.tour.show(step);
    for (const key of ["in", "out"]) {
      for (const one of this.ends[key]) {
        const { kind } = one.dataset, ends = { in: into || (!out && route[0]?.in), out: out || (!into && route.at(-1)?.out) };
        if (asks) one.removeAttribute("aria-pressed");
        else one.setAttribute("aria-pressed", String(ends[key] === kind));
        one.lastChild.textContent = isChain && kind === SOUND ? key === "in" ? strings.you : strings.friend : "";
        one.toggleAttribute("data-goal", asks && kind === SOUND);
        one.toggleAttribute("data-empty", key === "out" && !this.pipelines.some((pipeline) => pipeline.out === kind));
        one.setAttribute("aria-disabled", String(asks));
      }
    }
    for (const one of this.stops) {
      const turn = names.indexOf(one.dataset.name), { version } = this.pipelines.find(({ name }) => name === one.dataset.name);
      const missed = turn < 0 && guessed.some(({ name }) => name === one.dataset.name);
      one.setAttribute("aria-pressed", String(turn >= 0));
      one.toggleAttribute("data-lit", turn < 0 && lit.some(({ name }) => name === one.dataset.name));
      one.toggleAttribute("data-missed", missed);
      one.toggleAttribute("data-gone", !asks && !version.startsWith("work"));
      one.firstChild.textContent = turn >= 0 && (asks || names.length > 1) ? turn + 1 : missed ? strings.signs[0] : "";
    }
    this.told.textContent = asks || route.length ? "" : this.says(this.chosen, step);
    this.told.hidden = !this.told.textContent;
    this.showRails(asks ? "guess" : names.join(JOIN) + into + out);
    this.show(asks ? [] : route);
    this.showRoutes(guessed, step);
    this.showText();
    const [, why] = guessed.length ? this.verdict() : [];
    const told = asks ? names.length ? strings.laid(names) : strings.guessFirst : names.length === 1 ? strings.one(route[0]) : names.length ? strings.row(names) : this.says(this.chosen, step);
    this.say(why ? `${why} ${told.charAt(0).toUpperCase()}${told.slice(1)}`.trim() : told);
  }

  /** Information on what was pressed. */
  says({ into, out, route, lit }, step) {
    const names = route.map((one) => one.name), about = step >= 0 ? `${strings.steps[step][1]} ` : "";
    if (into && out && !route.length) return lit.length ? strings.direct(into, out, lit.length) : strings.noWay(into, out);
    if (into && out && route.length > 1) return strings.chained(into, out, names);
    if (route.length) return about;
    if (out && !lit.length) return about || strings.noneTo(out);
    return into ? strings.from(into, lit.length) : out ? strings.to(out, lit.length) : strings.begin;
  }

  /* ---- The lines ---- */

  /** Joins everything, and lights up the route, stretch by stretch if it has changed. */
  showRails(shown = this.shown) {
    if (!this.map.clientWidth) return;
    const frame = this.map.getBoundingClientRect(), { route, lit } = this.chosen, { clientWidth: wide, clientHeight: tall } = this.map;
    const stop = (one) => this.stops.find(({ dataset }) => dataset.name === one.name), end = (key, kind) => this.ends[key].find(({ dataset }) => dataset.kind === kind);
    const at = (node, side, lower = 0) => {
      const box = node.getBoundingClientRect();
      return [(side === "left" ? box.left : box.right) - frame.left, box.top + box.height / 2 - frame.top + lower].map((value) => Number(value.toFixed(1)));
    };
    // The lines of one end leave it side by side, in the order of their pipelines.
    const lower = (one, key) => {
      const all = this.stops.map(({ dataset }) => this.pipelines.find(({ name }) => name === dataset.name)).filter((other) => other[key] === one[key]);
      return (all.indexOf(one) - (all.length - 1) / 2) * Math.min(PORT, (end(key, one[key]).offsetHeight - 12) / all.length);
    };
    const curve = ([x1, y1], [x2, y2]) => `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
    const ways = (one) => [curve(at(end("in", one.in), "right", lower(one, "in")), at(stop(one), "left")), curve(at(stop(one), "right"), at(end("out", one.out), "left", lower(one, "out")))];
    // What comes out and goes in again is routed around the map, with an arrow.
    const around = (kind) => {
      const [, from] = at(end("out", kind), "right"), [, to] = at(end("in", kind), "left"), low = tall + LOOP, turn = LOOP - 1;
      return `M${wide} ${from}q${turn} 0 ${turn} ${turn}V${low - turn}q0 ${turn} ${-turn} ${turn}H0q${-turn} 0 ${-turn} ${-turn}V${to + turn}q0 ${-turn} ${turn} ${-turn}m-4 -4l4 4l-4 4`;
    };
    const lights = (d, more = "") => svg("path", { d, class: `explorer__rail explorer__rail--lit${more}` }), looped = new Set();
    const all = this.pipelines.flatMap((one) => ways(one).map((d) => svg("path", { d, class: "explorer__rail" })));
    const bright = lit.flatMap((one) => {
      const next = route[route.indexOf(one) + 1], again = next && one.out === next.in && !looped.has(one.out) && looped.add(one.out);
      return [...ways(one).map((d) => lights(d)), ...(again ? [lights(around(one.out), " explorer__rail--back")] : [])];
    });
    this.rails.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    this.rails.replaceChildren(...all, ...bright);
    if (this.shown !== undefined && shown !== this.shown && !still()) {
      bright.forEach((way, index) => way.animate({ opacity: [0, 1] }, { duration: MOVE, delay: route.length ? index * MOVE : 0, fill: "backwards", easing: "ease-out" }));
    }
    this.shown = shown;
  }

  /* ---- The answer ---- */

  /** Puts the state's text into the field, unless the reader is typing. */
  showText() {
    if (this.field && !this.field.contains(document.activeElement)) this.field.show(this.state.text || this.field.begins);
  }

  /** What a route offers: for a single pipeline, the call; and a field, where a model runs here. */
  show(route) {
    const names = route.map((one) => one.name).join(JOIN);
    if (this.picked === names) return;
    this.picked = names;
    this.detail.replaceChildren();
    this.run.replaceChildren();
    this.field = null;
    if (names === CHAIN.join(JOIN)) this.offer(CHAIN[1]);
    if (route.length !== 1) return;
    const [picked] = route, code = [...new Set(picked.calls.flatMap((call) => linesOf(call, this.blocks)))].join("\n\n");
    this.detail.append(create("details", { class: "figure__words" }, create("summary", {}, picked.version.startsWith("work") ? strings.theCall : strings.instead),
      create("pre", {}, create("code", { tabindex: 0, role: "group", "aria-label": strings.codeFor(picked.name) }, code)),
      table(strings.caption, strings.detailHead, [[strings.task, picked.tasks.join(", ")], [strings.version, picked.version], [strings.in, picked.in], [strings.out, picked.out]])));
    if (ANSWERS[picked.name]) this.offer(picked.name);
  }

  /* ---- One example, all the way ---- */

  /** What a pipeline makes of what it gets: { kind, words, lang }. */
  made({ name, out: kind }, { words, lang }) {
    if (name === CHAIN[0]) return { kind, words: this.misheard || words, wrong: Boolean(this.misheard) };
    if (name === CHAIN[1] && lang !== "fr") {
      const french = strings.french[words] ?? this.translated.get(words);
      return french ? { kind, words: french, lang: "fr" } : { kind, words: strings.inFrench(words) };
    }
    if (strings.keeps.includes(name)) return { kind, words, lang, spoken: kind === SOUND };
    return { kind, words: strings.made[name]?.(words) ?? strings.examples[name][1] };
  }

  /** An example on its way along a route, as far as the kinds match: what there is before each pipeline, and at the end. */
  carry(route, from) {
    const found = [{ kind: from, words: strings.carried[from], spoken: from === SOUND }];
    for (const one of route) {
      if (one.in !== found.at(-1).kind) break;
      found.push(this.made(one, found.at(-1)));
    }
    return found;
  }

  /** One thing of an example: a drawing of its kind or its photo, and its words. */
  thing({ kind, words, lang, spoken, wrong }, label = "") {
    const photo = kind.startsWith("a picture") && Object.keys(PHOTOS).find((one) => words.includes(one));
    return create("li", { class: "explorer__carried", "data-wrong": wrong }, create("div", {}, photo ? drawn(48, PHOTOS[photo], "explorer__photo") : icon(kind), ...(label ? [create("small", {}, label)] : [])),
      create("span", { lang, dir: "auto" }, spoken ? strings.spoken(words) : words));
  }

  /** A route with the example on its way. sign: whether it arrives; begins, ends: what is said at both ends, gets: at the end if no sound arrives; open: it is still being built. */
  route(route, things, { title, says, sign, begins, ends, gets, open }) {
    const last = things.length - 1, rows = [this.thing(things[0], begins)];
    route.forEach((one, at) => {
      const fits = at < last || open;
      if (at <= last || open) {
        rows.push(create("li", { class: "explorer__via", "data-broken": !fits }, create("b", {}, !fits ? strings.signs[0] : route.length > 1 || open ? at + 1 : ""), " ", create("span", {}, one.name)));
      }
      if (things[at + 1]) rows.push(this.thing(things[at + 1], at + 1 === route.length ? (things[at + 1].kind === SOUND ? ends : gets ?? ends) : ""));
    });
    if (open) {
      const goal = this.thing({ kind: SOUND, words: strings.open }, ends);
      goal.classList.add("explorer__carried--open");
      rows.push(create("li", { class: "explorer__via explorer__via--open", "aria-hidden": "true" }), goal);
    }
    const signs = sign === undefined ? [] : [create("b", { "aria-hidden": "true" }, strings.signs[Number(sign)]), " "];
    return create("section", { "data-sign": sign === undefined ? false : String(sign), "data-short": route.length <= CHAIN.length, "aria-label": title },
      create("p", { class: open ? "explorer__task" : false }, create("strong", {}, ...signs, title), says ? ` ${says}` : ""), create("ol", {}, ...rows));
  }

  /** The reader's route and the one that arrives, or the one that was chosen, each with the example on its way. */
  showRoutes(guessed, step) {
    const { asks } = this, { route } = this.chosen, names = route.map((one) => one.name), isChain = names.join(JOIN) === CHAIN.join(JOIN), [arrives, why] = guessed.length ? this.verdict() : [];
    const ends = { begins: strings.say, ends: strings.hears, gets: strings.gets }, same = guessed.map((one) => one.name).join(JOIN) === names.join(JOIN);
    const made = [];
    if (asks) made.push(this.route(route, this.carry([], SOUND), { title: strings.yours, says: strings.build, ...ends, open: true }));
    if (guessed.length) made.push(this.route(guessed, this.carry(guessed, SOUND), { title: strings.yours, says: why, sign: arrives, ...ends }));
    if (!asks && route.length === 1) {
      const [{ name, in: kind, out, version }] = route, [given, told, lang] = strings.examples[name];
      made.push(this.route(route, [{ kind, words: given, lang }, { kind: out, words: told }], { title: strings.one(route[0]), says: [version.startsWith("work") ? "" : strings.gone, this.says(this.chosen, step)].filter(Boolean).join(" "), begins: strings.exampleIn, ends: strings.exampleOut }));
    } else if (!asks && route.length && !same) {
      const how = !isChain ? { title: strings.inARow } : { ...ends, title: this.misheard ? strings.misheardAt : strings.takes(CHAIN.length), sign: !this.misheard };
      made.push(this.route(route, this.carry(route, route[0].in), { says: this.says(this.chosen, step), ...how }));
    }
    const note = asks || !route.length ? "" : route.length === 1 ? strings.published : isChain ? strings.ours : route[0].in.startsWith("a picture") ? strings.publishedFirst : strings.allOurs;
    if (note) made.push(create("p", { class: "explorer__note" }, note));
    const text = made.map((one) => one.textContent).join();
    if (this.shownRoutes === text) return;
    this.shownRoutes = text;
    this.routes.replaceChildren(create("div", {}, ...made));
    if (asks || still()) return;
    for (const one of made) [...one.querySelectorAll("li")].forEach((item, at) => item.animate({ opacity: [0, 1] }, { duration: MOVE, delay: at * MOVE / 2, fill: "backwards", easing: "ease-out" }));
  }

  /* ---- With a pocket model, in the page ---- */

  /** Offers to run a pipeline here if the site has its model, alone or within a route, and says how much will be downloaded. */
  async offer(name) {
    const { model, text } = ANSWERS[name], { picked } = this, alone = picked === name;
    try {
      const size = await this.sizeOf(model);
      if (this.picked !== picked) return;
      const result = create("div", { class: "explorer__result" });
      const field = textField({ label: alone ? strings.field(model) : strings.whatWasHeard(model), most: LONGEST, keepsEnd: name === "text generation",
        onText: (text) => {
          this.set({ text });
          result.replaceChildren(); // it belonged to the previous text
          if (field.told) this.say(field.told);
          if (!alone && this.translator) this.listen();
        } });
      this.field = Object.assign(field, { begins: alone ? text : strings.carried[SOUND] });
      this.showText();
      const start = button(this.models.has(model) ? strings.run : strings.runHere(model, size), () => this.answer(name, alone, field, result, start));
      this.run.replaceChildren(field, start, result);
    } catch {
      // The site has no such model, or there is no network: the page works without it.
    }
  }

  async answer(name, alone, field, result, start) {
    const { model, head, answer } = ANSWERS[name], text = field.text.trim();
    if (!text) return this.say(strings.writeFirst);
    start.disabled = true;
    result.replaceChildren();
    try {
      const loaded = await this.load(model);
      start.textContent = strings.run;
      if (alone) {
        const { rows } = await answer(loaded, text);
        result.replaceChildren(table(strings.whatItAnswers(model), head, rows.map((row) => row.map((cell) => create("bdi", {}, cell)))));
        this.say(strings.answers(model, rows[0]));
      } else {
        this.translator = loaded;
        await this.listen();
      }
    } catch (error) {
      this.say(error.message);
    }
    start.disabled = false;
  }

  /** Translates what was heard, for the route on display. */
  async hear() {
    const { model, answer } = ANSWERS[CHAIN[1]], text = this.state.text.trim();
    if (!text || this.translated.has(text)) return;
    try {
      const { rows: [[french]] } = await answer(this.translator, text);
      this.translated.set(text, french);
      if (!this.isConnected) return;
      this.update();
      this.say(strings.answers(model, [french]));
    } catch (error) {
      this.say(error.message);
    }
  }

  csv = () => [strings.csvHead, ...this.pipelines.map((one) => [one.name, one.in, one.out, one.tasks.join(" "), one.version, ...strings.examples[one.name].slice(0, 2)])];
}

customElements.define("pipeline-chooser", PipelineChooser);
