"""Tracking services: told the same numbers as the local files; a package that is missing is one error."""

import importlib
from unittest import mock

import pytest

from mlopstinystories.errors import SettingsError
from mlopstinystories.records import read_rows
from mlopstinystories.settings import TrackerName, TrackerSettings
from mlopstinystories.training.experiment import train
from mlopstinystories.training.hosted import open_hosted


@pytest.fixture
def package(monkeypatch):
    """In the place of the services' packages, which are no dependencies: notes what it is told."""
    fake = mock.MagicMock()
    real = importlib.import_module
    names = set(TrackerName)
    monkeypatch.setattr(importlib, "import_module", lambda name, *rest: fake if name in names else real(name, *rest))
    for variable in ("WANDB_API_KEY", "WANDB_MODE", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(variable, raising=False)
    return fake


@pytest.mark.parametrize("name", ["wandb", "mlflow", "trackio"])
def test_a_package_that_is_not_installed_is_one_error(name, tmp_path, monkeypatch):
    def missing(asked):
        raise ImportError(f"No module named {asked!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(SettingsError, match=rf"tracker={name} needs the package {name}.*pip install {name}"):
        open_hosted(TrackerSettings(TrackerName(name)), tmp_path, {})


def test_local_files_need_no_service(tmp_path):
    assert open_hosted(TrackerSettings(), tmp_path, {}) is None


@pytest.mark.parametrize(
    ("name", "told", "closed"),
    [("wandb", "init().log", "init().finish"), ("mlflow", "log_metrics", "end_run"), ("trackio", "log", "finish")],
)
def test_a_service_is_told_what_the_files_are_told(name, told, closed, tiny_settings, places, package):
    tiny_settings.tracker = TrackerSettings(TrackerName(name))

    rows = read_rows(train(tiny_settings, places, "first") / "metrics.jsonl")

    calls = [call for call in package.mock_calls if call[0] == told]
    assert [call.kwargs["step"] for call in calls] == [row["step"] for row in rows]
    assert calls[0].args[0]["train/loss"] == rows[0]["loss"]
    assert package.mock_calls[-1][0] == closed


def test_wandb_without_a_key_stays_offline_and_asks_nothing(tmp_path, package, capsys):
    open_hosted(TrackerSettings(TrackerName.wandb), tmp_path / "quick+seed=1", {})

    assert package.init.call_args.kwargs["mode"] == "offline"
    assert package.init.call_args.kwargs["id"] == "quick-seed-1"
    assert "WANDB_API_KEY is not set" in capsys.readouterr().out
