"""Reads a GGUF file: facts about a model, then its weights (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""

import math
import struct
from dataclasses import dataclass

from llm_notes.checks.findings import PageError

NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}  # type of a fact: struct's letter
STRING, ARRAY = 8, 9
KINDS = {0: ("F32", 1, 4), 3: ("Q4_1", 32, 20), 8: ("Q8_0", 32, 34)}  # type of a tensor: its name, weights and bytes of a block


@dataclass(frozen=True)
class Packed:
    """A tensor as the file has it. kind: F32, Q4_1 or Q8_0; shape: (out, in), or (d,)."""

    kind: str
    shape: tuple[int, ...]
    data: bytes


class Reader:
    """Reads one thing after another from bytes. Numbers are little-endian."""

    def __init__(self, data: bytes):
        self.data = data
        self.at = 0

    def number(self, letter: str):
        """Return the next number, by struct's letter for its type."""
        (value,) = struct.unpack_from("<" + letter, self.data, self.at)
        self.at += struct.calcsize("<" + letter)
        return value

    def string(self) -> str:
        """Return the next text: its length in bytes, then UTF-8."""
        length = self.number("Q")
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def fact(self, kind: int):
        """Return the next value of a type."""
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            kind, count = self.number("I"), self.number("Q")
            return [self.fact(kind) for _ in range(count)]
        return self.number(NUMBERS[kind])


def read_gguf(data: bytes) -> tuple[dict, dict[str, Packed]]:
    """Return the facts and the tensors, each by name. Raises PageError for another kind of file and for an unsupported kind of tensor."""
    if data[:4] != b"GGUF":
        raise PageError("this isn't a GGUF file.")
    reader = Reader(data)
    reader.at = 8  # after the magic letters and the version
    tensors, facts = reader.number("Q"), reader.number("Q")
    found = {reader.string(): reader.fact(reader.number("I")) for _ in range(facts)}
    listed = []
    for _ in range(tensors):
        name, axes = reader.string(), reader.number("I")
        shape = tuple(reader.number("Q") for _ in range(axes))[::-1]  # the file has (in, out)
        listed.append((name, shape, reader.number("I"), reader.number("Q")))
    step = found.get("general.alignment", 32)
    start, weights = -(-reader.at // step) * step, {}
    for name, shape, kind, offset in listed:
        if kind not in KINDS:
            raise PageError(f"the tensor {name} is of kind {kind}; only F32, Q4_1 and Q8_0 are read.")
        called, block, size = KINDS[kind]
        length = math.prod(shape) // block * size
        weights[name] = Packed(called, shape, data[start + offset : start + offset + length])
    return found, weights
