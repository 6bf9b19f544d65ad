/**
 * <timeline-explorer>: the events of the page's timeline by date and size; the growth between any two as stairs, a doubling a step,
 * whose ends can be dragged from event to event; and below, the text that the models were trained on. First the reader guesses a size.
 * Everything is read from the page's timeline block, so nothing is written twice. timeline-drawing.js draws it.
 */

import { Explorer } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { between, glide } from "./gliding.js";
import { guessFrom, guessing, roomFor, tour, untouched } from "./guessing.js";
import { button, choice, copyOf, counted, create, exact, number, slider, toggle } from "../shared/parts.js";
import { strings } from "../strings/timeline-explorer.js";
import { draw, LARGE, SHAPES, SMALL, scale, size } from "./timeline-drawing.js";

const DAY = 86_400_000;
const KNOWN = ["GPT", "GPT-2"], ASKED = "GPT-3"; // the question goes from the pace between two to a third
const PER_DECADE = 20, MOST = PER_DECADE * (LARGE - SMALL); // steps of the guess
const UNITS = { M: 1e6, B: 1e9, T: 1e12 };

/** "65M to 213M" as [65e6, 213e6]. */
const sizes = (text) => [...text.matchAll(/([\d.]+)([MBT])/g)].map(([, digits, unit]) => Number(digits) * UNITS[unit]);

/** The size that a step of the guess means, to two digits. */
const guessed = (at) => Number((10 ** (SMALL + at / PER_DECADE)).toPrecision(2));

/** The events of the page: { title, time, day, notes, architecture, least, most, tokens, item }; time as the page writes it. */
function readEvents() {
  return [...document.querySelectorAll(".timeline__event")].map((item) => {
    const { architecture, parameters, notes, tokens } = item.dataset, time = item.querySelector("time"), found = sizes(parameters);
    return {
      title: item.querySelector("strong").textContent, time: time.textContent, day: Date.parse(time.dateTime), notes, tokens: sizes(tokens ?? "")[0],
      month: time.dateTime.slice(0, 7), architecture, least: Math.min(...found), most: Math.max(...found), item,
    };
  });
}

/** From one event to another: factor of the largest size, days between, doublings, days that one doubling takes. */
export function growth(start, end) {
  const factor = end.most / start.most, days = (end.day - start.day) / DAY, doublings = Math.log2(factor);
  return { factor, days, doublings, doubling: days / doublings };
}

class TimelineExplorer extends Explorer {
  static state = { from: "GPT", to: "GPT-2", event: "GPT-2", up: "", even: "0", hide: "", notes: "0", asked: "1", guess: "" };
  wide = 560; // pixels of the picture

  build() {
    this.events = readEvents();
    const titles = Object.fromEntries(this.events.map(({ title }) => [title, title]));
    this.ends = ["from", "to"].map((key) => Object.assign(
      choice(key === "from" ? strings.from : strings.to, titles, (title) => this.end(key, title)), { key }));
    this.kinds = Object.keys(SHAPES).map((kind) => Object.assign(
      toggle(strings.kind(kind, SHAPES[kind]), (on) => this.hide(kind, !on)), { kind }));
    this.months = toggle(strings.months, (on) => this.set({ notes: Number(on), asked: 0 }, { step: true }));
    this.even = toggle(strings.even, (on) => this.set({ even: Number(on), asked: 0 }, { step: true }));
    this.titles = this.events.map(({ title }) => button(title, () => this.set({ event: title, asked: 0 }, { step: true })));
    this.task = create("p", { class: "explorer__task" }, strings.question);
    this.picture = roomFor((wide) => {
      this.wide = wide;
      this.drawn = null; // at another width
      this.update();
    });
    this.guess = guessing({ label: strings.guess, min: 0, max: MOST, says: (at) => size(guessed(at)), onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.climb = slider({ label: strings.climb, min: 0, max: 1, step: 1, says: (count) => this.climbed(count), onNumber: (up) => this.set({ up }) });
    this.climb.classList.add("explorer__guess");
    this.stairs = create("div", { class: "explorer__row" }, this.climb);
    this.steps = tour(strings.guided.map(({ name }) => name), (at) => {
      const { ends: [from, to], even } = strings.guided[at];
      this.set({ from, to, event: to, up: "", even: Number(even ?? false), hide: "", notes: 0, asked: 0 }, { step: true });
    });
    [this.told, this.worked] = [create("p"), create("p", { class: "explorer__note", "aria-live": "polite" })];
    this.sum = create("div", { class: "explorer__result" }, this.told, this.worked);
    this.choices = create("div", { class: "explorer__row" }, ...this.ends);
    this.key = create("div", { class: "explorer__row" }, ...this.kinds);
    this.detail = create("div", { class: "timeline" });
    this.more = create("details", { class: "figure__words" }, create("summary", {}, strings.oneByOne), create("div", { class: "explorer__row" }, this.months),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.eventToRead }, ...this.titles), this.detail);
    this.choices.append(this.even);
    return [this.task, this.picture, this.key, this.guess, this.stairs, this.steps, this.sum, this.choices, this.more];
  }

