"""Connections that give up on a client: one that says nothing, and one that does not take what it asked for.

uvicorn waits for both without end, and each holds a file of the process and, the second kind, a story.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

SILENT_S = 30.0
"""From the connection to the end of the first request's head."""
STUCK_S = 30.0
"""That the system's buffers may stay full."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to its patience."""

    _silence: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._silence = self.loop.call_later(SILENT_S, self._end_silence)

    def pause_writing(self) -> None:
        """The client takes nothing at the moment."""
        super().pause_writing()
        if self._stuck is None:
            self._stuck = self.loop.call_later(STUCK_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        for timer in (self._silence, self._stuck):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def _end_silence(self) -> None:
        if self.cycle is None:
            self.transport.abort()
