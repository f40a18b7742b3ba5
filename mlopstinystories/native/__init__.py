"""Loops in C for what NumPy and PyTorch have no call for, compiled where they run, by the compiler of the system.

`native("name")` compiles `name.c` of this folder once per machine, in some seconds at most, and keeps the library in
the user's cache folder; installing the project stays plain Python. Where no compiler is found, or the environment says
`TINYSTORIES_NATIVE=off`, it answers with the reason instead, and the caller does the same work in Python: every caller
has both ways, tests hold them against each other, and what a run takes is said once.

Choices: `ctypes`, because it lets go of Python's lock during a call and needs no headers; `-march=native`, because the
library never leaves its machine (the processor is part of the file's name, so a home folder may be shared between
machines); no `-ffast-math`, because its start-up code changes how the whole process treats tiny numbers. The libgomp
that PyTorch has loaded runs the parallel loops, so that there is one pool of threads; where it has loaded another
OpenMP, as on a Mac, there are no parallel loops: with one thread they could be slower than PyTorch's operators.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

SWITCH: Final = "TINYSTORIES_NATIVE"
_SOURCES: Final = Path(__file__).parent
_FLAGS: Final = ("-O3", "-std=gnu11", "-fPIC", "-shared", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros",
                 "-fassociative-math", *(("-Wl,-z,defs",) if sys.platform == "linux" else ()))  # fmt: skip
_SECONDS: Final = 60
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True)
class Native:
    """A loaded library, or why there is none."""

    library: ctypes.CDLL | None
    reason: str = ""


@cache
def native(name: str, threads: bool = False) -> Native:
    """The library of `name.c`; `threads=True` where it has OpenMP loops, which need PyTorch to be loaded already."""
    if os.environ.get(SWITCH, "on") == "off":
        return Native(None, f"{SWITCH}=off")
    compiler = shutil.which(os.environ.get("CC") or "cc")
    if compiler is None:
        return Native(None, "no C compiler was found (Debian: apt install gcc; macOS: xcode-select --install)")
    gomp = _loaded_gomp() if threads else None
    if threads and gomp is None:
        return Native(None, "PyTorch has not loaded GCC's OpenMP (libgomp), so the loops would have one thread")
    source = _whole_source(f"{name}.c")
    reason = ""
    for flags in _flag_sets(gomp):
        try:
            return Native(ctypes.CDLL(str(_built(name, source, compiler, flags))))
        except (OSError, subprocess.SubprocessError, RuntimeError) as error:
            reason = reason or f"{Path(compiler).name} could not build {name}.c: {_short(error)}"
    return Native(None, reason)


def _whole_source(name: str) -> bytes:
    """The file with this folder's headers in their places, so that one text is all that is compiled."""
    lines = []
    for line in (_SOURCES / name).read_bytes().splitlines(keepends=True):
        header = line.removeprefix(b'#include "').rstrip().removesuffix(b'"').decode()
        lines.append(_whole_source(header) if line.startswith(b'#include "') else line)
    return b"".join(lines)


def _flag_sets(gomp: str | None) -> list[tuple[str, ...]]:
    """The flags to try in turn: some compilers know no `-march=native`."""
    parallel = ("-fopenmp", gomp) if gomp else ()
    return [("-march=native", *parallel), parallel]


def _loaded_gomp() -> str | None:
    """The OpenMP library that this process has loaded, so that no second pool of threads is started."""
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    except OSError:
        return None
    return next((line.split()[-1] for line in maps.splitlines() if "/libgomp" in line), None)


def _built(name: str, source: bytes, compiler: str, flags: tuple[str, ...]) -> Path:
    """The compiled library in the cache folder; complete or absent, whatever ends this process."""
    made_by = Path(compiler).stat()
    identity = repr((compiler, made_by.st_size, made_by.st_mtime_ns, _FLAGS, flags, _processor()))
    path = _cache_folder() / f"{name}-{hashlib.sha256(source + identity.encode()).hexdigest()[:24]}.so"
    with _ONE_AT_A_TIME:  # a second thread that wants it waits for the first
        if not path.exists():
            _compile(source, compiler, flags, path)
    return path


def _compile(source: bytes, compiler: str, flags: tuple[str, ...], path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        command = [compiler, *_FLAGS, *(flag for flag in flags if flag.startswith("-")), "-x", "c", "-", "-x", "none",
                   *(flag for flag in flags if not flag.startswith("-")), "-lm", "-o", str(made)]  # fmt: skip
        subprocess.run(command, input=source, capture_output=True, check=True, timeout=_SECONDS)
        made.replace(path)


def _cache_folder() -> Path:
    """A folder that nobody else can write into: what lies in it is loaded into the process."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "mlops-tinystories" / "native"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise OSError(f"others can write to {folder}; take that right away (chmod go-w {folder}) or delete the folder")
    return folder


def _processor() -> str:
    """What tells processors apart for `-march=native`."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine() + platform.processor()
    return platform.machine() + next((line for line in lines if line.startswith(("flags", "Features"))), "")


def _short(error: Exception) -> str:
    """The first line of what went wrong that names an error."""
    text = error.stderr.decode(errors="replace") if isinstance(error, subprocess.CalledProcessError) else str(error)
    lines = text.strip().splitlines() or [type(error).__name__]
    return next((line for line in lines if "error" in line), lines[0])
