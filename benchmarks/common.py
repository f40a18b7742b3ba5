"""What the benchmarks of training share: programs run in turn, medians with their spread, the machine, JSON and tables.

A contender is a whole program in a process of its own, so that each has its own allocator, threads and waiting policy,
as its users have them. The price is that every sample pays for a start of Python, which is not counted in step times.
Peak memory is that of the whole process, libraries included, as the system counts it (`ru_maxrss`): Linux and macOS.
"""

import hashlib
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from mlopstinystories import records

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "source" / "benchmarks.md"

OUR_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": str(2**30), "MALLOC_TRIM_THRESHOLD_": str(2**31 - 1)}
"""`device.keep_freed_memory` for a program that is not ours: glibc reads it at the start."""
LONGEST_RUN_S = 600.0
ERROR_LINES = 25
PEAK_MARK = "peak of the process: "
LAUNCHER = f"""
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print("\\n{PEAK_MARK}%d" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)
sys.exit(code if code >= 0 else 128 - code)
"""
"""A small Python between this process and the measured one: Linux counts the memory of whoever starts a program as the
program's own, and this process is large."""

Facts = dict[str, Any]


class BenchmarkError(Exception):
    """A program could not be measured; the message holds the end of what it wrote."""


@dataclass(frozen=True)
class Contender:
    """A program to be measured.

    `read` makes facts of what it wrote (standard output and error together); `directory` is where it runs, and
    `environment` is added to that of this process.
    """

    name: str
    command: Sequence[str]
    read: Callable[[str], Facts]
    directory: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def run_once(contender: Contender, longest_s: float = LONGEST_RUN_S) -> Facts:
    """Run the program to its end; what `read` found, with `peak_mib` and `wall_s` of the whole process.

    `others_cores` is how many cores other programs (or the host) took meanwhile, so that a disturbed run shows.

    Raises `BenchmarkError` when it fails, and `subprocess.TimeoutExpired` when it takes longer than `longest_s`.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        start_s, before_s = time.monotonic(), _processor_s()
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, *contender.command],
            cwd=contender.directory, env={**os.environ, **contender.environment}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            process.wait(longest_s)
        except BaseException:  # a run that takes too long, or Ctrl-C: nothing of it may go on computing
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        wall_s = time.monotonic() - start_s
        busy_s, own_s = (after - before for after, before in zip(_processor_s(), before_s, strict=True))
        output.seek(0)
        text, _, peak = output.read().rpartition(PEAK_MARK)
    if process.returncode:
        end = "\n".join(text.splitlines()[-ERROR_LINES:])
        raise BenchmarkError(
            f"{contender.name} ended with code {process.returncode} after {wall_s:.0f} s. It wrote at the end:\n{end}"
        )
    unit = 1 if sys.platform == "darwin" else 1024
    others = max(busy_s - own_s, 0.0) / wall_s
    return {**contender.read(text), "peak_mib": int(peak) * unit / 2**20, "wall_s": wall_s, "others_cores": others}


def _processor_s() -> tuple[float, float]:
    """Seconds that all cores were busy or taken by the host, and those of this process and its finished children.

    Both zero where there is no /proc/stat: then nobody knows what other programs did.
    """
    try:
        first = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()
    except OSError:
        return 0.0, 0.0
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(ticks) for ticks in first[1:9])
    busy = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
    return busy, sum(os.times()[:4])


def settled_step_s(steps_s: Sequence[float], dropped: int) -> float:
    """The median of the steps after the first `dropped`; raises `BenchmarkError` when fewer than three are left."""
    kept = steps_s[dropped:]
    if len(kept) < 3:
        raise BenchmarkError(
            f"Expected at least {dropped + 3} steps, {dropped} of them to be dropped, not {len(steps_s)}."
        )
    return statistics.median(kept)


def spread(values: Sequence[float], digits: int) -> str:
    """`median (smallest–largest)`."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def ratios(rounds: Sequence[dict[str, Facts]], name: str, other: str, key: str) -> list[float]:
    """`key` of `name` divided by that of `other`, for each round in which both ran."""
    return [part[name][key] / part[other][key] for part in rounds if name in part and other in part]


def rotated(items: Sequence[Contender], by: int) -> list[Contender]:
    """The order of round number `by`: each comes first in turn, and none always follows a warmed-up machine."""
    first = by % len(items)
    return [*items[first:], *items[:first]]


def machine() -> Facts:
    """The machine and what decides its speed here: processor, cores, matrix units, GPU, threads, versions."""
    capabilities = torch.cpu.get_capabilities()
    return {
        **records.hardware(),
        "matrix_units": [name for name in ("avx512_f", "avx512_bf16", "amx_bf16") if capabilities.get(name)],
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "threads": torch.get_num_threads(),
        "libraries": records.libraries(),
        "environment": {
            key: value for key, value in os.environ.items() if re.match(r"OMP_|GOMP_|MALLOC_|LD_PRELOAD", key)
        },
    }


def our_version() -> str:
    """A fingerprint of the sources and the configuration that are measured."""
    found = hashlib.sha256()
    for folder, pattern in (("mlopstinystories", "*.py"), ("mlopstinystories", "*.[ch]"), ("conf", "*.yaml")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def peer_version(folder: Path) -> str:
    """The commit of a peer's clone, with `-dirty` when it was changed; `unknown` when it is no clone."""
    done = subprocess.run(
        ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "unknown"


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_between_marks(page: Path, name: str, text: str) -> None:
    """Put `text` between the comments `NAME: begin` and `NAME: end` of a page; raises `BenchmarkError` without them."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    content = page.read_text(encoding="utf-8")
    if content.count(begin) != 1 or content.count(end) != 1:
        raise BenchmarkError(f"{page} must hold {begin!r} and {end!r} once each; put them where the table shall stand.")
    head, rest = content.split(begin)
    records.write_text(page, f"{head}{begin}\n\n{text.strip()}\n\n{end}{rest.split(end)[1]}")
