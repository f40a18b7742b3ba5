"""Pieces of a page to read, in Markdown."""

from collections.abc import Sequence
from typing import Any


def interval(one: dict[str, Any] | None) -> str:
    """A value with its interval, or the reason why there is none."""
    if one is None or one.get("value") is None:
        return "no occasion"
    if one["low"] is None:
        return f"{one['value']:.3f} (no interval: {one['no_interval']})"
    return f"{one['value']:.3f} ({one['low']:.3f} to {one['high']:.3f})"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table with its head."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(one) for one in line)} |" for line in lines)


def cell(text: str) -> str:
    """A text of several lines in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", "<br>")


def quoted(text: str) -> str:
    """A text of several lines within a quotation."""
    return text.replace("\n", "\n> ")


def one_line(text: str) -> str:
    """A text of several lines as one."""
    return " ".join(text.split())
