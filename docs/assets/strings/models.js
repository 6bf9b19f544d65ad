/** What a pocket model and its loader say. */

export const strings = {
  // explorers/model-loader.js
  noModel: (name) => `There is no model named '${name}'.`,
  serverAnswered: (status, path) => `The server answered ${status} for ${path}. Try again later.`,
  stopped: "The download was stopped.",
  connectionLost: (path) => `The connection was lost while fetching ${path}. Check the network and try again.`,
  cutShort: (path, got, bytes) => `${path} arrived with ${got} of ${bytes} bytes. Try again.`,
  otherBytes: (path) => `What arrived as ${path} isn't that file: its SHA-256 differs. Try again.`,
  needsHttps: "The model's files can only be checked on a page served over https.",
  notJson: (path) => `${path} can't be read as JSON. Try again later.`,
  programNotLoaded: "The program that runs the model couldn't be loaded. Try again.",
  thisStopped: "This was stopped.",
  closed: "The model was closed.",
  noMemory: "This device doesn't have enough free memory for the model. Close other pages or programs and try again.",
  // explorers/runtime/
  noValue: (missing, names) => `There is no value named '${missing}'. The names are ${names.join(", ")}.`,
  noHead: (name, heads) => `There is no head named '${name}'. The names are ${heads.join(", ")}.`,
  noTensor: (prefix, name) => `The model file has no tensor named ${prefix}${name}.`,
  tooManyTokens: (most, count) => `The model sees ${most} tokens; this text has ${count}.`,
  notSafetensors: "This isn't a complete safetensors file: its header doesn't fit in it.",
  endsEarly: (name) => `The model file ends before its tensor ${name} does.`,
  dtype: (name, dtype) => `The tensor ${name} holds ${dtype}; only F32, F16, U8 and I8 are read.`,
  temperature: "The temperature must be above 0.",
  noActivation: (name, known) => `The activation '${name}' isn't known; the known ones are ${known.join(", ")}.`,
  noSplit: (behavior) => `Unknown Split behavior '${behavior}' in the tokenizer; only Removed is supported.`,
  noKind: (type, known) => `The tokenizer's '${type}' isn't known; the known ones are ${known.join(", ")}.`,
  byteOf: (place, count, text) => `byte ${place} of ${count} of ${text}`,
  byte: (code) => `byte\u00a0${code}`,
  noModelType: (type, known) => `The model type '${type}' isn't known; the known ones are ${known}.`,
};
