"""Where to compute and in which number format, decided once and said aloud with the reason."""

import contextlib
import ctypes
import platform
from dataclasses import dataclass

import torch

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import DeviceName, PrecisionName

_DTYPES = {PrecisionName.bf16: torch.bfloat16, PrecisionName.fp16: torch.float16}
_WIDE_ENOUGH_FOR_AMX = 128
"""Below this hidden size turning numbers into bf16 and back costs more than the products gain (experiments.md)."""
_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD, _M_ARENA_MAX = -3, -1, -8  # from glibc's malloc.h


@dataclass(frozen=True)
class Device:
    """A device, the format of its matrix products, and why these."""

    device: torch.device
    precision: PrecisionName
    reason: str

    def autocast(self) -> contextlib.AbstractContextManager[None]:
        """Matrix products in `precision`; weights, optimizer state and sums stay in fp32."""
        if self.precision is PrecisionName.fp32:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, dtype=_DTYPES[self.precision])

    @property
    def products(self) -> torch.dtype:
        """The format of matrix products that lose nothing by bf16 where that is fast, such as Muon's."""
        return torch.bfloat16 if self.precision is PrecisionName.bf16 else torch.float32

    @property
    def needs_loss_scaling(self) -> bool:
        """Gradients below fp16's range would vanish without it."""
        return self.precision is PrecisionName.fp16

    def describe(self) -> str:
        """One line such as `cpu, fp32 (no GPU found)`."""
        return f"{self.device.type}, {self.precision} ({self.reason})"


def choose_device(
    name: DeviceName, precision: PrecisionName = PrecisionName.auto, hidden_size: int | None = None
) -> Device:
    """The device that was asked for, or the fastest there is; raises `SettingsError` when it is not there.

    `hidden_size` is that of the model that is to be trained there, where it is known: on CPUs it decides about bf16.
    """
    present = {DeviceName.cuda: torch.cuda.is_available(), DeviceName.mps: torch.backends.mps.is_available()}
    if name is DeviceName.auto:
        found = next((key for key, there in present.items() if there), DeviceName.cpu)
        reason = "no GPU found" if found is DeviceName.cpu else "found, and faster than the CPU"
    else:
        found, reason = name, f"device={name} was asked for"
        if not present.get(found, True):
            raise SettingsError(
                f"device={name} was asked for, but PyTorch {torch.__version__} finds none here. Use device=cpu or "
                "device=auto, or install the PyTorch build for it (README: CPU and GPU)."
            )
    if found is DeviceName.cuda:
        # fp32 products on tensor cores round their inputs to 10 bits of mantissa: several times faster, and bf16 runs
        # round more than that anyway.
        torch.set_float32_matmul_precision("high")
        reason += f": {torch.cuda.get_device_name()}"
    chosen = _choose_precision(found, precision, hidden_size)
    if found is DeviceName.cpu and precision is PrecisionName.auto and chosen is PrecisionName.bf16:
        reason += "; this CPU has matrix units for bf16"
    return Device(torch.device(found.value), chosen, reason)


def keep_freed_memory() -> None:
    """Let glibc keep large freed blocks instead of handing them back to the system and fetching them anew each step.

    Fresh memory costs several times as much as warm memory, and a training step uses tens of megabytes of it: up to 1.5
    times as fast on two cores (docs/source/experiments.md). Other C libraries lack the setting, and are left alone.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 2**30)
        libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


def use_one_heap() -> None:
    """Let all threads of a program that runs for days share one heap of glibc's; called before there are any.

    Otherwise each thread that comes and goes leaves a heap with some megabytes, so that the program's memory grows in
    steps without any leak. The price, threads that wait for each other, is small where Python's lock does that anyway.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _bf16_is_fast(device: DeviceName, hidden_size: int | None) -> bool:
    """Whether there are units that multiply bf16 matrices: on GPUs from Ampere on, on CPUs AMX (4 to 7 times fp32)."""
    if device is DeviceName.cuda:
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    wide_enough = hidden_size is None or hidden_size >= _WIDE_ENOUGH_FOR_AMX
    return device is DeviceName.cpu and wide_enough and bool(torch.cpu.get_capabilities().get("amx_bf16"))


def _choose_precision(device: DeviceName, precision: PrecisionName, hidden_size: int | None) -> PrecisionName:
    if precision is PrecisionName.auto:
        return PrecisionName.bf16 if _bf16_is_fast(device, hidden_size) else PrecisionName.fp32
    if precision is PrecisionName.fp16 and device is not DeviceName.cuda:
        raise SettingsError(f"precision=fp16 needs device=cuda; on {device} use fp32 or bf16.")
    return precision
