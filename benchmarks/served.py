"""What the benchmarks of the server share: `serve_model.py` in a process of its own, its memory, a reader of streams.

The reader is a few lines over a socket, so that the client takes little of the processor that it shares with the
server; each request has a connection of its own, as each of a browser's streams has.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, BenchmarkError


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mib(self) -> float:
        """What the process holds in memory now, as Linux counts it (`VmRSS`)."""
        return self._status("VmRSS") / 1024

    def threads(self) -> int:
        """Of the process, now."""
        return self._status("Threads")

    def open_files(self) -> int:
        """Of the process, now; connections are among them."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def _status(self, key: str) -> int:
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1])
        raise BenchmarkError(f"The system does not tell {key} of the server: Linux is needed.")


@contextlib.contextmanager
def served(root: Path, *settings: str, log: Path | None = None) -> Iterator[Served]:
    """A server over the runs below `root` on a free port; ended by Ctrl-C. What it says on errors goes into `log`."""
    command = [sys.executable, str(ROOT / "mlopstinystories" / "serve_model.py"), f"root={root}", "port=0", *settings]
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("w", encoding="utf-8")) if log is not None else None
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=dict(os.environ))
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "127.0.0.1:" not in line:
                raise BenchmarkError(f"The server did not start; it said {line!r}.")
            yield Served(process, int(line.partition("127.0.0.1:")[2].partition("/")[0]))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


async def events(port: int, path: str, body: dict[str, Any]) -> AsyncGenerator[tuple[str, Any], None]:
    """The events of a stream; the last one is `end` or `error`, or `[DONE]` in OpenAI's form. Leaving closes it.

    Raises `BenchmarkError` when the answer is no stream, or is cut off.
    """
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(data)}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{head}Content-Type: application/json\r\nConnection: close\r\n\r\n".encode() + data)
        status = await reader.readline()
        if b" 200 " not in status:
            raise BenchmarkError(f"{path} was answered with {status.decode().strip()}")
        name = ""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line == b"data: [DONE]\n":
                yield "[DONE]", None
                return
            elif line.startswith(b"data: "):
                yield name, json.loads(line[6:])
                if name in ("end", "error"):
                    return
        raise BenchmarkError(f"a stream of {path} was cut off")
    finally:
        writer.close()


async def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
    """Status and body of a whole answer."""
    data = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(data)}\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{head}Content-Type: application/json\r\nConnection: close\r\n\r\n".encode() + data)
        answer = await reader.read()
    finally:
        writer.close()
    lines, _, content = answer.partition(b"\r\n\r\n")
    return int(lines.split()[1]), content
