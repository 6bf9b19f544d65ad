/**
 * The desk of the page Practice: what is due, sessions, the placement test, progress, saving and reading files.
 * The deck is the list in the page, with the data beside it.
 */

import { shuffle } from "../explorers/llm-question.js";
import { button, choice, create } from "../explorers/parts.js";
import { askingButton } from "./asking.js";
import { choose, forecast, readDeck, standing } from "./deck.js";
import { answers, readingPath, written } from "./diagnostic.js";
import { show as showMarks } from "./marks.js";
import { clockTrouble, progressTable, summary } from "./progress.js";
import { review } from "./record.js";
import { next, ready } from "./schedule.js";
import { store } from "./state.js";
import { merge, parse, print, reviews } from "./store.js";

const QUICK = 10, LONG = 20; // cards of a session
const LARGEST = 2e7; // bytes of a file that is read

const sheet = create("link", { rel: "stylesheet", href: new URL("../stylesheets/practice.css", import.meta.url).href });
const styled = new Promise((done) => (sheet.onload = sheet.onerror = done));
document.head.append(sheet);
const scheduled = () => reviews(store.entries).size && ready(); // readers who haven't answered anything need no schedule yet
const root = document.querySelector(".practice"), desk = root.querySelector(".practice__desk");
const [chapters] = await Promise.all([readDeck(root), styled, customElements.whenDefined("llm-question"), scheduled()]);
const sections = chapters.flatMap((chapter) => chapter.sections), cards = sections.flatMap((section) => section.cards);
let known, session, stop = () => {};

/* ---- The parts of the desk ---- */

const notice = create("p", { class: "practice__notice", role: "alert" });
const today = create("p", { class: "practice__today" });
const repeat = button("", () => practice(cards.filter(({ name }) => known.get(name).today), LONG), { class: "practice__main" });
const quick = button("Mixed ten", () => practice(cards, QUICK));
const test = button("", () => findStart());
const part = choice("Chapter or section", Object.fromEntries([
  ...chapters.map(({ title }, index) => [`c${index}`, `Chapter: ${title}`]), ...sections.map(({ title }, index) => [`s${index}`, title])]), () => {});
const chosen = () => {
  const value = part.querySelector("select").value, index = Number(value.slice(1));
  return value[0] === "c" ? chapters[index].sections : [sections[index]];
};
const start = create("div", { class: "practice__start" }, today,
  create("div", { class: "practice__row" }, repeat, quick, test),
  create("div", { class: "practice__row" }, part,
    button("Practice it", () => practice(chosen().flatMap((section) => section.cards), LONG)),
    button("Check it", () => check(chosen()))),
  create("p", { class: "practice__hint" }, "Practice: what’s due comes first. Check: each question once, with a score. ",
    create("a", { href: "#how-this-works" }, "How this works")));
const stage = create("div", { class: "practice__stage", hidden: true });
const outcome = create("div", { class: "practice__outcome", tabindex: "-1", hidden: true });
const path = create("div", { class: "practice__path" });
const progress = create("div", { class: "practice__table" });
const status = create("p", { class: "practice__status", role: "status" });
const file = create("input", { type: "file", accept: ".json,application/json", onchange: () => readFile() });
const forget = askingButton("Forget everything", { yes: "Yes, forget all answers for good", no: "No, keep them", onSure: () => forgetAll() });
const keeping = create("details", { class: "practice__more" }, create("summary", {}, "Save, move or forget your answers"),
  create("p", {}, "Your answers stay in this browser and are sent nowhere. A file takes them to another browser, where reading it adds them to what is already there."),
  create("div", { class: "practice__row" }, button("Save to a file", () => saveFile()), create("label", { class: "practice__file" }, create("span", {}, "Read a file"), file), forget), status);
keeping.ontoggle = forget.close;
desk.replaceChildren(notice, start, stage, outcome, path,
  create("details", { class: "practice__more" }, create("summary", {}, "Progress by section"), progress), keeping);
for (const box of root.querySelectorAll(".practice__check")) {
  const chapter = cards.find(({ element }) => box.parentElement.contains(element))?.section.chapter;
  if (!chapter) continue; // the data are of another version
  const press = box.querySelector("button");
  press.addEventListener("click", () => check(chapter.sections));
  press.disabled = false; // until now a press would have been lost
}

