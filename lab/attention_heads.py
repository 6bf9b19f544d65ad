"""Experiment 3: what do the attention heads of pocket-t5 do?

In: the exported folder of pocket-t5. Out: a dict for `lab/results/attention.json`:

- alignment: for each cross-attention head, the share of French content words (nouns, adjectives, verbs) whose largest
  weight is on the English word that they translate. The best head is chosen on dev; its score is reported on test.
- looks_at: where the best head's largest weight is for the words that the score leaves out.
- ablation: exact match, and right words by kind, with one head switched off at a time.

The model is never told which word is which: `lab/train_t5.py` has no alignment loss. That attention weights show what a
model uses is contested (Jain and Wallace 2019, https://arxiv.org/abs/1902.10186; Wiegreffe and Pinter 2019,
https://arxiv.org/abs/1908.04626), so the ablation complements the alignment. Switching heads off one by one follows
Michel et al. 2019 (https://arxiv.org/abs/1905.10650) and Voita et al. 2019 (https://arxiv.org/abs/1905.09418).
"""

from collections import Counter, defaultdict
from contextlib import contextmanager

import torch

from lab.grammar import CONTENT, Sentence, sentences
from lab.train_t5 import as_ids, exact_match, load, to_batch, translate, wilson

EXAMPLES = ["the red car", "the old owl does not see a dog"]
KINDS = (*CONTENT, "other")
STACKS = ("encoder", "decoder", "cross")  # encoder self-attention, decoder self-attention, cross-attention


def in_groups(corpus: list[Sentence], size: int = 200):
    """Yield lists of at most `size` sentences."""
    for start in range(0, len(corpus), size):
        yield corpus[start : start + size]


@torch.no_grad()
def read(model, tokenizer, corpus: list[Sentence]):
    """Yield (sentence, weights, predicted) for each sentence, with the right French words given as the preceding words.

    weights: (L, h, m, n) of cross-attention, where row t belongs to French word t, the one that is *written* there: the
    decoder's input is shifted by one. m: French words and </s>. n: English words and </s>. predicted: m token ids."""
    for group in in_groups(corpus):
        batch = to_batch(
            as_ids(tokenizer, [sentence.english for sentence in group]),
            as_ids(tokenizer, [sentence.french for sentence in group]),
            model.device,
        )
        output = model(**batch, output_attentions=True)
        cross = torch.stack(output.cross_attentions).transpose(0, 1)  # (B, L, h, m, n)
        predicted = output.logits.argmax(-1)  # (B, m)
        for index, sentence in enumerate(group):
            m, n = len(sentence.french) + 1, len(sentence.english) + 1
            yield sentence, cross[index, :, :, :m, :n], predicted[index, :m].tolist()


def alignment(model, tokenizer, corpus: list[Sentence]) -> tuple[torch.Tensor, int]:
    """Return how many content words each head aligns, as (L, h), and how many there are."""
    hits, count = torch.tensor(0), 0
    for sentence, weights, _ in read(model, tokenizer, corpus):
        looks = weights.argmax(-1)  # (L, h, m)
        for t, (gold, kind) in enumerate(zip(sentence.gold, sentence.kinds)):
            if kind in CONTENT:
                hits = hits + torch.isin(looks[:, :, t], torch.tensor(gold, device=looks.device)).long()
                count += 1
    return hits.cpu(), count


