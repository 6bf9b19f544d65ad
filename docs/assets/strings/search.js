/** What the search by meaning says. */

export const strings = {
  title: "By meaning",
  failed: "The search by meaning couldn’t be loaded. Check the network, then search again.",
};
