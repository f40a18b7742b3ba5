"""The hooks in a scratch clone: a bad commit is refused while they are installed, and passes when they are not."""

import shutil
import subprocess

import pytest

from mlopstinystories.paths import PROJECT_ROOT
from tests.test_documented_commands import environment


@pytest.fixture
def clone(tmp_path):
    """The files of this checkout in a repository of their own."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    files = git(PROJECT_ROOT, "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    folder = tmp_path / "clone"
    for name in files:
        if (PROJECT_ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "A student")
    git(folder, "config", "user.email", "student@example.org")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Start")
    return folder


def git(folder, *arguments):
    return call(folder, "git", *arguments)


def call(folder, *command):
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=240, check=False
    )


def try_to_commit(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", name)
    return git(folder, "commit", "--quiet", "--message", "Try")


def test_all_files_pass_and_a_bad_commit_is_refused_while_the_hooks_are_installed(clone):
    """One test, since the first type check of a clone takes most of a minute and the later ones do not."""
    everything = call(clone, "pre-commit", "run", "--all-files")
    assert everything.returncode == 0, everything.stdout + everything.stderr
    assert everything.stdout.count("Passed") == 11

    assert call(clone, "pre-commit", "install").returncode == 0
    refused = try_to_commit(clone, "bad.py", "import os\n")
    git(clone, "reset", "--quiet", "--hard")
    passed = try_to_commit(clone, "notes.md", "Good.\n")
    assert refused.returncode != 0
    assert "imported but unused" in refused.stderr + refused.stdout
    assert passed.returncode == 0, passed.stdout + passed.stderr

    assert call(clone, "pre-commit", "uninstall").returncode == 0
    assert try_to_commit(clone, "bad.py", "import os\n").returncode == 0
