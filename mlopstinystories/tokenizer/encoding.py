"""Stories to token ids, many times as fast as one call of the library for each: every distinct word is encoded once.

A byte-level BPE encodes each piece of a text for itself, and stories repeat their words: twelve million bytes of
TinyStories have more than two million words (`words.py`), and a hundredth as many different ones. So a word is cut into
pieces (`pieces.py`) when it first comes by, the library encodes each new piece, and from then on the ids of the word
are looked up (`word_table.py`). They are the library's own, whatever is in its vocabulary. Batches are encoded on
threads, while the caller reads the next stories and writes the last ids; numpy does nearly all of the work, and does it
without Python's lock.

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
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mlopstinystories.tokenizer.pieces import PieceScanner, is_gpt2, spelled
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, not_unicode
from mlopstinystories.tokenizer.word_table import IDS, Keys, WordTable, keys_of
from mlopstinystories.tokenizer.words import PADDING, SEPARATOR, find_words, joined

BATCH_BYTES = 2**20
"""A batch of stories closes at this size too: what is made of so many bytes at once fits into a processor's cache."""
MOST_WORDS = 300_000
"""Different words that are remembered outside the table, and pieces likewise; some 200 bytes each."""
LONGEST_WORD = 100
"""Bytes of a word that is remembered; a text without blanks is one word, and does not come again."""
_PLAIN_BATCH = 1000
"""Stories in one call of the library, which holds some 100 bytes for each of their tokens."""
_BATCHES_AHEAD = 2
"""Batches a thread that may wait for their turn; they bound the memory."""
_SEPARATOR_KEY = np.uint64(SEPARATOR[0] << 56)


@dataclass(frozen=True)
class EncodedStories:
    """The tokens of some stories, one story after another."""

    tokens: NDArray[Any]
    """All tokens, an end of text after each story; uint16 where the vocabulary fits, otherwise uint32."""
    lengths: NDArray[np.int64]
    """Tokens of each story without its end of text, shape (stories,)."""
    byte_lengths: NDArray[np.int64]
    """UTF-8 bytes of each story, shape (stories,)."""

    @property
    def ids(self) -> NDArray[np.uint32]:
        """The tokens without the ends of text, shape (sum of `lengths`,)."""
        return np.delete(self.tokens, np.cumsum(self.lengths + 1) - 1).astype(np.uint32)


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
            yield _encode_plainly(tokenizer, batch)
        return
    threads = cores()
    encoder = _WordEncoder(tokenizer)
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


def _encode_plainly(tokenizer: StoryTokenizer, batch: list[bytes]) -> EncodedStories:
    texts = [story.decode() for story in batch]
    encodings = tokenizer.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    lengths = np.array([len(encoding) for encoding in encodings], dtype=np.int64)
    end = [tokenizer.end_of_text_id]
    flat = chain.from_iterable(chain(encoding.ids, end) for encoding in encodings)
    tokens = np.fromiter(flat, tokenizer.dtype, int(lengths.sum()) + len(lengths))
    return EncodedStories(tokens, lengths, np.array([len(story) for story in batch], dtype=np.int64))


