"""Several processes on gloo train the tiniest model as one process does; they stop, die and go on together."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from safetensors.torch import load_file

from mlopstinystories.errors import SettingsError
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.records import read_rows
from mlopstinystories.training.checkpoint import whole_checkpoints
from mlopstinystories.training.distributed import Processes
from mlopstinystories.training.experiment import new_batches, new_state, prepare, train
from tests.conftest import compose


@pytest.fixture
def settings_file(tiny_overrides, tmp_path):
    """Overrides of a short run, as the workers read them."""

    def write(*more):
        path = tmp_path / f"overrides-{len(list(tmp_path.glob('overrides-*')))}.json"
        path.write_text(json.dumps([*tiny_overrides, *more]), encoding="utf-8")
        return path

    return write


def launch(processes, file, root, *plans):
    """torchrun over `workers.py`; returns the process."""
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}",
         str(PROJECT_ROOT / "tests" / "training" / "workers.py"), str(file), str(root), *plans],
        cwd=PROJECT_ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def finished(process):
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, out + err
    return out


def assert_close(one, other):
    first, second = load_file(one / "model.safetensors"), load_file(other / "model.safetensors")
    for name, tensor in first.items():
        torch.testing.assert_close(second[name], tensor, atol=1e-4, rtol=0)
    losses = [[row["loss"] for row in read_rows(run / "metrics.jsonl")] for run in (one, other)]
    assert losses[1] == pytest.approx(losses[0], abs=1e-4)


STEPS = ("max_steps=50", "checkpoint_every=20", "validations=1", "micro_batch_size=1")


def test_one_two_and_four_processes_learn_the_same_and_fsdp_what_ddp_does(settings_file, tiny_overrides, places):
    one = train(compose("debug", *tiny_overrides, *STEPS), places, "one")
    muon = train(compose("debug", *tiny_overrides, *STEPS, "optimizer=muon"), places, "muon")

    file = settings_file(*STEPS)
    out = finished(launch(2, file, places.root, "run=two", "run=fsdp,parallel=fsdp,expect=dtensor",
                          "run=muon_fsdp,parallel=fsdp,optimizer=muon,expect=dtensor",
                          "run=stopped,stop=27", "run=stopped_fsdp,parallel=fsdp,stop=27"))  # fmt: skip
    finished(launch(4, file, places.root, "run=four", "run=stopped_fsdp,parallel=fsdp"))

    for name in ("two", "four", "fsdp"):
        assert_close(one, places.models / name)
    assert_close(muon, places.models / "muon_fsdp")
    assert out.count("step 50, ") == 3, "one process prints"
    assert [folder.name for folder in whole_checkpoints(places.models / "stopped")] == ["step_20", "step_27"]
    assert_close(one, train(compose("debug", *tiny_overrides, *STEPS), places, "stopped"))
    assert_close(one, places.models / "stopped_fsdp")


def test_two_processes_go_on_with_what_one_began_and_a_killed_one_ends_both(settings_file, tiny_overrides, places):
    one = train(compose("debug", *tiny_overrides, *STEPS), places, "one")
    file = settings_file(*STEPS)

    start_s = time.monotonic()
    killed = launch(2, file, places.root, "run=killed,kill=33")
    _, err = killed.communicate(timeout=200)

    assert killed.returncode != 0
    assert time.monotonic() - start_s < 60
    assert f"exitcode: {-signal.SIGKILL}" in err
    assert err.count("Another process of this training ended") <= 1
    assert [folder.name for folder in whole_checkpoints(places.models / "killed")] == ["step_20"]
    assert_close(one, train(compose("debug", *tiny_overrides, *STEPS), places, "killed"))


def test_a_batch_that_the_processes_cannot_share_evenly_is_refused_with_the_nearest_one(tiny_settings, places):
    run = prepare(tiny_settings, places, places.models / "first")
    three = Processes(size=3)

    with pytest.raises(SettingsError, match=r"4 sequences of 64 tokens, which 3 .*Nearest: batch_size_tokens=192"):
        new_batches(type(run)(**{**vars(run), "processes": three}), new_state(run).model)


def test_the_processes_take_their_rows_of_the_same_batch(tiny_settings, places):
    engine = new_state(prepare(tiny_settings, places, places.models / "first")).engine
    rows = list(range(8))

    shares = []
    for rank in range(4):
        engine.processes = Processes(rank=rank, size=4)
        shares += rows[engine.rows(8)]
    assert shares == rows


def test_the_slurm_script_names_a_configuration_that_exists():
    script = (PROJECT_ROOT / "docs" / "source" / "slurm_train.sh").read_text(encoding="utf-8")
    words = script.partition("mlopstinystories/train_model.py")[2].replace("\\\n", " ").split()

    settings = compose(words[words.index("--config-name") + 1], *(word for word in words if "=" in word))

    processes = 2 * 8
    assert settings.batch_size_tokens // settings.model.max_position_embeddings % processes == 0


def test_the_documented_command_trains_and_one_process_prints(tiny_overrides, tmp_path):
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2"]
    root = tmp_path / "root"
    done = subprocess.run(
        [*command, "mlopstinystories/train_model.py", "--config-name", "debug", *tiny_overrides, "max_steps=2",
         "validations=1", "run=both", f"root={root}"],
        cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("2 processes (ddp)") == 1
    assert done.stdout.count("held-out stories, all") == 1
    assert json.loads((root / "models" / "both" / "record.json").read_text(encoding="utf-8"))["processes"] == 2
