"""Connections that give up on a client: one that says nothing, one that takes nothing, and one too many.

uvicorn waits for the first two without end, and each holds a file of the process and, the second kind, a story. Without
a bound on connections the process would run out of files, and then could read no model either. What is no HTTP is
answered in the server's form of errors, like everything else.
"""

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from mlopstinystories.serving.answers import BusyError, RefusalError

SILENT_S = 30.0
"""From the connection to the end of the first request's head."""
STUCK_S = 30.0
"""That the system's buffers may stay full."""
CROWDED_S = 2.0
"""That a connection too many may take to send something, so that it can be told why it is ended."""
BACKLOG = 256
"""Connections that are taken in at once at most."""
RESERVED_FILES = 512
"""For models, the page's files, and connections too many that have yet to be told so; half of a small limit."""


def most_connections(open_files: int) -> int:
    """How many connections a process may keep that may have so many files open."""
    return open_files - min(RESERVED_FILES, open_files // 2)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to its patience."""

    most = most_connections(1024)
    """Connections that are served; up to `RESERVED_FILES` / 4 more are told that the server is busy."""
    _silence: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _crowded = False

    def connection_made(self, transport: Any) -> None:
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._crowded = len(self.connections) > self.most
        if len(self.connections) > self.most + RESERVED_FILES // 4:
            transport.abort()
        else:
            self._silence = self.loop.call_later(CROWDED_S if self._crowded else SILENT_S, self._end_silence)

    def data_received(self, data: bytes) -> None:
        """A part of a request."""
        if self._crowded:
            self._refuse(BusyError("The server has as many connections as it can keep."))
        else:
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._refuse(RefusalError("bad_request", f"{msg.rstrip('.')}.", "Speak HTTP/1.1, with a head below 16 KiB."))

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

    def _refuse(self, refusal: RefusalError) -> None:
        """Answer below the application, and end the connection."""
        if self.transport.is_closing():
            return
        body = json.dumps(refusal.body()).encode()
        headers = {**refusal.headers(), "Content-Type": "application/json", "Content-Length": str(len(body))}
        encoded = [
            (name.lower().encode(), value.encode()) for name, value in {**headers, "Connection": "close"}.items()
        ]
        events = (
            h11.Response(status_code=refusal.status, headers=encoded),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def patient_protocol(open_files: int) -> type[PatientProtocol]:
    """The protocol for a process that may have so many files open."""
    return type("PatientProtocol", (PatientProtocol,), {"most": most_connections(open_files)})
