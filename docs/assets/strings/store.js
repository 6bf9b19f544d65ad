/** What the store of a reader’s answers says. */

export const strings = {
  unreadableFile: "This file can’t be read. Choose one made with “Save to a file”.",
  otherFile: "This file has no practice data from these notes. Choose one made with “Save to a file”.",
  otherVersion: (found, known) => `This file is version ${found}; this page reads version ${known}. Reload the page and try again.`,
  noEntries: "This file has no entries. Save it again where it came from.",
  damaged: (place) => `This file is damaged at “${place}”. Save it again where it came from.`,
  noStorage: "This browser doesn’t let these notes store anything. Your answers last until you close this page; save them to a file before you do.",
  unreadable: (count) => `${count} of the stored entries can’t be read; they were left as they are. Everything else is here.`,
  full: (count) => `This browser’s storage is full. ${count === 1 ? "Your last answer is" : `Your last ${count} answers are`} kept only until you close this page; save them to a file first.`,
};