/** Shows the current state. */
function update() {
  const now = Date.now();
  known = standing(cards, store.entries, now);
  const ahead = forecast(known, now);
  notice.textContent = [store.trouble, clockTrouble(known, now)].filter(Boolean).join(" ");
  notice.hidden = !notice.textContent;
  today.textContent = summary(ahead, cards.length);
  repeat.textContent = `Review what’s due (${ahead.today})`;
  repeat.hidden = !ahead.today;
  const given = answers(store.entries.get("diagnostic")), isNew = !given && ahead.fresh === cards.length;
  quick.classList.toggle("practice__main", !ahead.today && !isNew);
  test.classList.toggle("practice__main", isNew); // beginners find a reading path first
  test.textContent = `Find where to start (${cards.filter(({ diagnostic }) => diagnostic).length} questions)`;
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

/* ---- Sessions ---- */

async function begin(options) {
  const drill = options.cards.some(({ kind }) => kind === "drill") && await import("./drill.js").catch(() => null); // unavailable: the page's own numbers stay
  try {
    [session] = await Promise.all([import("./session.js"), ready()]);
  } catch {
    notice.textContent = "This couldn’t be loaded. Check the network, then reload the page.";
    notice.hidden = false;
    return;
  }
  stop();
  outcome.hidden = start.hidden = path.hidden = true;
  say("");
  stop = session.run(stage, { ...options, another: drill?.another, onEnd: (results, undo) => finish(options.onEnd(results), undo) });
}

/** Shows the outcome of a session. nodes: what to say about it; undo(): resumes it with the last grade undone, or null. */
function finish(nodes, undo) {
  start.hidden = path.hidden = false;
  update();
  const back = () => {
    start.hidden = outcome.hidden = path.hidden = true;
    undo();
  };
  outcome.replaceChildren(...nodes, ...(undo ? [create("div", { class: "practice__row" }, button("Undo the last grade", back, { "aria-keyshortcuts": "U Backspace" }))] : []));
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
    onEnd: (results) => outcomeOf(results, (right) => `${right} of ${results.length} remembered.`) });
}

function check(parts) {
  const asked = parts.flatMap((section) => section.cards.filter(({ kind }) => kind === "question"));
  begin({ cards: shuffle(asked), onAnswer: (card, grade) => review(card.name, card.section.address, grade),
    onEnd: (results) => outcomeOf(results, (right) => `${right} of ${results.length} right.`, scores(results)) });
}

function findStart() {
  begin({ cards: cards.filter(({ diagnostic }) => diagnostic), onAnswer: () => {}, onEnd: (results) => {
    if (results.length < cards.filter(({ diagnostic }) => diagnostic).length) return [create("p", {}, "You ended the test before its last question, so there is no result yet.")];
    store.add([["diagnostic", written(results, Date.now())]]);
    return [create("p", {}, `${results.filter(({ right }) => right).length} of ${results.length} right. Your reading path is below.`)];
  } });
}

/** A sentence, more nodes, and the paragraphs to read again in the order of the notes. */
function outcomeOf(results, sentence, more = []) {
  if (!results.length) return [create("p", {}, "No cards were answered.")];
  const missed = new Set(results.filter(({ right }) => !right).map(({ card }) => card));
  const links = new Map(cards.filter((card) => missed.has(card) && card.explained).map(({ explained: { href, title: place }, section: { title } }) =>
    [href, create("a", { href }, title.startsWith(place) ? title : `${title}: ${place}`)])); // a term links to its whole section
  return [create("p", {}, create("strong", {}, sentence(results.filter(({ right }) => right).length))), ...more,
    ...(links.size ? [create("p", {}, "Read again:"), create("ul", {}, ...[...links.values()].map((link) => create("li", {}, link)))] : [])];
}

/** How many were right in each section, if there are several. */
function scores(results) {
  const lines = sections.map((section) => [section, results.filter(({ card }) => card.section === section)]).filter(([, own]) => own.length);
  return lines.length > 1 ? [create("ul", {}, ...lines.map(([section, own]) => create("li", {}, `${section.title}: ${own.filter(({ right }) => right).length} of ${own.length}`)))] : [];
}

function pathList(given) {
  const { path: sequence, known: skipped } = readingPath(sections, given), isRead = ({ address }) => store.entries.has(`read/${address}`);
  const item = (section) => create("li", {}, create("a", { href: section.href }, section.title), isRead(section) ? " (read)" : "");
  const first = sequence.find((section) => !isRead(section));
  return [create("h2", {}, "Your reading path"),
    create("p", {}, ...(first ? ["Start with ", create("a", { href: first.href }, first.title), ". Each section comes after the ones it builds on."] : ["You have read all of it."])),
    create("ol", {}, ...sequence.map(item)),
    ...(skipped.length ? [create("p", {}, `You answered the test’s questions on these sections correctly, so skip them or come back later: ${skipped.map(({ title }) => title).join(", ")}.`)] : [])];
}

/* ---- Files ---- */

function saveFile() {
  const address = URL.createObjectURL(new Blob([print(store.entries)], { type: "application/json" }));
  create("a", { href: address, download: `llm-notes-practice-${new Date().toISOString().slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  say("Saved.");
}

async function readFile() {
  const [chosenFile] = file.files;
  if (!chosenFile) return;
  try {
    if (chosenFile.size > LARGEST) throw new Error("This file is too large to be practice data from these notes.");
    const before = store.entries.size, added = parse(await chosenFile.text());
    store.add(merge(store.entries, added));
    await scheduled();
    update();
    noteDue();
    const more = store.entries.size - before;
    say(more ? `File read: ${more} new ${more === 1 ? "entry" : "entries"}.` : "File read: everything in it was already here.");
  } catch (error) {
    say(`${error.message} Nothing was changed.`);
  }
  file.value = "";
}

function forgetAll() {
  store.drop("");
  outcome.hidden = true;
  say("Everything has been forgotten.");
}

update();
noteDue();
store.addEventListener("change", () => Promise.resolve(scheduled()).then(update, () => {})); // another tab may have answered the first card
