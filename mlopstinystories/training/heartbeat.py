"""`heartbeat.json` in the run folder: what a training does at this moment, for programs that watch it.

It is written every few seconds of training and whenever the doing changes. A `time_s` that is older than a minute
while `doing` is `training` means that the process is dead, asleep or stuck; validating and saving may take longer. The
file is replaced as a whole but not flushed to the disk: after a power cut nobody needs it.
"""

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from mlopstinystories.records import HEARTBEAT_NAME, disk_errors, now

EVERY_S = 5.0


class Heartbeat:
    """Writes the file of one run folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = folder / HEARTBEAT_NAME
        self._clock = clock
        self._written_s = float("-inf")

    def beat(self, doing: str, step: int, elapsed_s: float) -> None:
        """Say that `doing` goes on, unless that was said within the last seconds."""
        if self._clock() - self._written_s >= EVERY_S:
            self.change(doing, step, elapsed_s)

    def change(self, doing: str, step: int, elapsed_s: float) -> None:
        """Say what begins now; `elapsed_s` are the seconds of training so far."""
        self._written_s = self._clock()
        facts = {
            "doing": doing,
            "step": step,
            "elapsed_s": round(elapsed_s, 3),
            "time": now(),
            "time_s": round(time.time(), 3),
            "pid": os.getpid(),
            "host": socket.gethostname(),
        }
        partial = self._path.with_name(f".{HEARTBEAT_NAME}.partial-{os.getpid()}")
        with disk_errors(self._path):
            partial.write_text(json.dumps(facts) + "\n", encoding="utf-8")
            partial.replace(self._path)
