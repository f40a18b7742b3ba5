"""A run from settings to its folder, interrupted and continued, at a tiny size."""

import json
import math

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from mlopstinystories.errors import DiskFullError, RunError, SettingsError, TrainingError
from mlopstinystories.records import read_rows
from mlopstinystories.training import checkpoint, experiment, loop
from mlopstinystories.training.experiment import train
from mlopstinystories.training.tracking import TIMING_FIELDS
from tests.conftest import compose


class PowerCutError(Exception):
    """Stands for anything that ends a process without a word."""


def without_timing(rows):
    return [{key: value for key, value in row.items() if key not in TIMING_FIELDS} for row in rows]


def weights(folder):
    return load_file(folder / "model.safetensors")


def assert_same_run(one, other):
    assert without_timing(read_rows(one / "metrics.jsonl")) == without_timing(read_rows(other / "metrics.jsonl"))
    assert read_rows(one / "samples.jsonl") == read_rows(other / "samples.jsonl")
    first, second = weights(one), weights(other)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture
def cut_power_at(monkeypatch):
    """Make the training step that would be step N raise, once."""

    def arrange(step):
        real = loop.training_step

        def breaking(state, *arguments):
            if state.progress.step + 1 == step:
                monkeypatch.setattr(loop, "training_step", real)
                raise PowerCutError
            return real(state, *arguments)

        monkeypatch.setattr(loop, "training_step", breaking)

    return arrange


def test_a_run_folder_is_a_stock_hugging_face_folder_with_its_records(tiny_settings, places):
    folder = train(tiny_settings, places, "first")

    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    prompt = tokenizer("Once upon", return_tensors="pt")
    assert model.generate(**prompt, max_new_tokens=3, do_sample=False).shape[1] > prompt["input_ids"].shape[1]
    assert tokenizer.eos_token == "<|endoftext|>"
    assert model.config.eos_token_id == tokenizer.eos_token_id
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["status"] == "finished"
    assert record["result"]["ended_by"] == "max_steps"
    assert record["result"]["tokens"] == 12 * 256
    assert record["settings"]["model"]["hidden_size"] == 32
    card = (folder / "README.md").read_text(encoding="utf-8")
    for fact in ("bits per byte", "text_files", "12; the weights here are of step", "tokens a second", "cores"):
        assert fact in card


def test_metrics_hold_training_and_validation_lines(tiny_settings, places):
    rows = read_rows(train(tiny_settings, places, "first") / "metrics.jsonl")

    assert [row["step"] for row in rows if row["kind"] == "train"] == [5, 10, 12]
    assert [row["step"] for row in rows if row["kind"] == "validation"] == [6, 12]
    assert rows[0]["loss"] == pytest.approx(math.log(300), rel=0.1)
    assert rows[0]["tokens"] == 5 * 256


def test_the_loss_falls(tiny_settings, places):
    tiny_settings.max_steps = 60
    rows = read_rows(train(tiny_settings, places, "first") / "metrics.jsonl")

    scores = [row["bits_per_byte"] for row in rows if row["kind"] == "validation"]
    assert scores[-1] < scores[0] < 4.5


def test_accumulated_micro_batches_give_the_gradient_of_the_whole_batch(tiny_settings, places):
    whole = train(tiny_settings, places, "whole")
    tiny_settings.micro_batch_size = 3  # of 4 sequences: an uneven rest
    parts = train(tiny_settings, places, "parts")

    for name, tensor in weights(whole).items():
        torch.testing.assert_close(weights(parts)[name], tensor, atol=2e-4, rtol=1e-2)


def test_another_seed_is_another_run(tiny_settings, places):
    first = train(tiny_settings, places, "first")
    tiny_settings.seed = 1
    second = train(tiny_settings, places, "second")

    assert not torch.equal(*(weights(f)["transformer.wte.weight"] for f in (first, second)))


def test_a_finished_run_is_left_alone(tiny_settings, places, capsys):
    folder = train(tiny_settings, places, "first")
    before = (folder / "model.safetensors").stat().st_mtime_ns

    train(tiny_settings, places, "first")

    assert "is finished; nothing to do" in capsys.readouterr().out
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_other_settings_under_the_same_name_are_refused(tiny_settings, places):
    train(tiny_settings, places, "first")
    tiny_settings.optimizer.learning_rate = 0.5

    with pytest.raises(RunError, match=r"optimizer.learning_rate=0.002 there, optimizer.learning_rate=0.5 now"):
        train(tiny_settings, places, "first")


