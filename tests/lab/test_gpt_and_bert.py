"""pocket-gpt, pocket-llama and pocket-bert as committed do what lab/results says, load in pipeline() offline, and their training works."""

import json

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, LlamaForCausalLM, pipeline

from lab import architectures, classify, evaluate, train_bert, train_gpt
from lab.export import MODELS, read_result
from lab.training import Muon, endless_batches, length_batches, orthogonalize
from lab.vocabulary import make_bpe, make_wordpiece
from lab.wordnet import categorized, split

NAMES = ("pocket-gpt", "pocket-llama", "pocket-bert", "pocket-bert-categories")
DECODERS = {"pocket-gpt": "gpt", "pocket-llama": "llama"}  # folder -> result


@pytest.mark.parametrize("name", NAMES)
def test_files_are_small_and_in_the_library_s_form(name):
    folder = MODELS / name
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 3_150_000
    assert {tensor.dtype for tensor in load_file(folder / "model.safetensors").values()} == {torch.float16}
    assert json.loads((folder / "config.json").read_text())["dtype"] == "float32"
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    assert settings["tokenizer_class"] == "PreTrainedTokenizerFast" and "backend" not in settings


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_is_as_good_on_held_out_words_as_recorded(name):
    recorded, found = read_result(DECODERS[name]), evaluate.evaluate_gpt(MODELS / name)
    assert found["lines"] == recorded["test"]["lines"]
    assert found["bits_per_character"] == pytest.approx(recorded["test"]["bits_per_character"], abs=2e-3)


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_writes_the_recorded_definitions(name):
    recorded = read_result(DECODERS[name])["samples"]
    for kind in ("real", "made_up"):
        found = evaluate.samples(MODELS / name, [sample["word"] for sample in recorded[kind]])
        same = sum(one == other for one, other in zip(found, recorded[kind]))
        assert same >= len(found) - 1, f"lab/results/{DECODERS[name]}.json: the {kind} samples differ: {found}"


def test_bert_is_as_good_on_held_out_words_as_recorded():
    recorded, found = read_result("bert")["test"], evaluate.evaluate_bert(MODELS / "pocket-bert")
    for way in ("words_at_random", "defined_word"):
        assert found[way]["loss"] == pytest.approx(recorded[way]["loss"], abs=5e-3)


def test_the_classifier_is_as_good_as_recorded():
    recorded = read_result("bert")["categories"]["accuracy"]
    assert evaluate.evaluate_categories(MODELS / "pocket-bert-categories")["accuracy"] == pytest.approx(recorded, abs=2e-3)


@pytest.mark.parametrize("name", DECODERS)
def test_text_generation_pipeline(name):
    write = pipeline("text-generation", model=str(MODELS / name))
    text = write("glorfish:", max_new_tokens=12, do_sample=False)[0]["generated_text"]
    assert text.startswith("glorfish:") and len(text) > len("glorfish: a")


def test_fill_mask_pipeline():
    fill = pipeline("fill-mask", model=str(MODELS / "pocket-bert"))
    guesses = fill("a [MASK] with four wheels", top_k=5)
    assert len(guesses) == 5 and guesses[0]["score"] >= guesses[-1]["score"] > 0


def test_text_classification_pipeline():
    sort = pipeline("text-classification", model=str(MODELS / "pocket-bert-categories"))
    found = sort(["a small bird of the tropics with a long bill", "the act of eating quickly"])
    assert [row["label"] for row in found] == ["animal", "act"]


@pytest.mark.parametrize("name", NAMES)
def test_the_window_is_one_number(name):
    tokenizer = AutoTokenizer.from_pretrained(MODELS / name)
    config = json.loads((MODELS / name / "config.json").read_text())
    assert tokenizer.model_max_length == config.get("n_positions", config.get("max_position_embeddings"))


def test_the_library_opens_pocket_llama():
    model, report = LlamaForCausalLM.from_pretrained(MODELS / "pocket-llama", output_loading_info=True)
    assert not any(report[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    config, recorded = model.config, read_result("llama")["sizes"]["llama"]
    assert sum(parameter.numel() for parameter in model.parameters()) == recorded["parameters"]
    assert (config.num_key_value_heads, config.intermediate_size) == (recorded["key_heads"], recorded["feed_forward"])
    assert read_result("llama")["sizes"] == {
        arm: architectures.described(config.vocab_size, changes) for arm, changes in architectures.ENDS.items()
    }


def test_pocket_llama_reads_the_tokens_of_pocket_gpt():
    ours, theirs = ((MODELS / name / "tokenizer.json").read_bytes() for name in ("pocket-llama", "pocket-gpt"))
    assert ours == theirs


def test_gpt_learns_in_a_minute(tmp_path):
    lines = [entry.line for entry in split()["train"]][:20_000]
    tokenizer = make_bpe(lines, size=1024)
    _, _, log = train_gpt.train(tmp_path, steps=60, lines=lines, tokenizer=tokenizer, d_model=64, layers=2, evaluations=2)
    assert log[-1]["bits_per_character"] < log[0]["bits_per_character"] < 5


def test_bert_learns_in_a_minute(tmp_path):
    tokenizer = make_wordpiece([entry.line for entry in split()["dev"]], size=1024)
    _, _, log = train_bert.train(tmp_path, steps=60, tokenizer=tokenizer, evaluations=2)
    assert log[-1]["loss"] < log[0]["loss"] < 7.5


def test_an_interrupted_training_ends_like_one_that_ran_through(tmp_path, monkeypatch):
    lines = [entry.line for entry in split()["dev"]][:500]
    tokenizer = make_bpe(lines, size=400)
    make = dict(lines=lines, tokenizer=tokenizer, d_model=32, layers=1, evaluations=4)
    whole, _, _ = train_gpt.train(tmp_path / "whole", steps=20, **make)
    monkeypatch.setattr("lab.training.CHECKPOINT_SECONDS", 0)
    counted = {"steps": 0}
    original = Muon.step

    def stops_at_eleven(self, closure=None):
        counted["steps"] += 1
        if counted["steps"] == 11:
            raise KeyboardInterrupt
        return original(self, closure)

    monkeypatch.setattr(Muon, "step", stops_at_eleven)
    with pytest.raises(KeyboardInterrupt):
        train_gpt.train(tmp_path / "cut", steps=20, **make)
    monkeypatch.setattr(Muon, "step", original)
    resumed, _, _ = train_gpt.train(tmp_path / "cut", steps=20, **make)
    assert all(torch.equal(one, other) for one, other in zip(whole.parameters(), resumed.parameters()))


def test_every_line_comes_once_an_epoch_and_batches_are_of_one_length():
    lengths = torch.randint(2, 64, (1000,), generator=torch.Generator().manual_seed(0)).tolist()
    batches = length_batches(lengths, 256, seed=3)
    assert sorted(i for batch in batches for i in batch) == list(range(1000))
    assert all(len(batch) * max(lengths[i] for i in batch) <= 256 for batch in batches if len(batch) > 1)
    again = endless_batches(lengths, 256, 3)
    assert again(0) == batches[0] and again(len(batches)) != batches[0]


def test_orthogonalized_matrices_keep_their_directions_and_lose_their_sizes():
    matrix = torch.randn(1, 16, 32, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalize(matrix)[0])
    assert values.min() > 0.6 and values.max() < 1.3


def test_a_smaller_sample_of_labels_is_part_of_a_larger_one():
    entries = categorized("dev")
    small, large = classify.sample(entries, 32, 1), classify.sample(entries, 128, 1)
    assert large[:32] == small and classify.sample(entries, 32, 2) != small
