"""A training that diverged: what was not finite, in which layer, on which stories; and the way back.

The loop raises `DivergenceError` before it makes the update, so the weights are still those with which the loss was
computed, and the same batch can be looked at again.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from mlopstinystories.data.loader import Batches
from mlopstinystories.data.packing import Split
from mlopstinystories.errors import DivergenceError
from mlopstinystories.models.generation import evaluation_mode
from mlopstinystories.models.loss import mean_nats
from mlopstinystories.settings import OnDivergence, TrainSettings
from mlopstinystories.training.checkpoint import TrainingState, load_newest_checkpoint, newest_step
from mlopstinystories.training.tracking import Tracker

STORIES_NAMED = 8
MENDS = "A smaller optimizer.learning_rate, a longer schedule.warmup_fraction or precision=fp32 usually mends it"
MOST_REWINDS = 3
SEQUENCES_CHECKED = 4


def recover(
    found: DivergenceError,
    folder: Path,
    settings: TrainSettings,
    stories: Split,
    state: TrainingState,
    batches: Batches,
    tracker: Tracker,
) -> str:
    """Go back to the newest checkpoint, and beyond the batches that came after it; returns what there is to say of it.

    Raises `DivergenceError` with the whole explanation when the settings say to stop, or going back has not helped.
    """
    state.optimizer.zero_grad()  # the update for which these gradients were made is not made
    state.scaler.update()
    progress = state.progress
    batch, rewinds, newest = progress.next_batch, progress.rewinds, newest_step(folder)
    device = next(state.model.parameters()).device
    inputs_BT, targets_BT = (torch.from_numpy(part).to(device) for part in batches.batch(batch))
    model = state.engine.whole_model()
    what = (
        f"{found} at step {progress.step + 1:,}, learning from batch {batch:,}, whose windows begin in the training "
        f"stories {stories_of_batch(stories, batches, batch)}; {explanation(model, inputs_BT, targets_BT)}."
    )
    if settings.on_divergence is OnDivergence.stop or newest is None:
        whole = "There is no checkpoint yet" if newest is None else f"The checkpoint of step {newest:,} is whole"
        raise DivergenceError(
            f"{what} The training stops before that update. {whole}. {MENDS}; on_divergence=rewind goes back to a "
            "checkpoint and passes over the batches since."
        )
    if rewinds == MOST_REWINDS:
        raise DivergenceError(f"{what} Going back {rewinds} times has not helped, so the training stops. {MENDS}.")
    load_newest_checkpoint(folder, state)
    tracker.cut_back(progress.written, progress.step)
    progress.skipped_batches, progress.rewinds = batch + 1 - progress.step, rewinds + 1
    return (
        f"{what} Going back to step {progress.step:,}, and on from batch {progress.next_batch:,} (rewind {rewinds + 1} "
        f"of {MOST_REWINDS})."
    )


def explanation(model: PreTrainedModel, inputs_BT: torch.Tensor, targets_BT: torch.Tensor) -> str:
    """The first thing that is not finite: weights, activations or gradients, with the name of the layer."""
    for name, parameter in model.named_parameters():
        if not parameter.isfinite().all():
            return f"the weights {name} are not finite"
    layer = _first_bad_activation(model, inputs_BT)
    if layer is not None:
        return f"the activations of {layer} are not finite, its weights are"
    model.zero_grad()
    mean_nats(model, inputs_BT, targets_BT).backward()
    bad = [name for name, weight in model.named_parameters() if weight.grad is not None and not _finite(weight.grad)]
    model.zero_grad()
    if bad:
        # a gradient flows from the output back, so the last layer that has a bad one is where it arose
        return f"weights and activations are finite, the gradients of {bad[-1]} are not"
    return "weights, activations and gradients are finite in fp32"


def stories_of_batch(split: Split, batches: Batches, batch: int) -> str:
    """The numbers of the training stories in which the windows of a batch begin."""
    stories = np.searchsorted(split.starts, batches.starts(batch), side="right") - 1
    named = sorted({int(min(max(story, 0), split.stories - 1)) for story in stories})
    more = f" and {len(named) - STORIES_NAMED} more" if len(named) > STORIES_NAMED else ""
    return ", ".join(f"{story:,}" for story in named[:STORIES_NAMED]) + more


def gradient_error(model: PreTrainedModel, inputs_BT: torch.Tensor, targets_BT: torch.Tensor) -> float:
    """By which share the slope of the loss along its gradient differs from the gradient's norm.

        slope = (L(w + ε·g/|g|) - L(w - ε·g/|g|)) / 2ε,    which is |g| for a right gradient g and a small ε

    In fp32, without dropout; the weights are afterwards what they were.
    """
    model.zero_grad()
    was_training = model.training
    model.eval()
    mean_nats(model, inputs_BT, targets_BT).backward()
    pairs = [(weight, weight.grad.clone()) for weight in model.parameters() if weight.grad is not None]
    norm = torch.nn.utils.get_total_norm([gradient for _, gradient in pairs]).item()
    before = [weight.detach().clone() for weight, _ in pairs]
    step, losses = 1e-2, []
    with torch.no_grad():
        for sign in (1, -1):
            for (weight, gradient), old in zip(pairs, before, strict=True):
                weight.copy_(old + gradient * (sign * step / norm))
            losses.append(mean_nats(model, inputs_BT, targets_BT).item())
        for (weight, _), old in zip(pairs, before, strict=True):
            weight.copy_(old)
    model.zero_grad()
    model.train(was_training)
    return abs((losses[0] - losses[1]) / (2 * step) / norm - 1)


def _first_bad_activation(model: PreTrainedModel, inputs_BT: torch.Tensor) -> str | None:
    """The first module, in the order of computing, with an output that is not finite; None when all are."""
    bad: list[str] = []

    def look(name: str, _module: nn.Module, _inputs: object, output: object) -> None:
        if not all(_finite(tensor) for tensor in _tensors(output)):
            bad.append(name)

    named = [(name, module) for name, module in model.named_modules() if name]
    hooks = [module.register_forward_hook(partial(look, name)) for name, module in named]
    try:
        with evaluation_mode(model):
            model(input_ids=inputs_BT, use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return bad[0] if bad else None


def _tensors(output: object) -> Iterator[torch.Tensor]:
    if isinstance(output, torch.Tensor):
        yield output
    elif isinstance(output, (tuple, list)):
        for part in output:
            yield from _tensors(part)


def _finite(tensor: torch.Tensor) -> bool:
    return not tensor.is_floating_point() or bool(tensor.isfinite().all())
