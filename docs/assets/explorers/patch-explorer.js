/**
 * <patch-explorer>: a picture cut into patches as in ViT, a sound cut into frames as in Whisper, and the table of scores as a square.
 * First the reader guesses by how much the square grows when the patches are halved.
 * The reader's own photos and sounds stay in the browser; the address carries the settings and what is painted.
 */

import { Explorer } from "./base.js";
import { colorLine, cutter } from "./patch-cut.js";
import { follow } from "./dragging.js";
import { glide } from "./gliding.js";
import { guessFrom, guessing, roomFor, tour } from "./guessing.js";
import { scoreSquare, TOP } from "./score-square.js";
import { between, cellAt, groundOf, middle, patchMark, patchSquare, pointMark, squaresOf, strokeMark } from "./painting.js";
import { button, choice, create, number, numberField, svg, table, bars } from "../shared/parts.js";
import { BANDS, HOP, pitch, RATE, spectrogram } from "./spectrogram.js";
import { strings } from "../strings/patch-explorer.js";

const PIXELS = 224, COLORS = 3; // ViT's picture
const SECONDS = 30, STRIDE = 2; // Whisper's window, and its convolution that moves two frames at a time
const PATCHES = strings.patches;
const PICTURES = strings.pictures;
const SOUNDS = strings.sounds;
const INKS = strings.inks;
const ACROSS = 640; // width in pixels of a spectrogram
const PAGE = 16, ASKED = 8; // the page's patches, and those of the question
const FILLS = 900; // positions of a square that fills the picture while the question is open, so that it gives nothing away
const SPOT = 70; // pixels from the left and top of the patch chosen at first: the car's window
const TIMES = 20; // the largest guess
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }; // rows and columns
// One click each, the best find first.
const STEPS = [{ what: "picture", picture: "car", patch: String(ASKED) }, { what: "picture", picture: "car", patch: "32" }, { what: "picture", picture: "sky", patch: String(PAGE) }, { what: "sound", sound: "glide", seconds: "6" }];

/** Positions of a square picture with one class token, and the scores of one head. */
export function count(patch) {
  const side = PIXELS / patch, positions = side * side + 1;
  return { side, patches: side * side, numbers: patch * patch * COLORS, positions, scores: positions ** 2 };
}

/** The samples of a generated sound, −1 to 1. */
export function synthesize(kind, seconds) {
  const tone = (hertz, t) => Math.sin(2 * Math.PI * hertz * t);
  const at = {
    glide: (t) => 0.5 * Math.sin(2 * Math.PI * (200 * t + (3800 / (2 * seconds)) * t * t)), // 200 to 4,000 Hz
    chord: (t) => 0.25 * tone(440, t) + 0.25 * tone(3000, t),
    clicks: (t) => (t % 0.25 < 0.002 ? 0.8 : 0),
  }[kind];
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, index) => at(index / RATE));
}

function paint(context, picture) {
  const fill = (color, ...box) => Object.assign(context, { fillStyle: color }).fillRect(...box);
  const disk = (color, x, y, r) => {
    Object.assign(context, { fillStyle: color }).beginPath();
    context.arc(x, y, r, 0, 7);
    context.fill();
  };
  fill("#ffffff", 0, 0, PIXELS, PIXELS);
  if (picture === "sky") for (let y = 0; y < PIXELS; y++) fill(`rgb(${255 - y} ${255 - y / 2} 255)`, 0, y, PIXELS, 1);
  if (picture !== "car") return;
  fill("#bfdcf2", 0, 0, PIXELS, 150);
  fill("#8a8a80", 0, 150, PIXELS, 74);
  fill("#c00000", 24, 104, 176, 48);
  fill("#c00000", 64, 64, 88, 44);
  fill("#e8f2fa", 72, 72, 34, 30);
  fill("#e8f2fa", 112, 72, 34, 30);
  for (const x of [68, 156]) disk("#202020", x, 152, 22), disk("#a0a0a0", x, 152, 9);
}

class PatchExplorer extends Explorer {
  static state = { what: "picture", picture: "car", patch: "16", ink: "#c00000", at: "", to: "", sound: "glide", seconds: "6", frame: "1", paint: "", asked: "1", guess: "" };
  wide = 280; // pixels of the square's picture
  static longest = 4000; // characters of a painting: some forty strokes across the picture

