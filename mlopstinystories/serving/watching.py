"""Runs as they are on the disk: the table, one run with its record, its curves while they grow, and its reports.

Reports are files that other commands wrote below `reports/`. Only names that stand in a listing are opened.
"""

import json
from pathlib import Path
from typing import Any

from mlopstinystories.errors import UserError
from mlopstinystories.records import METRICS_NAME, RECORD_NAME, SAMPLES_NAME, read_json
from mlopstinystories.serving.answers import NotFoundError, short
from mlopstinystories.serving.catalogue import Catalogue, plain

MOST_LINES = 5_000
MOST_SAMPLES = 100
MOST_REPORTS = 100
REPORT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
}


def table(catalogue: Catalogue) -> dict[str, Any]:
    """The answer of `/api/runs`."""
    return {"runs": [{**facts, "has_report": bool(reports(catalogue, facts["run"]))} for facts in catalogue.runs()]}


def detail(catalogue: Catalogue, run: str) -> dict[str, Any]:
    """The answer of `/api/runs/{run}`."""
    folder, facts = catalogue.run_folder(run), catalogue.run(run)
    try:
        record = plain(read_json(folder / RECORD_NAME))
    except (OSError, UserError):
        record = {}
    return {
        "run": run,
        "status": facts["status"],
        "record": record,
        "settings": record.get("settings") or {},
        "reports": [
            {"title": title, "url": f"/reports/{'/'.join(path)}"} for title, path in reports(catalogue, run).items()
        ],
        "checkpoints": facts["checkpoints"],
    }


def metrics(catalogue: Catalogue, run: str, after: int) -> dict[str, Any]:
    """The answer of `/api/runs/{run}/metrics`: what stands in the files from line `after` on."""
    folder, facts = catalogue.run_folder(run), catalogue.run(run)
    lines = _lines(folder / METRICS_NAME)
    restarted = after > len(lines)
    first = 0 if restarted else after
    rows = [row for line in lines[first : first + MOST_LINES] if (row := _row(line))]
    return {
        "train": [row for row in rows if row.get("kind") == "train"],
        "validation": [row for row in rows if row.get("kind") == "validation"],
        "samples": [row for line in _lines(folder / SAMPLES_NAME)[-MOST_SAMPLES:] if (row := _row(line))],
        "next": min(len(lines), first + MOST_LINES),
        "status": facts["status"],
        "restarted": restarted,
    }


def reports(catalogue: Catalogue, run: str) -> dict[str, tuple[str, ...]]:
    """Title and address, below `/reports/`, of the files that `evaluate` and `visualize` have written about a run."""
    root = catalogue.folders.reports
    found: dict[str, tuple[str, ...]] = {}
    for parts in ((run,), ("figures", run)):
        try:
            files = sorted(root.joinpath(*parts).iterdir())
        except OSError:
            continue
        for file in files:
            if file.suffix in REPORT_TYPES and not file.name.startswith(".") and file.is_file():
                found[" / ".join((*parts[:-1], file.name))] = (*parts, file.name)
    return dict(list(found.items())[:MOST_REPORTS])


def report_file(catalogue: Catalogue, path: str) -> tuple[Path, str]:
    """File and media type of a report's address; raises `NotFoundError` for all that stands in no listing."""
    parts = tuple(path.split("/"))
    run = parts[-2] if len(parts) >= 2 else ""
    if parts not in reports(catalogue, catalogue.run_folder(run).name).values():
        raise NotFoundError("unknown_report", f"There is no report {short(path)}.", f"GET /api/runs/{run} lists them.")
    file = catalogue.folders.reports.joinpath(*parts)
    return file, REPORT_TYPES[file.suffix]


def _lines(path: Path) -> list[str]:
    """Whole lines; what follows the last line break is still being written."""
    try:
        return path.read_bytes().decode("utf-8", errors="replace").split("\n")[:-1]
    except OSError:
        return []


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = plain(json.loads(line))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
