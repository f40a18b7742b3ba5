"""What encoding gives: the tokens of some stories, and how long each story is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


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


def sizes_of(batch: list[bytes]) -> NDArray[np.int64]:
    """The bytes of each story, shape (stories,)."""
    return np.fromiter(map(len, batch), np.int64, len(batch))
