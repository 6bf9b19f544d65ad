/** Where to start: turns a few answers, and what builds on what, into a reading path. */

/** The answers as the store keeps them: "1764… what-is-nlp-f1=1 llm-new-chat=0". results: [{ card, right }]. */
export const written = (results, now) => [now, ...results.map(({ card, right }) => `${card.name.split("/")[1]}=${right ? 1 : 0}`)].join(" ");

/** The stored answers: Map of question id -> whether it was right; null when there are none. */
export function answers(entry) {
  return entry ? new Map(entry.split(" ").slice(1).map((part) => [part.split("=")[0], part.endsWith("=1")])) : null;
}

/**
 * Returns { path, known }: the sections to read, each after those it builds on, and those to skip, whose test
 * questions were all answered correctly.
 * @param {Array} sections of the deck, in the order of the notes
 * @param {Map<string, boolean>} given question id -> right; a question that wasn't asked counts as wrong
 */
export function readingPath(sections, given) {
  const known = sections.filter(({ cards }) => {
    const asked = cards.filter(({ diagnostic }) => diagnostic);
    return asked.length && asked.every(({ name }) => given.get(name.split("/")[1]));
  });
  const byAddress = new Map(sections.map((section) => [section.address, section])), path = [], seen = new Set(known);
  const visit = (section) => {
    if (!section || seen.has(section)) return;
    seen.add(section);
    for (const need of section.needs) visit(byAddress.get(need));
    path.push(section);
  };
  sections.forEach(visit);
  return { path, known };
}
