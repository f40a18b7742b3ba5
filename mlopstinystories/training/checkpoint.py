"""Checkpoints from which a run can be continued exactly, and the snapshots that are kept to look back on.

`models/RUN/checkpoints/step_N/` is a stock Hugging Face folder, plus `optimizer.safetensors`, `random.safetensors` and
`progress.json` (step, seconds, what was being averaged, a SHA-256 of every file). A folder appears under its name only
when it is whole. Nothing is unpickled: tensors are safetensors, everything else is JSON.

A file that grows while training (metrics, samples, TensorBoard) is not copied: `progress.json` says how long it was,
and going on from a checkpoint cuts it back to that.

Kept are the two newest whole checkpoints, so that a damaged one has a predecessor, and the weights at steps that are
powers of two (the ten latest), so that a model can be watched while it learns.
"""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from mlopstinystories.errors import DiskFullError, RunError, UserError
from mlopstinystories.models.export import WEIGHTS_NAME, write_model_files
from mlopstinystories.models.gpt_neo import Body, hidden_states
from mlopstinystories.records import (
    disk_errors,
    file_sha256,
    new_folder,
    read_json,
    remove_folder,
    remove_leftovers,
    write_json,
)
from mlopstinystories.tokenizer import StoryTokenizer
from mlopstinystories.training.distributed import Engine, part_of, whole

PROGRESS_NAME = "progress.json"
OPTIMIZER_NAME = "optimizer.safetensors"
RANDOM_NAME = "random.safetensors"
WHOLE_KEPT = 2
SNAPSHOTS_KEPT = 10
BESIDE_TENSORS = 4 * 2**20
"""Bytes of a checkpoint beside its tensors, generously: tokenizer, configuration, random state."""


@dataclass
class Progress:
    """Where a training stands; everything beside tensors that continuing needs."""

    step: int = 0
    elapsed_s: float = 0.0
    """Seconds of training, evaluating and saving not counted."""
    validations: int = 0
    best_bits_per_byte: float | None = None
    best_step: int | None = None
    best_sha256: str | None = None
    """Of the weights at the top of the run folder, which are those of `best_step`."""
    skipped_batches: int = 0
    """Passed over after a divergence."""
    rewinds: int = 0
    """How often the training went back to a checkpoint."""
    recent_nats: list[float] = field(default_factory=list)
    """The losses of the last steps, against which a leap is seen."""
    unlogged_nats: list[float] = field(default_factory=list)
    """The losses of the steps since the last line of `metrics.jsonl`."""
    logged_at_s: float = 0.0
    """Training seconds at that line."""
    energy_joules: float | None = 0.0
    """Of the processor packages, in all sessions; None where a system did not tell."""
    written: dict[str, int] = field(default_factory=dict)
    """Bytes of each file of the tracker (`tracking.py`) at this moment."""

    @property
    def next_batch(self) -> int:
        """The number of the batch from which the next step learns."""
        return self.step + self.skipped_batches


@dataclass
class TrainingState:
    """What changes while training."""

    model: PreTrainedModel
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    progress: Progress
    engine: Engine
    own_loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None = None
    """Of an idea (`models/ideas.py`): it is minimised instead of nats a token."""
    body: Body = hidden_states
    """Computes GPT-Neo up to its output layer; PyTorch's compiler may make another (`compiling.py`)."""


def save_checkpoint(run_folder: Path, state: TrainingState, tokenizer: StoryTokenizer) -> None:
    """Write `checkpoints/step_N` atomically, then drop what is no longer kept.

    All processes call it, and the first one writes. Raises `DiskFullError` before anything is written when there is too
    little room for it.
    """
    model, optimizer_tensors = state.engine.whole_model(), _optimizer_tensors(state)
    if not state.engine.processes.first:
        return
    check_room(run_folder, state)
    with new_folder(checkpoint_folder(run_folder, state.progress.step)) as folder:
        write_model_files(folder, model, tokenizer)
        with disk_errors(folder):
            save_file(optimizer_tensors, folder / OPTIMIZER_NAME)
            save_file(_random_state(), folder / RANDOM_NAME)
        checksums = {file.name: file_sha256(file) for file in sorted(folder.iterdir())}
        scaler = state.scaler.state_dict()
        write_json(
            folder / PROGRESS_NAME, {"progress": asdict(state.progress), "loss_scaler": scaler, "sha256": checksums}
        )
    _drop_old(run_folder)


