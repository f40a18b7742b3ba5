"""One comparison figure for `train_model.py -m …`, drawn anew after each run, so that it survives a failing one.

A callback of Hydra (`conf/hydra_sweep.yaml`). Hydra makes it for single runs too, so importing this file costs nothing.
"""

from pathlib import Path
from typing import Any

from hydra.core.utils import JobReturn, JobStatus
from hydra.experimental.callback import Callback
from omegaconf import DictConfig


class ComparisonFigure(Callback):
    """Collects the folders that the jobs of a sweep return, and draws those that there are."""

    def __init__(self) -> None:
        self._folders: list[Path] = []
        self._out: Path | None = None

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        """Name the figure after the sweep, such as `quick+model.num_layers=1,2,4`."""
        from mlopstinystories.paths import folders
        from mlopstinystories.training.run_folder import default_name

        name = default_name(str(config.hydra.job.config_name), config.hydra.overrides.task)
        self._out = folders(config.root).reports / "figures" / name

    def on_job_end(self, config: DictConfig, job_return: JobReturn, **_: Any) -> None:  # noqa: ARG002 - Hydra's form
        """Draw all runs that are finished so far."""
        if self._out is None:
            return
        if job_return.status is not JobStatus.COMPLETED:
            print(f"\nThis run of the sweep failed; the others go on. {job_return._return_value}\n", flush=True)
        elif isinstance(job_return.return_value, Path):
            self._folders.append(job_return.return_value)
            if len(self._folders) > 1:
                from mlopstinystories.visualization.figures import draw_runs

                print(f"compared {draw_runs(self._folders, self._out)}", flush=True)
