/** What <words-map> draws: occupations along a direction, words in a picture, and the passages of the notes around a question. */

import { button, choice, create, number, svg, table, textField } from "../shared/parts.js";
import { strings } from "../strings/words-map.js";
import { between, glide } from "./gliding.js";
import { around, placeLabels } from "./labels.js";
import { dot, plane, unit } from "./word-vectors.js";

const NEIGHBORS = 5, LIT = 5;
const REACH = 18, TOUCH = 24; // pixels from a dot to the pointer; across what can be touched
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const cosine = (value) => number(value, 2);
const text = (x, y, said, more) => svg("text", { x, y, "font-size": 14, class: "ln-text", ...more }, said);
const drawing = (wide, high, label, ...nodes) => svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "explorer__drawing explorer__curve", role: "img", "aria-label": label }, ...nodes);

/** Occupations between he and she. */
export class Direction {
  constructor(explorer) {
    this.explorer = explorer;
    this.chart = create("div");
    const sign = (kind) => svg("svg", { viewBox: "0 0 14 14", class: "explorer__sign", "aria-hidden": "true" }, svg("circle", { cx: 7, cy: 7, r: 5, class: kind }));
    this.node = create("section", {}, this.chart, create("ul", { class: "explorer__legend" },
      ...["explorer__hollow ln-line-plain", "ln-fill-query"].map((kind, at) => create("li", {}, sign(kind), ` ${strings.axisLegend[at]}`))));
  }

  /** [word, along he and she alone, along four pairs] for each occupation, from he to she. */
  get rows() {
    const { table: vectors, listed: { pairs, occupations } } = this.explorer;
    const way = (some) => unit(some.map(([he, she]) => vectors.of(she).map((value, at) => value - vectors.of(he)[at])).reduce((sum, one) => sum.map((value, at) => value + one[at])));
    const [one, four] = [way(pairs.slice(0, 1)), way(pairs)];
    return occupations.map((word) => [word, dot(vectors.of(word), one), dot(vectors.of(word), four)]).sort((a, b) => a[2] - b[2]);
  }

  show() {
    const { rows, explorer: { wide } } = this, most = Math.max(...rows.flatMap(([, ...values]) => values.map(Math.abs)));
    const name = 96, high = 22, right = wide - 12, across = (value) => name + 10 + ((right - name - 10) * (value / most + 1)) / 2;
    this.chart.replaceChildren(drawing(wide, rows.length * high + 30, strings.axisPicture(rows.map(([word, one, four]) => strings.axisRow(word, cosine(one), cosine(four)))),
      text(across(-most), 16, `← ${strings.axisEnds[0]}`, { class: "ln-text-muted" }), text(across(most), 16, `${strings.axisEnds[1]} →`, { class: "ln-text-muted", "text-anchor": "end" }),
      svg("path", { d: `M${across(0)} 24 V${rows.length * high + 28}`, class: "ln-axis" }),
      ...rows.flatMap(([word, one, four], at) => {
        const y = 36 + at * high;
        return [text(name, y + 5, word, { "text-anchor": "end" }), svg("path", { d: `M${across(one)} ${y} H${across(four)}`, class: "ln-axis" }),
          svg("circle", { cx: across(one), cy: y, r: 5, class: "explorer__hollow ln-line-plain" }), svg("circle", { cx: across(four), cy: y, r: 5, class: "ln-fill-query" })];
      })));
    this.explorer.tell(strings.axisTold(rows.filter(([, one, four]) => one * four < 0).length, rows.length));
  }

  csv() {
    return this.rows;
  }
}

