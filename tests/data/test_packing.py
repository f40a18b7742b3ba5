from pathlib import Path

import numpy as np
import pytest

from mlopstinystories.data.packing import ArrayWriter, SplitWriter, open_dataset
from mlopstinystories.errors import DataError
from mlopstinystories.records import write_json

EOT = 0


def write_split(folder: Path, name: str, pieces: list[list[list[int]]], vocab_size: int = 100) -> dict[str, object]:
    """Each piece is what one call of `append` adds; a story of n tokens is said to have 3n bytes."""
    with SplitWriter(folder, name, vocab_size, EOT) as writer:
        for stories in pieces:
            lengths = np.array([len(story) for story in stories], dtype=np.int64)
            tokens = np.array([token for story in stories for token in [*story, EOT]], dtype=np.uint32)
            writer.append(tokens, lengths, 3 * lengths)
    return writer.facts()


def write_dataset(folder: Path, vocab_size: int = 100) -> None:
    train = write_split(folder, "train", [[[5, 6, 7], [8]], [[9, 9]]], vocab_size)
    validation = write_split(folder, "validation", [[[1, 2], [3]]], vocab_size)
    writer = ArrayWriter(folder / "validation_leaked.npy", np.bool_)
    writer.append(np.array([False, True]))
    writer.finish()
    tokenizer = {"vocab_size": vocab_size, "end_of_text_id": EOT}
    write_json(folder / "record.json", {"format": 1, "tokenizer": tokenizer, "train": train, "validation": validation})


@pytest.mark.parametrize(
    ("pieces", "tokens", "starts", "byte_lengths"),
    [
        ([[[5]]], [0, 5, 0], [1, 3], [3]),
        ([[[5, 6, 7], [8]]], [0, 5, 6, 7, 0, 8, 0], [1, 5, 7], [9, 3]),
        ([[[5, 6, 7], [8]], [[9, 9]]], [0, 5, 6, 7, 0, 8, 0, 9, 9, 0], [1, 5, 7, 10], [9, 3, 6]),
        ([[[5]], [], [[6, 7]], [[8]]], [0, 5, 0, 6, 7, 0, 8, 0], [1, 3, 6, 8], [3, 6, 3]),
    ],
)
def test_stories_are_packed_with_end_of_text_around_each(
    tmp_path: Path, pieces: list[list[list[int]]], tokens: list[int], starts: list[int], byte_lengths: list[int]
) -> None:
    write_split(tmp_path, "train", pieces)

    assert np.load(tmp_path / "train_tokens.npy").tolist() == tokens
    assert np.load(tmp_path / "train_starts.npy").tolist() == starts
    assert np.load(tmp_path / "train_bytes.npy").tolist() == byte_lengths


def test_a_story_comes_back_with_both_its_ends_of_text(tmp_path: Path) -> None:
    write_dataset(tmp_path)

    dataset = open_dataset(tmp_path)

    assert [dataset.train.story(k).tolist() for k in range(3)] == [[0, 5, 6, 7, 0], [0, 8, 0], [0, 9, 9, 0]]
    assert [dataset.validation.story(k).tolist() for k in range(2)] == [[0, 1, 2, 0], [0, 3, 0]]
    assert dataset.leaked.tolist() == [False, True]
    assert dataset.train.stories == 3
    assert dataset.tokenizer_folder == tmp_path / "tokenizer"


def test_there_is_no_story_before_the_first_or_after_the_last(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    train = open_dataset(tmp_path).train

    for k in (-1, 3):
        with pytest.raises(IndexError):
            train.story(k)


def test_bytes_per_token_counts_one_byte_for_each_end_of_text_and_no_first_token(tmp_path: Path) -> None:
    write_dataset(tmp_path)

    # Stories of 9, 3 and 6 bytes and three ends; 10 tokens of which the first is never predicted.
    assert open_dataset(tmp_path).train.bytes_per_token == (9 + 3 + 6 + 3) / 9


@pytest.mark.parametrize(("vocab_size", "dtype"), [(65_536, np.uint16), (65_537, np.uint32)])
def test_ids_take_two_bytes_where_the_vocabulary_fits(tmp_path: Path, vocab_size: int, dtype: type) -> None:
    write_split(tmp_path, "train", [[[65_535]]], vocab_size)

    tokens = np.load(tmp_path / "train_tokens.npy")

    assert tokens.dtype == dtype
    assert tokens.tolist() == [0, 65_535, 0]


def test_an_id_outside_the_vocabulary_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="id 100 is outside the vocabulary of 100"):
        write_split(tmp_path, "train", [[[100]]], vocab_size=100)


def test_the_arrays_are_memory_maps_that_cannot_be_written_to(tmp_path: Path) -> None:
    write_dataset(tmp_path)

    tokens = open_dataset(tmp_path).train.tokens

    assert isinstance(tokens, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        tokens[0] = 1


@pytest.mark.parametrize(
    "name", ["train_tokens", "train_starts", "train_bytes", "validation_tokens", "validation_leaked"]
)
def test_a_truncated_array_is_refused_with_its_name_and_the_mend(tmp_path: Path, name: str) -> None:
    write_dataset(tmp_path)
    path = tmp_path / f"{name}.npy"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DataError, match=rf"(?s){name}.npy.*Remove the folder and run make_dataset.py again"):
        open_dataset(tmp_path)


def test_an_array_of_another_length_than_recorded_is_refused(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    np.save(tmp_path / "train_bytes.npy", np.array([1, 2], dtype=np.uint32))

    with pytest.raises(DataError, match=r"holds \(2,\) numbers, and record.json says 3"):
        open_dataset(tmp_path)


def test_tokens_that_do_not_begin_and_end_with_end_of_text_are_refused(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    np.save(tmp_path / "train_tokens.npy", np.ones(10, dtype=np.uint16))

    with pytest.raises(DataError, match="does not begin and end with end-of-text"):
        open_dataset(tmp_path)


def test_a_damaged_record_or_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a data set"):
        open_dataset(tmp_path)
    (tmp_path / "record.json").write_text('{"format": 1, "tok', encoding="utf-8")
    with pytest.raises(DataError, match="is damaged"):
        open_dataset(tmp_path)
    write_json(tmp_path / "record.json", {"format": 1})
    with pytest.raises(DataError, match=r"record.json lacks 'tokenizer'"):
        open_dataset(tmp_path)
    write_json(tmp_path / "record.json", {"format": 0})
    with pytest.raises(DataError, match="format 0, and this version reads format 1"):
        open_dataset(tmp_path)
