"""Where in the context and where in the story a model predicts well, with intervals over stories.

Positions in the context are grouped by doubling (0, 1, 2-3, 4-7, …), since the loss falls roughly with their logarithm;
stories in quarters of their tokens. A position is the number of tokens that the model has read in its window before
the last one: stories longer than the context begin anew at 0.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlopstinystories.evaluation.intervals import bootstrap_ratio, bootstrap_ratios

PARTS = ("first quarter", "second quarter", "third quarter", "last quarter")


class LossProfile:
    """Adds up the nats that `score_stories` shows to its observer, for each story apart."""

    def __init__(self, stories: int, context: int) -> None:
        self.positions = _doubling(context)
        self._starts = np.array([first for first, _ in self.positions])
        self._nats_GP = np.zeros((stories, len(self.positions)))
        self._targets_GP = np.zeros((stories, len(self.positions)))
        self._nats_GQ = np.zeros((stories, len(PARTS)))
        self._targets_GQ = np.zeros((stories, len(PARTS)))

    def observe(self, story: int, first_target: int, story_targets: int, nats_T: NDArray[np.float32]) -> None:
        """One window of a story; see `Observer` in `loss.py`."""
        places_T = np.arange(len(nats_T))
        bucket_T = np.searchsorted(self._starts, places_T, side="right") - 1
        np.add.at(self._nats_GP[story], bucket_T, nats_T)
        np.add.at(self._targets_GP[story], bucket_T, 1)
        part_T = (first_target + places_T) * len(PARTS) // story_targets
        np.add.at(self._nats_GQ[story], part_T, nats_T)
        np.add.at(self._targets_GQ[story], part_T, 1)

    @property
    def story_nats(self) -> NDArray[np.float64]:
        """Nats of each story, (G,)."""
        found: NDArray[np.float64] = self._nats_GP.sum(axis=1)
        return found

    def as_dict(self, bytes_G: NDArray[np.int64]) -> dict[str, Any]:
        """Intervals of the whole loss, and nats per token by position and by part.

        Args:
            bytes_G: UTF-8 bytes of each scored story, and one for its end.
        """
        whole = bootstrap_ratio(self.story_nats / math.log(2), bytes_G.astype(np.float64))
        by_token = bootstrap_ratio(self.story_nats, self._targets_GP.sum(axis=1))
        by_position = bootstrap_ratios(self._nats_GP, self._targets_GP)
        by_part = bootstrap_ratios(self._nats_GQ, self._targets_GQ)
        names = [f"{first}" if first == last else f"{first}-{last}" for first, last in self.positions]
        return {
            "bits_per_byte": whole.as_dict(),
            "nats_per_token": by_token.as_dict(),
            "by_position": {name: one.as_dict() for name, one in zip(names, by_position, strict=True) if one.groups},
            "by_part": {name: one.as_dict() for name, one in zip(PARTS, by_part, strict=True)},
        }


def _doubling(context: int) -> list[tuple[int, int]]:
    """(first, last) of each group of positions: 0, 1, 2-3, 4-7, … up to the end of the context."""
    firsts = [0, *(2**power for power in range(max(context - 1, 1).bit_length()) if 2**power < context)]
    return list(zip(firsts, [*(first - 1 for first in firsts[1:]), context - 1], strict=True))
