"""Words to token ids by looking them up: a hash table in one numpy array, for fifty thousand words at once.

A word of up to 16 bytes is its own key: its first eight bytes are loaded from the text as one number, and the next
eight as another, so that equal words are equal numbers, and nothing is compared letter by letter. The key gives a
row, and the row holds the word's ids beside the key itself, in half a cache line.

A table without chains: a word whose row is taken is not kept, nor is one with more bytes or ids than fit. Whoever
looks it up is told so and encodes it otherwise. Words that come early take their rows first, and those are the common
ones. A row is written once, its key last, so that threads may look up while another one adds.

W words.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

IDS = 7
"""Ids that a row holds."""
LONGEST = 16
"""Bytes of a word that a row holds."""
_ROW_BITS = 19
"""Half a million rows, 16 MB."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: spreads neighbouring keys evenly
_HALF = 8


@dataclass(frozen=True)
class Keys:
    """Words as numbers: their first eight bytes, the next eight, the row that both give, and which are too long."""

    lo_W: NDArray[np.uint64]
    hi_W: NDArray[np.uint64]
    rows_W: NDArray[np.int64]
    too_long: NDArray[np.int64]


def keys_of(text: bytes, starts_W: NDArray[np.int64], sizes_W: NDArray[np.int64]) -> Keys:
    """The keys of words; `text` has no NUL in any word, and goes on for `LONGEST` bytes after the last one."""
    loaded_N = np.ndarray(len(text) - _HALF + 1, "<u8", text, strides=(1,))  # eight bytes from each byte on
    lo_W = _top(loaded_N[starts_W], sizes_W)
    hi_W = np.zeros(len(lo_W), np.uint64)
    longer = np.flatnonzero(sizes_W > _HALF)
    sizes = sizes_W[longer]
    hi_W[longer] = _top(loaded_N[starts_W[longer] + _HALF], sizes - _HALF)
    rows_W = lo_W * _FACTOR
    rows_W ^= hi_W
    rows_W *= _FACTOR
    rows_W >>= np.uint64(64 - _ROW_BITS)
    return Keys(lo_W, hi_W, rows_W.view(np.int64), longer[sizes > LONGEST])


def _top(loaded: NDArray[np.uint64], sizes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The first `sizes` bytes of what was loaded, shifted to the top, zeros below; NULs aside, no two words agree."""
    bits = np.minimum(sizes, _HALF)
    bits *= -8
    bits += 64
    loaded <<= bits.view(np.uint64)
    return loaded


class WordTable:
    """Ids of words, at most `IDS` each."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        row = np.dtype([("lo", np.uint64), ("hi", np.uint64), ("ids", dtype, (IDS,)), ("count", dtype)])
        self._rows = np.zeros(2**_ROW_BITS, row)  # zero is an empty row, since no word's key is

    def look_up(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[np.int64]]:
        """How many ids each word has, shape (W,), the ids, shape (W, IDS), and which words are not here.

        Ids beyond a word's number, and all of what is said of a word that is not here, are undefined.
        """
        found_W = np.take(self._rows, keys.rows_W, mode="clip")  # all are within; it saves the check
        is_known_W = found_W["lo"] == keys.lo_W
        is_known_W &= found_W["hi"] == keys.hi_W
        is_known_W[keys.too_long] = False
        return found_W["count"].astype(np.int64), found_W["ids"], np.flatnonzero(~is_known_W)

    def add(self, keys: Keys, which: NDArray[np.int64], ids: NDArray[Any], counts: NDArray[np.int64]) -> NDArray[Any]:
        """Keep the ids of the different words `which` as far as there is room; says which are here, shape (words,).

        `ids` has the ids of all of them one after the other, `counts` how many each has. One thread at a time.
        """
        rows = keys.rows_W[which]
        is_too_long = np.isin(which, keys.too_long)
        fits = (counts <= IDS) & (self._rows["lo"][rows] == 0) & ~is_too_long
        candidates = np.flatnonzero(fits)
        chosen = candidates[np.unique(rows[candidates], return_index=True)[1]]  # of two that want one row the first
        kept, rows, counts, firsts = which[chosen], rows[chosen], counts[chosen], (np.cumsum(counts) - counts)[chosen]
        for k in range(IDS):
            has = counts > k
            self._rows["ids"][rows[has], k] = ids[firsts[has] + k]
        self._rows["count"][rows] = counts
        self._rows["hi"][rows] = keys.hi_W[kept]
        self._rows["lo"][rows] = keys.lo_W[kept]
        found = self._rows[keys.rows_W[which]]  # another thread may have brought a word before
        is_here: NDArray[np.bool_] = (found["lo"] == keys.lo_W[which]) & (found["hi"] == keys.hi_W[which])
        return is_here & ~is_too_long