  /** Whether the question is still open: its two events are on display, and no later one. */
  get asks() {
    return this.state.asked !== "0" && untouched(this);
  }

  /** Shows the answer beside the guess. */
  reveal(counts) {
    const [from, to] = strings.guided[0].ends;
    this.set({ ...this.begins, from, to, event: to, asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
    this.steps.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** The guess in steps of the scale, initially the known size; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 0, MOST);
    return this.asks ? given ?? Math.round(PER_DECADE * (Math.log10(this.titled(KNOWN[1]).most) - SMALL)) : this.answers ? given : undefined;
  }

  /** Whether the growth on display is the one that was asked for. */
  get answers() {
    return strings.guided[0].ends.every((title, at) => this.named(["from", "to"][at]).title === title);
  }

  /** Puts an end of the growth on an event; step: as one move that Back undoes. */
  end(key, title, step = true) {
    if (title !== this.state[key]) this.set({ [key]: title, event: title, up: "", asked: 0 }, { step });
  }

  hide(kind, hidden) {
    const kinds = this.hidden.filter((other) => other !== kind);
    this.set({ hide: (hidden ? [...kinds, kind] : kinds).join(","), asked: 0 }, { step: true });
  }

  get hidden() {
    return this.state.hide.split(",").filter((kind) => kind in SHAPES);
  }

  titled(title) {
    return this.events.find((event) => event.title === title);
  }

  /** The event that a part of the state names, or else the initial one. */
  named(key) {
    return this.titled(this.state[key]) ?? this.titled(TimelineExplorer.state[key]);
  }

  /** The events in the picture: none of those that the question is about. */
  get shown() {
    const shown = this.events.filter(({ architecture }) => !this.hidden.includes(architecture));
    return this.asks ? shown.filter(({ day }) => day < this.titled(ASKED).day) : shown;
  }

  /** The growth on display: { factor, days, doublings, doubling, whole: of the doublings, last: the step that ends at the other event, up: which one is reached, both: whether its ends are shown }. */
  get grown() {
    const [from, to] = [this.named("from"), this.named("to")], found = growth(from, to), { shown } = this;
    const both = shown.includes(from) && shown.includes(to), whole = both && found.factor > 1 && found.days > 0 ? Math.floor(found.doublings + 1e-9) : 0;
    const last = whole + Number(whole > 0 && found.doublings - whole > 1e-9); // the remainder above the last whole one is a step too
    return { ...found, both, whole, last, up: guessFrom(this.state.up, 0, last) ?? last };
  }

  /** What a step of the stairs is, in words. */
  climbed(count) {
    const { most } = this.named("from"), { whole, doublings } = this.grown, reached = Math.min(doublings, count);
    return strings.climbed(count > whole ? doublings : count, size(most), 2 ** reached, size(Number((most * 2 ** reached).toPrecision(3))));
  }

  update() {
    const [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key)), { asks, grown } = this;
    for (const end of this.ends) end.show(this.named(end.key).title);
    for (const kind of this.kinds) kind.show(!this.hidden.includes(kind.kind));
    this.months.show(this.state.notes === "1");
    this.even.show(this.state.even === "1");
    this.titles.forEach((choice, index) => choice.setAttribute("aria-pressed", this.events[index] === focus));
    this.task.hidden = this.guess.hidden = !asks;
    for (const part of [this.key, this.stairs, this.steps, this.sum, this.choices, this.more]) part.hidden = asks; // they hold the answer, or lead away from the question
    if (asks) this.guess.show(this.guessAt);
    this.climb.hidden = !grown.whole;
    this.climb.querySelector("input").max = grown.last;
    if (grown.whole) this.climb.show(grown.up);
    const step = strings.guided.findIndex(({ ends, even }) => ends[0] === from.title && ends[1] === to.title && Boolean(even) === (this.state.even === "1"));
    this.steps.show(step);
    this.told.textContent = [this.verdict(), strings.guided[step]?.see({ ...grown, read: to.tokens / from.tokens })].filter(Boolean).join(" ");
    this.worked.textContent = this.sentence(from, to);
    this.showPicture();
    this.detail.replaceChildren(...copyOf(focus.item).childNodes);
    const differ = this.events.filter(({ notes, month }) => notes !== month);
    this.say(asks ? strings.guessing(size(guessed(this.guessAt)), this.guessDoublings) : this.state.notes === "1"
      ? strings.monthsDiffer(differ.length, this.events.length, differ.map(({ title }) => title))
      : "", { soon: true }); // the sentence above says what has changed
  }

  /** What became of the guess, if there is one. */
  verdict() {
    if (this.asks || this.guessAt === undefined) return "";
    return strings.verdict(size(guessed(this.guessAt)), size(this.titled(ASKED).most), size(this.goal));
  }

