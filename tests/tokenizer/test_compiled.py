"""The loops in C on what they never get from `encode_stories`, and the tables that they work with."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers.models import BPE, WordLevel

from mlopstinystories.native import native
from mlopstinystories.tokenizer import StoryTokenizer
from mlopstinystories.tokenizer.compiled import CompiledCutter, CompiledEncoder, tables_of
from mlopstinystories.tokenizer.encoded import Batch
from mlopstinystories.tokenizer.pieces import LETTERS
from mlopstinystories.tokenizer.story_tokenizer import byte_level

VOCAB = {name: number for number, name in enumerate([*LETTERS, "<|endoftext|>", "th", "the"])}
MERGES = [("t", "h"), ("th", "e")]
pytestmark = pytest.mark.loops


@pytest.fixture
def encoder() -> CompiledEncoder:
    found = native("encode")
    assert found.library is not None, found.reason
    tokenizer = StoryTokenizer(byte_level(BPE(VOCAB, MERGES)))
    tables = tables_of(tokenizer)
    assert tables is not None
    return CompiledEncoder(found.library, tables, tokenizer)


def test_tokens_are_those_of_the_merges_with_an_end_after_each_story(encoder: CompiledEncoder) -> None:
    encoded = encoder.encode(Batch.of([b"the th", b"", b"e"]))
    space, e, end = VOCAB["Ġ"], VOCAB["e"], VOCAB["<|endoftext|>"]
    assert encoded.tokens.tolist() == [VOCAB["the"], space, VOCAB["th"], end, end, e, end]
    assert encoded.lengths.tolist() == [3, 0, 1]
    assert encoded.byte_lengths.tolist() == [6, 0, 1]


def test_bytes_that_are_no_utf_8_are_signs_and_get_their_own_ids(encoder: CompiledEncoder) -> None:
    hostile = [b"\xf0\x9f\x98", b"\xff" * 50, b"\xf4\x90\x80\x80", b"\xc3", b"a\xe3\x80", *map(bytes, np.ndindex(256))]
    encoded = encoder.encode(Batch.of(hostile))
    assert encoded.lengths.tolist() == [len(story) for story in hostile]
    assert encoded.ids.tolist() == list(b"".join(hostile))


def test_a_word_of_a_million_bytes_is_merged_in_little_time(encoder: CompiledEncoder) -> None:
    encoded = encoder.encode(Batch.of([b"the" * 400_000]))
    assert (encoded.tokens[:-1] == VOCAB["the"]).all()
    assert encoded.lengths.tolist() == [400_000]


def test_stories_may_lie_anywhere_in_the_text_and_what_is_outside_of_it_is_refused(encoder: CompiledEncoder) -> None:
    text = b"the|th|\xf0\x9f"
    encoded = encoder.encode(Batch(text, np.array([4, 0]), np.array([6, 3])))
    assert encoded.ids.tolist() == [VOCAB["th"], VOCAB["the"]]
    for begin, end in [(-1, 2), (3, 2), (0, len(text) + 1)]:
        with pytest.raises(MemoryError):
            encoder.encode(Batch(text, np.array([begin]), np.array([end])))


@given(
    st.lists(
        st.sampled_from(["<|endoftext|>", "<|endoftext|", "<", " ", "\n", "\x0b", "\x1f", "\x7f", "\x85", "\u00a0"])
        | st.text(max_size=12)
    ).map("".join)
)
@example("")
@example("<|endoftext|>")
@example("a\u3000<|endoftext|> \u2003 <|endoftext|>\u2028\n\ta b\x1c\n<|endoftext|>\ufeffé\u200b")
@settings(deadline=None, max_examples=300)
def test_a_text_is_cut_and_stripped_as_python_does_it(text: str) -> None:
    found = native("encode")
    assert found.library is not None, found.reason
    batch = CompiledCutter(found.library, b"<|endoftext|>").cut(text.encode())
    assert batch is not None
    assert list(batch) == [part.strip().encode() for part in text.split("<|endoftext|>")]


def test_only_utf_8_is_cut_as_python_knows_it() -> None:
    found = native("encode")
    assert found.library is not None, found.reason
    cutter = CompiledCutter(found.library, b"<|endoftext|>")
    seconds = bytes.fromhex("00 7f 80 8f 90 9f a0 bf c0 ff")
    rows = itertools.product(range(0x7F, 0x100), seconds, *[bytes.fromhex("7f 80 bf c0")] * 2)
    for text in {row[:size] for row in map(bytes, rows) for size in (1, 2, 3, 4)}:
        try:
            text.decode()
        except UnicodeDecodeError:
            assert cutter.cut(b"before  " + text) is None, text
        else:
            assert cutter.cut(b"before  " + text) is not None, text


def test_the_tables_hold_the_merges_as_ids() -> None:
    tables = tables_of(StoryTokenizer(byte_level(BPE(VOCAB, MERGES))))
    assert tables is not None
    assert tables.id_of_byte.tolist() == list(range(256))
    assert tables.merges.tolist() == [[VOCAB["t"], VOCAB["h"], VOCAB["th"]], [VOCAB["th"], VOCAB["e"], VOCAB["the"]]]
    assert tables.merges.dtype == np.uint32


@pytest.mark.parametrize(
    "model",
    [
        BPE(VOCAB, MERGES, ignore_merges=True),
        BPE(VOCAB, MERGES, dropout=0.1),
        BPE(VOCAB, MERGES, unk_token="th"),
        BPE({name: number for name, number in VOCAB.items() if name != "x"}, MERGES),
        WordLevel(VOCAB, unk_token="th"),
    ],
    ids=["ignores merges", "drops merges", "has an unknown token", "lacks a byte", "is no BPE"],
)
def test_a_model_with_other_rules_has_no_tables(model: BPE | WordLevel) -> None:
    assert tables_of(StoryTokenizer(byte_level(model))) is None
