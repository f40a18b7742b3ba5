"""A data set's folder filled: the tokenizer, both splits packed, which held-out stories leaked, ten stories to read.

The stories are streamed, once for the tokenizer and once for each split, so memory does not grow with their number.
Reading and cleaning the next stories, encoding some and writing the last ones overlap (`tokenizer/encoding.py`), and
so does the writing of the tokenizer.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mlopstinystories import records
from mlopstinystories.data.packing import TOKENIZER_FOLDER, ArrayWriter, SplitWriter
from mlopstinystories.data.progress import Progress
from mlopstinystories.data.stories import Stories, StorySource
from mlopstinystories.errors import DataError
from mlopstinystories.settings import BpeSettings, CleaningSettings, GPTNeoTokenizerSettings, TokenizerSettings
from mlopstinystories.tokenizer import StoryTokenizer, encode_batches, make_tokenizer
from mlopstinystories.tokenizer.encoded import Batch

EXAMPLES = 10
"""Training stories written to `examples.txt`, to be read by people."""
_END = 40
"""Bytes at the end by which most stories are told apart, 8 at a time; hashing them whole takes ten times as long."""
_FACTORS = np.cumprod(np.full(_END // 8, 0x9E3779B97F4A7C15, np.uint64))
"""By which the words of an end, 8 bytes each, become one number: odd, and otherwise without a pattern."""


def build(
    partial: Path, source: StorySource, settings: TokenizerSettings, cleaning: CleaningSettings, show: Progress
) -> tuple[StoryTokenizer, dict[str, Any]]:
    """Fill the folder; returns the tokenizer, and what the record says of it and of the splits."""
    passes = {split: source.amount(split) for split in ("validation", "train")}
    learns = read_for_tokenizer(settings, source.unit, passes["train"])
    show.expect_in_all(sum(passes.values()) + learns)
    with show.stage("tokenizer", learns):
        tokenizer = make_tokenizer(settings, lambda: source.stories("train", show.advance))
    # Validation comes first: its hashes are few, and the training stories are then compared as they pass.
    with show.stage("validation stories", passes["validation"]):
        held_out = Watch(source.stories("validation", show.advance))
        validation = _write_split(partial, "validation", held_out, tokenizer)
    with ThreadPoolExecutor(1) as beside:
        saved = beside.submit(_save, partial, tokenizer)
        with show.stage("training stories", passes["train"]):
            training = Watch(source.stories("train", show.advance), look_for=held_out)
            train = _write_split(partial, "train", training, tokenizer)
    leaked = _write_leaked(partial, held_out, training, cleaning)
    records.write_text(partial / "examples.txt", "\n<|endoftext|>\n".join(training.first) + "\n<|endoftext|>\n")
    facts = {
        "vocab_size": tokenizer.vocab_size,
        "end_of_text_id": tokenizer.end_of_text_id,
        "fingerprint": saved.result(),
        **tokenizer.facts,
    }
    return tokenizer, {"tokenizer": facts, "train": train, "validation": {**validation, "leaked": leaked}}


def _save(partial: Path, tokenizer: StoryTokenizer) -> str:
    """Write the tokenizer; returns its fingerprint."""
    tokenizer.save(partial / TOKENIZER_FOLDER)
    return tokenizer.fingerprint()


def read_for_tokenizer(settings: TokenizerSettings, unit: str, amount: int) -> int:
    """How much of `amount` of training stories, in the unit of the source, is read to make the tokenizer."""
    if type(settings) is GPTNeoTokenizerSettings:  # it is only read, and the cut one is a kind of it
        return 0
    if isinstance(settings, BpeSettings) and unit == "bytes":
        return min(amount, settings.training_bytes)
    return amount


class Watch(Iterable[Batch]):
    """Batches of stories on their way to the tokenizer, and what is learned from them in passing.

    With `look_for`, remembers which of the stories that went through that one it met; without, remembers the hash of
    every story, which only the small validation split can afford. The hashes are Python's own, 64 bits that differ from
    process to process. A story is hashed only when the end of one that is looked for seems to be its own end.
    """

    def __init__(self, stories: Stories, look_for: "Watch | None" = None) -> None:
        self.stories, self._look_for = stories, look_for
        self.hashes: list[int] = []
        self._ends: list[NDArray[np.uint64]] = []
        self.met: set[int] = set()
        self.first: list[str] = []

    def __iter__(self) -> Iterator[Batch]:
        wanted = np.unique(np.concatenate(self._look_for._ends)) if self._look_for else None
        for batch in self.stories.batches():
            self.first += map(bytes.decode, batch.only(slice(EXAMPLES - len(self.first))))
            ends = _numbers_of_ends(batch)
            if wanted is None:
                self.hashes += map(hash, batch)
                self._ends.append(ends)
            else:
                nearest = wanted[np.minimum(np.searchsorted(wanted, ends), len(wanted) - 1)]
                self.met.update(map(hash, batch.only(nearest == ends)))
            yield batch


def _numbers_of_ends(batch: Batch) -> NDArray[np.uint64]:
    """For each story a number that others share only if they end as it does, or by chance; 0 for short ones."""
    numbers = np.zeros(len(batch), np.uint64)
    is_long = batch.sizes >= _END
    if is_long.any():
        windows = sliding_window_view(np.frombuffer(batch.text, np.uint8), _END)
        numbers[is_long] = windows[batch.ends[is_long] - _END].view(np.uint64) @ _FACTORS
    return numbers


def _write_split(partial: Path, name: str, stories: Watch, tokenizer: StoryTokenizer) -> dict[str, Any]:
    with SplitWriter(partial, name, tokenizer.vocab_size, tokenizer.end_of_text_id) as writer:
        for batch in encode_batches(tokenizer, stories):
            writer.append(batch.tokens, batch.lengths, batch.byte_lengths)
    facts = writer.facts()
    cleaned = stories.stories.cleaner.report()
    if not facts["stories"]:
        raise DataError(
            f"There are no {name} stories. "
            + (
                "Hold more out with data.validation_fraction=0.1, or name a file with data.validation_path=…."
                if name == "validation"
                else "Use more stories, or hold fewer out with data.validation_fraction."
            )
            + (f" Cleaning touched: {cleaned}." if sum(cleaned.values()) else "")
        )
    return {**facts, "empty": cleaned["empty dropped"], "cleaned": cleaned}


def _write_leaked(partial: Path, held_out: Watch, training: Watch, cleaning: CleaningSettings) -> int:
    """Mark the validation stories that stand in the training text too; returns how many there are."""
    leaked = np.array([cleaning.leakage and text_hash in training.met for text_hash in held_out.hashes], dtype=np.bool_)
    writer = ArrayWriter(partial / "validation_leaked.npy", np.bool_)
    writer.append(leaked)
    writer.finish()
    return int(leaked.sum())
