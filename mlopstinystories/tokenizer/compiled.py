"""Texts cut into stories, and stories to token ids, by the loops of `native/encode.c`, without Python's lock.

Two things are asked of the `tokenizers` library, so that the ids are its own. Its merges are read once, from what it
writes as JSON. And which characters are letters, digits or white space changes with every version of Unicode, so each
character outside ASCII is shown to the library when it first comes by (`pieces.character_class`).

The price is that GPT-2's rule and the merging are written a second time, and only for that: `tables_of` says whether a
tokenizer works so. The tests hold the ids against the library's on random Unicode.
"""

import ctypes
import functools
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mlopstinystories.tokenizer.encoded import Batch, EncodedStories
from mlopstinystories.tokenizer.pieces import LETTERS, character_class
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer

WORD_BITS = 18
"""A thread's table has a quarter of a million words, 16 MB; it starts anew when half of it is taken."""
_CHARACTERS_AT_ONCE = 1024
_NO_UTF8: Final = -3
_POINTER, _INT64 = ctypes.c_void_p, ctypes.c_int64
_SIGNATURES: Final[dict[str, tuple[Any, list[Any]]]] = {
    "new_encoder": (_POINTER, [_POINTER, _POINTER, _INT64, ctypes.c_int]),
    "free_encoder": (None, [_POINTER]),
    "unknown_characters": (_INT64, [_POINTER, ctypes.c_char_p, _INT64, _POINTER, _INT64]),
    "set_class": (None, [_POINTER, ctypes.c_uint32, ctypes.c_int]),
    "encode": (_INT64, [_POINTER, ctypes.c_char_p, _INT64, _POINTER, _POINTER, _INT64, ctypes.c_uint32, ctypes.c_int,
                        _POINTER, _INT64, _POINTER]),
    "cut": (_INT64, [ctypes.c_char_p, _INT64, ctypes.c_char_p, _INT64, _POINTER, _POINTER, _POINTER, _INT64]),
}  # fmt: skip


@dataclass(frozen=True)
class BpeTables:
    """A byte-level BPE as numbers."""

    id_of_byte: NDArray[np.uint32]
    """The id of each of the 256 bytes."""
    merges: NDArray[np.uint32]
    """For each merge, in order, the ids of its two parts and of the whole, shape (merges, 3)."""


@functools.lru_cache(maxsize=1)
def tables_of(tokenizer: StoryTokenizer) -> BpeTables | None:
    """The tables of a tokenizer that merges bytes and does nothing else; None for any other.

    Those of the last tokenizer are kept: making them takes longer than encoding some megabytes.
    """
    bpe = tokenizer.bpe
    if bpe is None or any(letter not in bpe.vocab for letter in LETTERS):
        return None
    vocab, merges = bpe.vocab, bpe.merges
    columns = (map(vocab.__getitem__, map(part, merges)) for part in (itemgetter(0), itemgetter(1), "".join))
    numbers = [np.fromiter(column, np.uint32, len(merges)) for column in columns]
    return BpeTables(np.array([vocab[letter] for letter in LETTERS], np.uint32), np.stack(numbers, axis=1))


class CompiledEncoder:
    """The tokens of stories. One thread at a time may use it; what it has met stays in its own memory."""

    def __init__(self, library: ctypes.CDLL, tables: BpeTables, tokenizer: StoryTokenizer) -> None:
        self._library = _with_signatures(library)
        self._end_of_text_id, self._dtype = tokenizer.end_of_text_id, tokenizer.dtype
        id_of_byte, merges = (np.ascontiguousarray(table) for table in (tables.id_of_byte, tables.merges))
        self._encoder = library.new_encoder(id_of_byte.ctypes.data, merges.ctypes.data, len(merges), WORD_BITS)
        if not self._encoder:
            raise MemoryError("the encoder's tables need some 20 MB")
        weakref.finalize(self, library.free_encoder, self._encoder)
        self._room = np.empty(0, self._dtype)
        self._characters = np.empty(_CHARACTERS_AT_ONCE, np.uint32)

    def encode(self, batch: Batch) -> EncodedStories:
        """The tokens of some stories."""
        text, sizes = batch.text, batch.sizes
        begins, ends = map(np.ascontiguousarray, (batch.begins, batch.ends))
        self._learn_characters(text)
        if len(self._room) < len(text) + len(batch):
            self._room = np.empty(len(text) + len(batch), self._dtype)
        counts = np.empty(len(batch), np.int64)
        written = self._library.encode(
            self._encoder, text, len(text), begins.ctypes.data, ends.ctypes.data, len(batch), self._end_of_text_id,
            self._dtype.itemsize == 4, self._room.ctypes.data, len(self._room), counts.ctypes.data,
        )  # fmt: skip
        if written < 0:
            raise MemoryError(f"no room for encoding {len(text):,} bytes at once")
        return EncodedStories(self._room[:written].copy(), counts, sizes)

    def _learn_characters(self, text: bytes) -> None:
        """Tell the encoder the class of every character of `text` that it has not met."""
        found = self._characters
        ask: Callable[..., int] = self._library.unknown_characters
        while count := ask(self._encoder, text, len(text), found.ctypes.data, len(found)):
            for code_point in found[:count].tolist():
                self._library.set_class(self._encoder, code_point, character_class(chr(code_point)))


class CompiledCutter:
    """Cuts texts at a mark into stories with stripped ends. One thread at a time may use it."""

    def __init__(self, library: ctypes.CDLL, mark: bytes) -> None:
        self._library, self._mark = _with_signatures(library), mark
        self._room = np.empty((3, 0), np.int64)

    def cut(self, text: bytes) -> Batch | None:
        """The stories between the marks, empty ones too; None where `text` is no UTF-8."""
        room = len(text) // len(self._mark) + 1
        if self._room.shape[1] < room:
            self._room = np.empty((3, room), np.int64)
        count = self._library.cut(
            text, len(text), self._mark, len(self._mark), *(row.ctypes.data for row in self._room), room
        )
        if count == _NO_UTF8:
            return None
        begins, ends, odd = self._room[:, :count].copy()
        for k in np.flatnonzero(odd):  # only Python knows the white space outside ASCII
            left = text[begins[k] : ends[k]].decode().lstrip()
            begins[k] = ends[k] - len(left.encode())
            ends[k] = begins[k] + len(left.rstrip().encode())
        return Batch(text, begins, ends)


def _with_signatures(library: ctypes.CDLL) -> ctypes.CDLL:
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
