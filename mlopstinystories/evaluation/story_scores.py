"""How well a finished run predicts each single held-out story, kept on the disk, since many comparisons read it.

`reports/RUN/story_scores.npz` holds nats, bytes and a hash of the text for each story that may be scored, and the
SHA-256 of the weights: other weights are scored anew. Two runs with different tokenizers have different ids for the
same stories; the hashes tell which column of one is which column of the other.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from mlopstinystories.data.packing import PackedDataset, open_dataset
from mlopstinystories.errors import DataError
from mlopstinystories.evaluation.loss import scored_stories, story_nats
from mlopstinystories.models.export import WEIGHTS_NAME
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, disk_errors, file_sha256, read_json, text_hash
from mlopstinystories.tokenizer import load_tokenizer

STORY_SCORES_NAME = "story_scores.npz"


@dataclass(frozen=True)
class StoryScores:
    """One entry a held-out story, leaked ones left out, in the order of the split."""

    nats: npt.NDArray[np.float64]
    bytes: npt.NDArray[np.int64]
    """UTF-8 bytes of the story, and one for its end."""
    texts: npt.NDArray[np.uint64]
    """A hash of each story's text: the same whatever the tokenizer."""
    weights_sha256: str

    @property
    def bits_per_byte(self) -> float:
        """As in `evaluation/loss.py`: sums are divided, not averaged."""
        return float(self.nats.sum() / np.log(2) / self.bytes.sum())


def run_story_scores(run_folder: Path, folders: Folders, device: torch.device) -> StoryScores:
    """The scores of the model at the top of a finished run's folder; computed once, then read.

    Raises `DataError` when the data set of the run is no longer there.
    """
    path = folders.reports / run_folder.name / STORY_SCORES_NAME
    weights = file_sha256(run_folder / WEIGHTS_NAME)
    if (known := _read(path)) is not None and known.weights_sha256 == weights:
        return known
    dataset = _dataset(read_json(run_folder / RECORD_NAME), folders)
    indices = scored_stories(dataset)
    model, _ = open_model_folder(run_folder, device)
    scores = StoryScores(
        nats=story_nats(model, dataset.validation, indices, device=device),
        bytes=dataset.validation.byte_lengths[indices].astype(np.int64) + 1,
        texts=_text_hashes(dataset, indices),
        weights_sha256=weights,
    )
    _write(path, scores)
    return scores


def in_common(scores: list[StoryScores]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bits (runs, stories) and bytes (stories,) of the stories that all of `scores` have, whatever their order."""
    shared = scores[0].texts
    for other in scores[1:]:
        shared = np.intersect1d(shared, other.texts)
    bits, sizes = [], np.zeros(0)
    for one in scores:
        _, places, _ = np.intersect1d(one.texts, shared, return_indices=True)
        bits.append(one.nats[places] / np.log(2))
        sizes = one.bytes[places].astype(np.float64)
    return np.array(bits), sizes


def _dataset(record: dict[str, Any], folders: Folders) -> PackedDataset:
    folder = folders.root / str(record["dataset"]["folder"])
    if not (folder / RECORD_NAME).is_file():
        raise DataError(
            f"The data set of {record['run']} is missing: expected {folder}. Make it again with make_dataset.py, or "
            f"train the run anew with overwrite=true."
        )
    return open_dataset(folder)


def _text_hashes(dataset: PackedDataset, indices: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    texts = (tokenizer.decode(dataset.validation.story(int(k))[1:-1].tolist()) for k in indices)
    return np.array([text_hash(text) for text in texts], dtype=np.uint64)


def _read(path: Path) -> StoryScores | None:
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        return StoryScores(arrays["nats"], arrays["bytes"], arrays["texts"], str(arrays["weights_sha256"]))


def _write(path: Path, scores: StoryScores) -> None:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.stem}.partial.npz")
        np.savez_compressed(
            partial, nats=scores.nats, bytes=scores.bytes, texts=scores.texts, weights_sha256=scores.weights_sha256
        )
        partial.replace(path)
