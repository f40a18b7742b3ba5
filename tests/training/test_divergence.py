"""What a training does when it diverges: it names the place, and stops or goes back."""

import json

import pytest
import torch

from mlopstinystories.errors import DivergenceError
from mlopstinystories.records import read_rows
from mlopstinystories.settings import OnDivergence
from mlopstinystories.training import checkpoint, divergence, experiment, loop
from mlopstinystories.training.experiment import train


@pytest.fixture
def spoil(monkeypatch):
    """Do something to the model before the training step that would be step N, or would learn from batch N - 1."""

    def arrange(step, action, by_batch=False):
        real = loop.training_step

        def spoiled(state, *arguments):
            number = state.progress.next_batch if by_batch else state.progress.step
            if number + 1 == step:
                action(state.model)
            return real(state, *arguments)

        monkeypatch.setattr(loop, "training_step", spoiled)

    return arrange


def put_nan(name):
    def action(model):
        with torch.no_grad():
            model.get_parameter(name)[0] = float("nan")

    return action


def test_weights_that_are_not_numbers_are_named_with_step_batch_and_stories(tiny_settings, places, spoil):
    spoil(6, put_nan("transformer.h.1.mlp.c_fc.weight"))

    with pytest.raises(DivergenceError) as error:
        train(tiny_settings, places, "first")

    message = str(error.value)
    assert "The loss is nan at step 6, learning from batch 5, whose windows begin in the training stories " in message
    assert "the weights transformer.h.1.mlp.c_fc.weight are not finite" in message
    assert "The checkpoint of step 4 is whole" in message
    assert [path.name for path in checkpoint.whole_checkpoints(places.models / "first")] == ["step_4"]


def test_activations_that_overflow_are_named(tiny_settings, places):
    run = experiment.prepare(tiny_settings, places, places.models / "first")
    model = experiment.new_state(run).model
    tokens_BT = torch.zeros(1, 4, dtype=torch.long)
    with torch.no_grad():
        model.get_parameter("transformer.h.1.mlp.c_fc.weight").fill_(1e38)

    assert divergence.explanation(model, tokens_BT, tokens_BT) == (
        "the activations of transformer.h.1.mlp.c_fc are not finite, its weights are"
    )


def test_going_back_passes_over_the_batches_since_the_checkpoint(tiny_settings, places, spoil, capsys):
    tiny_settings.on_divergence = OnDivergence.rewind
    spoil(7, put_nan("transformer.wte.weight"), by_batch=True)

    folder = train(tiny_settings, places, "first")

    assert "Going back to step 4, and on from batch 7 (rewind 1 of 3)." in capsys.readouterr().out
    assert [row["step"] for row in read_rows(folder / "metrics.jsonl")] == [5, 6, 10, 12, 12]
    result = json.loads((folder / "record.json").read_text(encoding="utf-8"))["result"]
    assert (result["steps"], result["rewinds"]) == (12, 1)


def test_going_back_in_vain_ends_after_three_times(tiny_settings, places, spoil):
    tiny_settings.on_divergence = OnDivergence.rewind
    spoil(6, put_nan("transformer.wte.weight"))

    with pytest.raises(DivergenceError, match="Going back 3 times has not helped"):
        train(tiny_settings, places, "first")


def test_a_leap_of_the_loss_is_a_divergence(tiny_settings, places, spoil):
    tiny_settings.max_steps, tiny_settings.loss_spike = 60, 0.5

    def scramble(model):
        with torch.no_grad():
            model.get_parameter("transformer.wte.weight").mul_(-30)

    spoil(55, scramble)
    with pytest.raises(
        DivergenceError, match=r"The loss leapt to .*loss_spike=0.5 above .*the last 50 steps at step 55"
    ):
        train(tiny_settings, places, "first")


def test_the_gradient_of_a_sound_model_is_the_slope_of_its_loss(tiny_settings, places, capsys):
    tiny_settings.check_gradient = True
    tiny_settings.max_steps = 1

    train(tiny_settings, places, "first")

    assert "gradient check: finite differences agree within" in capsys.readouterr().out


def test_a_wrong_gradient_is_found(tiny_settings, places, monkeypatch):
    tiny_settings.check_gradient = True
    real = divergence.mean_nats

    def twice_the_gradient(*arguments):
        nats = real(*arguments)
        return 2 * nats - nats.detach()

    monkeypatch.setattr(divergence, "mean_nats", twice_the_gradient)
    with pytest.raises(experiment.guards.TrainingError, match=r"not the slope of the loss: .* miss it by 50"):
        train(tiny_settings, places, "first")
