/** What <inside-explorer> says. */

import { counted, number } from "../shared/numbers.js";

const percent = (share) => `${Math.round(100 * share)}%`;
const ROLES = {
  induction: { name: "Induction head", many: "induction heads", does: "looks at the word that followed the same word before", goes: "goes to the word that followed the same word before" },
  previous: { name: "Previous-token head", many: "previous-token heads", does: "looks one place back", goes: "goes one place back" },
  same: { name: "Same-token head", many: "same-token heads", does: "looks at the same word before", goes: "goes to the same word before" },
  sink: { name: "Resting head", many: "resting heads", does: "looks at the first word of plain text", goes: "goes to the first word of plain text" },
};

export const strings = {
  guided: "Guided steps",
  steps: [
    {
      name: "Find the copiers",
      ask: (words) => `SmolLM2 reads ${words} random words, then the same ${words} again. The second time, it can look up what comes next. `
        + "Which of its heads do that? Tap as many as you like: early layers are on the left, late ones on the right.",
      answer: (count, first, last) => `The larger the diamond, the more a head looks at the word that followed the same word before. ${count} heads do it enough to be called `
        + `induction heads, in layers ${first} to ${last}.`,
    },
    {
      name: "Switch them off",
      ask: (right, of, off) => `With all heads, the model gets ${right} of ${of} words right the second time. How many without the ${off} strongest induction heads?`,
      answer: () => "All else is as it was: the same words, the same weights, the other heads.",
    },
    {
      name: "Eight others",
      ask: (off, draws) => `Perhaps any ${off} heads are missed as much. So ${off} of the others are drawn at random, ${draws} times. How many words are right, on average?`,
      answer: () => "Each dot is a draw. Choose one: the wall crosses out its heads, and the words below show what is lost.",
    },
    {
      name: "Where they rest",
      ask: (heads) => `Plain text now, and nothing to copy. How many of the ${heads} heads give more than half of their attention to the first word, whatever it is?`,
      answer: (best, share) => `The first word is an attention sink: a place to look when there is nothing to do. The strongest induction head, ${best}, rests there, too, `
        + `with ${percent(share)} of its attention.`,
    },
    {
      name: "All names",
      answer: (named, heads) => `${named} of the ${heads} heads have a name here, each from its measured attention. For the others, these four questions are the wrong ones. Step 6 is for a list of your own.`,
    },
    {
      name: "Your own list",
      answer: () => "The model reads your list twice, and you switch off any head.",
    },
  ],
  stepName: (at, name) => `Step ${at}: ${name}`,
  show: "Show",
  skip: "Skip the guess",
  again: "Guess again",
  bet: "Your guess",
  noBet: "move the slider",
  rows: {
    bet: "Your guess",
    whole: "All heads",
    induction: (off) => `Without the ${off} strongest induction heads`,
    others: (off, draws) => `Without ${off} others, drawn ${draws} times; line: mean`,
    sink: "Heads that look mostly at the first word",
  },
  strip: (most) => `Results on a scale from 0 to ${most}`,
  draw: (at, right, of) => `Draw ${at}: ${right} of ${of} right`,
  marked: (marked) => `You have marked ${counted(marked, "head")}.`,
  markedOf: (marked, hit, chance) => `You marked ${counted(marked, "head")}: ${hit} of them ${hit === 1 ? "is an induction head" : "are induction heads"}. Blind taps would find ${number(chance, 1)} on average.`,
  lost: (bet, right, of) => `${bet === null ? "" : `You said ${bet}. `}Without them, ${right} of ${of} words are right.`,
  drawn: (bet, mean, low, high) => `${bet === null ? "" : `You said ${bet}. `}On average it’s ${number(mean, 1)}; the draws lie between ${low} and ${high}.`,
  resting: (bet, count, of) => `${bet === null ? "" : `You said ${bet}. `}${count} of ${of} do.`,
  drawHas: (counts) => `Its heads: ${Object.entries(counts).map(([role, count]) => `${count} ${role ? (count === 1 ? ROLES[role].name.toLowerCase() : ROLES[role].many) : "without a name"}`).join(", ")}.`,
  wall: "The heads: a column for each layer, a row for each head",
  nameOf: (layer, head) => `Layer ${layer}, head ${head}`,
  cell: (layer, head, what) => `Layer ${layer}, head ${head}${what ? `: ${what}` : ""}`,
  score: (kind, share) => `${ROLES[kind].does}, ${percent(share)}`,
  off: "switched off",
  roles: ROLES,
  legend: "Names and shapes",
  atLeast: (kind, least) => `${kind === "sink" ? `more than ${percent(least)}` : `${percent(least)} or more`} of its attention ${ROLES[kind].goes}`,
  noOther: ", and it has no other name",
  size: "A shape’s area is that share. It is hollow where it is too small for the name.",
  opened: (kind) => (kind ? ROLES[kind].name : "No name"),
  arcs: "What the head looks at",
  looks: (word, { previous, same, induction }, [before, after]) => `Reading “${word}” the second time, it gives ${percent(previous)} to “${before}”, one place back, ${percent(same)} to the same word before, `
    + `and ${percent(induction)} to “${after}”, which came after it.`,
  rests: (share) => `On plain text, ${percent(share)} goes to the first word.`,
  averages: "These are means over all words of six lists; the words stand for any.",
  percent: (share) => percent(share),
  words: "The words, the second time",
  wordsHow: (off) => (off ? "Upper bar: with all heads. Lower bar: without the ones crossed out. A full bar is a probability of 1." : "A full bar is a probability of 1. ✓: it was the likeliest word."),
  space: "[space]",
  said: (right) => (right ? "✓" : "✗"),
  wordHeard: (p, cut, said) => `: ${p.toFixed(2)} with all heads${cut === null ? "" : `, ${cut.toFixed(2)} without`}; the likeliest was “${said}”`,
  numbers: "The numbers",
  headsCaption: "Heads with a name",
  headsHead: ["Head", "Name", "Word after the same", "One place back", "Same word", "First word of plain text"],
  wordsCaption: "Probability of each word, the second time",
  wordsHead: ["Word", "All heads", "Likeliest", "Without", "Likeliest without"],
  csvHead: ["layer", "head", "name", "induction", "previous", "same", "sink"],
  firstList: "river stone candle window garden silver basket mountain orange pencil harbor violin blanket thunder",
  list: "Words of your list",
  read: "Read it twice",
  reading: "The model reads …",
  short: "Write at least two words.",
  induct: (off) => `Switch off the ${off} strongest induction heads`,
  random: (off) => `Switch off ${off} others`,
  allOn: "All on",
  livePick: "Tap a head to open it, and again to switch it off or on. The diamonds are for your list.",
  liveFound: (right, of, off, cut) => `With all heads, ${right} of ${of} are right${off ? `; with ${counted(off, "head")} off, ${cut}` : ""}.`,
  map: (name) => `Attention of ${name.toLowerCase()}`,
  mapHow: "A row looks at the columns before it, at itself too. Both are your list, twice.",
  mapAt: (row, column, share) => `“${row}” looks at “${column}”: ${share.toFixed(2)}`,
  notLoaded: "The measurements couldn’t be loaded. Check the network and open the explorer again.",
};
