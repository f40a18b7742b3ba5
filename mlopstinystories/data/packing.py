"""Stories as one flat array of token ids for each split: written in pieces, read as a memory map, never padded.

A split is three arrays beside each other:

    tokens      [eot] story 0 [eot] story 1 [eot] …      uint16 where the vocabulary fits, otherwise uint32
    starts      index of each story's first token, and at the end len(tokens)                          int64
    bytes       UTF-8 bytes of each story                                                             uint32

so that story k with the end-of-text before and after it is `tokens[starts[k] - 1 : starts[k + 1]]`. The validation
split also has `leaked`, which marks the stories whose text stands in the training text too.

The price of packing is that a training window begins and ends inside stories. What it buys is that every position is a
real target: no padding, no truncation, no story thrown away for its length.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from mlopstinystories.errors import DataError, UserError
from mlopstinystories.records import RECORD_NAME, read_json

if TYPE_CHECKING:
    from mlopstinystories.tokenizer import StoryTokenizer

FORMAT = 1
"""Changes when the files below change their meaning; older folders are then made anew."""
TOKENIZER_FOLDER = "tokenizer"


@dataclass(frozen=True)
class Split:
    """The stories of one split; the arrays are memory maps, so that opening costs nothing whatever the size."""

    tokens: npt.NDArray[Any]
    """uint16 or uint32, begins and ends with end-of-text."""
    starts: npt.NDArray[np.int64]
    """One more entry than stories."""
    byte_lengths: npt.NDArray[np.uint32]

    @property
    def stories(self) -> int:
        """How many stories the split holds."""
        return len(self.byte_lengths)

    def story(self, k: int) -> npt.NDArray[Any]:
        """Ids of story `k`, with the end-of-text before and after it; raises `IndexError` outside 0…stories-1."""
        if not 0 <= k < self.stories:
            raise IndexError(f"story {k} of {self.stories}")
        return self.tokens[self.starts[k] - 1 : self.starts[k + 1]]

    @property
    def bytes_per_token(self) -> float:
        """UTF-8 bytes a scored token, each end-of-text counted as one byte and the first token not scored.

        With it, nats per token / ln 2 / bytes_per_token = bits per byte, to the letter of the contract in
        `evaluation/loss.py`.
        """
        return (int(self.byte_lengths.sum(dtype=np.int64)) + self.stories) / (len(self.tokens) - 1)


@dataclass(frozen=True)
class PackedDataset:
    """A folder under `data/processed`, opened."""

    folder: Path
    record: dict[str, Any]
    """The content of `record.json`."""
    train: Split
    validation: Split
    leaked: npt.NDArray[np.bool_]
    """For each validation story: whether the same text stands in the training split."""
    made_with: "StoryTokenizer | None" = None
    """The tokenizer that made the ids, where this process has made it."""

    @property
    def tokenizer(self) -> "StoryTokenizer":
        """The tokenizer that made the ids; read from the folder where this process has not made it."""
        from mlopstinystories.tokenizer import load_tokenizer

        return self.made_with or load_tokenizer(self.tokenizer_folder)

    @property
    def tokenizer_folder(self) -> Path:
        """Where the tokenizer that made the ids lies."""
        return self.folder / TOKENIZER_FOLDER


class ArrayWriter:
    """A one-dimensional .npy file that grows; its header is written again at the end, when the length is known."""

    def __init__(self, path: Path, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self.length = 0
        self._file = path.open("wb")
        self._write_header()
        self._header_bytes = self._file.tell()

    def append(self, values: npt.NDArray[Any]) -> None:
        """Add `values` (one axis, of any integer type that fits without loss)."""
        self._file.write(np.ascontiguousarray(values, dtype=self.dtype).data)
        self.length += len(values)

    def finish(self) -> None:
        """Write the true length and close the file."""
        self._file.seek(0)
        self._write_header()
        # numpy leaves room for 21 digits in the header, so that the length can be filled in afterwards.
        assert self._file.tell() == self._header_bytes, "the .npy header changed its size"
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is; the folder around it is about to be removed."""
        self._file.close()

    def _write_header(self) -> None:
        header = {"descr": np.lib.format.dtype_to_descr(self.dtype), "fortran_order": False, "shape": (self.length,)}
        np.lib.format.write_array_header_1_0(self._file, header)


