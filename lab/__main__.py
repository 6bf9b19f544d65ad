"""`python -m lab STEP…`: trains the pocket models and runs the experiments. `make models` and `make experiments` call it.

Each step writes what it makes at once, so an interrupted run resumes where it stopped.
"""

import argparse
import importlib
import os

from lab import senses
from lab.export import BUILD, MODELS, write_blocked, write_manifest, write_result
from lab.runs import keep, restore

MADE_UP = ["glorfish", "unplimbable", "zorbology", "Brindlewick", "snorbling"]
REAL = ["dog", "violin", "to the south", "red", "quickly", "marry"]


def pocket_t5() -> None:
    """Train, export and evaluate pocket-t5 (with its spread over seeds and what its heads do)."""
    importlib.import_module("lab.report_t5").report()


def pocket_gpt() -> None:
    """Train, export and evaluate pocket-gpt."""
    from lab import train_gpt

    model, tokenizer, log = train_gpt.train(BUILD / "pocket-gpt", evaluations=22)
    publish_decoder("pocket-gpt", "gpt", model, tokenizer, log)


def pocket_llama() -> None:
    """Train, export and evaluate pocket-llama: the first model of the experiment "architectures"."""
    from lab import architectures, train_llama

    texts = train_llama.read_texts()
    setting = architectures.full_run(texts, "llama", 0)
    model, log = architectures.trained(texts, setting)
    sizes = {arm: architectures.described(len(texts.tokenizer), changes) for arm, changes in architectures.ENDS.items()}
    more = {
        "sizes": sizes,
        "heads": train_llama.HEADS,
        "bytes_per_number_in_cache": architectures.BYTES,
        "learning_rate_factor": setting.rate,
        "tuning_steps": architectures.TUNING_STEPS,
    }
    publish_decoder("pocket-llama", "llama", train_llama.to_llama(model), texts.tokenizer, log, more)


def publish_decoder(name: str, result: str, model, tokenizer, log: list[dict], more: dict | None = None) -> None:
    """Export a decoder that was trained on WordNet's lines, and write what its page tells to lab/results/RESULT.json.

    more: what the page tells of this model only."""
    from lab import evaluate, export, train_gpt

    folder = MODELS / name
    export.export(model, tokenizer, folder)
    write_result(
        result,
        {
            "parameters": evaluate.parameters(model),
            "steps": train_gpt.STEPS,
            "tokens_a_batch": train_gpt.TOKENS,
            "window": train_gpt.WINDOW,
            "vocabulary": len(tokenizer),
            "cpu_minutes": round(log[-1]["cpu_seconds"] / 60, 1),
            "bytes": (folder / "model.safetensors").stat().st_size,
            "lines": len(train_gpt.split()["train"]),
            "curve": [
                {"minutes": round(row["cpu_seconds"] / 60, 1), "step": row["step"], "bits_per_character": row["bits_per_character"]}
                for row in log
            ],
            "test": evaluate.evaluate_gpt(folder),
            "blocked": evaluate.blocked_count(folder),
            "samples": {"real": evaluate.samples(folder, REAL), "made_up": evaluate.samples(folder, MADE_UP)},
            **(more or {}),
        },
    )


