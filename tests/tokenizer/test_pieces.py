import json

import pytest
from tokenizers import AddedToken, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.tokenizer.pieces import DIGIT, LETTER, LETTERS, SIGN, SPACE, character_class, is_gpt2, pieces_of
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, byte_level


def test_bytes_are_spelled_by_the_letters_of_the_library() -> None:
    assert sorted(LETTERS) == sorted(ByteLevel.alphabet())
    assert len(set(LETTERS)) == 256
    assert "".join(LETTERS[byte] for byte in b" a\n\x00\xe9") == "ĠaĊĀé"
    assert pieces_of("it's a") == ["it", "'s", "Ġa"]


@pytest.mark.parametrize(
    ("characters", "expected"),
    [("é猫ßa", LETTER), ("٣²½7", DIGIT), ("!”😀\u0301\u200b", SIGN), ("\u3000\u00a0\n", SPACE)],
)
def test_characters_have_the_class_of_unicode(characters: str, expected: int) -> None:
    assert {character_class(character) for character in characters} == {expected}


def gpt2_like() -> Tokenizer:
    vocab = {letter: number for number, letter in enumerate(LETTERS)} | {"<|endoftext|>": 256}
    return StoryTokenizer(byte_level(BPE(vocab, []))).tokenizer


def test_a_tokenizer_that_cuts_in_another_way_is_told_apart() -> None:
    assert is_gpt2(gpt2_like())
    for change in (
        {"pre_tokenizer": ByteLevel(add_prefix_space=True)},
        {"pre_tokenizer": ByteLevel(add_prefix_space=False, use_regex=False)},
        {"pre_tokenizer": pre_tokenizers.Whitespace()},
        {"normalizer": normalizers.NFC()},
        {"encode_special_tokens": False},
    ):
        other = gpt2_like()
        for name, value in change.items():
            setattr(other, name, value)
        assert not is_gpt2(other), change
    added = gpt2_like()
    added.add_tokens([AddedToken("dog")])
    assert not is_gpt2(added)
    dropping = json.loads(gpt2_like().to_str())
    dropping["model"]["dropout"] = 0.1
    assert not is_gpt2(Tokenizer.from_str(json.dumps(dropping)))
