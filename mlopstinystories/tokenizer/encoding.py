"""Stories to token ids, many times as fast as the library's own call, with the library's own ids.

Stories go in batches to threads, which encode by compiled loops (`compiled.py`) while the caller reads the next stories
and writes the last ids. Where nothing can be compiled, every distinct word goes through the library once
(`distinct_words.py`); a tokenizer that cuts text in another way than GPT-2 goes through the library's own
`encode_batch_fast`. Both are said, once. Every thread has an encoder of its own, so that none waits for another; the
price is that each meets every word for itself.
"""

import functools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from queue import SimpleQueue
from typing import Protocol

import numpy as np

from mlopstinystories.native import native
from mlopstinystories.tokenizer.compiled import CompiledEncoder, tables_of
from mlopstinystories.tokenizer.distinct_words import WordEncoder
from mlopstinystories.tokenizer.encoded import Batch, EncodedStories
from mlopstinystories.tokenizer.pieces import is_gpt2
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, not_unicode

BATCH_BYTES = 2**20
"""A batch of stories closes at this size: what is made of so many bytes at once fits into a processor's cache."""
BATCH_STORIES = 10_000
"""It closes at this number too."""
_PLAIN_BATCH = 1000
"""Stories in one call of the library, which holds some 100 bytes for each of their tokens."""
_BATCHES_AHEAD = 2
"""Batches a thread that may wait for their turn; they bound the memory."""


class Encoder(Protocol):
    """Encodes batches, in one thread at a time."""

    def encode(self, batch: Batch) -> EncodedStories:
        """The tokens of some stories."""
        ...


def encode_stories(
    tokenizer: StoryTokenizer, stories: Iterable[str], batch_size: int = BATCH_STORIES
) -> Iterator[EncodedStories]:
    """Encode stories on all processor cores, at most `batch_size` at a time, in their order.

    Memory is bounded by some batches, whatever the number of stories; as many are drawn ahead. Raises `TokenizerError`
    for a story with half a character (a lone surrogate).
    """
    yield from encode_batches(tokenizer, batches(stories, batch_size))


def encode_batches(
    tokenizer: StoryTokenizer, batches: Iterable[Batch] | Iterable[list[bytes]]
) -> Iterator[EncodedStories]:
    """Encode stories in UTF-8 that come in batches, best of `BATCH_BYTES`, on all processor cores, in their order."""
    if not is_gpt2(tokenizer.tokenizer):
        _say("This tokenizer does not cut text by GPT-2's rule: it encodes at the library's own speed.")
        for batch in batches:
            stories = list(batch)
            for first in range(0, len(stories), _PLAIN_BATCH):
                yield _encode_plainly(tokenizer, stories[first : first + _PLAIN_BATCH])
        return
    threads = cores()
    waiting: deque[Future[EncodedStories]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        encode = _one_a_thread(_encoder_maker(tokenizer, pool), threads)
        try:
            for batch in batches:
                waiting.append(pool.submit(encode, batch))
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
    return EncodedStories(tokens, lengths, Batch.of(batch).sizes)


def _encoder_maker(tokenizer: StoryTokenizer, pool: ThreadPoolExecutor) -> Callable[[], Encoder]:
    """What makes an encoder for a thread; the tables are made while the loops are compiled, if they have to be."""
    compiling = pool.submit(native, "encode")
    tables = tables_of(tokenizer)
    found = compiling.result()
    reason = found.reason if tables else "its merging has rules that they do not know"
    if found.library is None or tables is None:
        _say(f"Stories are encoded without compiled loops, a tenth as fast: {reason}.")
        return lambda: WordEncoder(tokenizer)
    return functools.partial(CompiledEncoder, found.library, tables, tokenizer)


def _one_a_thread(make: Callable[[], Encoder], threads: int) -> Callable[[Batch | list[bytes]], EncodedStories]:
    """A function that encodes with whichever of `threads` encoders is free; each is made when it is first needed."""
    free: SimpleQueue[Encoder | None] = SimpleQueue()
    for _ in range(threads):
        free.put(None)

    def encode(batch: Batch | list[bytes]) -> EncodedStories:
        encoder = free.get()
        try:
            encoder = encoder or make()
            return encoder.encode(batch if isinstance(batch, Batch) else Batch.of(batch))
        finally:
            free.put(encoder)

    return encode


@functools.cache
def _say(line: str) -> None:
    """Print a line once in this process."""
    print(line, flush=True)


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