class _WordEncoder:
    """The tokens of stories from the ids of their words. Threads may share one."""

    def __init__(self, tokenizer: StoryTokenizer) -> None:
        self._pieces = _PieceEncoder(tokenizer.tokenizer, tokenizer.dtype)
        self._end_of_text_id = tokenizer.end_of_text_id
        self._dtype = tokenizer.dtype
        self._lock = threading.Lock()
        self._memory = _Memory(self._dtype, self._end_of_text_id)

    def encode(self, batch: list[bytes]) -> EncodedStories:
        """The tokens of the stories of a batch."""
        memory = self._memory
        text, bounds = find_words(batch)
        keys = keys_of(text, bounds[:-1], np.diff(bounds))
        counts_W, ids_W, missing = memory.table.look_up(keys)
        has_nul = b"\0" in text
        if has_nul:  # a key does not tell a word from the same one after a NUL
            missing = np.arange(len(counts_W))
        places = zip(bounds[missing].tolist(), bounds[missing + 1].tolist(), strict=True)
        words = [text[start:end] for start, end in places]
        if all(word in memory.others for word in words):
            others = [memory.others[word] for word in words]
        else:
            others = self._learn(memory, words, None if has_nul else keys, missing)
        other_counts = np.fromiter(map(len, others), np.int64, len(others)) // self._dtype.itemsize
        counts_W[missing] = other_counts
        ends_W = np.cumsum(counts_W)
        tokens = _put_together(counts_W, ends_W, ids_W)
        firsts = np.cumsum(other_counts) - other_counts
        places_T = np.repeat(ends_W[missing] - other_counts - firsts, other_counts) + np.arange(other_counts.sum())
        tokens[places_T] = np.frombuffer(b"".join(others), self._dtype)
        ends = ends_W[keys.lo_W == _SEPARATOR_KEY]
        byte_lengths = np.fromiter(map(len, batch), np.int64, len(batch))
        return EncodedStories(tokens, np.diff(ends, prepend=0) - 1, byte_lengths)

    def _learn(self, memory: "_Memory", words: list[bytes], keys: Keys | None, which: NDArray[np.int64]) -> list[bytes]:
        """The ids of the words `which`, which from now on are remembered; without `keys` not in the table."""
        with self._lock:
            place = dict(zip(words, which.tolist(), strict=True))
            new = [word for word in place if word not in memory.others]
            ids, counts = self._pieces.encode(new)
            found = dict(zip(new, _split(ids, counts), strict=True))
            is_kept = np.zeros(len(new), np.bool_)
            if keys:
                is_kept = memory.table.add(keys, np.array([place[word] for word in new], np.int64), ids, counts)
            for k in np.flatnonzero(~is_kept).tolist():
                if len(new[k]) <= LONGEST_WORD:
                    memory.others[new[k]] = found[new[k]]
            if len(memory.others) > MOST_WORDS and memory is self._memory:
                self._memory = _Memory(self._dtype, self._end_of_text_id)
        return [found[word] if word in found else memory.others[word] for word in words]


def _split(ids: NDArray[Any], counts: NDArray[np.int64]) -> list[bytes]:
    """The bytes of each word's ids."""
    content = ids.tobytes()
    ends = (np.cumsum(counts) * ids.itemsize).tolist()
    return [content[start:end] for start, end in pairwise([0, *ends])]


class _Memory:
    """The words that were met: most of them in the table, the `others` with the bytes of their ids in a dictionary."""

    def __init__(self, dtype: np.dtype[Any], end_of_text_id: int) -> None:
        self.table = WordTable(dtype)
        self.others = {SEPARATOR: np.array([end_of_text_id], dtype).tobytes()}
        separator = keys_of(SEPARATOR * (1 + PADDING), np.zeros(1, np.int64), np.ones(1, np.int64))
        self.table.add(separator, np.zeros(1, np.int64), np.array([end_of_text_id]), np.ones(1, np.int64))


class _PieceEncoder:
    """The ids of words by their pieces, each of which the library encodes once."""

    def __init__(self, tokenizer: Tokenizer, dtype: np.dtype[Any]) -> None:
        self._model, self._dtype = tokenizer.model, dtype
        self._scanner = PieceScanner()
        self._known: dict[bytes, bytes] = {}

    def encode(self, words: list[bytes]) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """The ids of all words one after the other, and how many each has."""
        text = joined(words)
        bounds = self._scanner.bounds(text)
        pieces = [text[start:end] for start, end in pairwise(bounds.tolist())]
        if len(self._known) > MOST_WORDS or not self._known:
            self._known = {SEPARATOR: b""}
        known = self._known
        for piece in set(pieces) - known.keys():
            found = [token.id for token in self._model.tokenize(spelled(piece))]
            known[piece] = np.array(found, self._dtype).tobytes()
        ids = [known[piece] for piece in pieces]
        ends = np.cumsum(np.fromiter(map(len, ids), np.int64, len(ids))) // self._dtype.itemsize
        separators = np.flatnonzero(np.frombuffer(text, np.uint8)[bounds[:-1]] == SEPARATOR[0])
        last = ends[-1] if len(ends) else 0
        return np.frombuffer(b"".join(ids), self._dtype), np.diff([0, *ends[separators], last])


def _put_together(counts_W: NDArray[np.int64], ends_W: NDArray[np.int64], ids_W: NDArray[Any]) -> NDArray[Any]:
    """The ids of all words in their places, at most `IDS` of each."""
    begins_W = ends_W - counts_W
    tokens = np.empty(int(ends_W[-1]) + 1, ids_W.dtype)
    # Of several values for one place the last one stays: a second id where there is none gives way to the next word.
    tokens[begins_W + 1] = ids_W[:, 1]
    tokens[begins_W] = ids_W[:, 0]
    longer = np.arange(0)
    for k in range(2, IDS):
        longer = np.flatnonzero(counts_W > k) if k == 2 else longer[counts_W[longer] > k]
        tokens[begins_W[longer] + k] = ids_W[longer, k]
    return tokens[: int(ends_W[-1])]


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