def check_room(run_folder: Path, state: TrainingState) -> None:
    """Whether one more checkpoint has room on the disk; raises `DiskFullError`, with the bytes that are needed."""
    tensors = [*state.model.parameters(), *state.model.buffers()]
    for values in state.optimizer.state.values():
        tensors += [value for value in values.values() if isinstance(value, torch.Tensor)]
    needed = sum(tensor.numel() * tensor.element_size() for tensor in tensors) + BESIDE_TENSORS
    free = shutil.disk_usage(run_folder).free
    if free < needed:
        newest = newest_step(run_folder)
        raise DiskFullError(
            f"The disk is filling: the checkpoint of step {state.progress.step} needs {needed / 2**20:,.0f} MiB, and "
            f"{free / 2**20:,.0f} MiB are free in {run_folder}. It was not begun, and "
            f"{'there is none before it' if newest is None else f'that of step {newest} is whole'}. Free some space "
            "and give the same command again, or put everything elsewhere with root=/another/folder."
        )


def save_snapshot(run_folder: Path, model: PreTrainedModel, tokenizer: StoryTokenizer, step: int) -> None:
    """Write the weights of this step alone; to look back on, not to continue from."""
    with new_folder(checkpoint_folder(run_folder, step)) as folder:
        write_model_files(folder, model, tokenizer)
    _drop_old(run_folder)


def is_snapshot_step(step: int) -> bool:
    """Powers of two, since a model changes most in its first steps."""
    return step > 0 and step & (step - 1) == 0


def load_newest_checkpoint(run_folder: Path, state: TrainingState) -> Path | None:
    """Bring `state` to the newest whole checkpoint and return its folder; None when there is none.

    A damaged checkpoint is passed over, aloud, in favour of the one before; raises `RunError` when all are damaged.
    """
    remove_leftovers(run_folder / "checkpoints")
    damaged = []
    for folder in reversed(whole_checkpoints(run_folder)):
        fault = _fault(folder)
        if fault is None:
            _restore(folder, state)
            return folder
        damaged.append(f"{folder.name}: {fault}")
        print(f"The checkpoint {folder} is damaged ({fault}); going back to the one before it.", flush=True)
    if damaged:
        raise RunError(
            f"No checkpoint of {run_folder} can be read ({'; '.join(damaged)}). Begin anew with overwrite=true, or "
            "under another name with run=…"
        )
    return None


def checkpoint_folder(run_folder: Path, step: int) -> Path:
    """Where the checkpoint of a step lies."""
    return run_folder / "checkpoints" / f"step_{step}"


def all_checkpoints(run_folder: Path) -> list[Path]:
    """Checkpoints and snapshots, oldest first."""
    return sorted(run_folder.glob("checkpoints/step_*"), key=_step)


def whole_checkpoints(run_folder: Path) -> list[Path]:
    """Checkpoints from which the run can be continued, oldest first."""
    return [folder for folder in all_checkpoints(run_folder) if (folder / PROGRESS_NAME).exists()]


def newest_step(run_folder: Path) -> int | None:
    """The step of the newest checkpoint from which the run can be continued."""
    return max((_step(folder) for folder in whole_checkpoints(run_folder)), default=None)


def _step(folder: Path) -> int:
    return int(folder.name.removeprefix("step_"))


def _fault(folder: Path) -> str | None:
    """What is wrong with a checkpoint, or None."""
    try:
        checksums = read_json(folder / PROGRESS_NAME)["sha256"]
    except (UserError, KeyError, TypeError):
        return f"{PROGRESS_NAME} cannot be read"
    for name, expected in checksums.items():
        if not (folder / name).exists():
            return f"{name} is missing"
        if file_sha256(folder / name) != expected:
            return f"{name} has changed since it was written"
    return None


