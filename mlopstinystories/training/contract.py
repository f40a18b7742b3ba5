"""What every part of a user's own must keep to, checked on the part itself; a check says what is wrong.

    shapes                     logits (B, T, V), all of them numbers
    causality                  a later token changes nothing before it, nor does another story under a document mask
    gradient                   every parameter gets a gradient that is a number
    save and load              the folder opens again and computes the same
    stories                    a story told in a batch is the story told alone
    schedule                   a factor that is a number and not negative, over the whole budget
    training and continuation  the loss falls; interrupted and continued is bit for bit like undisturbed

The model is very small and the stories are few: a part that passes can be trained with, not that it is any good.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from mlopstinystories.models.export import write_model_files
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.models.loss import logits, mean_nats, own_loss
from mlopstinystories.models.model import load_model
from mlopstinystories.paths import folders
from mlopstinystories.settings import GPTNeoSettings, TrainSettings
from mlopstinystories.training.checkpoint import TrainingState, load_newest_checkpoint, save_checkpoint
from mlopstinystories.training.compiling import choose_body
from mlopstinystories.training.experiment import Run, new_batches, new_state, prepare
from mlopstinystories.training.loop import Actions, train_loop
from mlopstinystories.training.schedule import schedule_of
from mlopstinystories.training.tracking import Tracker

STEPS, INTERRUPTED_AT = 24, 10
TOLERANCE = 1e-4
"""Of logits that must be equal, when they were computed in products of other shapes."""


class BrokenError(Exception):
    """A check failed; the message says what was expected and what came."""


class _InterruptionError(Exception):
    """Stands for a power cut."""


@dataclass(frozen=True)
class Outcome:
    """One check: its name, and what is wrong, or None."""

    check: str
    fault: str | None


def check_contract(settings: TrainSettings) -> Iterator[Outcome]:
    """Run the checks one after the other on a model of `settings`; a check that cannot run is a fault of the part."""
    with tempfile.TemporaryDirectory() as scratch:
        run = prepare(settings, folders(scratch), Path(scratch) / "models" / "undisturbed")
        for check in (_shapes, _causality, _gradient, _save_and_load, _stories, _schedule, _training_and_continuation):
            name = check.__name__.strip("_").replace("_", " ")
            yield Outcome(name, _fault(check, run))


def _fault(check: Callable[[Run], None], run: Run) -> str | None:
    try:
        check(run)
    except BrokenError as error:
        return str(error)
    except Exception as error:  # whatever the user's code raises is what we are here to report
        return f"{type(error).__name__}: {error}"
    return None


def _tokens(run: Run, seed: int = 0) -> torch.Tensor:
    """Two rows of tokens, shape (2, 24), an end-of-text in the middle of each."""
    random = torch.Generator().manual_seed(seed)
    tokens_BT = torch.randint(1, run.tokenizer.vocab_size, (2, 24), generator=random)
    tokens_BT[:, 12] = run.tokenizer.end_of_text_id
    return tokens_BT


def _shapes(run: Run) -> None:
    state, tokens_BT = new_state(run), _tokens(run)
    found = logits(state.model, tokens_BT)
    expected = (*tokens_BT.shape, state.model.config.vocab_size)
    if tuple(found.shape) != expected:
        raise BrokenError(f"logits of the shape {expected} were expected, {tuple(found.shape)} came")
    if not torch.isfinite(found).all():
        raise BrokenError("some logits are not numbers (a softmax over nothing that is seen?)")


def _causality(run: Run) -> None:
    model = new_state(run).model.eval()
    before_BT = _tokens(run)
    after_BT = before_BT.clone()
    after_BT[:, 18:] = _tokens(run, seed=1)[:, 18:]
    with torch.no_grad():
        moved = (logits(model, before_BT) - logits(model, after_BT))[:, :18].abs().max().item()
        if moved > TOLERANCE:
            raise BrokenError(
                f"tokens from place 18 on change the logits before them, by up to {moved:.3g}: use the mask"
            )
        if isinstance(run.settings.model, GPTNeoSettings):
            other_BT = before_BT.clone()
            other_BT[:, :12] = _tokens(run, seed=2)[:, :12]
            moved = (logits(model, before_BT, True) - logits(model, other_BT, True))[:, 12:].abs().max().item()
            if moved > TOLERANCE:
                raise BrokenError(
                    f"another story before this one changes its logits, by up to {moved:.3g}: use the mask"
                )


def _gradient(run: Run) -> None:
    state, tokens_BT = new_state(run), _tokens(run)
    inputs_BT, targets_BT = tokens_BT[:, :-1], tokens_BT[:, 1:]
    if state.own_loss:
        loss = own_loss(state.model, state.own_loss, inputs_BT, targets_BT)
        if loss.ndim or not torch.isfinite(loss):
            raise BrokenError(f"a loss is one number, but {loss} came")
    else:
        loss = mean_nats(state.model, inputs_BT, targets_BT)
    loss.backward()
    for name, parameter in state.model.named_parameters():
        if parameter.grad is None:
            raise BrokenError(f"{name} gets no gradient")
        if not torch.isfinite(parameter.grad).all():
            raise BrokenError(f"the gradient of {name} is not a number")


def _save_and_load(run: Run) -> None:
    model, tokens_BT = new_state(run).model.eval(), _tokens(run)
    folder = run.folder.with_name("saved")
    folder.mkdir(parents=True)
    write_model_files(folder, model, run.tokenizer)
    with torch.no_grad():
        moved = (logits(model, tokens_BT) - logits(load_model(folder, run.device.device), tokens_BT)).abs().max().item()
    if moved:
        raise BrokenError(f"the model computes something else after saving and opening, by up to {moved:.3g}")


def _stories(run: Run) -> None:
    model, sampling = new_state(run).model.eval(), Sampling(temperature=1.0, max_new_tokens=8)
    prompts = [[5, 6, 7], [8], [9, 10, 11, 12, 13]]
    end = run.tokenizer.end_of_text_id
    together = complete(model, prompts, sampling, [1, 2, 3], end)
    for place, prompt in enumerate(prompts):
        if complete(model, [prompt], sampling, [place + 1], end) != [together[place]]:
            raise BrokenError("a story told in a batch is another one than the same story told alone")


def _schedule(run: Run) -> None:
    schedule = schedule_of(run.settings)
    for fraction in (0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0):
        factor = schedule(fraction)
        if not (isinstance(factor, (int, float)) and 0 <= factor < float("inf")):
            raise BrokenError(f"the factor at {fraction:.0%} of the budget is {factor!r}")


def _training_and_continuation(run: Run) -> None:
    first, losses = _train(run)
    _train(other := replace(run, folder=run.folder.with_name("interrupted")), interrupted=True)
    second, _ = _train(other, continued=True)
    if not losses[-1] < losses[0]:
        raise BrokenError(f"the loss does not fall in {STEPS} steps: {losses[0]:.4f} to {losses[-1]:.4f}")
    pairs = zip(first.model.named_parameters(), second.model.named_parameters(), strict=True)
    for (name, one), (_, other_one) in pairs:
        if not torch.equal(one, other_one):
            raise BrokenError(
                f"{name} differs after an interruption at step {INTERRUPTED_AT}: keep what changes while training in "
                "parameters, buffers or the optimizer's state"
            )


def _train(run: Run, interrupted: bool = False, continued: bool = False) -> tuple[TrainingState, list[float]]:
    """Train `STEPS` steps, or up to an interruption, or on from one; the losses are those of held-out text."""
    state = new_state(run)
    if continued:
        load_newest_checkpoint(run.folder, state)
    choose_body(state, new_batches(run, state.model), run.settings, run.device, {"settings": {}})
    text_BT = torch.from_numpy(new_batches(run, state.model).batch(10_000)[0])
    losses = [mean_nats(state.model, text_BT[:, :-1], text_BT[:, 1:]).item()]

    def after_step() -> None:
        if interrupted and state.progress.step == INTERRUPTED_AT:
            save_checkpoint(run.folder, state, run.tokenizer)
            raise _InterruptionError

    nothing = lambda: None  # noqa: E731 - what happens between steps is not checked here
    actions = Actions(nothing, nothing, nothing, after_step=after_step)
    with Tracker(run.folder, from_step=state.progress.step) as tracker, contextlib.suppress(_InterruptionError):
        train_loop(
            state, new_batches(run, state.model), run.settings, run.device, tracker, run.display, actions,
            run.dataset.train.bytes_per_token,
        )  # fmt: skip
    losses.append(mean_nats(state.model, text_BT[:, :-1], text_BT[:, 1:]).item())
    return state, losses
