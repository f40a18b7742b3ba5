"""Whether PyTorch's compiler (`torch.compile`) computes the steps: decided before the first one, from measured times.

Compiling takes tens of seconds, so it has to pay within the run. On CPUs it never did (docs/source/experiments.md):
`compile=auto` takes it on GPUs alone, after a trial, and says what came of it. The choice is kept in `record.json` and
taken again when the run goes on, so that continuing is exact; the trial is no part of the training time.

Compiled is GPT-Neo's body, from tokens to the last layer norm, where PyTorch's operators stand in for the loops in C;
the loss, the optimizer, scoring and telling are not.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from transformers import GPTNeoForCausalLM

from mlopstinystories.data.loader import Batches
from mlopstinystories.device import Device
from mlopstinystories.errors import SettingsError
from mlopstinystories.models.gpt_neo import Body, hidden_states
from mlopstinystories.models.loss import mean_nats, own_loss
from mlopstinystories.settings import Compile, GPTNeoSettings, TrainSettings
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.checkpoint import TrainingState

SAMPLES = 5
SHORTEST_S = 240.0
"""Of training that is left: on an H200 a command took some 16 s longer and steps a third less time
(docs/source/recipes.md); elsewhere a trial costs up to a minute."""
FASTER = 0.03
"""Compiled steps have to be so much faster to be taken: below that it is noise."""


def choose_body(
    state: TrainingState, batches: Batches, settings: TrainSettings, device: Device, before: dict[str, Any]
) -> tuple[bool, str]:
    """Give `state` its body; whether it is compiled, and what there is to say of it.

    `before` is the record of the run that goes on. Weights and random numbers stay as they are. Raises `SettingsError`
    where `compile=on` cannot be.
    """
    cannot = _obstacle(state)
    if settings.compile is Compile.on and cannot:
        raise SettingsError(f"compile=on cannot be: {cannot}. Use compile=auto or compile=off.")
    if settings.compile is Compile.off or cannot:
        return False, f"not used: {cannot}" if cannot else "off"
    known = before.get("compiled") if state.progress.step and before["settings"].get("compile") == "auto" else None
    if settings.compile is Compile.auto and known is None:
        return _by_trial(state, batches, settings, device)
    if settings.compile is Compile.auto and not known:
        return False, "not used, as before"
    cost_s, _ = _tried(state, compiled_body(), batches, settings, device)
    return True, f"compiled in {cost_s:.0f} s"


def compiled_body() -> Body:
    """`hidden_states`, compiled for each shape of its input by itself."""
    body: Body = torch.compile(hidden_states, dynamic=False)
    return body


def _obstacle(state: TrainingState) -> str | None:
    if not isinstance(state.model, GPTNeoForCausalLM):
        return f"the body of a {state.model.config.model_type} is the library's own"
    if state.engine.processes.size > 1:
        return "several processes train together"
    return None


def _by_trial(state: TrainingState, batches: Batches, settings: TrainSettings, device: Device) -> tuple[bool, str]:
    if device.device.type != "cuda":
        return False, "not used: on a CPU it was 3 % faster at best, after 32 s of compiling"
    plain_s = _seconds_a_pass(state, batches, settings, device)
    progress = state.progress
    left = Budget.of(settings).steps(progress.step, progress.elapsed_s, plain_s) - progress.step
    if left * plain_s < SHORTEST_S:
        return False, f"not tried: about {left * plain_s:.0f} s of training are left, {SHORTEST_S:.0f} would be enough"
    cost_s, compiled_s = _tried(state, compiled_body(), batches, settings, device)
    found = f"{1e3 * compiled_s:.1f} ms a forward and backward pass, {1e3 * plain_s:.1f} without, after {cost_s:.0f} s"
    if compiled_s > plain_s * (1 - FASTER):
        state.body = hidden_states
        return False, f"tried and not used: {found}"
    return True, f"used: {found}"


def _tried(
    state: TrainingState, body: Body, batches: Batches, settings: TrainSettings, device: Device
) -> tuple[float, float]:
    """Seconds of the first pass, which compiles, and of a later one; the state keeps the body."""
    state.body = body
    start_s = time.perf_counter()
    try:
        settled_s = _seconds_a_pass(state, batches, settings, device)
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # the compiler and what it calls raise dozens of kinds
        raise SettingsError(
            f"PyTorch could not compile this model here: {type(error).__name__}: {str(error).splitlines()[0]} "
            "Train without it: compile=off."
        ) from error
    return time.perf_counter() - start_s - SAMPLES * settled_s, settled_s


def _seconds_a_pass(state: TrainingState, batches: Batches, settings: TrainSettings, device: Device) -> float:
    """The median over passes through the first micro-batch, after one that is not counted."""
    batch = batches.batch(state.progress.next_batch)
    inputs_BT, targets_BT = (torch.from_numpy(part[: settings.micro_batch_size]).to(device.device) for part in batch)
    document_mask = isinstance(settings.model, GPTNeoSettings) and settings.model.document_mask
    random_state, samples = torch.get_rng_state(), []
    with torch.random.fork_rng(enabled=device.device.type == "cuda"):
        for _ in range(SAMPLES + 1):
            start_s = time.perf_counter()
            with device.autocast():
                loss = step_loss(state)(inputs_BT, targets_BT, document_mask)
            loss.backward()
            loss.item()
            samples.append(time.perf_counter() - start_s)
            state.model.zero_grad()
    torch.set_rng_state(random_state)
    return statistics.median(samples[1:])


def step_loss(state: TrainingState) -> Callable[[torch.Tensor, torch.Tensor, bool], torch.Tensor]:
    """The loss that a step minimises, of inputs, targets and whether there is a document mask."""

    def loss(inputs_BT: torch.Tensor, targets_BT: torch.Tensor, document_mask: bool) -> torch.Tensor:
        if state.own_loss:
            return state.engine(own_loss, state.own_loss, inputs_BT, targets_BT, document_mask, state.body)
        return state.engine(mean_nats, inputs_BT, targets_BT, document_mask, state.body)

    return loss
