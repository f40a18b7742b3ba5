"""Is one recipe better than another? The difference in bits per byte, with everything that is uncertain about it.

Side a is the baseline, side b the idea. Both are trained once for each of S seeds, and every model is scored on the
same I held-out stories. A difference measured like that has two causes of chance, and both count here:

    seeds     another initialisation and another order of the text would have given other models
    stories   other held-out stories would have favoured one of the two models more, or less

Let x_si be the bits of side b minus those of side a on story i with seed s, b_i the bytes of that story, B = Σ b_i.

    d_s = Σ_i x_si / B                     difference of the pair with seed s, in bits per byte
    D   = mean of d_s                      the estimate; negative: the idea is better
    u_si = (x_si - d_s b_i) I / B          what story i adds to the ratio d_s (linearised)

Seeds and stories are crossed: every seed meets every story. The analysis of variance of a crossed design gives

    var(D) = s²(d_s) / S  +  max(0, s²(ū_i) / I - s²(u_si - ū_i) / (S I))

The first term holds what seeds do, the interaction of seeds with stories included; the second what is left of the
stories once that interaction is taken out, so that it is not counted twice. Degrees of freedom follow Satterthwaite
(1946), and the interval is Student's: with three seeds it is honest, and wide.

Looking again after more runs is allowed, and is paid for: the k-th look at a comparison may err with the share α / 2ᵏ,
which adds up to less than α over any number of looks. The price is a wider interval than a single look would need.

S seeds, I stories.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

Array = npt.NDArray[np.float64]

MOST_PAIRS = 1_000
"""Where the search for the number of runs ends; beyond it the answer is that runs will not settle it."""


class Verdict(StrEnum):
    """The answer to: is the idea better?"""

    yes = "yes"
    """The whole interval lies below zero."""
    no = "no"
    """The idea is worse, or an improvement as large as the smallest that matters is excluded."""
    cannot_tell = "cannot tell yet"


@dataclass(frozen=True)
class Difference:
    """Side b minus side a in bits per byte; negative: b is better."""

    pairs: int
    stories: int
    a_bits_per_byte: float
    """Mean over the seeds."""
    b_bits_per_byte: float
    a_noise: float | None
    """Standard deviation of side a over its seeds; None with a single one."""
    b_noise: float | None
    estimate: float
    seed_variance: float | None
    """Of the estimate, by the seeds; None with a single one, since then nothing is known about it."""
    story_variance: float
    """Of the estimate, by the stories."""
    degrees_of_freedom: float | None
    alpha: float
    """The interval misses the true difference with this probability."""
    low: float | None
    high: float | None

    @property
    def relative(self) -> float:
        """The estimate as a share of side a."""
        return self.estimate / self.a_bits_per_byte


def alpha_of_look(look: int, alpha: float = 0.05) -> float:
    """The share of `alpha` that the look number `look` (from 1) may spend: a half, a quarter, an eighth, ..."""
    return float(alpha * 0.5**look)


def compare(a_bits_SI: Array, b_bits_SI: Array, bytes_I: Array, alpha: float) -> Difference:
    """The difference between two sides; row s of both was trained with the same seed, column i is the same story.

    Args:
        a_bits_SI: Bits (not nats) of each story under each model of side a.
        b_bits_SI: Likewise of side b.
        bytes_I: UTF-8 bytes of each story, its end counted as one.
        alpha: How often the interval may miss, such as 0.05.
    """
    assert a_bits_SI.shape == b_bits_SI.shape == (len(a_bits_SI), len(bytes_I)), "the same seeds and stories"
    S, I = a_bits_SI.shape  # noqa: E741 - the letter of the formula
    assert I > 1, "one story says nothing about others"
    total_bytes = bytes_I.sum()
    a_S, b_S = a_bits_SI.sum(axis=1) / total_bytes, b_bits_SI.sum(axis=1) / total_bytes
    d_S = b_S - a_S
    u_SI = (b_bits_SI - a_bits_SI - d_S[:, None] * bytes_I) * (I / total_bytes)
    story_variance = float(u_SI.mean(axis=0).var(ddof=1) / I)
    seed_variance = freedom = low = high = None
    estimate = float(d_S.mean())
    if S > 1:
        residuals_SI = u_SI - u_SI.mean(axis=0)
        interaction = float((residuals_SI**2).sum() / ((S - 1) * (I - 1)) / (S * I))
        story_variance = max(0.0, story_variance - interaction)
        seed_variance = float(d_S.var(ddof=1) / S)
        freedom = satterthwaite(seed_variance, S - 1, story_variance, I - 1)
        reach = float(stats.t.isf(alpha / 2, freedom)) * math.sqrt(seed_variance + story_variance)
        low, high = estimate - reach, estimate + reach
    return Difference(
        pairs=S,
        stories=I,
        a_bits_per_byte=float(a_S.mean()),
        b_bits_per_byte=float(b_S.mean()),
        a_noise=float(a_S.std(ddof=1)) if S > 1 else None,
        b_noise=float(b_S.std(ddof=1)) if S > 1 else None,
        estimate=estimate,
        seed_variance=seed_variance,
        story_variance=story_variance,
        degrees_of_freedom=freedom,
        alpha=alpha,
        low=low,
        high=high,
    )


def satterthwaite(first: float, first_freedom: float, second: float, second_freedom: float) -> float:
    """Degrees of freedom of a sum of two estimated variances (Satterthwaite 1946)."""
    below = first**2 / first_freedom + second**2 / second_freedom
    return (first + second) ** 2 / below if below > 0 else first_freedom


def verdict(difference: Difference, smallest: float) -> Verdict:
    """The answer that the interval allows; `smallest` is the share of side a that an improvement must reach to matter.

    `yes` asks for less than `smallest`: an improvement that is certain is one, however small.
    """
    if difference.low is None or difference.high is None:
        return Verdict.cannot_tell
    if difference.high < 0:
        return Verdict.yes
    if difference.low > -smallest * difference.a_bits_per_byte:
        return Verdict.no  # that includes an idea that is worse
    return Verdict.cannot_tell


def pairs_needed(difference: Difference, smallest: float, alpha: float, power: float = 0.8) -> int | None:
    """Pairs of runs, those at hand included, after which a verdict comes with the probability `power`.

    It takes the difference and the noise that were measured for the true ones; both are uncertain while runs are few,
    so the answer is a guess that gets better with each look. `alpha` is that of the look to come. None: even
    `MOST_PAIRS` pairs would not do, because the held-out stories are too few or the difference is too small.
    """
    if difference.seed_variance is None:
        return None
    variance_a_pair = difference.seed_variance * difference.pairs
    margin = smallest * difference.a_bits_per_byte
    pairs = np.arange(2, MOST_PAIRS + 1)
    total = variance_a_pair / pairs + difference.story_variance
    if not total.all():
        return difference.pairs
    below = (variance_a_pair / pairs) ** 2 / (pairs - 1) + difference.story_variance**2 / (difference.stories - 1)
    freedom = total**2 / below
    reach, error = stats.t.isf(alpha / 2, freedom), np.sqrt(total)
    # the noncentral t: how far the estimate will lie from each border, in its own estimated standard errors
    better = stats.nct.cdf(-reach, freedom, difference.estimate / error)
    excluded = stats.nct.sf(reach, freedom, (difference.estimate + margin) / error)
    enough = np.flatnonzero(np.maximum(np.nan_to_num(better), np.nan_to_num(excluded)) >= power)
    return max(int(pairs[enough[0]]), difference.pairs) if len(enough) else None