/** Words in two dimensions, by two methods. Each dot can be pointed at, focused and chosen; the nearest within REACH pixels counts. */
export class Picture {
  constructor(explorer) {
    this.explorer = explorer;
    this.ways = Object.entries(strings.ways).map(([way, name]) => Object.assign(button(name, () => explorer.set({ way }, { step: true })), { way }));
    this.group = choice(strings.group, strings.groups, (group) => explorer.set({ group, point: this.words.find((one) => one.group === group).word }, { step: true }));
    this.chart = create("div");
    this.node = create("section", {}, create("div", { class: "explorer__row" }, create("div", { class: "explorer__row", role: "group", "aria-label": strings.way }, ...this.ways), this.group), this.chart);
  }

  /** { word, group, pca, tsne, vector } for each word. */
  get words() {
    const { table: vectors, listed: { picture, groups } } = this.explorer;
    this.made ??= picture.map((one) => ({ ...one, group: groups[one.group], vector: vectors.of(one.word) }));
    return this.made;
  }

  nearest(one, apart) {
    return this.words.filter((other) => other !== one).map((other) => [apart(one, other), other]).sort(([a], [b]) => a - b).slice(0, NEIGHBORS).map(([, other]) => other);
  }

  build() {
    [this.lines, this.texts, this.hint] = [svg("g"), svg("g", { "aria-hidden": "true" }), svg("g", { "aria-hidden": "true" })];
    for (const one of this.words) {
      one.dot = svg("circle");
      one.mark = svg("g", { role: "button", tabindex: -1, "aria-label": one.word, class: "explorer__thing", "data-word": one.word,
        onfocus: () => this.point(one), onblur: () => this.point(), onkeydown: (event) => this.press(event, one), onclick: (event) => event.detail || this.choose(one) },
      svg("circle", { r: TOUCH / 2, class: "explorer__unseen" }), one.dot);
    }
    const under = (event) => {
      const { left, top, width } = this.svg.getBoundingClientRect(), unit = this.explorer.wide / width;
      const far = (one) => Math.hypot(one.x - (event.clientX - left) * unit, one.y - (event.clientY - top) * unit);
      return this.words.map((one) => [far(one), one]).filter(([apart]) => apart <= REACH).sort(([a], [b]) => a - b)[0]?.[1];
    };
    this.svg = svg("svg", { class: "explorer__drawing explorer__curve", role: "group", onpointermove: (event) => this.point(under(event)), onpointerleave: () => this.point(),
      onmousedown: (event) => event.preventDefault(), // the focus goes to the nearest dot, not the topmost
      onclick: (event) => {
        const one = event.detail && under(event);
        if (!one) return;
        this.choose(one);
        one.mark.focus({ preventScroll: true });
      } }, this.lines, ...this.words.map(({ mark }) => mark), this.texts, this.hint);
    this.chart.replaceChildren(this.svg);
  }

  choose({ word, group }) {
    this.explorer.set({ point: word, group }, { step: true });
  }

  /** Names a dot; without one, what has the focus, if anything has. */
  point(one = this.words.find(({ mark }) => mark === document.activeElement)) {
    this.pointed = one;
    const { wide } = this.explorer, left = one && one.x > wide * 0.75;
    this.hint.replaceChildren(...(one ? [svg("circle", { cx: one.x, cy: one.y, r: 8, class: "explorer__ring", "stroke-width": 2 })] : []));
    if (!one || one.named) return;
    const name = text(one.x + (left ? -12 : 12), one.y + 5, one.word, { class: "ln-text-strong", "text-anchor": left ? "end" : "start" });
    this.hint.append(name);
    const long = name.getComputedTextLength() + 4;
    name.before(svg("rect", { x: left ? one.x - 10 - long : one.x + 10, y: one.y - 10, width: long, height: 20, class: "explorer__hollow" })); // above other names
  }

