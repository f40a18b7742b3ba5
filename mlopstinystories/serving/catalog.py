"""Which models and runs there are, read anew from the disk at each call: a run appears when its first weights do.

Names come from this list alone. What a request names is looked up here and never becomes a path, so nothing outside
`models/` can be reached, and no path of the machine leaves it.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlopstinystories.errors import UserError
from mlopstinystories.models.folders import CONFIG_NAME, existing_runs
from mlopstinystories.paths import Folders
from mlopstinystories.records import METRICS_NAME, RECORD_NAME, SAMPLES_NAME, read_json

WEIGHTS_NAME = "model.safetensors"
TRAINING_WITHIN_S = 90.0
"""An unfinished run that wrote within this time counts as training; between two lines lie seconds, not minutes."""
LINES_AT_ONCE = 20_000
"""Lines of metrics in one answer; the rest comes with the next question."""
SAMPLES_AT_ONCE = 200
REPORT_KINDS = {".html", ".svg", ".png", ".md", ".json"}


@dataclass(frozen=True)
class Place:
    """A model folder that may be served: `id` is `RUN` or `RUN@STEP`."""

    id: str
    folder: Path

    def version(self) -> int:
        """Changes when the weights are replaced, as in a run that is still training; raises `OSError` when gone."""
        return (self.folder / WEIGHTS_NAME).stat().st_mtime_ns


class Catalog:
    """The runs below a root folder."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def find(self, model_id: str) -> Place | None:
        """The model of this id, or None."""
        run, _, step = model_id.partition("@step=") if "@step=" in model_id else model_id.rpartition("@")
        for name in existing_runs(self._folders):
            if name == model_id:
                return Place(name, self._folders.models / name)
            if name == run and step in map(str, self._steps(name)):
                return Place(model_id, self._folders.models / name / "checkpoints" / f"step_{step}")
        return None

    def models(self) -> list[dict[str, Any]]:
        """What `/api/models` says of each run, the newest first."""
        return [self._model(name) for name in existing_runs(self._folders)]

    def runs(self) -> list[dict[str, Any]]:
        """What `/api/runs` says of each run that this project trained, the newest first."""
        return [self._run(name) for name in existing_runs(self._folders) if self._record(name)]

    def has_run(self, name: str) -> bool:
        """Is there a run of this name?"""
        return name in existing_runs(self._folders)

    def run(self, name: str) -> dict[str, Any]:
        """What `/api/runs/{run}` says."""
        record = self._record(name)
        return {
            "run": name,
            "record": record,
            "settings": record.get("settings", {}),
            "reports": list(self._reports(name)),
            "checkpoints": self._checkpoints(name),
        }

    def metrics(self, name: str, after: int) -> dict[str, Any]:
        """The lines of `metrics.jsonl` behind line number `after`, and all samples."""
        folder = self._folders.models / name
        rows = [row for _, row in zip(range(LINES_AT_ONCE), _rows(folder / METRICS_NAME, after), strict=False)]
        return {
            "train": [row for row in rows if row.get("kind") == "train"],
            "validation": [row for row in rows if row.get("kind") == "validation"],
            "samples": list(_rows(folder / SAMPLES_NAME, 0))[-SAMPLES_AT_ONCE:],
            "next": after + len(rows),
            "status": self._status(name, self._record(name)),
        }

    def report_file(self, path: str) -> Path | None:
        """The file of a report that `/reports/PATH` means, or None: only files that `run` lists."""
        for name in existing_runs(self._folders):
            for file in self._report_files(name):
                if file.relative_to(self._folders.reports).as_posix() == path:
                    return file
        return None

    # --- one run --------------------------------------------------------------------------------------------------
    def _model(self, name: str) -> dict[str, Any]:
        record, config = self._record(name), _json_or_empty(self._folders.models / name / CONFIG_NAME)
        result, facts = record.get("result", {}), record.get("model", {})
        return {
            "id": name,
            "run": name,
            "step": None,
            "status": self._status(name, record),
            "parameters": facts.get("parameters"),
            "layers": config.get("num_layers", config.get("num_hidden_layers")),
            "heads": config.get("num_heads", config.get("num_attention_heads")),
            "hidden_size": config.get("hidden_size"),
            "context": facts.get("context", config.get("max_position_embeddings")),
            "vocab_size": config.get("vocab_size"),
            "bits_per_byte": result.get("scores", {}).get("bits_per_byte"),
            "tokens": result.get("tokens"),
            "train_seconds": result.get("train_seconds"),
            "created": record.get("created"),
            "data": record.get("dataset", {}).get("name"),
            "checkpoints": self._checkpoints(name),
        }

    def _run(self, name: str) -> dict[str, Any]:
        record = self._record(name)
        rows = list(_rows(self._folders.models / name / METRICS_NAME, 0))
        last = rows[-1] if rows else {}
        scores = [row["bits_per_byte"] for row in rows if row.get("kind") == "validation"]
        result = record.get("result", {})
        return {
            "run": name,
            "status": self._status(name, record),
            "bits_per_byte": result.get("scores", {}).get("bits_per_byte", scores[-1] if scores else None),
            "step": last.get("step"),
            "tokens": last.get("tokens"),
            "train_seconds": result.get("train_seconds", last.get("elapsed_s")),
            "parameters": record.get("model", {}).get("parameters"),
            "data": record.get("dataset", {}).get("name"),
            "created": record.get("created"),
            "has_report": any(self._report_files(name)),
            "seconds_since_heartbeat": self._silence_s(name),
        }

    def _record(self, name: str) -> dict[str, Any]:
        return _json_or_empty(self._folders.models / name / RECORD_NAME)

    def _status(self, name: str, record: dict[str, Any]) -> str:
        if record.get("status", "finished") == "finished":
            return "finished"
        silence_s = self._silence_s(name)
        return "training" if silence_s is not None and silence_s < TRAINING_WITHIN_S else "unfinished"

    def _silence_s(self, name: str) -> float | None:
        """Seconds since the run last wrote."""
        changes = []
        for file in (METRICS_NAME, SAMPLES_NAME, RECORD_NAME, "heartbeat.json"):
            try:
                changes.append((self._folders.models / name / file).stat().st_mtime)
            except OSError:
                continue
        return max(0.0, time.time() - max(changes)) if changes else None

    def _steps(self, name: str) -> list[int]:
        found = []
        for folder in (self._folders.models / name / "checkpoints").glob("step_*"):
            step = folder.name.removeprefix("step_")
            if step.isdecimal() and (folder / WEIGHTS_NAME).is_file():
                found.append(int(step))
        return sorted(found)

    def _checkpoints(self, name: str) -> list[dict[str, Any]]:
        return [{"id": f"{name}@{step}", "step": step} for step in self._steps(name)]

    def _reports(self, name: str) -> Iterator[dict[str, str]]:
        for file in self._report_files(name):
            place = file.relative_to(self._folders.reports).as_posix()
            yield {"title": f"{file.stem.replace('_', ' ')} ({file.suffix[1:]})", "url": f"/reports/{place}"}

    def _report_files(self, name: str) -> list[Path]:
        folders = (self._folders.reports / name, self._folders.reports / "figures" / name)
        return [
            file
            for folder in folders
            if folder.is_dir()
            for file in sorted(folder.iterdir())
            if file.suffix in REPORT_KINDS and file.is_file() and not file.is_symlink()
        ]


def _json_or_empty(path: Path) -> dict[str, Any]:
    """A file that another process may be about to write, or remove; what is not there is not known."""
    try:
        found = read_json(path)
    except (OSError, UserError):
        return {}
    return found if isinstance(found, dict) else {}


def _rows(path: Path, after: int) -> Iterator[dict[str, Any]]:
    """Whole lines behind the first `after`; a line that is still being written waits for the next call."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number < after:
                    continue
                if not line.endswith("\n"):
                    return
                yield json.loads(line)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        return
