import itertools
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_hub import SmallHub, small_hub

from mlopstinystories.data.fetch_raw_data import fetch_raw_data
from mlopstinystories.data.instruct import (
    FIELDS,
    InstructRecord,
    from_metadata,
    parse_record,
    without_the_pair,
    write_record,
)
from mlopstinystories.data.stories import StorySource, open_source
from mlopstinystories.errors import SettingsError
from mlopstinystories.paths import Folders, folders
from mlopstinystories.settings import (
    DataSettings,
    StoryworldSettings,
    TextFilesSettings,
    TinystoriesSettings,
    TinystoriesVariant,
)

STORY = 'Ben saw an oak.\n\n"Who are you?" asked Ben. The oak was sad.'
VALUES = {
    "Words": "quit, oak, gloomy",
    "Features": "Dialogue, Twist",
    "Summary": "Ben finds a tree that talks.",
    "Random sentence": "The oak was sad.",
}


@pytest.mark.parametrize("number", range(5))
def test_every_subset_of_the_fields_in_every_order_survives_the_round_trip(number: int) -> None:
    for names in itertools.permutations(FIELDS, number):
        record = InstructRecord(STORY, {name: VALUES[name] for name in names})
        read = parse_record(write_record(record))
        assert read == record
        assert list(read.fields) == list(names)


def test_a_summary_after_the_story_is_written_before_it() -> None:
    text = f"\nWords: quit, oak, gloomy\nStory: \n\n{STORY}\nSummary: Ben finds a tree\n  that talks.\n"

    record = parse_record(text)

    assert record == InstructRecord(STORY, {"Words": VALUES["Words"], "Summary": VALUES["Summary"]})
    assert write_record(record) == f"Words: {VALUES['Words']}\nSummary: {VALUES['Summary']}\nStory:\n\n{STORY}"


def test_labels_are_read_as_the_paper_prints_them_and_count_once() -> None:
    text = f"Sentence: The oak was sad.\nwords : oak\nStory: {STORY}\nStory: she said.\nWords: were on it."

    record = parse_record(text)

    assert record is not None
    assert record.fields == {"Random sentence": "The oak was sad.", "Words": "oak"}
    assert record.story == f"{STORY}\nStory: she said.\nWords: were on it."


@pytest.mark.parametrize("text", ["", "Words: oak\n", "Words: oak\nStory:\n\n", "Just a story."])
def test_a_record_without_a_story_is_none(text: str) -> None:
    assert parse_record(text) is None


def test_metadata_give_some_of_the_fields_and_always_the_same_ones() -> None:
    metadata = {
        "instruction": {"prompt:": "…", "words": ["quit", "oak"], "features": ["Dialogue", "bad ending", "New one"]},
        "summary": "Ben finds\na tree.",
        "source": "GPT-4",
    }
    records = [from_metadata(f"{STORY} It was day {k}.", metadata) for k in range(400)]

    assert from_metadata(f"{STORY} It was day 7.", metadata) == records[7]
    assert {frozenset(record.fields) for record in records} == {
        frozenset(names) for number in range(1, 5) for names in itertools.combinations(FIELDS, number)
    }
    assert len({tuple(record.fields) for record in records if len(record.fields) == 2}) == 12
    values = {name: record.fields[name] for record in records for name in record.fields if name != "Random sentence"}
    assert values == {"Words": "quit, oak", "Features": "Dialogue, BadEnding, New one", "Summary": "Ben finds a tree."}
    sentences = {record.fields.get("Random sentence") for record in records}
    assert "The oak was sad." in sentences
    assert "Ben saw an oak." not in sentences


def test_a_record_without_metadata_may_have_a_sentence_alone() -> None:
    assert set(from_metadata(STORY, {}).fields) == {"Random sentence"}
    assert from_metadata("One sentence.", {}).fields == {}


# --- a summary or words, never both (TinyStories-Instruct-OOD) ------------------------------------------------------
def test_a_record_that_asks_for_both_loses_one_of_them_and_nothing_else() -> None:
    kept = []
    for k in range(200):
        record = InstructRecord(f"{STORY} It was day {k}.\nStory:\nA good one.", VALUES)
        left = parse_record(without_the_pair(write_record(record)))
        assert left is not None
        assert left.story == record.story
        assert list(left.fields) in (
            ["Words", "Features", "Random sentence"], ["Features", "Summary", "Random sentence"],
        )  # fmt: skip
        assert left.fields.items() < record.fields.items()
        kept.append("Words" in left.fields)
    assert 60 < sum(kept) < 140


