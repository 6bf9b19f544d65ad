/** What the pocket models’ answers say, on more than one explorer. */

import { counted } from "../shared/numbers.js";

export const strings = {
  textHead: ["Text"],
  blocked: "The model wrote a word that isn’t shown here. Try a different beginning.",
  labelHead: ["Label", "Score"],
  translationHead: ["Translation"],
  tooLong: "This text is longer than the model’s window. Shorten it.",
  wordHead: ["Word", "Score"],
  gapTooLate: (window) => `The gap comes after the ${counted(window, "token")} that the model sees. Shorten the text before it.`,
  noGap: "The text has no gap. Write [MASK] where a word is missing.",
};
