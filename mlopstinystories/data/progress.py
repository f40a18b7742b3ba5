"""Progress of something long: a bar on a terminal, otherwise a plain line now and then."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

SECONDS_BETWEEN_LINES = 5.0


@contextlib.contextmanager
def progress(label: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """Show how far `label` has come; the block calls the given function with each amount that was done.

    Args:
        label: What is being done, such as `training stories`.
        total: The amount that makes it whole; None where nobody knows.
        unit: `bytes`, shown as MB, or a noun in the plural such as `stories`.
    """
    with _bar(label, total, unit) if sys.stdout.isatty() else _lines(label, total, unit) as advance:
        yield advance


@contextlib.contextmanager
def _bar(label: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    amount = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TextColumn(unit), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.advance(task, done)


@contextlib.contextmanager
def _lines(label: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    so_far, last_s = 0, time.monotonic()

    def advance(done: int) -> None:
        nonlocal so_far, last_s
        so_far += done
        if time.monotonic() - last_s >= SECONDS_BETWEEN_LINES:
            last_s = time.monotonic()
            print(f"  {label}: {_amount(so_far, total, unit)}", flush=True)

    yield advance


def _amount(done: int, total: int | None, unit: str) -> str:
    scale, name = (1e6, "MB") if unit == "bytes" else (1, unit)
    return f"{done / scale:,.0f} of {total / scale:,.0f} {name}" if total else f"{done / scale:,.0f} {name}"
