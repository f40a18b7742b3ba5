"""The three sources of stories behind one interface: the embedded story world, TinyStories, and anyone's text files.

Every source streams, so memory stays bounded whatever its size, and each call of `train` or `validation` is a fresh
pass over the same stories in the same order. A story is text without blank ends; empty ones are dropped and counted.
A split that a source brings along is kept. Where there is none, a story is held out by a hash of its own text: it stays
on its side whatever is added around it, and a text that occurs twice is never on both.
"""

import glob
import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mlopstinystories.data.readers import SEPARATOR, reader_for
from mlopstinystories.data.tinystories import checked_file, published_files, raw_folder
from mlopstinystories.errors import DataError, SettingsError
from mlopstinystories.paths import Folders
from mlopstinystories.records import file_sha256, fingerprint
from mlopstinystories.settings import DataSettings, StoryworldSettings, TextFilesSettings, TinystoriesSettings

STORYWORLD_VALIDATION_START = 1_000_000_000
"""Held-out stories of the story world begin at this number, where no training set will ever arrive."""


class Stories(Iterator[str]):
    """One pass over stories: ends stripped, empty ones dropped, at most `limit` (None: all).

    `keep` decides which of the stripped stories belong to this pass. `empty` counts those of them that were dropped so
    far. End-of-text inside a text ends the story there, so it never becomes a token of a story.
    """

    def __init__(
        self, texts: Iterable[str], limit: int | None = None, keep: Callable[[str], bool] | None = None
    ) -> None:
        self.empty = 0
        self._left = limit
        self._stripped = (piece.strip() for text in texts for piece in _pieces(text))
        self._keep = keep

    def __next__(self) -> str:
        if self._left == 0:
            self._stripped.close()  # the source may hold files or processes
            raise StopIteration
        for story in self._stripped:
            if self._keep is not None and not self._keep(story):
                continue
            if story:
                if self._left is not None:
                    self._left -= 1
                return story
            self.empty += 1
        raise StopIteration


def _pieces(text: str) -> list[str]:
    """A text cut at every end-of-text; what is blank after the last one is no story."""
    pieces = text.split(SEPARATOR)
    return pieces if len(pieces) == 1 or pieces[-1].strip() else pieces[:-1]


