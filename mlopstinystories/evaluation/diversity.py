"""Does a model retell its training stories, and does it tell the same story again and again? (Eldan and Li 2023, §5)

A k-gram is one of tokens. R_p(a, b) is the share of a's different 2-grams that b has too; R is the harmonic mean of
both directions. For endings that the model told after the beginnings of training stories:

    like_original   R_p(ending, the story's own ending)
    like_another    the largest R with another ending of the sample
    like_training   the largest R_p(ending, S) over all training stories S, and which S that is
    never_seen      for k of `LENGTHS`: share of the k-grams that stand nowhere in the training text

The training text is read once, in chunks, from its memory map, and only the k-grams of the sample are looked for: no
index, and memory that does not grow with the text. The price is a pass over it for each sample. k-grams longer than two
are compared by 64-bit hashes; among 500 million tokens and 100,000 k-grams one false match has a
chance of 3 in a million.

N texts of the sample, U different 2-grams of the sample.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlopstinystories.evaluation.intervals import bootstrap_mean, bootstrap_ratio

LENGTHS = (2, 3, 4, 5, 8)
_CHUNK_TOKENS = 200_000
_TABLE_BITS = 22
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Ids = Sequence[int]


@dataclass(frozen=True)
class AgainstTraining:
    """What one pass over the training text finds for N texts."""

    overlap_N: NDArray[np.float64]
    """The largest R_p with a training story."""
    nearest_N: NDArray[np.int64]
    """The number of that story."""
    never_seen: dict[int, NDArray[np.float64]]
    """For each length k, how many k-grams of each text stand nowhere in the training text, (N,)."""
    grams: dict[int, NDArray[np.float64]]
    """For each length k, how many k-grams each text has, (N,)."""


def overlap(a: Ids, b: Ids) -> float:
    """R_p(a, b): the share of a's different 2-grams that stand in b; 0 where a has none."""
    grams_a, grams_b = set(pairwise(a)), set(pairwise(b))
    return len(grams_a & grams_b) / len(grams_a) if grams_a else 0.0


def most_alike(texts: Sequence[Ids]) -> NDArray[np.float64]:
    """For each text the largest R, a harmonic mean, with another one of the list, (N,)."""
    _, has_UN = _bigrams(texts)
    shared_NN = has_UN.T @ has_UN
    sizes_N = np.maximum(has_UN.sum(axis=0), 1)
    # with |a ∩ b| = s the harmonic mean of s/|a| and s/|b| is 2 s / (|a| + |b|)
    alike_NN = 2 * shared_NN / (sizes_N[:, None] + sizes_N[None, :])
    np.fill_diagonal(alike_NN, 0.0)
    found: NDArray[np.float64] = alike_NN.max(axis=1).astype(np.float64)
    return found


def distinct(texts: Sequence[Ids], length: int) -> float | None:
    """Different k-grams of all texts together, divided by all of them."""
    grams = [gram for text in texts for gram in zip(*(text[shift:] for shift in range(length)), strict=False)]
    return len(set(grams)) / len(grams) if grams else None


def against_training(
    texts: Sequence[Ids],
    tokens: NDArray[Any],
    starts: NDArray[np.int64],
    progress: Callable[[int], None] | None = None,
) -> AgainstTraining:
    """Look for the k-grams of `texts` in the whole training text.

    Args:
        texts: The sample, without end-of-text.
        tokens: The packed training split.
        starts: Where its stories begin, and the end (`data/packing.py`).
        progress: Called with the number of stories just read.
    """
    bigrams_U, has_UN = _bigrams(texts)
    sizes_N = np.maximum(has_UN.sum(axis=0), 1)
    seekers = {length: _Seeker(texts, length) for length in LENGTHS}
    best_N, nearest_N = np.zeros(len(texts)), np.zeros(len(texts), dtype=np.int64)
    first, stories = 0, len(starts) - 1
    while first < stories:
        # whole stories, at least one
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _CHUNK_TOKENS, side="right")) - 1)
        piece = np.asarray(tokens[starts[first] : starts[last]], dtype=np.int64)
        for seeker in seekers.values():
            seeker.read(piece)
        shared_SN = _shared(piece, starts[first : last + 1] - starts[first], bigrams_U, has_UN)
        share_SN = shared_SN / sizes_N
        top_N = share_SN.max(axis=0)
        nearest_N = np.where(top_N > best_N, first + share_SN.argmax(axis=0), nearest_N)
        best_N = np.maximum(best_N, top_N)
        if progress:
            progress(last - first)
        first = last
    return AgainstTraining(
        best_N,
        nearest_N,
        {length: seeker.never_seen() for length, seeker in seekers.items()},
        {length: seeker.sizes_N for length, seeker in seekers.items()},
    )


