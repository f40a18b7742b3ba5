"""The three sources of stories behind one interface: the embedded story world, TinyStories, and anyone's text files.

Every source streams, so memory stays bounded whatever its size, and each call of `train` or `validation` is a fresh
pass over the same stories in the same order. A story is text without blank ends, cleaned by the rules that are on.
A split that a source brings along is kept. Where there is none, a story is held out by a hash of its own text: it stays
on its side whatever is added around it, and a text that occurs twice is never on both.
"""

import contextlib
import dataclasses
import functools
import glob
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlopstinystories.data.cleaning import Cleaner
from mlopstinystories.data.instruct import read_instruct, without_the_pair
from mlopstinystories.data.readers import SEPARATOR, Advance, ignore, read_text, reader_for, text_batches
from mlopstinystories.data.tinystories import checked_file, published_files, raw_folder
from mlopstinystories.errors import DataError, SettingsError
from mlopstinystories.paths import Folders
from mlopstinystories.records import file_sha256, fingerprint, text_hash
from mlopstinystories.settings import (
    CleaningSettings,
    DataSettings,
    StoryworldSettings,
    TextFilesSettings,
    TinystoriesSettings,
    TinystoriesVariant,
)

if TYPE_CHECKING:
    from mlopstinystories.tokenizer.encoded import Batch

STORYWORLD_VALIDATION_START = 1_000_000_000
"""Held-out stories of the story world begin at this number, where no training set will ever arrive."""


class Stories(Iterator[str]):
    """One pass over stories: ends stripped, cleaned, at most `limit` (None: all).

    `keep` decides which of the stripped stories belong to this pass, `change` what becomes of these; `cleaner` has the
    rules, and counts what they touched so far. End-of-text inside a text ends the story there, so it never becomes a
    token of a story.

    `found` has the same texts with stripped ends in batches, where the files offer them so. It is what `batches` hands
    on when nothing asks for the texts: no limit, no `keep`, no `change`, no rule. Then nothing is made for each story.
    """

    def __init__(
        self,
        texts: Iterable[str],
        limit: int | None = None,
        keep: Callable[[str], bool] | None = None,
        cleaner: Cleaner | None = None,
        found: Generator["Batch", None, None] | None = None,
        change: Callable[[str], str] | None = None,
    ) -> None:
        self.cleaner = cleaner or Cleaner(CleaningSettings())
        self._told = self._tell(texts, limit, keep, change)
        untouched = limit is None and keep is None and change is None and not self.cleaner.needs_text
        self._found = found if untouched else None

    def __iter__(self) -> Iterator[str]:
        return self._told  # a generator is iterated without a call of `__next__` for each story

    def __next__(self) -> str:
        return next(self._told)

    def batches(self) -> Iterator["Batch"]:
        """The pass in UTF-8, in batches for the encoder."""
        from mlopstinystories.tokenizer.encoded import Batch
        from mlopstinystories.tokenizer.encoding import BATCH_BYTES, BATCH_STORIES, batches

        if self._found is None:
            yield from map(Batch.of, batches(self, BATCH_STORIES))
            return
        waiting: list[Batch] = []  # as of small files, which are put together
        open_bytes = 0
        with contextlib.closing(self._found) as found:
            for batch in found:
                told = batch.only(batch.ends > batch.begins)
                self.cleaner.counts["empty dropped"] += len(batch) - len(told)
                if told:
                    waiting.append(told)
                    open_bytes += len(batch.text)
                if open_bytes >= BATCH_BYTES // 2:
                    yield Batch.joined(waiting)
                    waiting, open_bytes = [], 0
        if waiting:
            yield Batch.joined(waiting)

    def _tell(
        self,
        texts: Iterable[str],
        limit: int | None,
        keep: Callable[[str], bool] | None,
        change: Callable[[str], str] | None,
    ) -> Generator[str, None, None]:
        left = -1 if limit is None else limit
        clean = self.cleaner.clean
        try:
            for text in texts:
                for piece in _pieces(text) if SEPARATOR in text else (text,):
                    story = piece.strip()
                    if keep is not None and not keep(story):
                        continue
                    if change is not None and (changed := change(story)) != story:
                        self.cleaner.counts["instruct_ood changed"] += 1
                        story = changed
                    if story := clean(story):
                        yield story
                        left -= 1
                        if left == 0:
                            return
        finally:
            if isinstance(texts, Generator):
                texts.close()  # it may hold files or processes


