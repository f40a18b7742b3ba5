"""Stories to token ids, many times as fast as one call of the library for each: every distinct word is encoded once.

A byte-level BPE encodes each piece of a text for itself, and stories repeat their words: twelve million bytes of
TinyStories have more than two million words (`words.py`), and a hundredth as many different ones. So a word is cut into
pieces (`pieces.py`) when it first comes by, the library encodes each new piece, and from then on the ids of the word
are looked up. They are the library's own, whatever is in its vocabulary. Batches are encoded on threads, while the
caller reads the next stories and writes the last ids; numpy and pyarrow do nearly all of the work, and do it without
Python's lock.

The price is a memory of the words that were met; it starts anew when it holds too many. A tokenizer that cuts text in
another way than GPT-2 goes through the library's own `encode_batch_fast`, and says so.

W words, T tokens.
"""

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mlopstinystories.tokenizer.pieces import PieceScanner, is_gpt2, spelled
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, not_unicode
from mlopstinystories.tokenizer.words import SEPARATOR, Cut, cut_words, joined

BATCH_BYTES = 8 * 2**20
"""A batch of stories closes at this size too: the larger, the fewer words are looked up twice, and the more memory."""
MOST_WORDS = 500_000
"""Different words that are remembered, and pieces likewise; some 200 bytes each."""
MOST_IDS = 4_000_000
"""Likewise ids of words, those of words that are too long to be remembered included."""
LONGEST_WORD = 100
"""Bytes of a word that is remembered; a text without blanks is one word, and does not come again."""
_STEPS = 8
"""Tokens of a word that are put in their places one by one, each for all words at once."""
_PLAIN_BATCH = 1000
"""Stories in one call of the library, which holds some 100 bytes for each of their tokens."""
_BLOCK_WORDS = 2**16
"""Words whose ids are put together at once: what that takes fits into the processor's cache."""
_BATCHES_AHEAD = 2
"""Batches a thread that may wait for their turn; they bound the memory."""


@dataclass(frozen=True)
class EncodedStories:
    """The tokens of some stories, one story after another, without end of text."""

    ids: NDArray[np.uint32]
    """All tokens, shape (sum of `lengths`,)."""
    lengths: NDArray[np.int64]
    """Tokens of each story, shape (stories,)."""
    byte_lengths: NDArray[np.int64]
    """UTF-8 bytes of each story, shape (stories,)."""


