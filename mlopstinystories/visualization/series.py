"""The numbers behind the figures: what a run folder and a data set hold, as arrays ready to be drawn.

Nothing here draws, so a test can compare these arrays with `metrics.jsonl`, and the lines of a figure with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.errors import RunError
from mlopstinystories.records import METRICS_NAME, RECORD_NAME, read_json, read_rows

Array = npt.NDArray[np.float64]

SHORT_ENOUGH = 60
"""Characters of settings that may stand for a run even if its name is shorter."""
_TOKENS_A_PIECE = 1 << 24


@dataclass(frozen=True)
class Curve:
    """Bits per byte of one kind of line in `metrics.jsonl`; arrays of equal length, in the order of the steps."""

    tokens: Array
    """Training tokens seen so far."""
    seconds: Array
    """Seconds of training so far; evaluating and saving are not counted."""
    bits_per_byte: Array


@dataclass(frozen=True)
class RunSeries:
    """What a run folder holds to be drawn."""

    name: str
    settings: dict[str, Any]
    training: Curve
    validation: Curve
    learning_rate: Array
    """At the tokens of `training`."""
    gradient_norm: Array
    """Before clipping, at the tokens of `training`."""
    final_bits_per_byte: float | None
    """On the whole held-out split; of an unfinished run the last score on the subset, None before the first."""
    finished: bool


@dataclass(frozen=True)
class DatasetSeries:
    """The training split of a data set, counted."""

    name: str
    story_tokens: npt.NDArray[np.int64]
    """Tokens of each story, end-of-text not counted."""
    story_bytes: npt.NDArray[np.int64]
    """UTF-8 bytes of each story."""
    token_counts: npt.NDArray[np.int64]
    """How often each token occurs, the commonest first; tokens that never occur are left out."""
    vocab_size: int

    @property
    def coverage(self) -> Array:
        """Share of all tokens that the k commonest ones make up, at index k - 1; ends at 1."""
        return np.asarray(np.cumsum(self.token_counts) / self.token_counts.sum(), dtype=np.float64)


def run_series(run_folder: Path) -> RunSeries:
    """The curves of a run; raises `RunError` when it has none yet."""
    rows = read_rows(run_folder / METRICS_NAME)
    train_rows = [row for row in rows if row["kind"] == "train"]
    validation_rows = [row for row in rows if row["kind"] == "validation"]
    if not rows:
        raise RunError(
            f"{run_folder} has no metrics yet: {METRICS_NAME} is missing or empty. Its first line is written after "
            "`log_every` training steps."
        )
    record = read_json(run_folder / RECORD_NAME) if (run_folder / RECORD_NAME).exists() else {}
    finished = record.get("status") == "finished"
    final = validation_rows[-1]["bits_per_byte"] if validation_rows else None
    return RunSeries(
        name=run_folder.name,
        settings=record.get("settings", {}),
        training=_curve(train_rows),
        validation=_curve(validation_rows),
        learning_rate=_column(train_rows, "learning_rate"),
        gradient_norm=_column(train_rows, "gradient_norm"),
        final_bits_per_byte=record["result"]["scores"]["bits_per_byte"] if finished else final,
        finished=finished,
    )


def labels(runs: Sequence[RunSeries]) -> list[str]:
    """What tells the runs apart: the settings in which they differ, such as `num_layers=2`.

    They keep their names where the settings would be much to read, or do not tell all of them apart.
    """
    names = [run.name for run in runs]
    if len(runs) < 2:
        return names
    flat = [_flat(run.settings) for run in runs]
    every_key = dict.fromkeys(key for settings in flat for key in settings)
    keys = [key for key in every_key if len({repr(settings.get(key)) for settings in flat}) > 1]
    # another option of a group differs in many fields, and its name says them all
    named = [key.removesuffix("name") for key in keys if key.endswith(".name")]
    keys = [key for key in keys if key.endswith(".name") or not key.startswith(tuple(named))]
    told = [", ".join(f"{_short(key)}={settings.get(key)}" for key in keys) for settings in flat]
    longest = max(SHORT_ENOUGH, *map(len, names))
    return told if len(set(told)) == len(told) and max(map(len, told)) <= longest else names


def dataset_series(dataset: PackedDataset) -> DatasetSeries:
    """Count the training split; reads all tokens once, in pieces, so that memory stays small."""
    split = dataset.train
    vocab_size = int(dataset.record["tokenizer"]["vocab_size"])
    counts = np.zeros(vocab_size, dtype=np.int64)
    for first in range(0, len(split.tokens), _TOKENS_A_PIECE):
        counts += np.bincount(split.tokens[first : first + _TOKENS_A_PIECE], minlength=vocab_size)
    counts = np.sort(counts)[::-1]
    return DatasetSeries(
        name=dataset.folder.name,
        story_tokens=np.diff(split.starts) - 1,  # one place of each is the end-of-text behind the story
        story_bytes=split.byte_lengths.astype(np.int64),
        token_counts=counts[counts > 0],
        vocab_size=vocab_size,
    )


def _curve(rows: list[dict[str, Any]]) -> Curve:
    return Curve(_column(rows, "tokens"), _column(rows, "elapsed_s"), _column(rows, "bits_per_byte"))


def _column(rows: list[dict[str, Any]], key: str) -> Array:
    return np.array([row[key] for row in rows], dtype=np.float64)


def _flat(settings: dict[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        flat |= _flat(value, f"{path}{key}.") if isinstance(value, dict) else {path + key: value}
    return flat


def _short(key: str) -> str:
    """`model.num_layers` as `num_layers`, `model.name` as `model`."""
    return key.removesuffix(".name").rpartition(".")[2]
