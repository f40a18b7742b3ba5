"""Story files read in bounded memory: .txt and .txt.gz with `<|endoftext|>` between stories, .jsonl, .parquet.

Each reader yields the stories of one file as they stand there. A file that is damaged raises `DataError` with the file,
the line or row, what was expected and what came.
"""

import codecs
import contextlib
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mlopstinystories.errors import DataError

if TYPE_CHECKING:
    from mlopstinystories.tokenizer.encoded import Batch

SEPARATOR = "<|endoftext|>"
"""Stands between the stories of a text file; wherever it stands, in any kind of file, it ends a story."""
LONGEST_UNSEPARATED = 100_000
"""Bytes of a text file that may go by before its first separator. A file without any is one story, up to this size."""
LONGEST_STORY = 10_000_000
"""Bytes of one story, line or record; keeps memory bounded when a file is not what its name says."""
_PIECE = 1 << 20  # read together, it becomes a batch for the encoder
_BUFFER = 1 << 18
_SEPARATOR = SEPARATOR.encode()

Advance = Callable[[int], None]
"""Hears each number of bytes of a file (as it lies on the disk) that has been read."""


def ignore(_amount: int) -> None:
    """An `Advance` for who does not want to know."""


Reader = Callable[[Path, str, Advance], Iterator[str]]


def reader_for(path: Path) -> Reader:
    """The reader for a file's suffix; raises `DataError` for an unknown one."""
    for suffix, reader in READERS.items():
        if path.name.lower().endswith(suffix):
            return reader
    raise DataError(f"{path} is of an unknown kind: expected a file whose name ends with {', '.join(READERS)}.")


def read_text(path: Path, _field: str = "", advance: Advance = ignore) -> Iterator[str]:
    """Stories of a .txt or .txt.gz file."""
    for content, start in _texts(path, advance):
        yield from map(bytes.decode, _stories(content, path, start))


def text_batches(path: Path, advance: Advance = ignore) -> Iterator["Batch"]:
    """Stories of a .txt or .txt.gz file in UTF-8, with stripped ends, those that are read together as one batch.

    Where there are compiled loops, they do all that is to be done for each story.
    """
    from mlopstinystories.native import native
    from mlopstinystories.tokenizer.compiled import CompiledCutter
    from mlopstinystories.tokenizer.encoded import Batch

    library = native("encode").library
    cutter = library and CompiledCutter(library, _SEPARATOR)
    for content, start in _texts(path, advance):
        batch = cutter.cut(content) if cutter else None
        if batch is None:  # without a compiler, or it is no UTF-8, which is then said
            batch = Batch.of([_stripped(story) for story in _stories(content, path, start)])
        yield batch


def _texts(path: Path, advance: Advance) -> Iterator[tuple[bytes, int]]:
    """Parts of a text file that end where stories end, and the byte of the unpacked file at which each begins.

    Ends of lines are LF. Whether it is UTF-8 has not been looked at.
    """
    start, rest = 0, b""
    with _opened(path, advance) as file:
        while piece := file.read(_PIECE):
            text, found, rest = (rest + piece).rpartition(_SEPARATOR)
            if found:
                yield _plain(text, start), start
                start += len(text) + len(_SEPARATOR)
            if len(rest) > (LONGEST_STORY if start else LONGEST_UNSEPARATED):
                raise _not_separated(path, _line_at(path, start), len(rest))
    if rest.strip():  # after the last separator there is usually one empty line, which is no story
        yield _plain(rest, start), start


def read_jsonl(path: Path, field: str, advance: Advance = ignore) -> Iterator[str]:
    """The strings under `field` of a .jsonl or .jsonl.gz file, one JSON object a line; null is an empty story."""
    for record, where in json_records(path, advance):
        yield json_story(record, where, field)


def json_records(path: Path, advance: Advance = ignore) -> Iterator[tuple[Any, str]]:
    """What stands in each line of a .jsonl or .jsonl.gz file, and where that is, for an error."""
    with _opened(path, advance) as file:
        number = 0
        while content := file.readline(LONGEST_STORY):
            number += 1
            where = f"{path}, line {number}"
            if len(content) == LONGEST_STORY:
                raise DataError(f"{where}: expected a JSON object, received over {LONGEST_STORY} bytes.")
            if content.strip():
                yield _json(_decode(content, path, number).strip(), where), where


def read_parquet(path: Path, field: str, advance: Advance = ignore) -> Iterator[str]:
    """The strings in the column `field` of a .parquet file, a batch of rows at a time; null is an empty story."""
    for batch in parquet_batches(path, field, [field], advance):
        yield from (text or "" for text in batch.column(0).to_pylist())


