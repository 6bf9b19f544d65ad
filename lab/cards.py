"""The README.md in each model's folder: a short model card in the form that Hugging Face's tools read.

A folder may be copied out of these notes, so it says for itself what it is, under which license, and how to use it. The
linked page about the model says the rest.
"""

from pathlib import Path
from typing import Any

from lab.grammar import MOST_WORDS

WORDNET = (
    "The weights and the code are under the MIT license. The text that the model learned from is WordNet's, whose license asks "
    "that its notice go along: [WordNet's license](../WORDNET-LICENSE.txt)."
)

# Folder -> header (in the order in which it is written), what it is, page, example with its output, text length, license.
GENERATE = """\
from transformers import pipeline

write = pipeline("text-generation", model={folder})
print(write("glorfish:", max_new_tokens=20, do_sample=False)[0]["generated_text"])"""
CARDS: dict[str, dict[str, Any]] = {
    "pocket-t5": {
        "header": {"language": ["en", "fr"], "pipeline_tag": "translation", "tags": ["t5"]},
        "page": "pocket-t5",
        "about": "An encoder-decoder of the T5 class, trained from scratch on sentences of a small grammar. It translates these from "
        "English to French, and it exists to be looked at: other sentences are beyond it.",
        "code": """\
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

folder = {folder}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSeq2SeqLM.from_pretrained(folder)
output = model.generate(**tokenizer("the red car", return_tensors="pt"))
print(tokenizer.decode(output[0], skip_special_tokens=True))""",
        "output": "la voiture rouge",
        "length": f"Positions are relative, so a text of any length can be read. Training sentences had at most {MOST_WORDS} words; "
        "`truncation=True` cuts at 32 tokens, and 32 are written at most.",
        "license": "The weights, the code, the grammar and its word lists are under the MIT license.",
    },
    "pocket-gpt": {
        "header": {"language": ["en"], "pipeline_tag": "text-generation", "tags": ["gpt2"]},
        "page": "pocket-gpt",
        "about": "A decoder of the GPT-2 class, trained from scratch on WordNet's definitions. It continues `word: definition`, and it "
        "exists to be looked at: it is no dictionary.",
        "code": GENERATE,
        "output": "glorfish: any of several small marine fishes of the order Cyprus",
        "length": "What it reads and what it writes share 64 positions. The library doesn't cut a longer text by itself: call it with "
        '`handle_long_generation="hole"` and `max_new_tokens`, and the start of the text is left out.',
        "license": WORDNET,
    },
    "pocket-llama": {
        "header": {"language": ["en"], "pipeline_tag": "text-generation", "tags": ["llama"]},
        "page": "pocket-llama",
        "about": "A decoder of the Llama class, trained from scratch on the text, the tokens and the steps of pocket-gpt, and of its "
        "size. It continues `word: definition`, and it exists to be compared: it is no dictionary. "
        "It has nothing to do with the Llama models of Meta but its architecture.",
        "code": GENERATE,
        "output": "glorfish: large tropical American tree with a long-bodied tail and a long narrow tail and a long",
        "length": "It was trained on at most 64 tokens. Its positions don't run out there, but what it writes past them was never "
        "trained; if no length is given, the library stops at 64.",
        "license": WORDNET,
    },
    "pocket-bert": {
        "header": {"language": ["en"], "pipeline_tag": "fill-mask", "tags": ["bert"]},
        "page": "pocket-bert",
        "about": "An encoder of the BERT class, trained from scratch to fill in masked words of WordNet's definitions. It exists to be "
        "looked at: it has learned the form of definitions before their sense.",
        "code": """\
from transformers import pipeline

fill = pipeline("fill-mask", model={folder})
print([guess["token_str"] for guess in fill("a [MASK] with four wheels", top_k=3)])""",
        "output": "['building', 'game', 'room']",
        "length": "It has 64 positions, `[CLS]` and `[SEP]` included. The library doesn't cut a longer text by itself: call it with "
        '`tokenizer_kwargs={"truncation": True}`.',
        "license": WORDNET,
    },
    "pocket-bert-categories": {
        "header": {"language": ["en"], "pipeline_tag": "text-classification", "tags": ["bert"]},
        "page": "pocket-bert",
        "about": "pocket-bert with a head that says of which of 25 kinds a definition is: an animal, an act, a food and so on, as "
        "WordNet sorts its nouns. It has read definitions only; on other texts its answers mean nothing.",
        "code": """\
from transformers import pipeline

sort = pipeline("text-classification", model={folder})
print(sort("a small bird of the tropics with a long bill")[0]["label"])""",
        "output": "animal",
        "length": "It has 64 positions, `[CLS]` and `[SEP]` included. The library doesn't cut a longer text by itself: call it with "
        "`truncation=True`.",
        "license": WORDNET,
    },
}


def card(name: str) -> str:
    """Return the text of README.md for the model `name`: a YAML header, then Markdown."""
    what = CARDS[name]
    header = ["license: mit", "library_name: transformers"]
    for key, value in what["header"].items():
        header += [f"{key}:", *(f"- {one}" for one in value)] if isinstance(value, list) else [f"{key}: {value}"]
    code = what["code"].replace("{folder}", f'"docs/assets/models/{name}"')
    return "\n".join(
        [
            "---",
            *header,
            "---",
            "",
            f"# {name}",
            "",
            what["about"],
            "",
            "## How to use it",
            "",
            "The path is that of this folder; no network is needed.",
            "",
            "```python",
            code,
            "```",
            "",
            '```text title="Output"',
            what["output"],
            "```",
            "",
            what["length"],
            "",
            "## More",
            "",
            f"[The page about {what['page']}](../../../models/{what['page']}.md) tells data, recipe, figures, limits and bias. {what['license']}",
            "",
        ]
    )


def write_card(folder: Path) -> None:
    """Write README.md into a model's folder; a folder with another name, such as one made by a test training, gets none."""
    if folder.name in CARDS:
        (folder / "README.md").write_text(card(folder.name), encoding="utf-8")
