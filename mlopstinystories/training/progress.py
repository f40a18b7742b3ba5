"""The live display of a training: one moving line on a terminal, a plain line every few seconds elsewhere."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from mlopstinystories.training.budget import Budget

PLAIN_LINES_EVERY_S = 10.0
WARM_UP_STEPS, MEASURED_STEPS = 3, 5
"""Of a forecast: the first steps are slower than the others."""


class Display:
    """Shows loss, bits per byte, tokens a second and the time left; `say` prints a line above the display."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(soft_wrap=True, highlight=False)
        self._bar: Progress | None = None
        self._last_line_s = -PLAIN_LINES_EVERY_S
        if self._console.is_terminal:
            columns = (
                TextColumn("training"),
                BarColumn(),
                TextColumn("{task.percentage:3.0f}% {task.fields[numbers]}"),
            )
            self._bar = Progress(*columns, console=self._console)
            self._task = self._bar.add_task("", total=1.0, numbers="")
            self._bar.start()

    def say(self, text: str) -> None:
        """Print one line, or several."""
        self._console.print(text, markup=False)

    def update(
        self,
        *,
        step: int,
        fraction: float,
        loss: float,
        bits_per_byte: float,
        tokens_per_second: float,
        elapsed_s: float,
    ) -> None:
        """Show where the training stands; `loss` in nats a token, `fraction` of the budget that is spent."""
        left_s = elapsed_s / fraction - elapsed_s if fraction else 0.0
        numbers = (
            f"step {step:,}  loss {loss:.3f}  {bits_per_byte:.3f} bits/byte  {tokens_per_second:,.0f} tokens/s  "
            f"{duration(left_s)} left"
        )
        if self._bar:
            self._bar.update(self._task, completed=fraction, numbers=numbers)
        elif time.monotonic() - self._last_line_s >= PLAIN_LINES_EVERY_S:
            self._last_line_s = time.monotonic()
            self.say(f"{fraction:4.0%}  {numbers}")

    def close(self) -> None:
        """Give the terminal back."""
        if self._bar:
            self._bar.stop()


class Forecast:
    """Says once, after a few steps, how fast they were and how long the budget will take."""

    def __init__(self, budget: Budget, step: int) -> None:
        self._budget, self._first = budget, step + WARM_UP_STEPS
        self._at_s = 0.0

    def after_step(self, step: int, elapsed_s: float) -> str | None:
        """What there is to say after so many steps and seconds of training; almost always nothing."""
        if step == self._first:
            self._at_s = elapsed_s
        if step != self._first + MEASURED_STEPS:
            return None
        step_s = (elapsed_s - self._at_s) / MEASURED_STEPS
        budget = self._budget
        steps = budget.steps(step, elapsed_s, step_s)
        return (
            f"measured {budget.batch_size_tokens / step_s:,.0f} tokens a second: about {steps:,} steps "
            f"({steps * budget.batch_size_tokens:,} tokens) in {duration(elapsed_s + (steps - step) * step_s)} of "
            "training, validating and saving not counted"
        )


def duration(seconds: float) -> str:
    """Seconds in the words of a clock: `42 s`, `3:07 min`, `1:05 h`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d} h"