  /** Arrows go to the nearest dot on that side; Enter and the space bar choose. */
  press(event, one) {
    const way = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(one);
    else if (way) {
      const steps = this.words.flatMap((other) => {
        const [x, y] = [other.x - one.x, other.y - one.y], on = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
        return other !== one && on > 0 && aside <= 2 * on ? [[on + 2 * aside, other]] : [];
      }).sort(([a], [b]) => a - b);
      if (steps.length) this.tabTo(steps[0][1]).mark.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  }

  /** Makes a word the one that Tab reaches, and returns it. */
  tabTo(one) {
    for (const { mark } of this.words) mark.setAttribute("tabindex", mark === one.mark ? 0 : -1);
    return one;
  }

  show() {
    const { explorer: { state, wide, listed: { kept } }, words } = this, way = state.way === "tsne" ? "tsne" : "pca";
    const group = Object.hasOwn(strings.groups, state.group) ? state.group : "animals", shown = words.filter((one) => one.group === group);
    const chosen = shown.find(({ word }) => word === state.point) ?? shown[0];
    if (!this.svg) this.build();
    for (const made of this.ways) made.setAttribute("aria-pressed", made.way === way);
    this.group.show(group);
    const near = this.nearest(chosen, (one, other) => -dot(one.vector, other.vector));
    const beside = this.nearest(chosen, (one, other) => Math.hypot(one[way][0] - other[way][0], one[way][1] - other[way][1]));
    const high = Math.round(Math.min(wide, 420)), place = ([x, y]) => [14 + x * (wide - 28), 14 + (1 - y) * (high - 28)];
    this.svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    this.svg.setAttribute("aria-label", strings.pictureLabel(strings.ways[way], words.length, strings.groups[group]));
    for (const one of words) {
      const color = one.group === group ? "ln-fill-query" : near.includes(one) ? "ln-fill-decoder" : "explorer__rest";
      one.dot.setAttribute("class", color);
      one.dot.setAttribute("r", one === chosen ? 7 : color === "explorer__rest" ? 3.5 : 5);
      one.mark.setAttribute("aria-pressed", one === chosen);
    }
    this.tabTo(words.find(({ mark }) => mark === document.activeElement) ?? chosen);
    const from = words.map((one) => one.drawn ?? one[way]), first = [chosen, ...near, ...shown], order = [...new Set([...first, ...words])];
    const draw = (part) => {
      words.forEach((one, at) => {
        one.drawn = between(from[at], one[way], part);
        [one.x, one.y] = place(one.drawn);
        one.mark.setAttribute("transform", `translate(${one.x.toFixed(1)} ${one.y.toFixed(1)})`);
      });
      this.lines.replaceChildren(...near.map((one) => svg("path", { d: `M${chosen.x} ${chosen.y} L${one.x} ${one.y}`, class: "ln-line-focus", "stroke-width": 2 })));
      this.texts.replaceChildren(...(part === 1 ? this.labels([chosen, ...near], order, first, { wide, tall: high }) : []));
      this.point(this.pointed);
    };
    this.stop?.();
    const moves = this.way && this.way !== way;
    this.way = way;
    if (moves) this.stop = glide(draw);
    else draw(1);
    this.explorer.tell(strings.pictureTold(strings.ways[way], `${Math.round(kept[way] * 100)}%`, NEIGHBORS, chosen.word, near.map(({ word }) => word), near.filter((one) => beside.includes(one)).map(({ word }) => word)));
  }

  /** The names that fit, in this order; required ones may cover dots. */
  labels(wanted, order, first, room) {
    const dots = this.words.map(({ x, y }) => ({ ...around(x, y, 4), weight: 0.1 })), [chosen] = wanted;
    const places = placeLabels(order.map((one) => ({ at: [one.x, one.y], words: one.word, far: 8, most: wanted.includes(one) ? 25 : 0 })), dots, room);
    return order.flatMap((one, at) => {
      one.named = places[at];
      return one.named ? [text(0, 0, one.word, { ...one.named, class: `${one === chosen ? "ln-text-strong" : first.includes(one) ? "ln-text" : "ln-text-muted"} explorer__halo` })] : [];
    });
  }

  csv() {
    return this.words.map(({ word, group, pca, tsne }) => [word, group, ...pca, ...tsne]);
  }
}

/** The passages of the notes, as the search by meaning has them. */
export class Notes {
  constructor(explorer) {
    this.explorer = explorer;
    this.query = textField({ label: strings.query, most: 120, onText: (query) => explorer.set({ query }) });
    this.start = button(strings.load, () => this.load());
    this.chart = create("div");
    this.list = create("div");
    this.node = create("section", {}, this.query, this.start, this.chart, this.list);
    this.found = [];
  }

