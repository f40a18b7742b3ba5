"""Which run a model folder belongs to, its data set, and on which held-out stories it is scored."""

import shlex
from pathlib import Path
from typing import Any

from mlopstinystories.data.packing import PackedDataset, open_dataset
from mlopstinystories.errors import DataError, RunError, SettingsError, TokenizerError
from mlopstinystories.evaluation.held_out import HeldOut, of_dataset, of_file
from mlopstinystories.models.folders import find_model_folder
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, read_json
from mlopstinystories.tokenizer import StoryTokenizer, load_tokenizer


def run_record(folder: Path, places: Folders) -> tuple[str, dict[str, Any] | None]:
    """The name under `reports/` and the record of the run to which `folder` belongs, itself or one of its checkpoints.

    The record is None for a model that was not trained here: nobody knows which stories were held out from it.
    """
    models = places.models.resolve()
    inside = models in folder.parents
    name = folder.relative_to(models).as_posix() if inside else folder.stem if folder.is_file() else folder.name
    candidates = [folder, *(parent for parent in folder.parents if models in parent.parents)] if inside else [folder]
    for candidate in candidates:
        if (candidate / RECORD_NAME).is_file():
            record = read_json(candidate / RECORD_NAME)
            if isinstance(record, dict) and isinstance(record.get("dataset"), dict):
                return name, record
    return name, None


def held_out_stories(
    record: dict[str, Any] | None, dataset: PackedDataset | None, places: Folders, named: str | None, folder: Path
) -> HeldOut:
    """Those of the run, or for a model from elsewhere those that `held_out=` named: another run's, or a file's."""
    if record and dataset:
        if named is not None:
            raise SettingsError(
                f"held_out={named} does not go with {folder}, which has held-out stories of its own run. "
                "Leave it out; compare_with= shows other models on the same stories."
            )
        return of_dataset(dataset, {key: record["dataset"].get(key) for key in ("name", "folder", "fingerprint")})
    if named is None:
        raise RunError(
            f"{folder} was not trained by this project: there is no {RECORD_NAME} of a run, so nobody knows which "
            "stories were held out. Say on which stories to score it: held_out=RUN (the held-out stories of a run) or "
            "held_out=FILE (.txt, .txt.gz, .jsonl or .parquet)."
        )
    path = Path(named).expanduser()
    if path.is_file():
        return of_file(path)
    other = find_model_folder(places, named)
    _, record = run_record(other, places)
    if record is None:
        raise RunError(f"held_out={named} is neither a file of stories nor a run of train_model.py.")
    return of_dataset(
        held_out_data(record, places), {key: record["dataset"].get(key) for key in ("name", "folder", "fingerprint")}
    )


def has_data(record: dict[str, Any], places: Folders) -> bool:
    """Whether the data set of a run is on this machine."""
    folder: Path = places.root / record["dataset"]["folder"]
    return (folder / RECORD_NAME).is_file()


def held_out_data(record: dict[str, Any], places: Folders) -> PackedDataset:
    """The data set of a run, opened; raises `DataError` with the command that makes it when it is not there."""
    known = record["dataset"]
    folder = places.root / known["folder"]
    if not has_data(record, places):
        raise DataError(
            f"The data set of this run is missing: expected {folder}. Make it again with\n  {make_command(record)}\n"
            "or score it on stories that you name: held_out=FILE, or another run."
        )
    dataset = open_dataset(folder)
    found = dataset.record["fingerprint"]
    if found != known["fingerprint"]:
        raise DataError(
            f"{folder} is another data set than the run's: expected fingerprint {known['fingerprint']}, found {found}. "
            f"Remove it and make the run's again with\n  {make_command(record)}"
        )
    return dataset


def check_tokenizer(tokenizer: StoryTokenizer, dataset: PackedDataset, folder: Path) -> None:
    """The model reads the ids of its own tokenizer only; raises `TokenizerError` when the data set has another's."""
    ours, theirs = tokenizer.fingerprint(), load_tokenizer(dataset.tokenizer_folder).fingerprint()
    if ours != theirs:
        raise TokenizerError(
            f"The tokenizer in {folder} (fingerprint {ours}) is not the one that cut {dataset.folder} (fingerprint "
            f"{theirs}), so its ids would be read as other words. Train again on this data set, or put the run's own "
            "tokenizer.json back."
        )


def make_command(record: dict[str, Any]) -> str:
    """The command that makes the data set of a run, fit for a shell."""
    words = ["python", "mlopstinystories/data/make_dataset.py"]
    for group in ("data", "tokenizer"):
        values = dict(record.get("settings", {}).get(group, {}))
        words.append(f"{group}={values.pop('name', record['dataset'].get(group, '…'))}")
        words += [f"{group}.{key}={value}" for key, value in values.items() if value is not None]
    return shlex.join(words)