@pytest.mark.parametrize("names", [("Words",), ("Summary", "Features"), ("Random sentence",), ()])
def test_a_record_that_does_not_ask_for_both_stays_as_it_is(names: tuple[str, ...]) -> None:
    text = write_record(InstructRecord(f"{STORY}\nSummary: no\nWords: no", {name: VALUES[name] for name in names}))
    assert without_the_pair(text) == text


def asks_for_both(text: str) -> bool:
    record = parse_record(text)
    return record is not None and {"Summary", "Words"} <= set(record.fields)


@pytest.mark.parametrize("kind", ["storyworld", "text_files"])
def test_out_of_distribution_the_same_stories_are_learned_and_held_out(tmp_path: Path, kind: str) -> None:
    rows = [{"story": f"{STORY} {k}.", "words": ["oak"], "summary": "A tree."} for k in range(400)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def source(ood: bool) -> StorySource:
        if kind == "storyworld":
            settings: DataSettings = StoryworldSettings(
                train_stories=60, validation_stories=60, plain=True, instruct=True, instruct_ood=ood
            )
        else:
            settings = TextFilesSettings(
                train_path=str(tmp_path / "a.jsonl"), validation_fraction=0.2, text_field="story", instruct=True,
                instruct_ood=ood,
            )  # fmt: skip
        return open_source(settings, folders("unused"))

    known, unknown = source(ood=False), source(ood=True)
    learned, other = list(known.train()), unknown.train()
    learned_ood = list(other)

    assert any(map(asks_for_both, learned))
    assert not any(map(asks_for_both, learned_ood))
    assert any(map(asks_for_both, unknown.validation()))
    assert list(unknown.validation()) == list(known.validation())
    assert [one and one.story for one in map(parse_record, learned_ood)] == [
        one and one.story for one in map(parse_record, learned)
    ]
    assert other.cleaner.report()["instruct_ood changed"] == sum(map(asks_for_both, learned))
    assert known.fingerprint() != unknown.fingerprint()


@pytest.mark.parametrize(
    "data",
    [{"train_path": "a.txt"}, {"train_path": "a.txt", "instruct": False}, StoryworldSettings, TinystoriesSettings],
)
def test_without_instructions_there_is_nothing_to_leave_out(data: Any) -> None:
    with pytest.raises(SettingsError, match=r"data\.instruct=true too"):
        data(instruct_ood=True) if callable(data) else TextFilesSettings(instruct_ood=True, **data)
    assert TinystoriesSettings(variant=TinystoriesVariant.Instruct, instruct_ood=True).instruct_ood


def stories_of(path: Path) -> list[str]:
    settings = TextFilesSettings(train_path=str(path), validation_fraction=0.0, text_field="story", instruct=True)
    return list(open_source(settings, folders("unused")).train())


def test_any_kind_of_file_with_metadata_becomes_instruct_data(tmp_path: Path) -> None:
    rows = [{"story": f"{STORY} {k}.", "words": ["oak"], "summary": "A tree."} for k in range(5)]
    rows.append({"story": None, "words": ["none"], "summary": ""})
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    expected = [write_record(from_metadata(row["story"], row)) for row in rows[:5]]  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_text("\n<|endoftext|>\n".join([*expected, "no story here"]), encoding="utf-8")

    assert stories_of(tmp_path / "a.jsonl") == expected
    assert stories_of(tmp_path / "a.parquet") == expected
    assert stories_of(tmp_path / "a.txt") == expected


def test_the_published_instruct_files_are_fetched_from_their_own_repository(
    places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    settings = TinystoriesSettings(variant=TinystoriesVariant.Instruct)
    assert settings.repository == "roneneldan/TinyStoriesInstruct"
    assert settings.revision == "ee050ed1f8720795be342921335e821856a2b42e"
    assert TinystoriesSettings().repository == "roneneldan/TinyStories"
    text = f"Words: oak\nStory: \n\n{STORY}\nSummary: A tree.\n\n<|endoftext|>\n".encode()
    files = {f"TinyStories-Instruct-{split}.txt": text for split in ("train", "valid")}
    with small_hub(files) as served:
        use(served, monkeypatch, constants)
        from small_hub import REPOSITORY, REVISION

        settings = TinystoriesSettings(variant=TinystoriesVariant.Instruct, repository=REPOSITORY, revision=REVISION)
        fetch_raw_data(settings, places)

    assert list(open_source(settings, places).train()) == [f"Words: oak\nSummary: A tree.\nStory:\n\n{STORY}"]


def use(served: SmallHub, monkeypatch: pytest.MonkeyPatch, constants: object) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", served.url)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", served.url + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
