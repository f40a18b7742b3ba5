"""Story files read in bounded memory: .txt and .txt.gz with `<|endoftext|>` between stories, .jsonl, .parquet.

Each reader yields the stories of one file as they stand there. A file that is damaged raises `DataError` with the file,
the line or row, what was expected and what came.
"""

import contextlib
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from mlopstinystories.errors import DataError

SEPARATOR = "<|endoftext|>"
"""Stands between the stories of a text file; wherever it stands, in any kind of file, it ends a story."""
LONGEST_UNSEPARATED = 100_000
"""Bytes of a text file that may go by before its first separator. A file without any is one story, up to this size."""
LONGEST_STORY = 10_000_000
"""Bytes of one story, line or record; keeps memory bounded when a file is not what its name says."""
_PIECE = 1 << 20

Reader = Callable[[Path, str], Iterator[str]]


def reader_for(path: Path) -> Reader:
    """The reader for a file's suffix; raises `DataError` for an unknown one."""
    for suffix, reader in READERS.items():
        if path.name.lower().endswith(suffix):
            return reader
    raise DataError(f"{path} is of an unknown kind: expected a file whose name ends with {', '.join(READERS)}.")


def read_text(path: Path, _field: str = "") -> Iterator[str]:
    """Stories of a .txt or .txt.gz file."""
    separator = SEPARATOR.encode()
    line, rest, separated = 1, b"", False
    with _opened(path) as file:
        while piece := file.read(_PIECE):
            *stories, rest = (rest + piece).split(separator)
            for story in stories:
                separated = True
                yield _decode(story, path, line)
                line += story.count(b"\n")
            if len(rest) > (LONGEST_STORY if separated else LONGEST_UNSEPARATED):
                raise _not_separated(path, line, len(rest))
    if rest.strip():  # after the last separator there is usually one empty line, which is no story
        yield _decode(rest, path, line)


def read_jsonl(path: Path, field: str) -> Iterator[str]:
    """The strings under `field` of a .jsonl or .jsonl.gz file, one JSON object a line; null is an empty story."""
    with _opened(path) as file:
        number = 0
        while content := file.readline(LONGEST_STORY):
            number += 1
            if len(content) == LONGEST_STORY:
                raise DataError(f"{path}, line {number}: expected a JSON object, received over {LONGEST_STORY} bytes.")
            if content.strip():
                yield _json_story(_decode(content, path, number).strip(), f"{path}, line {number}", field)


def read_parquet(path: Path, field: str) -> Iterator[str]:
    """The strings in the column `field` of a .parquet file, a batch of rows at a time; null is an empty story."""
    import pyarrow
    import pyarrow.parquet

    row = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if field not in names:
                raise DataError(f"{path} has no column {field!r}; set data.text_field to one of {', '.join(names)}.")
            kind = file.schema_arrow.field(field).type
            if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
                raise DataError(f"{path}: expected strings in the column {field!r}, received {kind}.")
            for batch in file.iter_batches(batch_size=1000, columns=[field]):
                yield from (text or "" for text in batch.column(0).to_pylist())
                row += len(batch)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is damaged: expected Parquet, but after row {row:,}: {error}") from error


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".txt.gz": read_text,
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".parquet": read_parquet,
}


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where its name ends with .gz; damage anywhere in the block becomes `DataError`."""
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as file:
            yield file  # type: ignore[misc]  # GzipFile reads like any other file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path} is damaged: expected a whole gzip file, but {error}. Copy it here again.") from error
    except (PermissionError, FileNotFoundError) as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def _decode(content: bytes, path: Path, line: int) -> str:
    """UTF-8 to text, with LF at the ends of lines; `line` is where `content` begins."""
    try:
        # A byte-order mark and CRLF are habits of editors, not part of a story.
        return content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line += content.count(b"\n", 0, error.start)
        raise DataError(
            f"{path}, line {line}: expected UTF-8 text, received the byte 0x{content[error.start]:02x} "
            f"({error.reason}). Save the file as UTF-8."
        ) from error


def _json_story(line: str, where: str, field: str) -> str:
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: expected a JSON object, but {error.msg} (column {error.colno}).") from error
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
