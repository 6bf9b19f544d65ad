/** What the page Offline says. */

import { megabytes } from "../shared/numbers.js";

export const strings = {
  allKept: (size) => `All of the notes are kept on this device: ${size}. They open without a network.`,
  partKept: (pages, all, size, whole) => `Kept on this device: ${pages} of ${all} pages, ${size} of ${whole} in all.`,
  saveAll: (size) => `Save all the notes, including models and search: ${size} to download`,
  why: {
    network: "The connection was lost. What has arrived is kept; continue when you’re back online.",
    room: "This device is out of space. Free some up, or remove what is kept here.",
    status: "The server answered with an error for some files. What has arrived is kept; try again later.",
    bytes: "Some files didn’t match what was published, so they weren’t kept; try again later.",
    silent: "The browser isn’t responding. Reload the page and try again.",
  },
  savingBar: "Saving the notes",
  stop: "Stop",
  remove: "Remove everything kept here",
  yes: "Yes, remove all of it",
  no: "No, keep it",
  nothingKept: "Nothing is kept on this device, as you chose.",
  keep: "Keep the pages I visit",
  saving: "Saving …",
  progress: (done, total) => `${megabytes(done)} of ${megabytes(total)}`,
  stopped: "Stopped. What has arrived is kept; saving resumes from there.",
  saved: "Saved.",
  removed: "Removed. Pages you visit from now on won’t be kept.",
  removedOnce: "Removed. This browser doesn’t let the page store your choice, so keeping starts again on your next visit.",
  keptFromNow: "From now on, the pages you visit are kept.",
};
