"""Schedules and budgets as tables of literals."""

import pytest

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import ScheduleSettings, ScheduleShape, seconds
from mlopstinystories.training.budget import Budget, Stopwatch
from mlopstinystories.training.schedule import learning_rate_factor


@pytest.mark.parametrize(
    ("shape", "fraction", "factor"),
    [
        ("constant", 0.0, 0.0),
        ("constant", 0.05, 0.5),
        ("constant", 0.1, 1.0),
        ("constant", 1.0, 1.0),
        ("cosine", 0.1, 1.0),
        ("cosine", 0.55, 0.6),
        ("cosine", 1.0, 0.2),
        ("wsd", 0.05, 0.5),
        ("wsd", 0.5, 1.0),
        ("wsd", 0.75, 0.6),
        ("wsd", 1.0, 0.2),
        ("wsd", 7.0, 0.2),
    ],
)
def test_learning_rate_over_the_budget(shape, fraction, factor):
    further = {"constant": {}, "cosine": {"final_fraction": 0.2}, "wsd": {"decay_fraction": 0.5, "final_fraction": 0.2}}
    settings = ScheduleSettings(ScheduleShape(shape), warmup_fraction=0.1, **further[shape])

    assert learning_rate_factor(fraction, settings) == pytest.approx(factor)


def test_without_warmup_the_first_step_has_the_full_rate():
    settings = ScheduleSettings(ScheduleShape.cosine, warmup_fraction=0.0, final_fraction=0.0)
    assert learning_rate_factor(0.0, settings) == 1.0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"shape": "constant", "final_fraction": 0.1}, "schedule=constant has no schedule.final_fraction"),
        ({"shape": "cosine", "final_fraction": 0.1, "decay_fraction": 0.4}, "has no schedule.decay_fraction"),
        ({"shape": "cosine"}, "schedule=cosine needs schedule.final_fraction"),
        ({"shape": "wsd", "final_fraction": 0.0, "decay_fraction": 0.99}, "together exceed the budget"),
    ],
)
def test_a_setting_that_a_schedule_does_not_have_is_refused(values, message):
    with pytest.raises(SettingsError, match=message):
        ScheduleSettings(**values | {"shape": ScheduleShape(values["shape"])})


@pytest.mark.parametrize(("text", "expected"), [("90s", 90.0), ("10m", 600.0), ("1.5h", 5400.0), ("2d", 172_800.0)])
def test_durations(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["10", "ten minutes", "-1m", "0s", "1w", ""])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(SettingsError, match="Write a number and a unit"):
        seconds(text)


def test_a_budget_in_steps():
    budget = Budget(max_steps=4)

    assert [budget.fraction(step, 99.0) for step in (0, 1, 4, 5)] == [0.0, 0.25, 1.0, 1.0]
    assert [budget.ended_by(step, 99.0) for step in (3, 4)] == [None, "max_steps"]


def test_a_budget_in_tokens_is_rounded_up_to_whole_steps():
    budget = Budget(max_tokens=1000, batch_size_tokens=300)

    assert [budget.ended_by(step, 0.0) for step in (3, 4)] == [None, "max_tokens"]


def test_a_budget_in_seconds():
    budget = Budget(max_seconds=60.0)

    assert budget.fraction(10_000, 15.0) == 0.25
    assert [budget.ended_by(10_000, elapsed_s) for elapsed_s in (59.9, 60.0)] == [None, "budget"]


def test_of_two_limits_the_first_that_is_reached_ends_the_run():
    budget = Budget(max_steps=100, max_seconds=10.0)

    assert budget.fraction(50, 1.0) == 0.5
    assert budget.fraction(50, 9.0) == 0.9
    assert budget.ended_by(50, 10.0) == "budget"
    assert budget.ended_by(100, 1.0) == "max_steps"


def test_the_stopwatch_stands_still_while_evaluating_and_goes_on_from_a_stored_duration():
    instants = iter([100.0, 103.0, 200.0, 204.0])
    watch = Stopwatch(elapsed_s=10.0, clock=lambda: next(instants))

    watch.start()  # at 100
    watch.stop()  # at 103
    assert watch.elapsed_s == 13.0
    watch.start()  # at 200
    assert watch.elapsed_s == 17.0  # at 204
