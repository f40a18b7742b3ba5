"""The training loop, over plain PyTorch; it fits on a screen, and so does the step.

B sequences, T tokens of context.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.profiler import record_function

from mlopstinystories.data.loader import Batches
from mlopstinystories.device import Device
from mlopstinystories.errors import DivergenceError
from mlopstinystories.settings import GPTNeoSettings, TrainSettings
from mlopstinystories.training import guards
from mlopstinystories.training.budget import Budget, Stopwatch
from mlopstinystories.training.checkpoint import TrainingState, is_snapshot_step
from mlopstinystories.training.compiling import step_loss
from mlopstinystories.training.distributed import whole
from mlopstinystories.training.progress import Display
from mlopstinystories.training.schedule import schedule_of
from mlopstinystories.training.tracking import Tracker


def give_up(found: DivergenceError) -> None:
    """Let a divergence end the training."""
    raise found


STOPPED = "stopped"
"""What ended a loop that was asked to end before its budget was spent."""


@dataclass(frozen=True)
class Actions:
    """What the loop calls between steps; training time stands still meanwhile."""

    validate: Callable[[], None]
    save: Callable[[], None]
    snapshot: Callable[[], None]
    diverged: Callable[[DivergenceError], None] = give_up
    """Bring the state back to where the training was sound, or raise."""
    after_step: Callable[[], None] = lambda: None
    stopping: Callable[[], bool] = lambda: False
    """Whether somebody asked the training to end after this step."""


def train_loop(
    state: TrainingState,
    batches: Batches,
    settings: TrainSettings,
    device: Device,
    tracker: Tracker | None,
    display: Display,
    actions: Actions,
    bytes_per_token: float,
) -> str:
    """Train until a budget is spent, and return its name (or `STOPPED`); `state` is changed in place.

    `tracker` is None in a process that writes nothing.
    """
    budget, now, schedule = Budget.of(settings), state.progress, schedule_of(settings)
    watch = Stopwatch(now.elapsed_s)

    def elapsed_s() -> float:
        # where time is what is counted, the first process decides, so that all end at the same step
        return watch.elapsed_s if budget.max_seconds is None else state.engine.processes.of_first(watch.elapsed_s)

    guards.check_targets(*batches.batch(now.next_batch))
    watch.start()
    while (ended_by := budget.ended_by(now.step, spent_s := elapsed_s())) is None:
        # the middle of the coming step: neither the first nor the last one is spent at rate zero
        factor = schedule(budget.fraction(now.step + 0.5, spent_s))
        learning_rate = settings.optimizer.learning_rate * factor
        try:
            loss, gradient_norm = training_step(state, batches, factor, settings, device)
        except DivergenceError as found:
            watch.stop()
            actions.diverged(found)
            watch.start()
            continue
        if now.step == 0 and not state.own_loss:
            guards.check_initial_loss(loss, state.model.config.vocab_size)
        now.step += 1
        now.recent_nats = [*now.recent_nats[-guards.SPIKE_WINDOW + 1 :], loss]
        now.unlogged_nats.append(loss)
        now.elapsed_s = elapsed_s()
        fraction = budget.fraction(now.step, now.elapsed_s)
        if now.step % settings.log_every == 0 or fraction >= 1:
            _log(state, settings, tracker, display, learning_rate, gradient_norm, fraction, bytes_per_token)
        actions.after_step()
        due = min(int(fraction * settings.validations), settings.validations - 1)  # the last one is after the loop
        saving = now.step % settings.checkpoint_every == 0
        if due > now.validations or saving or is_snapshot_step(now.step):
            watch.stop()
            if due > now.validations:
                now.validations = due
                actions.validate()
            if saving:
                actions.save()
            elif is_snapshot_step(now.step):
                actions.snapshot()
            watch.start()
        if actions.stopping():  # only now: what was due at this step is done, as in a training that goes on
            return STOPPED
    watch.stop()
    return ended_by


def training_step(
    state: TrainingState,
    batches: Batches,
    rate_factor: float,
    settings: TrainSettings,
    device: Device,
) -> tuple[float, float]:
    """One optimizer step over the next batch; returns the loss (nats a token) and the gradient norm.

    Raises `DivergenceError` instead of making an update that would spoil the weights. The batch goes through in
    micro-batches; their gradients add up to that of the whole.
    """
    with record_function("batch"):
        inputs_BT, targets_BT = (
            torch.from_numpy(part[state.engine.rows(len(part))]).to(device.device)
            for part in batches.batch(state.progress.next_batch)
        )
    state.engine.begin_step(state.progress.step)
    rows = settings.micro_batch_size or len(inputs_BT)
    document_mask = isinstance(settings.model, GPTNeoSettings) and settings.model.document_mask
    loss, loss_of = torch.zeros((), device=device.device), step_loss(state)
    for first in range(0, len(inputs_BT), rows):
        inputs, targets = inputs_BT[first : first + rows], targets_BT[first : first + rows]
        with state.engine.accumulating(last=first + rows >= len(inputs_BT)):
            with record_function("forward"), device.autocast():
                part = loss_of(inputs, targets, document_mask) * (len(inputs) / len(inputs_BT))
            with record_function("backward"):
                state.scaler.scale(part).backward()
        loss += part.detach()
    with record_function("optimizer"):
        state.scaler.unscale_(state.optimizer)
        limit = settings.gradient_clip or float("inf")
        gradient_norm = torch.nn.utils.clip_grad_norm_(state.model.parameters(), limit)
        # before the update, so that the weights are still those with which a divergence can be explained
        nats, norm = state.engine.processes.mean(loss.item()), whole(gradient_norm).item()
        guards.check_sound(nats, 0.0 if device.needs_loss_scaling else norm, state.progress.recent_nats, settings)
        for group in state.optimizer.param_groups:
            group["lr"] = group["peak_learning_rate"] * rate_factor
        state.scaler.step(state.optimizer)
        state.scaler.update()
        state.optimizer.zero_grad()
    return nats, norm


def _log(
    state: TrainingState,
    settings: TrainSettings,
    tracker: Tracker | None,
    display: Display,
    learning_rate: float,
    gradient_norm: float,
    fraction: float,
    bytes_per_token: float,
) -> None:
    """Write and show the mean loss since the last line."""
    now = state.progress
    loss = float(np.mean(now.unlogged_nats))
    tokens_since = len(now.unlogged_nats) * settings.batch_size_tokens
    shown = {
        "loss": loss,
        "bits_per_byte": loss / np.log(2) / bytes_per_token,
        "tokens_per_second": tokens_since / max(now.elapsed_s - now.logged_at_s, 1e-9),
        "elapsed_s": now.elapsed_s,
    }
    if tracker is not None:
        tracker.train(
            {
                "step": now.step,
                "tokens": now.step * settings.batch_size_tokens,
                **shown,
                "learning_rate": learning_rate,
                "gradient_norm": gradient_norm,
            }
        )
    display.update(step=now.step, fraction=fraction, **shown)
    now.unlogged_nats.clear()
    now.logged_at_s = now.elapsed_s
