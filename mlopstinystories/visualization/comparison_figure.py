"""A comparison as a picture and as a table: every pair of runs, and the difference with its interval.

comparison.png   left: both scores of each seed, joined by a line; right: the difference, its interval, what matters
"""

from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlopstinystories.visualization.figures import COLOURS, GREY, STYLE, in_lines, label_axes, new_figure, save_figure

HEIGHT = 3.5


def draw_comparison(result: dict[str, Any], out: Path) -> Path:
    """Draw the content of `comparison.json` into the folder `out`; returns the path of the PNG."""
    with matplotlib.rc_context(STYLE):
        return save_figure(comparison_figure(result), out, "comparison")


def comparison_figure(result: dict[str, Any]) -> Figure:
    """Scores of each pair (first axes), and the difference with its interval (second)."""
    figure = new_figure(HEIGHT)
    scores, difference = figure.subplots(1, 2, width_ratios=[3, 2])
    _draw_pairs(scores, result)
    _draw_difference(difference, result)
    figure.legend(*difference.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    figure.suptitle(in_lines(f"Is b better? {result['verdict']}", 100), fontsize=9)
    return figure


def _draw_pairs(axes: Axes, result: dict[str, Any]) -> None:
    for run in result["runs"]:
        axes.plot([0, 1], [run[key]["bits_per_byte"] for key in "ab"], color=GREY, linewidth=0.8, alpha=0.6)
    for place, key in enumerate("ab"):
        values = [run[key]["bits_per_byte"] for run in result["runs"]]
        axes.plot([place] * len(values), values, "o", color=COLOURS[place], markersize=5)
    axes.set_xticks([0, 1], [in_lines(f"{key}: {result['sides'][key]['label']}", 30) for key in "ab"])
    axes.set_xlim(-0.4, 1.4)
    label_axes(axes, y="bits per byte on held-out stories")


def _draw_difference(axes: Axes, result: dict[str, Any]) -> None:
    """Everything in percent of side a; below zero side b is better."""
    base = result["a_bits_per_byte"] / 100
    pairs = [(run["b"]["bits_per_byte"] - run["a"]["bits_per_byte"]) / base for run in result["runs"]]
    axes.axhspan(-100 * result["smallest"], 0, color=COLOURS[5], alpha=0.2, linewidth=0, label="too small to matter")
    axes.axhline(0, color=GREY, linewidth=1)
    axes.plot(np.linspace(-0.1, 0.1, len(pairs)) - 0.5, pairs, "o", color=GREY, markersize=3.5, label="each pair")
    if result["low"] is not None:
        middle = result["estimate"] / base
        reach = [[middle - result["low"] / base], [result["high"] / base - middle]]
        label = f"mean, {_level(result)} interval"
        axes.errorbar([0.3], [middle], yerr=reach, fmt="o", color=COLOURS[1], capsize=4, label=label)
    axes.set_xlim(-1, 1)
    axes.set_xticks([])
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.25)
    label_axes(axes, y="b minus a, % of a (below 0: b is better)")


def print_comparison(result: dict[str, Any]) -> None:
    """The verdict and what it rests on, as a table on the screen."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"\nIs b better than a? {result['verdict']}", title_justify="left")
    for title in ("", "a", "b"):
        table.add_column(title, justify="left" if not title else "right", overflow="fold")
    a, b = result["sides"]["a"], result["sides"]["b"]
    table.add_row("", a["label"], b["label"])
    table.add_row("bits per byte, mean", f"{result['a_bits_per_byte']:.4f}", f"{result['b_bits_per_byte']:.4f}")
    table.add_row("noise (deviation between seeds)", *(_number(result[f"{key}_noise"], ".4f") for key in "ab"))
    for title, key, shown in (
        ("parameters", "parameters", ","),
        ("training tokens", "tokens", ",.0f"),
        ("training text, bytes", "bytes", ",.0f"),
        ("training operations", "training_flops", ".3g"),
        ("training seconds", "train_seconds", ",.1f"),
    ):
        table.add_row(title, format(a[key], shown), format(b[key], shown))
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    for line in sentences(result):
        console.print(line, markup=False)


def sentences(result: dict[str, Any]) -> list[str]:
    """What the numbers mean, in words."""
    pairs, stories = result["pairs"], result["stories"]
    lines = [
        f"b - a = {result['estimate']:+.4f} bits per byte ({result['relative']:+.2%}), {pairs} "
        f"{'pair' if pairs == 1 else 'pairs'} of runs on {stories:,} held-out stories"
    ]
    if result["low"] is None:
        return [*lines, "One pair says nothing about other seeds: there is no interval. Run it again with seeds=5."]
    base = result["a_bits_per_byte"]
    total = result["seed_variance"] + result["story_variance"]
    share = result["story_variance"] / total if total else 0.0
    lines.append(
        f"{_level(result)} interval {result['low']:+.4f} to {result['high']:+.4f} "
        f"({result['low'] / base:+.2%} to {result['high'] / base:+.2%}); {share:.0%} of its variance is the "
        f"stories', the rest the seeds'. Look {result['look']} at this comparison."
    )
    lines.append(_answer(result))
    for kind in result["unfair"]:
        lines.append(f"The sides may differ in their {kind}, as was asked for (unfair=[…]).")
    return lines


def _answer(result: dict[str, Any]) -> str:
    smallest = f"{result['smallest']:.1%}"
    if result["verdict"] == "yes":
        return "Yes: b is better, by however little the interval allows."
    if result["verdict"] == "no":
        if result["low"] > 0:
            return "No: b is worse."
        return f"No: an improvement of {smallest} or more is excluded (smallest={result['smallest']:g})."
    needed = result["pairs_needed"]
    if needed is None:
        return (
            "Cannot tell, and more runs would hardly settle it: the held-out stories are too few, or the difference is "
            "too close to what just matters."
        )
    return (
        f"Cannot tell yet. If the difference and the noise are as measured, about {needed - result['pairs']} more "
        f"pairs would settle it (with a probability of 80 %): the same command with seeds={needed}"
    )


def _level(result: dict[str, Any]) -> str:
    return f"{100 * (1 - result['alpha']):.5g} %"


def _number(value: float | None, shown: str) -> str:
    return "one seed" if value is None else format(value, shown)