  /** The size that the event asked for would have at the earlier pace. */
  get goal() {
    const pace = growth(...KNOWN.map((title) => this.titled(title))), asked = this.titled(ASKED), known = this.titled(KNOWN[1]);
    return Number((known.most * 2 ** ((asked.day - known.day) / DAY / pace.doubling)).toPrecision(3));
  }

  /** The earlier pace and where it leads, if the growth on display is the one that was asked for and all of it is shown. */
  get pace() {
    const [first, last] = KNOWN.map((title) => this.titled(title)), { shown } = this;
    return this.asks || !this.answers || !this.grown.both || !shown.includes(first) ? null : { first, last, goal: this.goal, words: strings.atThatPace(size(this.goal)) };
  }

  /** How many doublings the guess is above the known size. */
  get guessDoublings() {
    return Math.log2(guessed(this.guessAt) / this.titled(KNOWN[1]).most);
  }

  /** The growth between two events, worked out as on the page. */
  sentence(from, to) {
    const { factor, days, doublings, doubling } = growth(from, to);
    const unit = Math.max(from.most, to.most) < 100e9 ? 1e6 : 1e9;
    const start = strings.growth(from.title, to.title, exact(to.most / unit), exact(from.most / unit), number(factor, factor < 0.1 ? 4 : factor < 1 ? 2 : 1));
    if (days === 0) return strings.chooseTwo;
    if (days < 0) return strings.older(to.title, from.title);
    if (factor === 1) return strings.same(start, days);
    if (factor < 1) return strings.fell(start, days);
    return strings.doubling(start, days, number(factor, 1), counted(doublings, "doubling", "doublings", (value) => number(value, 2)), number(doublings, 2), Math.round(doubling));
  }

  /* ---- The picture ---- */

  /** What moves: the two ends, each a day and a power of ten, and how linear the axis is, from 0 to 1. */
  get pose() {
    return [...["from", "to"].flatMap((key) => [this.named(key).day, Math.log10(this.named(key).most)]), Number(this.state.even === "1")];
  }

  showPicture() {
    const held = this.picture.contains(document.activeElement) && document.activeElement.dataset.hold, { pose } = this, before = this.drawn;
    const { made, show } = this.made();
    made.onpointerdown = (event) => this.hold(event);
    this.stop?.();
    this.picture.replaceChildren(made);
    if (held) this.picture.querySelector(`[data-hold="${held}"]`)?.focus({ preventScroll: true });
    this.drawn = pose;
    if (before?.some((place, at) => place !== pose[at])) this.stop = glide((part) => show(between(before, pose, part)));
  }

  /** The guess moves up and down; an end jumps to the event that is nearest to the pointer. */
  hold(event) {
    const { hold } = event.target.dataset, { across, upward, sizeAt } = scale(this.wide, this.pose.at(-1));
    if (this.asks) {
      follow(event, this.picture, ([, y]) => {
        const guess = Math.max(0, Math.min(MOST, Math.round(PER_DECADE * (Math.log10(sizeAt(y)) - SMALL))));
        if (guess !== this.guessAt) this.set({ guess });
      });
    } else if (hold === "from" || hold === "to") {
      const far = ({ day, most }, [x, y]) => Math.hypot(across(day) - x, upward(most) - y);
      follow(event, this.picture, (at) => this.end(hold, this.shown.reduce((best, one) => (far(one, at) < far(best, at) ? one : best)).title, false));
      this.picture.querySelector(`[data-hold="${hold}"]`)?.focus({ preventScroll: true });
    }
  }

  drawing() {
    return this.made().made;
  }

  /** The picture, and show(pose), which draws it in between. */
  made() {
    const { shown, asks, wide, guessAt, grown, pose } = this, [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key));
    const grip = (key) => gripAttributes({ at: [0, 0], label: strings.grip(key), says: this.named(key).title,
      onArrow: ([dx, dy]) => {
        const here = shown.indexOf(this.named(key));
        this.end(key, shown[Math.min(shown.length - 1, Math.max(0, here + Math.sign(dx + dy)))].title);
      } });
    return draw({ wide, pose, events: shown, from, to, focus, grown, months: this.state.notes === "1",
      grips: grown.both && !asks ? [grip("from"), grip("to")] : null, asks,
      guess: guessAt === undefined ? null : { day: this.titled(ASKED).day, value: guessed(guessAt), words: (long) => strings.yourGuess(long, size(guessed(guessAt)), asks ? this.guessDoublings : 0), start: asks ? this.titled(KNOWN[1]) : null },
      pace: this.pace, onEvent: asks ? null : (title) => {
        this.more.open = true; // text about it
        this.set({ event: title, asked: 0 }, { step: true });
      } });
  }

  csv = () => [
    strings.csvHead,
    ...this.events.map(({ title, item, notes, architecture, least, most, tokens }) => [title, item.querySelector("time").dateTime, notes, architecture, least, most, tokens ?? ""]),
  ];
}

customElements.define("timeline-explorer", TimelineExplorer);
