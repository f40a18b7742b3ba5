import numpy as np
import pytest

from mlopstinystories.tokenizer import word_table
from mlopstinystories.tokenizer.word_table import IDS, LONGEST, Keys, WordTable, keys_of

UINT16 = np.dtype(np.uint16)


def keys(words: list[str]) -> Keys:
    text = "".join(words).encode()
    sizes = np.array([len(word.encode()) for word in words], np.int64)
    return keys_of(text + b"\xff" * LONGEST, np.cumsum(sizes) - sizes, sizes)


def add(table: WordTable, words: list[str], ids: list[list[int]]) -> list[bool]:
    flat = np.array([token for some in ids for token in some])
    kept: list[bool] = table.add(
        keys(words), np.arange(len(words)), flat, np.array([len(some) for some in ids])
    ).tolist()
    return kept


def look_up(table: WordTable, words: list[str]) -> list[list[int] | None]:
    counts, ids, missing = table.look_up(keys(words))
    return [None if k in missing else ids[k, : counts[k]].tolist() for k in range(len(words))]


def test_words_of_all_sizes_come_back_with_their_ids_and_others_do_not() -> None:
    words = ["a", " b", "1234567", "12345678", "123456789", "1234567812345678", "é", "\xff"]
    ids = [[k, *range(k % IDS)] for k in range(len(words))]
    table = WordTable(UINT16)

    assert add(table, words, ids) == [True] * len(words)

    assert look_up(table, words) == ids
    assert look_up(table, ["b", "a ", "12345678 ", "1234567812345679", "12345678123456789"]) == [None] * 5


def test_a_word_that_is_too_long_or_has_too_many_ids_is_not_kept() -> None:
    table = WordTable(UINT16)
    words = ["x" * LONGEST, "x" * (LONGEST + 1), "many"]

    assert add(table, words, [[1], [2], list(range(IDS + 1))]) == [True, False, False]
    assert look_up(table, words) == [[1], None, None]


def test_of_two_words_that_want_one_row_the_first_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_table, "_ROW_BITS", 1)
    table = WordTable(UINT16)
    words = [f"w{k}" for k in range(20)]

    kept = add(table, words, [[k] for k in range(20)])

    assert kept[0]
    assert sum(kept) == 2
    assert look_up(table, words) == [[k] if kept[k] else None for k in range(20)]
    assert add(table, words, [[99]] * 20) == kept
    assert look_up(table, words) == [[k] if kept[k] else None for k in range(20)]
