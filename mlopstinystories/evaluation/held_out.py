"""The held-out stories on which a model is scored: those of its run, another run's, or a file's; cut by any tokenizer.

Bytes are those of the text, whatever the tokenizer makes of it. A tokenizer that does not give a text back (it knows no
capital letters, or has one token for everything that it does not know) predicts less than the text, so that its bits
per byte flatter; such stories are counted as `changed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.data.readers import reader_for
from mlopstinystories.errors import DataError
from mlopstinystories.evaluation.loss import Stories, scored_stories
from mlopstinystories.records import file_sha256
from mlopstinystories.tokenizer import StoryTokenizer, load_tokenizer


class TextStories:
    """Stories in memory, cut by a tokenizer: of the kind that `evaluation/loss.py` scores."""

    def __init__(self, texts: Sequence[str], tokenizer: StoryTokenizer) -> None:
        self._cut = [tokenizer.encode(text) for text in texts]
        self._begin, self._end = tokenizer.begin_id, tokenizer.end_of_text_id
        self.byte_lengths = np.array([len(text.encode()) for text in texts], dtype=np.uint32)
        self.changed = sum(tokenizer.decode(ids) != text for ids, text in zip(self._cut, texts, strict=True))

    @property
    def stories(self) -> int:
        """How many there are."""
        return len(self._cut)

    def story(self, k: int) -> NDArray[np.int64]:
        """The ids of story `k`, what begins a story before it and what ends one after it."""
        return np.array([self._begin, *self._cut[k], self._end], dtype=np.int64)


@dataclass(frozen=True)
class HeldOut:
    """Stories to be scored, and where they come from."""

    texts: list[str]
    left_out: int
    """Stories of the same source that are not scored, since they stand in its training text too."""
    source: dict[str, Any]
    """Name, folder and fingerprint, for the scores."""


def of_dataset(dataset: PackedDataset, source: dict[str, Any]) -> HeldOut:
    """The held-out stories of a data set, leaked ones left out, in the order in which its run scores them."""
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    indices = scored_stories(dataset)
    texts = [tokenizer.decode(dataset.validation.story(int(k))[1:-1].tolist()) for k in indices]
    return HeldOut(texts, dataset.validation.stories - len(indices), source)


def of_file(path: Path) -> HeldOut:
    """The stories of a file (.txt, .txt.gz, .jsonl, .parquet), blank ends removed, the second of two equal ones too.

    Raises `DataError` when there is none. Which of them a model has read in its training is not known here.
    """
    if not path.is_file():
        raise DataError(f"There is no file of held-out stories {path}. Give held_out= a file of stories, or a run.")
    texts = list(dict.fromkeys(text.strip() for text in reader_for(path)(path, "text", lambda _: None) if text.strip()))
    if not texts:
        raise DataError(f"{path} has no story: expected stories with <|endoftext|> between them.")
    return HeldOut(texts, 0, {"name": path.name, "folder": None, "fingerprint": file_sha256(path)[:12]})


def whole(stories: Stories) -> NDArray[np.int64]:
    """The indices of all stories."""
    return np.arange(stories.stories, dtype=np.int64)
