"""The published TinyStories files: which they are, how large, and whether those under `data/raw/tinystories` are whole.

Names, sizes and hashes are those of the pinned revisions on the Hugging Face hub. For the parquet files only the sizes
are known here, and for the Instruct files not even those; the rest comes from the hub when they are fetched, and from
then on stands in `record.json`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlopstinystories.errors import DataError
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, file_sha256, read_json
from mlopstinystories.settings import TINYSTORIES, TINYSTORIES_INSTRUCT, TinystoriesSettings, TinystoriesVariant

FETCH_COMMAND = (
    '`make data ARGS="data=tinystories"` or `python mlopstinystories/data/fetch_raw_data.py data=tinystories`'
)


@dataclass(frozen=True)
class PublishedFile:
    """One file of the data set on the hub; size and hash are None where nobody has told us."""

    name: str
    """Its path in the repository, and below `data/raw/tinystories`."""
    size: int | None = None
    sha256: str | None = None


_V1_TRAIN = (
    PublishedFile("data/train-00000-of-00004-2d5a1467fff1081b.parquet", 248_731_111),
    PublishedFile("data/train-00001-of-00004-5852b56a2bd28fd9.parquet", 248_171_980),
    PublishedFile("data/train-00002-of-00004-a26307300439e943.parquet", 245_894_874),
    PublishedFile("data/train-00003-of-00004-d243063613e5a057.parquet", 247_988_350),
)
_V1_VALIDATION = (PublishedFile("data/validation-00000-of-00001-869c898b519ad725.parquet", 9_989_127),)
_V2_TRAIN = (
    PublishedFile(
        "TinyStoriesV2-GPT4-train.txt",
        2_227_753_162,
        "6418d412de72888f52b5142c761ac21a582f7d1166f0bfbdb5f03ccfdec90443",
    ),
)
_V2_VALIDATION = (
    PublishedFile(
        "TinyStoriesV2-GPT4-valid.txt",
        22_502_601,
        "6874bae9a4c1a4e7edcf0e53b86c17817e9cf881fc75ff2368da457b80c0585d",
    ),
)
_INSTRUCT_TRAIN = (PublishedFile("TinyStories-Instruct-train.txt"),)  # of these two the hub tells size and hash
_INSTRUCT_VALIDATION = (PublishedFile("TinyStories-Instruct-valid.txt"),)
_FILES = {
    TinystoriesVariant.V1: (_V1_TRAIN, _V1_VALIDATION),
    TinystoriesVariant.V2: (_V2_TRAIN, _V2_VALIDATION),
    TinystoriesVariant.Instruct: (_INSTRUCT_TRAIN, _INSTRUCT_VALIDATION),
}


def published_files(settings: TinystoriesSettings) -> tuple[tuple[PublishedFile, ...], tuple[PublishedFile, ...]]:
    """The training and the validation files of the chosen edition.

    In another repository or at another revision the names are taken to be the same; sizes and hashes are not known.
    """
    train, validation = _FILES[settings.variant]
    if (settings.repository, settings.revision) in (TINYSTORIES, TINYSTORIES_INSTRUCT):
        return train, validation
    return tuple(PublishedFile(file.name) for file in train), tuple(PublishedFile(file.name) for file in validation)


def raw_folder(folders: Folders) -> Path:
    """Where the fetch puts the files."""
    return folders.raw / "tinystories"


def read_record(folder: Path) -> dict[str, Any]:
    """What the fetch wrote of each file, by name; empty before the first fetch."""
    path = folder / RECORD_NAME
    files: dict[str, Any] = read_json(path)["files"] if path.is_file() else {}
    return files


def same_version(entry: dict[str, Any] | None, settings: TinystoriesSettings) -> bool:
    """Whether a file was recorded for the repository and the revision of these settings."""
    return entry is not None and (entry["repository"], entry["revision"]) == (settings.repository, settings.revision)


def is_recorded(path: Path, entry: dict[str, Any] | None, settings: TinystoriesSettings) -> bool:
    """Whether `path` is the file that the fetch has checked for these settings, by its size and time of change."""
    if entry is None or not same_version(entry, settings) or not path.is_file():
        return False
    status = path.stat()
    return (entry["size"], entry["mtime_ns"]) == (status.st_size, status.st_mtime_ns)


def checked_file(folder: Path, file: PublishedFile, settings: TinystoriesSettings) -> tuple[Path, str]:
    """The path and the SHA-256 of a file that was fetched; never touches the network.

    Raises `DataError` naming the fetch command when the file is missing, was not checked, or has changed since.
    """
    path, entry = folder / file.name, read_record(folder).get(file.name)
    if not path.is_file():
        raise DataError(
            f"{path} is not there. Fetch it once with {FETCH_COMMAND}, or choose other stories with data=…."
        )
    if entry is not None and is_recorded(path, entry, settings):
        return path, entry["sha256"]
    if entry is None or not same_version(entry, settings):
        raise DataError(
            f"{path} has not been checked for {settings.repository} at {settings.revision}. Run {FETCH_COMMAND}: it "
            "checks what lies there and fetches only what is missing."
        )
    # The time differs, as after copying the folder: the content decides.
    sha256 = file_sha256(path)
    if sha256 != entry["sha256"]:
        raise DataError(
            f"{path} is damaged: expected {entry['size']:,} bytes with SHA-256 {entry['sha256']}, received "
            f"{path.stat().st_size:,} bytes with {sha256}. Remove it and run {FETCH_COMMAND}."
        )
    return path, sha256
