"""One run, one process: a lock beside the run's folder, which the operating system lets go when its holder dies.

`models/.RUN.lock` lies outside the folder, so that the folder can be thrown away while the lock is held. It says who
holds it, for the message; what counts is the system's own lock on the file (`flock`), so the file of a process that was
killed is in nobody's way. The price: where a file system has no such locks, a run is not protected, and says so.
"""

import contextlib
import errno
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from mlopstinystories.errors import RunError
from mlopstinystories.records import disk_errors, now

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def only_process(folder: Path) -> Iterator[None]:
    """Hold the run in `folder` while the block runs; raises `RunError` naming the process that holds it already."""
    path = folder.with_name(f".{folder.name}.lock")
    handle = _locked(path, folder)
    try:
        with disk_errors(path):
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now()}).encode())
        yield
    finally:
        with contextlib.suppress(OSError):  # an empty file stays, which is in nobody's way
            path.unlink(missing_ok=True)  # still locked, so nobody else holds the file that vanishes here
        os.close(handle)


def _locked(path: Path, folder: Path) -> int:
    """A handle of the lock file, locked."""
    while True:
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle, folder)
        except BlockingIOError:
            holder = os.pread(handle, 1000, 0).decode("utf-8", errors="replace")
            os.close(handle)
            raise RunError(_in_use(folder, holder)) from None
        # its former holder may have removed the file between the two calls: then this lock is on a file without a name
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    without = "this system has no file locks"
    if fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
            without = f"no locks there: {error.strerror}"
    print(f"{folder} is not protected against a second process ({without}); start this run only once.", flush=True)


def _in_use(folder: Path, holder: str) -> str:
    try:
        by = json.loads(holder)
        who = f"process {by['pid']} on {by['host']} since {by['since']}"
        stop = f"stop it with `kill {by['pid']}`"
    except (json.JSONDecodeError, KeyError, TypeError):  # it has the lock, and has not written its name yet
        who, stop = "another process", "stop it"
    return (
        f"{folder} is being trained by {who}. Two processes would spoil each other's checkpoints. Wait for it, {stop} "
        "(it saves first), or train under another name with run=…"
    )
