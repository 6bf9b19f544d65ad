"""pocket-t5 as committed does what lab/results says, loads in Transformers offline, and its training works."""

import hashlib
import json

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from lab import attention_heads, train_t5
from lab.export import MODELS, read_result
from lab.grammar import sentences, vocabulary
from lab.report_t5 import EXAMPLES, OUTSIDE, outside, pairs_by_split

FOLDER = MODELS / "pocket-t5"
CLOSE = 3  # sentences: another processor may round two nearly equal logits differently


@pytest.fixture(scope="module")
def recorded():
    return read_result("t5")


@pytest.fixture(scope="module")
def attention():
    return read_result("attention")


@pytest.fixture(scope="module")
def loaded():
    return train_t5.load(FOLDER)


def test_the_files_are_the_recorded_ones(recorded):
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted([*recorded["files"], "README.md"])
    for name, file in recorded["files"].items():
        data = (FOLDER / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"]), (
            f"{FOLDER / name}: not the file that lab/results/t5.json describes. Run python -m lab.report_t5."
        )
    assert recorded["bytes"] == sum(file["bytes"] for file in recorded["files"].values()) <= 3_000_000


def test_the_recorded_recipe_is_the_one_in_the_code(recorded):
    training = recorded["training"]
    assert (training["sizes"], training["steps"], training["training_sentences"], training["tokens_a_batch"]) == (
        train_t5.SIZES,
        train_t5.STEPS,
        train_t5.SENTENCES,
        train_t5.TOKENS,
    )
    assert recorded["pairs"] == pairs_by_split() and recorded["words"] == len(vocabulary())


def test_weights_are_16_bit_on_disk_and_32_bit_in_use(recorded):
    weights = load_file(FOLDER / "model.safetensors")
    assert {tensor.dtype for tensor in weights.values()} == {torch.float16}
    assert json.loads((FOLDER / "config.json").read_text())["dtype"] == "float32"
    model = AutoModelForSeq2SeqLM.from_pretrained(FOLDER, local_files_only=True)
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert sum(parameter.numel() for parameter in model.parameters()) == recorded["training"]["parameters"]


def test_it_translates_held_out_sentences_as_recorded(recorded):
    test = train_t5.evaluate(FOLDER)
    assert test["n"] == recorded["test"]["n"] and abs(test["right"] - recorded["test"]["right"]) <= CLOSE
    assert test["share"] >= 0.99


def test_it_opens_with_the_auto_classes_and_generates():
    tokenizer = AutoTokenizer.from_pretrained(FOLDER, local_files_only=True)
    model = AutoModelForSeq2SeqLM.from_pretrained(FOLDER, local_files_only=True)
    output = model.generate(**tokenizer("the red car", return_tensors="pt"))
    assert tokenizer.decode(output[0], skip_special_tokens=True) == "la voiture rouge"


def test_the_tokenizer_is_named_as_both_versions_of_the_library_know_it():
    settings = json.loads((FOLDER / "tokenizer_config.json").read_text())
    assert settings["tokenizer_class"] == "PreTrainedTokenizerFast" and "backend" not in settings
    assert settings["model_input_names"] == ["input_ids", "attention_mask"]


def test_every_sentence_survives_the_tokenizer(loaded):
    _, tokenizer = loaded
    for sentence in sentences("test", 300):
        for words in (sentence.english, sentence.french):
            text = train_t5.spelled(words)
            ids = tokenizer(text)["input_ids"]
            assert ids == train_t5.as_ids(tokenizer, [words])[0]
            assert tokenizer.decode(ids, skip_special_tokens=True) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The RED car.", ["the", "red", "car", "</s>"]),
        ("L'homme", ["l'", "homme", "</s>"]),
        ("the zebra", ["the", "<unk>", "</s>"]),
        ("", ["</s>"]),
        (" \n", ["</s>"]),
        ("e\u0301cole", ["école", "</s>"]),
    ],
)
def test_tokens(loaded, text, tokens):
    _, tokenizer = loaded
    assert tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"]) == tokens
    assert tokenizer.decode([]) == ""


def test_what_it_says_outside_the_grammar_is_as_recorded(recorded, loaded):
    found = outside(*loaded)
    assert {kind: [case["right"] for case in cases] for kind, cases in found.items()} == {
        kind: [case["right"] for case in cases] for kind, cases in recorded["outside"].items()
    }
    known = set(vocabulary())
    for kind, pairs in OUTSIDE.items():
        for english, _ in pairs:
            unknown = set(english.lower().strip(".!?").split()) - known
            assert bool(unknown) == (kind == "unknown word"), f"{english}: {unknown}"


