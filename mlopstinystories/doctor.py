"""What this computer can do, what will be slow, and what to change: `python mlopstinystories/doctor.py`.

It takes two seconds, needs no network and writes nothing.
"""

import os
from pathlib import Path
from typing import Any

import hydra
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
from mlopstinystories.settings import DoctorSettings

LITTLE_MEMORY, LITTLE_DISK = 2 * 2**30, 5 * 2**30
BUSY = 0.3
"""Share of the cores that other programs may take before it shows."""


@hydra.main(version_base="1.3", config_path="../conf", config_name="doctor")
def main(config: DictConfig) -> None:
    """Look, and say what was found."""
    from mlopstinystories.paths import folders

    facts = look(folders(typed(config, DoctorSettings).root).root)
    for name, value in facts["machine"].items():
        print(f"{name:<10} {value}")
    advice = advise(facts)
    print("\nWhat to change:" if advice else "\nNothing to change.")
    for line in advice:
        print(f"- {line}")


def look(root: Path) -> dict[str, Any]:
    """Everything that `advise` judges, and under `machine` the lines that are shown."""
    import torch

    from mlopstinystories import machine
    from mlopstinystories.device import choose_device
    from mlopstinystories.records import code_version, hardware, libraries
    from mlopstinystories.settings import DeviceName

    device = choose_device(DeviceName.auto)
    memory, free = machine.memory_bytes(), machine.free_memory_bytes(torch.device("cpu"))
    load, disk = machine.load(), machine.free_disk_bytes(root)
    formats = {"fp32": torch.float32, "bf16": torch.bfloat16}
    speeds = {name: machine.products_per_second(dtype) for name, dtype in formats.items()}
    found, code = hardware(), code_version()
    known = code["commit"][:12] + (" with changes" if code["dirty"] else "") if code["commit"] else "no git checkout"
    return {
        "machine": {
            "device": device.describe(),
            "processor": f"{found['processor']}, {found['cores']} cores here, {torch.get_num_threads()} threads",
            "products": ", ".join(f"{name} {speed / 1e9:,.0f} GFLOP/s" for name, speed in speeds.items())
            + " on the CPU",
            "memory": f"{_gib(free)} free of {_gib(memory)}",
            "disk": f"{_gib(disk)} free in {root}",
            "load": "unknown" if load is None else f"{load:.1f} cores busy during the last minute",
            "system": found["system"],
            "libraries": ", ".join(f"{name} {version}" for name, version in libraries().items()),
            "code": f"{known}, sources {code['sources']}",
        },
        "cores": found["cores"],
        "threads": torch.get_num_threads(),
        "free_memory": free,
        "free_disk": disk,
        "load": load,
        "on_cpu": device.device.type == "cpu",
        "unused_gpu": machine.unused_gpu(),
        "speeds": speeds,
        "variables": {key: os.environ[key] for key in ("OMP_NUM_THREADS", "OMP_WAIT_POLICY") if key in os.environ},
    }


def advise(facts: dict[str, Any]) -> list[str]:
    """What will be slow or will fail, each with its mend; empty when all is well."""
    said = []
    if facts["unused_gpu"]:
        said.append(f"An NVIDIA GPU is here and not used: {facts['unused_gpu']}.")
    elif facts["on_cpu"]:
        said.append(
            "There is no GPU. Models up to some five million parameters learn within minutes to hours "
            "(`make train`, model=small, model=3M); the larger ones of the paper want a GPU."
        )
    if facts["threads"] < facts["cores"]:
        why = "".join(
            f" ({key}={value} is set)" for key, value in facts["variables"].items() if key.endswith("THREADS")
        )
        said.append(
            f"PyTorch uses {facts['threads']} threads on {facts['cores']} cores{why}. Unset it, or say "
            f"threads={facts['cores']}."
        )
    if facts["load"] is not None and facts["load"] > BUSY * facts["cores"]:
        said.append(
            f"Other programs ask for {facts['load']:.1f} cores, and there are {facts['cores']} to be shared with them. "
            "Close what you do not need; a budget in steps (max_steps=) does not depend on it."
        )
    if facts["on_cpu"] and facts["speeds"]["bf16"] < facts["speeds"]["fp32"]:
        said.append("This CPU has no fast bf16, so training is in fp32; precision=bf16 would be slower.")
    if facts["free_memory"] is not None and facts["free_memory"] < LITTLE_MEMORY:
        said.append(f"Only {_gib(facts['free_memory'])} of memory are free: close programs, or say micro_batch_size=1.")
    if facts["free_disk"] < LITTLE_DISK:
        said.append(f"Only {_gib(facts['free_disk'])} of disk are free: make room, or say root=/another/folder.")
    return said


def _gib(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 2**30:,.1f} GiB"


if __name__ == "__main__":
    with entry_point():
        main()