def encode_stories(
    tokenizer: StoryTokenizer, stories: Iterable[str], batch_size: int = 10_000
) -> Iterator[EncodedStories]:
    """Encode stories on all processor cores, at most `batch_size` at a time, in their order.

    Memory is bounded by some batches, whatever the number of stories; as many are drawn ahead. Raises `TokenizerError`
    for a story with half a character (a lone surrogate).
    """
    if not is_gpt2(tokenizer.tokenizer):
        print("This tokenizer does not cut text by GPT-2's rule: it encodes at the library's own speed.", flush=True)
        for batch in batches(stories, min(batch_size, _PLAIN_BATCH)):
            yield _encode_plainly(tokenizer.tokenizer, batch)
        return
    threads = cores()
    encoder = _WordEncoder(tokenizer.tokenizer)
    waiting: deque[Future[EncodedStories]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for batch in batches(stories, batch_size):
                waiting.append(pool.submit(encoder.encode, batch))
                while waiting and (waiting[0].done() or len(waiting) > _BATCHES_AHEAD * threads):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def batches(stories: Iterable[str], batch_size: int) -> Iterator[list[bytes]]:
    """Stories as UTF-8, at most `batch_size` together; raises `TokenizerError` for half a character."""
    batch: list[bytes] = []
    open_bytes = 0
    for story in stories:
        try:
            content = story.encode()
        except UnicodeEncodeError as error:
            raise not_unicode(story, error) from error
        batch.append(content)
        open_bytes += len(content)
        if len(batch) >= batch_size or open_bytes >= BATCH_BYTES:
            yield batch
            batch, open_bytes = [], 0
    if batch:
        yield batch


def _encode_plainly(tokenizer: Tokenizer, batch: list[bytes]) -> EncodedStories:
    encodings = tokenizer.encode_batch_fast([story.decode() for story in batch], add_special_tokens=False)
    lengths = np.array([len(encoding) for encoding in encodings], dtype=np.int64)
    flat = chain.from_iterable(encoding.ids for encoding in encodings)
    ids = np.fromiter(flat, dtype=np.uint32, count=int(lengths.sum()))
    return EncodedStories(ids, lengths, np.array([len(story) for story in batch], dtype=np.int64))


class _WordEncoder:
    """The ids of every word that was met, and of each batch by looking them up. Threads may share one."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._pieces = _PieceEncoder(tokenizer)
        self._lock = threading.Lock()
        self._table = _Table()

    def encode(self, batch: list[bytes]) -> EncodedStories:
        """The ids of the stories of a batch."""
        words = cut_words(batch)
        ids, lengths = _expand(words, *self._look_up(words.distinct))
        return EncodedStories(ids, lengths, np.fromiter(map(len, batch), np.int64, len(batch)))

    def _look_up(self, distinct: list[bytes]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint32]]:
        """For each word how many ids it has and where the first one stands in the array that comes last."""
        table = self._table
        rows = table.look_up(distinct)
        if (rows < 0).any():
            with self._lock:
                if len(self._table.rows) > MOST_WORDS or len(self._table.ids) > MOST_IDS:
                    self._table = _Table()
                table = self._table
                rows = table.look_up(distinct)  # another thread may have met them meanwhile
                new = np.flatnonzero(rows < 0)
                words = [distinct[k] for k in new.tolist()]
                rows[new] = table.add(words, *self._pieces.encode(words))
                return table.counts[rows], table.firsts[rows], table.ids
        return table.counts[rows], table.firsts[rows], table.ids


class _Table:
    """Ids of words, all in one array; a row for each word. Begins with the separator, which has none."""

    def __init__(self) -> None:
        self.rows: dict[bytes, int] = {SEPARATOR: 0}
        self.counts = np.zeros(1, np.int32)
        self.firsts = np.zeros(1, np.int64)
        self.ids = np.zeros(0, np.uint32)

    def look_up(self, words: list[bytes]) -> NDArray[np.int64]:
        """The row of each word; -1 where it has none."""
        return np.fromiter(map(self.rows.get, words, repeat(-1)), np.int64, len(words))

    def add(self, words: list[bytes], ids: NDArray[np.uint32], counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Append words with their ids; returns their rows."""
        first_row = len(self.counts)
        self.firsts = np.append(self.firsts, len(self.ids) + np.cumsum(counts) - counts)
        self.counts = np.append(self.counts, counts.astype(np.int32))
        self.ids = np.append(self.ids, ids)
        # Last, because other threads look rows up meanwhile, and what they find must be there.
        rows = range(first_row, len(self.counts))
        self.rows.update((word, row) for word, row in zip(words, rows, strict=True) if len(word) <= LONGEST_WORD)
        return np.array(rows)


class _PieceEncoder:
    """The ids of words by their pieces, each of which the library encodes once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._model = tokenizer.model
        self._scanner = PieceScanner()
        self._known: dict[bytes, list[int]] = {SEPARATOR: []}

    def encode(self, words: list[bytes]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The ids of the words one after the other, and how many each word has."""
        pieces = self._scanner.scan(joined(words))
        if len(self._known) > MOST_WORDS:
            self._known = {SEPARATOR: []}
        known = self._known
        for piece in pieces.distinct:
            if piece not in known:
                known[piece] = [token.id for token in self._model.tokenize(spelled(piece))]
        found = [known[piece] for piece in pieces.distinct]
        counts = np.fromiter(map(len, found), np.int32, len(found))
        ids = np.fromiter(chain.from_iterable(found), np.uint32, int(counts.sum()))
        return _expand(pieces, counts, np.cumsum(counts) - counts, ids)


def _expand(
    parts: Cut, counts: NDArray[np.int32], firsts: NDArray[np.int64], ids: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The ids of a text from the ids of its distinct parts, and how many there are between its separators.

    Args:
        parts: Words or pieces.
        counts: Ids of each distinct part; the separator has none.
        firsts: Where in `ids` its ids begin.
        ids: Ids of parts.
    """
    separator = parts.distinct.index(SEPARATOR) if SEPARATOR in parts.distinct else -1
    first_ids = np.append(ids, 0)[np.minimum(firsts, len(ids))]
    pieces, bounds, so_far = [], [np.zeros(1, np.int64)], 0
    for start in range(0, len(parts.codes), _BLOCK_WORDS):
        codes_W = parts.codes[start : start + _BLOCK_WORDS]
        counts_W = np.take(counts, codes_W)
        ends_W = np.cumsum(counts_W, dtype=np.int32)
        begins_W = ends_W - counts_W
        bounds.append(begins_W[codes_W == separator] + so_far)
        # A separator writes where the part after it begins, and is overwritten; the last one may have none after it.
        ids_T = np.empty(int(ends_W[-1]) + 1, np.uint32)
        ids_T[begins_W] = np.take(first_ids, codes_W)
        longer = np.flatnonzero(counts_W > 1)
        _put_the_others(ids_T, begins_W[longer], counts_W[longer], firsts[codes_W[longer]], ids)
        pieces.append(ids_T[:-1])
        so_far += len(ids_T) - 1
    bounds.append(np.array([so_far]))
    starts = np.concatenate(bounds)
    return np.concatenate(pieces) if pieces else np.empty(0, np.uint32), starts[1:] - starts[:-1]


def _put_the_others(
    ids_T: NDArray[np.uint32],
    begins: NDArray[np.int32],
    counts: NDArray[np.int32],
    firsts: NDArray[np.int64],
    ids: NDArray[np.uint32],
) -> None:
    """Put the second and later ids of parts in their places: those whose first one stands at `begins`."""
    for step in range(1, _STEPS):
        if not len(begins):
            return
        ids_T[begins + step] = ids[firsts + step]
        still = counts > step + 1
        begins, counts, firsts = begins[still], counts[still], firsts[still]
    rest = counts - _STEPS
    within = np.arange(rest.sum()) - np.repeat(np.cumsum(rest) - rest, rest) + _STEPS
    ids_T[np.repeat(begins, rest) + within] = ids[np.repeat(firsts, rest) + within]


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
