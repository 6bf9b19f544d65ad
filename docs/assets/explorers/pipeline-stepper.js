/**
 * <pipeline-stepper>: what pipeline("text-classification") does, stage by stage, with pocket-bert-categories: text,
 * tokens, ids, attention mask, logits, softmax, label. Each stage can be changed; the later ones are recomputed.
 */

import { Explorer, latest } from "./base.js";
import { bars, barsDrawing, button, choice, chip, create, number, numberField, table, textField, toggle } from "../shared/parts.js";
import { argmax } from "./runtime/sampling.js";
import { softmax } from "./runtime/tensor.js";
import { Tokenizer } from "./runtime/tokenizer.js";
import { strings } from "../strings/pipeline-stepper.js";

const MODEL = "pocket-bert-categories";
const LONGEST = 300; // characters of the text
const FEW = 6; // logits and probabilities shown at first
const LIMIT = 1000; // of an edited logit, in either direction
const OTHER = new URL("../models/pocket-gpt/tokenizer.json", import.meta.url);
const TOKENIZERS = strings.tokenizers;

/** Numbers from a state's text; null unless there are `count` valid ones. */
function numbers(text, count, good) {
  const found = text ? text.split(",").map((part) => (part.trim() ? Number(part) : NaN)) : [];
  return found.length === count && found.every(good) ? found : null;
}

class PipelineStepper extends Explorer {
  static state = { text: "a vehicle with four wheels", tokenizer: "right", ids: "", mask: "", logits: "" };

  build() {
    this.look = latest(() => this.show());
    this.text = textField({ label: strings.text, most: LONGEST, onText: (text) => this.set({ text, ids: "", mask: "", logits: "" }) });
    this.tokenizer = choice(strings.tokenizer, TOKENIZERS, (tokenizer) => this.set({ tokenizer, ids: "", mask: "", logits: "" }, { step: true }));
    this.tokens = create("div", { class: "explorer__scroll" });
    this.logits = create("div", { class: "explorer__scroll" });
    this.picture = create("div");
    this.all = toggle(strings.allLogits, () => this.showRows());
    const stage = (title, ...parts) => create("section", {}, create("p", {}, create("strong", {}, title)), ...parts);
    return [
      stage(strings.text, this.text),
      stage(strings.step1, this.tokenizer, this.tokens),
      stage(strings.step2, create("div", { class: "explorer__row" },
        button(strings.addTen, () => this.add(10)),
        button(strings.useOwn, () => this.set({ ids: "", mask: "", logits: "" }, { step: true })), this.all), this.logits),
      stage(strings.step3, this.picture),
    ];
  }