def test_examples_are_as_recorded(recorded, loaded):
    assert [case["model"] for case in recorded["examples"]] == train_t5.translate(*loaded, EXAMPLES)


def test_one_head_points_at_the_right_word_as_recorded(attention, loaded):
    model, tokenizer = loaded
    hits, words = attention_heads.alignment(model, tokenizer, sentences("test", attention["sentences"]))
    best = attention["best"]
    assert words == attention["content_words"]
    for row in attention["alignment"]:
        assert abs(int(hits[row["layer"], row["head"]]) / words - row["share"]) < 0.002
    assert best["share"] >= 0.95
    hits, _ = attention_heads.alignment(model, tokenizer, sentences("dev", attention["sentences"]))
    assert divmod(int(hits.argmax()), model.config.num_heads) == (best["layer"], best["head"]), "the head should be chosen on dev"


def test_attention_rows_belong_to_the_words_that_are_written(attention, loaded):
    """Read one row later, as if rows belonged to the input words, the same head points at the wrong words."""
    layer, head = attention["best"]["layer"], attention["best"]["head"]
    hits = late = count = 0
    for sentence, weights, _ in attention_heads.read(*loaded, sentences("test", 200)):
        looks = weights[layer, head].argmax(-1).tolist()
        for t, (gold, kind) in enumerate(zip(sentence.gold, sentence.kinds)):
            if kind in attention_heads.CONTENT:
                hits, late, count = hits + (looks[t] in gold), late + (looks[t + 1] in gold), count + 1
    assert hits / count > 0.9 and late / count < 0.3


def test_attention_while_generating_equals_attention_with_the_words_given(attention, loaded):
    model, tokenizer = loaded
    sentence = next(s for s in sentences("test", 100) if s.shape == "object")
    _, given, _ = next(attention_heads.read(model, tokenizer, [sentence]))
    output = model.generate(
        **tokenizer([" ".join(sentence.english)], return_tensors="pt"), output_attentions=True, return_dict_in_generate=True
    )
    for t, layers in enumerate(output.cross_attentions):
        assert torch.allclose(torch.stack(layers)[:, 0, :, 0], given[:, :, t], atol=1e-5)


def test_a_head_that_is_switched_off_says_nothing_and_comes_back(loaded):
    model, tokenizer = loaded
    batch = train_t5.to_batch(*(train_t5.as_ids(tokenizer, [words]) for words in (("the", "red", "car"), ("la", "voiture"))))
    projection = model.decoder.block[1].layer[1].EncDecAttention.o
    seen = []
    with torch.no_grad():
        whole = model(**batch).logits
        with attention_heads.switched_off(model, "cross", 1, 2):
            handle = projection.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
            without = model(**batch).logits
            handle.remove()
        again = model(**batch).logits
    d_kv = model.config.d_kv
    assert (seen[0][..., 2 * d_kv : 3 * d_kv] == 0).all() and (seen[0][..., : 2 * d_kv] != 0).any()
    assert not torch.allclose(whole, without, atol=1e-3) and torch.equal(whole, again)


def test_ablation_is_as_recorded(attention, loaded):
    """Only the two heads that matter most and least, as all of them would take minutes."""
    model, tokenizer = loaded
    corpus = sentences("test", attention["sentences"])
    rows = sorted(attention["ablation"], key=lambda row: row["right"])
    assert len(rows) == len(attention_heads.heads(model))
    for row in (rows[0], rows[-1]):
        with attention_heads.switched_off(model, row["stack"], row["layer"], row["head"]):
            right, _ = train_t5.exact_match(model, tokenizer, corpus)
        assert abs(right - row["right"]) <= CLOSE


def test_a_short_training_learns_and_repeats(tmp_path, monkeypatch):
    monkeypatch.setattr(train_t5, "SMOKE_STEPS", 40)
    monkeypatch.setattr(train_t5, "SMOKE_SENTENCES", 1500)
    for name in ("one", "two"):
        train_t5.train(tmp_path / name, smoke=True, device="cpu", seed=5)
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in ("one", "two"))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_smoke_training(tmp_path):
    """A minute of training with the smoke settings: it writes French words in order, and can be evaluated like the real one."""
    training = train_t5.train(tmp_path / "model", smoke=True, device="cpu")
    assert training["cpu_minutes"] < 1
    model, tokenizer = train_t5.load(tmp_path / "model")
    words = attention_heads.words_right(model, tokenizer, sentences("dev", 100))
    assert words["other"] > 0.4, f"after the smoke training too few words are right: {words}"
    assert train_t5.translate(model, tokenizer, ["the red car"])[0]
