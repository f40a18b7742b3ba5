"""Each guard stops the fault that it is there for, and lets a sound training pass."""

import numpy as np
import pytest

from mlopstinystories.data.loader import Batches
from mlopstinystories.errors import DivergenceError, TrainingError
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


@pytest.mark.parametrize(("loss", "norm"), [(float("nan"), 1.0), (float("inf"), 1.0), (3.0, float("nan"))])
def test_a_loss_or_a_gradient_that_is_not_a_number_is_a_divergence(loss, norm, tiny_settings):
    with pytest.raises(DivergenceError, match="The loss is"):
        guards.check_sound(loss, norm, [], tiny_settings)


def test_a_leap_is_measured_against_the_last_fifty_steps(tiny_settings):
    guards.check_sound(9.0, 1.0, [2.0] * 49, tiny_settings)
    guards.check_sound(4.0, 1.0, [2.0] * 50, tiny_settings)
    with pytest.raises(DivergenceError, match=r"leapt to 4\.100, more than loss_spike=2\.0 above 2\.000, the mean"):
        guards.check_sound(4.1, 1.0, [2.0] * 50, tiny_settings)
    tiny_settings.loss_spike = None
    guards.check_sound(9.0, 1.0, [2.0] * 50, tiny_settings)


@pytest.mark.parametrize(
    ("step", "said"), [(4, None), (5, "once; epoch 2 repeats"), (6, None), (15, None), (20, "4 times")]
)
def test_the_first_second_fourth_epoch_is_announced_when_it_ends(step, said):
    batches = Batches(np.zeros(5 * 2 * 4 + 1, dtype=np.uint16), context=4, batch_size=2, seed=0)

    text = guards.epoch_ended(batches, step, stories=3)

    assert text is None if said is None else f"All 3 training stories have been read {said}" in text


@pytest.mark.parametrize(
    ("jump_s", "said"), [(7200, "forwards by 7,200 s"), (-3600, "backwards by 3,600 s"), (5, None)]
)
def test_a_clock_that_jumps_is_noticed_once(jump_s, said):
    wall, steady = [1000.0], [5.0]
    clock = guards.ClockGuard(lambda: wall[0], lambda: steady[0])
    wall[0], steady[0] = wall[0] + 1 + jump_s, steady[0] + 1

    text = clock.jumped()

    assert text is None if said is None else f"The clock jumped {said}" in text
    assert clock.jumped() is None
