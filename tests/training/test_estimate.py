"""Whether a training fits is told before it begins, with what would fit."""

import json

import pytest
import torch

from mlopstinystories.errors import DiskFullError, SettingsError
from mlopstinystories.training import estimate, experiment, micro_batch
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.estimate import Needs, check_disk, check_memory
from mlopstinystories.training.experiment import train
from mlopstinystories.training.progress import Forecast

MIB = 2**20
SOME = Needs(states=400 * MIB, activations=800 * MIB, checkpoint=300 * MIB, snapshot=100 * MIB)


def test_states_are_exact_for_adamw_and_muon(tiny_settings, places):
    run = experiment.prepare(tiny_settings, places, places.models / "first")
    state = experiment.new_state(run)
    parameters = sum(weight.numel() for weight in state.model.parameters())

    found = estimate.needs(state.model.config, tiny_settings.optimizer, 4, torch.device("cpu"))

    assert found.states == 4 * 4 * parameters
    assert found.activations > estimate.activation_bytes(state.model.config, 1, torch.device("cpu")) > 0


def test_what_fits_is_let_pass():
    assert check_memory(SOME, 1200 * MIB, 8, 100 * MIB, "model=8M") is None
    assert check_memory(SOME, None, 8, 100 * MIB, "model=8M") is None


def test_what_may_not_fit_is_warned_of():
    said = check_memory(SOME, 1000 * MIB, 8, 100 * MIB, "model=8M")

    assert "model=8M needs about 1,200 MiB of memory (400 for weights" in said
    assert "It may not fit. What fits: micro_batch_size=6;" in said


def test_what_cannot_fit_is_refused_with_what_would():
    with pytest.raises(SettingsError, match=r"and 600 MiB are free\. What fits: micro_batch_size=2;"):
        check_memory(SOME, 600 * MIB, 8, 100 * MIB, "model=8M")
    with pytest.raises(SettingsError, match="Not even one sequence at a time fits: take a smaller model"):
        check_memory(SOME, 450 * MIB, 8, 100 * MIB, "model=8M")


def test_a_disk_without_room_for_the_checkpoints_is_told_before_training(tmp_path):
    check_disk(SOME, 2100 * MIB, tmp_path)
    with pytest.raises(DiskFullError, match=r"grow to about 2,100 MiB .* 2,000 MiB are free .*root=/another/folder"):
        check_disk(SOME, 2000 * MIB, tmp_path)


def test_a_run_without_memory_does_not_begin(tiny_settings, places, monkeypatch):
    monkeypatch.setattr(experiment, "free_memory_bytes", lambda _: MIB)

    with pytest.raises(SettingsError, match="1 MiB are free"):
        train(tiny_settings, places, "first")

    assert not (places.models / "first").exists()


def test_the_sizes_that_are_tried_are_halves_of_the_batch():
    assert micro_batch.candidates(8) == [8, 4, 2, 1]
    assert micro_batch.candidates(5) == [5, 3, 2, 1]


def test_the_largest_size_that_no_other_beats_clearly_is_chosen():
    assert micro_batch.choose({8: 10.2, 4: 10.0, 2: 11.0}) == 8
    assert micro_batch.choose({8: 10.9, 4: 10.0, 2: 11.0}) == 4


def test_a_measured_micro_batch_is_kept_and_taken_again(tiny_settings, places, monkeypatch):
    tiny_settings.find_micro_batch = True
    monkeypatch.setattr(experiment, "fastest_micro_batch", lambda *_: (2, {4: 2.0, 2: 1.0}))
    train(tiny_settings, places, "first")
    record = json.loads((places.models / "first" / "record.json").read_text(encoding="utf-8"))
    assert record["micro_batch_size"] == 2
    monkeypatch.setattr(experiment, "fastest_micro_batch", lambda *_: pytest.fail("it was measured already"))
    tiny_settings.max_steps = 14

    train(tiny_settings, places, "first")


def test_measuring_leaves_weights_and_random_numbers_as_they_are(tiny_settings, places):
    tiny_settings.model.resid_dropout = 0.1
    run = experiment.prepare(tiny_settings, places, places.models / "first")
    state = experiment.new_state(run)
    before, random_state = state.model.transformer.wte.weight.clone(), torch.get_rng_state()

    rows, found = micro_batch.fastest_micro_batch(
        state, experiment.new_batches(run, state.model), run.device, False, None
    )

    assert rows in found
    assert found.keys() == {4, 2, 1}
    assert torch.equal(state.model.transformer.wte.weight, before)
    assert torch.equal(torch.get_rng_state(), random_state)


def test_a_forecast_is_made_once_from_the_steps_after_the_first_ones():
    forecast = Forecast(Budget(max_steps=1000, batch_size_tokens=512), step=10)

    said = [forecast.after_step(step, 100.0 + step * 0.5) for step in range(11, 30)]

    (text,) = [one for one in said if one]
    assert said.index(text) == 7
    assert text.startswith(
        "measured 1,024 tokens a second: about 1,000 steps (512,000 tokens) in 10:00 min of training"
    )


def test_a_budget_in_seconds_is_forecast_in_steps():
    assert Budget(max_seconds=60, batch_size_tokens=512).steps(10, 5.0, 0.5) == 10 + 110
    assert Budget(max_tokens=5120, batch_size_tokens=512).steps(3, 5.0, 0.5) == 10


def test_a_record_says_what_made_the_run_and_lists_its_sessions(tiny_settings, places):
    train(tiny_settings, places, "first")
    tiny_settings.max_steps = 14
    folder = train(tiny_settings, places, "first")

    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert [session["from_step"] for session in record["sessions"]] == [0, 12]
    assert record["seed"] == 0
    assert record["code"]["sources"] == record["sessions"][0]["code"]["sources"]
    assert {"OMP_NUM_THREADS"} <= record["environment"].keys()
    assert "processor_joules" in record["result"]
