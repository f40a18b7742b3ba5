"""Which models may be asked for: the runs below `models/` and their checkpoints, read anew at every call.

A request names a model by an id of this list (`quick`, `quick@128`) and never by a path; what is not in the list does
not exist. A run is read again only when one of its files has changed, so that a call costs some calls of `stat`. The
price: a change within the clock's resolution that leaves the size alone is seen at the next one.
"""

import json
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlopstinystories.errors import UserError
from mlopstinystories.models.folders import CONFIG_NAME
from mlopstinystories.paths import Folders
from mlopstinystories.records import HEARTBEAT_NAME, METRICS_NAME, RECORD_NAME, read_json
from mlopstinystories.serving.answers import NotFoundError, short

WEIGHTS_NAME = "model.safetensors"
SILENT_S = 60.0
"""An unfinished run that has written something within this time is training."""
_TAIL_BYTES = 65_536
_LONGEST_HEADER = 50_000_000

Signature = tuple[int, int]
"""Time of the last change in nanoseconds, and bytes."""


@dataclass(frozen=True)
class Source:
    """The weights behind an id, at one moment: training may write others under the same name."""

    id: str
    folder: Path
    signature: Signature

    @property
    def bytes(self) -> int:
        """Of the weights on the disk."""
        return self.signature[1]


class Catalogue:
    """The runs below `folders.models`; safe to call from several threads."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self._facts: dict[Path, tuple[tuple[Signature | None, ...], dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def runs(self) -> list[dict[str, Any]]:
        """What is known of every run, the newest first; the keys are those of `/api/models` and `/api/runs`."""
        found = [facts for folder in self._run_folders() if (facts := self._run(folder)) is not None]
        return sorted(found, key=lambda facts: (facts["created"] or "", facts["run"]), reverse=True)

    def run_folder(self, run: str) -> Path:
        """The folder of a run in the list; raises `NotFoundError`, naming those that exist."""
        folders = {folder.name: folder for folder in self._run_folders()}
        if run not in folders:
            raise NotFoundError("unknown_run", f"There is no run {short(run)}.", _what_exists(list(folders)), "run")
        return folders[run]

    def run(self, run: str) -> dict[str, Any]:
        """What is known of one run."""
        facts = self._run(self.run_folder(run))
        if facts is None:
            raise NotFoundError(
                "unknown_run", f"The run {short(run)} has just been removed.", "Take another one.", "run"
            )
        return facts

    def source(self, model: str) -> Source:
        """The weights behind an id; raises `NotFoundError`, naming the runs that exist."""
        folders = self._run_folders()
        wanted = {folder.name: folder for folder in folders}
        run, at, step = model.rpartition("@")
        if at and model not in wanted:
            wanted |= {f"{run}@{number}": path for number, path in checkpoints(wanted[run])} if run in wanted else {}
        folder = wanted.get(model)
        signature = _signature(folder / WEIGHTS_NAME) if folder is not None else None
        if folder is None or signature is None:
            hint = _what_exists([path.name for path in folders])
            if run in {path.name for path in folders} and step:
                hint = f"GET /api/runs/{run} lists the checkpoints that the run has kept."
            raise NotFoundError("unknown_model", f"There is no model {short(model)}.", hint, "model")
        return Source(model, folder, signature)

    def _run_folders(self) -> list[Path]:
        try:
            folders = sorted(self.folders.models.iterdir())
        except OSError:
            return []
        return [folder for folder in folders if not folder.name.startswith(".") and (folder / CONFIG_NAME).is_file()]

    def _run(self, folder: Path) -> dict[str, Any] | None:
        signatures = tuple(
            _signature(folder / name) for name in (CONFIG_NAME, WEIGHTS_NAME, RECORD_NAME, METRICS_NAME, HEARTBEAT_NAME)
        )
        with self._lock:
            known, facts = self._facts.get(folder, ((), {}))
        if known != signatures:
            try:
                facts = _read_run(folder)
            except (OSError, UserError, ValueError, KeyError, TypeError, AttributeError):
                return None  # it is being removed or is no run after all: another call will see what became of it
            with self._lock:
                self._facts[folder] = (signatures, facts)
        seconds = _seconds_since_sign(folder, signatures)
        training = facts["status"] == "unfinished" and seconds is not None and seconds < SILENT_S
        return {
            **facts,
            "status": "training" if training else facts["status"],
            "seconds_since_heartbeat": round(seconds)
            if facts["status"] == "unfinished" and seconds is not None
            else None,
            "checkpoints": [{"id": f"{folder.name}@{step}", "step": step} for step, _ in checkpoints(folder)],
        }


def checkpoints(run_folder: Path) -> list[tuple[int, Path]]:
    """Step and folder of the checkpoints that a run has kept, ascending."""
    found = []
    for folder in run_folder.glob("checkpoints/step_*"):
        step = folder.name.removeprefix("step_")
        if step.isascii() and step.isdigit() and (folder / CONFIG_NAME).is_file():
            found.append((int(step), folder))
    return sorted(found)


def plain(value: Any) -> Any:
    """`value` without what has no place in an answer: numbers that JSON lacks become null, paths their last part."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, str) and (value.startswith(("/", "~", "\\")) or value[1:3] in (":\\", ":/")):
        return "…/" + value.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return value


