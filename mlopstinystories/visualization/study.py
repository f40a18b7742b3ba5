"""A comparison of the paper as one sweep: `train_model.py experiment=width_depth_laptop`.

The experiment file says what is varied (`hydra.sweeper.params`) and, below `hydra.callbacks.study`, how it is shown:
which setting is the horizontal axis, which one makes the lines, and what the paper has. After each run the table and
the figure are written anew, so an interrupted study has both; the same command goes on with the runs that are missing.
`seed=0,1,2` behind the command repeats the grid: cells become means, and the trends are tested over more blocks.

    reports/studies/NAME/table.md    a row a cell: parameters, operations, tokens, seconds, score, the paper's number;
                                     below it, whether the score falls along each setting (`evaluation/trend.py`)
    reports/studies/NAME/study.png   score against the axis and against operations; with `power_law`, the line

With `scores`, each run is also measured as `evaluate_model.py` does, and what was named stands in both.
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
    paper has, in words; `source` says where. `scores` maps names to places in `scores.json`, all of them shares that
    are better the higher they are (`told.instructions.model.words`); `evaluation` has the settings with which they are
    measured (`endings: 100`).
    """

    def __init__(
        self,
        axis: str,
        lines: str,
        paper: Mapping[str, str] | None = None,
        source: str = "",
        power_law: bool = False,
        scores: Mapping[str, str] | None = None,
        evaluation: Mapping[str, Any] | None = None,
    ) -> None:
        self.axis, self.lines, self.source, self.power_law = axis, lines, source, power_law
        self.paper, self.scores, self.evaluation = dict(paper or {}), dict(scores or {}), dict(evaluation or {})
        self._folders: list[Path] = []
        self._measured: list[dict[str, Any]] = []
        self._out: Path | None = None

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:
        """Name the study after its experiment."""
        from mlopstinystories.paths import folders

        name = OmegaConf.select(config, "hydra.runtime.choices.experiment") or "study"
        self._out = folders(config.root).reports / "studies" / str(name)

    def on_job_end(self, config: DictConfig, job_return: JobReturn, **_: Any) -> None:
        """Show all runs that are finished so far."""
        if self._out and job_return.status is JobStatus.COMPLETED and isinstance(job_return.return_value, Path):
            from mlopstinystories.visualization.study_figure import show_study

            run = job_return.return_value
            self._measured.append(self._measure(run, config.root) if self.scores else {})
            self._folders.append(run)
            show_study(self, self._folders, self._out, self._measured)

    def _measure(self, run: Path, root: str) -> dict[str, Any]:
        """The content of the run's `scores.json`."""
        from mlopstinystories.evaluation.evaluating import evaluated
        from mlopstinystories.paths import folders
        from mlopstinystories.settings import EvaluateSettings

        print(f"measuring {run.name}", flush=True)
        return evaluated(run, folders(root), EvaluateSettings(run=run.name, **self.evaluation))