  build() {
    this.kinds = ["picture", "sound"].map((what) => Object.assign(button(strings.kinds[what], () => this.set({ what }, { step: true })), { what }));
    this.task = create("p", { class: "explorer__task" }, strings.question);
    this.verdict = create("p", { class: "explorer__result" });
    this.squares = roomFor((wide) => {
      this.wide = wide;
      this.showSquare();
    });
    this.guess = guessing({ label: strings.guess, min: 1, max: TIMES, says: strings.times, onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.steps = tour(strings.guided.map(([name]) => name), (at) => this.set({ picture: this.shown, ...STEPS[at], at: this.placeIn(STEPS[at].patch), to: "", asked: 0, guess: "" }, { step: true }));
    this.found = create("p", { class: "explorer__result" });
    this.views = { picture: this.buildPicture(), sound: this.buildSound() };
    this.settings = create("div", { class: "explorer__settings" });
    this.heads = { cut: heading(), row: heading(), square: heading() };
    this.cut = cutter({ picture: this.canvas, pixels: this.pixels.canvas, label: strings.inOrder, extra: strings.extra,
      onTap: (at) => this.set({ at, to: "" }, { step: true }), onPoint: (at) => this.light(at) });
    this.told = create("p", { class: "explorer__head" });
    for (const one of [this.canvas, this.picture2]) one.style.marginTop = `${TOP}px`; // level with the square
    this.squares.onkeydown = (event) => this.walk(event);
    const stage = create("div", { class: "explorer__stage" }, create("div", { class: "explorer__two explorer__two--even" },
      create("div", {}, this.heads.cut, this.canvas, this.picture2), create("div", {}, this.heads.square, this.squares)),
      this.cut.row, create("div", { class: "explorer__headline" }, this.heads.row, this.told), ...this.cut.over);
    return [this.task, this.verdict, stage, this.guess, this.steps, this.found,
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.whatIsCut }, ...this.kinds), this.settings];
  }

  /** Whether the question is still open. The picture may already be a different one, and painted on. */
  get asks() {
    const { asked, what, patch } = this.state;
    return asked !== "0" && what === "picture" && patch === String(PAGE);
  }

