/**
 * <timeline-explorer>: the events of the page's timeline by date and size (log axis); the growth between any two, whose ends can be
 * dragged from event to event. First the reader guesses a size: where a point goes that isn't drawn yet.
 * Everything is read from the page's timeline block, so nothing is written twice.
 */

import { Explorer } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { between, glide } from "./gliding.js";
import { guessFrom, guessing, handle, roomFor, tour, untouched } from "./guessing.js";
import { button, choice, copyOf, counted, create, exact, number, svg, toggle } from "../shared/parts.js";
import { strings } from "../strings/timeline-explorer.js";

const DAY = 86_400_000;
const ROLES = { "encoder-decoder": "cross", "encoder-only": "encoder", "decoder-only": "decoder" }; // as in the page's figure
const SHAPES = { "encoder-decoder": "square", "encoder-only": "triangle", "decoder-only": "circle" };
const HIGH = 380, LEFT = 48, MARGIN = 14, TOP = 34, BOTTOM = 346;
const [FIRST, LAST] = [Date.UTC(2017, 0), Date.UTC(2025, 0)];
const [SMALL, LARGE] = [7, 12]; // powers of ten
const KNOWN = ["GPT", "GPT-2"], ASKED = "GPT-3"; // the question goes from the pace between two to a third
const PER_DECADE = 20; // steps of the guess

/** "65M to 213M" as [65e6, 213e6]. */
const sizes = (text) => [...text.matchAll(/([\d.]+)([MB])/g)].map(([, digits, unit]) => Number(digits) * (unit === "M" ? 1e6 : 1e9));

/** 1.5e9 as "1.5B". */
const size = (value) => (value >= 1e12 ? `${value / 1e12}T` : value >= 1e9 ? `${value / 1e9}B` : `${value / 1e6}M`);
/** The size that a step of the guess means, with two digits. */
const guessed = (at) => Number((10 ** (SMALL + at / PER_DECADE)).toPrecision(2));

/** The events of the page: { title, time, day, notes, architecture, least, most, item }; time as the page writes it. */
function readEvents() {
  return [...document.querySelectorAll(".timeline__event")].map((item) => {
    const { architecture, parameters, notes } = item.dataset, time = item.querySelector("time"), found = sizes(parameters);
    return {
      title: item.querySelector("strong").textContent, time: time.textContent, day: Date.parse(time.dateTime), notes,
      month: time.dateTime.slice(0, 7), architecture, least: Math.min(...found), most: Math.max(...found), item,
    };
  });
}

/** From one event to another: factor of the largest size, days between, doublings, days that one doubling takes. */
export function growth(start, end) {
  const factor = end.most / start.most, days = (end.day - start.day) / DAY, doublings = Math.log2(factor);
  return { factor, days, doublings, doubling: days / doublings };
}

/** A day's place in a picture of so many pixels. */
const acrossIn = (wide) => (day) => LEFT + ((day - FIRST) / (LAST - FIRST)) * (wide - MARGIN - LEFT);
const upward = (value) => BOTTOM - ((Math.log10(value) - SMALL) / (LARGE - SMALL)) * (BOTTOM - TOP);

/** A mark of the architecture's shape. */
function mark(architecture, x, y, attributes) {
  if (SHAPES[architecture] === "square") return svg("rect", { x: x - 5.5, y: y - 5.5, width: 11, height: 11, ...attributes });
  if (SHAPES[architecture] === "triangle") return svg("path", { d: `M${x} ${y - 7}l7 12h-14z`, ...attributes });
  return svg("circle", { cx: x, cy: y, r: 6, ...attributes });
}

class TimelineExplorer extends Explorer {
  static state = { from: "GPT", to: "GPT-2", event: "GPT-2", hide: "", notes: "0", asked: "1", guess: "" };
  wide = 560; // pixels of the picture

  build() {
    this.events = readEvents();
    const titles = Object.fromEntries(this.events.map(({ title }) => [title, title]));
    this.ends = ["from", "to"].map((key) => Object.assign(
      choice(key === "from" ? strings.from : strings.to, titles, (title) => this.end(key, title)), { key }));
    this.kinds = Object.keys(ROLES).map((kind) => Object.assign(
      toggle(strings.kind(kind, SHAPES[kind]), (on) => this.hide(kind, !on)), { kind }));
    this.months = toggle(strings.months, (on) => this.set({ notes: Number(on), asked: 0 }, { step: true }));
    this.titles = this.events.map(({ title }) => button(title, () => this.set({ event: title, asked: 0 }, { step: true })));
    this.task = create("p");
    this.picture = roomFor((wide) => {
      this.wide = wide;
      this.drawnLine = null; // in other pixels
      this.update();
    });
    this.guess = guessing({ label: strings.guess, min: 0, max: PER_DECADE * (LARGE - SMALL), says: (at) => size(guessed(at)), onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.steps = tour(strings.guided.map(([ends]) => strings.step(...ends)), (at) => {
      const [[from, to]] = strings.guided[at];
      this.set({ ...this.begins, from, to, event: to, asked: 0 }, { step: true });
    });
    this.sum = create("p", { class: "explorer__result" });
    this.choices = create("div", { class: "explorer__row" }, ...this.ends);
    this.more = create("section", {}, create("div", { class: "explorer__row" }, ...this.kinds, this.months),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.eventToRead }, ...this.titles));
    this.detail = create("div", { class: "timeline" });
    return [this.task, this.picture, this.guess, this.steps, this.sum, this.choices, this.more, this.detail];
  }

