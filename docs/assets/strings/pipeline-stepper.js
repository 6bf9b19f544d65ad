/** What <pipeline-stepper> says. */

import { counted } from "../shared/numbers.js";

export const strings = {
  tokenizers: { right: "the model’s own", wrong: "pocket-gpt’s, a wrong one" },
  text: "Text",
  tokenizer: "Tokenizer",
  allLogits: "All logits",
  step1: "Step 1. Tokens, ids and attention mask",
  step2: "Step 2. Logits",
  addTen: "Add 10 to every logit",
  useOwn: "Use the model’s own ids, mask and logits",
  step3: "Step 3. Softmax and label",
  tokensNotLoaded: "pocket-gpt’s list of tokens couldn’t be loaded. Check the network and try again.",
  truncated: (window, count) => `The model takes ${counted(window, "token")}; ${count} more after them ${count === 1 ? "is" : "are"} cut off (truncation).`,
  idAt: (at) => `Id at position ${at}`,
  seen: "seen",
  position: (at) => `, position ${at}`,
  inputCaption: "What goes to the model",
  inputHead: ["Position", "Token", "Id", "Attention mask"],
  hidden: "hidden by the mask",
  allHidden: "The mask hides every token: there is nothing to attend to, so there is no answer.",
  logitOf: (label) => `Logit of ${label}`,
  logitsCaption: "Logits, the largest first",
  logitsHead: ["Label", "Logit", "After softmax"],
  probabilities: (count) => `Probabilities, the largest of ${count}`,
  answer: (cutOff, label, score) => `${cutOff} Label: ${label}, score ${score}.`,
  csvHead: ["stage", "name", "value", "probability or mask"],
};
