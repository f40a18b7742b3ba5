"""Intervals at 95 %: Wilson's for a share of independent answers, the bootstrap for a ratio of sums.

Several completions of one beginning, or the tokens of one story, resemble one another. So the bootstrap draws whole
groups (beginnings, stories) with replacement, and divides sums, as the scores themselves do.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Z: float = 1.959963984540054
"""The two-sided 95 % quantile of the normal distribution."""
RESAMPLES = 1_000
_WEIGHTS_IN_MEMORY = 2**22


@dataclass(frozen=True)
class Estimate:
    """A value, its 95 % interval, and how many independent groups it rests on; None where there is none to give."""

    value: float | None
    low: float | None
    high: float | None
    groups: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON; a missing interval comes with the reason."""
        found: dict[str, Any] = {"value": self.value, "low": self.low, "high": self.high, "groups": self.groups}
        if self.low is None:
            few = self.groups < 2
            found["no_interval"] = "fewer than two groups to draw from" if few else "all groups have the same value"
        return found


def wilson(right: int, of: int) -> Estimate:
    """The share `right / of` with Wilson's score interval, which holds near 0 and 1 too."""
    assert 0 <= right <= of, f"{right} right answers of {of}"
    if not of:
        return Estimate(None, None, None, 0)
    share, denominator = right / of, 1 + Z**2 / of
    centre = (share + Z**2 / (2 * of)) / denominator
    half = Z / denominator * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    # at 0 and at 1 the bounds are exact, but for the last digit of the arithmetic
    return Estimate(share, min(share, centre - half), max(share, centre + half), of)


def bootstrap_ratios(
    numerators_GK: NDArray[np.float64], denominators_GK: NDArray[np.float64], seed: int = 0
) -> list[Estimate]:
    """For each of K columns, sum of numerators / sum of denominators over G groups, with a percentile interval.

    All columns share their resamples. A group without a denominator does not count for its column.
    """
    groups = (denominators_GK > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values_K = numerators_GK.sum(axis=0) / denominators_GK.sum(axis=0)
        draws_RK = _resampled_ratios(numerators_GK, denominators_GK, seed)
    estimates = []
    for column, (value, count) in enumerate(zip(values_K, groups, strict=True)):
        drawn = draws_RK[:, column]
        drawn = drawn[np.isfinite(drawn)]
        if count < 2:
            estimates.append(Estimate(float(value) if count else None, None, None, int(count)))
            continue
        low, high = (float(bound) for bound in np.quantile(drawn, (0.025, 0.975)))
        spread = low < high  # without it, resampling cannot tell how rare another value is
        estimates.append(Estimate(float(value), low if spread else None, high if spread else None, int(count)))
    return estimates


def bootstrap_ratio(numerators_G: NDArray[np.float64], denominators_G: NDArray[np.float64], seed: int = 0) -> Estimate:
    """`bootstrap_ratios` of a single column."""
    return bootstrap_ratios(numerators_G[:, None], denominators_G[:, None], seed)[0]


def bootstrap_mean(values_G: NDArray[np.float64], seed: int = 0) -> Estimate:
    """The mean of one value a group."""
    return bootstrap_ratio(values_G, np.ones_like(values_G), seed)


def _resampled_ratios(
    numerators_GK: NDArray[np.float64], denominators_GK: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """The ratios of `RESAMPLES` draws of G groups with replacement, (R, K)."""
    count = len(numerators_GK)
    if not count:
        return np.full((RESAMPLES, numerators_GK.shape[1]), np.nan)
    rng, found = np.random.default_rng(seed), []
    rows = max(1, _WEIGHTS_IN_MEMORY // count)
    for first in range(0, RESAMPLES, rows):
        weights_RG = rng.multinomial(count, np.full(count, 1 / count), size=min(rows, RESAMPLES - first))
        found.append((weights_RG @ numerators_GK) / (weights_RG @ denominators_GK))
    return np.concatenate(found)
