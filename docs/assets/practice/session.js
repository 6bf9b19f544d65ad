/**
 * One session: one card after another, by keyboard, mouse or touch. Space shows the answer, 1 to 4 grade it, U or Backspace
 * undoes the last grade; letters choose an option, Enter checks. Keys only work while the focus is in the stage.
 */

import "../shared/llm-question.js";
import { button, create } from "../shared/basics.js";
import { HALF_A_DAY, inWords } from "./days.js";
import { renew } from "./fresh.js";
import { strings } from "../strings/practice.js";

const UNDER_HEADER = 80; // pixels that the page's header covers

/** Whether a key press means: undo the last grade. */
export const isUndo = ({ key, ctrlKey, metaKey, altKey }) => /^(u|backspace)$/i.test(key) && !ctrlKey && !metaKey && !altKey;

/**
 * Runs a session in `stage` (an empty element). Returns stop(), which ends it and puts the cards back.
 * @param {HTMLElement} stage
 * @param {Object} options
 *   cards     the cards, in order
 *   previews  previews(card) -> { 1: ms until it comes back, …, 4 }; with it, the reader grades; without it, each card is asked once
 *   another   another(element): the element with a drill's next exercise, replacing this one; without it, drills don't change
 *   onAnswer  (card, grade): called for each answer; returns a function that undoes it
 *   onEnd     (results, undo): [{ card, right }], the first answer of each card; undo() resumes with the last grade
 *             undone, null if none was given
 */
