/**
 * <llm-question>: turns the question rendered by src/llm_notes/blocks/question.py into a form.
 *
 * The page is complete without this module: prompt, options, and a <details> with the answer. The form
 * takes the space that notes.css has reserved for it. Options are shown in random order, each with its explanation, so nobody
 * learns a position; on paper they keep their order. Each verdict is reported as an event `question-answered`
 * with detail { right }; practice/start.js stores it.
 * Needed by: llm-question, llm-drill.
 */

import { copyOf, create, readings, shuffle } from "./basics.js";
import { strings } from "../strings/page.js";

const PATIENCE = 3000; // ms for which notes.css hides options that may still be shuffled
const late = performance.now() > PATIENCE || !matchMedia("(scripting: enabled)").matches; // what is in view has already been seen
const orders = new Map(); // id of a question -> the order of its options, or null for the written order; fixed while the page is open

class LlmQuestion extends HTMLElement {
  connectedCallback() {
    if (this.form) return; // moved within the page: already a form
    this.kind = this.dataset.kind;
    this.answers = [...this.querySelectorAll(".question__answer li[data-right]")];
    const details = this.querySelector(".question__answer");
    const prompt = this.querySelector(".question__prompt");
    if (!this.answers.length || !prompt || !details) return;

    const fields = create("fieldset", {}, create("legend", {}, prompt));
    this.row = create("div", { class: "question__actions" });
    if (this.kind === "number") {
      fields.append(this.numberField());
    } else {
      const options = this.querySelector(".question__options");
      this.options = [...options.children];
      if (!orders.has(this.id)) orders.set(this.id, this.inReading(details, options) ? null : shuffle(this.options.keys()));
      this.arrange(orders.get(this.id));
      this.options.forEach((item, index) => this.makeOption(item, index));
      fields.append(options);
    }
    this.again = create("button", { type: "button", class: "question__again", hidden: true }, strings.tryAgain);
    this.row.append(create("button", { type: "submit", class: "question__check" }, strings.check), this.again);
    fields.append(this.row);
    this.status = create("div", { role: "status", class: "question__status" });
    this.form = create("form", { novalidate: true, autocomplete: "off" }, fields, this.status);
    this.insertBefore(this.form, details);

    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    // A verdict must not appear beside a different answer.
    this.form.addEventListener("input", () => this.clear());
    this.again.addEventListener("click", () => {
      this.reset();
      this.inputs[0].focus();
    });
  }

  /** Whether the reader has started on it; from then on, nothing may move. */
  inReading(details, options) {
    if (details.open || this.contains(document.activeElement)) return true;
    const { top, bottom } = late ? options.getBoundingClientRect() : {};
    return bottom > 0 && top < innerHeight;
  }

