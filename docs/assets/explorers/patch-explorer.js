/**
 * <patch-explorer>: a picture cut into patches as in ViT, a sound cut into frames as in Whisper, and the table of scores as a square.
 * First the reader guesses by how much the square grows when the patches are halved.
 * The reader's own photos and sounds stay in the browser; the address carries the settings and what is painted.
 */

import { Explorer } from "./base.js";
import { follow } from "./dragging.js";
import { glide } from "./gliding.js";
import { guessFrom, guessing, roomFor, tour } from "./guessing.js";
import { scoreSquare } from "./score-square.js";
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
const ACROSS = 640; // width in pixels of a row of patches or a spectrogram
const PAGE = 16, ASKED = 8; // the page's patches, and those of the question
const FILLS = 900; // positions of a square that fills the picture
const TIMES = 20; // the largest guess
// One click each, the best find first.
const STEPS = [{ what: "picture", patch: String(ASKED) }, { what: "picture", patch: "32" }, { what: "picture", picture: "sky", patch: String(PAGE) }, { what: "sound", sound: "glide", seconds: "6" }];

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
  static state = { what: "picture", picture: "car", patch: "16", ink: "#c00000", at: "1", sound: "glide", seconds: "6", frame: "1", paint: "", asked: "1", guess: "" };
  wide = 280; // pixels of the square's picture
  static longest = 4000; // characters of a painting: some forty strokes across the picture

  build() {
    this.kinds = ["picture", "sound"].map((what) => Object.assign(button(strings.kinds[what], () => this.set({ what }, { step: true })), { what }));
    this.task = create("p", {}, strings.question);
    this.body = create("div");
    Object.assign(this.body.style, { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: "1em" });
    this.squares = roomFor((wide) => {
      this.wide = wide;
      this.showSquare();
    });
    this.guess = guessing({ label: strings.guess, min: 1, max: TIMES, says: strings.times, onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.steps = tour(strings.guided.map(([name]) => name), (at) => this.set({ picture: this.shown, ...STEPS[at], at: 1, asked: 0, guess: "" }, { step: true }));
    this.found = create("p", { class: "explorer__result" });
    this.views = { picture: this.buildPicture(), sound: this.buildSound() };
    return [create("div", { class: "explorer__row", role: "group", "aria-label": strings.whatIsCut }, ...this.kinds), this.task, this.body];
  }

  /** Whether the question is still open. The picture may be another one already, and be painted on. */
  get asks() {
    const { asked, what, patch } = this.state;
    return asked !== "0" && what === "picture" && patch === String(PAGE);
  }

  /** Shows the answer beside the guess. */
  reveal(counts) {
    this.set({ ...STEPS[0], at: 1, asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
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
      width: PIXELS, height: PIXELS, class: "explorer__picture", tabindex: 0, role: "application",
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
    Object.assign(this.canvas.style, { width: "100%", touchAction: "pan-y pinch-zoom", border: "1px solid var(--ln-edge)" });
    this.pixels = new OffscreenCanvas(PIXELS, PIXELS).getContext("2d", { willReadFrequently: true });
    this.picture = choice(strings.picture, PICTURES, (picture) => this.set({ picture }, { step: true }));
    this.patch = choice(strings.patchesOf, PATCHES, (patch) => this.set({ patch, at: 1 }, { step: true }));
    this.ink = choice(strings.paintWith, INKS, (ink) => this.set({ ink }));
    this.place = numberField({ label: strings.patchToLookAt, min: 1, max: (PIXELS / 8) ** 2, whole: true,
      onNumber: (at) => this.set({ at }), onRefused: (sentence) => this.say(sentence) });
    this.sequence = create("canvas", { role: "img", "aria-label": strings.inOrder, onclick: (event) => this.tap(event) });
    Object.assign(this.sequence.style, { width: "100%", height: "auto" });
    this.patchWords = create("p");
    this.missing = create("p");
    this.touch = create("p", {}, strings.finger);
    this.touch.hidden = !matchMedia("(any-pointer: coarse)").matches;
    this.sums = create("div");
    this.folded = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.sums);
    return [this.missing, create("div", { class: "explorer__two" }, this.canvas, this.squares), this.guess, this.steps, this.found,
      create("div", { class: "explorer__row" }, this.patch, this.place), this.patchWords, this.sequence, this.touch,
      create("div", { class: "explorer__row" }, this.picture, this.ink, this.file("picture", "image/*")), this.folded];
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

  /* A mouse paints at once. A finger may be about to scroll: it paints once it starts out sideways, or where it has tapped. */

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
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) this.set({ at: Math.max(0, Math.min(side - 1, row + step[0])) * side + Math.max(0, Math.min(side - 1, column + step[1])) + 1 });
    else if (event.key === " ") {
      this.pen = null;
      this.mark(patchMark(this.inkNumber, this.size, this.at), [patchSquare(this.size, this.at)]);
    }
    else return;
    event.preventDefault();
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
    this.set({ picture: "own", paint: this.drawn, at: cell ? row * count(this.size).side + column + 1 : this.at });
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

  tap(event) {
    const scale = this.sequence.width / this.sequence.getBoundingClientRect().width, { tile, line } = this.layout;
    const at = Math.floor((event.offsetY * scale) / tile) * line + Math.floor((event.offsetX * scale) / tile) + 1;
    this.set({ at: Math.min(at, count(this.size).patches) }, { step: true });
  }

  get size() {
    return this.state.patch in PATCHES ? Number(this.state.patch) : 16;
  }

  get at() {
    return Math.max(1, Math.min(count(this.size).patches, Math.floor(Number(this.state.at)) || 1));
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
    const context = this.canvas.getContext("2d"), corner = (index) => [(index % side) * size, Math.floor(index / side) * size];
    context.drawImage(this.pixels.canvas, 0, 0);
    context.strokeStyle = "#8080808c";
    for (let line = size; line < PIXELS; line += size) context.strokeRect(line, -1, PIXELS, PIXELS + 2), context.strokeRect(-1, line, PIXELS + 2, PIXELS);
    outline(context, ...corner(at - 1), size);
    const inner = Math.min(24, Math.max(10, size)), tile = inner + 4, line = Math.floor(ACROSS / tile);
    this.layout = { tile, line };
    Object.assign(this.sequence, { width: line * tile, height: Math.ceil(patches / line) * tile });
    const row = this.sequence.getContext("2d");
    for (let index = 0; index < patches; index++) {
      row.drawImage(this.pixels.canvas, ...corner(index), size, size, (index % line) * tile + 2, Math.floor(index / line) * tile + 2, inner, inner);
    }
    outline(row, ((at - 1) % line) * tile + 2, Math.floor((at - 1) / line) * tile + 2, inner);
    const first = [...this.pixels.getImageData(...corner(at - 1), 2, 1).data];
    this.patchWords.textContent = strings.patchAt(at, patches, Math.floor((at - 1) / side) + 1, ((at - 1) % side) + 1, numbers, [...first.slice(0, 3), ...first.slice(4, 7)]);
    const page = count(PAGE);
    const { asks } = this;
    this.guess.hidden = !asks;
    for (const part of [this.steps, this.found, this.folded, this.patch]) part.hidden = asks; // they hold the answer, or lead away from the question
    if (asks) this.guess.show(this.guessAt);
    this.showSquare();
    this.sums.replaceChildren(table(strings.arithmetic, strings.sumHead, [
      [strings.alongSide, `${PIXELS} / ${size}`, number(side)],
      [strings.patchCount, `${side} · ${side}`, number(patches)],
      [strings.numbersInPatch, `${size} · ${size} · ${COLORS}`, number(numbers)],
      [strings.positionsWithClass, `${number(patches)} + 1`, number(positions)],
      [strings.scores, `${number(positions)} · ${number(positions)}`, number(scores)],
      [strings.comparedWith, `${number(scores)} / ${number(page.scores)}`, number(scores / page.scores, 1)]]));
    this.tell(scores / page.scores);
    this.say(asks ? strings.guessing(this.guessAt) : strings.patchSum(before(this.missing), patches, positions, scores, at), { soon: true });
  }

  /** What was guessed, and what the step shows. times: as many scores as on the page. */
  tell(times) {
    const step = STEPS.findIndex((one) => Object.keys(one).every((key) => this.state[key] === one[key]));
    this.steps.show(step);
    const verdict = this.guessAt === undefined || this.asks ? "" : strings.verdict(this.guessAt, times);
    this.found.textContent = `${verdict} ${step < 0 ? "" : strings.guided[step][1]}`.trim();
  }

  showSquare() {
    if (this.state.what === "sound" ? !this.held : !this.views) return;
    const made = this.square(), positions = made.positions, from = this.drawnSide;
    this.stop?.();
    if (this.asks) made.drawing.onpointerdown = (event) => follow(event, this.squares, (at) => {
      const guess = Math.max(1, Math.min(TIMES, Math.round((made.positionsAt(at) / count(PAGE).positions) ** 2)));
      if (guess !== this.guessAt) this.set({ guess });
    });
    this.squares.replaceChildren(made.drawing);
    this.drawnSide = positions;
    if (from && from !== positions && this.state.what !== "sound") this.stop = glide((part) => made.show(from + (positions - from) * part));
  }

  /** The square of all scores of one head, drawn. */
  square() {
    const page = count(PAGE).positions, sound = this.state.what === "sound", all = (SECONDS * RATE) / HOP / STRIDE;
    const positions = sound ? all : count(this.size).positions, { guessAt } = this;
    const guess = guessAt === undefined ? null : { positions: page * Math.sqrt(guessAt), text: strings.yourGuess(guessAt), held: this.asks };
    const other = sound ? { positions: this.held, name: strings.soundOnly } : { positions: page, name: strings.ofPage };
    return { positions, ...scoreSquare({ wide: this.wide, most: sound ? all : FILLS, positions, other, guess, at: sound ? null : this.at, title: strings.oneTable, size: strings.size(positions),
      label: strings.squareOf(positions, other.positions, other.name) }) };
  }

  /* ---- A sound ---- */

  buildSound() {
    this.sound = choice(strings.soundLabel, SOUNDS, (sound) => this.set({ sound, frame: 1 }, { step: true }));
    this.length = numberField({ label: strings.seconds, min: 0.1, max: SECONDS, onNumber: (seconds) => this.set({ seconds }), onRefused: (sentence) => this.say(sentence) });
    this.frame = numberField({ label: strings.frameToLookAt, min: 1, max: SECONDS * RATE / HOP, whole: true,
      onNumber: (frame) => this.set({ frame }), onRefused: (sentence) => this.say(sentence) });
    this.picture2 = create("canvas", { role: "img", width: ACROSS, height: 2 * BANDS, onclick: (event) =>
      this.set({ frame: Math.ceil((event.offsetX / event.target.getBoundingClientRect().width) * this.frames.length) || 1 }, { step: true }) });
    Object.assign(this.picture2.style, { width: "100%", height: "11rem" });
    this.frameWords = create("p");
    this.silent = create("p");
    this.soundSums = create("div");
    return [create("div", { class: "explorer__row" }, this.sound, this.length, button(strings.play, () => this.play()), this.file("sound", "audio/*")),
      this.silent, create("div", { class: "explorer__two" }, this.picture2, create("div")), create("div", { class: "explorer__row" }, this.frame), this.frameWords,
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
    this.length.querySelector("input").disabled = kind === "own"; // as long as it is
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
    this.showSquare();
    this.tell();
    this.say(strings.soundSum(before(this.silent), frames, held, all - held, this.frameWords.textContent), { soon: true });
  }

  /* ---- Both ---- */

  update() {
    const what = this.state.what === "sound" ? "sound" : "picture";
    this.kinds.forEach((kind) => kind.setAttribute("aria-pressed", kind.what === what));
    this.task.hidden = !this.asks;
    if (this.body.dataset.what !== what) this.show(what);
    if (what === "sound") this.updateSound();
    else this.updatePicture();
  }

  /** Puts a view in place, with what both share: the square, the steps and what they show. */
  show(what) {
    this.body.replaceChildren(...this.views[(this.body.dataset.what = what)]);
    const [two] = this.body.getElementsByClassName("explorer__two");
    two.lastChild.replaceWith(this.squares);
    two.after(...(what === "picture" ? [this.guess] : []), this.steps, this.found);
    this.steps.hidden = this.found.hidden = false;
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
    const canvas = this.state.what === "sound" ? this.picture2 : this.sequence;
    return svg("svg", { viewBox: `0 0 ${canvas.width} ${canvas.height}` }, svg("image", { href: canvas.toDataURL(), width: canvas.width, height: canvas.height }));
  }
}

/** What a sentence begins with: what the other paragraph says. */
const before = (paragraph) => (paragraph.textContent ? `${paragraph.textContent} ` : "");

/** A square that stands out on any color: light within dark. */
function outline(context, x, y, side) {
  for (const [color, width] of [["#000000", 4], ["#f0e442", 2]]) Object.assign(context, { strokeStyle: color, lineWidth: width }).strokeRect(x, y, side, side);
  context.lineWidth = 1;
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
