"""What all trainings share: batches by length, the optimizer, and a loop that shows its progress and can be resumed.

The optimizer is Muon for the matrices inside the blocks (Jordan 2024, kellerjordan.github.io/posts/muon) and
AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101) for the rest. After the same number of minutes, it was far ahead of
AdamW alone on this text.
"""

import ast
import hashlib
import inspect
import json
import math
import sys
import textwrap
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tqdm import tqdm

CHECKPOINT_SECONDS = 60  # between two of them, while training


@dataclass(frozen=True)
class TrainConfig:
    """How long and how fast. Learning rates rise for `warmup_steps` steps, then fall along a cosine to 0."""

    steps: int
    warmup_steps: int = 100
    muon_learning_rate: float = 0.02
    adam_learning_rate: float = 4e-3
    seed: int = 0
    weight_decay: float = 0.0
    evaluations: int = 10


def pick_device() -> torch.device:
    """Return the GPU if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def length_batches(lengths: list[int], tokens: int, seed: int) -> list[list[int]]:
    """Return one epoch: lists of indexes, each with about `tokens` tokens and texts of similar length, in random order."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.rand(len(lengths), generator=generator).tolist()
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], noise[i]))
    batches, start = [], 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * lengths[order[end]] <= tokens:
            end += 1
        batches.append(order[start:end])
        start = end
    shuffled = torch.randperm(len(batches), generator=generator).tolist()
    return [batches[i] for i in shuffled]


def endless_batches(lengths: list[int], tokens: int, seed: int):
    """Return a function: step -> list of indexes, the same for the same step whenever it is called."""
    epochs: dict[int, list[list[int]]] = {}
    per_epoch = len(length_batches(lengths, tokens, seed))

    def batch(step: int) -> list[int]:
        epoch, position = divmod(step, per_epoch)
        if epoch not in epochs:
            epochs.clear()
            made = length_batches(lengths, tokens, seed + 1000 * epoch)
            # The number of batches doesn't depend on the order of texts of one length.
            epochs[epoch] = made
        return epochs[epoch][position]

    return batch


def orthogonalize(matrices: torch.Tensor) -> torch.Tensor:
    """Return the nearest (about) orthogonal matrices to a stack (count, rows, columns), by 5 Newton–Schulz steps."""
    x = matrices.transpose(1, 2) if matrices.shape[1] > matrices.shape[2] else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.transpose(1, 2) if matrices.shape[1] > matrices.shape[2] else x


class Muon(torch.optim.Optimizer):
    """Momentum whose step is made orthogonal. torch's own treats a fused (d, 3d) matrix of queries, keys and values
    as one; here, each part is made orthogonal separately, and matrices of one shape are processed together."""

    def __init__(self, parameters, lr: float, momentum: float = 0.95):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure=None):
        """Change each matrix by its orthogonalized momentum (Nesterov's), scaled to the same size for every shape."""
        for group in self.param_groups:
            by_shape: dict[tuple, list] = {}
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                average = self.state[matrix].setdefault("average", torch.zeros_like(matrix))
                average.lerp_(matrix.grad, 1 - group["momentum"])
                update = matrix.grad.lerp(average, group["momentum"])
                rows, columns = matrix.shape
                # GPT-2's c_attn holds queries, keys and values side by side: (d, 3d).
                for target, part in zip(*((matrix.chunk(3, 1), update.chunk(3, 1)) if columns == 3 * rows else ((matrix,), (update,)))):
                    by_shape.setdefault(part.shape, []).append((target, part))
            for (rows, columns), pairs in by_shape.items():
                steps = orthogonalize(torch.stack([part for _, part in pairs]))
                scale = max(1.0, rows / columns, columns / rows) ** 0.5
                for (target, _), step in zip(pairs, steps):
                    target.sub_(step, alpha=group["lr"] * scale)


