/**
 * The desk of the page Practice: what is due, sessions, the placement test, progress, saving and reading files.
 * The deck is the data beside the page; a session fetches the lists that have its cards.
 */

import { askingButton } from "../shared/asking.js";
import { shuffle } from "../shared/basics.js";
import { addStyles, button, choice, create, save } from "../shared/parts.js";
import { choose, fetchLists, forecast, layOut, readDeck, standing } from "./deck.js";
import { answers, readingPath, written } from "./diagnostic.js";
import { show as showMarks } from "./marks.js";
import { clockTrouble, progressTable, summary } from "./progress.js";
import { review } from "./record.js";
import { next, ready } from "./schedule.js";
import { store } from "./state.js";
import { merge, parse, print, reviews } from "./store.js";
import { strings } from "../strings/practice.js";

const QUICK = 10, LONG = 20; // cards of a session
const LARGEST = 2e7; // bytes of a file that is read

const scheduled = () => reviews(store.entries).size && ready(); // readers who haven't answered anything need no schedule yet
const root = document.querySelector(".practice"), desk = root.querySelector(".practice__desk");
const [chapters] = await Promise.all([readDeck(), addStyles("practice.css"), scheduled()]);
const sections = chapters.flatMap((chapter) => chapter.sections), cards = sections.flatMap((section) => section.cards);
let known, session, stop = () => {};

/* ---- The parts of the desk ---- */

const notice = create("p", { class: "practice__notice", role: "alert" });
const today = create("p", { class: "practice__today" });
const repeat = button("", () => practice(cards.filter(({ name }) => known.get(name).today), LONG), { class: "practice__main" });
const quick = button(strings.quick, () => practice(cards, QUICK));
const test = button("", () => findStart());
const part = choice(strings.partLabel, Object.fromEntries([
  ...chapters.map(({ title }, index) => [`c${index}`, strings.chapter(title)]), ...sections.map(({ title }, index) => [`s${index}`, title])]), () => {});
const chosen = () => {
  const value = part.querySelector("select").value, index = Number(value.slice(1));
  return value[0] === "c" ? chapters[index].sections : [sections[index]];
};
const start = create("div", { class: "practice__start" }, today,
  create("div", { class: "practice__row" }, repeat, quick, test),
  create("div", { class: "practice__row" }, part,
    button(strings.practiceIt, () => practice(chosen().flatMap((section) => section.cards), LONG)),
    button(strings.checkIt, () => check(chosen()))),
  create("p", { class: "practice__hint" }, strings.hint,
    create("a", { href: "#how-this-works" }, strings.howThisWorks)));
const stage = create("div", { class: "practice__stage", hidden: true });
const pile = create("div", { hidden: true }); // the cards of this visit's sessions
const outcome = create("div", { class: "practice__outcome", tabindex: "-1", hidden: true });
const path = create("div", { class: "practice__path" });
const progress = create("div", { class: "practice__table" });
const status = create("p", { class: "practice__status", role: "status" });
const file = create("input", { type: "file", accept: ".json,application/json", onchange: () => readFile() });
const forget = askingButton(strings.forget, { yes: strings.yesForget, no: strings.noForget, onSure: () => forgetAll() });
const keeping = create("details", { class: "practice__more" }, create("summary", {}, strings.keeping),
  create("p", {}, strings.keepingAbout),
  create("div", { class: "practice__row" }, button(strings.saveFile, () => saveFile()), create("label", { class: "practice__file" }, create("span", {}, strings.readFile), file), forget), status);
keeping.ontoggle = forget.close;
desk.replaceChildren(notice, start, stage, pile, outcome, path,
  create("details", { class: "practice__more" }, create("summary", {}, strings.progress), progress), keeping);
