/**
 * Asks a numeric question with different numbers. What may change, and by which formulas, is in the page's attributes;
 * src/llm_notes/blocks/fresh_numbers.py writes them, tries every combination, and documents their meaning.
 */

import { decimals } from "../shared/numbers.js";
import { strings } from "../strings/drill.js";

const FUNCTIONS = { sqrt: Math.sqrt, exp: Math.exp, log2: Math.log2 };
const TOKEN = /\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z]\w*|[-+*/^()])/giy;

/**
 * The value of an expression of numbers, names, + - * / ^, parentheses and sqrt, exp, log2. Signs and powers bind as in
 * Python: -2^2 is -4, 2^-1 is one half.
 */
export function evaluate(text, values) {
  const tokens = [...text.trim().matchAll(TOKEN)].map(([, token]) => token);
  let at = 0;
  const take = (...wanted) => wanted.includes(tokens[at]) && tokens[at++];
  const chain = (part, signs) => {
    let value = part();
    for (let sign; (sign = take(...Object.keys(signs)));) value = signs[sign](value, part());
    return value;
  };
  const sum = () => chain(product, { "+": (a, b) => a + b, "-": (a, b) => a - b });
  const product = () => chain(factor, { "*": (a, b) => a * b, "/": (a, b) => a / b });
  const factor = () => (take("-") ? -factor() : power());
  function power() {
    const base = atom();
    return take("^") ? base ** factor() : base;
  }
  function atom() {
    if (take("(")) {
      const value = sum();
      take(")");
      return value;
    }
    const token = tokens[at++];
    if (Object.hasOwn(FUNCTIONS, token)) return FUNCTIONS[token](atom());
    return Object.hasOwn(values, token) ? values[token] : Number(token);
  }
  return sum();
}

/** A number as the pages print it; without digits up to 4 decimals. */
export const shown = (value, digits) => decimals(value, digits ?? 0, digits ?? 4);

/**
 * Puts different numbers into a question that offers them (an <llm-question> as rendered, or upgraded). The answer differs from
 * the previous one. Wrong answers whose explanation only fits the page's own numbers are hidden.
 * @param {() => number} random as Math.random()
 * @returns {Object|null} the new values; null for a question with only one set of numbers
 */
export function renew(question, random = Math.random) {
  if (!question.dataset.numbers) return null;
  const numbers = JSON.parse(question.dataset.numbers), answers = [...question.querySelectorAll(".question__answer li[data-right]")];
  const right = answers.find((answer) => answer.dataset.right === "true");
  right.dataset.digits ??= (right.dataset.value.split(".")[1] ?? "").length;
  const rounded = (value) => Number(value).toFixed(right.dataset.digits), before = rounded(right.dataset.value);
  let values;
  do {
    values = Object.fromEntries(Object.entries(numbers).map(([name, choices]) => [name, choices[Math.floor(random() * choices.length)]]));
  } while (rounded(evaluate(right.dataset.formula, values)) === before);
  for (const part of question.querySelectorAll("[data-is]")) {
    part.textContent = shown(evaluate(part.dataset.is, values), part.dataset.digits === undefined ? undefined : Number(part.dataset.digits));
  }
  for (const answer of answers) {
    const { formula } = answer.dataset, value = formula ? evaluate(formula, values) : NaN;
    answer.hidden = !formula;
    if (answer.hidden) {
      delete answer.dataset.value; // no longer matches any answer
      continue;
    }
    // The exact value: a tolerance is relative to it.
    answer.dataset.value = value;
    const unit = question.dataset.unit ? ` ${question.dataset.unit}` : "";
    answer.querySelector("strong").textContent = strings.verdict(`${shown(value, Number(right.dataset.digits))}${unit}`, answer === right);
  }
  return values;
}