def make_optimizers(model, config: TrainConfig) -> list[torch.optim.Optimizer]:
    """Return Muon for the two-dimensional weights inside the blocks and AdamW for all others."""
    inner: list[torch.nn.Parameter] = []
    outer: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        is_block = any(part in name for part in (".h.", ".layer.", ".layers.", ".block."))
        (inner if is_block and parameter.ndim == 2 else outer).append(parameter)
    adam = torch.optim.AdamW(outer, lr=config.adam_learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    return (
        [Muon(inner, lr=config.muon_learning_rate), adam]
        if config.muon_learning_rate
        else [torch.optim.AdamW(inner + outer, lr=config.adam_learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay)]
    )


def schedule(step: int, config: TrainConfig) -> float:
    """Return the factor of the learning rate at a step, 0 to 1."""
    warm = min(1.0, (step + 1) / config.warmup_steps)
    return warm * 0.5 * (1 + math.cos(math.pi * step / config.steps))


def sources(code) -> dict[str, str]:
    """Return name -> text of these functions and classes, of what they use inside lab, and of the constants they read.

    Comments and docstrings are left out: they change nothing. What a function closes over isn't
    followed; name that too.
    """
    found, queue = {}, list(code)
    while queue:
        part = queue.pop()
        name = f"{part.__module__}.{part.__qualname__}"
        if name in found:
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        found[name] = ast.unparse(tree)
        around = vars(sys.modules[part.__module__])
        for word in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in around}:
            value = around[word]
            if inspect.isfunction(value) or inspect.isclass(value):
                queue += [value] if value.__module__.partition(".")[0] == part.__module__.partition(".")[0] else []
            elif isinstance(value, (bool, int, float, str, tuple, list, dict, type(None))):
                found[f"{part.__module__}.{word}"] = repr(value)
    return found


def fingerprint(model, tokenizer, config: TrainConfig, data: dict, code) -> str:
    """Return the key of a training: a SHA-256 of everything that determines its outcome, except for the machine.

    model: before the first step; its configuration and its first weights count. tokenizer: all that it does to a text.
    data: what batches are made of, such as token ids and their number per batch, as JSON stores it. code: the functions
    and classes that choose batches, mask them and give the loss; the training loop itself always counts.
    """
    model_config = {key: value for key, value in model.config.to_dict().items() if key != "transformers_version"}
    words = json.loads(tokenizer.backend_tokenizer.to_str())
    words.update(truncation=None, padding=None)  # left behind by the last call
    parts = {
        "config": model_config,
        "tokenizer": words,
        "train_config": asdict(config),
        "data": data,
        "code": sources([*code, make_optimizers, take_step]),
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode() + tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def take_step(model, loss_at, config: TrainConfig, optimizers: list, rates: list[list[float]], step: int) -> None:
    """Change the weights by one step. rates: the configured learning rate of each optimizer's groups."""
    torch.manual_seed(config.seed * 1_000_003 + step)  # dropout and masks depend on the step alone
    for optimizer, base in zip(optimizers, rates):
        for group, rate in zip(optimizer.param_groups, base):
            group["lr"] = rate * schedule(step, config)
    model.train()
    loss_at(step).backward()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)


def fit(model, loss_at, config: TrainConfig, folder: Path, key: str, evaluate=None, name: str = "training") -> list[dict]:
    """Train a model; resume where an interrupted run of the same training stopped.

    loss_at: step -> the loss of that step's batch, a scalar tensor. evaluate: () -> dict of figures, called
    `config.evaluations` times. folder: holds checkpoint.pt and log.jsonl. key: what fingerprint() gives; a checkpoint
    with another key belongs to another training, and this one starts at step 0. Returns the log: one dict per call of
    `evaluate` with step, CPU seconds and its figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    optimizers = make_optimizers(model, config)
    rates = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    step, spent, log = 0, 0.0, []
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        if state.get("key") != key:
            print(f"{checkpoint} is of another training: data, settings or code have changed since. Starting at step 0.", flush=True)
        else:
            model.load_state_dict(state["model"])
            for optimizer, saved in zip(optimizers, state["optimizers"]):
                optimizer.load_state_dict(saved)
            step, spent, log = state["step"], state["spent"], state["log"]
    begun, saved_at = time.process_time(), time.monotonic()
    every = max(1, config.steps // config.evaluations)
    with tqdm(total=config.steps, initial=step, desc=name, mininterval=2) as bar:
        while step < config.steps:
            take_step(model, loss_at, config, optimizers, rates, step)
            step += 1
            bar.update()
            if evaluate and (step % every == 0 or step == config.steps):
                model.eval()
                with torch.no_grad():
                    row = {"step": step, "cpu_seconds": round(spent + time.process_time() - begun, 1), **evaluate()}
                log.append(row)
                (folder / "log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in log), encoding="utf-8")
                bar.set_postfix({key: value for key, value in row.items() if key not in ("step", "cpu_seconds")})
            if step == config.steps or time.monotonic() - saved_at > CHECKPOINT_SECONDS:
                torch.save(
                    {
                        "key": key,
                        "model": model.state_dict(),
                        "step": step,
                        "log": log,
                        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                        "spent": spent + time.process_time() - begun,
                    },
                    checkpoint,
                )
                saved_at = time.monotonic()
    model.eval()
    return log