def describe(texts: Sequence[Ids], found: AgainstTraining) -> dict[str, Any]:
    """The measures of a sample with intervals over its texts."""
    counted = {
        str(length): bootstrap_ratio(found.never_seen[length], found.grams[length]).as_dict() for length in LENGTHS
    }
    return {
        "texts": len(texts),
        "like_training": {**bootstrap_mean(found.overlap_N).as_dict(), "largest": float(found.overlap_N.max())},
        "like_another": bootstrap_mean(most_alike(texts)).as_dict(),
        "never_seen": counted,
        "distinct": {
            "no_interval": "the share depends on how much text there is, so a resample is no smaller copy of it",
            **{str(length): distinct(texts, length) for length in (1, 2, 3, 4)},
        },
    }


class _Seeker:
    """Looks for the k-grams of N texts, of one length, in a text that comes in pieces."""

    def __init__(self, texts: Sequence[Ids], length: int) -> None:
        self._length = length
        hashes = [_hashes(np.asarray(text, dtype=np.int64), length) for text in texts]
        self.sizes_N = np.array([len(one) for one in hashes], dtype=np.float64)
        self._owner = np.repeat(np.arange(len(texts)), [len(one) for one in hashes])
        self._known, self._place = np.unique(np.concatenate(hashes), return_inverse=True)
        self._seen = np.zeros(len(self._known), dtype=bool)
        self._table = np.zeros(2**_TABLE_BITS, dtype=bool)
        self._table[self._slot(self._known)] = True

    def read(self, piece: NDArray[np.int64]) -> None:
        """Mark what stands in the next piece; k-grams over end-of-text match nothing."""
        if not len(self._known):
            return
        hashes = _hashes(piece, self._length)
        # most of a long text is nobody's k-gram: a table lookup throws it out before the search
        hashes = hashes[self._table[self._slot(hashes)]]
        at = np.minimum(np.searchsorted(self._known, hashes), len(self._known) - 1)
        self._seen[at[self._known[at] == hashes]] = True

    def never_seen(self) -> NDArray[np.float64]:
        """How many of each text's k-grams have not been met, (N,)."""
        unseen = ~self._seen[self._place] if len(self._known) else np.zeros(0, dtype=bool)
        return np.bincount(self._owner[unseen], minlength=len(self.sizes_N)).astype(np.float64)

    @staticmethod
    def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        return (hashes >> np.uint64(64 - _TABLE_BITS)).astype(np.int64)


def _hashes(ids: NDArray[np.int64], length: int) -> NDArray[np.uint64]:
    """A 64-bit hash of each k-gram; arithmetic wraps around, as is meant."""
    count = max(len(ids) - length + 1, 0)
    found = np.zeros(count, dtype=np.uint64)
    for shift in range(length if count else 0):
        found = (found ^ (ids[shift : shift + count].astype(np.uint64) + np.uint64(1))) * _MULTIPLIER
        found ^= found >> np.uint64(29)
    return found * _MULTIPLIER


def _pairs(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each 2-gram as one number; ids are below 2^31."""
    return (ids[:-1] << 32) | ids[1:]


def _bigrams(texts: Sequence[Ids]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The different 2-grams of all texts, ascending (U,), and which text has which, (U, N)."""
    each = [np.unique(_pairs(np.asarray(text, dtype=np.int64))) for text in texts]
    bigrams_U = np.unique(np.concatenate(each))
    has_UN = np.zeros((len(bigrams_U), len(texts)), dtype=np.float32)
    for n, grams in enumerate(each):
        has_UN[np.searchsorted(bigrams_U, grams), n] = 1
    return bigrams_U, has_UN


def _shared(
    piece: NDArray[np.int64], starts: NDArray[np.int64], bigrams_U: NDArray[np.int64], has_UN: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How many different 2-grams each of S stories has in common with each text, (S, N)."""
    shared_SN = np.zeros((len(starts) - 1, has_UN.shape[1]), dtype=np.float32)
    pairs = _pairs(piece)
    if not len(bigrams_U) or not len(pairs):
        return shared_SN
    at = np.minimum(np.searchsorted(bigrams_U, pairs), len(bigrams_U) - 1)
    hits = np.flatnonzero(bigrams_U[at] == pairs)
    story = np.searchsorted(starts, hits, side="right") - 1
    # a 2-gram counts once a story
    keys = np.unique(story * len(bigrams_U) + at[hits])
    if not len(keys):
        return shared_SN
    story, gram = keys // len(bigrams_U), keys % len(bigrams_U)
    present, heads = np.unique(story, return_index=True)
    shared_SN[present] = np.add.reduceat(has_UN[gram], heads, axis=0)
    return shared_SN
