"""What to expect of a run before it begins: the scores of finished runs of the same recipe on the same stories.

A recipe is all that decides the weights but the seed and the budget; where the budget is a time, the machine belongs to
it. Nothing is extrapolated: a score after another budget is said with that budget, since the learning rate falls over
the whole of it.
"""

import statistics
from typing import Any

from mlopstinystories.errors import UserError
from mlopstinystories.models.folders import existing_runs
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, read_json
from mlopstinystories.training.run_folder import BUDGETS, MAY_CHANGE, without

SHOWN = 3


def expectation(folders: Folders, name: str, record: dict[str, Any]) -> str | None:
    """One line for the run `name` whose record is `record`, or None where no such run has finished."""
    alike, others = [], []
    for other in existing_runs(folders):
        found = _finished(folders, other) if other != name else None
        if found is None or _recipe(found) != _recipe(record) or not _comparable(found, record):
            continue
        bits_per_byte = found["result"]["scores"]["bits_per_byte"]
        if _budget(found) == _budget(record):
            alike.append(bits_per_byte)
        else:
            budget = ", ".join(f"{key}={value}" for key, value in _budget(found).items() if value is not None)
            others.append(f"{bits_per_byte:.4f} after {budget} ({other})")
    if alike:
        runs = "1 run" if len(alike) == 1 else f"{len(alike)} runs ({min(alike):.4f} to {max(alike):.4f})"
        mean = statistics.mean(alike)
        return f"expect   about {mean:.4f} bits per byte at the end: as in {runs} of this recipe"
    return f"expect   this recipe's bits per byte were {'; '.join(others[:SHOWN])}" if others else None


def _finished(folders: Folders, name: str) -> dict[str, Any] | None:
    """The record of a finished run; None for any other folder, whose faults are not this run's concern."""
    try:
        found = read_json(folders.models / name / RECORD_NAME)
        finished = found["status"] == "finished" and isinstance(found["result"]["scores"]["bits_per_byte"], float)
        return found if finished and isinstance(found["settings"], dict) else None
    except (OSError, UserError, KeyError, TypeError):
        return None


def _recipe(record: dict[str, Any]) -> list[Any]:
    settings = without(record["settings"], [*MAY_CHANGE, *BUDGETS, "seed"])
    return [settings, record.get("dataset", {}).get("fingerprint")]


def _budget(record: dict[str, Any]) -> dict[str, Any]:
    return {key: record["settings"].get(key) for key in BUDGETS}


def _comparable(found: dict[str, Any], record: dict[str, Any]) -> bool:
    """How much is learned in a time depends on the machine; in steps or tokens it does not."""
    in_time = found["settings"].get("budget") is not None
    return not in_time or all(found.get(key) == record.get(key) for key in ("hardware", "device"))
