"""Figures for a report: how runs learned, and what a data set is made of. PNG to look at, SVG to print.

    loss.png            bits per byte against training tokens and training seconds; several runs: their final scores too
    learning_rate.png   learning rate and gradient norm against training tokens
    dataset.png         story lengths, token frequencies, how much text the commonest tokens cover

Drawn with matplotlib's objects alone, without pyplot: no window, no screen, no figure that stays open.
Colours are those of Okabe and Ito (2008), which people with any colour vision tell apart; more than seven runs are
shaded along viridis.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, LogLocator, MaxNLocator, NullFormatter, PercentFormatter

from mlopstinystories.data.packing import open_dataset
from mlopstinystories.records import disk_errors
from mlopstinystories.visualization.series import Array, DatasetSeries, RunSeries, dataset_series, labels, run_series

WIDTH = 7.0
"""Inches: the text width of a page, so that the font sizes below are those on paper."""
CURVES_HEIGHT = 3.1
LINE_HEIGHT = 0.14
"""Inches that a line of the smaller text takes."""
DOTS_PER_INCH = 200
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
GREY = "#666666"
LONGEST_LINE = 44
LONGEST_TITLE = 100
"""Characters in a line of a legend or title, as fits the page."""
LOG_FROM_RATIO = 30
"""An axis whose last point lies this many times beyond its first is logarithmic."""
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "svg.hashsalt": "mlopstinystories",  # the same figure is the same file
}
TRAINING_LINE: dict[str, Any] = {"alpha": 0.4, "linewidth": 1.1}
VALIDATION_LINE: dict[str, Any] = {"marker": "o", "markersize": 3.5}
COVERAGE_MARKS = (0.5, 0.9, 0.99)


def draw_runs(run_folders: Sequence[Path], out: Path) -> Path:
    """Draw the learning curves of one or several runs into the folder `out`; returns the path of `loss.png`.

    Raises `RunError` for a run that has no metrics yet.
    """
    runs = [run_series(folder) for folder in run_folders]
    with matplotlib.rc_context(STYLE):
        save_figure(learning_rate_figure(runs), out, "learning_rate")
        return save_figure(loss_figure(runs), out, "loss")


def draw_dataset(dataset_folder: Path, out: Path) -> Path:
    """Draw what a folder under `data/processed` holds into the folder `out`; returns the path of `dataset.png`."""
    series = dataset_series(open_dataset(dataset_folder))
    with matplotlib.rc_context(STYLE):
        return save_figure(dataset_figure(series), out, "dataset")


def loss_figure(runs: Sequence[RunSeries]) -> Figure:
    """Bits per byte against tokens (first axes) and seconds (second); several runs: final scores (third)."""
    if len(runs) == 1:
        figure = new_figure(CURVES_HEIGHT)
        _draw_panels(figure, runs)
        figure.suptitle(_title(runs[0]), fontsize=9)
        return figure
    scores_height = 0.55 + (0.1 + LINE_HEIGHT * _most_lines(runs)) * len(runs)
    figure = new_figure(CURVES_HEIGHT + scores_height)
    # parts with a layout of their own: long labels below must not squeeze the curves
    parts = figure.add_gridspec(2, 1, height_ratios=[CURVES_HEIGHT, scores_height])
    _draw_panels(figure.add_subfigure(parts[0]), runs)
    _draw_scores(figure.add_subfigure(parts[1]).subplots(), runs)
    return figure


def learning_rate_figure(runs: Sequence[RunSeries]) -> Figure:
    """Learning rate (first axes) and gradient norm (second) against tokens."""
    legend_rows = -(-len(runs) // 2)
    figure = new_figure(3.6 + (0.06 + LINE_HEIGHT * _most_lines(runs)) * legend_rows)
    rate, norm = figure.subplots(2, 1, sharex=True)
    for run, label, colour in zip(runs, labels(runs), _colours(len(runs)), strict=True):
        rate.plot(run.training.tokens, run.learning_rate, color=colour, label=in_lines(label))
        norm.plot(run.training.tokens, run.gradient_norm, color=colour, linewidth=1.0)
    label_axes(rate, y="learning rate")
    label_axes(norm, x="training tokens", y="gradient norm\nbefore clipping")
    rate.set_ylim(bottom=0)
    norm.set_yscale("log")
    norm.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    norm.yaxis.set_major_formatter("{x:g}")
    norm.yaxis.set_minor_formatter(NullFormatter())
    norm.xaxis.set_major_formatter(EngFormatter(sep=""))
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def dataset_figure(series: DatasetSeries) -> Figure:
    """Story lengths in tokens and in bytes (first and second axes), token frequencies (third), coverage (fourth)."""
    figure = new_figure(5.2)
    (tokens, size), (frequency, coverage) = figure.subplots(2, 2)
    _draw_lengths(tokens, series.story_tokens, "tokens")
    _draw_lengths(size, series.story_bytes, "bytes")
    ranks = np.arange(1, len(series.token_counts) + 1)
    frequency.plot(ranks, series.token_counts, color=COLOURS[0])
    frequency.set_xscale("log")
    frequency.set_yscale("log")
    label_axes(frequency, x="rank of the token", y="occurrences")
    used = len(ranks) / series.vocab_size
    note = f"{len(ranks):,} of {series.vocab_size:,}\nentries in use ({used:.0%})"
    frequency.text(0.04, 0.06, note, transform=frequency.transAxes, fontsize=8)
    _draw_coverage(coverage, series.coverage)
    figure.suptitle(
        f"{in_lines(series.name, LONGEST_TITLE)}: {len(series.story_tokens):,} training stories", fontsize=9
    )
    return figure


def _draw_panels(part: FigureBase, runs: Sequence[RunSeries]) -> None:
    by_tokens, by_seconds = part.subplots(1, 2, sharey=True)
    for run, colour in zip(runs, _colours(len(runs)), strict=True):
        _draw_curves(by_tokens, run.training.tokens, run.validation.tokens, run, colour)
        _draw_curves(by_seconds, run.training.seconds, run.validation.seconds, run, colour)
    label_axes(by_tokens, x="training tokens", y="bits per byte")
    label_axes(by_seconds, x="training time (seconds)")
    _log_where_it_helps(by_tokens, [run.training.tokens for run in runs])
    _log_where_it_helps(by_seconds, [run.training.seconds for run in runs])
    by_tokens.xaxis.set_major_formatter(EngFormatter(sep=""))
    by_seconds.xaxis.set_major_formatter("{x:g}")
    colour = COLOURS[0] if len(runs) == 1 else GREY
    kinds = [
        Line2D([], [], color=colour, label="training text", **TRAINING_LINE),
        Line2D([], [], color=colour, label="held-out stories", **VALIDATION_LINE),
    ]
    by_tokens.legend(handles=kinds, loc="lower left", frameon=False)  # learning curves fall to the right


def _draw_curves(axes: Axes, x_training: Array, x_validation: Array, run: RunSeries, colour: str) -> None:
    """Training as a light line, held-out scores as strong points over it."""
    axes.plot(x_training, run.training.bits_per_byte, color=colour, **TRAINING_LINE)
    axes.plot(x_validation, run.validation.bits_per_byte, color=colour, **VALIDATION_LINE)


def _draw_scores(axes: Axes, runs: Sequence[RunSeries]) -> None:
    """One row a run, in its colour, best first; it is the legend of the curves above, too."""
    scored = list(zip(runs, labels(runs), _colours(len(runs)), strict=True))
    scored.sort(key=lambda row: float("inf") if row[0].final_bits_per_byte is None else row[0].final_bits_per_byte)
    for place, (run, _, colour) in enumerate(scored):
        score = run.final_bits_per_byte
        if score is not None:
            axes.plot([score], [place], color=colour, marker="o", markersize=7, linestyle="none")
            text = f"{score:.4f}" + ("" if run.finished else " (unfinished)")
            axes.annotate(text, (score, place), (8, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(scored)), [in_lines(label) for _, label, _ in scored])
    axes.set_ylim(len(scored) - 0.5, -0.5)
    axes.margins(x=0.15)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    label_axes(axes, x="final bits per byte on held-out stories (lower is better)")


def _draw_lengths(axes: Axes, lengths: npt.NDArray[np.int64], unit: str) -> None:
    """A histogram with mean and median; the longest thousandth is counted in the label, not squeezed in."""
    limit = max(int(np.quantile(lengths, 0.999)), int(lengths.min()) + 1)
    step = max(1, -(-(limit - int(lengths.min())) // 60))  # whole numbers a bar, so that no bar catches one more length
    edges = np.arange(lengths.min(), limit + 1 + step, step)
    counts, edges = np.histogram(lengths, bins=edges)
    axes.stairs(counts, edges, fill=True, color=COLOURS[5])
    for value, word, line in ((lengths.mean(), "mean", "-"), (np.median(lengths), "median", "--")):
        axes.axvline(value, color=COLOURS[6], linewidth=1.1, linestyle=line, label=f"{word} {value:,.0f}")
    beyond = int((lengths >= edges[-1]).sum())
    note = f"; {beyond:,} longer, up to {lengths.max():,}" if beyond else ""
    label_axes(axes, x=f"{unit} a story{note}", y="stories")
    axes.legend(frameon=False, loc="upper right")


def _draw_coverage(axes: Axes, coverage: Array) -> None:
    """Cumulative share of the text, with the ranks at which it passes the marks."""
    axes.plot(np.arange(1, len(coverage) + 1), coverage, color=COLOURS[0])
    for share in COVERAGE_MARKS:
        rank = int(np.searchsorted(coverage, share)) + 1
        axes.plot([rank], [coverage[rank - 1]], color=COLOURS[1], marker="o", markersize=4, linestyle="none")
        axes.annotate(
            f"{share:.0%}: {rank:,} tokens", (rank, coverage[rank - 1]), (-6, 2), textcoords="offset points",
            ha="right", va="bottom", fontsize=8,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_ylim(0, 1.08)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    label_axes(axes, x="the k commonest tokens", y="share of the text's tokens")


def new_figure(height: float) -> Figure:
    """An empty figure of a page's width and `height` inches, drawn without a screen."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def label_axes(axes: Axes, x: str | None = None, y: str | None = None) -> None:
    """Name the axes that are given."""
    if x:
        axes.set_xlabel(x)
    if y:
        axes.set_ylabel(y)


