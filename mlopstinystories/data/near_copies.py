"""Stories that are nearly the same as an earlier one, found by MinHash in bounded memory.

Two stories are near copies when they share about four in five of all their sequences of three words. That share is
estimated (Broder 1997; one permutation, Li, Owen and Zhang 2012): every sequence gets a hash, the hashes fall into 32
bins, and the smallest one of each bin makes the signature. The share of equal bins estimates the share of common
sequences, give or take 0.07. Candidates are earlier stories with four equal neighbouring bins (locality-sensitive
hashing in eight bands), and a candidate counts by its whole signature.

Memory is two arrays of fixed size, 400 MB once four million stories have gone by; of two stories that want one slot the
later one stays, so a copy is missed now and then. The hashes do not change from process to process.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

LEAST_SHARE = 0.8
"""Share of equal bins from which a story counts as a near copy."""
_BINS, _BANDS = 32, 8
_WORDS_TOGETHER = 3
_FEWEST_BINS = 12
"""A story that fills fewer bins is too short to be told by them."""
_EMPTY = 2**16 - 1
_STORIES = 2**22
_SLOTS = 2**22
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)  # odd, bits well mixed


class NearCopies:
    """Remembers the signatures of the stories that went by."""

    def __init__(self) -> None:
        self._signatures = np.empty((_STORIES, _BINS), np.uint16)
        self._slots = np.zeros((_BANDS, _SLOTS), np.int32)
        self._number = 1  # an empty slot holds zero; the system gives memory to what is written only

    def seen(self, words: list[str]) -> bool:
        """Whether the words of a story are nearly those of an earlier one; if not, it is remembered."""
        signature = _signature(words)
        if signature is None:
            return False
        bands = np.ascontiguousarray(signature).view(np.uint64) * _FACTORS[0]
        places = np.arange(_BANDS), (bands >> np.uint64(42)).view(np.int64)
        candidates = self._slots[places]
        theirs = self._signatures[candidates[candidates > 0]]
        filled = (signature != _EMPTY) | (theirs != _EMPTY)
        equal = ((signature == theirs) & filled).sum(axis=1)
        if (equal >= LEAST_SHARE * filled.sum(axis=1)).any():
            return True
        self._signatures[self._number] = signature
        self._slots[places] = self._number
        self._number = self._number % (_STORIES - 1) + 1
        return False


def _signature(words: list[str]) -> NDArray[np.uint16] | None:
    """The smallest hash of each bin, shape (32,); None for a story that is too short."""
    count = len(words) - _WORDS_TOGETHER + 1
    if count < _FEWEST_BINS:
        return None
    hashes = np.array([zlib.crc32(word.encode()) for word in words], np.uint64)
    together = np.zeros(count, np.uint64)
    for k in range(_WORDS_TOGETHER):
        together = (together ^ hashes[k : k + count]) * _FACTORS[k]
        together ^= together >> np.uint64(29)
    signature = np.full(_BINS, _EMPTY, np.uint16)
    values = np.minimum(together >> np.uint64(16) & np.uint64(0xFFFF), _EMPTY - 1).astype(np.uint16)
    np.minimum.at(signature, (together >> np.uint64(59)).view(np.int64), values)
    return signature if (signature != _EMPTY).sum() >= _FEWEST_BINS else None
