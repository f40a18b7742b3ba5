"""Ctrl-C, SIGTERM and SIGHUP end a training after the step under way, with a checkpoint; a second one ends it at once.

While the loop runs, a signal only leaves a note that the loop reads between two steps: nothing is torn apart in the
middle of an update or a save. Before and after the loop there is nothing to save, and a signal ends the command right
there. A signal that is ignored when the training begins (`nohup`, a background job of a script) stays ignored.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

from mlopstinystories.errors import StoppedError

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Windows has no SIGHUP."""


class StopSignals:
    """Listens while it is entered, and says what it heard unless `silent`.

    In a thread other than the main one Python hears no signals, and nor does this.
    """

    def __init__(self, silent: bool = False) -> None:
        self._silent = silent
        self.received: signal.Signals | None = None
        self._noting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Around the loop, which asks `received` after each step."""
        self._noting = True
        try:
            yield
        finally:
            self._noting = False

    def _handle(self, number: int, _: FrameType | None) -> None:
        if self.received is not None:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        self.received = signal.Signals(number)
        if not self._noting:
            raise StoppedError(
                f"Stopped by {self.received.name}; nothing is lost that was saved. The same command goes on."
            )
        # not print: the signal may come in the middle of another print
        if not self._silent:
            os.write(2, f"\n{self.received.name}: saving after this step. Once more ends it at once.\n".encode())