def _pieces(text: str) -> list[str]:
    """A text cut at every end-of-text; what is blank after the last one is no story."""
    pieces = text.split(SEPARATOR)
    return pieces if pieces[-1].strip() else pieces[:-1]


def held_out(text: str, fraction: float) -> bool:
    """Whether a story belongs to the `fraction` of all texts that is held out."""
    return text_hash(text) < fraction * 2**64


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class StorySource(ABC):
    """Training and validation stories, and everything that determines them."""

    unit = "bytes"
    """What `amount` and the progress of a pass are counted in: bytes of the files, or stories."""

    def __init__(self, settings: DataSettings, cleaning: CleaningSettings) -> None:
        self._limits = {"train": settings.train_stories, "validation": settings.validation_stories}
        self._cleaning = cleaning
        self._never_the_pair = settings.instruct_ood

    def stories(self, split: str, advance: Advance = ignore) -> Stories:
        """A fresh pass over the stories of `train` or `validation`; `advance` hears how far it has come, in `unit`."""
        return Stories(
            self._texts(split, advance),
            self._limits[split],
            self._side(split),
            Cleaner(self._cleaning),
            self._batches(split, advance),
            without_the_pair if self._never_the_pair and split == "train" else None,
        )

    def train(self) -> Stories:
        """A fresh pass over the training stories."""
        return self.stories("train")

    def validation(self) -> Stories:
        """A fresh pass over the held-out stories."""
        return self.stories("validation")

    def fingerprint(self) -> dict[str, Any]:
        """Settings and content hashes; two sources with equal fingerprints tell the same stories."""
        rules = dataclasses.asdict(self._cleaning)
        del rules["name"]
        limits = {f"{split}_stories": limit for split, limit in self._limits.items()}
        form = {"instruct_ood": True} if self._never_the_pair else {}
        return {**self._ingredients(), **limits, "cleaning": rules, **form}

    @abstractmethod
    def amount(self, split: str) -> int:
        """How long a pass over a split is, in `unit`; with a limit on the stories it may end earlier."""

    @abstractmethod
    def _ingredients(self) -> dict[str, Any]: ...

    @abstractmethod
    def _texts(self, split: str, advance: Advance) -> Iterator[str]: ...

    def _batches(self, _split: str, _advance: Advance) -> Generator["Batch", None, None] | None:
        """What `Stories` takes as `found`, where the source offers it."""
        return None

    def _side(self, _split: str) -> Callable[[str], bool] | None:
        """Which of the texts belong to a split; None where all of them do."""
        return None


def open_source(settings: DataSettings, folders: Folders, cleaning: CleaningSettings | None = None) -> StorySource:
    """The source that `settings` describe; raises `DataError` when its files are missing or damaged.

    Nothing is ever fetched here. Without `cleaning`, stories are as published.
    """
    cleaning = cleaning or CleaningSettings()
    if isinstance(settings, StoryworldSettings):
        return StoryworldSource(settings, cleaning)
    if isinstance(settings, TinystoriesSettings):
        return TinystoriesSource(settings, cleaning, folders)
    if isinstance(settings, TextFilesSettings):
        return TextFilesSource(settings, cleaning)
    raise SettingsError(f"data: expected storyworld, tinystories or text_files, not {type(settings).__name__}.")


class StoryworldSource(StorySource):
    """Stories by number: training from 0 up, validation from far away, so that neither count moves the other."""

    unit = "stories"

    def __init__(self, settings: StoryworldSettings, cleaning: CleaningSettings) -> None:
        super().__init__(settings, cleaning)
        self._seed, self._plain, self._instruct = settings.seed, settings.plain, settings.instruct

    def amount(self, split: str) -> int:
        """The number of stories that are told."""
        number = self._limits[split]
        assert number is not None  # the settings refuse null
        return number

    def _ingredients(self) -> dict[str, Any]:
        from mlopstinystories.data import storyworld

        # The world is code: a changed world tells other stories under the same seed.
        code = sorted(Path(storyworld.__path__[0]).glob("*.py"))
        world = fingerprint([file_sha256(path) for path in code])
        form = {"instruct": True} if self._instruct else {}
        return {"source": "storyworld", "seed": self._seed, "plain": self._plain, "world": world, **form}

    def _texts(self, split: str, advance: Advance) -> Iterator[str]:
        from mlopstinystories.data.storyworld import tell_stories
        from mlopstinystories.data.storyworld.instruct import tell_instructions

        start = 0 if split == "train" else STORYWORLD_VALIDATION_START
        end = start + self.amount(split)
        told: Iterator[str] = (
            tell_instructions(self._seed, start, end, self._plain)
            if self._instruct
            else tell_stories(self._seed, start, end, processes=cores(), plain=self._plain)
        )
        for story in told:
            advance(1)
            yield story


