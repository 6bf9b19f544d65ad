/**
 * Worked drills: exercises with fresh numbers, each with its solution step by step.
 *
 * `drills` is a list of { id, title, section, make }. section is the address in the site of the page that explains it.
 * make(random), random as Math.random(), returns
 *   { prompt: text, table: { head, rows } or undefined, answer: number, digits: decimals asked for, tolerance, unit, steps: [text] }
 * All of it is plain text. Numbers are small enough for paper and a pocket calculator.
 */

import { attend } from "../explorers/attend.js";
import { parts, rule } from "../explorers/counting.js";
import { exact, number } from "../explorers/parts.js";

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
const vector = (numbers, digits) => `(${numbers.map((value) => number(value, digits)).join(", ")})`;
const times = (count) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/* ---- Attention: three tokens with two numbers each, one number of one output ---- */

const WORDS = ["the", "red", "car"];

function attention(random) {
  const pairs = (most) => WORDS.map(() => [0, 1].map(() => Math.floor(random() * (most + 1))));
  const mask = random() < 0.5, at = mask ? among(random, [1, 2]) : among(random, [0, 1, 2]), place = among(random, [0, 1]);
  const given = until(() => ({ q: pairs(2), k: pairs(2), v: pairs(4) }), ({ q, k }) => {
    const { scores } = attend(at, { q, k, v: k, scale: true, mask });
    return new Set(scores.slice(0, mask ? at + 1 : 3)).size > 1; // equal scores would make it a mean
  });
  const { scores, scaled, powers, sum, weights, output } = attend(at, { ...given, scale: true, mask });
  const seen = mask ? at + 1 : 3, own = (list) => list.slice(0, seen), word = WORDS[at], { q, k, v } = given;
  const dots = own(k).map((key, row) => `${word} on ${WORDS[row]}: ${q[at][0]}·${key[0]} + ${q[at][1]}·${key[1]} = ${scores[row]}`);
  const hidden = WORDS.slice(seen);
  const steps = [
    `Scores, query times key: ${dots.join("; ")}.`,
    ...(mask ? [hidden.length ? `Mask: ${word} doesn’t see ${hidden.join(" or ")}, which comes later.` : `Mask: ${word} comes last and sees all three.`] : []),
    `Scaling, divided by √2 = 1.414: ${vector(own(scaled), 3)}.`,
    `Softmax: e to each, ${own(powers).map((power) => number(power)).join(" + ")} = ${number(sum)}. Divided by that sum: ${vector(own(weights), 3)}.`,
    `Output, ${place ? "second" : "first"} number, weights times values: ${own(weights).map((weight, row) => `${number(weight)}·${v[row][place]}`).join(" + ")} = ${output[place].toFixed(2)}.`,
  ];
  return {
    prompt: `Three tokens have queries, keys and values of two numbers each. ${mask ? "A mask hides what comes later." : "There is no mask."} Scores are divided by √2. What is the ${place ? "second" : "first"} number of the output of “${word}”, to two decimals?`,
    table: { head: ["Token", "Query", "Key", "Value"], rows: WORDS.map((name, row) => [name, ...[q, k, v].map((part) => vector(part[row], 0))]) },
    answer: output[place], digits: 2, tolerance: 0.02, unit: "", steps,
  };
}

/* ---- Softmax with temperature ---- */

