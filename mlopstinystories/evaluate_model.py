"""Score a run on its whole held-out split: `python mlopstinystories/evaluate_model.py run=RUN`.

Writes `reports/RUN/scores.json`. The stories are those that were held out when the run was trained, cut by the run's
own tokenizer; both are checked by their fingerprints.
"""

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, typed
from mlopstinystories.errors import DataError, RunError, TokenizerError
from mlopstinystories.paths import Folders, folders
from mlopstinystories.records import (
    RECORD_NAME,
    file_sha256,
    fingerprint,
    hardware,
    libraries,
    now,
    read_json,
    write_json,
)
from mlopstinystories.settings import DeviceName, EvaluateSettings

if TYPE_CHECKING:
    from mlopstinystories.data.packing import PackedDataset
    from mlopstinystories.tokenizer import StoryTokenizer

SCORES_NAME = "scores.json"


@hydra.main(version_base="1.3", config_path="../conf", config_name="evaluate")
def main(config: DictConfig) -> None:
    """Score the run, and say where the scores lie."""
    from mlopstinystories.models.folders import find_model_folder, no_run_named

    if OmegaConf.is_missing(config, "run"):
        raise no_run_named(folders(config.root))
    settings = typed(config, EvaluateSettings)
    places = folders(settings.root)
    path = evaluate(find_model_folder(places, settings.run), places, settings.device)
    show(read_json(path), path)


def evaluate(folder: Path, places: Folders, device_name: DeviceName = DeviceName.auto) -> Path:
    """Score the model in `folder` on the held-out split of its data set; returns the path of `scores.json`.

    Raises `RunError` for a folder that was not trained here, `DataError` when its data set is missing or another one,
    `TokenizerError` when the data set was cut by another tokenizer.
    """
    import torch

    from mlopstinystories.data.progress import progress
    from mlopstinystories.device import choose_device
    from mlopstinystories.evaluation.loss import score_stories, scored_stories
    from mlopstinystories.models.folders import open_model_folder

    name, record = run_record(folder, places)
    dataset = held_out_data(record, places)
    device = choose_device(device_name)
    model, tokenizer = open_model_folder(folder, device.device)
    check_tokenizer(tokenizer, dataset, folder)
    indices = scored_stories(dataset)
    start_s = time.perf_counter()
    with progress("scoring", len(indices), "stories") as advance:
        score = score_stories(model, dataset.validation, indices, device=device.device, progress=advance)
    elapsed_s = time.perf_counter() - start_s
    path = places.reports / name / SCORES_NAME
    write_json(
        path,
        {
            "kind": "scores",
            "run": name,
            "weights_sha256": file_sha256(folder / "model.safetensors"),
            "created": now(),
            **score.as_dict(),
            "dataset": {key: record["dataset"].get(key) for key in ("name", "folder", "fingerprint")},
            "tokenizer": {"name": record["dataset"].get("tokenizer"), "fingerprint": tokenizer.fingerprint()},
            "vocab_size": tokenizer.vocab_size,
            "training_tokens": record.get("result", {}).get("tokens"),
            "device": device.describe(),
            "threads": torch.get_num_threads(),
            "elapsed_s": round(elapsed_s, 3),
            "hardware": hardware(),
            "libraries": libraries(),
        },
    )
    return path
