"""The committed folders are what lab/export.py writes, byte for byte, and contain everything that someone else needs."""

import json

import pytest
import transformers
import yaml
from transformers import AutoConfig, AutoTokenizer, pipeline

from lab import train_gpt, train_llama, train_t5
from lab.cards import CARDS
from lab.export import MODELS, export

NAMES = sorted(path.name for path in MODELS.iterdir() if path.is_dir())
DECODERS = ("pocket-gpt", "pocket-llama")
LONG = "word " * 200  # more tokens than any window


def load(name: str):
    """Return (model, tokenizer) of a committed folder."""
    config = AutoConfig.from_pretrained(MODELS / name, local_files_only=True)
    model = getattr(transformers, config.architectures[0]).from_pretrained(MODELS / name, local_files_only=True)
    return model, AutoTokenizer.from_pretrained(MODELS / name, local_files_only=True)


@pytest.mark.parametrize("name", NAMES)
def test_exporting_again_gives_the_same_files(name, tmp_path):
    export(*load(name), tmp_path / name)
    written, committed = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (tmp_path / name, MODELS / name))
    assert sorted(written) == sorted(committed)
    assert not [file for file in written if written[file] != committed[file]], f"docs/assets/models/{name} isn't what lab/export.py writes"


def test_a_new_training_gives_the_same_files_around_its_weights(tmp_path):
    """A model read back from a file may have fewer settings, or more, than one that was just created."""
    tokenizer = train_t5.make_tokenizer()
    t5 = train_t5.make_model(tokenizer)
    t5.generation_config.update(max_new_tokens=train_t5.MOST_TOKENS)
    gpt = load("pocket-gpt")[1]
    llama = train_llama.to_llama(train_llama.make_model(len(gpt)))
    for name, model, words in (
        ("pocket-t5", t5, tokenizer),
        ("pocket-gpt", train_gpt.make_model(len(gpt)), gpt),
        ("pocket-llama", llama, gpt),
    ):
        export(model, words, tmp_path / name)
        different = [path.name for path in (MODELS / name).iterdir() if path.read_bytes() != (tmp_path / name / path.name).read_bytes()]
        assert different == ["model.safetensors"], name


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_is_a_model_card(name):
    text = (MODELS / name / "README.md").read_text(encoding="utf-8")
    header, body = text.removeprefix("---\n").split("\n---\n", 1)
    meta = yaml.safe_load(header)
    assert meta["license"] == "mit" and meta["library_name"] == "transformers"
    assert meta["pipeline_tag"] == CARDS[name]["header"]["pipeline_tag"] and f"(../../../models/{CARDS[name]['page']}.md)" in body
    assert (MODELS / f"../../models/{CARDS[name]['page']}.md").is_file()


def test_version_4_of_the_library_is_told_about_the_space_before_the_first_word():
    """It reads only tokenizer_config.json; without the space, the first word is split into different pieces."""
    for name in NAMES:
        before = json.loads((MODELS / name / "tokenizer.json").read_text(encoding="utf-8"))["pre_tokenizer"].get("add_prefix_space")
        assert json.loads((MODELS / name / "tokenizer_config.json").read_text(encoding="utf-8")).get("add_prefix_space") == before


def test_a_text_longer_than_the_window_is_cut_when_asked():
    sort = pipeline("text-classification", model=str(MODELS / "pocket-bert-categories"))
    assert sort("a small bird " + LONG, truncation=True)[0]["label"]
    fill = pipeline("fill-mask", model=str(MODELS / "pocket-bert"))
    assert fill("a [MASK] with " + LONG, tokenizer_kwargs={"truncation": True})
    for name in DECODERS:
        write = pipeline("text-generation", model=str(MODELS / name))
        assert write(LONG, max_new_tokens=5, do_sample=False, handle_long_generation="hole")


@pytest.mark.parametrize("name", DECODERS)
def test_writing_stops_at_the_end_of_the_window(name):
    """Without a given length, each of many random continuations ends at the end of its line or of the window."""
    write = pipeline("text-generation", model=str(MODELS / name))
    transformers.set_seed(0)
    rows = write(["glorfish:"] * 30, do_sample=True, temperature=1.5, batch_size=30, return_tensors=True)
    assert max(len(row[0]["generated_token_ids"]) for row in rows) == 64


def test_pocket_t5_reads_past_its_window():
    """Its positions are relative: nothing runs out. 32 is where `truncation=True` cuts, with the end token kept."""
    model, tokenizer = load("pocket-t5")
    assert model.generate(**tokenizer(LONG, return_tensors="pt")).shape[1] <= 33
    cut = tokenizer(LONG, truncation=True)["input_ids"]
    assert len(cut) == tokenizer.model_max_length == 32 and cut[-1] == tokenizer.eos_token_id