  /** Shows the answer beside the guess. */
  reveal(counts) {
    this.set({ ...STEPS[0], picture: this.shown, at: this.placeIn(ASKED), asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
    this.steps.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** The guess: how many times as many scores; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 1, TIMES);
    return this.asks ? given ?? 1 : this.state.what === "picture" && this.size === ASKED ? given : undefined;
  }

  /* ---- A picture ---- */

  buildPicture() {
    this.canvas = create("canvas", {
      class: "explorer__picture", tabindex: 0, role: "application",
      "aria-label": strings.canvas,
      onpointerdown: (event) => this.down(event), onpointermove: (event) => this.move(event), onpointerup: () => this.up(),
      onpointercancel: () => (this.pen = this.finger = null), // the finger scrolls
      onkeydown: (event) => this.key(event),
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        this.open(event.dataTransfer.files[0], "picture");
      },
    });
    Object.assign(this.canvas.style, { width: "100%", touchAction: "pan-y pinch-zoom" });
    this.pixels = new OffscreenCanvas(PIXELS, PIXELS).getContext("2d", { willReadFrequently: true });
    this.picture = choice(strings.picture, PICTURES, (picture) => this.set({ picture }, { step: true }));
    this.patch = choice(strings.patchesOf, PATCHES, (patch) => this.set({ patch, at: this.placeIn(patch), to: "" }, { step: true }));
    this.ink = choice(strings.paintWith, INKS, (ink) => this.set({ ink }));
    this.place = numberField({ label: strings.patchToLookAt, min: 1, max: (PIXELS / 8) ** 2, whole: true,
      onNumber: (at) => this.set({ at, to: "" }), onRefused: (sentence) => this.say(sentence) });
    this.patchWords = create("p");
    this.missing = create("p");
    this.touch = create("p", { class: "explorer__hint" }, strings.finger);
    this.touch.hidden = !matchMedia("(any-pointer: coarse)").matches;
    this.sums = create("div");
    this.folded = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.sums);
    return [this.missing, create("div", { class: "explorer__row" }, this.picture, this.patch, this.place), this.patchWords,
      create("div", { class: "explorer__row" }, this.ink, this.file("picture", "image/*")), this.touch, this.folded];
  }

  /** A field for the reader's own file; nothing of it leaves the browser. */
  file(what, accept) {
    const field = create("label", { class: "explorer__field" }, create("span", {}, strings.yourOwn(what)),
      create("input", { type: "file", accept, onchange: (event) => this.open(event.target.files[0], what) }));
    field.style.maxWidth = "100%";
    return field;
  }

  async open(file, what) {
    if (!file) return;
    try {
      if (what === "sound") {
        const decoder = new OfflineAudioContext(1, 1, RATE); // decodes to 16,000 samples per second
        this.own = (await decoder.decodeAudioData(await file.arrayBuffer())).getChannelData(0).slice(0, SECONDS * RATE);
        if (this.own.length < HOP) throw new Error("no frame");
        this.set({ sound: "own", frame: 1 }, { step: true });
      } else {
        const image = await createImageBitmap(file), side = Math.min(image.width, image.height);
        const photo = new OffscreenCanvas(PIXELS, PIXELS).getContext("2d");
        paint(photo, "blank"); // behind transparent parts
        photo.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, PIXELS, PIXELS);
        this.photo = photo.canvas;
        this.drawn = undefined;
        this.set({ picture: "own", paint: "photo", at: 1 }, { step: true });
      }
    } catch {
      this.say(strings.unreadable(what));
    }
  }

  /* A mouse paints at once. A finger may be about to scroll: it paints once it starts moving sideways, or where it has tapped. */

  down(event) {
    if (!event.isPrimary || event.button) return;
    this.pen = this.finger = null;
    this.canvas.setPointerCapture(event.pointerId); // the end of a stroke is reported here, wherever it is
    if (event.pointerType === "mouse") this.begin(this.cell(event));
    else this.finger = { cell: this.cell(event), x: event.clientX, y: event.clientY };
  }

  move(event) {
    if (!event.isPrimary || !event.buttons) return;
    if (this.finger) {
      const { cell, x, y } = this.finger, sideways = Math.abs(event.clientX - x);
      if (sideways < 4 || sideways <= Math.abs(event.clientY - y)) return;
      this.finger = null;
      this.begin(cell);
    }
    if (!this.pen) return;
    const cell = this.cell(event), from = this.pen;
    if (Math.max(...cell.map((value, axis) => Math.abs(value - from[axis]))) < 2) return; // fewer points, since the address carries them
    this.pen = cell;
    this.mark(pointMark(cell), between(from, cell), cell);
  }

  up() {
    if (this.finger) this.begin(this.finger.cell);
    this.pen = this.finger = null;
  }

  begin(cell) {
    this.pen = cell;
    this.mark(strokeMark(this.inkNumber, cell), between(cell, cell), cell);
  }

  cell(event) {
    const box = this.canvas.getBoundingClientRect(), scale = PIXELS / box.width;
    return cellAt((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
  }

  key(event) {
    const { side } = count(this.size), at = this.at - 1, row = Math.floor(at / side), column = at % side;
    const step = ARROWS[event.key], next = (value, by) => Math.max(0, Math.min(side - 1, value + by));
    if (step) this.set({ at: at < 0 ? 1 : at + step[1] < 0 ? 0 : next(row, step[0]) * side + next(column, step[1]) + 1, to: "" }); // before the first patch is the class token
    else if (event.key === " ") {
      event.preventDefault();
      if (at < 0) return;
      this.pen = null;
      this.mark(patchMark(this.inkNumber, this.size, this.at), [patchSquare(this.size, this.at)]);
    }
    else return;
    event.preventDefault();
  }

  /** In the table of scores the arrow keys go from row to row and from column to column. */
  walk(event) {
    const step = ARROWS[event.key], { positions } = count(this.size);
    if (!step || !this.paired) return;
    event.preventDefault();
    const [at, to] = [this.at, this.to ?? this.at].map((value, axis) => Math.max(0, Math.min(positions - 1, value + step[axis])));
    this.set({ at, to });
  }

  /** Whether the table of scores can be pointed at: it isn't the one to guess, nor a sound's. */
  get paired() {
    return this.state.what !== "sound" && !this.asks;
  }

  /** Shows a patch in the picture, in its row and in the table, and a second one for a single score; without any, what is chosen. */
  light(at, to) {
    if (this.state.what === "sound") return;
    const [row, column] = at === undefined ? [this.at, this.to] : [at, to];
    this.told.textContent = strings.lit(row, column);
    this.cut.light(column === undefined ? [row] : [row, column]);
    this.table?.light(row, column);
  }

  get inkNumber() {
    return Math.max(0, Object.keys(INKS).indexOf(this.state.ink));
  }

  fill(ink, [x, y, side]) {
    this.pixels.fillStyle = Object.keys(INKS)[ink];
    this.pixels.fillRect(x, y, side, side);
  }

  /** Paints squares and adds their mark to the painting. cell: the pen's position. */
  mark(text, squares, cell) {
    for (const square of squares) this.fill(this.inkNumber, square);
    const [column, row] = cell ? middle(cell).map((value) => Math.floor(value / this.size)) : [];
    this.drawn = this.wanted + text;
    this.set({ picture: "own", paint: this.drawn, to: "", at: cell ? row * count(this.size).side + column + 1 : this.at });
  }

  /** Whether the reader has their own picture: a painting, or a photo opened here. */
  get hasOwn() {
    const ground = groundOf(this.state.paint);
    return ground === "photo" ? this.photo !== undefined : ground !== undefined;
  }

  /** The name of the picture shown. */
  get shown() {
    return Object.hasOwn(PICTURES, this.state.picture) && (this.state.picture !== "own" || this.hasOwn) ? this.state.picture : "car";
  }

  /** The picture shown, as painting.js writes it. */
  get wanted() {
    return this.shown === "own" ? this.state.paint : this.shown;
  }

  draw(text) {
    if (groundOf(text) === "photo") this.pixels.drawImage(this.photo, 0, 0);
    else paint(this.pixels, groundOf(text));
    for (const [ink, square] of squaresOf(text)) this.fill(ink, square);
    this.drawn = text;
  }

  get size() {
    return this.state.patch in PATCHES ? Number(this.state.patch) : 16;
  }

  get at() {
    const { side, patches } = count(this.size), spot = Math.floor(SPOT / this.size);
    return this.state.at === "" ? spot * side + spot + 1 : this.state.at === "0" ? 0 : Math.max(1, Math.min(patches, Math.floor(Number(this.state.at)) || 1));
  }

  /** The position whose column is chosen too, or undefined. */
  get to() {
    return /^\d{1,3}$/.test(this.state.to) && Number(this.state.to) < count(this.size).positions ? Number(this.state.to) : undefined;
  }

  /** The patch of another size at the place of the one that the reader has chosen. */
  placeIn(size = this.size) {
    if (["", "0"].includes(this.state.at)) return this.state.at;
    const { side } = count(this.size), index = this.at - 1, part = (value) => Math.floor(((value + 0.5) / side) * (PIXELS / size));
    return part(Math.floor(index / side)) * (PIXELS / size) + part(index % side) + 1;
  }

  updatePicture() {
    if (this.drawn !== this.wanted) this.draw(this.wanted);
    const lost = this.state.picture === "own" && !this.hasOwn;
    this.missing.textContent = lost ? strings.pictureStayed : "";
    this.missing.hidden = !lost;
    const { side, patches, numbers, positions, scores } = count(this.size), at = this.at, size = this.size;
    this.picture.querySelector("[value=own]").disabled = !this.hasOwn;
    this.picture.show(this.shown);
    this.patch.show(String(size));
    this.ink.show(Object.keys(INKS)[this.inkNumber]);
    this.place.limit(patches);
    this.place.show(at);
    const corner = [((at - 1) % side) * size, Math.floor((at - 1) / side) * size];
    this.heads.cut.show(strings.cutInto(size), `${side} · ${side} = ${number(patches)}`);
    this.heads.row.show(strings.inARow, strings.andOne(patches, positions));
    const first = at ? [...this.pixels.getImageData(...corner, 2, 1).data] : [];
    this.patchWords.textContent = at === 0 ? strings.classToken : strings.patchAt(at, patches, Math.floor((at - 1) / side) + 1, ((at - 1) % side) + 1, numbers, [...first.slice(0, 3), ...first.slice(4, 7)]);
    const page = count(PAGE), { asks } = this;
    for (const part of [this.folded, this.patch]) part.hidden = asks; // they hold the answer, or lead away from the question
    this.line = colorLine(this.pixels.canvas, side);
    this.showSquare();
    this.light();
    this.sums.replaceChildren(table(strings.arithmetic, strings.sumHead, [
      [strings.alongSide, `${PIXELS} / ${size}`, number(side)],
      [strings.patchCount, `${side} · ${side}`, number(patches)],
      [strings.numbersInPatch, `${size} · ${size} · ${COLORS}`, number(numbers)],
      [strings.positionsWithClass, `${number(patches)} + 1`, number(positions)],
      [strings.scores, `${number(positions)} · ${number(positions)}`, number(scores)],
      [strings.comparedWith, `${number(scores)} / ${number(page.scores)}`, number(scores / page.scores, 1)]]));
    this.tell(strings.verdict(this.guessAt, scores / page.scores));
    this.say(asks ? strings.guessing(this.guessAt) : strings.patchSum(before(this.missing), patches, positions, scores, this.to === undefined ? strings.chosen(at) : strings.lit(at, this.to)), { soon: true });
  }

  /** Says how many scores there are, beside the guess, where the question was; and what the step shows. */
  tell(verdict) {
    const step = STEPS.findIndex((one) => Object.keys(one).every((key) => this.state[key] === one[key]));
    this.steps.show(step);
    this.task.hidden = !this.asks;
    this.verdict.hidden = this.asks;
    this.verdict.textContent = verdict;
    this.found.textContent = step < 0 ? "" : strings.guided[step][1];
  }

  /** The row of patches, then the square: a smaller or larger one grows out of the last once the patches are in their row. */
  showSquare() {
    const sound = this.state.what === "sound";
    if (sound ? !this.held : !this.line) return;
    const made = this.square(), { positions } = made, from = (!sound && this.drawnSide) || positions;
    this.stop?.();
    this.table = made;
    if (this.paired) {
      const cell = ({ clientX, clientY }) => { // a click's offset is rounded, and a cell is smaller than a pixel
        const { left, top } = made.drawing.getBoundingClientRect();
        return made.cellAt([clientX - left, clientY - top]);
      };
      made.drawing.onpointermove = (event) => event.pointerType === "mouse" && this.light(...(cell(event) ?? []));
      made.drawing.onpointerleave = () => this.light();
      made.drawing.onclick = (event) => {
        const [at, to] = cell(event) ?? [];
        if (at !== undefined) this.set({ at, to }, { step: true });
      };
    }
    for (const [name, value] of [["role", "application"], ["tabindex", "0"], ["aria-label", strings.table]]) {
      if (this.paired) this.squares.setAttribute(name, value);
      else this.squares.removeAttribute(name);
    }
    if (this.asks) made.drawing.onpointerdown = (event) => follow(event, this.squares, (at) => {
      const guess = Math.max(1, Math.min(TIMES, Math.round((made.positionsAt(at) / count(PAGE).positions) ** 2)));
      if (guess !== this.guessAt) this.set({ guess });
    });
    this.squares.replaceChildren(made.drawing);
    this.drawnSide = sound ? undefined : positions;
    made.show(from);
    this.squares.ariaBusy = "true";
    this.cut.show({ size: this.size, at: this.at, what: groundOf(this.wanted) ?? this.wanted, draw: sound && ((context, wide, high) => this.drawWindow(context, wide, high)) }, () => {
      this.heads.square.show(strings.oneTable, strings.size(positions));
      if (from === positions) this.squares.ariaBusy = "false";
      else this.stop = glide((part) => {
        made.show(from + (positions - from) * part);
        if (part === 1) this.squares.ariaBusy = "false";
      });
    });
  }

  /** The square of all scores of one head, drawn. */
  square() {
    const page = count(PAGE).positions, sound = this.state.what === "sound", all = (SECONDS * RATE) / HOP / STRIDE;
    const positions = sound ? all : count(this.size).positions, { guessAt } = this;
    const guess = guessAt === undefined ? null : { positions: page * Math.sqrt(guessAt), text: strings.yourGuess(guessAt), held: this.asks };
    const other = sound ? { positions: this.held, name: strings.soundOnly(this.held), label: strings.yourSound } : { positions: page, name: strings.oldTable(page), label: strings.ofPage };
    const most = this.asks ? FILLS : Math.max(count(ASKED).positions, guess?.positions ?? 0); // the largest square is as wide as its column
    return { positions, ...scoreSquare({ wide: this.wide, most: sound ? all : most, positions, other, guess, at: sound ? null : this.at, to: sound ? undefined : this.to, line: this.line,
      row: this.paired ? strings.row : null, label: strings.squareOf(positions, other.positions, other.label) }) };
  }

  /* ---- A sound ---- */

  buildSound() {
    this.sound = choice(strings.soundLabel, SOUNDS, (sound) => this.set({ sound, frame: 1 }, { step: true }));
    this.length = numberField({ label: strings.seconds, min: 0.1, max: SECONDS, onNumber: (seconds) => this.set({ seconds }), onRefused: (sentence) => this.say(sentence) });
    this.frame = numberField({ label: strings.frameToLookAt, min: 1, max: SECONDS * RATE / HOP, whole: true,
      onNumber: (frame) => this.set({ frame }), onRefused: (sentence) => this.say(sentence) });
    this.picture2 = create("canvas", { role: "img", width: ACROSS, height: 2 * BANDS, onclick: (event) =>
      this.set({ frame: Math.ceil((event.offsetX / event.target.getBoundingClientRect().width) * this.frames.length) || 1 }, { step: true }) });
    Object.assign(this.picture2.style, { width: "100%", aspectRatio: "1" });
    this.frameWords = create("p");
    this.silent = create("p");
    this.soundSums = create("div");
    return [create("div", { class: "explorer__row" }, this.sound, this.length, button(strings.play, () => this.play()), this.file("sound", "audio/*")),
      this.silent, create("div", { class: "explorer__row" }, this.frame), this.frameWords,
      create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.soundSums)];
  }

  play() {
    this.player ??= new AudioContext();
    const buffer = this.player.createBuffer(1, this.samples.length, RATE), source = this.player.createBufferSource();
    buffer.copyToChannel(this.samples, 0);
    source.buffer = buffer;
    source.connect(this.player.destination);
    this.source?.stop();
    (this.source = source).start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.player?.close();
    this.player = undefined;
  }

  updateSound() {
    const kind = this.state.sound in SOUNDS && (this.state.sound !== "own" || this.own) ? this.state.sound : "glide";
    const given = Number(this.state.seconds), seconds = given >= 0.1 && given <= SECONDS ? given : 6;
    const made = kind === "own" ? this.own : `${kind} ${seconds}`;
    if (this.made !== made) {
      this.made = made;
      this.samples = kind === "own" ? this.own : synthesize(kind, seconds);
      this.frames = spectrogram(this.samples);
    }
    const frames = this.frames.length, at = Math.max(1, Math.min(frames, Math.floor(Number(this.state.frame)) || 1));
    const held = Math.ceil(frames / STRIDE), all = (SECONDS * RATE) / HOP / STRIDE, bands = this.frames[at - 1];
    this.sound.querySelector("[value=own]").disabled = !this.own;
    this.sound.show(kind);
    const lost = this.state.sound === "own" && !this.own;
    this.silent.textContent = lost ? strings.soundStayed : "";
    this.silent.hidden = !lost;
    this.length.querySelector("input").disabled = kind === "own"; // a recording has its own length
    this.length.show(kind === "own" ? this.samples.length / RATE : seconds);
    this.frame.limit(frames);
    this.frame.show(at);
    this.held = held;
    drawFrames(this.picture2, this.frames, at);
    this.picture2.setAttribute("aria-label", strings.spectrogram(frames, BANDS));
    const strongest = bands.indexOf(Math.max(...bands));
    this.frameWords.textContent = strings.frameAt(at, frames, number(((at - 1) * HOP) / RATE, 2), strongest + 1, BANDS, Math.round(pitch(strongest)));
    this.soundSums.replaceChildren(table(strings.whisper, strings.sumHead, [
      [strings.numbersInRecording, `${number(this.samples.length / RATE, 2)} s · ${number(RATE)}`, number(this.samples.length)],
      [strings.frameCount, `${number(this.samples.length)} / ${HOP}`, number(frames)],
      [strings.numbersInSpectrogram, `${number(frames)} · ${BANDS}`, number(frames * BANDS)],
      [strings.soundPositions, `${number(frames)} / ${STRIDE}`, number(held)],
      [strings.paddingPositions, `${number(all)} − ${number(held)}`, number(all - held)]]),
    bars(strings.windowPositions(all), [
      { label: strings.sound, share: held / all, text: number(held), role: "encoder" },
      { label: strings.padding, share: (all - held) / all, text: number(all - held), role: "masked" }]));
    this.line = this.windowLine();
    this.told.textContent = "";
    this.heads.cut.show(strings.cutFrames, `${number(frames)} / ${STRIDE} = ${number(held)}`);
    this.heads.row.show(strings.inTheWindow, strings.andPadding(held, all - held, all));
    this.showSquare();
    this.tell(strings.soundShare(held, all));
    this.say(strings.soundSum(before(this.silent), frames, held, all - held, this.frameWords.textContent), { soon: true });
  }

  /* ---- Both ---- */

  update() {
    const what = this.state.what === "sound" ? "sound" : "picture";
    this.kinds.forEach((kind) => kind.setAttribute("aria-pressed", kind.what === what));
    this.guess.hidden = !this.asks;
    this.guess.show(this.guessAt ?? 1);
    this.steps.hidden = this.found.hidden = this.asks;
    this.canvas.hidden = what === "sound";
    this.picture2.hidden = what !== "sound";
    if (this.settings.dataset.what !== what) this.settings.replaceChildren(...this.views[(this.settings.dataset.what = what)]);
    if (what === "sound") this.updateSound();
    else this.updatePicture();
  }

  /** The sound's share of the window, drawn as a row; the rest is padding. */
  drawWindow(context, wide, high) {
    const all = (SECONDS * RATE) / HOP / STRIDE, part = (wide * this.held) / all;
    context.drawImage(this.picture2, 0, 0, part, high);
    Object.assign(context, { strokeStyle: "#80858e", lineWidth: Math.max(1, high / 30) });
    context.beginPath();
    context.rect(part, 0, wide - part, high);
    context.clip();
    for (let x = part - high; x < wide; x += high / 4) context.moveTo(x, high), context.lineTo(x + high, 0);
    context.strokeRect(part, 0, wide - part, high);
    context.stroke();
  }

  /** The window as a line for the edges of the square. */
  windowLine() {
    const line = create("canvas", { width: 600, height: 16 });
    this.drawWindow(line.getContext("2d"), line.width, line.height);
    return line.toDataURL();
  }

  get notCarried() {
    if (this.state.what === "sound") return this.state.sound === "own" && this.own ? strings.withoutSound : "";
    if (this.shown !== "own") return "";
    if (groundOf(this.state.paint) === "photo") return strings.withoutPhoto;
    return this.state.paint.length > PatchExplorer.longest ? strings.paintingCut : "";
  }

  csv() {
    if (this.state.what === "sound") return [[strings.frame, ...Array.from({ length: BANDS }, (_, band) => strings.band(band + 1))], ...this.frames.map((bands, index) => [index + 1, ...bands])];
    const size = this.size, { side, patches } = count(size);
    return [strings.csvHead, ...Array.from({ length: patches }, (_, index) => {
      const row = Math.floor(index / side), column = index % side;
      return [index + 1, row + 1, column + 1, this.pixels.getImageData(column * size, row * size, size, size).data.filter((_, place) => place % 4 < 3).join(" ")];
    })];
  }

  drawing() {
    const canvas = this.state.what === "sound" ? this.picture2 : this.cut.list;
    return svg("svg", { viewBox: `0 0 ${canvas.width} ${canvas.height}` }, svg("image", { href: canvas.toDataURL(), width: canvas.width, height: canvas.height }));
  }
}

