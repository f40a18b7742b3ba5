"""Progress of something long in several stages: one bar on a terminal, otherwise a line now and then."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any

SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_LOOKS = 0.1
"""A bar that was drawn for each story would take longer than the stories."""


class Progress:
    """How far a command has come, in `unit`: `bytes`, shown as MB, or a noun in the plural such as `stories`.

    Made by `progress()`. The bar appears with the first `expect`, when there is a whole, and never goes back; a stage
    that ends early, as with a limit on the stories, gives back what it did not need.
    """

    def __init__(self, unit: str, bar: Any = None) -> None:
        self.unit, self._bar = unit, bar
        self._task = None if bar is None else bar.add_task("", total=None, visible=False, speed="")
        self._label = ""
        self._total = self._done = self._most_done = self._stage_total = self._stage_done = 0
        self._stage_start_s = self._last_s = time.monotonic()

    def expect(self, amount: int) -> None:
        """Say that `amount` more is to be done, in stages to come."""
        self.expect_in_all(self._total - self._done + amount)

    def expect_in_all(self, amount: int) -> None:
        """Say that `amount` is still to be done, in all stages to come; what was expected before is forgotten."""
        self._total = self._done + amount
        self._show()

    @contextlib.contextmanager
    def stage(self, label: str, amount: int) -> Iterator[None]:
        """Do `amount` of what is expected under a name such as `training stories`."""
        self._label, self._stage_total, self._stage_done = label, amount, 0
        self._stage_start_s = time.monotonic()
        self._show()
        yield
        self._total -= self._stage_total - self._stage_done
        self._show()

    def advance(self, amount: int) -> None:
        """Count what the stage has done; a negative amount was lost again."""
        self._done += amount
        self._most_done = max(self._most_done, self._done)
        self._stage_done += amount
        since_s = time.monotonic() - self._last_s
        if self._bar is not None and since_s >= SECONDS_BETWEEN_LOOKS:
            self._last_s = time.monotonic()
            self._show()
        elif self._bar is None and since_s >= SECONDS_BETWEEN_LINES:
            self._last_s = time.monotonic()
            print(f"  {self._line()}", flush=True)

    def _show(self) -> None:
        if self._bar is not None:
            self._bar.update(
                self._task,
                description=self._label,
                completed=self._most_done,
                total=self._total,
                visible=self._total > 0,
                speed=self._speed(),
            )

    def _line(self) -> str:
        left_s = (self._total - self._done) / max(self._rate(), 1e-9)
        scale, unit = _scale(self.unit)
        amount = f"{self._stage_done / scale:,.0f} of {self._stage_total / scale:,.0f} {unit}"
        return f"{self._label}: {amount}, {self._speed()}, {_clock(left_s)} left"

    def _rate(self) -> float:
        return self._stage_done / max(time.monotonic() - self._stage_start_s, 1e-3)

    def _speed(self) -> str:
        scale, unit = _scale(self.unit)
        return f"{self._rate() / scale:,.0f} {unit}/s"


@contextlib.contextmanager
def progress(unit: str) -> Iterator[Progress]:
    """The progress of the block; what is printed meanwhile stands above the bar."""
    if not sys.stdout.isatty():
        yield Progress(unit)
        return
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    amount = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    speed = TextColumn("{task.fields[speed]}")
    with Bar(TextColumn("{task.description}"), BarColumn(), amount, speed, TimeRemainingColumn()) as bar:
        yield Progress(unit, bar)


def _scale(unit: str) -> tuple[float, str]:
    return (1e6, "MB") if unit == "bytes" else (1.0, unit)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"
