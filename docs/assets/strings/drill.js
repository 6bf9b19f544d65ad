/** What an exercise says around its text. */

export const strings = {
  first: "Exercise 1",
  exercise: (number) => `Random exercise no. ${number}`,
  answerIs: (answer) => `The answer is ${answer}.`,
  otherNumbers: "Other numbers",
  showAnswer: "Show the answer",
  verdict: (answer, isRight) => `${answer} is ${isRight ? "right" : "wrong"}.`,
};
