"""Files in the safetensors format, which pages read: written and read without a tensor library, which publishing doesn't need."""

import json
import struct

Tensor = tuple[str, tuple[int, ...], bytes]  # dtype in safetensors, shape, little-endian numbers


def safetensors(tensors: dict[str, Tensor]) -> bytes:
    """Return a file in the safetensors format: the length of the header, the header, the numbers."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    head = as_json(header)
    head += b" " * (-len(head) % 8)  # the format aligns the numbers
    return struct.pack("<Q", len(head)) + head + b"".join(data for _, _, data in tensors.values())


def read_tensors(data: bytes) -> dict[str, bytes]:
    """Return the tensors' bytes of a file in the safetensors format."""
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    return {name: data[8 + size + one["data_offsets"][0] : 8 + size + one["data_offsets"][1]] for name, one in header.items()}


def as_json(value: dict | list) -> bytes:
    """Return the value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
