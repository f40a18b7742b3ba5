"""From stories to token arrays: a folder of `data/processed`, made once and found again by its settings.

    python mlopstinystories/data/make_dataset.py data=text_files data.train_path='stories/*.txt'

The folder's name is NAME-TOKENIZER-FINGERPRINT. The fingerprint covers everything that determines the content: the
stories' own hashes, the settings of source and tokenizer, and the format. Other settings make another folder, so an old
one is never taken for a new one. It is filled (`building.py`) under a temporary name and renamed when it is whole.
"""

import gc
import sys
import threading

from mlopstinystories.native import native

if __name__ == "__main__":
    # Looking for garbage among what imports make, which stays, takes a tenth of a second of a small data set's one.
    gc.disable()
    if not any(argument.startswith("-") for argument in sys.argv[1:]):  # --help needs no loops
        # The first time ever they are compiled, by another process: as long as the imports take.
        threading.Thread(target=native, args=("encode",)).start()

import dataclasses
import functools
import os
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from omegaconf import DictConfig

from mlopstinystories import records
from mlopstinystories.command import entry_point, typed
from mlopstinystories.data.report import report
from mlopstinystories.paths import Folders, folders
from mlopstinystories.settings import (
    CleaningSettings,
    DatasetSettings,
    DataSettings,
    StoryworldSettings,
    TokenizerSettings,
)

# What takes long to import is imported where it is used, so that --help and a mistyped key answer at once.
if TYPE_CHECKING:
    from mlopstinystories.data.packing import PackedDataset

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
    from mlopstinystories.data.progress import progress
    from mlopstinystories.data.stories import open_source

    cleaning = cleaning or CleaningSettings()
    threading.Thread(target=native, args=("encode",)).start()  # compiled or found while the files are looked at
    with progress("stories" if isinstance(data, StoryworldSettings) else "bytes") as show:
        if fetch:
            fetch_raw_data(data, folders, show, functools.partial(_to_read, tokenizer))
        source = open_source(data, folders, cleaning)
        # What takes long to import is imported while the source looks at its files.
        from mlopstinystories.data.building import build
        from mlopstinystories.data.packing import FORMAT, open_dataset

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
        gc.freeze()
        gc.enable()
        with records.new_folder(folder) as partial:
            start_s = time.monotonic()
            made_with, facts = build(partial, source, tokenizer, cleaning, show)
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
    return open_dataset(folder, made_with)


def remove_stale(processed: Path) -> None:
    """Remove what a killed run left half-made: the temporary folders of processes that are gone."""
    for folder in processed.glob(".*"):
        if (match := re.search(r"\.(?:partial|old)-(\d+)$", folder.name)) and not _is_alive(int(match[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _to_read(tokenizer: TokenizerSettings, train: int, validation: int) -> int:
    """Bytes that are read of files with so many bytes once they are fetched, so that the progress knows its end."""
    from mlopstinystories.data.building import read_for_tokenizer

    return validation + train + read_for_tokenizer(tokenizer, "bytes", train)


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
