"""Does the score fall along a setting (wider, deeper, longer), or does it look so by chance? Page's test.

Page (1963) asks whether the treatments of a randomised block design stand in an order that was named beforehand. Here a
treatment is a value of the setting, such as hidden size 128, and a block is everything that runs of one comparison have
in common: the other setting and the seed, which decides the order of the stories. Within a block only ranks count, so
blocks may lie at quite different losses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import stats

FEWEST_VALUES, FEWEST_BLOCKS = 3, 2
"""Below which SciPy has no test."""


@dataclass(frozen=True)
class Trend:
    """Whether scores fall from each value of a setting to the next."""

    p_value: float
    """Of Page's test: how often as clear an order comes up where the setting does not matter."""
    blocks: int
    values: int
    fell: int
    """Neighbouring values of a block with a lower score at the second one, of `steps`."""
    steps: int
    left_out: int = 0
    """Blocks without a score for one of the values."""

    def in_words(self, setting: str, what: str = "The score", rises: bool = False) -> str:
        """A sentence for a table; `rises` where the negatives of what should rise were tested."""
        way = "rise" if rises else "fall"
        verdict = f"tends to {way}" if self.p_value < 0.05 else f"does not surely {way}"
        left_out = f" ({self.left_out} incomplete left out)" if self.left_out else ""
        return (
            f"{what} {verdict} as {setting} grows: in {self.fell} of {self.steps} steps from one of {self.values} "
            f"values to the next, in {self.blocks} blocks{left_out}; Page's test p = {self.p_value:.2g}."
        )


def trend(scores: Mapping[Any, Mapping[float, float]]) -> Trend | None:
    """Page's test of a fall, from the scores of each block by the value of the setting.

    Blocks without a score for one of the values are left out; None where fewer than `FEWEST_BLOCKS` or `FEWEST_VALUES`
    are left.
    """
    values = sorted({value for block in scores.values() for value in block})
    whole = [[block[value] for value in values] for block in scores.values() if len(block) == len(values)]
    if len(values) < FEWEST_VALUES or len(whole) < FEWEST_BLOCKS:
        return None
    found = stats.page_trend_test(-np.array(whole))
    steps = [later < earlier for block in whole for earlier, later in pairwise(block)]
    return Trend(float(found.pvalue), len(whole), len(values), sum(steps), len(steps), len(scores) - len(whole))
