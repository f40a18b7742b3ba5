"""Small files in the formats of the llama2.c project, written for the tests with random weights."""

import struct

import numpy as np

SIZES = (16, 24, 2, 4, 2, 280, 32)
"""Hidden size, feed-forward size, layers, heads, key-value heads, vocabulary, context."""
_UNIONS = ("th", " t", "at", " th", "he", " the", " a", " c", "cat", " cat", " at", "the")
PIECES = [
    ("<unk>", 0.0),
    ("\n<s>\n", 0.0),
    ("\n</s>\n", 0.0),
    *((f"<0x{byte:02X}>", 0.0) for byte in range(256)),
    *((union, -float(rank)) for rank, union in enumerate(_UNIONS[: SIZES[5] - 259 - 9])),
    *((letter, -1000.0 - rank) for rank, letter in enumerate(" aehtcsno")),
]
"""Pieces with their scores, in order of id."""
assert len(PIECES) == SIZES[5]


def write_model(path, own_output=False):
    """A model with random weights; returns them by their names in the project, in float64."""
    rng = np.random.default_rng(0)
    hidden, inner, layers, heads, kv_heads, vocabulary, context = SIZES
    kv = hidden // heads * kv_heads
    shapes = {
        "embedding": (vocabulary, hidden), "norm": (layers, hidden), "q": (layers, hidden, hidden),
        "k": (layers, kv, hidden), "v": (layers, kv, hidden), "o": (layers, hidden, hidden), "norm2": (layers, hidden),
        "w1": (layers, inner, hidden), "w2": (layers, hidden, inner), "w3": (layers, inner, hidden), "last": (hidden,),
        "turns": (2, context, hidden // heads // 2),
    }  # fmt: skip
    if own_output:
        shapes["output"] = (vocabulary, hidden)
    weights = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    with path.open("wb") as file:
        file.write(struct.pack("<7i", *SIZES[:5], -vocabulary if own_output else vocabulary, context))
        for array in weights.values():
            file.write(array.astype("<f4").tobytes())
    if not own_output:
        weights["output"] = weights["embedding"]
    return {name: array.astype(np.float64) for name, array in weights.items()}


def write_tokenizer(path):
    """The tokenizer of `PIECES`."""
    with path.open("wb") as file:
        file.write(struct.pack("<i", max(len(piece) for piece, _ in PIECES)))
        for piece, score in PIECES:
            file.write(struct.pack("<fi", score, len(piece.encode())) + piece.encode())
