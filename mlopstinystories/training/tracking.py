"""What a run writes while it trains: `metrics.jsonl`, `samples.jsonl` and TensorBoard events, in the run's own folder.

`metrics.jsonl` is the truth that figures and comparisons read: one JSON object a line, `kind` is `train` or
`validation`. TensorBoard shows the same numbers. All files only grow. A checkpoint notes how long they are (`sync`),
and a run that goes on from it cuts them back to that, so that they hold no step twice, wherever the earlier attempt
ended.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from torch.utils.tensorboard import SummaryWriter

from mlopstinystories.records import METRICS_NAME, SAMPLES_NAME, disk_errors
from mlopstinystories.training.hosted import Hosted

TIMING_FIELDS = ("elapsed_s", "tokens_per_second")
"""Fields of a line that differ between two otherwise equal runs."""


BOARD_FOLDER = "tensorboard"


class Tracker:
    """Appends to the files of one run folder, after cutting them back to what `written` says; by default to nothing."""

    def __init__(
        self,
        folder: Path,
        written: Mapping[str, int] | None = None,
        from_step: int = 0,
        hosted: Hosted | None = None,
    ) -> None:
        self._folder, self._hosted = folder, hosted
        self._board = self._cut_and_open(written or {}, from_step)

    def cut_back(self, written: Mapping[str, int], from_step: int) -> None:
        """Forget what was written since a checkpoint; the arguments are those of the constructor."""
        self._board.close()
        self._board = self._cut_and_open(written, from_step)

    def train(self, row: dict[str, Any]) -> None:
        """One line of training metrics; `row` has at least `step`."""
        self._write(METRICS_NAME, {"kind": "train", **row})

    def validation(self, row: dict[str, Any]) -> None:
        """One line of validation metrics; `row` has at least `step`."""
        self._write(METRICS_NAME, {"kind": "validation", **row})

    def sample(self, step: int, tokens: int, prompt: str, story: str) -> None:
        """A story that the model told at this step."""
        self._append(SAMPLES_NAME, {"step": step, "tokens": tokens, "prompt": prompt, "story": story})
        # four spaces make it a literal block: TensorBoard renders text as Markdown
        self._board.add_text("samples", "\n".join("    " + line for line in (prompt + story).splitlines()), step)

    def text(self, tag: str, markdown: str) -> None:
        """A note for TensorBoard's text page."""
        self._board.add_text(tag, markdown)

    def sync(self) -> dict[str, int]:
        """Push everything to the disk; returns the length of each file in bytes, by its path in the run folder."""
        with disk_errors(self._folder):
            self._board.flush()
            for path in self._files():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        return {path.relative_to(self._folder).as_posix(): path.stat().st_size for path in self._files()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush what TensorBoard and the service still hold back."""
        self._board.close()
        if self._hosted:
            self._hosted.close()

    def _cut_and_open(self, written: Mapping[str, int], from_step: int) -> SummaryWriter:
        board = self._folder / BOARD_FOLDER
        with disk_errors(self._folder):
            for path in self._files():
                cut_back(path, written.get(path.relative_to(self._folder).as_posix(), 0))
            # the purge is for a TensorBoard that is open and has read further already
            return SummaryWriter(str(board), purge_step=from_step + 1 if from_step else None)

    def _files(self) -> list[Path]:
        logs = [self._folder / name for name in (METRICS_NAME, SAMPLES_NAME)]
        return [path for path in logs if path.exists()] + sorted((self._folder / BOARD_FOLDER).glob("events.*"))

    def _write(self, name: str, row: dict[str, Any]) -> None:
        self._append(name, row)
        values = {
            f"{row['kind']}/{key}": value
            for key, value in row.items()
            if key not in ("kind", "step", "tokens", "elapsed_s", "stories")
        }
        for key, value in values.items():
            self._board.add_scalar(key, value, row["step"])
        if self._hosted:
            self._hosted.numbers(values, row["step"])

    def _append(self, name: str, row: dict[str, Any]) -> None:
        path = self._folder / name
        with disk_errors(path), path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(_line(row))


def cut_back(path: Path, length: int) -> None:
    """Shorten a file to `length` bytes; remove it when nothing is left."""
    if not length:
        path.unlink()
    elif path.stat().st_size > length:
        os.truncate(path, length)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
