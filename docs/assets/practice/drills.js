/**
 * Worked drills: exercises with fresh numbers, each with a step-by-step solution.
 *
 * `drills` is a list of { id, title, section, make }. section is the site address of the page that explains it.
 * make(random), where random works like Math.random(), returns
 *   { prompt: text, table: { head, rows } or undefined, answer: number, digits: decimals asked for, tolerance, unit, steps: [text] }
 * All of it is plain text; in steps, anything between two backticks is code. Numbers are small enough for paper and a
 * pocket calculator, and each equation holds as printed: the next step uses a rounded number as rounded.
 */

import { attend } from "../shared/attend.js";
import { parts, rule } from "../shared/counting.js";
import { exact, number } from "../shared/numbers.js";

const among = (random, list) => list[Math.floor(random() * list.length)];
/** `count` different members of the list, in random order. */
function some(random, list, count) {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]);
}
/** The first exercise that `good` accepts. */
function until(make, good) {
  for (;;) {
    const made = make();
    if (good(made)) return made;
  }
}
const listed = (items) => `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
const quoted = (words) => words.map((word) => `“${word}”`);
const vector = (numbers) => `(${numbers.join(", ")})`;
const added = (numbers) => numbers.map((value) => number(value)).join(" + ");
const times = (count) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/* ---- Softmax on paper, part of two drills ---- */

/** To three decimals. */
const rounded = (value) => Math.round(value * 1000) / 1000;

/** The powers of e, their sum and the weights, each rounded before the next step uses it; and the division for each weight. */
function onPaper(scores) {
  const powers = scores.map((score) => rounded(Math.exp(score))), sum = rounded(powers.reduce((total, power) => total + power));
  const weights = powers.map((power) => rounded(power / sum));
  const divisions = powers.map((power, index) => `${number(power)}/${number(sum)} = ${weights[index].toFixed(3)}`);
  return { powers, sum, weights, divisions };
}

/** Whether a number of three decimals, rounded to two, is the exact one rounded to two. A last 5 can be rounded both ways. */
const agrees = (paper, exactly) => Math.round(paper * 1000) % 10 !== 5 && paper.toFixed(2) === exactly.toFixed(2);

/* ---- Attention: three tokens with two numbers each, one number of one output ---- */

const WORDS = ["the", "red", "car"];

function attention(random) {
  const pairs = (most) => WORDS.map(() => [0, 1].map(() => Math.floor(random() * (most + 1))));
  const mask = random() < 0.5, at = mask ? among(random, [1, 2]) : among(random, [0, 1, 2]), place = among(random, [0, 1]);
  const seen = mask ? at + 1 : 3;
  const { q, k, v, scores, scaled, softmaxed, output, answer } = until(() => {
    const given = { q: pairs(2), k: pairs(2), v: pairs(4) };
    const { scores, output } = attend(at, { ...given, scale: true, mask }), scaled = scores.map((score) => rounded(score / Math.SQRT2));
    const softmaxed = onPaper(scaled.slice(0, seen));
    const mixed = softmaxed.weights.reduce((sum, weight, row) => sum + weight * given.v[row][place], 0);
    return { ...given, scores, scaled, softmaxed, output: rounded(mixed), answer: output[place] };
  }, (made) => new Set(made.scores.slice(0, seen)).size > 1 // equal scores would make it a mean,
    && new Set(made.v.slice(0, seen).map((value) => value[place])).size > 1 // and equal values the answer
    && made.answer >= 0.005 && agrees(made.output, made.answer));
  const [word, ...words] = quoted([WORDS[at], ...WORDS]), hidden = words.slice(seen);
  const dots = k.map((key, row) => `${word} on ${words[row]}: ${q[at][0]}·${key[0]} + ${q[at][1]}·${key[1]} = ${scores[row]}`);
  const masking = !mask ? `none, so ${word} sees all three`
    : hidden.length ? `${word} doesn’t see ${hidden[0]}, which comes later and gets the weight 0` : `${word} comes last and sees all three`;
  const { powers, sum, weights, divisions } = softmaxed;
  return {
    prompt: `Three tokens have queries, keys and values of two numbers each. ${mask ? "A mask hides what comes later." : "There is no mask."} Scores are divided by √2. What is the ${place ? "second" : "first"} number of the output of ${word}, to two decimals?`,
    table: { head: ["Token", "Query", "Key", "Value"], rows: WORDS.map((name, row) => [name, ...[q, k, v].map((part) => vector(part[row]))]) },
    answer, digits: 2, tolerance: 0.02, unit: "",
    steps: [
      `Scores, query times key: ${dots.join("; ")}.`,
      `Scaling, to three decimals, like each step from here on: ${scores.map((score, row) => `${score}/√2 = ${number(scaled[row])}`).join("; ")}.`,
      `Mask: ${masking}.`,
      `Softmax: e to the power of each${hidden.length ? " that is left" : ""} is ${listed(powers.map((power) => number(power)))}. Add up: ${added(powers)} = ${number(sum)}. Divide: ${divisions.join("; ")}.`,
      `Output, ${place ? "second" : "first"} number, weights times values: ${weights.map((weight, row) => `${weight.toFixed(3)}·${v[row][place]}`).join(" + ")} = ${output.toFixed(3)}, to two decimals ${answer.toFixed(2)}.`,
    ],
  };
}

/* ---- Softmax with temperature ---- */

function softmax(random) {
  const tokens = quoted(some(random, ["sat", "ran", "slept", "flew"], 3)), T = among(random, [0.5, 2, 4]);
  const { logits, asked, scaled, softmaxed, answer } = until(() => {
    const logits = some(random, [0, 1, 2, 3, 4], 3), asked = Math.floor(random() * 3), scaled = logits.map((logit) => logit / T);
    const powers = scaled.map(Math.exp);
    return { logits, asked, scaled, softmaxed: onPaper(scaled), answer: powers[asked] / (powers[0] + powers[1] + powers[2]) };
  }, (made) => made.answer >= 0.005 && made.answer < 0.995 && agrees(made.softmaxed.weights[made.asked], made.answer));
  const { powers, sum, weights, divisions } = softmaxed, together = rounded(weights[0] + weights[1] + weights[2]);
  return {
    prompt: `A model gives the tokens ${listed(tokens)} the logits ${listed(logits)}. At temperature ${T}, what is the probability of ${tokens[asked]}, to two decimals?`,
    answer, digits: 2, tolerance: 0.01, unit: "",
    steps: [
      `Divide each logit by the temperature: ${logits.map((logit, index) => `${logit}/${T} = ${exact(scaled[index])}`).join("; ")}.`,
      `e to the power of each, to three decimals, like each step from here on: ${tokens.map((token, index) => `${token} ${number(powers[index])}`).join("; ")}.`,
      `Add up: ${added(powers)} = ${number(sum)}.`,
      `Divide: ${divisions[asked]}, to two decimals ${answer.toFixed(2)}.`,
      `Check: the others get ${listed(divisions.filter((_, index) => index !== asked))}. Together: ${weights.map((weight) => weight.toFixed(3)).join(" + ")} = ${number(together)}${together === 1 ? "" : ", which is 1 except for rounding"}.`,
    ],
  };
}

/* ---- Parameters of a model ---- */

function parameters(random) {
  return random() < 0.5 ? byRule(random) : counted(random);
}

function byRule(random) {
  const L = among(random, [2, 4, 6, 8, 12, 16, 24]), d = among(random, [128, 256, 512, 768, 1024]), V = among(random, [8000, 16000, 32000, 50000]);
  const sizes = { L: BigInt(L), d: BigInt(d), V: BigInt(V) }, total = rule(sizes), blocks = 12n * sizes.L * sizes.d ** 2n;
  const answer = Number(total) / 1e6;
  return {
    prompt: `A GPT has L = ${L} blocks, d = ${number(d)} numbers per token and V = ${number(V)} tokens in its list. How many million parameters does it have by the rule 12·L·d² + V·d, to one decimal?`,
    answer, digits: 1, tolerance: 0.06, unit: "million parameters",
    steps: [
      `Blocks: 12·${L}·${number(d)}² = ${number(blocks)}.`,
      `Token table: ${number(V)}·${number(d)} = ${number(sizes.V * sizes.d)}.`,
      `Together: ${number(blocks)} + ${number(sizes.V * sizes.d)} = ${number(total)}.`,
      `In millions: ${number(total)}/1,000,000 = ${answer.toFixed(1)}.`,
    ],
  };
}

function counted(random) {
  const L = among(random, [1, 2, 3]), d = among(random, [4, 8, 10, 20]), V = among(random, [20, 50, 100]), n = among(random, [8, 16, 32]);
  const count = parts({ L: BigInt(L), d: BigInt(d), V: BigInt(V), n: BigInt(n) }), all = Object.values(count);
  const total = all.reduce((sum, part) => sum + part);
  return {
    prompt: `A tiny GPT has L = ${L} ${L === 1 ? "block" : "blocks"}, d = ${d} numbers per token, V = ${V} tokens in its list and n = ${n} positions. How many parameters does it have exactly, with biases, normalization and positions? (The output uses the token table, so it adds none.)`,
    answer: Number(total), digits: 0, tolerance: 0, unit: "parameters",
    steps: [
      `Attention, four matrices per block, each with d² weights and d biases: ${L}·(4·${d}² + 4·${d}) = ${number(count.attention)}.`,
      `Feed-forward, from d numbers up to 4·d (4·d² weights, 4·d biases) and down again (4·d² weights, d biases): ${L}·(8·${d}² + 5·${d}) = ${number(count.feedForward)}.`,
      `Normalization, two per block and one at the end, 2·d each: ${L}·4·${d} + 2·${d} = ${number(count.normalization)}.`,
      `Token table: ${V}·${d} = ${number(count.tokenTable)}.`,
      `Positions: ${n}·${d} = ${number(count.positions)}.`,
      `Together: ${all.map((part) => number(part)).join(" + ")} = ${number(total)}.`,
    ],
  };
}

/* ---- KV cache ---- */

function cache(random) {
  const pick = () => ({
    L: among(random, [4, 8, 12, 16, 24, 32]), n: among(random, [512, 1024, 2048, 4096]), heads: among(random, [2, 4, 8, 16]),
    size: among(random, [32, 64, 128]), bytes: among(random, [1, 2, 4]),
  });
  const { L, n, heads, size, bytes } = until(pick, (made) => made.L * made.n * made.heads * made.size * made.bytes % 2 ** 19 === 0); // whole MiB
  const token = 2 * L * heads * size * bytes, all = token * n, answer = all / 2 ** 20;
  return {
    prompt: `A decoder has ${L} layers, each with ${heads} heads of keys and values of ${size} numbers. How large is its KV cache for ${number(n)} tokens at ${bytes} ${bytes === 1 ? "byte" : "bytes"} per number? (1 MiB is 1,048,576 bytes.)`,
    answer, digits: 0, tolerance: 0.5, unit: "MiB",
    steps: [
      `Per token, keys and values in each layer: 2·${L}·${heads}·${size}·${bytes} = ${number(token)} bytes.`,
      `All tokens: ${number(token)}·${number(n)} = ${number(all)} bytes.`,
      `In MiB: ${number(all)}/1,048,576 = ${number(answer)}.`,
    ],
  };
}

/* ---- Byte-pair encoding, as on the page Large Language Models ---- */

const VOCABULARY = ["cat", "sat", "car", "mat", "rat", "tar", "cart", "star", "cats", "scar", "cast", "rats"];
const MERGES = 3;

/** Joins each neighboring pair, from left to right: c a t with [a, t] is c at. */
function join(pieces, [left, right]) {
  const out = [];
  for (const piece of pieces) {
    if (piece === right && out.at(-1) === left) out.push(out.pop() + piece);
    else out.push(piece);
  }
  return out;
}

/** Learns merges from { word: count }. Returns [{ pair, count, pairs: all pairs counted, words: pieces of each word after it }]. */
function learn(corpus, most) {
  let words = Object.fromEntries(Object.keys(corpus).map((word) => [word, [...word]]));
  return Array.from({ length: most }, () => {
    const pairs = new Map();
    for (const [word, pieces] of Object.entries(words)) {
      pieces.slice(1).forEach((right, index) => {
        const key = `${pieces[index]} ${right}`;
        pairs.set(key, (pairs.get(key) ?? 0) + corpus[word]);
      });
    }
    const ordered = [...pairs].sort(([, one], [, other]) => other - one), [key, count] = ordered[0] ?? ["", 0];
    const pair = key.split(" ");
    words = Object.fromEntries(Object.entries(words).map(([word, pieces]) => [word, join(pieces, pair)]));
    return { pair, count, pairs: ordered, words };
  });
}

function bpe(random) {
  const { corpus, fresh, merges } = until(() => {
    const [fresh, ...words] = some(random, VOCABULARY, 4);
    const corpus = Object.fromEntries(words.map((word) => [word, 1 + Math.floor(random() * 5)]));
    return { corpus, fresh, merges: learn(corpus, MERGES) };
  }, (made) => made.merges.every(({ pairs }) => pairs.length > 1 && pairs[0][1] > pairs[1][1]) // no ties
    && made.merges.some(({ pair }) => made.fresh.includes(pair.join(""))));
  const code = (pieces) => `\`${pieces.join(" ")}\``, coded = (words) => Object.values(words).map(code).join(", ");
  const text = listed(Object.entries(corpus).map(([word, count]) => `“${word}” ${times(count)}`));
  const learning = merges.map(({ pair, count, pairs, words }, step) =>
    `Merge ${step + 1}: ${code(pair)} occurs ${times(count)}, more often than ${code([pairs[1][0]])} (${times(pairs[1][1])}) and the rest. New piece: ${code([pair.join("")])}. Now the text has ${coded(words)}.`);
  const start = `Begin with single characters: ${Object.keys(corpus).map((word) => code([...word])).join(", ")}.`;
  const learned = `A text has ${text}. Byte-pair encoding learns ${MERGES} merges from it.`;
  if (random() < 0.4) {
    const step = among(random, [1, 2]);
    return {
      prompt: `${learned} After merge ${step}, all pairs of neighboring pieces are counted again for merge ${step + 1}. How often does the most frequent pair occur in the text?`,
      answer: merges[step].count, digits: 0, tolerance: 0, unit: "times", steps: [start, ...learning.slice(0, step + 1)],
    };
  }
  let pieces = [...fresh];
  const cutting = merges.map(({ pair }) => {
    const before = pieces;
    pieces = join(pieces, pair);
    return before.length === pieces.length ? `${code(pair)} finds nothing to join` : `${code(pair)} makes ${code(pieces)}`;
  });
  return {
    prompt: `${learned} How many tokens is the new word “${fresh}” split into?`,
    answer: pieces.length, digits: 0, tolerance: 0, unit: "tokens",
    steps: [start, ...learning, `Cut ${code([...fresh])} by the same merges in the same order: ${cutting.join("; ")}.`, `Tokens: ${pieces.map((piece) => code([piece])).join(", ")}. That makes ${pieces.length}.`],
  };
}

export const drills = [
  { id: "attention", title: "Attention by hand", section: "how-transformers-work/attention/", make: attention },
  { id: "softmax", title: "Softmax with temperature", section: "nlp-and-llms/large-language-models/", make: softmax },
  { id: "parameters", title: "Parameters of a model", section: "nlp-and-llms/large-language-models/", make: parameters },
  { id: "kv-cache", title: "Size of the KV cache", section: "how-transformers-work/architecture/", make: cache },
  { id: "bpe", title: "Byte-pair merges", section: "nlp-and-llms/large-language-models/", make: bpe },
];