def pocket_bert() -> None:
    """Train, export and evaluate pocket-bert, and fine-tune it on 8,192 labels as pocket-bert-categories."""
    from lab import classify, evaluate, export, train_bert
    from lab.wordnet import categorized

    model, tokenizer, log = train_bert.train(BUILD / f"pocket-bert-0-{train_bert.STEPS}")
    folder = MODELS / "pocket-bert"
    export.export(model, tokenizer, folder)
    size = max(classify.STEPS)
    chosen, dev = classify.sample(categorized("train"), size, 1), categorized("dev")
    tried = []
    for rate in classify.LEARNING_RATES:
        classifier = classify.make_classifier(model, seed=1)
        classify.fine_tune(classifier, tokenizer, chosen, rate, classify.STEPS[size], 1)
        tried.append((classify.accuracy(classifier, tokenizer, dev), rate, classifier))
    _, rate, classifier = max(tried, key=lambda one: one[0])
    labeled = MODELS / "pocket-bert-categories"
    export.export(classifier, tokenizer, labeled)
    write_result(
        "bert",
        {
            "parameters": evaluate.parameters(model),
            "steps": train_bert.STEPS,
            "tokens_a_batch": train_bert.TOKENS,
            "window": train_bert.WINDOW,
            "vocabulary": len(tokenizer),
            "cpu_minutes": round(log[-1]["cpu_seconds"] / 60, 1),
            "bytes": (folder / "model.safetensors").stat().st_size,
            "lines": len(train_bert.split()["train"]),
            "curve": [
                {"minutes": round(row["cpu_seconds"] / 60, 1), "step": row["step"], "loss": row["loss"], "right": row["right"]}
                for row in log
            ],
            "test": evaluate.evaluate_bert(folder),
            "categories": {
                "labels": size,
                "rate": rate,
                "bytes": (labeled / "model.safetensors").stat().st_size,
                **evaluate.evaluate_categories(labeled),
            },
        },
    )


def finish() -> None:
    """Write what is made from all the models together: the list of their files, the list of blocked words, the recordings."""
    from lab.record import record

    write_blocked()
    write_manifest()
    for folder in sorted(path for path in MODELS.iterdir() if path.is_dir()):
        record(folder.name, folder)


def experiment(name: str):
    """Return the function that runs the experiment of module lab/NAME.py, from the runs on that the repository keeps."""

    def run() -> None:
        restore()
        try:
            importlib.import_module(f"lab.{name}").run()
        finally:  # also of those that were finished before an interruption
            keep()

    return run


STEPS = {
    "pocket-t5": pocket_t5,
    "pocket-gpt": pocket_gpt,
    "pocket-llama": pocket_llama,
    "pocket-bert": pocket_bert,
    "finish": finish,
    "senses": senses.main,
    "attention_example": experiment("attention_example"),
    "surgery": experiment("surgery"),
    "shapes": experiment("shapes"),
    "tokens": experiment("tokens"),
    "hallucination": experiment("hallucination"),
    "shown": experiment("shown"),
    "heads": experiment("heads"),
    "architectures": experiment("architectures"),
    "architecture_changes": experiment("architecture_changes"),
    "scaling_runs": experiment("scaling_runs"),
    "transfer": experiment("transfer"),
    "transfer_curve": experiment("transfer_curve"),
    "transfer_live": experiment("transfer_live"),
    "repeats": experiment("repeats"),
    "childhood": experiment("childhood"),
    "smollm2": experiment("smollm2"),  # in no group: it needs a package of its own, requirements/smollm2.txt
    "meaning": experiment("meaning"),  # these three as well: requirements/meaning.txt
    "meaning_figures": experiment("meaning_figures"),
    "words_map": experiment("words_map"),
}
GROUPS = {
    "models": ["pocket-t5", "pocket-gpt", "pocket-llama", "pocket-bert", "finish"],
    "experiments": [
        "attention_example",
        "surgery",
        "shapes",
        "tokens",
        "hallucination",
        "shown",
        "heads",
        "scaling_runs",
        "architectures",
        "architecture_changes",
        "transfer",
        "transfer_curve",
        "transfer_live",
        "repeats",
        "childhood",
    ],
}


def main() -> None:
    """Run the named steps in order."""
    parser = argparse.ArgumentParser(prog="python -m lab", description="Train the pocket models, run the experiments.")
    parser.add_argument("steps", nargs="+", choices=[*GROUPS, *STEPS], metavar="STEP", help=", ".join([*GROUPS, *STEPS]))
    names = [name for step in parser.parse_args().steps for name in GROUPS.get(step, [step])]
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for name in names:
        print(f"== {name}", flush=True)
        STEPS[name]()


if __name__ == "__main__":
    main()
