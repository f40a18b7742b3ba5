"""Checks in plain words that stop a training which cannot succeed; each costs one look at the first batch or step.

They exist because each of these faults has cost somebody a run: targets taken from the neighbouring story, a tokenizer
of another model, a loss that is not a number.
"""

import math

import numpy as np

from mlopstinystories.errors import TrainingError

INITIAL_LOSS_TOLERANCE = 0.1
"""Share of ln V. With GPT-Neo's initial weights (standard deviation 0.02) the first loss exceeds ln V by at most
0.0002 · hidden_size nats, 0.2 at the paper's widest; a model that sees its own targets is further off."""


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


def check_finite(loss: float, step: int, learning_rate: float) -> None:
    """Stop as soon as the loss is not a number; raises `TrainingError`."""
    if not math.isfinite(loss):
        raise TrainingError(
            f"The loss is {loss} at step {step} (learning rate {learning_rate:.2g}). Nothing learned after that would "
            "be of use, so the training stops; the last checkpoint is whole. A smaller optimizer.learning_rate, a "
            "longer schedule.warmup_fraction or precision=fp32 usually mends it."
        )