def _log_where_it_helps(axes: Axes, values: Sequence[Array]) -> None:
    """Half of what a model learns, it learns in the first tenth."""
    points = np.concatenate(values)
    if len(points) and points.min() > 0 and points.max() / points.min() >= LOG_FROM_RATIO:
        axes.set_xscale("log")
        # the scale brings its own locators and formatters, whose labels run into one another on a short axis
        wide = points.max() / points.min() >= LOG_FROM_RATIO**2
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0,) if wide else (1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        axes.xaxis.set_minor_formatter(NullFormatter())


def _colours(count: int) -> list[str]:
    if count <= len(COLOURS):
        return list(COLOURS[:count])
    shades = matplotlib.colormaps["viridis"](np.linspace(0, 0.9, count))
    return [matplotlib.colors.to_hex(shade) for shade in shades]


def _most_lines(runs: Sequence[RunSeries]) -> int:
    return max(in_lines(label).count("\n") + 1 for label in labels(runs))


def _title(run: RunSeries) -> str:
    if run.final_bits_per_byte is None:
        return in_lines(run.name, LONGEST_TITLE)
    where = "on all held-out stories" if run.finished else "so far"
    return f"{in_lines(run.name, LONGEST_TITLE)}: {run.final_bits_per_byte:.4f} bits per byte {where}"


def in_lines(text: str, longest: int = LONGEST_LINE) -> str:
    """`text` in lines, broken after `+` and `,` as the names of runs have them; a dollar sign would begin a formula."""
    lines = [""]
    for piece in re.split(r"(?<=[+,])", text.replace("$", r"\$")):
        if lines[-1] and len(lines[-1] + piece) > longest:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def save_figure(figure: Figure, out: Path, name: str) -> Path:
    """Write PNG and SVG under temporary names, then rename; returns the path of the PNG."""
    with disk_errors(out / name):
        out.mkdir(parents=True, exist_ok=True)
        for kind in ("svg", "png"):
            partial = out / f".{name}.partial.{kind}"
            figure.savefig(partial, dpi=DOTS_PER_INCH, metadata={"Date": None} if kind == "svg" else None)
            partial.replace(out / f"{name}.{kind}")
    return out / f"{name}.png"