/** @type {NodeListOf<HTMLButtonElement>} */
const checks = root.querySelectorAll(".practice__check button");
for (const press of checks) {
  const chapter = chapters.find(({ address }) => address === press.dataset.chapter);
  if (!chapter) continue; // the data is from another version
  press.addEventListener("click", () => check(chapter.sections));
  press.disabled = false; // before this, a press would have been lost
}

/** Shows the current state. */
function update() {
  const now = Date.now();
  known = standing(cards, store.entries, now);
  const ahead = forecast(known, now);
  notice.textContent = [store.trouble, clockTrouble(known, now)].filter(Boolean).join(" ");
  notice.hidden = !notice.textContent;
  today.textContent = summary(ahead, cards.length);
  repeat.textContent = strings.review(ahead.today);
  repeat.hidden = !ahead.today;
  const given = answers(store.entries.get("diagnostic")), isNew = !given && ahead.fresh === cards.length;
  quick.classList.toggle("practice__main", !ahead.today && !isNew);
  test.classList.toggle("practice__main", isNew); // beginners find a reading path first
  test.textContent = strings.findStart(cards.filter(({ diagnostic }) => diagnostic).length);
  progress.replaceChildren(progressTable(sections, known, store.entries));
  path.replaceChildren(...(given ? pathList(given) : []));
  showMarks();
}

const say = (sentence) => (status.textContent = sentence);

/** Updates the copy that other pages' marks read, dropping cards that no longer exist. */
function noteDue() {
  for (const name of store.due.keys()) if (!known.get(name)?.due) store.unnote(name);
  for (const { name, section } of cards) {
    const { due } = known.get(name);
    if (due !== null && store.due.get(name)?.[0] !== due) store.note(name, due, section.address);
  }
}

/** Follows an address from when this page had all cards, such as #q-attention-mask-late, to the list that has the card now. */
function leadOn() {
  const name = location.hash.slice(1).replace(/^q-/, "question/").replace(/^drill-/, "drill/");
  const card = cards.find((one) => one.name === name);
  if (card) location.replace(card.section.chapter.list + location.hash);
}

/* ---- Sessions ---- */

async function begin(options) {
  const drill = options.cards.some(({ kind }) => kind === "drill") && await import("./drill.js").catch(() => null); // unavailable: the page's own numbers stay
  let dealt;
  try {
    [session, dealt] = await Promise.all([import("./session.js"), layOut(options.cards, pile), ready()]);
  } catch {
    notice.textContent = strings.notLoaded;
    notice.hidden = false;
    return;
  }
  stop();
  outcome.hidden = start.hidden = path.hidden = true;
  say("");
  stop = session.run(stage, { ...options, cards: dealt, another: drill?.another, onEnd: (results, undo) => finish(options.onEnd(results), undo) });
  fetchLists(cards).catch(() => {}); // the next session may begin without a network
}

/** Shows the outcome of a session. nodes: what to say about it; undo(): resumes it with the last grade undone, or null. */
function finish(nodes, undo) {
  start.hidden = path.hidden = false;
  update();
  const back = () => {
    start.hidden = outcome.hidden = path.hidden = true;
    undo();
  };
  outcome.replaceChildren(...nodes, ...(undo ? [create("div", { class: "practice__row" }, button(strings.undoGrade, back, { "aria-keyshortcuts": "U Backspace" }))] : []));
  outcome.onkeydown = (event) => undo && session.isUndo(event) && back();
  outcome.hidden = false;
  outcome.focus();
}

const readSections = () => new Set(sections.map(({ address }) => address).filter((address) => store.entries.has(`read/${address}`)));

function practice(from, most) {
  const ms = (card) => {
    const now = Date.now(), { memory } = standing([card], store.entries, now).get(card.name), after = next(memory, now);
    return Object.fromEntries([1, 2, 3, 4].map((grade) => [grade, after[grade].card.due - after[grade].card.last_review]));
  };
  begin({ cards: choose(from, known, readSections(), most, Date.now()), previews: ms, onAnswer: (card, grade) => review(card.name, card.section.address, grade),
    onEnd: (results) => outcomeOf(results, (right) => strings.remembered(right, results.length)) });
}