def looks_at(model, tokenizer, corpus: list[Sentence], layer: int, head: int) -> dict:
    """Return, for each group of French words, the share of its largest weights by which English word they are on: the
    word's own source, the main verb of its sentence, the end token, or another word."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, weights, _ in read(model, tokenizer, corpus):
        looks = weights[layer, head].argmax(-1).tolist()  # (m,)
        verbs = {gold[0] for gold, kind in zip(sentence.gold, sentence.kinds) if kind == "verb"}
        for word, gold, kind, look in zip(sentence.french, sentence.gold, sentence.kinds, looks):
            group = "ne" if word in ("ne", "n'") else word if word == "pas" else kind
            place = (
                "source" if look in gold else "end" if look == len(sentence.english) else "main verb" if look in verbs else "another word"
            )
            seen[group][place] += 1
    return {
        group: {place: round(number / places.total(), 4) for place, number in places.most_common()}
        for group, places in sorted(seen.items())
    }


def heads(model) -> list[tuple[str, int, int]]:
    """Return every head as (stack, layer, head), counted from 0."""
    layers = {"encoder": model.config.num_layers, "decoder": model.config.num_decoder_layers, "cross": model.config.num_decoder_layers}
    return [(stack, layer, head) for stack in STACKS for layer in range(layers[stack]) for head in range(model.config.num_heads)]


def projection(model, stack: str, layer: int):
    """Return the linear layer that mixes the heads of one attention; its input holds their outputs side by side."""
    block = (model.encoder if stack == "encoder" else model.decoder).block[layer]
    return (block.layer[1].EncDecAttention if stack == "cross" else block.layer[0].SelfAttention).o


@contextmanager
def replaced(model, places, fills: dict | None = None):
    """Within this context the outputs of several heads are constant. places: (stack, layer, head) each.

    fills: place -> the constant, (d_kv,), as `mean_outputs` gives it; zero for a place that it lacks, so that nothing
    of the head reaches the residual stream."""
    width, fills = model.config.d_kv, fills or {}
    by_layer = defaultdict(list)
    for place in places:
        by_layer[place[:2]].append(place)

    def replacing(chosen):
        def hook(_, inputs):
            values = inputs[0].clone()  # (B, m, h * d_kv), heads side by side
            for place in chosen:
                values[..., place[2] * width : (place[2] + 1) * width] = fills.get(place, 0)
            return (values, *inputs[1:])

        return hook

    handles = [projection(model, *key).register_forward_pre_hook(replacing(chosen)) for key, chosen in by_layer.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def switched_off(model, stack: str, layer: int, head: int):
    """Within this context the head's output is zero: nothing of it reaches the residual stream."""
    return replaced(model, [(stack, layer, head)])


def words_right(model, tokenizer, corpus: list[Sentence]) -> dict:
    """Return the share of French words that are the most probable one given the right words before them, by kind."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    ids = tokenizer.get_vocab()
    for sentence, _, predicted in read(model, tokenizer, corpus):
        for word, kind, token in zip(sentence.french, sentence.kinds, predicted):
            right[kind] += ids[word] == token
            count[kind] += 1
    return {kind: round(right[kind] / count[kind], 4) for kind in KINDS if count[kind]}


def measure(model, tokenizer, corpus: list[Sentence]) -> dict:
    """Return what a model, complete or with a head off, gets right: exact match with interval, words by kind, two examples."""
    right, _ = exact_match(model, tokenizer, corpus)
    return {
        "right": right,
        "share": round(right / len(corpus), 4),
        "interval": wilson(right, len(corpus)),
        "words_right": words_right(model, tokenizer, corpus),
        "examples": translate(model, tokenizer, EXAMPLES),
    }


def experiment(folder, count: int = 1000) -> dict:
    """Return the whole experiment on `count` sentences of dev (to choose the head) and of test (for every figure)."""
    model, tokenizer = load(folder)
    dev, test = sentences("dev", count), sentences("test", count)
    dev_hits, dev_words = alignment(model, tokenizer, dev)
    hits, words = alignment(model, tokenizer, test)
    layer, head = divmod(int(dev_hits.argmax()), model.config.num_heads)
    best = int(hits[layer, head])
    ablation = []
    for place in heads(model):
        with switched_off(model, *place):
            ablation.append(dict(zip(("stack", "layer", "head"), place)) | measure(model, tokenizer, test))
    return {
        "sentences": count,
        "content_words": words,
        "counted_from": 0,
        "best": {
            "layer": layer,
            "head": head,
            "chosen_on": "dev",
            "dev_share": round(int(dev_hits[layer, head]) / dev_words, 4),
            "share": round(best / words, 4),
            "interval": wilson(best, words),
        },
        "alignment": [
            {"layer": i, "head": j, "share": round(int(hits[i, j]) / words, 4)} for i in range(hits.shape[0]) for j in range(hits.shape[1])
        ],
        "mean_alignment_of_last_layer": round(float(hits[-1].float().mean()) / words, 4),
        "looks_at": looks_at(model, tokenizer, test, layer, head),
        "examples": EXAMPLES,
        "whole": measure(model, tokenizer, test),
        "ablation": ablation,
    }