def _what_exists(names: list[str]) -> str:
    if not names:
        return "No model has been trained yet: `make train` trains one."
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return f"What exists: {', '.join(names[:20])}{more}."


def _signature(path: Path) -> Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _read_run(folder: Path) -> dict[str, Any]:
    config = read_json(folder / CONFIG_NAME)
    record = read_json(folder / RECORD_NAME) if (folder / RECORD_NAME).is_file() else {}
    result, last = record.get("result") or {}, _last_lines(folder / METRICS_NAME)
    scores = result.get("scores") or {}
    newest = last.get("train") or last.get("validation") or {}
    facts = {
        "run": folder.name,
        "status": record.get("status", "finished"),
        "parameters": _parameters(folder / WEIGHTS_NAME),
        "layers": _first(config, "num_layers", "num_hidden_layers", "n_layer"),
        "heads": _first(config, "num_heads", "num_attention_heads", "n_head"),
        "hidden_size": _first(config, "hidden_size", "n_embd", "d_model"),
        "context": _first(config, "max_position_embeddings", "n_positions", "max_seq_len", "seq_length"),
        "vocab_size": config.get("vocab_size"),
        "bits_per_byte": scores.get("bits_per_byte", (last.get("validation") or {}).get("bits_per_byte")),
        "step": result.get("steps", newest.get("step")),
        "tokens": result.get("tokens", newest.get("tokens")),
        "train_seconds": result.get("train_seconds", newest.get("elapsed_s")),
        "created": record.get("created"),
        "data": (record.get("dataset") or {}).get("name"),
    }
    cleaned: dict[str, Any] = plain(facts)
    return cleaned


def _first(config: dict[str, Any], *keys: str) -> int | None:
    return next((config[key] for key in keys if isinstance(config.get(key), int)), None)


def _parameters(weights: Path) -> int | None:
    """Entries of all tensors in a safetensors file, by its header; shared ones are stored once."""
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > _LONGEST_HEADER:
            return None
        header = json.loads(file.read(length))
    count = 0
    for name, tensor in header.items():
        entries = 1
        for size in tensor.get("shape", ()) if name != "__metadata__" else (0,):
            entries *= size
        count += entries
    return count


def _last_lines(path: Path) -> dict[str, dict[str, Any]]:
    """The newest line of each kind in the last part of `metrics.jsonl`."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            lines = file.read().decode("utf-8", errors="replace").split("\n")[:-1]
    except OSError:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for line in reversed(lines):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        found.setdefault(row["kind"], row)
    return found


def _seconds_since_sign(folder: Path, signatures: tuple[Signature | None, ...]) -> float | None:
    """Since the run last wrote its record, its metrics or its heartbeat."""
    changed = [signature[0] for signature in signatures[2:] if signature is not None]
    try:
        if read_json(folder / HEARTBEAT_NAME)["doing"] in ("finished", "stopped"):
            return SILENT_S + max(0.0, time.time() - max(changed) / 1e9)
    except (OSError, UserError, KeyError, TypeError):
        pass  # a run of a version without heartbeats, or one that is just being written
    return max(0.0, time.time() - max(changed) / 1e9) if changed else None
