"""A byte-level BPE trained on counts of pieces: each different piece is counted once and for all, then merged once.

The `tokenizers` library trains on texts alone: it cuts and counts them at 2 MB/s, a quarter of an hour for the whole of
TinyStories. Here words are counted (`words.py`), each different one is cut into pieces once, and the merges are found
by the library's own algorithm, so that the same stories give the same tokenizer to the last merge, ties included. The
tests compare the two.

The algorithm: of all pairs of neighbouring tokens the most common one becomes a token, and of equally common ones the
pair with the smaller ids. A queue holds each pair with its count and with the words it was seen in; a count that has
changed meanwhile is mended when its pair comes to the top. Two habits of the library are kept because results depend on
them. A pair that is found anew in other words stands in the queue twice, and may be merged twice. And a merge whose
text is a token already, on another way, is a merge without a new token.

The price is that the merges are found in plain Python, some 5 µs for each word that a merge changes.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.settings import BpeSettings
from mlopstinystories.tokenizer.encoding import batches
from mlopstinystories.tokenizer.pieces import pieces_of
from mlopstinystories.tokenizer.story_tokenizer import END_OF_TEXT, StoryTokenizer, byte_level
from mlopstinystories.tokenizer.words import SEPARATOR, find_words, told_apart

_STORIES_TOGETHER = 5000
Pair = tuple[int, int]


@dataclass(frozen=True)
class Merges:
    """What training has found: `vocab` from token to id, `pairs` of tokens in the order in which they are merged."""

    vocab: dict[str, int]
    pairs: list[tuple[str, str]]


def train_bpe(settings: BpeSettings, stories: Iterable[str]) -> StoryTokenizer:
    """A tokenizer trained on the head of the stories.

    End of text has id 0, the bytes follow, then the merges in the order in which they were found.
    """
    used = {"training_stories": 0, "training_bytes": 0}

    def head() -> Iterator[str]:
        for story in stories:
            used["training_stories"] += 1
            used["training_bytes"] += len(story) if story.isascii() else len(story.encode(errors="replace"))
            yield story
            if used["training_bytes"] >= settings.training_bytes:
                return

    merges = find_merges(count_pieces(head()), settings.vocab_size)
    if len(merges.vocab) < settings.vocab_size:
        print(
            f"The vocabulary has {len(merges.vocab):,} entries instead of {settings.vocab_size:,}: every word "
            f"of the {used['training_bytes']:,} bytes that it learned from is one entry already.",
            flush=True,
        )
    return StoryTokenizer(byte_level(BPE(merges.vocab, merges.pairs)), facts=used)


def count_pieces(stories: Iterable[str]) -> dict[str, int]:
    """How often each piece stands in the stories, spelled with a letter a byte.

    Raises `TokenizerError` for half a character.
    """
    totals: dict[bytes, int] = defaultdict(int)

    def count(batch: list[bytes]) -> None:
        words = told_apart(*find_words(batch))
        counts = np.bincount(words.codes, minlength=len(words.distinct)).tolist()
        for word, number in zip(words.distinct, counts, strict=True):
            totals[word] += number

    # One thread counts while the next stories are read; more would wait for the one dictionary.
    with ThreadPoolExecutor(1) as pool:
        counting: Future[None] | None = None
        for batch in batches(stories, _STORIES_TOGETHER):
            if counting is not None:
                counting.result()
            counting = pool.submit(count, batch)
        if counting is not None:
            counting.result()
    totals.pop(SEPARATOR, None)
    counts: dict[str, int] = defaultdict(int)
    for word, number in totals.items():
        for piece in pieces_of(word.decode()):
            counts[piece] += number
    return dict(counts)


def find_merges(counts: dict[str, int], vocab_size: int) -> Merges:
    """Merge the most common pair of neighbours until there are `vocab_size` tokens, or no pair is left."""
    names = [END_OF_TEXT, *sorted(ByteLevel.alphabet())]
    vocab = {name: token for token, name in enumerate(names)}
    words = [[vocab[letter] for letter in piece] for piece in counts]
    weights = list(counts.values())
    pair_counts, found_in = _count_pairs(words, weights)
    queue = [(-pair_counts[pair], pair, found_in[pair]) for pair in found_in]
    heapq.heapify(queue)
    merged: dict[Pair, None] = {}
    while queue and len(vocab) < vocab_size:
        negative_count, pair, where = heapq.heappop(queue)
        if (count := pair_counts[pair]) != -negative_count:  # it has changed since the pair was put there
            heapq.heappush(queue, (-count, pair, where))
            continue
        if count < 1:
            break
        name = names[pair[0]] + names[pair[1]]
        if name not in vocab:
            vocab[name] = len(names)
            names.append(name)
        merged.pop(pair, None)  # merged twice: its place is the later one
        merged[pair] = None
        for new_pair, places in _merge(words, weights, where, pair, vocab[name], pair_counts).items():
            if (count := pair_counts[new_pair]) > 0:
                heapq.heappush(queue, (-count, new_pair, places))
    return Merges(vocab, [(names[a], names[b]) for a, b in merged])


def _count_pairs(words: list[list[int]], weights: list[int]) -> tuple[dict[Pair, int], dict[Pair, list[int]]]:
    """How often each pair of neighbours occurs, and in which words."""
    pair_counts: dict[Pair, int] = defaultdict(int)
    found_in: dict[Pair, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        pairs = list(pairwise(word))
        for pair in pairs:
            pair_counts[pair] += weights[number]
        for pair in set(pairs):
            found_in[pair].append(number)
    return pair_counts, found_in


def _merge(
    words: list[list[int]],
    weights: list[int],
    where: Iterable[int],
    pair: Pair,
    token: int,
    pair_counts: dict[Pair, int],
) -> dict[Pair, list[int]]:
    """Replace `pair` by `token` in the words `where`; returns the pairs that are new somewhere, and in which words."""
    first, second = pair
    found_in: dict[Pair, dict[int, None]] = defaultdict(dict)
    for number in where:
        word, weight = words[number], weights[number]
        place = 0
        while place < len(word) - 1:
            if word[place] != first or word[place + 1] != second:
                place += 1
                continue
            word[place : place + 2] = [token]
            if place > 0:
                before = word[place - 1]
                pair_counts[before, first] -= weight
                pair_counts[before, token] += weight
                found_in[before, token][number] = None
            if place + 1 < len(word):
                after = word[place + 1]
                pair_counts[second, after] -= weight
                pair_counts[token, after] += weight
                found_in[token, after][number] = None
            place += 1
    return {new_pair: list(numbers) for new_pair, numbers in found_in.items()}
