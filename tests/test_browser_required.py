"""Where a browser is required, a browser test that steps aside has failed."""

import os
import subprocess
import sys

import pytest

from mlopstinystories.paths import PROJECT_ROOT

TESTS = """
import pytest

@pytest.mark.browser
def test_in_a_browser():
    pytest.skip("no Chromium on this machine")

def test_on_a_gpu():
    pytest.skip("no GPU on this machine")
"""


@pytest.mark.parametrize(("wanted", "outcome"), [("required", "1 failed, 1 skipped"), ("", "2 skipped")])
def test_a_browser_test_may_step_aside_unless_it_is_required(tmp_path, wanted, outcome):
    hook = "from tests.conftest import pytest_runtest_makereport"
    (tmp_path / "conftest.py").write_text(f"{hook}\n", encoding="utf-8")
    (tmp_path / "test_both.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: opens a page\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "BROWSER_TESTS": wanted}, timeout=120, check=False,
    )  # fmt: skip

    assert outcome in done.stdout, done.stdout + done.stderr