class FilesSource(StorySource):
    """What TinyStories and text files share: lists of files with their hashes, read one after the other."""

    def __init__(
        self, settings: DataSettings, cleaning: CleaningSettings, text_field: str, instruct: bool = False
    ) -> None:
        super().__init__(settings, cleaning)
        self._text_field, self._instruct = text_field, instruct
        self._files: dict[str, list[tuple[Path, Callable[[], str]]]] = {"train": [], "validation": []}
        """For each split its files, and what gives the SHA-256 of each."""

    def amount(self, split: str) -> int:
        """The size of the files."""
        return sum(path.stat().st_size for path, _ in self._files[split])

    def _texts(self, split: str, advance: Advance) -> Iterator[str]:
        for path, _ in self._files[split]:
            reader = read_instruct if self._instruct else reader_for(path)
            yield from reader(path, self._text_field, advance)

    def _batches(self, split: str, advance: Advance) -> Generator["Batch", None, None] | None:
        paths = [path for path, _ in self._files[split]]
        if self._instruct or any(reader_for(path) is not read_text for path in paths):
            return None
        return (batch for path in paths for batch in text_batches(path, advance))

    def _facts(self, split: str) -> list[dict[str, Any]]:
        # The content and how it is read, not where it lies: a moved file needs no new data set.
        return [
            {"kind": reader_for(path).__name__, "size": path.stat().st_size, "sha256": sha256()}
            for path, sha256 in self._files[split]
        ]


class TinystoriesSource(FilesSource):
    """The published split, as the fetch left it under `data/raw/tinystories`."""

    def __init__(self, settings: TinystoriesSettings, cleaning: CleaningSettings, folders: Folders) -> None:
        super().__init__(settings, cleaning, "text", settings.variant is TinystoriesVariant.Instruct)
        self._variant = str(settings.variant)
        folder = raw_folder(folders)
        for split, files in zip(("train", "validation"), published_files(settings), strict=True):
            checked = [checked_file(folder, file, settings) for file in files]
            self._files[split] = [(path, functools.partial(str, sha256)) for path, sha256 in checked]

    def _ingredients(self) -> dict[str, Any]:
        files = {split: self._facts(split) for split in ("train", "validation")}
        return {"source": "tinystories", "variant": self._variant, **files}


class TextFilesSource(FilesSource):
    """Anyone's files, with a validation set of their own or a share held out by hash."""

    def __init__(self, settings: TextFilesSettings, cleaning: CleaningSettings) -> None:
        super().__init__(settings, cleaning, settings.text_field, settings.instruct)
        self._fraction = settings.validation_fraction if settings.validation_path is None else None
        train = find_files(settings.train_path, "data.train_path")
        validation = [] if self._fraction is not None else find_files(settings.validation_path, "data.validation_path")
        both = sorted(set(train) & set(validation))
        if both:
            raise DataError(
                f"{both[0]} stands in both data.train_path and data.validation_path. Held-out stories must be others; "
                "leave data.validation_path out to hold a share of the training stories out."
            )
        pool = ThreadPoolExecutor(1)  # the hashes are wanted a little later, and take half a second a GB
        self._files["train"] = [(path, pool.submit(file_sha256, path).result) for path in train]
        self._files["validation"] = [(path, pool.submit(file_sha256, path).result) for path in validation]
        pool.shutdown(wait=False)

    def amount(self, split: str) -> int:
        """The size of the files; held-out stories are looked for in the training files."""
        return super().amount("train" if self._fraction is not None else split)

    def _ingredients(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"source": "text_files", "text_field": self._text_field, "instruct": self._instruct}
        facts["train"] = self._facts("train")
        facts["validation"] = self._facts("validation") or {"held_out_by_hash": self._fraction}
        return facts

    def _texts(self, split: str, advance: Advance) -> Iterator[str]:
        return super()._texts("train" if self._fraction is not None else split, advance)

    def _side(self, split: str) -> Callable[[str], bool] | None:
        fraction = self._fraction
        if fraction is None:
            return None
        return lambda text: held_out(text, fraction) == (split == "validation")


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
