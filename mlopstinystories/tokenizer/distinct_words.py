"""Stories to token ids without a compiler: the library encodes every distinct word once, and the ids are put together.

The price of the plain way is time: a tenth of the speed of the compiled loops, about that of the library's own call on
many stories.
"""

from collections.abc import Iterator

import numpy as np

from mlopstinystories.tokenizer.encoded import Batch, EncodedStories
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer
from mlopstinystories.tokenizer.words import SEPARATOR, find_words, told_apart

MOST_WORDS = 300_000
"""Different words that are remembered; some 200 bytes each."""
LONGEST_WORD = 100
"""Bytes of a word that is remembered; a text without blanks is one word, and does not come again."""


class WordEncoder:
    """The tokens of stories from the ids of their words. One thread at a time may use it."""

    def __init__(self, tokenizer: StoryTokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[bytes, bytes] = {}

    def encode(self, batch: Batch) -> EncodedStories:
        """The tokens of some stories."""
        dtype = self._tokenizer.dtype
        words = told_apart(*find_words(list(batch)))
        ids = list(self._ids(words.distinct))
        counts = np.fromiter(map(len, ids), np.int64, len(ids)) // dtype.itemsize
        tokens = np.frombuffer(b"".join(map(ids.__getitem__, words.codes.tolist())), dtype)
        is_end = words.codes == words.distinct.index(SEPARATOR)
        ends = np.cumsum(counts[words.codes])[is_end]
        return EncodedStories(tokens, np.diff(ends, prepend=0) - 1, batch.sizes)

    def _ids(self, words: list[bytes]) -> Iterator[bytes]:
        """The bytes of the ids of each word; new ones are encoded together."""
        tokenizer, known = self._tokenizer, self._known
        if len(known) > MOST_WORDS or not known:
            known.clear()
            known[SEPARATOR] = np.array([tokenizer.end_of_text_id], tokenizer.dtype).tobytes()
        new = [word for word in words if word not in known]
        encodings = tokenizer.tokenizer.encode_batch_fast([word.decode() for word in new], add_special_tokens=False)
        found = {
            word: np.array(encoding.ids, tokenizer.dtype).tobytes()
            for word, encoding in zip(new, encodings, strict=True)
        }
        known.update((word, ids) for word, ids in found.items() if len(word) <= LONGEST_WORD)
        return (found[word] if word in found else known[word] for word in words)
