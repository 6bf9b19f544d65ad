/**
 * The picture of <cost-calculator>. On the left a receipt: what it begins with, what each factor multiplies it by, and the result. Beside it
 * a scale of tonnes, each step ten times the one before, that stays, with a bar for each factor, from what the carbon is without it to what it
 * is with it: on such a scale multiplying is laying bars end to end. Below, the same result as a row of cars, where twice as much is twice as long.
 */

import { svg } from "../shared/parts.js";
import { handle } from "./guessing.js";

export const DECADES = 5; // powers of ten, from 1 t
const ROOMS = [150, 260]; // most cars shown: the more there are, the smaller they get
export const MOST_CARS = ROOMS.at(-1);
const PILE = 10; // cars on top of each other
const NARROW = 480; // pixels: below it the receipt has no room for the factors' values
const EDGE = 10, TICKS = 20, HIGH = 25, BAR = 15, LAST = 44, TOLD = 20, TIP = 7; // pixels: beside the scale, above the rows, of a row, of its bar, of the result, under it, of a bar's arrow
const LETTER = 7.4, SMALL = 6.6; // generous width of a 15 px and of a 13 px character
const CAR_WIDE = 16, CAR_HIGH = 8.4; // of the car, in its own units
const BODY = "M.5 6.5V4.6Q.5 3.6 1.6 3.4L3.4 3 5 1Q5.4.4 6 .4H10Q10.6.4 11 1L12.7 3 14.6 3.5Q15.5 3.7 15.5 4.7V6.5ZM5.9 1.5 4.8 3.1H7.4V1.5ZM8.4 1.5V3.1H11.3L10.1 1.5Z"; // with its windows
const WHEELS = "M2.3 6.6a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0zM10.3 6.6a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z";
const TICK_CARS = 50; // from one number below the cars to the next

const FAINT = 0.02; // of a power of ten: too little for a bracket

const clipped = (power) => Math.min(DECADES, Math.max(0, power));

/** The places of that many cars, piled up from left to right; the last one may be partial. */
function pile(count, wide, high) {
  const cars = Math.min(MOST_CARS, count), piles = Math.floor(cars / PILE), over = Math.floor(cars - piles * PILE), x = piles * wide, y = over * high;
  return `M0 0H${x}V${PILE * high}H0ZM${x} 0h${wide}v${y}h${-wide}zM${x} ${y}h${wide * (cars - piles * PILE - over)}v${high}H${x}z`;
}

/** The line around them. */
function around(count, wide, high) {
  const cars = Math.min(MOST_CARS, Math.max(1, Math.round(count))), piles = Math.floor(cars / PILE), y = (cars - piles * PILE) * high;
  return y ? `M0 0H${(piles + 1) * wide}V${y}H${piles * wide}V${piles ? PILE * high : y}H0Z` : `M0 0H${piles * wide}V${PILE * high}H0Z`;
}

/** The middles of two texts to go below these places, far enough apart and from the edges that both can be read. widths: theirs. */
function sideBySide(places, widths, wide) {
  const half = widths.map((one) => one / 2), [first, second] = places[0] <= places[1] ? [0, 1] : [1, 0], apart = half[0] + half[1] + LETTER, at = [];
  at[second] = Math.min(wide - half[second], Math.max(half[second], places[second]));
  at[first] = Math.max(half[first], Math.min(places[first], at[second] - apart));
  at[second] = Math.max(at[second], at[first] + apart);
  return at;
}

/**
 * @param {Object} given wide: pixels; ticks: a text for each power of ten; rows: { name, value, short: the value in a few
 *     characters, if it matters on a phone, too, times, same: whether they change nothing, sum: what comes of it so far, or "" } of each factor; powers: of the tonnes before the first factor and after each, as powers of ten; begun, result: [name, amount] of the first and
 *     the last of them; report: [power, text] to compare with, or null; guess: { power, text, held: whether it can be dragged }, or null; free:
 *     whether the bars are shown, and their ends can be dragged; spans: { to: how many factors it covers, text, short: the same in fewer characters } of each bracket from the first
 *     amount on, the one over all factors last; computed: what to say of the first amount; car: tonnes of one; cars(how many): as words; each: what one stands for, as
 *     lines; label: for a screen reader
 * @returns {{drawing: SVGElement, show: Function, powerAt: Function}} show(powers) moves the bars; powerAt(x)
 */