export function run(stage, { cards, previews, another, onAnswer, onEnd }) {
  const queue = [...cards], given = []; // given: the answers of this session, the latest last
  let place = -1, card, gap, shown;

  const title = create("p", { class: "practice__place", id: "practice-place" });
  const slot = create("div", { class: "practice__card" });
  const showing = button(strings.showAnswer, () => show(), { "aria-keyshortcuts": "Space" });
  const grading = create("div", { class: "practice__grades", role: "group", "aria-label": strings.howWell });
  const undoing = button(strings.undo, () => undo(), { "aria-keyshortcuts": "U Backspace" });
  const onward = button(strings.next, () => answer(card.right ? 3 : 1), { class: "practice__main" });
  const ending = button(strings.endSession, () => end());
  const hint = create("p", { class: "practice__hint" });
  stage.replaceChildren(title, slot, create("div", { class: "practice__row" }, showing, grading, onward, undoing, ending), hint);
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-labelledby", title.id);
  stage.tabIndex = -1;
  stage.hidden = false;

  function deal() {
    place += 1;
    if (place >= queue.length) return end();
    const next = queue[place];
    if (next.kind === "question") renew(next.element);
    if (next.kind === "drill") next.element = another?.(next.element) ?? next.element;
    lay();
  }

  /** Puts the current card on the stage, with its answer hidden. */
  function lay() {
    putBack();
    stage.hidden = false;
    card = queue[place];
    const { element, section, kind } = card;
    title.replaceChildren(strings.cardFrom(place + 1, queue.length, kind), create("a", { href: section.href }, section.title));
    gap = document.createComment("");
    element.replaceWith(gap);
    slot.append(element);
    shown = false;
    turn();
    showing.classList.toggle("practice__main", kind === "term"); // a question has its own next step: Check
    showing.textContent = kind === "term" ? strings.showDefinition : previews ? strings.showAnswer : strings.dontKnow;
    if (kind === "term") tell(strings.sayAndLook, strings.spaceShows);
    else tell("", strings.questionKeys(element.dataset.kind === "number", Boolean(previews)));
    stage.focus();
    const { top } = stage.getBoundingClientRect();
    if (top < UNDER_HEADER || top > innerHeight / 2) stage.scrollIntoView({ block: "start" });
  }

  /** Says what to do now; keys: the same for readers with a keyboard. */
  function tell(sentence, keys) {
    hint.replaceChildren(sentence, " ", create("span", { class: "practice__keys" }, keys, undoing.hidden ? "" : strings.takesBack));
  }

  /** Shows the buttons for this side of the card. */
  function turn() {
    stage.toggleAttribute("data-shown", shown);
    stage.toggleAttribute("data-answered", card.right !== undefined);
    for (const field of slot.querySelectorAll("input[type=text]")) field.readOnly = shown;
    showing.hidden = shown;
    grading.hidden = !(shown && previews);
    onward.hidden = !shown || Boolean(previews);
    undoing.hidden = !previews || !given.length;
  }

  /** Turns the card over. right: the verdict if the reader answered; undefined if not. */
  function show(right) {
    if (shown) return;
    shown = true;
    card.right = right;
    if (!right) card.element.querySelector(".question__answer").open = true;
    turn();
    if (!previews) {
      tell("", strings.enterContinues);
      return reach(onward, onward);
    }
    tell(strings.gradesAbout, strings.gradeKeys);
    const times = previews(card), when = (grade) => (grade === 1 ? strings.thisSession : times[grade] < HALF_A_DAY ? strings.today : inWords(times[grade]));
    const choices = Object.keys(strings.grades).map((grade) => button("", () => answer(Number(grade)), { "aria-keyshortcuts": grade }));
    choices.forEach((choice, index) => choice.append(create("kbd", { "aria-hidden": true }, `${index + 1}`), ` ${strings.grades[index + 1]} `, create("span", {}, when(index + 1))));
    grading.replaceChildren(...choices);
    reach(choices[right === false ? 0 : 2], grading);
  }

  /** Focuses the next step and scrolls its row into view, but not over the verdict. */
  function reach(choice, row) {
    choice.focus({ preventScroll: true });
    const verdict = slot.querySelector(".question__status:not(:empty)") ?? slot;
    scrollBy(0, Math.max(0, Math.min(row.getBoundingClientRect().bottom - innerHeight + 16, verdict.getBoundingClientRect().top - UNDER_HEADER)));
  }

  function answer(grade) {
    given.push({ card, place, grade, verdict: card.right, right: card.right !== false && grade > 1, takeBack: onAnswer(card, grade) });
    if (previews && grade === 1) queue.push(card);
    deal();
  }

  /** Undoes the last grade: its card is shown again, with its answer, for another grade. */
  function undo() {
    const last = given.pop();
    last.takeBack();
    if (last.grade === 1) queue.pop(); // it was queued a second time
    place = last.place;
    lay();
    show(last.verdict);
    hint.prepend(strings.takenBack);
  }

  function putBack() {
    if (!gap) return;
    for (const field of slot.querySelectorAll("input[type=text]")) field.readOnly = false;
    gap.replaceWith(card.element);
    card.element.querySelector(".question__answer").open = false;
    card.element.reset?.();
    gap = card.right = undefined;
  }

  function end() {
    putBack();
    stage.hidden = true;
    const first = given.filter((one, index) => given.findIndex((other) => other.card === one.card) === index);
    onEnd(first.map(({ card, right }) => ({ card, right })), previews && given.length ? undo : null);
  }

  function stop() {
    putBack();
    stage.hidden = true;
    stage.replaceChildren();
    stage.removeEventListener("keydown", onKey);
    stage.removeEventListener("question-answered", onVerdict);
  }

  function onVerdict(event) {
    event.stopPropagation(); // the grade counts, not the verdict
    if (shown) return;
    show(event.detail.right);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event, typing = target.matches("input[type=text]"), options = [...slot.querySelectorAll(".question__options input")];
    const option = shown || typing ? undefined : options[key.toLowerCase().charCodeAt(0) - 97];
    if (typing && !shown) return;
    if (isUndo(event) && !undoing.hidden) undo();
    else if (shown && previews && strings.grades[key]) answer(Number(key));
    else if (key === " " && !shown && !target.matches("button, input, summary, a")) show();
    else if (key.length === 1 && option) option.click(), option.focus();
    else if (key === "Enter" && !shown && target.matches("[type=radio], [type=checkbox]")) slot.querySelector("form").requestSubmit();
    else if (/^[-0-9.,]$/.test(key) && !shown && slot.querySelector("input[type=text]")) return slot.querySelector("input[type=text]").focus(); // the key is typed there
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  stage.addEventListener("keydown", onKey);
  stage.addEventListener("question-answered", onVerdict);
  deal();
  return stop;
}
