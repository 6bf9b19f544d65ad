"""pocket-t5: an encoder-decoder that learns English to French from the sentences of `lab/grammar.py`.

In: nothing but a seed. Out: a folder that Transformers opens as it is (config.json, model.safetensors in 16-bit floats,
tokenizer.json, tokenizer_config.json, generation_config.json, README.md). `train` makes the folder, `evaluate` measures it.

The class is T5 (Raffel et al. 2019, https://arxiv.org/abs/1910.10683) with the gated feed-forward of T5 v1.1 (Shazeer
2020, https://arxiv.org/abs/2002.05202), at pocket size. The loss is the cross-entropy of the next French token and
nothing else: no token is told which English word it comes from.
"""

import math
import tempfile
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

from lab import export as files
from lab.grammar import Sentence, sentences, vocabulary
from lab.training import TrainConfig, endless_batches, fingerprint, fit, pick_device

NAME = "pocket-t5"
PAD, EOS, UNK = 0, 1, 2  # ids of <pad>, </s>, <unk>; <pad> also starts the decoder, as in T5
MOST_TOKENS = 32  # longest translation that generate() writes
SIZES = {"d_model": 64, "d_kv": 16, "num_heads": 4, "num_layers": 2, "num_decoder_layers": 2, "d_ff": 256}
STEPS, SENTENCES = 10_000, 200_000
SMOKE_STEPS, SMOKE_SENTENCES = 250, 10_000
TOKENS = 1000  # of English and French together, per batch: about 64 sentences
LEARNING_RATE = 5e-3  # AdamW for all weights; Muon did worse here


def make_tokenizer() -> PreTrainedTokenizerFast:
    """Return the tokenizer: one token per word, one list for both languages, "l'" and its kind as tokens of their own.

    Text is lowercased; spaces and punctuation end a word and are dropped; a word that isn't listed becomes <unk>."""
    words = ["<pad>", "</s>", "<unk>", *vocabulary()]
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    word = "[^\\s'’\"“”«»().,;:!?…]+'?"  # an apostrophe stays at the end of its word
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(word), "removed", invert=True)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", EOS)])
    # A space after each token that doesn't end in an apostrophe, then all in one string, without the last space.
    tokenizer.decoder = decoders.Sequence([decoders.Replace(Regex("(?<!')$"), " "), decoders.Fuse(), decoders.Replace(Regex(" $"), "")])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=MOST_TOKENS,
        clean_up_tokenization_spaces=False,
        model_input_names=["input_ids", "attention_mask"],
    )


def make_model(tokenizer, sizes: dict = SIZES) -> T5ForConditionalGeneration:
    """Return an untrained model, with the library's own T5 initialization."""
    return T5ForConditionalGeneration(
        T5Config(
            vocab_size=len(tokenizer),
            n_positions=MOST_TOKENS,
            **sizes,
            feed_forward_proj="gated-gelu",
            dropout_rate=0.0,
            tie_word_embeddings=True,
            pad_token_id=PAD,
            eos_token_id=EOS,
            decoder_start_token_id=PAD,
            architectures=["T5ForConditionalGeneration"],
            attn_implementation="eager",
        )
    )


def as_ids(tokenizer, texts: list[tuple[str, ...]]) -> list[list[int]]:
    """Return each text's token ids with </s> at the end. texts: tuples of words of the vocabulary."""
    ids = tokenizer.get_vocab()
    return [[ids[word] for word in words] + [EOS] for words in texts]


def padded(rows: list[list[int]], filler: int, device="cpu") -> torch.Tensor:
    """Return rows of ids as one (B, n) tensor, with shorter rows padded."""
    longest = max(map(len, rows))
    return torch.tensor([row + [filler] * (longest - len(row)) for row in rows], device=device)


def to_batch(english: list[list[int]], french: list[list[int]], device="cpu") -> dict[str, torch.Tensor]:
    """Return what the model reads: input_ids (B, n), attention_mask (B, n), labels (B, m) with -100 after </s>."""
    input_ids = padded(english, PAD, device)
    return {"input_ids": input_ids, "attention_mask": (input_ids != PAD).long(), "labels": padded(french, -100, device)}


