"""Does a model retell its training stories, and does it tell the same story again and again? (Eldan and Li 2023, §5)

A k-gram is one of tokens. R_p(a, b) is the share of a's different 2-grams that b has too; R is the harmonic mean of
both directions. For endings that the model told after the beginnings of training stories:

    like_original   R_p(ending, the story's own ending)
    like_another    the largest R with another ending of the sample
    like_training   the largest R_p(ending, S) over all training stories S, and which S that is
    seen            for k of `LENGTHS`: how often each k-gram of the endings stands in the training text, as shares of
                    the k-grams: never, 1 to 9 times, 10 to 99 times, ...

The training text is read once, in chunks, from its memory map, and only the k-grams of the sample are looked for: no
index, and memory that does not grow with the text. The price is a pass over it for each sample. k-grams longer than two
are compared by 64-bit hashes; among 500 million tokens and a million k-grams one false match has a chance of 3 in
100,000. `benchmarks/memorisation.py` measures time and memory of the pass.

N texts of the sample, U different 2-grams of the sample.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mlopstinystories.evaluation.intervals import bootstrap_mean, bootstrap_ratio

LENGTHS = (2, 3, 4, 5, 8)
DECADES = ("never", "1 to 9 times", "10 to 99 times", "100 to 999 times", "1,000 times or more")
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
    seen: dict[int, NDArray[np.float64]]
    """For each length k, how many k-grams of each text stand in the training text so often, (N, decades)."""
    grams: dict[int, NDArray[np.float64]]
    """For each length k, how many k-grams each text has, (N,)."""


def overlap(a: Ids, b: Ids) -> float:
    """R_p(a, b): the share of a's different 2-grams that stand in b; 0 where a has none."""
    grams_a, grams_b = set(pairwise(a)), set(pairwise(b))
    return len(grams_a & grams_b) / len(grams_a) if grams_a else 0.0


def most_alike(texts: Sequence[Ids]) -> NDArray[np.float64]:
    """For each text the largest R, a harmonic mean, with another one of the list, (N,)."""
    has_UN = _bigrams(texts)
    shared_NN = (has_UN.T @ has_UN).toarray()
    sizes_N = _sizes(has_UN)
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
    seekers = {length: _Seeker(texts, length) for length in LENGTHS}
    has_UN = seekers[2].incidence()
    sizes_N = _sizes(has_UN)
    best_N, nearest_N = np.zeros(len(texts)), np.zeros(len(texts), dtype=np.int64)
    first, stories = 0, len(starts) - 1
    while first < stories:
        # whole stories, at least one
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _CHUNK_TOKENS, side="right")) - 1)
        piece = np.asarray(tokens[starts[first] : starts[last]], dtype=np.int64)
        hits = grams = np.zeros(0, dtype=np.int64)
        for length, hashes in _hashes(piece, LENGTHS):
            found = seekers[length].read(hashes)
            hits, grams = found if length == 2 else (hits, grams)
        shared_SN = _shared(hits, grams, starts[first : last + 1] - starts[first], has_UN)
        top_N = shared_SN.max(axis=0) / sizes_N
        nearest_N = np.where(top_N > best_N, first + shared_SN.argmax(axis=0), nearest_N)
        best_N = np.maximum(best_N, top_N)
        if progress:
            progress(last - first)
        first = last
    return AgainstTraining(
        best_N,
        nearest_N,
        {length: seeker.seen() for length, seeker in seekers.items()},
        {length: seeker.sizes_N for length, seeker in seekers.items()},
    )


def describe(texts: Sequence[Ids], found: AgainstTraining) -> dict[str, Any]:
    """The measures of a sample with intervals over its texts."""
    counted = {
        str(length): {
            decade: bootstrap_ratio(found.seen[length][:, place], found.grams[length]).as_dict()
            for place, decade in enumerate(DECADES)
        }
        for length in LENGTHS
    }
    return {
        "texts": len(texts),
        "like_training": {**bootstrap_mean(found.overlap_N).as_dict(), "largest": float(found.overlap_N.max())},
        "like_another": bootstrap_mean(most_alike(texts)).as_dict(),
        "seen": counted,
        "distinct": {
            "no_interval": "the share depends on how much text there is, so a resample is no smaller copy of it",
            **{str(length): distinct(texts, length) for length in (1, 2, 3, 4)},
        },
    }