  async load() {
    this.start.disabled = true;
    this.explorer.say(strings.loading);
    try {
      const { base } = JSON.parse(document.querySelector("#__config").textContent), home = new URL(`${base}/`, location.href);
      const answer = await fetch(new URL("search/search_index.json", home)), index = await answer.json();
      if (!index.meaning) return this.explorer.say(strings.noSearch);
      const { Meaning } = await import("../search/meaning.js");
      this.meaning = await Meaning.load(home, index);
      this.home = home;
      const { width, places, passages } = this.meaning;
      const rows = places.map((_, at) => unit(Float32Array.from(passages.subarray(at * width, (at + 1) * width))));
      this.plane = plane(rows);
      this.dots = rows.map((row) => this.plane.place(row));
    } catch {
      this.start.disabled = false;
      return this.explorer.say(strings.notesFailed);
    }
    if (this.explorer.isConnected) this.explorer.update();
  }

  show() {
    const { meaning, explorer: { wide, state: { query } } } = this;
    this.query.show(query);
    this.start.hidden = Boolean(meaning);
    if (!meaning) return this.explorer.tell(strings.load);
    const vector = meaning.vector(query), near = meaning.near(vector);
    const order = [...near.keys()].sort((one, other) => near[other] - near[one]).slice(0, meaning.rows(query).length ? LIT : 0);
    this.found = order.map((passage) => {
      const heading = meaning.heading(meaning.places[passage][0]), tag = meaning.tag(passage);
      return { passage, near: near[passage], heading: tag ? strings.tagOf(tag, heading) : heading };
    });
    const own = this.plane.place(vector), all = [...this.dots, own], span = [0, 1].map((axis) => [Math.min(...all.map((one) => one[axis])), Math.max(...all.map((one) => one[axis]))]);
    const high = Math.min(wide, 380), at = (place) => place.map((value, axis) => 10 + ((value - span[axis][0]) / (span[axis][1] - span[axis][0])) * ((axis ? high : wide) - 20));
    const [x, y] = at(own);
    this.chart.replaceChildren(drawing(wide, high, strings.notesPicture(this.dots.length, this.found.map(({ heading }) => heading)),
      ...this.dots.map(at).map(([cx, cy]) => svg("circle", { cx, cy, r: 2.5, class: "explorer__rest" })),
      ...order.map((passage) => at(this.dots[passage])).flatMap(([cx, cy]) => [svg("path", { d: `M${x} ${y} L${cx} ${cy}`, class: "ln-line-focus", "stroke-width": 1.5 }), svg("circle", { cx, cy, r: 6, class: "ln-fill-query" })]),
      ...(order.length ? [svg("circle", { cx: x, cy: y, r: 9, class: "ln-line-decoder", "stroke-width": 3 })] : [])));
    this.list.replaceChildren(...(order.length ? [table(strings.notesNear, strings.notesHead, this.found.map(({ passage, near: value, heading }) => [
      create("a", { href: new URL(meaning.docs[meaning.places[passage][0]].location, this.home).href }, heading),
      `${cosine(value)}${value < meaning.threshold ? ` ${strings.below}` : ""}`]))] : []));
    this.explorer.tell(order.length ? strings.notesTold(this.dots.length) : strings.notesNone);
  }

  csv() {
    return this.found.length ? this.found.map(({ heading, near }) => [heading, near]) : [["", ""]];
  }
}
