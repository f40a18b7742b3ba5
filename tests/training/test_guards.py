"""Each guard stops the fault that it is there for, and lets a sound training pass."""

import numpy as np
import pytest

from mlopstinystories.errors import TrainingError
from mlopstinystories.training import guards


def test_targets_are_inputs_one_step_later_in_time():
    stream = np.arange(10)
    guards.check_targets(stream[None, 0:4], stream[None, 1:5])


def test_targets_from_the_neighbouring_story_are_refused():
    """The fatal fault of a public first build: `model(batch[:-1], labels=batch[1:])` cuts the batch axis, not time."""
    batch_BT = np.arange(20).reshape(4, 5) * 7 % 11

    with pytest.raises(TrainingError, match="not the inputs one step later in time"):
        guards.check_targets(batch_BT[:-1], batch_BT[1:])


def test_targets_that_are_the_inputs_themselves_are_refused():
    batch_BT = np.arange(20).reshape(4, 5)

    with pytest.raises(TrainingError, match="one step later"):
        guards.check_targets(batch_BT, batch_BT)


@pytest.mark.parametrize("loss", [8.318, 8.2, 8.6])
def test_an_untrained_model_loses_about_ln_v(loss):
    guards.check_initial_loss(loss, vocab_size=4096)


@pytest.mark.parametrize("loss", [0.5, 6.0, 12.0, float("nan"), float("inf")])
def test_another_initial_loss_is_refused(loss):
    with pytest.raises(TrainingError, match=r"expected 8\.318 \(ln V\)"):
        guards.check_initial_loss(loss, vocab_size=4096)


@pytest.mark.parametrize(("tokenizer", "rows", "largest"), [(512, 500, 400), (512, 512, 512)])
def test_a_tokenizer_of_another_model_is_refused(tokenizer, rows, largest):
    with pytest.raises(TrainingError, match="do not match"):
        guards.check_vocabulary(tokenizer, rows, largest)


def test_a_loss_that_is_not_a_number_names_the_step():
    with pytest.raises(TrainingError, match="nan at step 17"):
        guards.check_finite(float("nan"), step=17, learning_rate=1.0)
