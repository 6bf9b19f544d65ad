/** What the place of a large model says: that it can be loaded, how far loading is, how much memory it takes. */

import { megabytes } from "../shared/numbers.js";

export const strings = {
  missing: (title) => `This copy of the notes was published without ${title}, so you see recorded runs of it.`,
  absent: (title) => `${title} isn’t loaded.`,
  offer: (size, memory) => `It is a download of ${megabytes(size)} and runs in your browser: what you type isn’t sent anywhere. `
    + `The page then needs about ${memory} of memory. Until you load it, you see recorded runs.`,
  offerKept: (memory) => `It is kept on this device, so nothing is downloaded. The page then needs about ${memory} of memory. Until you load it, you see recorded runs.`,
  phone: "On a phone it writes slowly, and the phone may close the page to save memory.",
  fewGigabytes: (gigabytes) => `This device reports ${gigabytes} GB of memory; that may be too little, and the page may be closed.`,
  keep: "Keep it on this device",
  load: (title, size) => `Load ${title}, ${megabytes(size)}`,
  loadKept: (title) => `Load ${title}`,
  loading: (title) => `Loading ${title}`,
  progress: (done, total, rate) => `${megabytes(done)} of ${megabytes(total)}${rate ? `, ${megabytes(rate)} per second` : ""}`,
  stop: "Stop",
  stopped: (done, total) => `${megabytes(done)} of ${megabytes(total)} have arrived.`,
  goOn: "Resume",
  discard: "Discard them",
  again: "Try again",
  loaded: (title, weights, memory) => `${title} is loaded. The page now needs about ${memory} of memory; ${megabytes(weights)} of that are the model’s weights.`,
  free: "Free the memory",
  freed: (title) => `The memory of ${title} is free again.`,
  unkeep: (title) => `Remove ${title} from this device`,
  unkept: (title) => `${title} is no longer kept on this device.`,
  programNotLoaded: "The program that runs the model couldn’t be loaded. Check the network and try again.",
};
