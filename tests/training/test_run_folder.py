"""How a run is named, and to whom its folder belongs."""

import pytest

from mlopstinystories.errors import RunError, SettingsError
from mlopstinystories.records import write_json
from mlopstinystories.settings import (
    AdamWSettings,
    BpeSettings,
    GPTNeoSettings,
    ScheduleSettings,
    ScheduleShape,
    StoryworldSettings,
    TrainSettings,
    check_run_name,
)
from mlopstinystories.training.run_folder import Standing, default_name, settings_of_result, standing


def some_settings(**changes):
    return TrainSettings(
        data=StoryworldSettings(),
        tokenizer=BpeSettings(),
        model=GPTNeoSettings("tiny", num_layers=2, num_heads=2, hidden_size=8),
        optimizer=AdamWSettings(),
        schedule=ScheduleSettings(ScheduleShape.constant),
        **{"max_steps": 3, **changes},
    )


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ([], "quick"),
        (["model.num_layers=2"], "quick+model.num_layers=2"),
        (["model=8M", "seed=1"], "quick+model=8M+seed=1"),
        (["root=/tmp/x", "run=mine", "checkpoint_every=5", "profiler.steps=9", "overwrite=true"], "quick"),
        (["data.train_path='../my stories/*.txt'"], "quick+data.train_path=..-mystories--.txt"),
        (["+experiment=replication_1M"], "quick+experiment=replication_1M"),
    ],
)  # fmt: skip
def test_the_default_name_tells_what_changes_the_result(overrides, name):
    assert default_name("quick", overrides) == name


def test_long_names_are_cut_and_stay_different():
    first, second = (default_name("quick", [f"data.train_path={'x' * 200}{end}"]) for end in "ab")

    assert len(first) == 120
    assert first != second
    check_run_name(first)


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", ".hidden", "", "a b"])
def test_a_name_that_is_no_folder_is_refused(name):
    with pytest.raises(SettingsError, match="cannot name a folder"):
        check_run_name(name)


def test_a_new_an_unfinished_and_a_finished_run(tmp_path):
    settings = some_settings()
    record = {"settings": settings_of_result(settings)}

    assert standing(tmp_path / "run", settings) is Standing.new
    write_json(tmp_path / "run" / "record.json", {**record, "status": "unfinished"})
    assert standing(tmp_path / "run", settings) is Standing.unfinished
    write_json(tmp_path / "run" / "record.json", {**record, "status": "finished"})
    assert standing(tmp_path / "run", settings) is Standing.finished


def test_other_settings_under_the_same_name_are_refused_naming_the_difference(tmp_path):
    write_json(tmp_path / "record.json", {"settings": settings_of_result(some_settings()), "status": "finished"})
    changed = some_settings(seed=7)
    changed.model.num_layers = 4

    with pytest.raises(RunError, match=r"model.num_layers=2 there, model.num_layers=4 now; seed=0 there, seed=7 now"):
        standing(tmp_path, changed)


def test_settings_without_effect_on_the_weights_may_change(tmp_path):
    write_json(tmp_path / "record.json", {"settings": settings_of_result(some_settings()), "status": "unfinished"})

    assert standing(tmp_path, some_settings(log_every=1, checkpoint_every=2)) is Standing.unfinished


def test_overwrite_empties_the_folder(tmp_path):
    write_json(tmp_path / "run" / "record.json", {"settings": {}, "status": "finished"})

    assert standing(tmp_path / "run", some_settings(overwrite=True)) is Standing.new
    assert not (tmp_path / "run").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")

    with pytest.raises(RunError, match="is not a run"):
        standing(tmp_path, some_settings())
