"""The profiler's two promised commands: 50 steps of `debug`, then TensorBoard shows the run and its views."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest

from mlopstinystories.paths import PROJECT_ROOT
from tests.test_documented_commands import environment, wait_for

SCRIPT = PROJECT_ROOT / "mlopstinystories" / "profile_training.py"


@pytest.fixture(scope="module")
def profiled(tmp_path_factory):
    """The root after `profile_training.py --config-name debug` from another working directory."""
    folder = tmp_path_factory.mktemp("profiled")
    (folder / "here").mkdir()
    small = ["data.train_stories=300", "data.validation_stories=10", "tokenizer.vocab_size=400"]
    command = [sys.executable, str(SCRIPT), "--config-name", "debug", f"root={folder / 'root'}", "run=first", *small]
    for run in ("first", "again"):  # the second one replaces the trace of the first
        command[5] = f"run={run}"
        done = subprocess.run(
            command, cwd=folder / "here", env=environment(), capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    (folder / "output.txt").write_text(done.stdout, encoding="utf-8")
    return folder


def only_profile(folder):
    found = list((folder / "root" / "profiling").iterdir())
    assert len(found) == 1, found
    return found[0]


def start_tensorboard(folder):
    """A TensorBoard on loopback over the profiles; returns the process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("tensorboard", path=str(Path(sys.executable).parent))
    server = subprocess.Popen(
        [program, "--logdir=./profiling", "--host=127.0.0.1", f"--port={port}"],
        cwd=folder / "root", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return server, f"http://127.0.0.1:{port}"


def wait_until(condition, seconds=90):
    deadline_s = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline_s, "not within the time"
        time.sleep(0.5)
    return result


def test_fifty_steps_leave_one_trace_and_a_summary_and_nothing_elsewhere(profiled):
    folder = only_profile(profiled)

    assert len(list(folder.glob("rank0.*.pt.trace.json.gz"))) == 1
    assert (folder / "summary.md").is_file()
    assert not (profiled / "root" / "models").exists()
    assert list((profiled / "here").iterdir()) == []
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["traced_steps"] == 4
    assert summary["model"] == "tiny"


def test_the_summary_says_where_the_time_went(profiled):
    summary = json.loads((only_profile(profiled) / "summary.json").read_text(encoding="utf-8"))

    phases = {row["name"]: row for row in summary["phases"]}
    assert list(phases) == ["batch", "forward", "backward", "optimizer", "other"]
    assert sum(row["share"] for row in phases.values()) == pytest.approx(1.0, abs=0.02)
    assert phases["backward"]["ms"] > 0
    shares = [row["share"] for row in summary["operators"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0)
    assert any(row["name"].startswith("aten::") for row in summary["operators"][:5])
    printed = (profiled / "output.txt").read_text(encoding="utf-8")
    assert "backward" in printed
    assert "tensorboard --logdir=" in printed


def test_tensorboard_shows_the_run_and_its_views(profiled):
    server, address = start_tensorboard(profiled)
    route = f"{address}/data/plugin/pytorch_profiler"
    try:
        wait_for(address)
        runs = wait_until(lambda: json.load(wait_for(f"{route}/runs"))["runs"])
        query = urllib.parse.quote(runs[0])
        views = wait_until(lambda: json.load(wait_for(f"{route}/views?run={query}")))
        text = wait_until(lambda: json.load(wait_for(f"{address}/data/plugin/text/tags")))
    finally:
        server.kill()
        server.wait()

    assert runs == [only_profile(profiled).name]
    assert {"Overview", "Operator", "Trace", "Memory"} <= set(views)
    assert "where the time went" in str(text)


def test_stacks_are_recorded_on_request(tmp_path):
    small = ["data.train_stories=300", "data.validation_stories=10", "tokenizer.vocab_size=400"]
    steps = ["profiler.steps=4", "profiler.traced_steps=1", "profiler.stacks=true"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), f"root={tmp_path}", *small, *steps],
        env=environment(), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    trace = next(tmp_path.rglob("*.pt.trace.json.gz"))
    import gzip

    assert "training_step" in gzip.decompress(trace.read_bytes()).decode("utf-8")


def test_without_raw_data_one_error_names_the_fetch_command(tmp_path):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), f"root={tmp_path}", "data=tinystories"],
        env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.count("error:") == 1
    assert "fetch_raw_data.py data=tinystories" in done.stderr
    assert not (tmp_path / "profiling").exists() or list((tmp_path / "profiling").iterdir()) == []
