"""Stories from the network into `data/raw`: fetched once, checked, and after that never written again.

    python mlopstinystories/data/fetch_raw_data.py data=tinystories data.variant=V2

Running it again continues where an interrupted call stopped, and accepts files that were copied there by hand once
they pass the same check.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from omegaconf import DictConfig

from mlopstinystories import records
from mlopstinystories.command import entry_point, typed
from mlopstinystories.data.progress import Progress, progress
from mlopstinystories.errors import DataError, DiskFullError, FetchError
from mlopstinystories.paths import Folders, folders
from mlopstinystories.settings import DatasetSettings, DataSettings, TextFilesSettings, TinystoriesSettings

Passes = Callable[[int, int], int]
"""Bytes that a larger command reads of training and validation files with so many bytes, once they are there."""

# What takes long to import is imported where it is used, so that --help and a mistyped key answer at once.
if TYPE_CHECKING:
    from mlopstinystories.data.hub import HubFile
    from mlopstinystories.data.tinystories import PublishedFile


@hydra.main(version_base="1.3", config_path="../../conf", config_name="make_dataset")
def main(config: DictConfig) -> None:
    """Fetch the stories that the settings name."""
    settings = typed(config, DatasetSettings)
    fetch_raw_data(settings.data, folders(settings.root))


def fetch_raw_data(
    settings: DataSettings,
    folders: Folders,
    show: Progress | None = None,
    passes: Passes = lambda _train, _validation: 0,
) -> list[Path]:
    """Make sure that the files of a source are there and whole; returns their paths, none for the story world.

    `show` is the progress of a larger command, in bytes, which reads `passes` of the files afterwards; without it the
    fetch shows its own.

    The network is used only for TinyStories files that are missing, and nothing is written when all are there.

    Raises:
        DataError: A file of `text_files` is missing, or a file in `data/raw` is not the published one.
        FetchError: The hub did not give a file; the message names the ways on.
        DiskFullError: There is no room for the files.
    """
    if isinstance(settings, TinystoriesSettings):
        if show is not None:
            return _fetch_tinystories(settings, folders, show, passes)
        with progress("bytes") as show:
            return _fetch_tinystories(settings, folders, show, passes)
    if isinstance(settings, TextFilesSettings):
        from mlopstinystories.data.stories import find_files

        paths = find_files(settings.train_path, "data.train_path")
        if settings.validation_path is not None:
            paths += find_files(settings.validation_path, "data.validation_path")
        print(f"Nothing to fetch: {len(paths)} text file(s) are read where they lie.", flush=True)
        return paths
    print("Nothing to fetch: the story world is part of the package.", flush=True)
    return []


def _fetch_tinystories(settings: TinystoriesSettings, folders: Folders, show: Progress, passes: Passes) -> list[Path]:
    from mlopstinystories.data import hub, tinystories

    folder = tinystories.raw_folder(folders)
    train, validation = tinystories.published_files(settings)
    known = tinystories.read_record(folder)
    files = (*train, *validation)
    wanted = [file for file in files if not tinystories.is_recorded(folder / file.name, known.get(file.name), settings)]
    if not wanted:
        print(f"Already fetched and checked: {len(files)} file(s) in {folder}", flush=True)
    for file in wanted:
        # Only where its size is known here can a copy be checked without asking the hub.
        if file.size is not None and not (folder / file.name).exists():
            hub.copy_from_cache(settings.repository, settings.revision, file.name, folder / file.name)
    missing = [file for file in wanted if not _accept_by_hand(folder, file, settings, known.get(file.name))]
    if missing:

        def to_read(sizes: dict[str, int]) -> int:
            def amount(split: "tuple[PublishedFile, ...]") -> int:
                return sum(sizes.get(file.name) or (folder / file.name).stat().st_size for file in split)

            return passes(amount(train), amount(validation))

        _fetch_missing(folder, missing, settings, show, to_read)
    return [folder / file.name for file in files]


def _accept_by_hand(
    folder: Path, file: "PublishedFile", settings: TinystoriesSettings, entry: dict[str, Any] | None
) -> bool:
    """Whether a file that was copied there is the published one, as far as its size and hash are known here."""
    from mlopstinystories.data.tinystories import same_version

    path = folder / file.name
    expected_size, expected_sha256 = file.size, file.sha256
    if entry is not None and same_version(entry, settings):  # checked once, and changed since
        expected_size, expected_sha256 = entry["size"], entry["sha256"]
    if not path.is_file() or expected_size is None:
        return False
    size, sha256 = path.stat().st_size, records.file_sha256(path)
    if size != expected_size or (expected_sha256 is not None and sha256 != expected_sha256):
        expected = f"{expected_size:,} bytes" + (f" with SHA-256 {expected_sha256}" if expected_sha256 else "")
        raise _set_aside(path, f"expected {expected}, received {size:,} bytes with {sha256}")
    _write_entry(folder, file.name, settings, sha256)
    print(f"Found and checked: {path} (by its {'SHA-256' if expected_sha256 else 'size'})", flush=True)
    return True


def _fetch_missing(
    folder: Path,
    missing: "list[PublishedFile]",
    settings: TinystoriesSettings,
    show: Progress,
    to_read: Callable[[dict[str, int]], int],
) -> None:
    from mlopstinystories.data import hub
    from mlopstinystories.data.tinystories import read_record

    try:
        found = [_look_up(file, settings) for file in missing]
        size = sum(file.size for file in found)
        _check_room(folder, size)
        print(f"Fetching {len(found)} file(s), {size / 1e6:,.0f} MB, into {folder}", flush=True)
        show.expect_in_all(size + to_read({file.name: file.size for file in found}))
        for file in found:
            path = folder / file.name
            with records.disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            with show.stage(f"fetching {path.name}", file.size):
                if not _is_there_already(path, file, fetched_before=file.name in read_record(folder)):
                    sha256 = hub.download(file, path, show.advance)
                else:
                    sha256 = records.file_sha256(path)
            _write_entry(folder, file.name, settings, sha256)
    except hub.NoNetworkError as error:
        raise FetchError(_ways_on(str(error), folder, missing)) from error
    print(f"Fetched and checked: {folder}", flush=True)


def _look_up(file: "PublishedFile", settings: TinystoriesSettings) -> "HubFile":
    from mlopstinystories.data import hub

    found = hub.look_up(settings.repository, settings.revision, file.name)
    for what, expected, received in (("bytes", file.size, found.size), ("SHA-256", file.sha256, found.sha256)):
        if expected is not None and received is not None and expected != received:
            raise FetchError(
                f"The hub offers another {file.name} than the published one: expected {what} {expected}, received "
                f"{received}. Check HF_ENDPOINT, or set data.revision if you want that version."
            )
    return found


def _is_there_already(path: Path, file: "HubFile", fetched_before: bool) -> bool:
    """Whether the file of another revision or of unknown origin is what the hub has; ours may then be replaced."""
    if not path.is_file() or (file.sha256 is not None and records.file_sha256(path) == file.sha256):
        return path.is_file()
    if not fetched_before:
        raise _set_aside(path, f"expected SHA-256 {file.sha256}, as {file.repository} has at {file.revision}")
    return False


def _set_aside(path: Path, difference: str) -> DataError:
    aside = path.with_name(path.name + ".other")
    with records.disk_errors(aside):
        path.replace(aside)
    return DataError(
        f"{path} is not the published file: {difference}. It was moved aside to {aside.name}. Copy the right one "
        "there, or run the command again to fetch it."
    )


def _check_room(folder: Path, size: int) -> None:
    import shutil

    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    have = sum(file.stat().st_size for file in folder.rglob(".*.partial")) if folder.exists() else 0
    free = shutil.disk_usage(there).free
    if size - have > free:
        raise DiskFullError(
            f"The disk is too full: the files need {size / 1e6:,.0f} MB, and {there} has {free / 1e6:,.0f} MB free. "
            "Nothing was fetched. Free some space, or put everything elsewhere with root=/another/folder."
        )


def _write_entry(folder: Path, name: str, settings: TinystoriesSettings, sha256: str) -> None:
    from mlopstinystories.data.tinystories import read_record

    status = (folder / name).stat()
    entry = {
        "repository": settings.repository,
        "revision": settings.revision,
        "size": status.st_size,
        "sha256": sha256,
        "mtime_ns": status.st_mtime_ns,
        "checked": records.now(),
    }
    files = {**read_record(folder), name: entry}
    records.write_json(folder / records.RECORD_NAME, {"kind": "raw", "files": files})


def _ways_on(reason: str, folder: Path, missing: "list[PublishedFile]") -> str:
    copies = "\n".join(f"       {folder / file.name}" for file in missing)
    # Where size and hash are not known here, even a copy cannot be checked without the hub.
    check = "check them" if all(file.size is not None for file in missing) else "check them with the hub"
    return (
        f"{reason} Three ways on:\n"
        "  1. connect to the network and run the command again; it continues where it stopped;\n"
        f"  2. copy these files of the data set there by hand, and run it again to {check}:\n{copies}\n"
        "  3. use other stories: data=text_files data.train_path=…, or the default data=storyworld."
    )


if __name__ == "__main__":
    with entry_point():
        main()
