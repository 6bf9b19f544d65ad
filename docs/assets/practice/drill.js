/**
 * <llm-drill>: endless exercises made by drills.js. The one in the page is number 1; a button replaces it
 * with another. The address names the one shown, #llm-drill:softmax=17, so it can be shared and Back works.
 */

import { button, create } from "../shared/basics.js";
import { seeded } from "../shared/random.js";
import { drills } from "./drills.js";
import { shown } from "./fresh.js";
import { strings } from "../strings/drill.js";

const MOST = 999_999; // exercises per drill

class LlmDrill extends HTMLElement {
  connectedCallback() {
    this.drill = drills.find(({ id }) => id === this.dataset.drill);
    this.place = create("span", { class: "drill__place" }, strings.first);
    this.querySelector(".drill__more").replaceChildren(button(strings.otherNumbers, () => this.step()), " ", this.place);
    addEventListener("popstate", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this);
  }

  /** Shows the exercise that the address names, or the first if it names none of this drill. */
  handleEvent() {
    const [, id, seed] = /^#llm-drill:([a-z-]+)=(\d{1,6})$/.exec(location.hash) ?? [], here = id === this.drill.id;
    this.show(here ? Number(seed) : 1);
    if (here) this.scrollIntoView({ block: "nearest" });
  }

  step() {
    const seed = 1 + Math.floor(Math.random() * MOST);
    history.pushState(history.state, "", `#llm-drill:${this.drill.id}=${seed}`);
    this.show(seed);
    this.question.focus();
  }

  show(seed) {
    if (seed === (this.seed ?? 1)) return;
    this.seed = seed;
    this.place.textContent = seed === 1 ? strings.first : strings.exercise(seed);
    this.querySelector("llm-question").replaceWith(this.question = question(this.drill, this.drill.make(seeded(seed)), this.place.textContent));
  }
}

/** Replaces an exercise shown as a card, drill/softmax, with another random one; returns it. */
export function another(card) {
  const drill = drills.find(({ id }) => card.dataset.card === `drill/${id}`), fresh = question(drill, drill.make(Math.random), drill.title);
  fresh.dataset.card = card.dataset.card;
  fresh.querySelector(".question__answer").append(card.querySelector(".question__answer .question__reread"));
  card.replaceWith(fresh);
  return fresh;
}

/**
 * An exercise as src/llm_notes/blocks/drill.py renders the one in the page.
 * @param {{id: string}} drill
 * @param {{prompt: string, table?: object, answer: number, digits: number, tolerance: number, unit: string, steps: string[]}} exercise
 * @param {string} name
 */
function question({ id }, { prompt, table: given, answer, digits, tolerance, unit, steps }, name) {
  return create("llm-question", {
    class: "question", id: `drill-${id}`, "data-kind": "number", "data-tolerance": tolerance, "data-unit": unit || false,
    role: "group", "aria-label": name, tabindex: "-1",
  },
  create("div", { class: "question__prompt" }, create("p", {}, prompt), given ? table(given) : ""),
  create("details", { class: "question__answer" }, create("summary", {}, strings.showAnswer), create("ul", {},
    create("li", { "data-right": "true", "data-value": answer },
      create("strong", {}, strings.answerIs(`${shown(answer, digits)}${unit && ` ${unit}`}`)),
      create("ol", {}, ...steps.map((step) => create("li", {}, ...marked(step))))))));
}

/** A text as nodes: anything between two backticks is code. */
const marked = (text) => text.split("`").map((part, index) => (index % 2 ? create("code", {}, part) : part));

/** A table like the ones Markdown makes. */
function table({ head, rows }) {
  const line = (cells, name) => create("tr", {}, ...cells.map((cell) => create(name, {}, cell)));
  return create("table", {}, create("thead", {}, line(head, "th")), create("tbody", {}, ...rows.map((row) => line(row, "td"))));
}

customElements.define("llm-drill", LlmDrill);
