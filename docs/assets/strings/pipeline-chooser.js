/** What <pipeline-chooser> says. */

import { counted } from "../shared/numbers.js";

export const strings = {
  anything: "anything",
  goesIn: "What goes in",
  comesOut: "What comes out",
  pipelines: "Pipelines",
  found: (allKept, count, all, kept) => `${count} of ${counted(all, "pipeline")}; version 5 has ${allKept ? "all of them" : kept}.`,
  none: (into, out) => `No pipeline in the notes turns ${into} into ${out}. Two of them, one after the other, might.`,
  caption: "In Transformers 5.23.0",
  detailHead: ["What", "Answer"],
  task: "task",
  version: "version 5",
  in: "goes in",
  out: "comes out",
  theCall: "The call:",
  instead: "What works instead:",
  codeFor: (name) => `Code for ${name}`,
  field: (model) => `The same kind of pipeline with ${model}, which knows few words`,
  run: "Run it",
  runHere: (model, size) => `Run it here: loads ${model}, ${size}`,
  writeFirst: "Write some text first.",
  whatItAnswers: (model) => `What ${model} answers`,
  answers: (model, cells) => `${model} answers: ${cells.join(", ")}`,
  csvHead: ["pipeline", "goes in", "comes out", "task", "in 5.23.0"],
};
