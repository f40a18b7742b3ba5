"""What a run writes while it trains: `metrics.jsonl`, `samples.jsonl` and TensorBoard events, in the run's own folder.

`metrics.jsonl` is the truth that figures and comparisons read: one JSON object a line, `kind` is `train` or
`validation`. TensorBoard shows the same numbers. Both can be cut back to a step, so that a run which goes on from a
checkpoint holds no step twice.
"""

import json
from pathlib import Path
from typing import Any, Self

from torch.utils.tensorboard import SummaryWriter

from mlopstinystories.records import METRICS_NAME, SAMPLES_NAME, disk_errors, read_rows, write_text

TIMING_FIELDS = ("elapsed_s", "tokens_per_second")
"""Fields of a line that differ between two otherwise equal runs."""


class Tracker:
    """Appends to the files of one run folder; `from_step` drops what an earlier attempt wrote after that step."""

    def __init__(self, folder: Path, from_step: int = 0) -> None:
        self._folder = folder
        for name in (METRICS_NAME, SAMPLES_NAME):
            kept = [row for row in read_rows(folder / name) if row["step"] <= from_step]
            write_text(folder / name, "".join(_line(row) for row in kept))
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=from_step + 1 if from_step else None)

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush what TensorBoard still holds back."""
        self._board.close()

    def _write(self, name: str, row: dict[str, Any]) -> None:
        self._append(name, row)
        for key, value in row.items():
            if key not in ("kind", "step", "tokens", "elapsed_s", "stories"):
                self._board.add_scalar(f"{row['kind']}/{key}", value, row["step"])

    def _append(self, name: str, row: dict[str, Any]) -> None:
        path = self._folder / name
        with disk_errors(path), path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(_line(row))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
