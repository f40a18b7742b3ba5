"""Stories cut at plain blanks into words, a million bytes at once: coarser than pieces, and by numpy and pyarrow alone.

A word begins at a blank between two visible ASCII characters. GPT-2's rule (`pieces.py`) always begins a piece there
too, and never looks back across it, so words can be cut into pieces and encoded each for itself. Two comparisons a byte
find them; that a text holds letters outside ASCII, contractions or runs of blanks needs no care here, since whatever is
not such a blank stays inside a word. pyarrow then tells which words are equal, by comparing them, not by a hash alone.

N bytes, W words.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEPARATOR = b"\xff"
"""Stands before, between and after stories: a byte that no UTF-8 text holds."""


@dataclass(frozen=True)
class Cut:
    """Parts of some stories, words or pieces: which ones there are, and in which order they stand."""

    distinct: list[bytes]
    """Each different part once; `SEPARATOR`, where it occurs, is one of them."""
    codes: NDArray[np.int32]
    """For each part of the text its index in `distinct`."""


def find_words(batch: list[bytes]) -> tuple[bytes, NDArray[np.int64]]:
    """UTF-8 stories joined, and where their words begin, shape (W + 1,); the last bound is the end of the last word.

    The first word is the first story's, the last one the separator after the last story: a separator is a word of its
    own. One more follows, which belongs to none.
    """
    text = SEPARATOR.join([b"", *batch, SEPARATOR])
    signed_N = np.frombuffer(text, np.int8)  # bytes outside ASCII are negative
    is_visible_N = signed_N > ord(" ")
    begins_N = signed_N == ord(" ")
    begins_N[1:-1] &= is_visible_N[:-2]
    begins_N[1:-1] &= is_visible_N[2:]
    separators = np.cumsum(np.fromiter(map(len, batch), np.int64, len(batch)) + 1)
    begins_N[1] = True
    begins_N[separators] = True
    begins_N[separators + 1] = True
    return text, np.flatnonzero(begins_N)


def told_apart(text: bytes, bounds: NDArray[np.int64]) -> Cut:
    """The parts of `text` between neighbouring `bounds`."""
    import pyarrow as pa  # imported here because telling a story needs none of it

    offsets = bounds.astype(np.int32)
    parts = pa.Array.from_buffers(
        pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    ).dictionary_encode()
    return Cut(parts.dictionary.to_pylist(), parts.indices.to_numpy())
