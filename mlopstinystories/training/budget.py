"""When a run ends: after so many steps, tokens or seconds of training, whichever of those that are set comes first."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from mlopstinystories.settings import TrainSettings, seconds


@dataclass(frozen=True)
class Budget:
    """Limits in optimizer steps, in training tokens and in training seconds; at least one is set."""

    max_steps: int | None = None
    max_tokens: int | None = None
    max_seconds: float | None = None
    batch_size_tokens: int = 1

    @classmethod
    def of(cls, settings: TrainSettings) -> "Budget":
        """The budget that `settings` describe."""
        max_seconds = None if settings.budget is None else seconds(settings.budget)
        return cls(settings.max_steps, settings.max_tokens, max_seconds, settings.batch_size_tokens)

    def fraction(self, step: float, elapsed_s: float) -> float:
        """The spent share, 0 to 1, after `step` steps and `elapsed_s` seconds of training."""
        return min(1.0, max(self._shares(step, elapsed_s).values()))

    def ended_by(self, step: int, elapsed_s: float) -> str | None:
        """The name of the limit that is reached, such as `max_steps`, or None while there is something left."""
        return next((name for name, share in self._shares(step, elapsed_s).items() if share >= 1), None)

    def steps(self, step: int, elapsed_s: float, step_s: float) -> int:
        """How many steps there will be in all, when each of the coming ones takes `step_s` seconds."""
        limits = [self.max_steps] if self.max_steps is not None else []
        if self.max_tokens is not None:
            limits.append(math.ceil(self.max_tokens / self.batch_size_tokens))
        if self.max_seconds is not None:
            limits.append(step + math.ceil((self.max_seconds - elapsed_s) / max(step_s, 1e-9)))
        return max(step, min(limits))

    def _shares(self, step: float, elapsed_s: float) -> dict[str, float]:
        shares = {}
        if self.max_steps is not None:
            shares["max_steps"] = step / self.max_steps
        if self.max_tokens is not None:
            shares["max_tokens"] = step / math.ceil(self.max_tokens / self.batch_size_tokens)
        if self.max_seconds is not None:
            shares["budget"] = elapsed_s / self.max_seconds
        return shares


class Stopwatch:
    """Seconds of training: runs on from a stored duration, and stands still while evaluating and saving."""

    def __init__(self, elapsed_s: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._before_s = elapsed_s
        self._clock = clock
        self._start_s: float | None = None

    def start(self) -> None:
        """Go on counting."""
        self._start_s = self._clock()

    def stop(self) -> None:
        """Stand still."""
        self._before_s = self.elapsed_s
        self._start_s = None

    @property
    def elapsed_s(self) -> float:
        """Seconds counted so far."""
        return self._before_s + (0.0 if self._start_s is None else self._clock() - self._start_s)
