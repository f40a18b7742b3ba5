"""From stories to token arrays: a folder of `data/processed`, made once and found again by its settings.

    python mlopstinystories/data/make_dataset.py data=text_files data.train_path='stories/*.txt'

The folder's name is NAME-TOKENIZER-FINGERPRINT. The fingerprint covers everything that determines the content: the
stories' own hashes, the settings of source and tokenizer, and the format. Other settings make another folder, so an old
one is never taken for a new one. It is filled under a temporary name and renamed when it is whole. The stories are
streamed, once for the tokenizer and once for each split, so memory does not grow with their number.
"""

import dataclasses
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from omegaconf import DictConfig

from mlopstinystories import records
from mlopstinystories.command import entry_point, typed
from mlopstinystories.data.report import report
from mlopstinystories.errors import DataError
from mlopstinystories.paths import Folders, folders
from mlopstinystories.settings import (
    BpeSettings,
    CleaningSettings,
    DatasetSettings,
    DataSettings,
    GPTNeoTokenizerSettings,
    StoryworldSettings,
    TokenizerSettings,
)

# What takes long to import is imported where it is used, so that --help and a mistyped key answer at once.
if TYPE_CHECKING:
    from mlopstinystories.data.packing import PackedDataset
    from mlopstinystories.data.progress import Progress
    from mlopstinystories.data.stories import Stories, StorySource
    from mlopstinystories.tokenizer import StoryTokenizer

EXAMPLES = 10
"""Training stories written to `examples.txt`, to be read by people."""
TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "merges.txt")
"""Files of a tokenizer folder (`tokenizer.source`) whose content decides the ids."""


@hydra.main(version_base="1.3", config_path="../../conf", config_name="make_dataset")
def main(config: DictConfig) -> None:
    """Fetch the stories if need be, make the data set, and say where it lies."""
    settings = typed(config, DatasetSettings)
    dataset = make_dataset(
        settings.data, settings.tokenizer, folders(settings.root), fetch=True, cleaning=settings.cleaning
    )
    print(report(dataset))


def make_dataset(
    data: DataSettings,
    tokenizer: TokenizerSettings,
    folders: Folders,
    fetch: bool = False,
    cleaning: CleaningSettings | None = None,
) -> "PackedDataset":
    """Make the data set that the settings describe, or open it where it has been made already.

    Args:
        data: Which stories.
        tokenizer: How they are cut into tokens.
        folders: Where raw stories are found and data sets are kept.
        fetch: Whether missing raw files may be fetched from the network.
        cleaning: Which rules clean the stories; None: as published.

    Raises:
        DataError: Story files are missing or damaged, or a split is empty.
        FetchError: `fetch` is set and the hub did not give a file.
        DiskFullError: There is no room; nothing is left behind.
    """
    from mlopstinystories.data.fetch_raw_data import fetch_raw_data
    from mlopstinystories.data.packing import FORMAT, open_dataset
    from mlopstinystories.data.progress import progress
    from mlopstinystories.data.stories import open_source

    cleaning = cleaning or CleaningSettings()
    with progress("stories" if isinstance(data, StoryworldSettings) else "bytes") as show:
        if fetch:
            fetch_raw_data(data, folders, show)
        source = open_source(data, folders, cleaning)
        ingredients = {
            "format": FORMAT,
            "stories": source.fingerprint(),
            "tokenizer": _tokenizer_ingredients(tokenizer),
        }
        folder = folders.processed / f"{data.name}-{tokenizer.name}-{records.fingerprint(ingredients)}"
        if (folder / records.RECORD_NAME).is_file():
            dataset = open_dataset(folder)
            print(f"Data set is up to date: {folder}", flush=True)
            return dataset
        remove_stale(folders.processed)
        print(f"Making the data set {folder}", flush=True)
        with records.new_folder(folder) as partial:
            start_s = time.monotonic()
            facts = _build(partial, source, tokenizer, cleaning, show)
            settings: dict[str, Any] = {"data": data, "cleaning": cleaning, "tokenizer": tokenizer}
            record = {
                "kind": "dataset",
                "format": FORMAT,
                "created": records.now(),
                "fingerprint": records.fingerprint(ingredients),
                "ingredients": ingredients,
                "settings": {name: dataclasses.asdict(value) for name, value in settings.items()},
                **facts,
                "elapsed_s": round(time.monotonic() - start_s, 1),
                "hardware": records.hardware(),
                "libraries": records.libraries(),
            }
            records.write_json(partial / records.RECORD_NAME, record)
    return open_dataset(folder)


