"""The same numbers for Weights & Biases, MLflow or Trackio, beside the local files, when `tracker=` names one.

None is a dependency: the package is imported when it is asked for, and one that is missing is one error. None ever
asks a question: without a key W&B records offline. What such a service was told cannot be taken back, so a run that
goes on after a crash tells it some steps twice; `metrics.jsonl` stays the truth.
"""

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import TrackerName, TrackerSettings


class Hosted(Protocol):
    """What a run tells a tracking service."""

    def numbers(self, values: dict[str, float], step: int) -> None:
        """Metrics by name, such as `train/loss`."""

    def close(self) -> None:
        """Send what is held back."""


def open_hosted(settings: TrackerSettings, folder: Path, config: dict[str, Any]) -> Hosted | None:
    """The service that the settings name, told of the run in `folder`; None for local files alone.

    Raises `SettingsError` when its package is not installed.
    """
    if settings.name is TrackerName.local:
        return None
    try:
        module = importlib.import_module(settings.name)
    except ImportError as error:
        raise SettingsError(
            f"tracker={settings.name} needs the package {settings.name}, which cannot be imported ({error}). Install "
            f"it with `.venv/bin/python -m pip install {settings.name}`, or use tracker=local."
        ) from error
    kinds: dict[TrackerName, Callable[..., Hosted]] = {
        TrackerName.wandb: Wandb,
        TrackerName.mlflow: MLflow,
        TrackerName.trackio: Trackio,
    }
    return kinds[settings.name](module, settings.project, folder, config)


class Wandb:
    """Weights & Biases; a run that goes on takes up its own run there."""

    def __init__(self, module: Any, project: str, folder: Path, config: dict[str, Any]) -> None:
        online = bool(os.environ.get("WANDB_API_KEY"))
        mode = os.environ.get("WANDB_MODE", "online" if online else "offline")
        if not online and mode == "offline":
            print("tracker=wandb records offline, since WANDB_API_KEY is not set; `wandb sync` sends it later.")
        self._run = module.init(
            project=project, name=folder.name, id=_identifier(folder.name), resume="allow", config=config,
            dir=str(folder), mode=mode,
        )  # fmt: skip

    def numbers(self, values: dict[str, float], step: int) -> None:
        """As `Hosted`."""
        self._run.log(values, step=step)

    def close(self) -> None:
        """As `Hosted`."""
        self._run.finish()


class MLflow:
    """MLflow, on the server of MLFLOW_TRACKING_URI or in a database beside the runs."""

    def __init__(self, module: Any, project: str, folder: Path, config: dict[str, Any]) -> None:
        self._mlflow = module
        if "MLFLOW_TRACKING_URI" not in os.environ:
            module.set_tracking_uri(f"sqlite:///{folder.parent / 'mlflow.db'}")
        module.set_experiment(project)
        module.start_run(run_name=folder.name)
        module.log_dict(config, "settings.json")

    def numbers(self, values: dict[str, float], step: int) -> None:
        """As `Hosted`."""
        self._mlflow.log_metrics(values, step=step)

    def close(self) -> None:
        """As `Hosted`."""
        self._mlflow.end_run()


class Trackio:
    """Trackio, which has W&B's words and keeps everything on this machine."""

    def __init__(self, module: Any, project: str, folder: Path, config: dict[str, Any]) -> None:
        self._trackio = module
        module.init(project=project, name=folder.name, config=config, resume="allow")

    def numbers(self, values: dict[str, float], step: int) -> None:
        """As `Hosted`."""
        self._trackio.log(values, step=step)

    def close(self) -> None:
        """As `Hosted`."""
        self._trackio.finish()


def _identifier(name: str) -> str:
    """A run's name without the characters that W&B refuses in an identifier."""
    return "".join("-" if character in "/\\#?%:+=,@" else character for character in name)[:64]