def test_a_damaged_checkpoint_falls_back_to_the_one_before(tiny_settings, places, cut_power_at, capsys):
    undisturbed = train(tiny_settings, places, "undisturbed")
    cut_power_at(10)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "interrupted")
    file = places.models / "interrupted" / "checkpoints" / "step_8" / "optimizer.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)

    continued = train(tiny_settings, places, "interrupted")

    output = capsys.readouterr().out
    assert "optimizer.safetensors has changed since it was written" in output
    assert "from step_4" in output
    assert_same_run(undisturbed, continued)


def test_checkpoints_that_are_kept(tiny_settings, places):
    tiny_settings.max_steps, tiny_settings.checkpoint_every = 14, 3
    folder = train(tiny_settings, places, "first")

    names = {path.name for path in checkpoint.all_checkpoints(folder)}
    assert [path.name for path in checkpoint.whole_checkpoints(folder)] == ["step_12", "step_14"]
    assert names == {"step_1", "step_2", "step_4", "step_8", "step_12", "step_14"}
    for name in names:
        AutoModelForCausalLM.from_pretrained(folder / "checkpoints" / name)


def test_the_best_weights_are_kept_not_the_last(tiny_settings, places, monkeypatch):
    scores = iter([2.0, 9.0, 9.0])
    real = experiment.score_stories

    def planted(*arguments, **named):
        score = real(*arguments, **named)
        monkeypatch.setattr(type(score), "bits_per_byte", next(scores))
        return score

    monkeypatch.setattr(experiment, "score_stories", planted)
    folder = train(tiny_settings, places, "first")

    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["result"]["best_step"] == 6
    last = weights(folder / "checkpoints" / "step_12")
    assert not torch.equal(weights(folder)["transformer.wte.weight"], last["transformer.wte.weight"])


def test_a_model_that_does_not_start_at_random_is_stopped_before_it_learns(tiny_settings, places):
    tiny_settings.model.initializer_range = 3.0

    with pytest.raises(TrainingError, match=r"guesses evenly among 300 tokens"):
        train(tiny_settings, places, "first")


def test_a_batch_that_is_no_whole_number_of_contexts_is_refused(tiny_settings, places):
    tiny_settings.batch_size_tokens = 100

    with pytest.raises(SettingsError, match=r"not a multiple of the model's context of 64.*batch_size_tokens=64"):
        train(tiny_settings, places, "first")


def test_a_full_disk_during_a_checkpoint_leaves_the_earlier_ones_whole(tiny_settings, places, monkeypatch):
    real = checkpoint.save_file

    def full(tensors, path):
        if "step_8" in str(path):
            real(tensors, path)
            raise OSError(28, "No space left on device")
        real(tensors, path)

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(DiskFullError, match="The disk is full"):
        train(tiny_settings, places, "first")
    monkeypatch.setattr(checkpoint, "save_file", real)

    names = sorted(path.name for path in (places.models / "first" / "checkpoints").iterdir())
    assert names == ["step_1", "step_2", "step_4"]
    assert_same_run(train(tiny_settings, places, "undisturbed"), train(tiny_settings, places, "first"))


def test_a_budget_in_seconds_ends_the_run_and_says_so(tiny_settings, places):
    tiny_settings.max_steps, tiny_settings.budget = None, "1s"

    folder = train(tiny_settings, places, "first")

    result = json.loads((folder / "record.json").read_text(encoding="utf-8"))["result"]
    assert result["ended_by"] == "budget"
    assert result["train_seconds"] == pytest.approx(1.0, abs=0.5)


def test_any_other_family_trains_by_configuration(tiny_overrides, places):
    parameters = (
        "{hidden_size: 16, intermediate_size: 32, num_hidden_layers: 1, num_attention_heads: 2, "
        "num_key_value_heads: 1, max_position_embeddings: 64}"
    )
    settings = compose("debug", *tiny_overrides, "model=llama", f"model.parameters={parameters}")

    folder = train(settings, places, "llama")

    assert AutoModelForCausalLM.from_pretrained(folder).config.model_type == "llama"
