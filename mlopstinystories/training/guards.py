"""Checks in plain words that stop a training which cannot succeed; each looks at numbers that are there anyway.

They exist because each of these faults has cost somebody a run: targets taken from the neighbouring story, a tokenizer
of another model, a loss that is not a number.
"""

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from mlopstinystories.data.loader import Batches
from mlopstinystories.errors import DivergenceError, TrainingError
from mlopstinystories.settings import TrainSettings

INITIAL_LOSS_TOLERANCE = 0.1
"""Share of ln V. With GPT-Neo's initial weights (standard deviation 0.02) the first loss exceeds ln V by at most
0.0002 · hidden_size nats, 0.2 at the paper's widest; a model that sees its own targets is further off."""

SPIKE_WINDOW = 50
"""Steps whose mean loss is what a leap is measured against."""
GRADIENT_TOLERANCE = 0.05
"""Share by which finite differences may miss the gradient; a wrong formula misses it by far more."""
CLOCK_JUMP_S = 30.0
"""Corrections by a time server are smaller."""


def check_targets(inputs_BT: np.ndarray, targets_BT: np.ndarray) -> None:
    """Every target must be the next token of the same row; raises `TrainingError`."""
    if inputs_BT.shape != targets_BT.shape or not np.array_equal(inputs_BT[:, 1:], targets_BT[:, :-1]):
        raise TrainingError(
            "The targets are not the inputs one step later in time: the model would learn to predict another text. "
            f"Expected targets[:, t] == inputs[:, t + 1], shapes {inputs_BT.shape} and {targets_BT.shape}. Mend what "
            "makes the batches (mlopstinystories/data/loader.py)."
        )


def check_vocabulary(tokenizer_size: int, embedding_rows: int, largest_id: int) -> None:
    """The tokenizer, the model and the stored tokens must speak of the same vocabulary; raises `TrainingError`."""
    if tokenizer_size != embedding_rows or largest_id >= embedding_rows:
        raise TrainingError(
            f"Tokenizer, model and data do not match: the tokenizer has {tokenizer_size} entries, the model's "
            f"embedding {embedding_rows} rows, and the largest token in the data is {largest_id}. Make the data set "
            "again with the tokenizer of this run."
        )


def check_initial_loss(loss: float, vocab_size: int) -> None:
    """A model that has learned nothing guesses evenly: its loss is near ln V; raises `TrainingError`."""
    expected = math.log(vocab_size)
    if not abs(loss - expected) <= INITIAL_LOSS_TOLERANCE * expected:
        raise TrainingError(
            f"The loss before the first step is {loss:.3f} nats a token, but a model that has learned nothing guesses "
            f"evenly among {vocab_size} tokens: expected {expected:.3f} (ln V) within "
            f"{INITIAL_LOSS_TOLERANCE:.0%}. Either the weights do not start at random (see initializer_range), or "
            "inputs and targets do not fit together."
        )


def check_sound(loss: float, gradient_norm: float, recent_nats: Sequence[float], settings: TrainSettings) -> None:
    """Stop an update before it is made when the loss is not a number, or leaps; raises `DivergenceError`."""
    if not math.isfinite(loss):
        raise DivergenceError(f"The loss is {loss}")
    if not math.isfinite(gradient_norm):
        raise DivergenceError(f"The loss is {loss:.3f}, and its gradient is not finite (norm {gradient_norm})")
    if settings.loss_spike is not None and len(recent_nats) >= SPIKE_WINDOW:
        mean = sum(recent_nats) / len(recent_nats)
        if loss > mean + settings.loss_spike:
            raise DivergenceError(
                f"The loss leapt to {loss:.3f}, more than loss_spike={settings.loss_spike} above {mean:.3f}, the mean "
                f"of the last {len(recent_nats)} steps"
            )


def check_gradient(error: float) -> None:
    """The gradient must be the slope of the loss; `error` is the share by which it is not. Raises `TrainingError`."""
    if not error <= GRADIENT_TOLERANCE:
        raise TrainingError(
            f"The gradient of the first batch is not the slope of the loss: finite differences miss it by {error:.1%}, "
            f"expected at most {GRADIENT_TOLERANCE:.0%}. A formula of the model's backward pass is wrong "
            "(mlopstinystories/models/loss.py, gpt_neo.py, attention.py)."
        )


def epoch_ended(batches: Batches, next_batch: int, stories: int) -> str | None:
    """What to say when the batch before `next_batch` was the last of the first, second, fourth, eighth … epoch."""
    before, after = int(batches.epochs(next_batch - 1)), int(batches.epochs(next_batch))
    if after <= before or after.bit_length() <= before.bit_length():
        return None
    times = "once" if after == 1 else f"{after} times"
    return f"All {stories:,} training stories have been read {times}; epoch {after + 1} repeats them in another order."


class ClockGuard:
    """Notices when the clock on the wall goes another way than time: the computer slept, or its clock was set."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._difference_s = wall() - steady()

    def jumped(self) -> str | None:
        """What to say when the clock jumped since the last call."""
        before_s, self._difference_s = self._difference_s, self._wall() - self._steady()
        jump_s = self._difference_s - before_s
        if abs(jump_s) < CLOCK_JUMP_S:
            return None
        way = "forwards" if jump_s > 0 else "backwards"
        return (
            f"The clock jumped {way} by {abs(jump_s):,.0f} s: the computer slept, or its clock was set. Training time "
            "is counted by another clock, so budget and tokens a second are right; dates in the record follow the jump."
        )