def remove_stale(processed: Path) -> None:
    """Remove what a killed run left half-made: the temporary folders of processes that are gone."""
    for folder in processed.glob(".*"):
        if (match := re.search(r"\.(?:partial|old)-(\d+)$", folder.name)) and not _is_alive(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _build(
    partial: Path, source: "StorySource", settings: TokenizerSettings, cleaning: CleaningSettings, show: "Progress"
) -> dict[str, Any]:
    """Fill the folder; returns what the record says of tokenizer and splits."""
    from mlopstinystories.data.packing import TOKENIZER_FOLDER
    from mlopstinystories.tokenizer import make_tokenizer

    passes = {split: source.amount(split) for split in ("validation", "train")}
    learns = _read_for_tokenizer(settings, source)
    show.expect(sum(passes.values()) + learns)
    with show.stage("tokenizer", learns):
        tokenizer = make_tokenizer(settings, lambda: source.stories("train", show.advance))
    tokenizer.save(partial / TOKENIZER_FOLDER)
    # Validation comes first: its hashes are few, and the training stories are then compared as they pass.
    with show.stage("validation stories", passes["validation"]):
        held_out = Watch(source.stories("validation", show.advance))
        validation = _write_split(partial, "validation", held_out, tokenizer)
    with show.stage("training stories", passes["train"]):
        training = Watch(source.stories("train", show.advance), look_for=set(held_out.hashes))
        train = _write_split(partial, "train", training, tokenizer)
    leaked = _write_leaked(partial, held_out, training, cleaning)
    records.write_text(partial / "examples.txt", "\n<|endoftext|>\n".join(training.first) + "\n<|endoftext|>\n")
    facts = {
        "vocab_size": tokenizer.vocab_size,
        "end_of_text_id": tokenizer.end_of_text_id,
        "fingerprint": tokenizer.fingerprint(),
        **tokenizer.facts,
    }
    return {"tokenizer": facts, "train": train, "validation": {**validation, "leaked": leaked}}


def _read_for_tokenizer(settings: TokenizerSettings, source: "StorySource") -> int:
    """How much of the training stories is read to make the tokenizer, in the unit of the source."""
    if type(settings) is GPTNeoTokenizerSettings:  # it is only read, and the cut one is a kind of it
        return 0
    amount = source.amount("train")
    if isinstance(settings, BpeSettings) and source.unit == "bytes":
        return min(amount, settings.training_bytes)
    return amount


class Watch(Iterable[str]):
    """Stories on their way to the tokenizer, and what is learned from them in passing.

    With `look_for`, remembers which of those hashes it met; without, remembers the hash of every story, which only
    the small validation split can afford. The hashes are Python's own, 64 bits that differ from process to process.
    """

    def __init__(self, stories: "Stories", look_for: set[int] | None = None) -> None:
        self.stories, self._look_for = stories, look_for
        self.hashes: list[int] = []
        self.met: set[int] = set()
        self.first: list[str] = []

    def __iter__(self) -> Iterator[str]:
        stories = iter(self.stories)
        for story in islice(stories, EXAMPLES):
            self.first.append(story)
            self._note(hash(story))
            yield story
        if self._look_for is None:
            for story in stories:
                self.hashes.append(hash(story))
                yield story
        else:
            look_for = self._look_for
            for story in stories:
                if hash(story) in look_for:
                    self.met.add(hash(story))
                yield story

    def _note(self, text_hash: int) -> None:
        if self._look_for is None:
            self.hashes.append(text_hash)
        elif text_hash in self._look_for:
            self.met.add(text_hash)


def _write_split(partial: Path, name: str, stories: Watch, tokenizer: "StoryTokenizer") -> dict[str, Any]:
    from mlopstinystories.data.packing import SplitWriter
    from mlopstinystories.tokenizer import encode_stories

    with SplitWriter(partial, name, tokenizer.vocab_size, tokenizer.end_of_text_id) as writer:
        for batch in encode_stories(tokenizer, stories):
            writer.append(batch.ids, batch.lengths, batch.byte_lengths)
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
    import numpy as np

    from mlopstinystories.data.packing import ArrayWriter

    leaked = np.array([cleaning.leakage and text_hash in training.met for text_hash in held_out.hashes], dtype=np.bool_)
    writer = ArrayWriter(partial / "validation_leaked.npy", np.bool_)
    writer.append(leaked)
    writer.finish()
    return int(leaked.sum())


def _tokenizer_ingredients(settings: TokenizerSettings) -> dict[str, Any]:
    """The settings, and for a tokenizer that is read from a folder what stands in its files instead of where."""
    ingredients = dataclasses.asdict(settings)
    source = Path(ingredients.get("source") or "").expanduser()
    if ingredients.get("source") and source.is_dir():
        paths = [source / name for name in TOKENIZER_FILES if (source / name).is_file()]
        ingredients["source"] = {path.name: records.file_sha256(path) for path in paths}
        del ingredients["revision"]
    return ingredients


def _is_alive(process_id: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere os.kill would end the process; the leftovers stay, and are never taken for whole
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


if __name__ == "__main__":
    with entry_point():
        main()