export function lanes({ wide, ticks, rows, powers, begun, result, report, guess, free, spans, computed, car, cars, each, label }) {
  const narrow = wide < NARROW, left = narrow ? 134 : 186, room = wide - left - EDGE, across = (power) => left + (clipped(power) / DECADES) * room;
  const middle = (row) => TICKS + (row + 1.5) * HIGH, end = TICKS + (rows.length + 1) * HIGH, last = end + LAST / 2, foot = end + LAST;
  const text = (x, y, words, more = {}, ...after) => svg("text", { x, y, "font-size": 15, class: "ln-text explorer__halo", ...more }, words, ...after);
  const small = (x, y, words, more = {}) => text(x, y, words, { "font-size": 13, class: "ln-text-muted explorer__halo", ...more });
  const inside = (x, words) => Math.min(wide - (words.length * LETTER) / 2, Math.max(left + (words.length * LETTER) / 2, x));
  // At the end of the receipt's line, or after its name if both are long.
  const amount = (y, words, beside, more = {}) => text(Math.max(left - 14, (beside.length + 1) * LETTER + words.length * (LETTER + 1)), y, words, { class: "ln-text-strong explorer__halo", "text-anchor": "end", ...more });

  const bars = rows.map(() => svg("path")), joints = rows.map(() => svg("path", { class: "explorer__joint" }));
  const grips = free ? rows.map((_, row) => svg("circle", { cy: middle(row), r: 17, class: "explorer__grip", "data-hold": row })) : [];
  const knobs = free ? rows.map((_, row) => svg("circle", { cy: middle(row), r: 5, class: "explorer__handle explorer__handle--thin" })) : [];
  const dot = svg("circle", { cy: last, r: 9, class: "ln-fill-decoder" });

  // The receipt: a line for each factor, and its sum on the side of its bar where there is room.
  const sumBeside = ({ sum }, row) => {
    const [from, to] = [across(powers[row]), across(powers[row + 1])].sort((one, other) => one - other), long = sum.length * SMALL + 14;
    if (from - left > long) return small(from - 8, middle(row) + 4, sum, { "text-anchor": "end" });
    return wide - EDGE - to > long ? small(to + 12, middle(row) + 4, sum) : "";
  };
  const quiet = (words) => svg("tspan", { class: "ln-text-muted", "font-size": 13, "font-weight": 400 }, ` ${words}`);
  const beside = ({ value, short }) => (narrow ? short : value) ?? "";
  const faint = ({ same }) => (same ? { class: "ln-text-muted explorer__halo" } : {});
  const name = (whole) => (narrow ? whole.split(" ").at(-1) : whole); // 7B
  const receipt = rows.flatMap((one, row) => [
    text(0, middle(row) + 5, one.name, faint(one), ...(beside(one) ? [quiet(beside(one))] : [])), amount(middle(row) + 5, one.times, `${one.name} ${beside(one)}`.trim(), faint(one)), ...(one.sum ? [sumBeside(one, row)] : [])]);
  const rule = (y, more = {}) => svg("path", { d: `M0 ${y}H${wide - EDGE}`, class: "explorer__hair", ...more });
  const rules = rows.map((_, row) => rule(TICKS + (row + 1) * HIGH)), total = rule(end, { class: "explorer__pole", "stroke-width": 1.5 });

  const shades = Array.from({ length: DECADES }, (_, at) => svg("rect", { x: across(at), y: TICKS, width: room / DECADES, height: foot - TICKS, class: "explorer__power", "fill-opacity": 0.06 + 0.06 * at }));
  const named = ticks.map((words, at) => small(across(at), 14, words, { "text-anchor": at === DECADES ? "end" : "middle" }));

  // The cars: the first model's by itself, and those of the guess or of the result below it.
  const before = 10 ** powers[0] / car, counted = Math.max(guess ? 10 ** guess.power / car : 0, free ? 10 ** powers.at(-1) / car : 0), most = ROOMS.find((one) => one >= counted) ?? MOST_CARS;
  const from = narrow ? 0 : left, carsTop = foot + TOLD + (narrow ? 30 : 12), column = (wide - from - EDGE) / (most / PILE), sign = column * 0.86, high = (sign * CAR_HIGH) / CAR_WIDE + 1.8;
  const fill = (name, shape, wheels) => svg("pattern", { id: `cost-car-${name}`, width: column, height: high, patternUnits: "userSpaceOnUse" },
    svg("g", { transform: `scale(${sign / CAR_WIDE})` }, svg("path", { d: BODY, "fill-rule": "evenodd", class: shape }), svg("path", { d: WHEELS, class: wheels ?? "ln-text" })));
  const place = (y, ...nodes) => svg("g", { transform: `translate(${from} ${y})` }, ...nodes);
  const parked = svg("path", { fill: `url(#cost-car-${free ? "now" : "guess"})` }), count = text(narrow ? 0 : left - 12, narrow ? carsTop - 12 : carsTop + 13, "", { "font-size": 17, class: "ln-text-strong", "text-anchor": narrow ? "start" : "end" });
  const told = svg("tspan");
  count.append(told, ...(narrow ? [quiet(each.join(" "))] : []));
  const more = svg("path", { d: `M${wide - from - EDGE + 1} ${PILE * high / 2 - 8}l${EDGE - 2} 8l${2 - EDGE} 8z`, class: "ln-fill-decoder" }); // there is no room for all
  const lot = carsTop + high + 6;

  // The brackets from the first amount: one above the factors, to where some of them lead, and one in the result's line, to the result.
  const long = powers.map((power) => Math.abs(clipped(power) - clipped(powers[0]))), start = across(powers[0]);
  const brackets = (spans ?? []).filter(({ to }) => long[to] > FAINT).map(({ to, text: whole, short }) => {
    const all = to === rows.length, y = all ? last : middle(-1) + 8, space = powers[to] > powers[0] ? wide - start : start - left, words = whole.length * SMALL > space - 12 ? short : whole, half = (words.length * SMALL) / 2;
    return { to, all, y, half, line: svg("path", { class: "ln-line-plain", "stroke-width": 1.5 }), said: small(0, y - (all ? 10 : 6), words, { "text-anchor": "middle", class: "ln-text-strong explorer__halo" }) };
  });

  const show = (now) => {
    rows.forEach((_, row) => {
      const start = across(now[row]), to = across(now[row + 1]), way = to - start, y = middle(row) - BAR / 2, tip = Math.sign(way) * Math.min(TIP, Math.abs(way));
      bars[row].setAttribute("d", `M${start} ${y}H${to - tip}L${to} ${y + BAR / 2}L${to - tip} ${y + BAR}H${start}Z`);
      bars[row].setAttribute("class", way < 0 ? "ln-fill-cross" : "ln-fill-decoder");
      joints[row].setAttribute("d", `M${to.toFixed(1)} ${middle(row)}V${row + 1 < rows.length ? middle(row + 1) : last}`);
      for (const one of [grips[row], knobs[row]]) one?.setAttribute("cx", to.toFixed(1));
    });
    for (const { to, all, y, half, line, said } of brackets) {
      const end = across(now[to]), way = Math.sign(end - start), stop = all ? end - 10 * way : end;
      line.setAttribute("d", all ? `M${start} ${y - 6}v12m0-6H${stop}` : `M${start + 9 * way} ${y}H${stop}V${middle(to - 1) - BAR / 2}`);
      const near = start + way * (half + 12), far = (start + stop) / 2;
      said.setAttribute("x", Math.max(left + half, Math.min(wide - half, way < 0 ? Math.min(near, far) : Math.max(near, far))).toFixed(1));
    }
    dot.setAttribute("cx", across(now.at(-1)).toFixed(1));
    const many = 10 ** (free ? now.at(-1) : guess.power) / car;
    parked.setAttribute("d", pile(Math.min(most, many), column, high));
    told.textContent = cars(many);
    more.setAttribute("visibility", many > MOST_CARS ? "visible" : "hidden");
  };
  show(powers);

  const begin = svg("path", { d: `M${start} ${middle(-1)}V${brackets.length ? last : middle(0)}`, class: "explorer__joint" });
  const guessX = guess && across(guess.power), reportX = report && across(report[0]), marks = [];
  const [guessMiddle, reportMiddle] = guess && report ? sideBySide([guessX, reportX], [guess.text.length * LETTER, report[1].length * SMALL], wide) : [];
  if (report) {
    marks.push(svg("path", { d: `M${reportX} ${last - 13}l13 13l-13 13l-13-13z`, class: "ln-line-key", "stroke-width": 3 }),
      small(reportMiddle ?? inside(reportX, report[1]), foot + 15, report[1], { "text-anchor": "middle" }));
  }
  if (guess) {
    marks.push(svg("path", { d: `M${guessX} ${guess.held ? end + 3 : last}V${foot - 3}`, class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "7 4" }),
      text(guessMiddle ?? inside(guessX, guess.text), foot + 16, guess.text, { "text-anchor": "middle" }), ...(guess.held ? handle(guessX, last) : [svg("circle", { cx: guessX, cy: last, r: 6, class: "explorer__hollow ln-line-focus", "stroke-width": 3 })]));
  }
  const numbers = Array.from({ length: Math.floor(Math.min(most, counted) / TICK_CARS) }, (_, at) => {
    const x = ((at + 1) * TICK_CARS * column) / PILE;
    return [svg("path", { d: `M${x} -3V${PILE * high + 3}`, class: "explorer__hair" }), small(x, PILE * high + 15, (at + 1) * TICK_CARS, { "text-anchor": "middle" })];
  });
  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${Math.ceil(lot + PILE * high + 20)}`, class: `explorer__drawing explorer__curve${guess?.held || free ? " explorer__vectors" : ""}`, role: "img", "aria-label": label },
    svg("defs", {}, fill("first", "ln-fill-query"), fill("now", "ln-fill-decoder"), fill("guess", "ln-fill-focus"), fill("none", "explorer__rest", "explorer__rest")),
    ...shades, ...named, ...rules, total, text(0, middle(-1) + 5, name(begun[0])), amount(middle(-1) + 5, begun[1], name(begun[0])),
    begin, ...brackets.map(({ line }) => line), ...(free ? [...joints, ...bars] : []), ...receipt, ...brackets.map(({ said }) => said), ...(computed ? [small(start - 10, middle(-1) + 5, computed, { "text-anchor": "end", ...(narrow ? { "font-size": 12 } : {}) })] : []), svg("circle", { cx: start, cy: middle(-1), r: 7, class: "ln-fill-query" }),
    text(0, last + 5, name(result[0])), amount(last + 5, result[1], name(result[0]), { "font-size": 17 }), ...(free ? [dot] : []), ...marks, ...knobs, ...grips,
    count, ...(narrow ? [] : each.map((words, at) => small(left - 12, carsTop + 33 + 17 * at, words, { "text-anchor": "end" }))),
    place(carsTop, svg("path", { d: pile(Math.ceil(before), column, high), fill: "url(#cost-car-none)", opacity: 0.45 }), svg("path", { d: pile(before, column, high), fill: "url(#cost-car-first)" })), small(from + column * Math.ceil(before) + 6, carsTop + high - 1, `${begun[0]}: ${cars(before)}`),
    place(lot, ...numbers.flat(), parked, more, ...(guess && free ? [svg("path", { d: around(10 ** guess.power / car, column, high), class: "ln-line-focus", "stroke-width": 2, "stroke-dasharray": "7 4" })] : [])));
  return { drawing, show, powerAt: (at) => clipped(((at - left) / room) * DECADES) };
}
