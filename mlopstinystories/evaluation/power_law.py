"""A power law through the best runs at each compute: loss = scale · FLOPs^-exponent, with an interval.

Only the frontier counts (paper, section 8): runs that no other run beats with as little or less compute. The line is
fitted to the logarithms by least squares; the interval of the exponent is Student's, from the scatter around the line.
It says how well these runs lie on a line, not that the line goes on beyond them. A loss that cannot be undercut bends
the line; over one or two decades that is not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST = 3
"""Points on the frontier, below which there is no interval."""


@dataclass(frozen=True)
class PowerLaw:
    """loss = scale · FLOPs^-exponent."""

    scale: float
    exponent: float
    low: float
    """Of the exponent, 95 %."""
    high: float
    points: int

    def at(self, flops: float) -> float:
        """The loss that the line has at so many operations."""
        return float(self.scale * flops**-self.exponent)


def frontier(flops: Sequence[float], losses: Sequence[float]) -> list[int]:
    """Indices of the runs that no run with as little or less compute beats, by compute."""
    best, found = float("inf"), []
    for index in sorted(range(len(flops)), key=lambda index: (flops[index], losses[index])):
        if losses[index] < best:
            best = losses[index]
            found.append(index)
    return found


def fit_power_law(flops: Sequence[float], losses: Sequence[float]) -> PowerLaw | None:
    """The line through the frontier; None with fewer than `FEWEST` points on it."""
    chosen = frontier(flops, losses)
    if len(chosen) < FEWEST:
        return None
    line = stats.linregress(np.log([flops[index] for index in chosen]), np.log([losses[index] for index in chosen]))
    reach = float(stats.t.isf(0.025, len(chosen) - 2) * line.stderr)
    return PowerLaw(float(np.exp(line.intercept)), -line.slope, -line.slope - reach, -line.slope + reach, len(chosen))