  /** Whether the question is still open: its two events are on display, and no later one. */
  get asks() {
    return this.state.asked !== "0" && untouched(this);
  }

  /** Shows the answer beside the guess. */
  reveal(counts) {
    const [[[from, to]]] = strings.guided;
    this.set({ ...this.begins, from, to, event: to, asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
    this.steps.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** The guess in steps of the scale, at first the size that is known; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 0, PER_DECADE * (LARGE - SMALL));
    return this.asks ? given ?? Math.round(PER_DECADE * (Math.log10(this.titled(KNOWN[1]).most) - SMALL)) : this.named("to").title === ASKED ? given : undefined;
  }

  /** Puts an end of the growth on an event; step: as one movement that Back undoes. */
  end(key, title, step = true) {
    if (title !== this.state[key]) this.set({ [key]: title, event: title, asked: 0 }, { step });
  }

  hide(kind, hidden) {
    const kinds = this.hidden.filter((other) => other !== kind);
    this.set({ hide: (hidden ? [...kinds, kind] : kinds).join(","), asked: 0 }, { step: true });
  }

  get hidden() {
    return this.state.hide.split(",").filter((kind) => kind in ROLES);
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

  update() {
    const [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key)), { asks } = this;
    for (const end of this.ends) end.show(this.named(end.key).title);
    for (const kind of this.kinds) kind.show(!this.hidden.includes(kind.kind));
    this.months.show(this.state.notes === "1");
    this.titles.forEach((choice, index) => choice.setAttribute("aria-pressed", this.events[index] === focus));
    this.task.hidden = this.guess.hidden = !asks;
    for (const part of [this.steps, this.sum, this.choices, this.more, this.detail]) part.hidden = asks; // they hold the answer, or lead away from the question
    const pace = growth(...KNOWN.map((title) => this.titled(title))), asked = this.titled(ASKED), later = (asked.day - this.titled(KNOWN[1]).day) / DAY;
    const goal = this.titled(KNOWN[1]).most * 2 ** (later / pace.doubling); // at the same pace
    this.task.textContent = strings.question(pace.factor, pace.days, Math.round(pace.doubling), later);
    if (asks) this.guess.show(this.guessAt);
    const step = strings.guided.findIndex(([ends]) => ends[0] === from.title && ends[1] === to.title);
    this.steps.show(step);
    const verdict = this.guessAt === undefined || asks ? "" : strings.verdict(size(guessed(this.guessAt)), size(asked.most), size(Number(goal.toPrecision(3))));
    this.sum.textContent = [verdict, `${this.sentence(from, to)}`, step < 0 ? "" : strings.guided[step][1]].filter(Boolean).join(" ");
    this.showPicture();
    this.detail.replaceChildren(...copyOf(focus.item).childNodes);
    const differ = this.events.filter(({ notes, month }) => notes !== month);
    this.say(asks ? strings.guessing(size(guessed(this.guessAt))) : this.state.notes === "1"
      ? strings.monthsDiffer(differ.length, this.events.length, differ.map(({ title }) => title))
      : this.sentence(from, to).split("; ").at(-1), { soon: true });
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

  /** The two ends as places: [x, y, x, y]. */
  get line() {
    const across = acrossIn(this.wide);
    return ["from", "to"].flatMap((key) => [across(this.named(key).day), upward(this.named(key).most)]);
  }

  showPicture() {
    const { made, show } = this.made(), held = this.picture.contains(document.activeElement) && document.activeElement.dataset.hold, { line } = this, before = this.drawnLine;
    made.onpointerdown = (event) => this.hold(event);
    this.stop?.();
    this.picture.replaceChildren(made);
    if (held) this.picture.querySelector(`[data-hold="${held}"]`)?.focus({ preventScroll: true });
    this.drawnLine = line;
    if (before?.some((place, at) => place !== line[at])) this.stop = glide((part) => show(between(before, line, part)));
  }

  /** The guess moves up and down; an end jumps to the event that is nearest to the pointer. */
  hold(event) {
    const { hold } = event.target.dataset, across = acrossIn(this.wide);
    if (this.asks) {
      follow(event, this.picture, ([, y]) => {
        const guess = Math.max(0, Math.min(PER_DECADE * (LARGE - SMALL), Math.round(PER_DECADE * ((LARGE - SMALL) * (BOTTOM - y)) / (BOTTOM - TOP))));
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

  /** The picture, and show(line), which draws the growth between other places. */
  made() {
    const { shown, asks, wide, guessAt } = this, across = acrossIn(wide), right = wide - MARGIN;
    const [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key)), both = shown.includes(from) && shown.includes(to);
    const powers = Array.from({ length: LARGE - SMALL + 1 }, (_, step) => SMALL + step);
    const years = Array.from({ length: 8 }, (_, step) => 2017 + step);
    const label = (text, x, y, anchor, kind = "-muted") => svg("text", { x, y, "text-anchor": anchor, "font-size": 14, class: `ln-text${kind}` }, text);
    const { factor, doublings, doubling } = growth(from, to), grows = both && factor > 1 && to.day > from.day;
    const path = svg("path", { class: "ln-line-focus", "stroke-width": 3 }), on = svg("path", { class: "ln-line-focus", "stroke-width": 2, "stroke-dasharray": "3 5" });
    const steps = Array.from({ length: grows ? Math.min(40, Math.floor(doublings)) : 0 }, () => svg("circle", { r: 4, class: "ln-fill-focus" }));
    const ends = both && !asks ? ["from", "to"].map((key) => [key, handle(0, 0, key)]) : [];
    const show = ([x1, y1, x2, y2]) => {
      path.setAttribute("d", both ? `M${x1} ${y1}L${x2} ${y2}` : "");
      const way = Math.min((right - x2) / (x2 - x1), (TOP - y2) / (y2 - y1)); // to the first edge
      on.setAttribute("d", grows && !asks && way > 0 ? `M${x2} ${y2}l${way * (x2 - x1)} ${way * (y2 - y1)}` : "");
      steps.forEach((dot, at) => {
        dot.setAttribute("cx", x1 + ((at + 1) / doublings) * (x2 - x1));
        dot.setAttribute("cy", y1 + ((at + 1) / doublings) * (y2 - y1));
      });
      ends.forEach(([, marks], at) => marks.forEach((mark) => (mark.setAttribute("cx", at ? x2 : x1), mark.setAttribute("cy", at ? y2 : y1))));
    };
    show(this.line);
    ends.forEach(([key, [, grip]]) => {
      const others = this.shown, here = others.indexOf(this.named(key));
      const attributes = gripAttributes({ at: this.line.slice(...(key === "to" ? [2] : [0, 2])), label: strings.grip(key), says: this.named(key).title,
        onArrow: ([dx, dy]) => this.end(key, others[Math.min(others.length - 1, Math.max(0, here + Math.sign(dx + dy)))].title) });
      for (const [name, value] of Object.entries(attributes)) if (typeof value === "function") grip.addEventListener(name.slice(2), value); else if (!["cx", "cy"].includes(name)) grip.setAttribute(name, value);
    });
    const guess = guessAt === undefined ? [] : this.guessMarks(across(this.titled(ASKED).day), upward(guessed(guessAt)));
    const free = (x, y, about) => ({ x1: x - about, x2: x + about, y1: y - about, y2: y + about }), [x1, y1, x2, y2] = this.line;
    const along = both ? Array.from({ length: 24 }, (_, at) => free(x1 + (at / 23) * (x2 - x1), y1 + (at / 23) * (y2 - y1), 4)) : [];
    const places = placed(shown, across, wide, [...along, ...(ends.length ? [free(x1, y1, 11), free(x2, y2, 11)] : []), ...(guess.length ? [boxOf(guess[1])] : [])]);
    const made = svg("svg", { viewBox: `0 0 ${wide} ${HIGH}`, class: "explorer__drawing explorer__curve explorer__vectors" },
      svg("g", { role: "img", "aria-label": strings.drawing(shown.map(({ title, time, least, most }) => strings.event(title, time, least < most && size(least), size(most)))) },
        label(strings.axis, 2, 16, "start"),
        ...powers.flatMap((power) => [
          svg("line", { class: "ln-axis", x1: LEFT, x2: right, y1: upward(10 ** power), y2: upward(10 ** power) }),
          label(size(10 ** power), LEFT - 6, upward(10 ** power) + 5, "end")]),
        ...years.map((year) => label(`’${year % 100}`, across(Date.UTC(year, 6)), HIGH - 10, "middle")),
        path, on,
        ...shown.flatMap((event, index) => {
          const { title, day, architecture, least, most, notes, month } = event, role = ROLES[architecture], x = across(day);
          const ghost = across(Date.parse(`${notes}-15`)), { x: at, y, anchor } = places[index];
          return [
            ...(this.state.notes === "1" && notes !== month ? [
              svg("line", { class: "ln-line-masked", x1: ghost, x2: x, y1: upward(most), y2: upward(most) }),
              mark(architecture, ghost, upward(most), { class: "ln-soft-masked" })] : []),
            svg("line", { class: `ln-line-${role}`, "stroke-width": 3, x1: x, x2: x, y1: upward(least), y2: upward(most) }),
            ...[...new Set([least, most])].map((value) => mark(architecture, x, upward(value), { class: `ln-fill-${role}` })),
            svg("text", { x: at, y, "text-anchor": anchor, "font-size": 14, class: "ln-text explorer__halo", "font-weight": event === focus ? 700 : 400 }, title),
          ];
        }), ...steps,
        ...(grows ? [svg("text", { x: right, y: BOTTOM - 12, "text-anchor": "end", "font-size": 15, class: "ln-text-strong explorer__halo" }, strings.each(Math.round(doubling)))] : []),
        ...guess.slice(0, 2)),
      // The targets for pointing and tapping, larger than the marks.
      ...(asks ? [] : shown.map(({ title, day, least, most }) => svg("rect", { x: across(day) - 14, y: upward(most) - 14, width: 28, height: upward(least) - upward(most) + 28, fill: "transparent",
        "data-event": title, onclick: () => this.set({ event: title, asked: 0 }, { step: true }) }))),
      ...ends.flatMap(([, marks]) => marks), ...guess.slice(2));
    return { made, show };
  }

  /** The guess at the day of the event that is asked for, and what it's taken hold of by. */
  guessMarks(x, y) {
    const { guessAt, asks, wide } = this, words = strings.yourGuess(size(guessed(guessAt))), beside = x + 16 + 8 * words.length < wide;
    return [svg("path", { class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "7 4", d: asks ? `M${x} ${TOP}V${BOTTOM}` : `M${x - 12} ${y}h24` }),
      svg("text", { x: x + (beside ? 16 : -16), y: y + 5, "text-anchor": beside ? "start" : "end", "font-size": 15, class: "ln-text-strong explorer__halo" }, words), ...(asks ? handle(x, y) : [])];
  }

  csv = () => [
    strings.csvHead,
    ...this.events.map(({ title, item, notes, architecture, least, most }) => [title, item.querySelector("time").dateTime, notes, architecture, least, most]),
  ];
}

/** The room that a text takes, about. */
function boxOf(text) {
  const x = Number(text.getAttribute("x")), y = Number(text.getAttribute("y")), long = 8 * text.textContent.length, x1 = text.getAttribute("text-anchor") === "end" ? x - long : x;
  return { x1, x2: x1 + long, y1: y - 12, y2: y + 4 };
}

/** Where each title goes: the place around its bar where it covers least. full: other boxes to keep free. */
function placed(events, across, wide, full) {
  const overlap = (a, b) => Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)) * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));
  const taken = [...full, ...events.map(({ day, least, most }) => ({ x1: across(day) - 6, x2: across(day) + 6, y1: upward(most) - 6, y2: upward(least) + 6 }))];
  return events.map(({ title, day, least, most }) => {
    const long = 7.2 * title.length, x = across(day), top = upward(most), low = upward(least);
    const places = [[x, top - 13, "middle"], [x, low + 20, "middle"], [x + 10, top + 5, "start"], [x - 10, top + 5, "end"],
      [x - 10, low + 5, "end"], [x + 10, low + 5, "start"], [x - 8, low + 20, "start"], [x + 8, top - 13, "end"], [x - 8, top - 13, "start"], [x + 14, low + 20, "end"], [x + 16, top + 5, "start"], [x - 16, top + 5, "end"], [x, low + 36, "middle"], [x - 12, low + 34, "start"]].map(([at, y, anchor]) => {
      const x1 = at - long * { start: 0, middle: 0.5, end: 1 }[anchor];
      return { x: at, y, anchor, x1, x2: x1 + long, y1: y - 14, y2: y + 5 };
    });
    const covered = places.map((place) => (place.x1 > LEFT && place.x2 < wide ? 0 : 1e4) + taken.reduce((sum, other) => sum + overlap(place, other) * (other.title ? 10 : 1), 0));
    const free = places[covered.indexOf(Math.min(...covered))];
    taken.push({ ...free, title: true });
    return free;
  });
}

customElements.define("timeline-explorer", TimelineExplorer);