function softmax(random) {
  const tokens = some(random, ["sat", "ran", "slept", "flew"], 3), T = among(random, [0.5, 2, 4]);
  const { logits, asked } = until(() => ({ logits: some(random, [0, 1, 2, 3, 4], 3), asked: Math.floor(random() * 3) }),
    (made) => made.logits[made.asked] > Math.min(...made.logits) || T > 0.5); // no answer that rounds to 0.00
  const scaled = logits.map((logit) => logit / T), powers = scaled.map(Math.exp), sum = powers[0] + powers[1] + powers[2];
  const answer = powers[asked] / sum;
  return {
    prompt: `A model gives the tokens ${listed(quoted(tokens))} the logits ${listed(logits)}. At temperature ${T}, what is the probability of “${tokens[asked]}”, to two decimals?`,
    answer, digits: 2, tolerance: 0.01, unit: "",
    steps: [
      `Divide each logit by the temperature: ${logits.map((logit, index) => `${logit}/${T} = ${exact(scaled[index])}`).join("; ")}.`,
      `Raise e to each: ${tokens.map((token, index) => `${token} ${number(powers[index])}`).join(", ")}.`,
      `Add up: ${powers.map((power) => number(power)).join(" + ")} = ${number(sum)}.`,
      `Divide: ${number(powers[asked])}/${number(sum)} = ${answer.toFixed(2)}.`,
      `Check: the three probabilities ${powers.map((power) => number(power / sum)).join(" + ")} = 1.`,
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
    prompt: `A GPT has L = ${L} blocks, d = ${d} numbers a token and V = ${number(V)} tokens in its list. How many million parameters does it have by the rule 12·L·d² + V·d, to one decimal?`,
    answer, digits: 1, tolerance: 0.06, unit: "million parameters",
    steps: [
      `Blocks: 12·${L}·${d}² = ${number(blocks)}.`,
      `Token table: ${number(V)}·${d} = ${number(sizes.V * sizes.d)}.`,
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
    prompt: `A tiny GPT has L = ${L} ${L === 1 ? "block" : "blocks"}, d = ${d} numbers a token, V = ${V} tokens in its list and n = ${n} positions. How many parameters does it have exactly, with biases, norms and positions? (The output uses the token table.)`,
    answer: Number(total), digits: 0, tolerance: 0, unit: "parameters",
    steps: [
      `Attention, four matrices with biases a block: ${L}·(4·${d}² + 4·${d}) = ${number(count.Attention)}.`,
      `Feed-forward, up to 4·d and down again: ${L}·(8·${d}² + 5·${d}) = ${number(count["Feed-forward"])}.`,
      `Norms, two a block and one at the end, 2·d each: ${L}·4·${d} + 2·${d} = ${number(count.Normalization)}.`,
      `Token table: ${V}·${d} = ${number(count["Token table"])}.`,
      `Positions: ${n}·${d} = ${number(count.Positions)}.`,
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
    prompt: `A decoder has ${L} layers, each with ${heads} heads of keys and values of ${size} numbers. How large is its KV cache for ${number(n)} tokens at ${bytes} ${bytes === 1 ? "byte" : "bytes"} a number? (1 MiB is 1,048,576 bytes.)`,
    answer, digits: 0, tolerance: 0.5, unit: "MiB",
    steps: [
      `A token, keys and values in each layer: 2·${L}·${heads}·${size}·${bytes} = ${number(token)} bytes.`,
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
  const spaced = (words) => Object.values(words).map((pieces) => pieces.join(" ")).join(", ");
  const text = listed(Object.entries(corpus).map(([word, count]) => `“${word}” ${times(count)}`));
  const learning = merges.map(({ pair, count, pairs, words }, step) =>
    `Merge ${step + 1}: ${pair.join(" ")} stands there ${times(count)}, more often than ${pairs[1][0]} (${times(pairs[1][1])}) and the rest. New piece ${pair.join("")}; now ${spaced(words)}.`);
  const start = `Begin with single characters: ${Object.keys(corpus).map((word) => [...word].join(" ")).join(", ")}.`;
  const learned = `A text has ${text}. Byte-pair encoding learns ${MERGES} merges from it.`;
  if (random() < 0.4) {
    const step = among(random, [1, 2]);
    return {
      prompt: `${learned} How often does the pair of merge ${step + 1} stand in the text when it is merged?`,
      answer: merges[step].count, digits: 0, tolerance: 0, unit: "times", steps: [start, ...learning.slice(0, step + 1)],
    };
  }
  let pieces = [...fresh];
  const cutting = merges.map(({ pair }) => {
    const before = pieces;
    pieces = join(pieces, pair);
    return before.length === pieces.length ? `${pair.join(" ")} finds nothing to join` : `${pair.join(" ")} makes ${pieces.join(" ")}`;
  });
  return {
    prompt: `${learned} Into how many tokens is the new word “${fresh}” cut?`,
    answer: pieces.length, digits: 0, tolerance: 0, unit: "tokens",
    steps: [start, ...learning, `Cut ${[...fresh].join(" ")} by the same merges in the same order: ${cutting.join("; ")}.`, `Tokens: ${pieces.join(", ")}. That makes ${pieces.length}.`],
  };
}

export const drills = [
  { id: "attention", title: "Attention by hand", section: "how-transformers-work/attention/", make: attention },
  { id: "softmax", title: "Softmax with temperature", section: "nlp-and-llms/large-language-models/", make: softmax },
  { id: "parameters", title: "Parameters of a model", section: "nlp-and-llms/large-language-models/", make: parameters },
  { id: "kv-cache", title: "Size of the KV cache", section: "how-transformers-work/architecture/", make: cache },
  { id: "bpe", title: "Byte-pair merges", section: "nlp-and-llms/large-language-models/", make: bpe },
];
