"""Table and figure of a study (`study.py`), from the records of its runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter

from mlopstinystories.errors import SettingsError
from mlopstinystories.evaluation.markdown import interval
from mlopstinystories.evaluation.power_law import PowerLaw, fit_power_law
from mlopstinystories.evaluation.trend import trend
from mlopstinystories.records import RECORD_NAME, read_json, write_text
from mlopstinystories.visualization.figures import COLOURS, GREY, STYLE, label_axes, new_figure, save_figure
from mlopstinystories.visualization.study import Study


@dataclass(frozen=True)
class Cell:
    """One run of a study; `scores` has what `Study.scores` names, each with `value`, `low` and `high`."""

    axis: float
    line: float
    seed: int
    parameters: int
    flops: float
    tokens: int
    seconds: float
    bits_per_byte: float
    nats_per_token: float
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)


def show_study(study: Study, runs: Sequence[Path], out: Path, measured: Sequence[dict[str, Any]] = ()) -> None:
    """Write `table.md` and `study.png` of the runs so far, and say where they lie.

    `measured` has the content of each run's `scores.json`, where the study names `scores` in it.
    """
    found = [
        {name: find_place(one, place) for name, place in study.scores.items()} for one in measured or [{}] * len(runs)
    ]
    cells = [read_cell(run, study.axis, study.lines, scores) for run, scores in zip(runs, found, strict=True)]
    cells.sort(key=lambda cell: (cell.line, cell.axis))
    law = (
        fit_power_law([cell.flops for cell in cells], [cell.bits_per_byte for cell in cells])
        if study.power_law
        else None
    )
    write_text(out / "table.md", table(study, cells, law))
    with matplotlib.rc_context(STYLE):
        path = save_figure(study_figure(study, cells, law), out, "study")
    print(f"study    {len(cells)} runs, {path}", flush=True)


def read_cell(run: Path, axis: str, line: str, scores: dict[str, dict[str, Any]] | None = None) -> Cell:
    """What the record of a finished run says, and its `scores`."""
    record = read_json(run / RECORD_NAME)
    result, model = record["result"], record["model"]
    return Cell(
        axis=_number(find_place(record["settings"], axis)),
        line=_number(find_place(record["settings"], line)),
        seed=record["seed"],
        parameters=model["parameters"],
        flops=float(result["tokens"] * model["training_flops_per_token"]),
        tokens=result["tokens"],
        seconds=result["train_seconds"],
        bits_per_byte=result["scores"]["bits_per_byte"],
        nats_per_token=result["scores"]["nats_per_token"],
        scores=scores or {},
    )


def table(study: Study, cells: Sequence[Cell], law: PowerLaw | None) -> str:
    """Markdown: a row for each pair of settings, the paper's number beside it where it has one; then the trends.

    Several seeds are shown as their mean, with their range behind the score.
    """
    measured = "".join(f"{name} | " for name in study.scores)
    rows = [
        f"| {_short(study.axis)} | {_short(study.lines)} | parameters | operations | tokens | seconds | bits per byte "
        f"| nats a token | {measured}the paper |",
        f"| {'---: | ' * (8 + len(study.scores))}--- |",
    ]
    for group in _groups(cells):
        cell = group[0]
        rows.append(
            f"| {_said(cell.axis)} | {_said(cell.line)} | {cell.parameters:,} | {cell.flops:.3g} | {cell.tokens:,} "
            f"| {_mean(group, 'seconds'):,.0f} | {_mean(group, 'bits_per_byte'):.4f}{_range(group)} "
            f"| {_mean(group, 'nats_per_token'):.4f} {''.join(f'| {_score(group, name)} ' for name in study.scores)}"
            f"| {study.paper.get(f'{_said(cell.axis)}x{_said(cell.line)}', '')} |"
        )
    notes = [f"\nThe paper: {study.source}"] if study.source else []
    if law:
        notes.append(f"\n{law_in_words(law)}")
    if study.scores:
        notes.append(
            f"\n{', '.join(study.scores)}: shares, higher is better; in brackets the 95 % interval of the one run, or "
            "the range of several."
        )
    notes += [f"\n{sentence}" for sentence in trends_in_words(study, cells)]
    return "\n".join([*rows, *notes]) + "\n"


def trends_in_words(study: Study, cells: Sequence[Cell]) -> list[str]:
    """For both settings whether the score falls as it grows, and each of `scores` rises, where runs enough say so."""
    found = []
    for setting, other, name in (("axis", "line", study.axis), ("line", "axis", study.lines)):
        for measure in ("bits per byte", *study.scores):
            blocks: dict[tuple[float, int], dict[float, float]] = {}
            for cell in cells:
                if (cost := _cost(cell, measure)) is not None:
                    blocks.setdefault((getattr(cell, other), cell.seed), {})[getattr(cell, setting)] = cost
            if seen := trend(blocks):
                rises = measure in study.scores
                found.append(seen.in_words(_short(name), f"{measure!r}" if rises else "The score", rises))
    return found


def _cost(cell: Cell, measure: str) -> float | None:
    """What a better run has less of: bits per byte, or the negative of one of `scores`."""
    if measure not in cell.scores:
        return cell.bits_per_byte
    value = cell.scores[measure].get("value")
    return None if value is None else -value


def law_in_words(law: PowerLaw) -> str:
    """The fit and how uncertain it is."""
    return (
        f"Bits per byte fall as operations^-{law.exponent:.3f} (95 % interval of the exponent {law.low:.3f} to "
        f"{law.high:.3f}) over the {law.points} runs that no run with as little compute beats."
    )


def study_figure(study: Study, cells: Sequence[Cell], law: PowerLaw | None) -> Figure:
    """Score against the axis (first axes) and against operations (second), a line for each value of `lines`; below
    them, against the axis, what `scores` names.
    """
    rows = 1 + (len(study.scores) + 1) // 2
    figure = new_figure(3.4 if rows == 1 else 2.6 * rows)
    (by_axis, by_flops), *others = figure.subplots(rows, 2, squeeze=False)
    by_flops.sharey(by_axis)
    panels = [axes for row in others for axes in row]
    values = sorted({cell.line for cell in cells})
    for place, value in enumerate(values):
        some = [group for group in _groups(cells) if group[0].line == value]
        style: dict[str, Any] = {"color": COLOURS[place % len(COLOURS)], "markersize": 4}
        scores = [_mean(group, "bits_per_byte") for group in some]
        by_axis.plot([group[0].axis for group in some], scores, label=f"{_short(study.lines)}={_said(value)}", **style)
        by_flops.plot([group[0].flops for group in some], scores, **style)
        for cell in (cell for group in some for cell in group):  # a dot a run, the line through the means
            by_axis.plot(cell.axis, cell.bits_per_byte, marker="o", **style)
            by_flops.plot(cell.flops, cell.bits_per_byte, marker="o", **style)
        for panel, name in zip(panels, study.scores, strict=False):
            _draw_score(panel, [cell for group in some for cell in group], name, place, style)
    if law:
        flops = np.array(sorted(cell.flops for cell in cells))
        by_flops.plot(flops, law.scale * flops**-law.exponent, color=GREY, linestyle="--", linewidth=1)
        by_flops.set_yscale("log")
        by_flops.yaxis.set_major_locator(MaxNLocator(6))
        by_flops.yaxis.set_major_formatter("{x:g}")
        by_flops.yaxis.set_minor_formatter(NullFormatter())
        by_flops.set_title(f"exponent {law.exponent:.3f} ({law.low:.3f} to {law.high:.3f})")
    axis_values = sorted({cell.axis for cell in cells})
    for panel, name in zip((by_axis, *panels), ("bits per byte on held-out stories", *study.scores), strict=False):
        panel.set_xscale("log", base=2)
        panel.set_xticks(axis_values, [_said(value) for value in axis_values])
        panel.xaxis.set_minor_formatter(NullFormatter())
        label_axes(panel, x=_short(study.axis).replace("_", " "), y=name)
    for panel in panels[len(study.scores) :]:
        panel.set_visible(False)
    by_flops.set_xscale("log")
    label_axes(by_flops, x="training operations")
    figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


def _draw_score(axes: Axes, cells: Sequence[Cell], name: str, place: int, style: dict[str, Any]) -> None:
    """A dot with its interval for each run, moved a little for each line of the study, and a line through the means."""
    known = [(cell.axis, cell.scores[name]) for cell in cells if cell.scores.get(name, {}).get("value") is not None]
    shift = 1.03**place
    for at, one in known:
        low, high = (one["value"] if one[end] is None else one[end] for end in ("low", "high"))
        axes.plot([at * shift, at * shift], [low, high], linewidth=1, alpha=0.5, **style)
        axes.plot(at * shift, one["value"], marker="o", **style)
    xs = sorted({at for at, _ in known})
    axes.plot([x * shift for x in xs], [np.mean([o["value"] for at, o in known if at == x]) for x in xs], **style)


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


def _score(group: Sequence[Cell], name: str) -> str:
    """The one run's score with its interval, or the mean and range of several."""
    if len(group) == 1:
        return interval(group[0].scores.get(name))
    values = [value for cell in group if (value := cell.scores.get(name, {}).get("value")) is not None]
    if not values:
        return interval(None)
    return f"{sum(values) / len(values):.3f} ({min(values):.3f}–{max(values):.3f}, {len(values)} seeds)"


def find_place(found: dict[str, Any], key: str) -> Any:
    """What stands at `model.hidden_size`; where the way ends before, what was not measured has said so: nothing."""
    value: Any = found
    for part in key.split("."):
        if isinstance(value, dict) and "not_measured" in value:
            return {}
        if not isinstance(value, dict) or part not in value:
            known = ", ".join(value) if isinstance(value, dict) else "nothing below it"
            raise SettingsError(f"study: there is no {key}; {part!r} was expected among: {known}.")
        value = value[part]
    return value


def _number(value: Any) -> float:
    """A setting as a number; true and false stay what they are, so that they are said so."""
    return value if isinstance(value, bool) else float(value)


def _said(value: float) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def _short(key: str) -> str:
    return key.rpartition(".")[2]
