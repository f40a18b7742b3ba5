"""Stories after what was asked for: read as TinyStories-Instruct has them, and made from records with the metadata.

A record has some of four fields in any order, then the story:

    Features: Dialogue, Twist
    Words: quit, oak, gloomy
    Summary: Sara and Ben find a tree that talks.
    Random sentence: "Who said that?" asked Ben.
    Story:

    Once upon a time …

In the published files the summary may follow the story, and the paper prints `Sentence:` for the random sentence. Both
are read. What is written has the fields in the order in which they stood, each on one line, and the story last, since a
model that is asked for a story must have read everything before it.

Where records have metadata (`words`, `features`, `summary`; also below `instruction`, as in TinyStories_all_data), a
subset of the fields and their order are drawn as in the paper, from a hash of the story, so that the same story always
gets the same ones. The random sentence is any but the first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlopstinystories.data.readers import (
    Advance,
    ignore,
    json_records,
    json_story,
    parquet_batches,
    read_jsonl,
    read_parquet,
    read_text,
    reader_for,
)
from mlopstinystories.records import text_hash

FIELDS = ("Words", "Features", "Summary", "Random sentence")
PAIR = ("Summary", "Words")
"""What no training story of TinyStories-Instruct-OOD is asked for at once (Eldan and Li 2023, §6)."""
FEATURES = ("Dialogue", "BadEnding", "Twist", "Foreshadowing", "MoralValue", "Conflict")
"""The labels of the published files."""
_LABEL = re.compile(
    r"^[ \t]*(words|features|summary|random sentence|sentence|story)[ \t]*:", re.MULTILINE | re.IGNORECASE
)
_NAMES = {**{name.lower(): name for name in (*FIELDS, "Story")}, "sentence": "Random sentence"}
_FEATURE_OF = {name.lower(): name for name in FEATURES} | {"plottwist": "Twist"}
_SENTENCE = re.compile(r"[^\s.!?][^.!?]*[.!?]+[\"'”’]*")


@dataclass(frozen=True)
class InstructRecord:
    """A story, and the values of those of `FIELDS` that it has, in their order."""

    story: str
    fields: dict[str, str] = field(default_factory=dict)


def parse_record(text: str) -> InstructRecord | None:
    """The record that `text` holds; None when it has no story.

    A label counts once and at the beginning of a line only; the same words inside a story stay part of it.
    """
    found: dict[str, tuple[int, int]] = {}
    for label in _LABEL.finditer(text):
        found.setdefault(_NAMES[label[1].lower()], label.span())
    if "Story" not in found:
        return None
    ends = [*sorted(begin for begin, _ in found.values())[1:], len(text)]
    values = {
        name: text[after:end].strip()
        for (name, (_, after)), end in zip(sorted(found.items(), key=lambda item: item[1]), ends, strict=True)
    }
    story = values.pop("Story", "")
    if not story:
        return None
    return InstructRecord(story, {name: " ".join(value.split()) for name, value in values.items() if value})


def write_record(record: InstructRecord) -> str:
    """The record as text: its fields, a line each, then the story."""
    lines = [f"{name}: {value}" for name, value in record.fields.items()]
    return "\n".join([*lines, "Story:", "", record.story])


def without_the_pair(text: str) -> str:
    """A record as `write_record` writes it, without its summary or its words where it has both.

    Which of them goes is drawn from a hash of the story; the story and the other fields stay as they are.
    """
    head, mark, story = text.partition("\nStory:\n")
    lines = {line.partition(":")[0]: line for line in head.split("\n")}
    if mark and set(PAIR) <= set(lines):
        del lines[PAIR[text_hash(story) >> 63]]
        return "\n".join(lines.values()) + mark + story
    return text


def from_metadata(story: str, metadata: dict[str, Any]) -> InstructRecord:
    """A record with some of the fields that `metadata` gives, and perhaps a sentence of the story.

    Args:
        story: The text, without blank ends.
        metadata: `words` and `features` (lists, or texts with commas) and `summary`, all optional, at the top or below
            `instruction`.
    """
    below = metadata.get("instruction")
    metadata = {**(below if isinstance(below, dict) else {}), **metadata}
    values = {
        "Words": ", ".join(_listed(metadata.get("words"))),
        "Features": ", ".join(_feature(name) for name in _listed(metadata.get("features"))),
        "Summary": " ".join(str(metadata.get("summary") or "").split()),
    }
    number = text_hash(story)
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE.findall(story)][1:]
    if sentences:
        values["Random sentence"] = sentences[number % len(sentences)]
    there = [name for name in FIELDS if values.get(name)]
    if not there:
        return InstructRecord(story)
    number, chosen = divmod(number // 2**16, 2 ** len(there) - 1)
    names = [name for k, name in enumerate(there) if (chosen + 1) >> k & 1]  # at least one, each subset as often
    ordered = []
    while names:
        number, k = divmod(number, len(names))
        ordered.append(names.pop(k))
    return InstructRecord(story, {name: values[name] for name in ordered})


def read_instruct(path: Path, text_field: str, advance: Advance = ignore) -> Iterator[str]:
    """Instruct records out of any kind of file, as text; a record without a story is an empty text.

    Text files hold records in the layout above, the other kinds have metadata beside `text_field`. Raises `DataError`
    as the readers do.
    """
    reader = reader_for(path)
    if reader is read_text:
        for text in read_text(path, text_field, advance):
            record = parse_record(text)
            yield write_record(record) if record else ""
    elif reader is read_jsonl:
        for row, where in json_records(path, advance):
            yield _made(json_story(row, where, text_field), row)
    else:
        assert reader is read_parquet
        columns = [text_field, "words", "features", "summary", "instruction"]
        for batch in parquet_batches(path, text_field, columns, advance):
            for row in batch.to_pylist():
                yield _made(row[text_field] or "", row)


def _made(story: str, metadata: dict[str, Any]) -> str:
    story = story.strip()
    return write_record(from_metadata(story, metadata)) if story else ""


def _listed(value: Any) -> list[str]:
    items = value.split(",") if isinstance(value, str) else value or []
    return [str(item).strip() for item in items if str(item).strip()]


def _feature(name: str) -> str:
    """A feature by its label, whether it is written BadEnding, bad ending or bad_ending; an unknown one as it is."""
    return _FEATURE_OF.get(re.sub(r"[\s_-]", "", name.lower()), name)
