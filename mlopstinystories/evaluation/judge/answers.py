"""Answers of judges, kept: one file each under the hash of the whole request, so that none is paid for twice.

A lock of the operating system stands before each request, shared out over a few thousand files: two processes, or two
threads, that want the same answer at the same time ask once, and the second reads what the first was told. The price:
two different requests of one lock file, rarely, wait for each other.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mlopstinystories.errors import JudgeError
from mlopstinystories.records import disk_errors, now, read_json, write_json

_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Answer:
    """What the endpoint answered; token counts are None where it does not give them."""

    text: str
    model: str
    """As the endpoint named it, which may be more exact than what it was asked for."""
    finish_reason: str | None
    input_tokens: int | None
    output_tokens: int | None
    elapsed_s: float


@dataclass(frozen=True)
class Request:
    """A request in full: where to, what, and the how many-th time because the answer could not be used."""

    url: str
    body: dict[str, Any]
    attempt: int

    def key(self) -> str:
        """The SHA-256 of all of it."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


class AnswerStore:
    """The kept answers below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, request: Request) -> Answer | None:
        """The kept answer; None when there is none. Raises `UserError` for a damaged file, `JudgeError` for another."""
        path = self._path(request)
        if not path.exists():
            return None
        kept = read_json(path)
        try:
            if kept["request"] != asdict(request):
                raise JudgeError(f"{path} holds the answer to another request. Remove it and run the command again.")
            return Answer(**kept["answer"])
        except (KeyError, TypeError) as error:
            raise JudgeError(
                f"{path} is not an answer that was kept here ({error}). Remove it and run the command again."
            ) from error

    def keep(self, request: Request, answer: Answer) -> None:
        """Write an answer, whole or not at all."""
        value = {"kind": "judge answer", "created": now(), "request": asdict(request), "answer": asdict(answer)}
        write_json(self._path(request), value)

    @contextlib.contextmanager
    def alone(self, request: Request, give_up: Callable[[], None]) -> Iterator[None]:
        """Hold the request's lock while the block runs; `give_up` is called while waiting, and may raise."""
        path = self.folder / "locks" / f"{request.key()[:3]}.lock"
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, thread_local=False)
        while True:
            try:
                with disk_errors(path):
                    lock.acquire(timeout=_SECONDS_BETWEEN_LOOKS)
                break
            except Timeout:
                give_up()
        try:
            yield
        finally:
            lock.release()

    def _path(self, request: Request) -> Path:
        key = request.key()
        return self.folder / key[:2] / f"{key}.json"
