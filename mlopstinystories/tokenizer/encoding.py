"""Stories to token ids, many times as fast as one call of the library for each: every distinct piece is encoded once.

A byte-level BPE encodes each piece of a text for itself (`pieces.py`), and stories repeat their pieces: twelve million
bytes of TinyStories have three million pieces, and twelve thousand different ones. So the library encodes each
different piece when it first comes by, and from then on its ids are looked up. They are the library's own, whatever is
in its vocabulary. Batches are encoded on threads, while the caller reads the next stories and writes the last ids;
numpy and pyarrow do nearly all of the work, and do it without Python's lock.

The price is a memory of all pieces that were met; it starts anew when it holds too many. A tokenizer that cuts text in
another way than GPT-2 goes through the library's own `encode_batch_fast`, and says so.
"""

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mlopstinystories.tokenizer.pieces import SEPARATOR, PieceScanner, is_gpt2, spelled
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, not_unicode

BATCH_BYTES = 2 * 2**20
"""A batch of stories closes at this size too: small enough for the processor's cache, large enough for numpy."""
MOST_PIECES = 500_000
"""Different pieces that are remembered; the whole of TinyStories has fewer. 200 bytes each."""
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
    tokenizer: StoryTokenizer, stories: Iterable[str], batch_size: int = 5000
) -> Iterator[EncodedStories]:
    """Encode stories on all processor cores, at most `batch_size` at a time, in their order.

    Memory is bounded by some batches, whatever the number of stories; as many are drawn ahead. Raises `TokenizerError`
    for a story with half a character (a lone surrogate).
    """
    if not is_gpt2(tokenizer.tokenizer):
        print("This tokenizer does not cut text by GPT-2's rule: it encodes at the library's own speed.", flush=True)
        for batch in batches(stories, batch_size):
            yield _encode_plainly(tokenizer.tokenizer, batch)
        return
    threads = cores()
    encoder = _PieceEncoder(tokenizer.tokenizer)
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


def joined(batch: list[bytes]) -> bytes:
    """Stories as `PieceScanner.scan` reads them."""
    return SEPARATOR.join([b"", *batch, b""])


def _encode_plainly(tokenizer: Tokenizer, batch: list[bytes]) -> EncodedStories:
    encodings = tokenizer.encode_batch_fast([story.decode() for story in batch], add_special_tokens=False)
    lengths = np.array([len(encoding) for encoding in encodings], dtype=np.int64)
    flat = chain.from_iterable(encoding.ids for encoding in encodings)
    ids = np.fromiter(flat, dtype=np.uint32, count=int(lengths.sum()))
    return EncodedStories(ids, lengths, np.array([len(story) for story in batch], dtype=np.int64))


class _PieceEncoder:
    """The ids of every piece that was met, and of each batch by looking them up. Threads may share one."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._model = tokenizer.model
        self._lock = threading.Lock()
        self._scanners = threading.local()
        self._forget()

    def encode(self, batch: list[bytes]) -> EncodedStories:
        """The ids of the stories of a batch."""
        scanner: PieceScanner | None = getattr(self._scanners, "scanner", None)
        if scanner is None:
            scanner = self._scanners.scanner = PieceScanner()
        pieces = scanner.scan(joined(batch))
        counts, ids = self._look_up(pieces.distinct)
        return EncodedStories(
            *_expand(pieces.codes_P, counts, ids, pieces.distinct.index(SEPARATOR) if len(batch) > 1 else -1),
            np.fromiter(map(len, batch), dtype=np.int64, count=len(batch)),
        )

    def _look_up(self, distinct: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """How many ids each piece has, and the ids of all of them one after the other."""
        with self._lock:
            known = self._known
            new = [piece for piece in distinct if piece not in known]
            if len(known) + len(new) > MOST_PIECES:
                self._forget()
                known = self._known
                new = [piece for piece in distinct if piece not in known]
            for piece in new:
                known[piece] = tuple(token.id for token in self._model.tokenize(spelled(piece)))
            found = [known[piece] for piece in distinct]
        counts = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        return counts, np.fromiter(chain.from_iterable(found), dtype=np.uint32, count=int(counts.sum()))

    def _forget(self) -> None:
        self._known: dict[bytes, tuple[int, ...]] = {SEPARATOR: ()}


def _expand(
    codes_P: NDArray[np.int32], counts: NDArray[np.int64], ids: NDArray[np.uint32], separator: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The ids of a text from the ids of its distinct pieces, and the number of tokens between its separators.

    Nearly every piece is one token, so those are copied as they stand, and only the others are spread out.
    """
    first_id = np.cumsum(counts) - counts
    others = np.flatnonzero((counts != 1)[codes_P])
    other_codes = codes_P[others]
    other_counts = counts[other_codes]
    more = np.cumsum(other_counts - 1)
    begins = others + more - (other_counts - 1)
    # A range for each of the others: first the place of its first id, then how far into the piece an id stands.
    within = np.arange(other_counts.sum()) - np.repeat(np.cumsum(other_counts) - other_counts, other_counts)
    places = np.repeat(begins, other_counts) + within
    ids_of_text = np.empty(len(codes_P) + (int(more[-1]) if len(more) else 0), np.uint32)
    is_single = np.ones(len(ids_of_text), np.bool_)
    is_single[places] = False
    ids_of_text[places] = ids[np.repeat(first_id[other_codes], other_counts) + within]
    singles = np.append(ids, 0)[np.minimum(first_id, len(ids))][codes_P]  # a piece without ids may stand at the end
    ids_of_text[is_single] = np.delete(singles, others)
    bounds = np.concatenate(([0], begins[other_codes == separator], [len(ids_of_text)]))
    return ids_of_text, np.diff(bounds)


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
