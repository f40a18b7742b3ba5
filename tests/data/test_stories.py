import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mlopstinystories.data.stories import Stories, find_files, held_out, open_source
from mlopstinystories.data.storyworld import tell_story
from mlopstinystories.errors import DataError
from mlopstinystories.native import SWITCH, native
from mlopstinystories.paths import Folders, folders
from mlopstinystories.settings import StoryworldSettings, TextFilesSettings, TinystoriesSettings

UNUSED = folders("unused")
THREE = ["Tom ran.", "Mia sat.\n\nShe sang.", "The end – naïve 🙂."]
THREE_AS_TEXT = "\n<|endoftext|>\n".join(THREE) + "\n<|endoftext|>\n"


def train_stories(path: Path | str | list[str], **settings: object) -> list[str]:
    """All stories of the files, none held out."""
    settings = {"validation_fraction": 0.0, **settings}
    wanted = path if isinstance(path, list) else str(path)
    return list(open_source(TextFilesSettings(train_path=wanted, **settings), folders("unused")).train())  # type: ignore[arg-type]


def refused(path: Path, **settings: object) -> str:
    with pytest.raises(DataError) as caught:
        train_stories(path, **settings)
    assert str(path) in str(caught.value)
    return str(caught.value)


# --- every kind of file ---
def write_kind(folder: Path, kind: str) -> Path:
    path = folder / f"stories{kind}"
    lines = "".join(json.dumps({"text": story, "id": 7}) + "\n" for story in THREE)
    match kind:
        case ".txt":
            path.write_text(THREE_AS_TEXT, encoding="utf-8")
        case ".txt.gz":
            path.write_bytes(gzip.compress(THREE_AS_TEXT.encode()))
        case ".jsonl":
            path.write_text(lines, encoding="utf-8")
        case ".jsonl.gz":
            path.write_bytes(gzip.compress(lines.encode()))
        case ".parquet":
            pq.write_table(pa.table({"id": [1, 2, 3], "text": THREE}), path)
    return path


@pytest.mark.parametrize("kind", [".txt", ".txt.gz", ".jsonl", ".jsonl.gz", ".parquet"])
def test_every_kind_of_file_gives_the_same_stories(tmp_path: Path, kind: str) -> None:
    assert train_stories(write_kind(tmp_path, kind)) == THREE


