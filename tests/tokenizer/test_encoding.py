"""Stories get the library's ids, by the compiled loops and without them: every test of ids runs both ways."""

import random
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE

import mlopstinystories.native as loader
from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.native import native
from mlopstinystories.settings import BpeSettings
from mlopstinystories.tokenizer import (
    StoryTokenizer,
    compiled,
    distinct_words,
    encode_stories,
    encoding,
    make_tokenizer,
)
from mlopstinystories.tokenizer.pieces import LETTERS
from mlopstinystories.tokenizer.story_tokenizer import byte_level

STORIES = list(tell_stories(0, 0, 150))
ODD = [
    "",
    " ",
    "猫" * 300,
    "x" * 200,
    "It's 12,345 o'clock!  \n\nNo\tway.",
    "naïve café “so” 猫 😀 \u00a0\u3000x",
    "<|endoftext|>",
    "a\x00b",
    "a\x00",
    "\x00a \x00\x00 a",
    "'s 're'll 'x ''d",
]
ANY_TEXT = st.text(max_size=40)
TROUBLE = st.text(
    alphabet=st.sampled_from("aZ09 '\n\t\r.,!strevmldSTREVé猫ß٣²½\u00a0\u2003\u3000\u0301\u200d😀\x00\x1c\x85”<|>"),
    max_size=30,
)
PARTS = [
    "'s",
    "'re",
    "'ve",
    "'ll",
    "'t",
    "'m",
    "'d",
    "it",
    " ",
    "  ",
    "\n",
    "<|endoftext|>",
    "'",
    "é",
    "1",
    " abcdefgh",
]
WORDS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)
pytestmark = pytest.mark.usefixtures("way")


