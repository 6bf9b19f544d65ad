"""The numbers behind what the page shows of pocket-t5 at work on a few sentences: for the attention explorer and its test.

In: the exported folder of pocket-t5 and `lab/results/attention.json`. Out: a dict for
`lab/results/attention-example.json`:

- english, french: the tokens of the first example, the words that are written last; the end token is "end".
- best: for each French word, the weights of the best cross-attention head on the English words.
- weights: all attention weights by the runtime's names, like "decoder.1.cross": (h, n, m), rows add up to 1.
- off: each example's translation with all heads, and those that change when one head is switched off.
"""

import torch

from lab.attention_heads import heads, switched_off
from lab.export import MODELS, read_result, write_result
from lab.train_t5 import NAME, load, translate

EXAMPLES = ["the red car", "the red cars", "the white house", "the old red car", "the cat does not see a dog"]
NAMES = {"encoder": "encoder.{}.attention", "decoder": "decoder.{}.attention", "cross": "decoder.{}.cross"}


def look(model, tokenizer, text: str) -> dict:
    """Return the tokens of a text and of its greedy translation, and all weights, rounded to 1e-4."""
    ids = torch.tensor([tokenizer(text)["input_ids"]])
    with torch.no_grad():
        written = model.generate(ids, max_new_tokens=32, do_sample=False, num_beams=1)
        output = model(input_ids=ids, decoder_input_ids=written[:, :-1], output_attentions=True)
    found = {"encoder": output.encoder_attentions, "decoder": output.decoder_attentions, "cross": output.cross_attentions}
    words = lambda row: ["end" if token == "</s>" else token for token in tokenizer.convert_ids_to_tokens(row)]  # noqa: E731
    return {
        "english": words(ids[0].tolist()),
        "french": words(written[0, 1:].tolist()),
        "weights": {
            NAMES[stack].format(layer): [[[round(x, 4) for x in row] for row in head] for head in weights[0].tolist()]
            for stack, layers in found.items()
            for layer, weights in enumerate(layers)
        },
    }


def off(model, tokenizer, text: str) -> dict:
    """Return a text's translation, and those that differ from it, by the head that was switched off."""
    whole, changed = translate(model, tokenizer, [text])[0], {}
    for stack, layer, head in heads(model):
        with switched_off(model, stack, layer, head):
            french = translate(model, tokenizer, [text])[0]
        if french != whole:
            changed[f"{NAMES[stack].format(layer)}.{head}"] = french
    return {"english": text, "french": whole, "changed": changed}


def experiment(folder) -> dict:
    """Return everything that the module's docstring names."""
    model, tokenizer = load(folder)
    best, shown = read_result("attention")["best"], look(model, tokenizer, EXAMPLES[0])
    rows = shown["weights"][NAMES["cross"].format(best["layer"])][best["head"]]
    return {
        **shown,
        "best": [{"writes": word, **dict(zip(shown["english"], row))} for word, row in zip(shown["french"], rows)],
        "off": [off(model, tokenizer, text) for text in EXAMPLES],
    }


def run() -> None:
    """Write lab/results/attention-example.json."""
    write_result("attention-example", experiment(MODELS / NAME))
