import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers
from tokenizers.decoders import ByteLevel as ByteLevelDecoder

from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.settings import BpeSettings
from mlopstinystories.tokenizer import StoryTokenizer, encode_stories, encoding, make_tokenizer

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
]


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


@given(
    stories=st.lists(
        st.text(max_size=40) | st.text(alphabet="the catdog's\n ré'll1.<|endoftext|>猫\u3000", max_size=40), max_size=6
    )
)
@settings(deadline=None, max_examples=300)
def test_any_text_gets_the_ids_of_encode_batch(tokenizer: StoryTokenizer, stories: list[str]) -> None:
    assert_same_ids(tokenizer, stories)


def test_forgetting_words_does_not_change_the_ids(tokenizer: StoryTokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MOST_WORDS", 50)
    assert_same_ids(tokenizer, [*STORIES[:40], *ODD], batch_size=3)


def test_many_threads_that_meet_new_words_at_once_agree(
    tokenizer: StoryTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "cores", lambda: 8)
    monkeypatch.setattr(encoding, "MOST_WORDS", 300)
    stories = [" ".join(f"w{(k * 7 + n) % 997}x{'y' * (n % 130)}" for n in range(30)) for k in range(600)]
    assert_same_ids(tokenizer, stories, batch_size=5)


def test_a_tokenizer_of_another_kind_goes_the_plain_way_and_says_so(
    tokenizer: StoryTokenizer, capsys: pytest.CaptureFixture[str]
) -> None:
    content = type(tokenizer.tokenizer).from_str(tokenizer.tokenizer.to_str())
    content.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    content.decoder = ByteLevelDecoder()
    other = StoryTokenizer(content)

    assert_same_ids(other, [*STORIES[:20], *ODD])

    assert "does not cut text by GPT-2's rule" in capsys.readouterr().out


def test_stopping_early_leaves_no_thread_behind(tokenizer: StoryTokenizer) -> None:
    import threading

    before = threading.active_count()
    encoded = encode_stories(tokenizer, STORIES * 20, batch_size=10)
    next(encoded)
    encoded.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_batches_hold_numbers_of_the_promised_kinds(tokenizer: StoryTokenizer) -> None:
    (batch,) = encode_stories(tokenizer, ["one", "two"])
    assert (batch.ids.dtype, batch.lengths.dtype, batch.byte_lengths.dtype) == (np.uint32, np.int64, np.int64)
