/**
 * <timeline-explorer>: the events of the page's timeline by date and size (log axis); the growth between any two.
 * Everything is read from the page's timeline block, so nothing is written twice.
 */

import { Explorer } from "./base.js";
import { button, choice, copyOf, counted, create, exact, number, svg, toggle } from "../shared/parts.js";
import { strings } from "../strings/timeline-explorer.js";

const DAY = 86_400_000;
const ROLES = { "encoder-decoder": "cross", "encoder-only": "encoder", "decoder-only": "decoder" }; // as in the page's figure
const SHAPES = { "encoder-decoder": "square", "encoder-only": "triangle", "decoder-only": "circle" };
const WIDE = 380, HIGH = 400, LEFT = 50, RIGHT = 368, TOP = 34, BOTTOM = 366;
const [FIRST, LAST] = [Date.UTC(2017, 0), Date.UTC(2025, 0)];
const [SMALL, LARGE] = [7, 12]; // powers of ten

/** "65M to 213M" as [65e6, 213e6]. */
const sizes = (text) => [...text.matchAll(/([\d.]+)([MB])/g)].map(([, digits, unit]) => Number(digits) * (unit === "M" ? 1e6 : 1e9));

/** 1.5e9 as "1.5B". */
const size = (value) => (value >= 1e9 ? `${value / 1e9}B` : `${value / 1e6}M`);

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

const across = (day) => LEFT + ((day - FIRST) / (LAST - FIRST)) * (RIGHT - LEFT);
const upward = (value) => BOTTOM - ((Math.log10(value) - SMALL) / (LARGE - SMALL)) * (BOTTOM - TOP);

/** A mark of the architecture's shape. */
function mark(architecture, x, y, attributes) {
  if (SHAPES[architecture] === "square") return svg("rect", { x: x - 5.5, y: y - 5.5, width: 11, height: 11, ...attributes });
  if (SHAPES[architecture] === "triangle") return svg("path", { d: `M${x} ${y - 7}l7 12h-14z`, ...attributes });
  return svg("circle", { cx: x, cy: y, r: 6, ...attributes });
}

class TimelineExplorer extends Explorer {
  static state = { from: "GPT", to: "GPT-2", event: "GPT-2", hide: "", notes: "0" };

