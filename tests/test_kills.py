"""The benchmark of kills kills, goes on, compares, and finds a difference where there is one."""

import random

import pytest

from benchmarks import common, kills
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.paths import folders
from mlopstinystories.records import read_json
from mlopstinystories.training.experiment import train


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The pipeline's folders, with the data set made; runs of a few steps."""
    real = kills.settings

    def short(variant):
        what = real(variant)
        what.max_steps, what.data.train_stories, what.data.validation_stories = 6, 30, 5
        return what

    monkeypatch.setattr(kills, "settings", short)
    what = short(kills.VARIANTS[0])
    make_dataset(what.data, what.tokenizer, folders(tmp_path), cleaning=what.cleaning)
    return folders(tmp_path)


def test_a_killed_run_is_gone_on_with_and_compared(places, monkeypatch):
    patience = iter([True, False])

    def in_this_process(action, patience_s):
        """In the place of a fork: the first attempt of the killed run dies before it begins."""
        if patience_s is not None and next(patience):
            return False
        action()
        return True

    monkeypatch.setattr(kills, "forked", in_this_process)

    run = kills.one_run(kills.VARIANTS[0], places, random.Random(0), 5, float("inf"))

    assert (run["attempts"], run["kills"], run["differences"]) == (2, 1, [])


def test_differences_are_found(places):
    what = kills.settings(kills.VARIANTS[0])
    one = train(what, places, "one")
    what.seed = 1
    other = train(what, places, "other")

    found = kills.differences(one, other)

    assert {"metrics.jsonl", "model.safetensors"} <= set(found)


def test_the_kept_result_can_be_shown():
    result = read_json(common.RESULTS / "kills.json")

    assert "| all | " in kills.table(result)
    assert not any(run["differences"] for run in result["runs"])
