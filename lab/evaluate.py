"""Measures the committed models on held-out text and sentences, and writes lab/results/."""

import random
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BertForMaskedLM, BertForSequenceClassification

from lab import classify, train_bert, train_gpt
from lab.wordnet import blocked_words, categorized, is_clean, read_entries, split


def evaluate_gpt(folder: Path) -> dict:
    """Return a decoder's figures on the test words: nats per token, bits per character, lines, characters, share cut."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    lines = [entry.line for entry in split()["test"]]
    rows, characters = train_gpt.fitting(train_gpt.encode(tokenizer, lines), lines)
    return {
        **train_gpt.bits_per_character(model, rows, characters),
        "lines": len(rows),
        "characters": characters,
        "lines_too_long": len(lines) - len(rows),
    }


def evaluate_bert(folder: Path) -> dict:
    """Return pocket-bert's figures on the test words: loss and share guessed right, words masked at random or the defined one."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertForMaskedLM.from_pretrained(folder).eval()
    parts = split()
    lines = [(entry.word, entry.definition) for entry in parts["test"]]
    train_lines = [(entry.word, entry.definition) for entry in parts["train"]]
    masker = train_bert.Masker(tokenizer, lines)
    masker.rate = train_bert.Masker(tokenizer, random.Random(0).sample(train_lines, 20000)).rate
    return {name: train_bert.held_out(model, masker, ways) for name, ways in (("words_at_random", (0, 0)), ("defined_word", (1, 0)))} | {
        "lines": len(lines)
    }


def parameters(model) -> int:
    """Return how many numbers are set by training; a table used twice counts once."""
    return sum(parameter.numel() for parameter in model.parameters())


@torch.no_grad()
def samples(folder: Path, words: list[str]) -> list[dict]:
    """Return a decoder's greedy definitions of words."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    real = {entry.word.lower() for entry in read_entries()}
    found = []
    for word in words:
        prompt = tokenizer(f"{word}:", return_tensors="pt")
        written = model.generate(**prompt, max_new_tokens=32, do_sample=False, pad_token_id=0)
        text = tokenizer.decode(written[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True).strip()
        found.append({"word": word, "in_wordnet": word.lower() in real, "definition": text})
    return found


def blocked_count(folder: Path, count: int = 300) -> dict:
    """Return how many of `count` sampled lines (temperature 1) contain a word of the reviewed list; a page removes these."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    torch.manual_seed(0)
    start = torch.zeros(count, 1, dtype=torch.long)
    written = model.generate(start, attention_mask=torch.ones_like(start), max_new_tokens=40, do_sample=True, top_k=0, pad_token_id=0)
    lines = tokenizer.batch_decode(written, skip_special_tokens=True)
    return {"lines": count, "with_blocked_word": sum(not is_clean(line) for line in lines), "list": len(blocked_words())}


def evaluate_categories(folder: Path) -> dict:
    """Return the accuracy of pocket-bert-categories on all test definitions."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertForSequenceClassification.from_pretrained(folder)
    entries = categorized("test")
    return {"accuracy": round(classify.accuracy(model, tokenizer, entries), 4), "definitions": len(entries)}