class _Seeker:
    """Looks for the k-grams of N texts, of one length, in a text that comes in pieces."""

    def __init__(self, texts: Sequence[Ids], length: int) -> None:
        hashes = [dict(_hashes(np.asarray(text, dtype=np.int64), (length,)))[length] for text in texts]
        self.sizes_N = np.array([len(one) for one in hashes], dtype=np.float64)
        self._owner = np.repeat(np.arange(len(texts)), [len(one) for one in hashes])
        self._known, self._place = np.unique(np.concatenate(hashes), return_inverse=True)
        self._seen = np.zeros(len(self._known), dtype=np.int64)
        self._table = np.zeros(2**_TABLE_BITS, dtype=bool)
        self._table[self._slot(self._known)] = True

    def incidence(self) -> sparse.csr_array:
        """Which of the U different k-grams stands in which text, (U, N)."""
        texts = len(self.sizes_N)
        keys = np.unique(self._place * texts + self._owner)
        return _incidence(keys // texts, keys % texts, (len(self._known), texts))

    def read(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count what stands in the next piece; the places there that hold one of the k-grams, and which one.

        k-grams over end-of-text match nothing.
        """
        if not len(self._known):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        # most of a long text is nobody's k-gram: a table lookup throws it out before the search
        maybe = np.flatnonzero(self._table[self._slot(hashes)])
        hashes = hashes[maybe]
        at = np.minimum(np.searchsorted(self._known, hashes), len(self._known) - 1)
        right = self._known[at] == hashes
        self._seen += np.bincount(at[right], minlength=len(self._known))
        return maybe[right], at[right]

    def seen(self) -> NDArray[np.float64]:
        """How many of each text's k-grams have been met so often, (N, decades)."""
        decades = np.searchsorted((1, 10, 100, 1_000), self._seen, side="right")
        found = np.zeros((len(self.sizes_N), len(DECADES)))
        np.add.at(found, (self._owner, decades[self._place]), 1)
        return found

    @staticmethod
    def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        return (hashes >> np.uint64(64 - _TABLE_BITS)).astype(np.int64)


def _hashes(ids: NDArray[np.int64], lengths: Sequence[int]) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """For each length, ascending, a 64-bit hash of each k-gram; arithmetic wraps around, as is meant.

    The hash of a k-gram is made from that of its first k-1 tokens, so all lengths together cost as much as the longest.
    """
    numbers = ids.astype(np.uint64) + np.uint64(1)
    found = np.zeros(len(ids), dtype=np.uint64)
    for length in range(1, max(lengths) + 1):
        count = max(len(ids) - length + 1, 0)
        found = (found[:count] ^ numbers[length - 1 : length - 1 + count]) * _MULTIPLIER
        found ^= found >> np.uint64(29)
        if length in lengths:
            yield length, found * _MULTIPLIER


def _pairs(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each 2-gram as one number; ids are below 2^31."""
    return (ids[:-1] << 32) | ids[1:]


def _bigrams(texts: Sequence[Ids]) -> sparse.csr_array:
    """Which text has which of the U different 2-grams, (U, N)."""
    each = [np.unique(_pairs(np.asarray(text, dtype=np.int64))) for text in texts]
    bigrams_U, grams = np.unique(np.concatenate(each), return_inverse=True)
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in each])
    return _incidence(grams, owners, (len(bigrams_U), len(texts)))


def _sizes(has_UN: sparse.csr_array) -> NDArray[np.float32]:
    """How many different 2-grams each text has, at least 1, (N,)."""
    return np.maximum(np.asarray(has_UN.sum(axis=0), dtype=np.float32), 1)


def _incidence(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    """A sparse matrix with a one at each place given."""
    return sparse.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _shared(
    hits: NDArray[np.int64], grams: NDArray[np.int64], starts: NDArray[np.int64], has_UN: sparse.csr_array
) -> NDArray[np.float32]:
    """How many different 2-grams each of S stories has in common with each text, (S, N).

    Args:
        hits: Where in the piece a 2-gram of the texts stands.
        grams: Which of the U it is.
        starts: Where the S stories of the piece begin, and its end.
        has_UN: Which text has which 2-gram.
    """
    stories, different = len(starts) - 1, has_UN.shape[0]
    # a 2-gram counts once a story
    keys = np.unique((np.searchsorted(starts, hits, side="right") - 1) * different + grams)
    has_SU = _incidence(keys // max(different, 1), keys % max(different, 1), (stories, different))
    shared: NDArray[np.float32] = (has_SU @ has_UN).toarray()
    return shared