def _restore(folder: Path, state: TrainingState) -> None:
    stored = read_json(folder / PROGRESS_NAME)
    for key, value in stored["progress"].items():
        setattr(state.progress, key, value)
    state.scaler.load_state_dict(stored["loss_scaler"])
    device = next(state.model.parameters()).device
    # tied weights are stored once, under one of their names
    model = state.engine.to_restore
    missing, unexpected = model.load_state_dict(load_file(folder / WEIGHTS_NAME, str(device)), strict=False)
    every_name = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    tied = every_name - set(_names(model).values())
    if unexpected or set(missing) - tied:
        raise RunError(f"{folder} holds another model than these settings describe: {sorted(missing)} {unexpected}")
    optimizer_tensors = load_file(folder / OPTIMIZER_NAME, str(device))
    if state.engine.processes.size == 1:
        _restore_optimizer(optimizer_tensors, state)
    else:
        state.engine.unshared = optimizer_tensors
    random_state = load_file(folder / RANDOM_NAME)
    torch.set_rng_state(random_state["cpu"])
    if "cuda" in random_state and torch.cuda.is_available():
        torch.cuda.set_rng_state(random_state["cuda"])
    if "mps" in random_state and torch.backends.mps.is_available():
        torch.mps.set_rng_state(random_state["mps"])


def _names(model: PreTrainedModel) -> dict[int, str]:
    return {id(parameter): name for name, parameter in model.named_parameters()}


def _parameter_names(state: TrainingState) -> list[str]:
    """Names of the parameters in the order in which the optimizer numbers them."""
    names = _names(state.model)
    return [names[id(parameter)] for group in state.optimizer.param_groups for parameter in group["params"]]


def _optimizer_tensors(state: TrainingState) -> dict[str, torch.Tensor]:
    names = _parameter_names(state)
    tensors = {}
    for number, values in state.optimizer.state_dict()["state"].items():
        for key, value in values.items():
            tensors[f"{names[number]}/{key}"] = whole(torch.as_tensor(value)).contiguous()
    return tensors


def _restore_optimizer(tensors: dict[str, torch.Tensor], state: TrainingState) -> None:
    numbers = {name: number for number, name in enumerate(_parameter_names(state))}
    parameters = dict(state.model.named_parameters())
    values: dict[int, dict[str, Any]] = {}
    for key, tensor in tensors.items():
        name, _, slot = key.rpartition("/")
        like = parameters[name]
        values.setdefault(numbers[name], {})[slot] = part_of(tensor, like) if tensor.shape == like.shape else tensor
    groups = state.optimizer.state_dict()["param_groups"]
    state.optimizer.load_state_dict({"state": values, "param_groups": groups})


def share_state(state: TrainingState) -> None:
    """Bring all processes to where the first one is, after it began or read a checkpoint; all call it.

    The others need no disk in common with the first.
    """
    engine, device = state.engine, next(state.model.parameters()).device
    if engine.processes.size == 1:
        return
    slots = {key: [list(value.shape), str(value.dtype)[len("torch.") :]] for key, value in engine.unshared.items()}
    first = engine.processes.told([asdict(state.progress), state.scaler.state_dict(), slots])
    if not engine.processes.first:
        state.progress.__dict__.update(first[0])
        state.scaler.load_state_dict(first[1])
    engine.share_weights()
    tensors = {}
    for key, (shape, kind) in first[2].items():
        mine = engine.unshared.get(key, torch.empty(shape, dtype=getattr(torch, kind), device=device))
        tensors[key] = engine.share(mine)
    if tensors:
        _restore_optimizer(tensors, state)
    engine.unshared = {}


def _random_state() -> dict[str, torch.Tensor]:
    state = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        state["cuda"] = torch.cuda.get_rng_state()
    if torch.backends.mps.is_available():
        state["mps"] = torch.mps.get_rng_state()
    return state


def _drop_old(run_folder: Path) -> None:
    for folder in whole_checkpoints(run_folder)[:-WHOLE_KEPT]:
        if not is_snapshot_step(_step(folder)):
            remove_folder(folder)
        else:
            (folder / PROGRESS_NAME).unlink()  # without it, it is a snapshot
    whole = set(whole_checkpoints(run_folder))
    snapshots = [folder for folder in all_checkpoints(run_folder) if folder not in whole]
    for folder in snapshots[:-SNAPSHOTS_KEPT]:
        remove_folder(folder)
    for folder in snapshots[-SNAPSHOTS_KEPT:]:
        for name in (OPTIMIZER_NAME, RANDOM_NAME):
            (folder / name).unlink(missing_ok=True)
