"""A comparison of the paper as one sweep: `train_model.py experiment=width_depth_laptop`.

The experiment file says what is varied (`hydra.sweeper.params`) and, below `hydra.callbacks.study`, how it is shown:
which setting is the horizontal axis, which one makes the lines, and what the paper has. After each run the table and
the figure are written anew, so an interrupted study has both; the same command goes on with the runs that are missing.
`seed=0,1,2` behind the command repeats the grid: cells become means, and the trends are tested over more blocks.

    reports/studies/NAME/table.md    a row a cell: parameters, operations, tokens, seconds, score, the paper's number;
                                     below it, whether the score falls along each setting (`evaluation/trend.py`)
    reports/studies/NAME/study.png   score against the axis and against operations; with `power_law`, the line
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hydra.core.utils import JobReturn, JobStatus
from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf


class Study(Callback):
    """Collects the runs of a sweep and shows them beside the paper's numbers.

    `axis` and `lines` are settings such as `model.hidden_size`; `paper` maps their two values (`256x8`) to what the
    paper has, in words; `source` says where.
    """

    def __init__(
        self, axis: str, lines: str, paper: Mapping[str, str] | None = None, source: str = "", power_law: bool = False
    ) -> None:
        self.axis, self.lines, self.source, self.power_law = axis, lines, source, power_law
        self.paper = dict(paper or {})
        self._folders: list[Path] = []
        self._out: Path | None = None

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        """Name the study after its experiment."""
        from mlopstinystories.paths import folders

        name = OmegaConf.select(config, "hydra.runtime.choices.experiment") or "study"
        self._out = folders(config.root).reports / "studies" / str(name)

    def on_job_end(self, config: DictConfig, job_return: JobReturn, **_: Any) -> None:  # noqa: ARG002 - Hydra's form
        """Show all runs that are finished so far."""
        if self._out and job_return.status is JobStatus.COMPLETED and isinstance(job_return.return_value, Path):
            self._folders.append(job_return.return_value)
            from mlopstinystories.visualization.study_figure import show_study

            show_study(self, self._folders, self._out)
