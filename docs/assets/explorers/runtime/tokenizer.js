/**
 * Text to token ids and back, from tokenizer.json, in the five steps of the library `tokenizers`: cut out added tokens,
 * normalize, cut into words, turn words into tokens, wrap. Only the kinds that our models use are here.
 */

import { strings } from "../../strings/models.js";

const SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // Unicode's white space: not JS's \s
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/gu, UNSEEN = /(?![\t\n\r])[\ufffd\p{Cc}\p{Cf}\p{Co}]/gu;
const HAN = // each Chinese character is a word to BERT; the ranges are the library's
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const GPT2_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"; // Radford 2019
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
/** Translates a pattern from the library's syntax to JavaScript's. */
const regex = (pattern) => new RegExp(pattern.replaceAll("\\S", `[^${SPACE}]`).replace(/\[[^\]]*\]|\\s/g,
  (part) => (part === "\\s" ? `[${SPACE}]` : part.replaceAll("\\s", SPACE))), "gu");
/** Each character by itself: the library has no final-sigma rule. */
const lower = (text) => Array.from(text, (c) => c.toLowerCase()).join("");
/** The printable character that represents each byte: itself, or the next one from 256 on (Radford 2019). */
const BYTES = (() => {
  const plain = (b) => (b >= 33 && b <= 126) || (b >= 161 && b !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(plain(b) ? b : next++));
})();

/** Cuts text at a pattern: the parts between matches, and with keep the matches too, in order. */
function cut(text, pattern, keep) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(from, match.index), keep ? match[0] : "");
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}

const NORMALIZERS = { // text -> text
  Sequence: ({ normalizers }, text) => normalizers.reduce((result, one) => kind(NORMALIZERS, one)(one, result), text),
  NFC: (_, text) => text.normalize("NFC"),
  Lowercase: (_, text) => lower(text),
  BertNormalizer({ clean_text, handle_chinese_chars, lowercase, strip_accents }, text) {
    if (clean_text) text = text.replace(UNSEEN, "").replace(regex("\\s"), " ");
    if (handle_chinese_chars) text = text.replace(HAN, " $& ");
    if (strip_accents ?? lowercase) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
    return lowercase ? lower(text) : text;
  },
};

const PRE_TOKENIZERS = { // text -> words
  Sequence({ pretokenizers }, text) {
    return pretokenizers.reduce((words, one) => words.flatMap((word) => kind(PRE_TOKENIZERS, one)(one, word)), [text]);
  },
  Digits: (_, text) => cut(text, /\p{N}/gu, true), // each digit is a word
  ByteLevel({ add_prefix_space, use_regex }, text) {
    if (add_prefix_space && !text.startsWith(" ")) text = ` ${text}`;
    const words = use_regex ? cut(text, regex(GPT2_WORDS), true) : [text];
    return words.map((word) => Array.from(new TextEncoder().encode(word), (b) => BYTES[b]).join(""));
  },
  BertPreTokenizer: (_, text) => cut(text, regex("\\s")).flatMap((word) => cut(word, PUNCTUATION, true)),
  Split({ pattern, behavior, invert }, text) {
    if (behavior !== "Removed") throw new Error(strings.noSplit(behavior));
    const found = regex(pattern.Regex ?? literally(pattern.String));
    return invert ? text.match(found) ?? [] : cut(text, found);
  },
};

const MODELS = { // a word -> tokens
  WordLevel: ({ vocab, unk_token }) => (word) => [word in vocab ? word : unk_token],
  WordPiece({ vocab, unk_token, continuing_subword_prefix: mark, max_input_chars_per_word: most }) {
    return (word) => { // repeatedly takes the longest piece in the vocabulary (Wu 2016, arXiv 1609.08144)
      const letters = Array.from(word), pieces = [];
      if (letters.length > most) return [unk_token];
      for (let from = 0; from < letters.length;) {
        let to = letters.length;
        const piece = () => (from ? mark : "") + letters.slice(from, to).join("");
        while (to > from && !(piece() in vocab)) to--;
        if (to === from) return [unk_token];
        pieces.push(piece());
        from = to;
      }
      return pieces;
    };
  },
  BPE({ merges }) {
    const rank = new Map(merges.map((pair, i) => [Array.isArray(pair) ? pair.join(" ") : pair, i]));
    return (word) => { // repeatedly joins the pair that was learned first (Sennrich 2015, arXiv 1508.07909)
      const parts = Array.from(word);
      for (;;) {
        let best = Infinity, at = -1;
        for (let i = 0; i + 1 < parts.length; i++) {
          const order = rank.get(`${parts[i]} ${parts[i + 1]}`) ?? Infinity;
          if (order < best) [best, at] = [order, i];
        }
        if (at < 0) return parts;
        parts.splice(at, 2, parts[at] + parts[at + 1]);
      }
    };
  },
};

