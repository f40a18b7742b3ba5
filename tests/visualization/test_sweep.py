"""`-m` trains one run for each value, and draws one figure that compares them, also when one of them fails."""

import subprocess
import sys

from mlopstinystories.paths import PROJECT_ROOT


def sweep(tmp_path, overrides, values):
    (tmp_path / "here").mkdir()
    script = PROJECT_ROOT / "mlopstinystories" / "train_model.py"
    arguments = ["--config-name", "debug", "-m", f"root={tmp_path / 'root'}", *overrides, values]
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, cwd=tmp_path / "here", capture_output=True, text=True, timeout=240, check=False)


def test_a_sweep_leaves_one_folder_a_value_and_one_figure(tmp_path, tiny_overrides):
    overrides = [text for text in tiny_overrides if not text.startswith("max_steps")]

    done = sweep(tmp_path, [*overrides, "max_steps=2"], "model.num_layers=1,2")

    assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.name for path in (tmp_path / "root" / "models").iterdir())
    assert len(names) == 2
    assert names[0].startswith("debug+")
    figures = [path for path in (tmp_path / "root" / "reports" / "figures").iterdir() if "1,2" in path.name]
    assert len(figures) == 1 or len(names[0]) >= 120  # a long name is cut
    assert done.stdout.count("compared ") == 1
    assert list((tmp_path / "here").iterdir()) == []  # nothing is littered into the working directory


def test_a_failing_run_is_named_and_the_others_are_compared(tmp_path, tiny_overrides):
    overrides = [text for text in tiny_overrides if not text.startswith("max_steps")]

    done = sweep(tmp_path, [*overrides, "max_steps=2"], "model.hidden_size=16,17,32")

    assert done.returncode == 2
    assert "model.hidden_size=17 is not a multiple of model.num_heads=2" in done.stdout + done.stderr
    assert done.stdout.count("compared ") == 1