@pytest.mark.parametrize(
    ("text", "stories"),
    [
        ("one\n<|endoftext|>\ntwo", ["one", "two"]),
        ("  one \n\n\n two\n\n<|endoftext|>", ["one \n\n\n two"]),
        ("one<|endoftext|>two<|endoftext|>", ["one", "two"]),
        ("one\r\ntwo\r\n<|endoftext|>\r\nthree\r\n", ["one\ntwo", "three"]),
        ("\ufeffone\n<|endoftext|>\n", ["one"]),
        ("a short file without any separator\n\nis one story", ["a short file without any separator\n\nis one story"]),
        ("", []),
    ],
)
def test_text_is_cut_at_end_of_text_and_only_its_blank_ends_are_dropped(
    tmp_path: Path, text: str, stories: list[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())

    assert train_stories(path) == stories


# --- batches for the encoder ---
@pytest.fixture(params=[pytest.param("on", marks=pytest.mark.loops), "off"])
def loops(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With the loops in C, and without them."""
    monkeypatch.setenv(SWITCH, request.param)
    native.cache_clear()
    yield
    native.cache_clear()


def in_batches(folder: Path, **settings: Any) -> list[list[str]]:
    """The training stories of the files in a folder batch by batch, as for the encoder; held out is another file."""
    held_out = folder / "held_out" / "a.txt"
    held_out.parent.mkdir()
    held_out.write_text("held out", encoding="utf-8")
    settings = settings or {"validation_path": str(held_out)}
    source = open_source(TextFilesSettings(train_path=f"{folder}/*.txt", **settings), UNUSED)
    one_by_one, together = source.train(), source.train()
    batches = [[story.decode() for story in batch] for batch in together.batches()]
    assert [story for batch in batches for story in batch] == list(one_by_one)
    assert together.cleaner.report() == one_by_one.cleaner.report()
    return batches


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize(
    "settings", [{}, {"train_stories": 400, "validation_fraction": 0.0}, {"validation_fraction": 0.5}]
)
def test_batches_for_the_encoder_hold_the_stories_whatever_stands_at_their_ends(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    ends = [chr(code) for code in range(0x3100) if chr(code).isspace()] + ["\x7f", "\ufeff", "“", "é", "\u200b", "x"]
    stories = [f"{end}{before}a {end} b{after}{end}" for end in ends for before in " \n" for after in ["", "\u2009"]]
    path = tmp_path / "a.txt"
    path.write_text("<|endoftext|>".join([*ends, *stories, "\r\n \u3000"]), encoding="utf-8", newline="")

    told = [story for batch in in_batches(tmp_path, **settings) for story in batch]

    assert settings or told == [story.strip() for story in [*ends, *stories] if story.strip()]


def test_stories_longer_than_a_piece_of_the_file_stay_whole(tmp_path: Path) -> None:
    stories = ["é" * 700_000, "b" * 2_500_000, "short"]
    path = tmp_path / "a.txt"
    path.write_text("<|endoftext|>\n".join(["first", *stories]), encoding="utf-8")

    assert train_stories(path) == ["first", *stories]


@pytest.mark.usefixtures("loops")
def test_a_large_file_comes_in_some_batches_and_small_ones_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("".join(f"“Räuber {k}”\r\n<|endoftext|>\r\n" for k in range(90_000)).encode())
    for name in "bcd":
        (tmp_path / f"{name}.txt").write_text(f"{name} one<|endoftext|>\n<|endoftext|>{name} two", encoding="utf-8")

    batches = in_batches(tmp_path)

    assert len(batches) == 4
    assert batches[0][:2] == ["“Räuber 0”", "“Räuber 1”"]
    assert batches[-1][-6:] == ["b one", "b two", "c one", "c two", "d one", "d two"]


@pytest.mark.usefixtures("loops")
def test_bytes_that_are_not_utf_8_are_refused_in_batches_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\n<|endoftext|>\ntwo\nthr\xed\xa0\x80e\n<|endoftext|>\n")

    with pytest.raises(DataError, match="line 4: expected UTF-8 text, received the byte 0xed"):
        in_batches(tmp_path)


def test_empty_stories_are_dropped_and_counted() -> None:
    stories = Stories(["one", " \n", "", "two<|endoftext|>\n", "a<|endoftext|> <|endoftext|>b"])

    assert list(stories) == ["one", "two", "a", "b"]
    assert stories.cleaner.report() == {"empty dropped": 3}


def test_end_of_text_inside_a_record_ends_the_story_there(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "one<|endoftext|>"}\n{"text": "two<|endoftext|>three"}\n{"text": null}\n', encoding="utf-8"
    )

    assert train_stories(path) == ["one", "two", "three"]


def test_the_story_may_stand_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"story": "one"}\n', encoding="utf-8")

    assert train_stories(path, text_field="story") == ["one"]


# --- which files ---
def test_globs_are_sorted_lists_keep_their_order_and_a_file_is_read_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt", ".hidden.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")

    assert train_stories(tmp_path / "*.txt") == ["a.txt", "b.txt", "c.txt"]
    assert train_stories([f"{tmp_path}/c.txt", f"{tmp_path}/*.txt"]) == ["c.txt", "a.txt", "b.txt"]


def test_a_tilde_is_the_home_folder_and_brackets_may_be_part_of_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    path = tmp_path / "mine [1].txt"
    path.write_text("one", encoding="utf-8")

    assert find_files("~/mine [1].txt", "data.train_path") == [path]


def test_missing_files_empty_matches_folders_and_unknown_kinds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x", encoding="utf-8")

    assert "data.train_path: there is no file" in refused(tmp_path / "no.txt")
    assert "data.train_path: no file matches" in refused(tmp_path / "*.txt")
    assert "is a folder. Name its files, for example" in refused(tmp_path)
    assert "expected a file whose name ends with .txt, .txt.gz, .jsonl, .jsonl.gz, .parquet" in refused(
        tmp_path / "a.pdf"
    )


def test_a_file_on_both_sides_of_the_split_is_refused(tmp_path: Path) -> None:
    path = write_kind(tmp_path, ".txt")

    with pytest.raises(DataError, match=r"stands in both data.train_path and data.validation_path"):
        open_source(TextFilesSettings(train_path=str(path), validation_path=f"{tmp_path}/*.txt"), folders("unused"))


# --- damage: the file, the line, what was expected and what came ---
def test_bytes_that_are_not_utf_8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\n<|endoftext|>\ntwo\nthr\xe9e\n<|endoftext|>\n")

    assert "line 4: expected UTF-8 text, received the byte 0xe9" in refused(path)


def test_a_long_text_without_separators_is_refused_with_the_way_to_separate(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Once upon a time.\n" * 10_000, encoding="utf-8")

    message = refused(path)

    assert "expected a line <|endoftext|> between stories, received 180,000 bytes without one after line 1" in message
    assert "Put <|endoftext|> after each story" in message


def test_a_separator_that_is_lost_halfway_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlopstinystories.data.readers.LONGEST_STORY", 200_000)
    path = tmp_path / "a.txt"
    path.write_text("one\n<|endoftext|>\n" + "word " * 50_000, encoding="utf-8")

    assert "between stories, received 250,001 bytes without one after line 2" in refused(path)


@pytest.mark.parametrize("kind", [".txt.gz", ".jsonl.gz"])
def test_a_truncated_or_foreign_gzip_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = write_kind(tmp_path, kind)
    whole = path.read_bytes()

    for damaged in (whole[:-12], b"plain text\n"):
        path.write_bytes(damaged)
        assert "is damaged: expected a whole gzip file" in refused(path)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"text": "on', "line 2: expected a JSON object, but Unterminated string starting at (column 10)"),
        ('["one"]', "line 2: expected an object with the key 'text', received a list"),
        ('{"story": "one", "id": 3}', "expected an object with the key 'text', received the keys story, id"),
        ('{"text": 7}', "line 2: expected text under 'text', received a int"),
        ('{"text": "half \\ud83d"}', "line 2: expected text under 'text', received half a character"),
    ],
)
def test_a_damaged_json_line_is_refused_with_its_number(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "fine"}\n' + line + "\n", encoding="utf-8")

    assert complaint in refused(path)


def test_a_damaged_parquet_file_or_column_is_refused(tmp_path: Path) -> None:
    path = write_kind(tmp_path, ".parquet")

    assert "has no column 'story'; set data.text_field to one of id, text" in refused(path, text_field="story")
    assert "expected strings in the column 'id', received int64" in refused(path, text_field="id")
    path.write_bytes(path.read_bytes()[:-20])
    assert "is damaged: expected Parquet, but after row 0" in refused(path)


# --- the split ---
def many_stories(count: int) -> str:
    return "<|endoftext|>".join(f"Story number {k}." for k in range(count))


def split(path: Path, **settings: object) -> tuple[list[str], list[str]]:
    source = open_source(TextFilesSettings(train_path=str(path), **settings), folders("unused"))  # type: ignore[arg-type]
    return list(source.train()), list(source.validation())


def test_a_held_out_story_stays_held_out_when_others_are_added_or_moved(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(many_stories(1000), encoding="utf-8")
    (tmp_path / "b.txt").write_text("New one.<|endoftext|>  " + many_stories(500) + "\n", encoding="utf-8")

    train, validation = split(tmp_path / "a.txt", validation_fraction=0.1)
    smaller_train, smaller_validation = split(tmp_path / "b.txt", validation_fraction=0.1)

    assert 70 < len(validation) < 130
    assert sorted(train + validation) == sorted(f"Story number {k}." for k in range(1000))
    assert set(smaller_validation) - {"New one."} == set(validation) & {f"Story number {k}." for k in range(500)}
    assert not set(smaller_train) & set(validation)


def test_equal_texts_are_never_on_both_sides(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(many_stories(300) + "<|endoftext|>\n" + many_stories(300), encoding="utf-8")

    train, validation = split(tmp_path / "a.txt", validation_fraction=0.3)

    assert len(train) + len(validation) == 600
    assert not set(train) & set(validation)


def test_the_hash_of_a_text_is_the_same_on_every_machine() -> None:
    # SHA-256 of "one" begins with 7692c3ad, that is 0.4632 of the range.
    assert held_out("one", 0.4633)
    assert not held_out("one", 0.4631)


def test_limits_take_the_first_stories_of_each_side_and_each_pass_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(many_stories(100), encoding="utf-8")
    (tmp_path / "b.txt").write_text("<|endoftext|>other one<|endoftext|>other two", encoding="utf-8")
    paths = {"train_path": f"{tmp_path}/a.txt", "validation_path": f"{tmp_path}/b.txt"}

    source = open_source(TextFilesSettings(**paths, train_stories=2, validation_stories=1), folders("unused"))

    for _ in range(2):
        assert list(source.train()) == ["Story number 0.", "Story number 1."]
        assert list(source.validation()) == ["other one"]


# --- fingerprints ---
def test_the_fingerprint_follows_the_content_and_not_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "elsewhere.txt").write_text("one", encoding="utf-8")
    (tmp_path / "other.txt").write_text("two", encoding="utf-8")

    def of(name: str, **settings: object) -> dict[str, object]:
        return open_source(
            TextFilesSettings(train_path=f"{tmp_path}/{name}", **settings), folders("unused")
        ).fingerprint()  # type: ignore[arg-type]

    assert of("a.txt") == of("elsewhere.txt")
    changed = [of("other.txt"), of("a.txt", train_stories=5), of("a.txt", validation_fraction=0.5)]
    assert all(of("a.txt") != other for other in changed)


# --- the other two sources ---
def test_growing_the_story_world_never_meets_its_held_out_stories(places: Folders) -> None:
    def source(train: int, validation: int, seed: int = 0) -> tuple[list[str], list[str]]:
        settings = StoryworldSettings(train_stories=train, validation_stories=validation, seed=seed)
        opened = open_source(settings, places)
        return list(opened.train()), list(opened.validation())

    train, validation = source(40, 10)
    more_train, fewer_validation = source(60, 5)

    assert (len(train), len(validation)) == (40, 10)
    assert more_train[:40] == train
    assert fewer_validation == validation[:5]
    assert not set(more_train) & set(validation)
    assert source(40, 10, seed=1)[0] != train


def test_the_story_worlds_fingerprint_covers_its_code(places: Folders) -> None:
    facts = open_source(StoryworldSettings(), places).fingerprint()

    assert facts.keys() == {"source", "seed", "plain", "world", "train_stories", "validation_stories", "cleaning"}


def test_plain_stories_are_other_stories_under_another_fingerprint(places: Folders) -> None:
    plain = open_source(StoryworldSettings(train_stories=3, validation_stories=1, plain=True), places)
    rich = open_source(StoryworldSettings(train_stories=3, validation_stories=1), places)

    assert list(plain.train()) == [tell_story(0, index, plain=True) for index in range(3)]
    assert plain.fingerprint() != rich.fingerprint()


def test_tinystories_without_its_files_names_the_fetch_and_asks_no_network(places: Folders) -> None:
    with pytest.raises(
        DataError, match=r'train-00000-of-00004.*is not there. Fetch it once with `make data ARGS="data=t'
    ):
        open_source(TinystoriesSettings(), places)