const DECODERS = { // tokens -> texts to be joined
  Sequence: ({ decoders }, tokens) => decoders.reduce((result, one) => kind(DECODERS, one)(one, result), tokens),
  Replace({ pattern, content }, tokens) {
    return tokens.map((token) => token.replace(regex(pattern.Regex ?? literally(pattern.String)), () => content));
  },
  Fuse: (_, tokens) => [tokens.join("")],
  ByteLevel(_, tokens) {
    const known = (token) => Array.from(token).every((c) => BYTES.includes(c));
    const bytes = (token) => (known(token) ? Array.from(token, (c) => BYTES.indexOf(c)) : new TextEncoder().encode(token));
    return [new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(tokens.flatMap((t) => Array.from(bytes(t)))))];
  },
  WordPiece({ prefix, cleanup }, tokens) {
    const join = (token, i) => (i === 0 ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`);
    const glue = (text) => text.replace(/ ([.?!,]|n't|'m|'s|'ve|'re)/g, "$1").replaceAll(" ' ", "'").replaceAll(" do not", " don't");
    return tokens.map((token, i) => (cleanup ? glue(join(token, i)) : join(token, i)));
  },
};

/** The one character that these bytes are, or "". */
function utf8(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return Array.from(text).length === 1 ? text : "";
  } catch {
    return "";
  }
}

function kind(table, { type }) {
  if (!table[type]) throw new Error(strings.noKind(type, Object.keys(table)));
  return table[type];
}

export class Tokenizer {
  /** @param {object} rules tokenizer.json */
  constructor(rules) {
    this.rules = rules;
    this.added = new Map(rules.added_tokens.map((token) => [token.content, token]));
    this.ids = { __proto__: null, ...rules.model.vocab };
    for (const { content, id } of rules.added_tokens) this.ids[content] = id;
    this.names = [];
    for (const [name, id] of Object.entries(this.ids)) this.names[id] = name;
    this.split = kind(MODELS, rules.model)({ ...rules.model, vocab: this.ids });
    const longest = [...this.added.keys()].sort((a, b) => b.length - a.length); // so the longest one matches
    this.special = new RegExp(longest.map(literally).join("|") || "(?!)", "gu");
  }

  /** Text to tokens, without the wrap. */
  tokenize(text) {
    const { normalizer, pre_tokenizer } = this.rules;
    return cut(text, this.special, true).flatMap((part) => {
      if (this.added.has(part)) return [part];
      const plain = normalizer ? kind(NORMALIZERS, normalizer)(normalizer, part) : part;
      return (pre_tokenizer ? kind(PRE_TOKENIZERS, pre_tokenizer)(pre_tokenizer, plain) : [plain]).flatMap(this.split);
    });
  }

  /**
   * Text to ids, wrapped as the template says, such as [CLS] text [SEP]; at most max_length of them, with the end of the text cut off.
   * @returns {{ids: number[], tokens: string[], truncated: number}} truncated: how many tokens were cut off
   */
  encode(text, { max_length = Infinity } = {}) {
    const template = this.rules.post_processor?.single ?? [{ Sequence: {} }], all = this.tokenize(text);
    const kept = all.slice(0, Math.max(0, max_length - template.length + 1));
    const tokens = template.flatMap(({ SpecialToken }) => SpecialToken?.id ?? kept);
    const ids = tokens.map((token) => this.ids[token] ?? this.ids[this.rules.model.unk_token]);
    return { ids, tokens, truncated: all.length - kept.length };
  }

  /** Ids to text, without the special tokens if skip_special_tokens. */
  decode(ids, skip_special_tokens = true) {
    const { decoder } = this.rules, names = ids.map((id) => this.names[id]);
    const tokens = names.filter((name) => name !== undefined && !(skip_special_tokens && this.added.get(name)?.special));
    return decoder ? kind(DECODERS, decoder)(decoder, tokens).join("") : tokens.join(" ");
  }

  /** The byte that a token represents, if it is one byte of a longer character; otherwise undefined. */
  byte(id) {
    const name = this.names[id] ?? "", byte = this.rules.decoder?.type === "ByteLevel" && !this.added.has(name) ? BYTES.indexOf(name) : -1;
    return byte > 127 ? byte : undefined;
  }

  /**
   * A text's ids as a reader sees them, [{ text, part, words }]. Where a character takes several tokens, each has the character
   * as its text, "2/3" as its part and "byte 2 of 3 of 中" as its words; a byte that isn't part of a character is "byte E4", with a non-breaking space.
   */
  pieces(ids) {
    const found = [], bytes = ids.map((id) => this.byte(id));
    for (let at = 0; at < ids.length;) {
      const byte = bytes[at], count = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2; // from UTF-8's first byte
      const whole = byte === undefined ? "" : utf8(bytes.slice(at, at + count));
      if (whole) {
        // A character that isn't visible by itself is shown as its number.
        const text = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(whole) ? whole : `U+${whole.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
        for (let k = 1; k <= count; k++) found.push({ text, part: `${k}/${count}`, words: strings.byteOf(k, count, text) });
      } else found.push({ text: byte === undefined ? this.token(ids[at]) : strings.byte(byte.toString(16).toUpperCase()) });
      at = found.length;
    }
    return found;
  }

  /** One id as a reader sees it: bytes as text, the leading space kept. */
  token(id) {
    const name = this.names[id] ?? "", bytes = this.rules.decoder?.type === "ByteLevel" && !this.added.has(name);
    return bytes ? DECODERS.ByteLevel(null, [name])[0] : name;
  }
}
