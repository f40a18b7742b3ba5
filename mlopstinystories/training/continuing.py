"""Going on with an unfinished run: from its newest whole checkpoint, with the settings that may have changed meanwhile.

Where nothing changed, what follows is the same to the bit as if nothing had happened. Where something did (a longer
budget, another device), the run goes on as well as it can, and says so.
"""

from pathlib import Path
from typing import Any

from mlopstinystories.errors import RunError
from mlopstinystories.models.export import WEIGHTS_NAME
from mlopstinystories.records import file_sha256
from mlopstinystories.settings import TrainSettings
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.checkpoint import Progress, TrainingState, load_newest_checkpoint
from mlopstinystories.training.progress import duration
from mlopstinystories.training.run_folder import changed


def go_on(folder: Path, state: TrainingState, settings: TrainSettings, before: dict[str, Any]) -> str:
    """Bring `state` to the newest checkpoint of the run whose record is `before`; returns what there is to say of it.

    Raises `RunError` when a finished run is given a budget that it has spent already.
    """
    checkpoint, progress = load_newest_checkpoint(folder, state), state.progress
    if checkpoint is None:
        return f"{folder} was interrupted before its first checkpoint; beginning anew."
    said = f"Going on with {folder} from {checkpoint.name} ({duration(progress.elapsed_s)} trained)."
    changes = changed(before["settings"], settings)
    if changes:
        budget = Budget.of(settings)
        if before["status"] == "finished":
            _check_something_is_left(folder, progress, settings, budget)
        # under another budget the validations lie elsewhere, and the last one is made again at the end
        due = int(budget.fraction(progress.step, progress.elapsed_s) * settings.validations)
        progress.validations = min(progress.validations, due)
        said += f" Changed since then: {'; '.join(changes)}. The result is not that of an undisturbed run."
    weights = folder / WEIGHTS_NAME
    if not weights.exists() or file_sha256(weights) != progress.best_sha256:
        # they were kept by steps after this checkpoint, which are about to be taken again; at least the last validation
        # has to come again, to keep some
        progress.validations = min(progress.validations, settings.validations - 1)
        progress.best_bits_per_byte = progress.best_step = progress.best_sha256 = None
    return said


def _check_something_is_left(folder: Path, progress: Progress, settings: TrainSettings, budget: Budget) -> None:
    spent = budget.ended_by(progress.step, progress.elapsed_s)
    if spent:
        raise RunError(
            f"{folder} is finished after {progress.step:,} steps ({duration(progress.elapsed_s)}), and {spent}="
            f"{getattr(settings, spent)} allows no more than that. To train it further, give it a larger budget."
        )
