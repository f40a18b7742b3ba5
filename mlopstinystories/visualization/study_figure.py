"""Table and figure of a study (`study.py`), from the records of its runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter

from mlopstinystories.evaluation.power_law import PowerLaw, fit_power_law
from mlopstinystories.evaluation.trend import trend
from mlopstinystories.records import RECORD_NAME, read_json, write_text
from mlopstinystories.visualization.figures import COLOURS, GREY, STYLE, label_axes, new_figure, save_figure
from mlopstinystories.visualization.study import Study


@dataclass(frozen=True)
class Cell:
    """One run of a study."""

    axis: float
    line: float
    seed: int
    parameters: int
    flops: float
    tokens: int
    seconds: float
    bits_per_byte: float
    nats_per_token: float


def show_study(study: Study, runs: Sequence[Path], out: Path) -> None:
    """Write `table.md` and `study.png` of the runs so far, and say where they lie."""
    cells = sorted((read_cell(run, study.axis, study.lines) for run in runs), key=lambda cell: (cell.line, cell.axis))
    law = (
        fit_power_law([cell.flops for cell in cells], [cell.bits_per_byte for cell in cells])
        if study.power_law
        else None
    )
    write_text(out / "table.md", table(study, cells, law))
    with matplotlib.rc_context(STYLE):
        path = save_figure(study_figure(study, cells, law), out, "study")
    print(f"study    {len(cells)} runs, {path}", flush=True)


def read_cell(run: Path, axis: str, line: str) -> Cell:
    """What the record of a finished run says."""
    record = read_json(run / RECORD_NAME)
    result, model = record["result"], record["model"]
    return Cell(
        axis=float(_setting(record, axis)),
        line=float(_setting(record, line)),
        seed=record["seed"],
        parameters=model["parameters"],
        flops=float(result["tokens"] * model["training_flops_per_token"]),
        tokens=result["tokens"],
        seconds=result["train_seconds"],
        bits_per_byte=result["scores"]["bits_per_byte"],
        nats_per_token=result["scores"]["nats_per_token"],
    )


def table(study: Study, cells: Sequence[Cell], law: PowerLaw | None) -> str:
    """Markdown: a row for each pair of settings, the paper's number beside it where it has one; then the trends.

    Several seeds are shown as their mean, with their range behind the score.
    """
    rows = [
        f"| {_short(study.axis)} | {_short(study.lines)} | parameters | operations | tokens | seconds | bits per byte "
        "| nats a token | the paper |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for group in _groups(cells):
        cell = group[0]
        rows.append(
            f"| {cell.axis:g} | {cell.line:g} | {cell.parameters:,} | {cell.flops:.3g} | {cell.tokens:,} "
            f"| {_mean(group, 'seconds'):,.0f} | {_mean(group, 'bits_per_byte'):.4f}{_range(group)} "
            f"| {_mean(group, 'nats_per_token'):.4f} | {study.paper.get(f'{cell.axis:g}x{cell.line:g}', '')} |"
        )
    notes = [f"\nThe paper: {study.source}"] if study.source else []
    if law:
        notes.append(f"\n{law_in_words(law)}")
    notes += [f"\n{sentence}" for sentence in trends_in_words(study, cells)]
    return "\n".join([*rows, *notes]) + "\n"


def trends_in_words(study: Study, cells: Sequence[Cell]) -> list[str]:
    """For both settings whether the score falls as it grows, where there are runs enough to say so."""
    found = []
    for setting, other, name in (("axis", "line", study.axis), ("line", "axis", study.lines)):
        blocks: dict[tuple[float, int], dict[float, float]] = {}
        for cell in cells:
            blocks.setdefault((getattr(cell, other), cell.seed), {})[getattr(cell, setting)] = cell.bits_per_byte
        if seen := trend(blocks):
            found.append(seen.in_words(_short(name)))
    return found


def law_in_words(law: PowerLaw) -> str:
    """The fit and how uncertain it is."""
    return (
        f"Bits per byte fall as operations^-{law.exponent:.3f} (95 % interval of the exponent {law.low:.3f} to "
        f"{law.high:.3f}) over the {law.points} runs that no run with as little compute beats."
    )


def study_figure(study: Study, cells: Sequence[Cell], law: PowerLaw | None) -> Figure:
    """Score against the axis (first axes) and against operations (second), a line for each value of `lines`."""
    figure = new_figure(3.4)
    by_axis, by_flops = figure.subplots(1, 2, sharey=True)
    values = sorted({cell.line for cell in cells})
    for place, value in enumerate(values):
        some = [group for group in _groups(cells) if group[0].line == value]
        style: dict[str, Any] = {"color": COLOURS[place % len(COLOURS)], "markersize": 4}
        scores = [_mean(group, "bits_per_byte") for group in some]
        by_axis.plot([group[0].axis for group in some], scores, label=f"{_short(study.lines)}={value:g}", **style)
        by_flops.plot([group[0].flops for group in some], scores, **style)
        for cell in (cell for group in some for cell in group):  # a dot a run, the line through the means
            by_axis.plot(cell.axis, cell.bits_per_byte, marker="o", **style)
            by_flops.plot(cell.flops, cell.bits_per_byte, marker="o", **style)
    if law:
        flops = np.array(sorted(cell.flops for cell in cells))
        by_flops.plot(flops, law.scale * flops**-law.exponent, color=GREY, linestyle="--", linewidth=1)
        by_flops.set_yscale("log")
        by_flops.yaxis.set_major_locator(MaxNLocator(6))
        by_flops.yaxis.set_major_formatter("{x:g}")
        by_flops.yaxis.set_minor_formatter(NullFormatter())
        by_flops.set_title(f"exponent {law.exponent:.3f} ({law.low:.3f} to {law.high:.3f})")
    by_axis.set_xscale("log", base=2)
    by_axis.set_xticks(axis_values := sorted({cell.axis for cell in cells}), [f"{value:g}" for value in axis_values])
    by_axis.xaxis.set_minor_formatter(NullFormatter())
    by_flops.set_xscale("log")
    label_axes(by_axis, x=_short(study.axis).replace("_", " "), y="bits per byte on held-out stories")
    label_axes(by_flops, x="training operations")
    figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


def _groups(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells that differ in their seed alone, in the order in which the first of them comes."""
    groups: dict[tuple[float, float], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.line, cell.axis), []).append(cell)
    return list(groups.values())


def _mean(group: Sequence[Cell], key: str) -> float:
    return sum(float(getattr(cell, key)) for cell in group) / len(group)


def _range(group: Sequence[Cell]) -> str:
    scores = [cell.bits_per_byte for cell in group]
    return f" ({min(scores):.4f}–{max(scores):.4f}, {len(group)} seeds)" if len(group) > 1 else ""


def _setting(record: dict[str, Any], key: str) -> Any:
    value: Any = record["settings"]
    for part in key.split("."):
        value = value[part]
    return value


def _short(key: str) -> str:
    return key.rpartition(".")[2]
