from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.errors import TokenizerError
from mlopstinystories.settings import BpeSettings
from mlopstinystories.tokenizer import END_OF_TEXT, StoryTokenizer
from mlopstinystories.tokenizer.bpe_training import count_pieces, find_merges, train_bpe
from mlopstinystories.tokenizer.story_tokenizer import byte_level


def trained_by_the_library(stories: list[str], vocab_size: int) -> StoryTokenizer:
    tokenizer = byte_level(BPE())
    trainer = BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(stories, trainer)
    return StoryTokenizer(tokenizer)


def trained_here(stories: list[str], vocab_size: int) -> StoryTokenizer:
    return train_bpe(BpeSettings(vocab_size=vocab_size, training_bytes=10**9), stories)


def test_the_tokenizer_is_the_librarys_on_stories() -> None:
    stories = list(tell_stories(0, 0, 300))
    assert trained_here(stories, 1200).fingerprint() == trained_by_the_library(stories, 1200).fingerprint()


# Few letters give many ties, tokens that can be reached on two ways, and pairs that overlap themselves.
@given(stories=st.lists(st.text(alphabet="ab", max_size=40) | st.text(alphabet="abc <|>endoftx\né", max_size=40)))
@example(stories=["aaaaaaaaa", "aaaa aaaaaa"])
@example(stories=["abcabc bcabca ab bc abc", "cabcab"])
@example(stories=["<|endoftext|> <|endoftext|>"] * 3)
@settings(deadline=None, max_examples=400)
def test_the_tokenizer_is_the_librarys_on_any_text(stories: list[str]) -> None:
    assert trained_here(stories, 320).fingerprint() == trained_by_the_library(stories, 320).fingerprint()


@given(stories=st.lists(st.text(max_size=40), max_size=8))
@settings(deadline=None, max_examples=50)
def test_the_counts_are_those_of_the_pieces_one_by_one(stories: list[str]) -> None:
    rule = ByteLevel(add_prefix_space=False)
    expected = Counter(piece for story in stories for piece, _ in rule.pre_tokenize_str(story))
    assert count_pieces(stories) == expected


def test_counting_pieces_refuses_half_a_character() -> None:
    with pytest.raises(TokenizerError, match="lone surrogate"):
        count_pieces(["fine", "The \ud83d dog"])


def test_merges_can_be_found_on_counts_alone() -> None:
    merges = find_merges({"low": 5, "lot": 2, "no": 4}, vocab_size=259)
    assert merges.pairs == [("l", "o"), ("lo", "w")]
    assert [merges.vocab[token] for token in ("lo", "low")] == [257, 258]