function check(parts) {
  const asked = parts.flatMap((section) => section.cards.filter(({ kind }) => kind === "question"));
  begin({ cards: shuffle(asked), onAnswer: (card, grade) => review(card.name, card.section.address, grade),
    onEnd: (results) => outcomeOf(results, (right) => strings.rightOf(right, results.length), scores(results)) });
}

function findStart() {
  begin({ cards: cards.filter(({ diagnostic }) => diagnostic), onAnswer: () => {}, onEnd: (results) => {
    if (results.length < cards.filter(({ diagnostic }) => diagnostic).length) return [create("p", {}, strings.testEnded)];
    store.add([["diagnostic", written(results, Date.now())]]);
    return [create("p", {}, strings.pathBelow(results.filter(({ right }) => right).length, results.length))];
  } });
}

/** A sentence, more nodes, and the paragraphs to read again in the order of the notes. */
function outcomeOf(results, sentence, more = []) {
  if (!results.length) return [create("p", {}, strings.noCards)];
  const missed = new Set(results.filter(({ right }) => !right).map(({ card }) => card));
  const links = new Map(cards.filter((card) => missed.has(card) && card.explained).map(({ explained: { href, title: place }, section: { title } }) =>
    [href, create("a", { href }, title.startsWith(place) ? title : `${title}: ${place}`)])); // a term links to its whole section
  return [create("p", {}, create("strong", {}, sentence(results.filter(({ right }) => right).length))), ...more,
    ...(links.size ? [create("p", {}, strings.readAgain), create("ul", {}, ...[...links.values()].map((link) => create("li", {}, link)))] : [])];
}

/** How many were right in each section, if there are several. */
function scores(results) {
  const lines = sections.map((section) => [section, results.filter(({ card }) => card.section === section)]).filter(([, own]) => own.length);
  return lines.length > 1 ? [create("ul", {}, ...lines.map(([section, own]) => create("li", {}, strings.score(section.title, own.filter(({ right }) => right).length, own.length))))] : [];
}

function pathList(given) {
  const { path: sequence, known: skipped } = readingPath(sections, given), isRead = ({ address }) => store.entries.has(`read/${address}`);
  const item = (section) => create("li", {}, create("a", { href: section.href }, section.title), isRead(section) ? strings.isRead : "");
  const first = sequence.find((section) => !isRead(section));
  return [create("h2", {}, strings.path),
    create("p", {}, ...(first ? [strings.startWith, create("a", { href: first.href }, first.title), strings.order] : [strings.allRead])),
    create("ol", {}, ...sequence.map(item)),
    ...(skipped.length ? [create("p", {}, strings.skip(skipped.map(({ title }) => title)))] : [])];
}

/* ---- Files ---- */

function saveFile() {
  save(print(store.entries), `llm-notes-practice-${new Date().toISOString().slice(0, 10)}.json`, "application/json");
  say(strings.saved);
}

async function readFile() {
  const [chosenFile] = file.files;
  if (!chosenFile) return;
  try {
    if (chosenFile.size > LARGEST) throw new Error(strings.tooLarge);
    const before = store.entries.size, added = parse(await chosenFile.text());
    store.add(merge(store.entries, added));
    await scheduled();
    update();
    noteDue();
    const more = store.entries.size - before;
    say(more ? strings.fileRead(more) : strings.fileKnown);
  } catch (error) {
    say(strings.unchanged(error.message));
  }
  file.value = "";
}

function forgetAll() {
  store.drop("");
  outcome.hidden = true;
  say(strings.forgotten);
}

update();
noteDue();
leadOn();
addEventListener("hashchange", leadOn);
store.addEventListener("change", () => Promise.resolve(scheduled()).then(update, () => {})); // another tab may have answered the first card
