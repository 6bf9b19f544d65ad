/** What pages say before anything is opened: questions, the loader of explorers, the marks of the practice. */

export const strings = {
  // shared/llm-question.js
  tryAgain: "Try again",
  check: "Check",
  yourAnswer: "Your answer",
  chooseFirst: "Choose an answer first.",
  notQuite: "Not quite.",
  right: "Right.",
  allOfThem: "Right, those are all of them.",
  wrongChoices: (wrong) => `${wrong} of your choices ${wrong === 1 ? "is" : "are"} wrong`,
  missing: (missed) => `${missed} right ${missed === 1 ? "option is" : "options are"} missing`,
  notQuiteSince: (faults) => `Not quite: ${faults.join(", and ")}.`,
  notReadable: "That can’t be read as a number. Write digits, like 12 or 0.5.",
  writeNumberFirst: "Write a number first.",
  goThroughAgain: "Go through your steps again, or open the answer below.",
  // shared/theme-fixes.js
  reference: "Reference",
  menu: "Menu",
  section: (id) => `Section: ${id}`,
  // explorers/explorers.js
  notLoaded: "This couldn’t be loaded. Check the network and reload the page.",
  notKept: "No network, and this isn’t kept on this device. Press here to reload the page.",
  loading: "Loading …",
  slow: "This is taking a while. Wait, or press here to reload the page.",
  // practice/start.js
  notSaved: " No network: this answer wasn’t saved.",
  notLoadedAnd: "This couldn’t be loaded. Check the network and ",
  reload: "reload the page",
  // practice/marks.js
  read: "read",
  due: (count) => `${count} due`,
};