def train(out_dir, smoke: bool = False, device: str | None = None, seed: int = 0, sizes: dict = SIZES) -> dict:
    """Train from scratch, write the model's folder, and return what it took: recipe, seed, parameters, log, CPU minutes.

    smoke: a short training for tests. device: "cpu" or "cuda"; None takes a GPU if there is one. On the CPU one thread
    is used, so the same seed gives the same weights. An interrupted training resumes from its checkpoint under
    build/lab/."""
    steps, count = (SMOKE_STEPS, SMOKE_SENTENCES) if smoke else (STEPS, SENTENCES)
    device = device or pick_device()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tokenizer = make_tokenizer()
    corpus = sentences("train", count, seed)
    english = as_ids(tokenizer, [sentence.english for sentence in corpus])
    french = as_ids(tokenizer, [sentence.french for sentence in corpus])
    batch_at = endless_batches([len(x) + len(y) for x, y in zip(english, french)], TOKENS, seed)
    development = sentences("dev", 200)
    torch.manual_seed(seed)
    model = make_model(tokenizer, sizes).to(device)

    def loss_at(step: int) -> torch.Tensor:
        rows = batch_at(step)
        # The mean of -log p(French token t | French tokens before t, English).
        return model(**to_batch([english[i] for i in rows], [french[i] for i in rows], device)).loss

    def progress() -> dict:
        return {"exact_match": exact_match(model, tokenizer, development)[0] / len(development)}

    train_config = TrainConfig(
        steps=steps, muon_learning_rate=0, adam_learning_rate=LEARNING_RATE, seed=seed, evaluations=1 if smoke else 10
    )
    key = fingerprint(model, tokenizer, train_config, {"english": english, "french": french, "tokens": TOKENS}, (loss_at, endless_batches))
    with tempfile.TemporaryDirectory() as scratch:  # a smoke training never resumes an earlier one
        folder = Path(scratch) if smoke else files.BUILD / f"{NAME}-{seed}"
        log = fit(model, loss_at, train_config, folder, key, progress, NAME)
    torch.set_num_threads(threads)
    model.generation_config.update(max_new_tokens=MOST_TOKENS)
    files.export(model, tokenizer, Path(out_dir))
    return {
        "seed": seed,
        "sizes": sizes,
        "steps": steps,
        "training_sentences": count,
        "tokens_a_batch": TOKENS,
        "optimizer": f"AdamW, rate {LEARNING_RATE}, betas 0.9 and 0.98, {train_config.warmup_steps} steps of warm-up, then a cosine to 0",
        "parameters": sum(weights.numel() for weights in model.parameters()),
        "log": log,
        "device": str(device),
        "cpu_minutes": round(log[-1]["cpu_seconds"] / 60, 1),
    }


def load(folder, device: str = "cpu"):
    """Return (model, tokenizer) of an exported folder, in 32-bit floats, with attention weights available."""
    model = T5ForConditionalGeneration.from_pretrained(folder, attn_implementation="eager", local_files_only=True)
    return model.to(device).eval(), PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)


@torch.no_grad()
def translate(model, tokenizer, texts: list[str], batch: int = 200) -> list[str]:
    """Return the French for each English text, greedily: at each step the most probable token."""
    found = []
    for start in range(0, len(texts), batch):
        inputs = tokenizer(texts[start : start + batch], return_tensors="pt", padding=True).to(model.device)
        ids = model.generate(**inputs, max_new_tokens=MOST_TOKENS, do_sample=False, num_beams=1)
        found += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return found


def spelled(french: tuple[str, ...]) -> str:
    """Return French words as text: no space after an apostrophe."""
    return " ".join(french).replace("' ", "'")


def wilson(right: int, n: int, z: float = 1.96) -> list[float]:
    """Return the 95% interval of a share (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953)."""
    share, width = right / n, z * z / n
    middle = (share + width / 2) / (1 + width)
    spread = z * math.sqrt(share * (1 - share) / n + width / (4 * n)) / (1 + width)
    return [round(middle - spread, 5), round(middle + spread, 5)]


def exact_match(model, tokenizer, corpus: list[Sentence]) -> tuple[int, list[tuple[Sentence, str]]]:
    """Return how many sentences are translated word for word as in the grammar, and the others with their output."""
    outputs = translate(model, tokenizer, [" ".join(sentence.english) for sentence in corpus])
    wrong = [(sentence, output) for sentence, output in zip(corpus, outputs) if output != spelled(sentence.french)]
    return len(corpus) - len(wrong), wrong


def evaluate(folder, split: str = "test", count: int = 2000) -> dict:
    """Return the exact match of an exported model on held-out sentences: n, right, share, interval, by shape, mistakes."""
    model, tokenizer = load(folder)
    corpus = sentences(split, count)
    right, wrong = exact_match(model, tokenizer, corpus)
    shapes = {}
    for shape in sorted({sentence.shape for sentence in corpus}):
        n = sum(sentence.shape == shape for sentence in corpus)
        shapes[shape] = {"n": n, "right": n - sum(sentence.shape == shape for sentence, _ in wrong)}
    return {
        "split": split,
        "n": count,
        "right": right,
        "share": round(right / count, 5),
        "interval": wilson(right, count),
        "shapes": shapes,
        "mistakes": [
            {"english": " ".join(sentence.english), "french": spelled(sentence.french), "model": output} for sentence, output in wrong
        ],
    }
