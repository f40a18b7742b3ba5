"""What makes an output trustworthy: fingerprints, atomic writing, and the record that lies beside each output.

Everything is written under a temporary name in the same folder, flushed to the disk and then renamed, so that a reader
sees the whole or nothing. The price is that a folder needs its own size in free space until the rename.
"""

import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from mlopstinystories.errors import DiskFullError, UserError
from mlopstinystories.paths import PROJECT_ROOT

RECORD_NAME = "record.json"
METRICS_NAME = "metrics.jsonl"
SAMPLES_NAME = "samples.jsonl"
HEARTBEAT_NAME = "heartbeat.json"
LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "safetensors")


def fingerprint(value: Any) -> str:
    """Twelve hexadecimal digits that change when `value` (anything JSON can hold) changes."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def text_hash(text: str) -> int:
    """64 bits of the SHA-256 of a text: the same on every machine, and never equal by chance in practice."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's content, as 64 hexadecimal digits; the file is read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> str:
    """This instant in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def hardware() -> dict[str, Any]:
    """The machine in words: processor, cores this process may use, operating system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"processor": _processor(), "cores": cores, "system": f"{platform.system()} {platform.machine()}"}


def libraries() -> dict[str, str]:
    """Versions of Python and of the libraries on which a result depends."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def code_version() -> dict[str, Any]:
    """Commit of this checkout and whether files differ from it (None without git), and a fingerprint of the sources."""
    sources = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        sources.update(path.relative_to(PROJECT_ROOT).as_posix().encode("utf-8") + b"\0" + path.read_bytes())
    commit, changes = _git("rev-parse", "HEAD"), _git("status", "--porcelain", "--untracked-files=no")
    return {
        "commit": commit,
        "dirty": None if commit is None or changes is None else bool(changes),
        "sources": sources.hexdigest()[:12],
    }


def _git(*arguments: str) -> str | None:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = ["git", "-C", str(PROJECT_ROOT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    return None


def read_json(path: Path) -> Any:
    """The content of a JSON file; raises `UserError` naming the file when it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UserError(
            f"{path} is damaged: expected JSON, but {error}. Remove it and run the command again."
        ) from error


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON, atomically."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file (UTF-8, LF) atomically; a full disk raises `DiskFullError` and leaves the old file alone."""
    partial = _partial_name(path)
    try:
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            _flush_names(path.parent)
    finally:
        partial.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a temporary folder; it takes the name `path` when the block ends well, and vanishes when it does not.

    An existing folder of that name is replaced, and is gone only when the new one stands in its place.
    """
    partial = _partial_name(path)
    try:
        with disk_errors(path):
            partial.mkdir(parents=True)
            yield partial
            _flush(partial)
            old = _set_aside(path) if path.exists() else None
            partial.replace(path)
            _flush_names(path.parent)
            if old:
                shutil.rmtree(old)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def remove_folder(path: Path) -> None:
    """Remove a folder so that a kill in the middle leaves the whole or a leftover, never a part under its name."""
    with disk_errors(path):
        shutil.rmtree(_set_aside(path))


def remove_leftovers(folder: Path, of: str | None = None) -> None:
    """Remove what writers that were killed left half-done in `folder`, or what they left of the name `of` alone.

    Nobody else may be writing there.
    """
    if not folder.is_dir():
        return
    with disk_errors(folder):
        for path in folder.iterdir():
            if is_leftover(path) and of in (None, path.stem.removeprefix(".")):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def is_leftover(path: Path) -> bool:
    """Whether `path` bears one of the temporary names of this module."""
    return re.fullmatch(r"\..+\.(partial|old)-\d+", path.name) is not None


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn a full disk and a folder that cannot be written into errors with their mend."""
    try:
        yield
    except Exception as error:
        number = getattr(error, "errno", None)
        # safetensors hands the operating system's error on as text only
        if number in (errno.ENOSPC, errno.EDQUOT) or f"(os error {errno.ENOSPC})" in str(error):
            folder = next(parent for parent in path.absolute().parents if parent.exists())
            free_mib = shutil.disk_usage(folder).free / 2**20
            raise DiskFullError(
                f"The disk is full: {path} could not be written ({free_mib:,.0f} MiB free in {folder}). Nothing "
                "half-written was left behind. Free some space, or put everything elsewhere with root=/another/folder."
            ) from error
        if number in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise UserError(
                f"{path} cannot be written ({os.strerror(number)}). Make the folder writable, or put "
                "everything elsewhere with root=/another/folder."
            ) from error
        raise


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of `metrics.jsonl` or `samples.jsonl`; a last line that was cut off by a crash is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1] if line]  # what follows the last line break was not finished


def _partial_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial-{os.getpid()}")


def _set_aside(path: Path) -> Path:
    old = path.with_name(f".{path.name}.old-{os.getpid()}")
    path.replace(old)
    return old


def _flush_names(folder: Path) -> None:
    """Push a rename in `folder` to the disk; Windows has no handle for that, and does it by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _flush(folder: Path) -> None:
    """Push every file of `folder` to the disk, so that a power cut after the rename finds it whole."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())


def _processor() -> str:
    """The processor's own name where Linux tells it, otherwise what Python knows."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
