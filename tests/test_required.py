"""Where a browser or a compiler is required, a test that steps aside for want of it has failed."""

import os
import subprocess
import sys

import pytest

from mlopstinystories.paths import PROJECT_ROOT

NOTHING_REQUIRED = {"BROWSER_TESTS": "", "LOOPS_TESTS": "", "TINYSTORIES_NATIVE": "off"}
TESTS = """
import pytest

@pytest.mark.browser
def test_in_a_browser():
    pytest.skip("no Chromium on this machine")

@pytest.mark.loops
def test_of_the_loops_in_c():
    pass

def test_on_a_gpu():
    pytest.skip("no GPU on this machine")
"""


@pytest.mark.parametrize(
    ("wanted", "outcome"),
    [
        ({"BROWSER_TESTS": "required"}, "1 failed, 2 skipped"),
        ({"LOOPS_TESTS": "required"}, "2 skipped, 1 error"),
        ({}, "3 skipped"),
    ],
)
def test_a_test_may_step_aside_unless_what_it_needs_is_required(tmp_path, wanted, outcome):
    hook = "from tests.conftest import pytest_runtest_makereport, pytest_runtest_setup"
    (tmp_path / "conftest.py").write_text(f"{hook}\n", encoding="utf-8")
    (tmp_path / "test_both.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  browser: opens a page\n  loops: needs a compiler\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), **NOTHING_REQUIRED, **wanted}, timeout=120, check=False,
    )  # fmt: skip

    assert outcome in done.stdout, done.stdout + done.stderr
