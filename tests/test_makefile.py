"""The targets of the Makefile: each is documented, calls the command that it names, and passes settings through."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mlopstinystories.paths import PROJECT_ROOT
from tests.test_documented_commands import environment, wait_for

VENV = Path(sys.prefix)
TARGETS = [
    *("help", "requirements", "dev_requirements", "data", "train", "predict", "serve", "evaluate", "compare"),
    *("check_idea", "explain", "visualize", "profile", "doctor", "docs", "serve_docs", "test", "lint", "clean"),
]


SET_UP = [f"VENV={VENV}", "-o", f"{VENV}/.requirements", "-o", f"{VENV}/.dev_requirements"]
"""This Python's own environment in the place of `.venv`, taken as set up already."""


def make(*arguments):
    """Run a target in the environment of this test."""
    return subprocess.run(
        ["make", *SET_UP, *arguments], cwd=PROJECT_ROOT, env=environment(), capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def make_is_installed():
    if not shutil.which("make"):
        pytest.skip("make is not installed")


def test_help_lists_every_target():
    output = make("help").stdout

    assert re.findall(r"^make (\w+)", output, flags=re.MULTILINE) == TARGETS
    assert make().stdout == output


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("data", "mlopstinystories/data/make_dataset.py data=tinystories"),
        ("train", "mlopstinystories/train_model.py data=tinystories"),
        ("predict", "mlopstinystories/predict_model.py data=tinystories"),
        ("serve", "mlopstinystories/serve_model.py data=tinystories"),
        ("evaluate", "mlopstinystories/evaluate_model.py data=tinystories"),
        ("visualize", "mlopstinystories/visualization/visualize.py data=tinystories"),
        ("profile", "mlopstinystories/profile_training.py data=tinystories"),
        ("doctor", "mlopstinystories/doctor.py data=tinystories"),
        ("test", "-m pytest data=tinystories"),
    ],
)
def test_settings_pass_through(target, command):
    lines = make("-n", target, "ARGS=data=tinystories").stdout.splitlines()

    assert lines[-1] == f"{VENV}/bin/python {command}"
    file = command.split()[0]
    assert file == "-m" or (PROJECT_ROOT / file).is_file()


def test_a_target_really_runs_its_command(tmp_path):
    small = "data.train_stories=200 data.validation_stories=10 tokenizer.vocab_size=400"
    done = make("data", f"ARGS={small} root={tmp_path}")

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("data/processed/storyworld_plain-bpe-*/train_tokens.npy"))


def test_a_failing_command_fails_the_target():
    done = make("train", "ARGS=max_step=3")

    assert done.returncode != 0
    assert "Did you mean max_steps?" in done.stderr


@pytest.mark.parametrize(("build", "from_pytorchs_index"), [("cpu", True), ("gpu", False)])
def test_which_pytorch_is_installed(build, from_pytorchs_index, tmp_path):
    lines = subprocess.run(
        ["make", "-n", "requirements", f"TORCH={build}", f"VENV={tmp_path}/none"],
        cwd=PROJECT_ROOT, env=environment(), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    torch_line = next(line for line in lines.splitlines() if "torch==" in line)
    assert ("--extra-index-url https://download.pytorch.org/whl/cpu" in torch_line) is from_pytorchs_index
    assert lines.index("torch==") < lines.index("--requirement requirements.txt")


def test_a_python_that_is_too_old_or_missing_is_refused(tmp_path):
    done = subprocess.run(
        ["make", "requirements", "PYTHON=python2.7", f"VENV={tmp_path}/none"],
        cwd=PROJECT_ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "Python 3.11 to 3.13 is needed, and PYTHON=python2.7 is not one" in done.stderr


def test_the_activation_that_the_readme_names_is_there():
    assert (VENV / "bin" / "activate").is_file()


def test_documentation_builds_strictly(tmp_path):
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", "docs/mkdocs.yml"]
    done = subprocess.run(
        [*command, "--site-dir", str(site)], cwd=PROJECT_ROOT, env={**environment(), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "GPT-Neo" in (site / "index.html").read_text(encoding="utf-8")
    api = (site / "api.html").read_text(encoding="utf-8")
    assert "mlopstinystories.models.attention.plain_attention" in api
    assert "build --strict" in make("-n", "docs").stdout


def test_the_documentation_loads_nothing_from_elsewhere():
    config = (PROJECT_ROOT / "docs" / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in config
    assert "extra_javascript" not in config


def test_serve_docs_shows_the_site():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        ["make", *SET_UP, "serve_docs", f"DOCS_ADDRESS={address}"],
        cwd=PROJECT_ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert b"mlops-tinystories" in wait_for(f"http://{address}/").read()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def test_clean_keeps_data_models_and_reports():
    line = next(text for text in make("-n", "clean").stdout.splitlines() if text.startswith("rm -rf"))

    removed = set(line.split()[2:])
    assert removed.isdisjoint({"data", "models", "reports", "profiling", ".venv"})


def test_lint_is_what_pre_commit_runs():
    assert "pre-commit run --all-files" in make("-n", "lint").stdout