  update() {
    this.text.show(this.state.text);
    this.tokenizer.show(this.state.tokenizer === "wrong" ? "wrong" : "right");
    this.shown = this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  /** Step 1 as the chosen tokenizer does it: ids between [CLS] and [SEP], at most as many as the model takes. */
  async preprocess(model) {
    const { text } = this.text, right = await model.encode(text);
    if (this.state.tokenizer !== "wrong") return right;
    this.other ??= fetch(OTHER).then((answer) => answer.json()).then((rules) => new Tokenizer(rules)).catch(() => {
      this.other = undefined;
      throw new Error(strings.tokensNotLoaded);
    });
    const other = await this.other, inside = other.tokenize(text).map((token) => other.ids[token]);
    const kept = inside.slice(0, model.model_max_length - 2);
    return { ids: [right.ids[0], ...kept, right.ids.at(-1)], truncated: inside.length - kept.length };
  }

  /** Numbers from the state; unusable values in an address are dropped. */
  take(name, count, good) {
    const found = numbers(this.state[name], count, good);
    if (!found) this.state[name] = "";
    return found;
  }

  /** The newest ids, mask or logits: as set, even before the model has answered, or else as last computed. */
  newest(name) {
    return numbers(this.state[name], this.now[name].length, Number.isFinite) ?? this.now[name];
  }

  async show() {
    const model = await this.load(MODEL), { config: { vocab_size: V, id2label } } = model;
    const { ids: own, truncated } = await this.preprocess(model);
    const labels = Object.values(id2label);
    const ids = this.take("ids", own.length, (id) => Number.isInteger(id) && id >= 0 && id < V) ?? own;
    const mask = this.take("mask", ids.length, (bit) => bit === 0 || bit === 1) ?? ids.map(() => 1);
    const set = this.take("logits", labels.length, (z) => Math.abs(z) <= LIMIT), asked = this.written;
    const names = await model.tokens(ids);
    const { logits: { data } } = await model.run({ input_ids: ids, attention_mask: mask, want: ["logits"] });
    if (asked !== this.written) return; // the next answer is on its way; this one would reset the fields
    const computed = data.every(Number.isFinite) && mask.includes(1);
    const logits = set ?? (computed ? [...data] : null);
    this.showTokens({ names, ids, mask, V });
    const cutOff = [this.text.told, truncated ? strings.truncated(model.model_max_length, truncated) : ""];
    this.cutOff = cutOff.filter(Boolean).join(" ");
    if (this.cutOff) this.tokens.append(create("p", {}, this.cutOff));
    this.now = { names, ids, mask, labels, logits, p: logits && softmax(Float64Array.from(logits)) };
    this.showAnswer(data);
  }

  /** One row per token. A field with the focus is kept. */
  showTokens({ names, ids, mask, V }) {
    if (this.fields?.length !== ids.length || !this.tokens.firstChild) {
      this.fields = ids.map((_, at) => ({
        token: create("span"),
        id: numberField({ label: strings.idAt(at), quiet: true, plain: true, min: 0, max: V - 1, whole: true,
          onNumber: (id) => this.set({ ids: this.newest("ids").with(at, id), logits: "" }), onRefused: (sentence) => this.say(sentence) }),
        mask: toggle(strings.seen, (on) => this.set({ mask: this.newest("mask").with(at, Number(on)), logits: "" }, { step: true })),
      }));
      this.fields.forEach(({ mask: seen }, at) => seen.append(create("span", { class: "explorer__heard" }, strings.position(at))));
      this.tokens.replaceChildren(table(strings.inputCaption, strings.inputHead,
        this.fields.map(({ token, id, mask: seen }, at) => [String(at), token, id, seen])));
    }
    while (this.tokens.children.length > 1) this.tokens.lastChild.remove();
    this.fields.forEach((field, at) => {
      field.token.replaceChildren(chip(names[at], mask[at] ? {} : { role: "masked", kind: strings.hidden }));
      field.id.show(ids[at]);
      field.mask.show(mask[at] === 1);
    });
  }

  showAnswer(own) {
    const { labels, logits, p } = this.now;
    if (!logits) {
      for (const part of [this.logits, this.picture]) part.replaceChildren();
      this.say(strings.allHidden);
      return;
    }
    const order = [...own.keys()].sort((a, b) => own[b] - own[a]), key = order.join();
    if (this.order !== key || !this.logits.firstChild) {
      this.order = key;
      this.places = order.map((label) => Object.assign(numberField({ label: strings.logitOf(labels[label]), quiet: true, min: -LIMIT, max: LIMIT,
        onNumber: (z) => this.set({ logits: this.newest("logits").with(label, z) }), onRefused: (sentence) => this.say(sentence) }), { at: label }));
      this.sums = order.map(() => create("span"));
      this.places.forEach((field) => field.classList.add("explorer__number--wide"));
      this.logits.replaceChildren(table(strings.logitsCaption, strings.logitsHead,
        order.map((label, row) => [labels[label], this.places[row], this.sums[row]])));
      this.showRows();
    }
    this.places.forEach((field, row) => {
      field.show(Number(logits[field.at].toFixed(4)));
      this.sums[row].textContent = number(p[field.at]);
    });
    const best = argmax(p), likeliest = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, FEW);
    this.rows = likeliest.map((label) => ({ label: labels[label], share: p[label] / p[best], text: number(p[label]), role: label === best ? "focus" : "plain" }));
    this.picture.replaceChildren(bars(strings.probabilities(labels.length), this.rows));
    this.say(strings.answer(this.cutOff, labels[best], number(p[best])).trim(), { soon: true });
  }

  showRows() {
    const all = this.all.querySelector("input").checked;
    this.logits.querySelectorAll("tbody tr").forEach((row, at) => (row.hidden = !all && at >= FEW));
  }

  /** Adds to every logit, including those of an answer still on its way. */
  async add(amount) {
    if (!this.now) return; // no model yet
    await this.shown;
    if (this.now.logits) this.set({ logits: this.newest("logits").map((z) => Number((z + amount).toFixed(4))) }, { step: true });
  }

  csv() {
    const { names = [], ids = [], mask = [], labels = [], logits, p } = this.now ?? {};
    return [strings.csvHead, ...ids.map((id, at) => ["token", names[at], id, mask[at]]),
      ...(logits ? labels.map((label, at) => ["logit", label, logits[at], p[at]]) : [])];
  }

  drawing = () => barsDrawing(this.rows ?? []);
}

customElements.define("pipeline-stepper", PipelineStepper);