  build() {
    this.events = readEvents();
    const titles = Object.fromEntries(this.events.map(({ title }) => [title, title]));
    this.ends = ["from", "to"].map((key) => Object.assign(
      choice(key === "from" ? strings.from : strings.to, titles, (title) => this.set({ [key]: title, event: title }, { step: true })), { key }));
    this.kinds = Object.keys(ROLES).map((kind) => Object.assign(
      toggle(strings.kind(kind, SHAPES[kind]), (on) => this.hide(kind, !on)), { kind }));
    this.months = toggle(strings.months, (on) => this.set({ notes: Number(on) }, { step: true }));
    this.titles = this.events.map(({ title }) => button(title, () => this.set({ event: title }, { step: true })));
    this.sum = create("p");
    this.picture = create("div");
    this.detail = create("div", { class: "timeline" });
    return [
      create("div", { class: "explorer__row" }, ...this.ends), this.sum,
      this.picture,
      create("div", { class: "explorer__row" }, ...this.kinds, this.months),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.eventToRead }, ...this.titles),
      this.detail,
    ];
  }

  hide(kind, hidden) {
    const kinds = this.hidden.filter((other) => other !== kind);
    this.set({ hide: (hidden ? [...kinds, kind] : kinds).join(",") }, { step: true });
  }

  get hidden() {
    return this.state.hide.split(",").filter((kind) => kind in ROLES);
  }

  /** The event that a part of the state names, or else the initial one. */
  named(key) {
    return this.events.find(({ title }) => title === this.state[key]) ?? this.events.find(({ title }) => title === TimelineExplorer.state[key]);
  }

  update() {
    const [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key));
    for (const end of this.ends) end.show(this.named(end.key).title);
    for (const kind of this.kinds) kind.show(!this.hidden.includes(kind.kind));
    this.months.show(this.state.notes === "1");
    this.titles.forEach((choice, index) => choice.setAttribute("aria-pressed", this.events[index] === focus));
    this.sum.textContent = this.sentence(from, to);
    this.picture.replaceChildren(this.drawing());
    this.detail.replaceChildren(...copyOf(focus.item).childNodes);
    const differ = this.events.filter(({ notes, month }) => notes !== month);
    this.say(this.state.notes === "1"
      ? strings.monthsDiffer(differ.length, this.events.length, differ.map(({ title }) => title))
      : this.sum.textContent.split("; ").at(-1), { soon: true });
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

  drawing() {
    const shown = this.events.filter(({ architecture }) => !this.hidden.includes(architecture));
    const [from, to, focus] = ["from", "to", "event"].map((key) => this.named(key));
    const powers = Array.from({ length: LARGE - SMALL + 1 }, (_, step) => SMALL + step);
    const years = Array.from({ length: 8 }, (_, step) => 2017 + step);
    const label = (text, x, y, anchor, kind = "-muted") => svg("text", { x, y, "text-anchor": anchor, "font-size": 14, class: `ln-text${kind}` }, text);
    const places = placed(shown);
    return svg("svg", {
      viewBox: `0 0 ${WIDE} ${HIGH}`, class: "explorer__drawing", role: "img",
      "aria-label": strings.drawing(shown.map(({ title, time, least, most }) => strings.event(title, time, least < most && size(least), size(most)))),
    },
    label(strings.axis, 2, 16, "start"),
    ...powers.flatMap((power) => [
      svg("line", { class: "ln-axis", x1: LEFT, x2: RIGHT, y1: upward(10 ** power), y2: upward(10 ** power) }),
      label(power === 12 ? "1T" : size(10 ** power), LEFT - 6, upward(10 ** power) + 5, "end")]),
    ...years.map((year) => label(`’${year % 100}`, across(Date.UTC(year, 6)), 388, "middle")),
    ...(shown.includes(from) && shown.includes(to) ? [svg("line", { class: "ln-line-focus", "stroke-width": 3, x1: across(from.day), y1: upward(from.most), x2: across(to.day), y2: upward(to.most) })] : []),
    ...shown.flatMap((event, index) => {
      const { title, day, architecture, least, most, notes, month } = event, role = ROLES[architecture], x = across(day);
      const ghost = across(Date.parse(`${notes}-15`)), { x: at, y, anchor } = places[index];
      return [
        ...(this.state.notes === "1" && notes !== month ? [
          svg("line", { class: "ln-line-masked", x1: ghost, x2: x, y1: upward(most), y2: upward(most) }),
          mark(architecture, ghost, upward(most), { class: "ln-soft-masked" })] : []),
        svg("line", { class: `ln-line-${role}`, "stroke-width": 3, x1: x, x2: x, y1: upward(least), y2: upward(most) }),
        ...[...new Set([least, most])].map((value) => mark(architecture, x, upward(value), { class: `ln-fill-${role}` })),
        svg("text", { x: at, y, "text-anchor": anchor, "font-size": 14, class: "ln-text", "font-weight": event === focus ? 700 : 400 }, title),
        // The target for pointing and tapping, larger than the mark.
        svg("rect", { x: x - 14, y: upward(most) - 14, width: 28, height: upward(least) - upward(most) + 28, fill: "transparent", "data-event": title,
          onclick: () => this.set({ event: title }, { step: true }) }),
      ];
    }));
  }

  csv = () => [
    strings.csvHead,
    ...this.events.map(({ title, item, notes, architecture, least, most }) => [title, item.querySelector("time").dateTime, notes, architecture, least, most]),
  ];
}

/** Where each title goes: the first free place around its bar. */
function placed(events) {
  const overlap = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
  const taken = events.map(({ day, least, most }) => ({ x1: across(day) - 6, x2: across(day) + 6, y1: upward(most) - 6, y2: upward(least) + 6 }));
  return events.map(({ title, day, least, most }) => {
    const wide = 7.2 * title.length, x = across(day), top = upward(most), low = upward(least);
    const places = [[x, top - 11, "middle"], [x, low + 20, "middle"], [x + 10, top + 5, "start"], [x - 10, top + 5, "end"],
      [x - 10, low + 5, "end"], [x + 10, low + 5, "start"], [x - 8, low + 20, "start"], [x + 8, top - 11, "end"], [x + 14, low + 20, "end"]].map(([at, y, anchor]) => {
      const x1 = at - wide * { start: 0, middle: 0.5, end: 1 }[anchor];
      return { x: at, y, anchor, x1, x2: x1 + wide, y1: y - 11, y2: y + 3 };
    });
    const free = places.find((place) => place.x1 > LEFT && place.x2 < WIDE && !taken.some((other) => overlap(place, other))) ?? places[0];
    taken.push(free);
    return free;
  });
}

customElements.define("timeline-explorer", TimelineExplorer);
