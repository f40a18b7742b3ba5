"""What encoding takes and gives: some stories as places in one text; their tokens, and how long each story is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Batch:
    """Some stories in UTF-8. Nothing is made for each of them, until somebody goes through them."""

    text: bytes
    """All of them, and perhaps something between."""
    begins: NDArray[np.int64]
    """Where each begins in `text`, shape (stories,)."""
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, stories: Sequence[bytes]) -> "Batch":
        """Stories that have been made already."""
        sizes = np.fromiter(map(len, stories), np.int64, len(stories))
        ends = np.cumsum(sizes)
        return cls(b"".join(stories), ends - sizes, ends)

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """The stories of several batches."""
        return batches[0] if len(batches) == 1 else cls.of([story for batch in batches for story in batch])

    def __len__(self) -> int:
        return len(self.begins)

    def __iter__(self) -> Iterator[bytes]:
        return map(self.text.__getitem__, map(slice, self.begins.tolist(), self.ends.tolist()))

    def only(self, which: NDArray[Any] | slice) -> "Batch":
        """Those of the stories that a mask, numbers or a slice choose."""
        return Batch(self.text, self.begins[which], self.ends[which])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The bytes of each story, shape (stories,)."""
        return self.ends - self.begins


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