  /** Puts options and explanations in an order, given as positions in the written one, or null; the focus stays where it is. */
  arrange(order) {
    if (!order) return;
    const focused = document.activeElement;
    for (const items of [this.options, this.answers]) items[0].parentNode.append(...order.map((place) => items[place]));
    order.forEach((place, index) => {
      const verdict = this.answers[place].querySelector("strong");
      verdict.textContent = verdict.textContent.replace(/^[A-Z]/, String.fromCharCode(65 + index));
    });
    if (this.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Clears the answer. */
  reset() {
    this.form.reset();
    this.clear();
  }

  /** The radios, checkboxes or the one text field. */
  get inputs() {
    return [...this.form.querySelectorAll("input")];
  }

  /** Turns an option's list item into a labeled radio or checkbox. Its value is the option's position in the written order. */
  makeOption(item, index) {
    const input = create("input", {
      type: this.kind === "several" ? "checkbox" : "radio",
      name: this.id,
      value: String(index),
    });
    const label = create("label", {}, input, create("span", {}, ...item.childNodes));
    item.replaceChildren(label);
  }

  /** Adds the field for a number and its unit to the row; returns the field's label. */
  numberField() {
    const id = `${this.id}-field`;
    // Phones' decimal keypads have no minus sign.
    const negative = this.answers.some((answer) => Number(answer.dataset.value) < 0);
    const field = create("input", { id, type: "text", inputmode: negative ? "text" : "decimal" });
    this.row.append(field);
    if (this.dataset.unit) {
      const unit = create("span", { id: `${id}-unit`, class: "question__unit" }, this.dataset.unit);
      field.setAttribute("aria-describedby", unit.id);
      this.row.append(unit);
    }
    return create("label", { for: id, class: "question__label" }, strings.yourAnswer);
  }

  /** Grades the answer, marks the options and shows the verdict. */
  check() {
    this.clear();
    if (this.kind === "number") this.checkNumber();
    else this.checkOptions();
  }

  checkOptions() {
    const chosen = this.inputs.filter((input) => input.checked);
    if (!chosen.length) {
      this.inputs[0].focus();
      this.say("open", strings.chooseFirst);
      return;
    }
    const isRight = (input) => this.answers[Number(input.value)].dataset.right === "true";
    const wrong = chosen.filter((input) => !isRight(input)).length;
    const missed = this.inputs.filter((input) => !input.checked && isRight(input)).length;
    for (const input of chosen) {
      input.closest("li").dataset.verdict = isRight(input) ? "right" : "wrong";
    }
    const explanations = chosen.map((input) => copyOf(this.answers[Number(input.value)]).childNodes);
    if (this.kind === "one") {
      this.say(wrong ? "wrong" : "right", wrong ? strings.notQuite : strings.right, explanations);
    } else if (!wrong && !missed) {
      this.say("right", strings.allOfThem, explanations);
    } else {
      const faults = [
        wrong && strings.wrongChoices(wrong),
        missed && strings.missing(missed),
      ].filter(Boolean);
      this.say("wrong", strings.notQuiteSince(faults), explanations);
    }
  }

  checkNumber() {
    const field = this.inputs[0];
    const numbers = readings(field.value, this.dataset.unit);
    if (!numbers.length) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
      this.say("open", field.value.trim()
        ? strings.notReadable
        : strings.writeNumberFirst);
      return;
    }
    // The smallest step keeps 0.1 + 0.2 from counting as wrong where the tolerance is 0.
    const near = (answer, tolerance) => numbers.some((number) => {
      const value = Number(answer.dataset.value);
      return Math.abs(number - value) <= tolerance + 1e-9 * Math.max(1, Math.abs(value));
    });
    const tolerance = Number(this.dataset.tolerance) || 0;
    const right = this.answers.find((answer) => answer.dataset.right === "true");
    const known = this.answers.find((answer) => answer !== right && near(answer, tolerance));
    if (near(right, tolerance)) this.say("right", strings.right, [copyOf(right).childNodes]);
    else if (known) this.say("wrong", strings.notQuite, [copyOf(known).childNodes]);
    else this.say("wrong", strings.notQuite, [[create("span", { class: "question__retry" }, strings.goThroughAgain)]]);
  }

  /** Shows and announces a verdict; each explanation is a list of nodes. */
  say(verdict, sentence, explanations = []) {
    this.status.dataset.verdict = verdict;
    this.status.append(
      create("p", {}, create("strong", {}, sentence)),
      ...explanations.map((nodes) => create("p", {}, ...nodes)),
    );
    this.again.hidden = verdict === "open";
    if (verdict === "open") return;
    const reread = this.querySelector(".question__reread");
    if (verdict === "wrong" && reread) this.status.append(copyOf(reread));
    this.status.scrollIntoView({ block: "nearest" }); // someone who pressed Enter might not see it otherwise
    this.dispatchEvent(new CustomEvent("question-answered", { bubbles: true, detail: { right: verdict === "right" } }));
  }

  /** Removes the verdict and the marks. */
  clear() {
    this.status.replaceChildren();
    delete this.status.dataset.verdict;
    this.again.hidden = true;
    for (const input of this.inputs) {
      input.removeAttribute("aria-invalid");
      delete input.closest("li")?.dataset.verdict;
    }
  }
}

/** Puts the options of all questions in another order. change: from a question's order, or null, to the new one. */
function arrangeAll(change) {
  for (const question of document.querySelectorAll("llm-question")) question.arrange(change(orders.get(question.id)));
}

addEventListener("beforeprint", () => arrangeAll((order) => order && [...order.keys()]));
addEventListener("afterprint", () => arrangeAll((order) => order));
customElements.define("llm-question", LlmQuestion);