@pytest.fixture(scope="module", params=[pytest.param("compiled", marks=pytest.mark.loops), "not compiled"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """With the loops in C, and without them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(loader.SWITCH, "on" if request.param == "compiled" else "off")
        native.cache_clear()
        yield request.param
    native.cache_clear()


@pytest.fixture(scope="module")
def tokenizer() -> StoryTokenizer:
    return make_tokenizer(BpeSettings(vocab_size=700), lambda: STORIES)


def assert_same_ids(tokenizer: StoryTokenizer, stories: list[str], batch_size: int = 5000) -> None:
    expected = [found.ids for found in tokenizer.tokenizer.encode_batch(stories, add_special_tokens=False)]
    batches = list(encode_stories(tokenizer, stories, batch_size))
    assert [int(n) for batch in batches for n in batch.lengths] == [len(ids) for ids in expected]
    assert [int(token) for batch in batches for token in batch.ids] == [token for ids in expected for token in ids]
    assert [int(n) for batch in batches for n in batch.byte_lengths] == [len(story.encode()) for story in stories]


@pytest.mark.parametrize("batch_size", [1, 7, 5000])
def test_stories_get_the_ids_of_encode_batch(tokenizer: StoryTokenizer, batch_size: int) -> None:
    assert_same_ids(tokenizer, [*STORIES, *ODD, *STORIES[:20]], batch_size)


@given(stories=st.lists(ANY_TEXT | TROUBLE | WORDS, max_size=6))
@example(stories=["a\u3000", "\u3000\u3000b", " \u00a0 c\u2003"])
@example(stories=["'", "'s", "", "''s", "x'"])
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.differing_executors])
def test_any_text_gets_the_ids_of_encode_batch(tokenizer: StoryTokenizer, stories: list[str]) -> None:
    assert_same_ids(tokenizer, stories)


# Few letters and many merges of them give ties, overlaps, and tokens that can be reached on two ways.
@given(
    merged=st.lists(st.text(alphabet="ab", min_size=2, max_size=6), max_size=12),
    stories=st.lists(st.text(alphabet="ab", max_size=60), min_size=1, max_size=4),
    chance=st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.differing_executors])
def test_any_merges_give_the_ids_of_encode_batch(merged: list[str], stories: list[str], chance) -> None:
    vocab = {letter: number for number, letter in enumerate([*LETTERS, "<|endoftext|>"])}
    merges = []
    for token in merged:
        cuts = [k for k in range(1, len(token)) if token[:k] in vocab and token[k:] in vocab]
        if cuts:
            k = chance.choice(cuts)
            vocab.setdefault(token, len(vocab))
            merges.append((token[:k], token[k:]))
    assert_same_ids(StoryTokenizer(byte_level(BPE(vocab, merges))), stories)


@pytest.fixture(scope="module")
def merging_all() -> StoryTokenizer:
    """A BPE that merges any two bytes, in an order without meaning: text that is cut elsewhere gets other ids."""
    pairs = [(a, b) for a in LETTERS for b in LETTERS]
    random.Random(0).shuffle(pairs)
    names = [*LETTERS, "<|endoftext|>", *(a + b for a, b in pairs)]
    return StoryTokenizer(byte_level(BPE({name: number for number, name in enumerate(names)}, pairs)))


@given(stories=st.lists(ANY_TEXT | TROUBLE | WORDS, max_size=6))
@example(
    stories=["One day, Tom ran.", "it's they'll 's 'Sam", "we'rested", "a  b\n\n c\t", "abc123!?", "end  ", "''s 'l '"]
)
@example(stories=["a\u3000", "\u3000\u3000b", " \u00a0 c\u2003", "\u00a0", " \u00a0x", "x' 'r 'v"])
@settings(deadline=None, max_examples=600, suppress_health_check=[HealthCheck.differing_executors])
def test_any_text_is_cut_as_the_library_cuts_it(merging_all: StoryTokenizer, stories: list[str]) -> None:
    assert_same_ids(merging_all, stories)


def test_every_character_of_unicode_is_cut_as_the_library_cuts_it(merging_all: StoryTokenizer) -> None:
    # Every 31st one, so that it takes seconds; which ones does not matter.
    characters = [chr(code) for code in range(0, 0x110000, 31) if not 0xD800 <= code < 0xE000]
    assert_same_ids(merging_all, [f"a{c}1{c}! {c}{c} b'{c}" for c in characters])


def test_forgetting_words_does_not_change_the_ids(tokenizer: StoryTokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct_words, "MOST_WORDS", 50)
    monkeypatch.setattr(compiled, "WORD_BITS", 4)
    assert_same_ids(tokenizer, [*STORIES[:40], *ODD], batch_size=3)


def test_many_threads_that_meet_new_words_at_once_agree(
    tokenizer: StoryTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "cores", lambda: 8)
    stories = [" ".join(f"w{(k * 7 + n) % 997}x{'y' * (n % 130)}" for n in range(30)) for k in range(600)]
    assert_same_ids(tokenizer, stories, batch_size=5)


def test_a_vocabulary_beyond_16_bits_gets_its_ids_too() -> None:
    names = [*LETTERS, "<|endoftext|>", *(f"unused{k}" for k in range(70_000)), "th", "the"]
    vocab = {name: number for number, name in enumerate(names)}
    assert_same_ids(StoryTokenizer(byte_level(BPE(vocab, [("t", "h"), ("th", "e")]))), ["the thin the", *ODD])


def test_merging_by_other_rules_is_left_to_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    """With `ignore_merges` a piece that is an entry needs no merges, as in Llama 3."""
    encoding._say.cache_clear()
    vocab = {name: number for number, name in enumerate([*LETTERS, "<|endoftext|>", "cat"])}
    other = StoryTokenizer(byte_level(BPE(vocab, [], ignore_merges=True)))
    assert_same_ids(other, ["cat", "cats cat", *ODD])
    assert "without compiled loops" in capsys.readouterr().out


def test_the_plain_way_is_said_once(way: str, tokenizer: StoryTokenizer, capsys: pytest.CaptureFixture[str]) -> None:
    encoding._say.cache_clear()
    for _ in range(2):
        assert_same_ids(tokenizer, STORIES[:5])
    said = capsys.readouterr().out.count("without compiled loops, a tenth as fast: TINYSTORIES_NATIVE=off")
    assert said == (1 if way == "not compiled" else 0)


def test_a_tokenizer_of_another_kind_goes_the_librarys_way_and_says_so(
    tokenizer: StoryTokenizer, capsys: pytest.CaptureFixture[str]
) -> None:
    encoding._say.cache_clear()
    content = Tokenizer.from_str(tokenizer.tokenizer.to_str())
    content.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    content.decoder = ByteLevelDecoder()
    other = StoryTokenizer(content)

    assert_same_ids(other, [*STORIES[:20], *ODD])

    assert "does not cut text by GPT-2's rule" in capsys.readouterr().out


def test_stopping_early_leaves_no_thread_behind(tokenizer: StoryTokenizer) -> None:
    before = threading.active_count()
    encoded = encode_stories(tokenizer, STORIES * 20, batch_size=10)
    next(encoded)
    encoded.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_batches_hold_numbers_of_the_promised_kinds(tokenizer: StoryTokenizer) -> None:
    (batch,) = encode_stories(tokenizer, ["one", "two"])
    assert (batch.ids.dtype, batch.lengths.dtype, batch.byte_lengths.dtype) == (np.uint32, np.int64, np.int64)
    assert batch.tokens.dtype == np.uint16