def story_hash(text: str) -> int:
    """64 bits of the SHA-256 of a story's text: the same on every machine, and never equal by chance in practice."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


def held_out(text: str, fraction: float) -> bool:
    """Whether a story belongs to the `fraction` of all texts that is held out."""
    return story_hash(text) < fraction * 2**64


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class StorySource(ABC):
    """Training and validation stories, and everything that determines them."""

    def __init__(self, settings: DataSettings) -> None:
        self._limits = settings.train_stories, settings.validation_stories

    def train(self) -> Stories:
        """A fresh pass over the training stories."""
        return Stories(self._train_texts(), self._limits[0])

    def validation(self) -> Stories:
        """A fresh pass over the held-out stories."""
        return Stories(self._validation_texts(), self._limits[1])

    def fingerprint(self) -> dict[str, Any]:
        """Settings and content hashes; two sources with equal fingerprints tell the same stories."""
        return {**self._ingredients(), "train_stories": self._limits[0], "validation_stories": self._limits[1]}

    @abstractmethod
    def _ingredients(self) -> dict[str, Any]: ...

    @abstractmethod
    def _train_texts(self) -> Iterator[str]: ...

    @abstractmethod
    def _validation_texts(self) -> Iterator[str]: ...


def open_source(settings: DataSettings, folders: Folders) -> StorySource:
    """The source that `settings` describe; raises `DataError` when its files are missing or damaged.

    Nothing is ever fetched here.
    """
    if isinstance(settings, StoryworldSettings):
        return StoryworldSource(settings)
    if isinstance(settings, TinystoriesSettings):
        return TinystoriesSource(settings, folders)
    if isinstance(settings, TextFilesSettings):
        return TextFilesSource(settings)
    raise SettingsError(f"data: expected storyworld, tinystories or text_files, not {type(settings).__name__}.")


class StoryworldSource(StorySource):
    """Stories by number: training from 0 up, validation from far away, so that neither count moves the other."""

    def __init__(self, settings: StoryworldSettings) -> None:
        super().__init__(settings)
        assert settings.train_stories is not None
        assert settings.validation_stories is not None
        self._seed, self._plain = settings.seed, settings.plain
        self._train, self._validation = settings.train_stories, settings.validation_stories

    def _ingredients(self) -> dict[str, Any]:
        from mlopstinystories.data import storyworld

        # The world is code: a changed world tells other stories under the same seed.
        code = sorted(Path(storyworld.__path__[0]).glob("*.py"))
        world = fingerprint([file_sha256(path) for path in code])
        return {"source": "storyworld", "seed": self._seed, "plain": self._plain, "world": world}

    def _train_texts(self) -> Iterator[str]:
        return self._tell(0, self._train)

    def _validation_texts(self) -> Iterator[str]:
        return self._tell(STORYWORLD_VALIDATION_START, self._validation)

    def _tell(self, start: int, stories: int) -> Iterator[str]:
        from mlopstinystories.data.storyworld import tell_stories

        return tell_stories(self._seed, start, start + stories, processes=cores(), plain=self._plain)


class FilesSource(StorySource):
    """What TinyStories and text files share: lists of files with their hashes, read one after the other."""

    def __init__(self, settings: DataSettings, text_field: str) -> None:
        super().__init__(settings)
        self._text_field = text_field
        self._train_files: list[tuple[Path, str]] = []
        self._validation_files: list[tuple[Path, str]] = []

    def _read(self, files: Iterable[tuple[Path, str]]) -> Iterator[str]:
        for path, _ in files:
            yield from reader_for(path)(path, self._text_field)

    def _train_texts(self) -> Iterator[str]:
        return self._read(self._train_files)

    def _validation_texts(self) -> Iterator[str]:
        return self._read(self._validation_files)

    def _facts(self, files: Iterable[tuple[Path, str]]) -> list[dict[str, Any]]:
        # The content and how it is read, not where it lies: a moved file needs no new data set.
        return [
            {"kind": reader_for(path).__name__, "size": path.stat().st_size, "sha256": sha256} for path, sha256 in files
        ]


class TinystoriesSource(FilesSource):
    """The published split, as the fetch left it under `data/raw/tinystories`."""

    def __init__(self, settings: TinystoriesSettings, folders: Folders) -> None:
        super().__init__(settings, "text")
        self._variant = str(settings.variant)
        folder = raw_folder(folders)
        train, validation = published_files(settings)
        self._train_files = [checked_file(folder, file, settings) for file in train]
        self._validation_files = [checked_file(folder, file, settings) for file in validation]

    def _ingredients(self) -> dict[str, Any]:
        files = {"train": self._facts(self._train_files), "validation": self._facts(self._validation_files)}
        return {"source": "tinystories", "variant": self._variant, **files}


class TextFilesSource(FilesSource):
    """Anyone's files, with a validation set of their own or a share held out by hash."""

    def __init__(self, settings: TextFilesSettings) -> None:
        super().__init__(settings, settings.text_field)
        self._fraction = settings.validation_fraction if settings.validation_path is None else None
        train = find_files(settings.train_path, "data.train_path")
        validation = [] if self._fraction is not None else find_files(settings.validation_path, "data.validation_path")
        both = sorted(set(train) & set(validation))
        if both:
            raise DataError(
                f"{both[0]} stands in both data.train_path and data.validation_path. Held-out stories must be others; "
                "leave data.validation_path out to hold a share of the training stories out."
            )
        self._train_files = [(path, file_sha256(path)) for path in train]
        self._validation_files = [(path, file_sha256(path)) for path in validation]

    def _ingredients(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"source": "text_files", "text_field": self._text_field}
        facts["train"] = self._facts(self._train_files)
        facts["validation"] = self._facts(self._validation_files) or {"held_out_by_hash": self._fraction}
        return facts

    def train(self) -> Stories:
        """A fresh pass over the training stories."""
        return Stories(self._train_texts(), self._limits[0], None if self._fraction is None else self._is_training)

    def validation(self) -> Stories:
        """A fresh pass over the held-out stories."""
        if self._fraction is None:
            return super().validation()
        return Stories(self._train_texts(), self._limits[1], self._is_held_out)

    def _is_held_out(self, text: str) -> bool:
        assert self._fraction is not None
        return held_out(text, self._fraction)

    def _is_training(self, text: str) -> bool:
        return not self._is_held_out(text)


def find_files(wanted: str | list[str], key: str) -> list[Path]:
    """The files that paths and globs name: in the order given, each glob sorted, each file once.

    Relative paths start at the working directory and `~` is the home folder. Raises `DataError` when one of them is
    missing, matches nothing, is a folder, or is of an unknown kind.
    """
    found: dict[Path, None] = {}
    for item in [wanted] if isinstance(wanted, str) else wanted:
        path = Path(item).expanduser().absolute()
        if path.is_dir():
            raise DataError(f"{key}: {path} is a folder. Name its files, for example {path / '*.txt'}.")
        # A name that exists is taken to the letter, even if it holds [ or *. The module `glob` passes over hidden
        # files, such as the ones that macOS leaves beside each file; Path.glob does not.
        matches = [path] if path.exists() else [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
        if not matches:
            what = "no file matches" if glob.has_magic(str(path)) else "there is no file"
            raise DataError(f"{key}: {what} {path}.")
        for match in matches:
            reader_for(match)
            found[match.resolve()] = None
    return list(found)
