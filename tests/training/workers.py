"""What torchrun starts in `test_distributed.py`: several short runs one after the other, since starting costs most.

Arguments: a JSON file of overrides, the root folder, and for each run more overrides with commas between them, among
them `stop=K` (SIGTERM to this process after step K), `kill=K` (SIGKILL to the last one), `expect=dtensor`.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import torch.distributed as dist
from torch.distributed.tensor import DTensor

from mlopstinystories.errors import StoppedError
from mlopstinystories.paths import folders
from mlopstinystories.training import loop
from mlopstinystories.training.experiment import train
from tests.conftest import compose

real_step = loop.training_step


def one_run(overrides, root, plan):
    plans = dict(item.split("=") for item in plan.split(","))
    stop, kill, expect = (plans.pop(key, None) for key in ("stop", "kill", "expect"))

    def step(state, *arguments):
        if expect:
            assert all(isinstance(parameter, DTensor) for parameter in state.model.parameters())
        result = real_step(state, *arguments)
        if stop and state.progress.step + 1 == int(stop) and dist.get_rank() == dist.get_world_size() - 1:
            os.kill(os.getpid(), signal.SIGTERM)
        if kill and state.progress.step + 1 == int(kill) and dist.get_rank() == dist.get_world_size() - 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    loop.training_step = step
    settings = compose("debug", *overrides, *(f"{key}={value}" for key, value in plans.items()))
    expected = contextlib.suppress(StoppedError, SystemExit) if stop else contextlib.nullcontext()
    with expected:
        train(settings, folders(root), settings.run)


if __name__ == "__main__":
    overrides = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for plan in sys.argv[3:]:
        one_run(overrides, Path(sys.argv[2]), plan)
