"""The loops in C on what they never get from `encode_stories`, and the tables that they work with."""

import numpy as np
import pytest
from tokenizers.models import BPE, WordLevel

from mlopstinystories.native import native
from mlopstinystories.tokenizer import StoryTokenizer
from mlopstinystories.tokenizer.compiled import CompiledEncoder, tables_of
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
    encoded = encoder.encode([b"the th", b"", b"e"])
    space, e, end = VOCAB["Ġ"], VOCAB["e"], VOCAB["<|endoftext|>"]
    assert encoded.tokens.tolist() == [VOCAB["the"], space, VOCAB["th"], end, end, e, end]
    assert encoded.lengths.tolist() == [3, 0, 1]
    assert encoded.byte_lengths.tolist() == [6, 0, 1]


def test_bytes_that_are_no_utf_8_are_signs_and_get_their_own_ids(encoder: CompiledEncoder) -> None:
    hostile = [b"\xf0\x9f\x98", b"\xff" * 50, b"\xf4\x90\x80\x80", b"\xc3", b"a\xe3\x80", *map(bytes, np.ndindex(256))]
    encoded = encoder.encode(hostile)
    assert encoded.lengths.tolist() == [len(story) for story in hostile]
    assert encoded.ids.tolist() == list(b"".join(hostile))


def test_a_word_of_a_million_bytes_is_merged_in_little_time(encoder: CompiledEncoder) -> None:
    encoded = encoder.encode([b"the" * 400_000])
    assert (encoded.tokens[:-1] == VOCAB["the"]).all()
    assert encoded.lengths.tolist() == [400_000]


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
