/**
 * Turns what a reader types into a query that the theme's search worker understands, and sorts its answer.
 *
 * Comes before the theme's worker, in one file, and uses its messages (setup, ready, query, result), which the theme documents
 * for custom searches, and lunr's own query syntax; nothing in the theme is changed. A word that isn't in the notes is
 * read as the closest one that is, or named as missing.
 */
{
  const SETUP = 0, QUERY = 2, RESULT = 3; // kinds of message
  // Words of a question that don't say what it is about, in addition to lunr's own list.
  const EMPTY = new Set(("am another anything being doing done don't doesn't going isn't it's many mean means much please really " +
    "something there these thing things those very vs what's").split(" "));
  const SHORT = 4, LONG = 8; // letters a word needs to have one typo allowed, or two
  const EXACT = 8; // how much more the word itself counts than one that only starts with it

  const known = new Map(); // each word of the notes -> how many sections have it
  const families = new Map(); // words with one stem
  const compounds = new Map(); // "finetuning": {parts: [fine, tuning], count}
  const waiting = []; // what was understood of the queries sent to the theme's worker
  let separator = /\s+/, sections = 0;

  const split = (text) => text.toLowerCase().split(separator).filter(Boolean);
  const stem = (word) => `${lunr.stemmer(new lunr.Token(word))}`;
  const isEmpty = (word) => EMPTY.has(word) || !lunr.stopWordFilter(word);

  function learn({ config, docs }) {
    separator = new RegExp(config.separator);
    sections = docs.length;
    for (const { title, text, tags = [] } of docs) {
      const all = [title, text, ...tags].join(" ").replace(/<[^>]*>/g, " ");
      for (const word of new Set(split(all))) known.set(word, (known.get(word) ?? 0) + 1);
      for (const pair of new Set(all.toLowerCase().match(/[a-z]{2,}-[a-z]{2,}/g))) {
        const word = pair.replace("-", "");
        compounds.set(word, { parts: pair.split("-"), count: (compounds.get(word)?.count ?? 0) + 1 });
      }
    }
    for (const word of known.keys()) {
      const root = stem(word);
      families.set(root, [...(families.get(root) ?? []), word]);
    }
  }

  /** Edits from one word to another (a letter added, removed or replaced, two swapped), or a number above `most`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], last = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const now = [i];
      for (let j = 1; j <= other.length; j++) {
        now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  /** The words of the notes that this one may be a typo of: the closest ones with the same first letter, the most frequent of them first. */
  function nearest(word) {
    if (!/^\p{L}+$/u.test(word) || word.length < SHORT) return [];
    let least = word.length < LONG ? 1 : 2, found = [];
    for (const [other, count] of known) {
      if (other[0] !== word[0] || other.length < SHORT || !/^\p{L}+$/u.test(other)) continue;
      const edits = distance(word, other, least);
      if (edits > least) continue;
      if (edits < least) found = [];
      least = edits;
      found.push([other, count]);
    }
    return found.sort((one, other) => other[1] - one[1]).slice(0, 2).map(([other]) => other);
  }

  /**
   * One word: {word, asks: lunr's terms, of: the words they stand for, common: how many sections have one of them; instead: the word
   * of the notes that it is read as, if it isn't one of them; whole: whether it is a whole word; the last may be only a beginning}.
   */
  function read(word, last) {
    const count = (words) => Math.max(0, ...words.map((form) => known.get(form) ?? 0));
    const exactly = (words) => words.map((form) => `${form}^${EXACT}`);
    const own = [...new Set([...(known.has(word) ? [word] : []), ...(families.get(stem(word)) ?? [])])];
    const longer = word.length > (last ? 1 : 2) && (last || !own.length) ? [...known.keys()].filter((other) => other.startsWith(word)) : [];
    if (own.length + longer.length) {
      return { word, whole: own.length > 0, of: [...own, word], asks: [...exactly(own), ...(longer.length ? [`${word}*`] : [])], common: count([...own, ...longer]) };
    }
    const near = [...new Set(nearest(word).flatMap((other) => [other, ...(families.get(stem(other)) ?? [])]))];
    return { word, whole: true, of: near, asks: exactly(near), common: count(near), instead: near[0] };
  }

  /** The words of a query that say what it is about, without punctuation. */
  function understand(query) {
    const words = split(query).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$|[*+~^:\\-]/gu, "")).filter(Boolean)
      .flatMap((word) => (compounds.get(word)?.count > (known.get(word) ?? 0) ? compounds.get(word).parts : word));
    const full = words.filter((word) => !isEmpty(word));
    const asked = full.length ? full : words;
    return asked.map((word, index) => {
      const group = read(word, index === asked.length - 1);
      for (const pair of [asked[index - 1] + word, word + asked[index + 1]]) { // "pre training"
        if (known.has(pair)) Object.assign(group, { of: [...group.of, pair], asks: [...group.asks, `${pair}^${EXACT}`], instead: undefined });
      }
      return { ...group, weight: Math.log(1 + sections / (1 + group.common)) };
    });
  }

  /** The theme's answer with words as the reader meant them: sorted by how many of them a section has, with only matching tags. */
  function arrange({ items }, groups, query) {
    const had = groups.filter(({ asks }) => asks.length), whole = had.reduce((sum, { weight }) => sum + weight, 0);
    const judge = (item) => {
      const hit = Object.keys(item.terms).filter((term) => item.terms[term]);
      const tags = item.tags?.filter((tag) => tag.includes("<mark>"));
      if (!hit.length) return { ...item, tags: undefined }; // a page listed above its sections
      const matched = had.filter(({ of }) => of.some((form) => hit.includes(form)));
      const part = matched.reduce((sum, { weight }) => sum + weight, 0) / whole;
      return {
        ...item,
        score: item.score * part ** 2,
        terms: Object.fromEntries([...hit.map((term) => [term, true]), ...groups.filter((group) => !matched.includes(group)).map(({ word }) => [word, false])]),
        tags: tags?.length ? tags : undefined,
      };
    };
    const best = (page) => Math.max(...page.map(({ score }) => score));
    const pages = items.map((page) => page.map(judge).sort((one, other) => other.score - one.score)).sort((one, other) => best(other) - best(one));
    const typed = query.split(/[\s-]+/).pop().toLowerCase();
    const completion = typed && split(pages.flat().map(({ title }) => title.replace(/<[^>]*>/g, "")).join(" ")).find((word) => word.startsWith(typed));
    return {
      items: pages,
      suggest: completion ? [completion] : [],
      whole: /\s$/.test(query) || !!groups.at(-1)?.whole,
      missing: groups.filter(({ asks }) => !asks.length).map(({ word }) => word),
      instead: groups.filter(({ instead }) => instead).map(({ word, instead }) => [word, instead]),
    };
  }

  const post = self.postMessage.bind(self);
  self.postMessage = (message) => {
    if (message.type === RESULT && waiting.length) message.data = arrange(message.data, ...waiting.shift());
    post(message);
  };
  addEventListener("message", (event) => {
    const { type, data } = event.data;
    if (type === SETUP) learn(data);
    if (type !== QUERY || event.understood) return;
    event.stopImmediatePropagation();
    const groups = understand(data), terms = [...new Set(groups.flatMap(({ asks }) => asks))];
    waiting.push([groups, data]);
    if (!terms.length) return self.postMessage({ type: RESULT, data: { items: [] } });
    dispatchEvent(Object.assign(new MessageEvent("message", { data: { type, data: terms.join(" ") } }), { understood: true }));
  });
}
