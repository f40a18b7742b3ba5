"""Going on with an unfinished run: from its newest whole checkpoint, with the settings that may have changed meanwhile.

Where nothing changed, what follows is the same to the bit as if nothing had happened. Where something did (a longer
budget, another device), the run goes on as well as it can, and says so.
"""

from pathlib import Path
from typing import Any

from mlopstinystories.errors import RunError
from mlopstinystories.models.export import WEIGHTS_NAME
from mlopstinystories.records import file_sha256
from mlopstinystories.settings import DeviceName, TrainSettings
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.checkpoint import Progress, TrainingState, load_newest_checkpoint
from mlopstinystories.training.progress import duration
from mlopstinystories.training.run_folder import changed


def go_on(
    folder: Path, state: TrainingState, settings: TrainSettings, before: dict[str, Any], now: dict[str, Any]
) -> str:
    """Bring `state` to the newest checkpoint of the run whose record is `before`; returns what there is to say of it.

    `now` is what its record would say now. Raises `RunError` when stories, tokenizer or device are not the run's any
    more, and when a finished run is given a budget that it has spent already.
    """
    check_same_data(folder, before["dataset"], now["dataset"], settings.accept_other_data)
    check_same_device(folder, before["device"], now["device"], settings.device)
    checkpoint, progress = load_newest_checkpoint(folder, state), state.progress
    if checkpoint is None:
        return f"{folder} was interrupted before its first checkpoint; beginning anew."
    said = f"Going on with {folder} from {checkpoint.name} ({duration(progress.elapsed_s)} trained)."
    changes = changed(before["settings"], settings)
    if _without_reason(before.get("step_by", "")) != _without_reason(now["step_by"]):  # other roundings
        changes.append(f"step_by={before.get('step_by')} there, step_by={now['step_by']} now")
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


def _without_reason(step_by: str) -> str:
    """Why there are no loops may be another reason, with the same result."""
    return step_by.partition(":")[0]


def check_same_data(folder: Path, before: dict[str, Any], now: dict[str, Any], accepted: bool) -> None:
    """The stories and the tokenizer must be those of the run; raises `RunError`. Other stories may be accepted."""
    if before["tokenizer_fingerprint"] != now["tokenizer_fingerprint"]:
        raise RunError(
            f"The tokenizer of {folder} has the fingerprint {before['tokenizer_fingerprint']}, and that of "
            f"{now['folder']} has {now['tokenizer_fingerprint']}: the same numbers would be other words. Put the "
            "stories back from which it was made, or train under another name with run=…"
        )
    if before["fingerprint"] != now["fingerprint"] and not accepted:
        raise RunError(
            f"{folder} was trained on {before['folder']}, and the stories have changed since: these settings describe "
            f"{now['folder']} now. Put the stories back, train under another name with run=…, or go on with the new "
            "ones with accept_other_data=true."
        )


def check_same_device(folder: Path, before: str, now: str, name: DeviceName) -> None:
    """A run that had a GPU does not fall back to the CPU without being told to; raises `RunError`."""
    kind, kind_now = before.partition(",")[0], now.partition(",")[0]
    if name is DeviceName.auto and kind != "cpu" and kind_now == "cpu":
        raise RunError(
            f"{folder} was trained on {before} until now, and PyTorch finds no GPU here, so it would go on many times "
            "slower. See what `make doctor` says of the GPU, or go on with device=cpu."
        )


def _check_something_is_left(folder: Path, progress: Progress, settings: TrainSettings, budget: Budget) -> None:
    spent = budget.ended_by(progress.step, progress.elapsed_s)
    if spent:
        raise RunError(
            f"{folder} is finished after {progress.step:,} steps ({duration(progress.elapsed_s)}), and {spent}="
            f"{getattr(settings, spent)} allows no more than that. To train it further, give it a larger budget."
        )
