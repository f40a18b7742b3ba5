import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlopstinystories import records
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.packing import ArrayWriter, PackedDataset
from mlopstinystories.data.report import report
from mlopstinystories.errors import DataError, DiskFullError
from mlopstinystories.paths import Folders
from mlopstinystories.settings import BpeSettings, GPTNeoTokenizerSettings, StoryworldSettings, TextFilesSettings
from mlopstinystories.tokenizer import load_tokenizer

SENTENCES = ("The cat sat on the mat.", "Tom ran to the park.", "Mia sang a song to the cat.", "It was a sunny day.")


def stories(count: int, start: int = 0) -> list[str]:
    return [
        f"{SENTENCES[k % 4]} {SENTENCES[(k // 4) % 4]}\n\nNumber {k} said the end." for k in range(start, start + count)
    ]


def write(path: Path, texts: list[str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n<|endoftext|>\n".join(texts) + "\n<|endoftext|>\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> TextFilesSettings:
    """50 training stories, and 6 held-out ones of which one is a training story too and one is blank."""
    train = write(tmp_path / "mine" / "train.txt", stories(50))
    held_out = write(tmp_path / "mine" / "held_out.txt", [*stories(4, start=100), "  \n", stories(50)[7]])
    return TextFilesSettings(train_path=train, validation_path=held_out)


def make(data: Any, places: Folders, vocab_size: int = 280) -> PackedDataset:
    return make_dataset(data, BpeSettings(vocab_size=vocab_size), places)


def files_below(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_packed_ids_decode_to_the_stories_in_their_order(data: TextFilesSettings, places: Folders) -> None:
    dataset = make(data, places)

    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    decoded = [tokenizer.decode(dataset.train.story(k)[1:-1].tolist()) for k in range(dataset.train.stories)]
    assert decoded == stories(50)
    assert dataset.train.byte_lengths.tolist() == [len(story.encode()) for story in stories(50)]
    ends = np.flatnonzero(dataset.train.tokens == tokenizer.end_of_text_id)
    assert len(ends) == 51
    assert dataset.validation.stories == 5


def test_held_out_stories_that_stand_in_the_training_text_are_marked(data: TextFilesSettings, places: Folders) -> None:
    dataset = make(data, places)

    assert dataset.leaked.tolist() == [False, False, False, False, True]
    assert dataset.record["validation"]["leaked"] == 1
    assert "1 validation stories stand in the training text too" in report(dataset)


def test_without_a_validation_file_nothing_is_on_both_sides(tmp_path: Path, places: Folders) -> None:
    path = write(tmp_path / "all.txt", stories(60) + stories(60))

    dataset = make(TextFilesSettings(train_path=path, validation_fraction=0.2), places)

    assert dataset.train.stories + dataset.validation.stories == 120
    assert dataset.validation.stories > 0
    assert not dataset.leaked.any()


def test_the_record_counts_what_lies_in_the_folder(data: TextFilesSettings, places: Folders) -> None:
    dataset = make(data, places)

    record = json.loads((dataset.folder / "record.json").read_text(encoding="utf-8"))
    assert record["kind"] == "dataset"
    assert record["train"]["stories"] == 50
    assert record["train"]["tokens"] == len(dataset.train.tokens)
    assert record["train"]["bytes"] == sum(len(story.encode()) for story in stories(50))
    assert record["train"]["bytes_per_token"] == pytest.approx(dataset.train.bytes_per_token)
    assert record["train"]["longest_story_tokens"] == max(len(dataset.train.story(k)) - 2 for k in range(50))
    assert (record["train"]["empty"], record["validation"]["empty"]) == (0, 1)
    assert record["tokenizer"]["vocab_size"] == 280
    assert record["settings"]["data"]["train_path"] == data.train_path
    assert dataset.folder.name == f"text_files-bpe-{record['fingerprint']}"
    examples = (dataset.folder / "examples.txt").read_text(encoding="utf-8")
    assert examples.split("\n<|endoftext|>\n") == [*stories(10), ""]


def test_made_once_it_is_found_again_and_says_so(
    data: TextFilesSettings, places: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make(data, places).folder
    before = files_below(folder)
    capsys.readouterr()

    again = make(data, places)

    assert again.folder == folder
    assert files_below(folder) == before
    assert capsys.readouterr().out == f"Data set is up to date: {folder}\n"


def test_other_settings_or_other_stories_make_another_folder(data: TextFilesSettings, places: Folders) -> None:
    first = make(data, places)
    other_vocabulary = make(data, places, vocab_size=270)
    fewer = make(TextFilesSettings(data.name, 30, None, data.train_path, data.validation_path), places)
    write(Path(data.train_path), stories(49))
    other_stories = make(data, places)

    folders_made = {dataset.folder for dataset in (first, other_vocabulary, fewer, other_stories)}
    assert len(folders_made) == 4
    assert [dataset.train.stories for dataset in (first, fewer, other_stories)] == [50, 30, 49]
    assert sorted(places.processed.iterdir()) == sorted(folders_made)


def test_a_tokenizer_folder_counts_by_its_content(data: TextFilesSettings, places: Folders, tmp_path: Path) -> None:
    for name, vocab_size in (("one", 280), ("same", 280), ("other", 270)):
        load_tokenizer(make(data, places, vocab_size).tokenizer_folder).save(tmp_path / name)

    folders_made = [
        make_dataset(data, GPTNeoTokenizerSettings(source=str(tmp_path / name)), places).folder
        for name in ("one", "same", "other")
    ]

    assert folders_made[0] == folders_made[1] != folders_made[2]


def test_the_stories_files_are_left_as_they_were(data: TextFilesSettings, places: Folders) -> None:
    raw = Path(data.train_path).parent
    places.raw.mkdir(parents=True)
    (places.raw / "something").write_text("kept", encoding="utf-8")
    before = files_below(raw), files_below(places.raw)

    make_dataset(data, BpeSettings(vocab_size=280), places, fetch=True)

    assert (files_below(raw), files_below(places.raw)) == before


def test_a_full_disk_leaves_nothing_behind(
    data: TextFilesSettings, places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(writer: ArrayWriter, values: np.ndarray) -> None:
        if len(values) > 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(writer, values)

    append = ArrayWriter.append
    monkeypatch.setattr(ArrayWriter, "append", no_room)

    with pytest.raises(DiskFullError, match=r"The disk is full: .*Nothing half-written was left behind"):
        make(data, places)

    assert list(places.processed.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_run_leaves_nothing_that_is_taken_for_whole(
    data: TextFilesSettings, places: Folders, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def interrupted(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(records, "now", interrupted)
        with pytest.raises(error):
            make(data, places)
    assert list(places.processed.iterdir()) == []

    assert make(data, places).train.stories == 50


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody can be asked, and leftovers stay")
def test_leftovers_of_dead_processes_are_removed_and_those_of_living_ones_kept(
    data: TextFilesSettings, places: Folders
) -> None:
    finished = subprocess.Popen([sys.executable, "-c", ""])
    finished.wait()
    living = os.getppid()
    for process_id in (finished.pid, living):
        (places.processed / f".text_files-bpe-0123.partial-{process_id}").mkdir(parents=True)
        (places.processed / f".text_files-bpe-0123.partial-{process_id}" / "train_tokens.npy").touch()

    made = make(data, places).folder

    assert set(places.processed.iterdir()) == {made, places.processed / f".text_files-bpe-0123.partial-{living}"}


def test_a_damaged_data_set_is_refused_with_its_mend(data: TextFilesSettings, places: Folders) -> None:
    tokens = make(data, places).folder / "train_tokens.npy"
    tokens.write_bytes(tokens.read_bytes()[:-100])

    with pytest.raises(DataError, match=r"train_tokens.npy.*Remove the folder and run make_dataset.py again"):
        make(data, places)


def test_a_damaged_story_file_stops_the_making_and_names_the_line(data: TextFilesSettings, places: Folders) -> None:
    with Path(data.train_path).open("ab") as file:
        file.write(b"broken \xff\n<|endoftext|>\n")

    with pytest.raises(DataError, match=r"train.txt, line \d+: expected UTF-8"):
        make(data, places)

    assert list(places.processed.iterdir()) == []


def test_no_held_out_stories_says_how_to_hold_some_out(tmp_path: Path, places: Folders) -> None:
    path = write(tmp_path / "all.txt", stories(50))

    with pytest.raises(DataError, match=r"no validation stories. Hold more out with data.validation_fraction=0.1"):
        make(TextFilesSettings(train_path=path, validation_fraction=0.0), places)

    assert list(places.processed.iterdir()) == []


def test_long_stories_are_neither_cut_nor_thrown_away(tmp_path: Path, places: Folders) -> None:
    long_story = " ".join(stories(300))
    path = write(tmp_path / "train.txt", [*stories(20), long_story])
    held_out = write(tmp_path / "held_out.txt", stories(3, start=500))

    dataset = make(TextFilesSettings(train_path=path, validation_path=held_out), places)

    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    last = dataset.train.story(20)
    assert last[0] == last[-1] == tokenizer.end_of_text_id
    assert tokenizer.decode(last[1:-1].tolist()) == long_story


def test_a_story_that_spells_end_of_text_cannot_fake_an_ending(tmp_path: Path, places: Folders) -> None:
    path = tmp_path / "a.jsonl"
    texts = [*stories(20), "He wrote <|endoftext|> on the wall.", "and <|endoftext |> too"]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    held_out = write(tmp_path / "held_out.txt", stories(3, start=500))

    dataset = make(TextFilesSettings(train_path=str(path), validation_path=held_out), places)

    end_of_text_id = dataset.record["tokenizer"]["end_of_text_id"]
    assert dataset.train.stories == 23
    assert np.count_nonzero(dataset.train.tokens == end_of_text_id) == 24


def test_the_story_world_needs_no_files(places: Folders) -> None:
    dataset = make(StoryworldSettings(train_stories=30, validation_stories=5), places)

    assert (dataset.train.stories, dataset.validation.stories) == (30, 5)
    assert dataset.folder.name.startswith("storyworld-bpe-")
