/** What the explorers with recorded runs say. */

export const strings = {
  again: "Load the recorded runs again",
  failed: "The recorded runs couldn’t be loaded. Check the network and try again.",
  tiny: "under 0.0005",
};