def parquet_batches(path: Path, field: str, columns: list[str], advance: Advance = ignore) -> Iterator[Any]:
    """Batches of rows (`pyarrow.RecordBatch`) with those of `columns` that there are; `field` must hold strings."""
    import pyarrow
    import pyarrow.parquet

    row = bytes_told = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if field not in names:
                raise DataError(f"{path} has no column {field!r}; set data.text_field to one of {', '.join(names)}.")
            kind = file.schema_arrow.field(field).type
            if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
                raise DataError(f"{path}: expected strings in the column {field!r}, received {kind}.")
            size, rows = path.stat().st_size, file.metadata.num_rows
            for batch in file.iter_batches(batch_size=1000, columns=[name for name in columns if name in names]):
                yield batch
                row += len(batch)
                advance(size * row // max(rows, 1) - bytes_told)
                bytes_told = size * row // max(rows, 1)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is damaged: expected Parquet, but after row {row:,}: {error}") from error


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".txt.gz": read_text,
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".parquet": read_parquet,
}


class _Told(io.RawIOBase):
    """A file that tells how much of it has been read."""

    def __init__(self, file: IO[bytes], advance: Advance) -> None:
        super().__init__()
        self._file, self._advance = file, advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        number: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._advance(number)
        return number


@contextlib.contextmanager
def _opened(path: Path, advance: Advance) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where its name ends with .gz; damage anywhere in the block becomes `DataError`."""
    try:
        with path.open("rb", buffering=0) as raw, io.BufferedReader(_Told(raw, advance), _BUFFER) as file:
            yield gzip.GzipFile(fileobj=file) if path.name.lower().endswith(".gz") else file  # type: ignore[misc]
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged: expected a whole gzip file, but {error}. Copy it here again.") from error
    except (PermissionError, FileNotFoundError) as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def _plain(content: bytes, start: int) -> bytes:
    """The content without what editors are in the habit of: a mark at the beginning, CRLF."""
    if start == 0:
        content = content.removeprefix(codecs.BOM_UTF8)
    return content.replace(b"\r\n", b"\n") if b"\r" in content else content


def _stories(content: bytes, path: Path, start: int) -> list[bytes]:
    """The stories in a part of a text file, which begins at byte `start` of the unpacked file."""
    stories = content.split(_SEPARATOR)
    try:
        for story in stories:
            if not story.isascii():
                story.decode()
    except UnicodeDecodeError:
        _decode(content, path, _line_at(path, start))  # raises, and says where
    return stories


def _stripped(text: bytes) -> bytes:
    """What `str.strip` leaves of a text in UTF-8; only it knows the white space outside ASCII."""
    story = text.strip()
    if story and not (32 < story[0] < 127 and 32 < story[-1] < 127):
        return story.decode().strip().encode()
    return story


def _line_at(path: Path, start: int) -> int:
    """The line in which byte `start` of a text file stands; read again, since only an error asks."""
    with _opened(path, ignore) as file:
        return 1 + sum(file.read(min(_PIECE, start - k)).count(b"\n") for k in range(0, start, _PIECE))


def _decode(content: bytes, path: Path, line: int) -> str:
    """UTF-8 to text, with LF at the ends of lines; `line` is where `content` begins."""
    try:
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line += content.count(b"\n", 0, error.start)
        raise DataError(
            f"{path}, line {line}: expected UTF-8 text, received the byte 0x{content[error.start]:02x} "
            f"({error.reason}). Save the file as UTF-8."
        ) from error


def _json(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: expected a JSON object, but {error.msg} (column {error.colno}).") from error


def json_story(record: Any, where: str, field: str) -> str:
    """The text under `field` of a JSON record; raises `DataError` when there is none."""
    if not isinstance(record, dict) or field not in record:
        received = f"the keys {', '.join(record)}" if isinstance(record, dict) else f"a {type(record).__name__}"
        raise DataError(
            f"{where}: expected an object with the key {field!r}, received {received}. Set data.text_field."
        )
    story = record[field]
    if story is None:
        return ""
    if not isinstance(story, str):
        raise DataError(f"{where}: expected text under {field!r}, received a {type(story).__name__}.")
    try:
        story.encode("utf-8")  # JSON can write half a character (\ud83d alone), which is no text
    except UnicodeEncodeError as error:
        raise DataError(
            f"{where}: expected text under {field!r}, received half a character ({error.reason})."
        ) from error
    return story


def _not_separated(path: Path, line: int, size: int) -> DataError:
    return DataError(
        f"{path}: expected a line {SEPARATOR} between stories, received {size:,} bytes without one after line {line}. "
        f"Put {SEPARATOR} after each story, or use one file a story, a .jsonl or a .parquet file."
    )