class SplitWriter:
    """Writes one split in pieces; memory stays that of a piece.

    Used as a context manager: a clean exit completes the files, an exception only closes them.
    """

    def __init__(self, folder: Path, name: str, vocab_size: int, end_of_text_id: int) -> None:
        assert 0 <= end_of_text_id < vocab_size
        self._vocab_size, self._end_of_text_id = vocab_size, end_of_text_id
        self._tokens = ArrayWriter(folder / f"{name}_tokens.npy", np.uint16 if vocab_size <= 2**16 else np.uint32)
        self._starts = ArrayWriter(folder / f"{name}_starts.npy", np.int64)
        self._bytes = ArrayWriter(folder / f"{name}_bytes.npy", np.uint32)
        self._sum_of_bytes = self._longest_story = 0
        self._max_id = end_of_text_id
        self._tokens.append(np.array([end_of_text_id]))

    def append(
        self, tokens: npt.NDArray[Any], lengths: npt.NDArray[np.int64], byte_lengths: npt.NDArray[np.int64]
    ) -> None:
        """Add stories.

        Args:
            tokens: Tokens of the stories one after the other, with end-of-text after each.
            lengths: Tokens of each story, end-of-text not counted.
            byte_lengths: UTF-8 bytes of each story.
        """
        if not len(lengths):
            return
        ends = np.cumsum(lengths + 1)
        assert len(tokens) == ends[-1], f"{len(tokens)} tokens, and lengths that ask for {ends[-1]}"
        assert len(lengths) == len(byte_lengths), f"{len(lengths)} lengths and {len(byte_lengths)} byte lengths"
        self._max_id = max(self._max_id, int(tokens.max()))
        # A larger id would wrap around silently in uint16.
        assert self._max_id < self._vocab_size, f"id {self._max_id} is outside the vocabulary of {self._vocab_size}"
        # Before this piece the stream ends with end-of-text, so its first story begins at the stream's length.
        self._starts.append(self._tokens.length + ends - lengths - 1)
        self._tokens.append(tokens)
        self._bytes.append(byte_lengths)
        self._sum_of_bytes += int(byte_lengths.sum())
        self._longest_story = max(self._longest_story, int(lengths.max()))

    def facts(self) -> dict[str, Any]:
        """What `record.json` says of the split; `open_split` compares it with what lies there."""
        stories, tokens = self._bytes.length, self._tokens.length
        return {
            "stories": stories,
            "tokens": tokens,
            "bytes": self._sum_of_bytes,
            "bytes_per_token": (self._sum_of_bytes + stories) / max(tokens - 1, 1),
            "longest_story_tokens": self._longest_story,
            "max_id": self._max_id,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._starts.append(np.array([self._tokens.length]))
        for writer in (self._tokens, self._starts, self._bytes):
            writer.finish() if kind is None else writer.abandon()


def open_dataset(folder: Path, made_with: "StoryTokenizer | None" = None) -> PackedDataset:
    """Open a folder under `data/processed`; raises `DataError` when it is missing, damaged or of another format."""
    if not (folder / RECORD_NAME).is_file():
        raise DataError(f"{folder} is not a data set: expected {RECORD_NAME} in it. Make one with make_dataset.py.")
    try:
        record = read_json(folder / RECORD_NAME)
        if record["format"] != FORMAT:
            raise _damaged(folder, f"it has format {record['format']}, and this version reads format {FORMAT}")
        vocab_size = record["tokenizer"]["vocab_size"]
        end_of_text_id = record["tokenizer"]["end_of_text_id"]
        train, validation = (
            _open_split(folder, name, record[name], vocab_size, end_of_text_id) for name in ("train", "validation")
        )
        leaked = _open_array(folder, "validation_leaked", validation.stories)
    except DataError:
        raise
    except UserError as error:
        raise _damaged(folder, str(error)) from error
    except (KeyError, TypeError) as error:
        raise _damaged(folder, f"{RECORD_NAME} lacks {error}") from error
    return PackedDataset(folder, record, train, validation, leaked, made_with)


def _open_split(folder: Path, name: str, facts: dict[str, Any], vocab_size: int, end_of_text_id: int) -> Split:
    split = Split(
        tokens=_open_array(folder, f"{name}_tokens", facts["tokens"]),
        starts=_open_array(folder, f"{name}_starts", facts["stories"] + 1),
        byte_lengths=_open_array(folder, f"{name}_bytes", facts["stories"]),
    )
    if facts["max_id"] >= vocab_size:
        raise _damaged(folder, f"{name} holds id {facts['max_id']}, and the tokenizer has {vocab_size} entries")
    # Cheap looks at both ends; comparing everything with a checksum would read gigabytes at each start.
    if not (split.tokens[0] == split.tokens[-1] == end_of_text_id):
        raise _damaged(folder, f"{name}_tokens.npy does not begin and end with end-of-text (id {end_of_text_id})")
    if split.starts[0] != 1 or split.starts[-1] != len(split.tokens):
        raise _damaged(folder, f"{name}_starts.npy does not fit {name}_tokens.npy")
    return split


def _open_array(folder: Path, name: str, length: int) -> npt.NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(folder, f"{path.name} cannot be read ({error})") from error
    if array.shape != (length,):
        raise _damaged(folder, f"{path.name} holds {array.shape} numbers, and {RECORD_NAME} says {length}")
    return array


def _damaged(folder: Path, what: str) -> DataError:
    return DataError(f"The data set {folder} is damaged: {what}. Remove the folder and run make_dataset.py again.")
