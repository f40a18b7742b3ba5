"""The doctor: what it sees here, and what it says of machines that are not here."""

import re
import subprocess
import sys

import pytest

from mlopstinystories import doctor
from mlopstinystories.paths import PROJECT_ROOT

GOOD = {
    "cores": 8,
    "threads": 8,
    "free_memory": 2**34,
    "free_disk": 2**36,
    "load": 0.1,
    "on_cpu": False,
    "unused_gpu": None,
    "speeds": {"fp32": 1e11, "bf16": 1e12},
    "variables": {},
}


def test_a_good_machine_needs_no_advice():
    assert doctor.advise(GOOD) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"on_cpu": True}, "There is no GPU"),
        ({"on_cpu": True, "unused_gpu": "the build is for CPUs"}, "is here and not used: the build is for CPUs"),
        ({"threads": 1, "variables": {"OMP_NUM_THREADS": "1"}}, r"1 threads on 8 cores \(OMP_NUM_THREADS=1 is set\)"),
        ({"load": 4.0}, "ask for 4.0 cores, and there are 8"),
        ({"on_cpu": True, "speeds": {"fp32": 2.0, "bf16": 1.0}}, "no fast bf16"),
        ({"free_memory": 2**29}, "Only 0.5 GiB of memory"),
        ({"free_disk": 2**30}, "Only 1.0 GiB of disk"),
    ],
)
def test_what_is_wrong_is_said_with_its_mend(change, said):
    assert re.search(said, "\n".join(doctor.advise({**GOOD, **change})))


def test_the_command_shows_this_machine(tmp_path):
    command = [sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "doctor.py"), f"root={tmp_path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    for name in ("device", "processor", "memory", "disk", "libraries", "What to change:"):
        assert name in done.stdout