/** A sentence's beginning: the other paragraph's text. */
const before = (paragraph) => (paragraph.textContent ? `${paragraph.textContent} ` : "");

/** What a part of the picture is, and its sum; with show(what, sum). */
function heading() {
  const what = create("span"), sum = create("strong"), made = create("p", { class: "explorer__head" }, what, " ", sum);
  made.show = (...texts) => [what, sum].forEach((part, at) => (part.textContent = texts[at]));
  return made;
}

/** Frames as columns of light, as Whisper keeps them: from the strongest down to 8 powers of ten below. */
function drawFrames(canvas, frames, at) {
  const context = canvas.getContext("2d"), most = frames.reduce((top, bands) => Math.max(top, ...bands), -10), wide = canvas.width / frames.length;
  const image = context.createImageData(frames.length, BANDS);
  frames.forEach((bands, frame) => bands.forEach((value, band) => {
    const light = Math.max(0, 1 + (value - most) / 8), place = 4 * ((BANDS - 1 - band) * frames.length + frame);
    image.data.set([255 * light ** 2, 255 * light ** 1.2 * 0.9, 60 + 150 * light, 255], place);
  }));
  const whole = new OffscreenCanvas(frames.length, BANDS);
  whole.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  Object.assign(context, { strokeStyle: "#ffffff", lineWidth: 2 }).strokeRect((at - 1) * wide, 1, Math.max(3, wide), canvas.height - 2);
}

customElements.define("patch-explorer", PatchExplorer);
