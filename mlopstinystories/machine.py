"""What the machine has at this moment: memory, disk, load, a GPU that nobody uses, and the energy its processors took.

Every function answers None where the system does not tell; nothing is guessed in its place.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import torch

RAPL = Path("/sys/class/powercap")
CGROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_bytes() -> int | None:
    """Memory of the machine, or of the container in which this process lives."""
    with contextlib.suppress(ValueError, OSError):
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        limit = _number(CGROUP / "memory.max")
        return total if limit is None else min(total, limit)
    return None


def free_memory_bytes(device: torch.device) -> int | None:
    """Memory that a training on `device` can still have; on a Mac that of the whole machine, which it shares."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    available = _meminfo("MemAvailable")
    if available is None:
        return memory_bytes()
    limit, used = _number(CGROUP / "memory.max"), _number(CGROUP / "memory.current")
    return available if limit is None or used is None else min(available, limit - used)


def free_disk_bytes(folder: Path) -> int:
    """Room on the disk on which `folder` lies, or will lie."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free


def load() -> float | None:
    """Cores that all programs together kept busy during the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def unused_gpu() -> str | None:
    """Why PyTorch does not see the NVIDIA GPU that this machine has; None when it has none, or PyTorch sees it."""
    if torch.cuda.is_available() or not (Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi")):
        return None
    if torch.version.cuda is None:
        return f"PyTorch {torch.__version__} is a build for CPUs. Install the other one: make requirements TORCH=gpu"
    return (
        f"PyTorch {torch.__version__} was built for CUDA {torch.version.cuda}, and cannot use the driver here. Update "
        "it, or see whether `nvidia-smi` works and CUDA_VISIBLE_DEVICES hides the GPU"
    )


def products_per_second(dtype: torch.dtype, seconds: float = 0.3, size: int = 1024) -> float:
    """Floating-point operations a second in products of square matrices on the CPU: the best that was seen."""
    a = torch.ones(size, size, dtype=dtype)
    best, end_s = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        start_s = time.perf_counter()
        a @ a
        best = max(best, 2 * size**3 / (time.perf_counter() - start_s))
    return best


class EnergyMeter:
    """Joules that the processor packages took since it was made, by Intel's and AMD's own counters (Linux, RAPL).

    They count the whole packages, other programs included, but neither memory, disk nor a GPU. Often only the
    administrator may read them. A counter begins anew after some hours, so `joules` must be asked for now and then.
    """

    def __init__(self, folder: Path = RAPL) -> None:
        self._counters = [
            path for path in sorted(folder.glob("intel-rapl:*/energy_uj")) if path.parent.name.count(":") == 1
        ]
        self._last = [_number(path) for path in self._counters]
        self._joules = 0.0

    def joules(self) -> float | None:
        """Energy so far; None when the system does not tell."""
        if not self._counters or None in self._last:
            return None
        for place, path in enumerate(self._counters):
            now, before = _number(path), self._last[place]
            if now is None or before is None:
                return None
            around = (_number(path.with_name("max_energy_range_uj")) or 0) if now < before else 0
            self._joules += (now - before + around) / 1e6
            self._last[place] = now
        return self._joules


class Every:
    """Whether it is time again: true at most once in so many seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._last_s = clock()

    def due(self) -> bool:
        """True when the seconds are over since the last time that it was."""
        now_s = self._clock()
        if now_s - self._last_s < self._seconds:
            return False
        self._last_s = now_s
        return True


def _number(path: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text(encoding="utf-8"))
    return None


def _meminfo(key: str) -> int | None:
    with contextlib.suppress(OSError):
        for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1]) * 1024
    return None
