import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.tokenizer.pieces import LETTERS, PieceScanner, is_gpt2, spelled
from mlopstinystories.tokenizer.story_tokenizer import StoryTokenizer, byte_level
from mlopstinystories.tokenizer.words import SEPARATOR, joined

RULE = ByteLevel(add_prefix_space=False)
SCANNER = PieceScanner()

ANY_TEXT = st.text(max_size=30)
TROUBLE = st.text(
    alphabet=st.sampled_from("aZ09 '\n\t\r.,!strevmldSTREVé猫ß٣²½\u00a0\u2003\u3000\u0301\u200d😀\x00\x1c\x85”<|>"),
    max_size=30,
)
WORDS = st.lists(
    st.sampled_from(
        ["'s", "'re", "'ve", "'ll", "'t", "'m", "'d", "it", " ", "  ", "\n", "<|endoftext|>", "'", "é", "1"]
    ),
    max_size=12,
).map("".join)


def scanned(stories: list[str]) -> list[list[str]]:
    """The pieces of each story, spelled as the library spells them."""
    pieces = SCANNER.scan(joined([story.encode() for story in stories]))
    parts: list[list[str]] = [[]]
    for code in pieces.codes.tolist():
        if pieces.distinct[code] == SEPARATOR:
            parts.append([])
        else:
            parts[-1].append(spelled(pieces.distinct[code]))
    return parts


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One day, Tom ran.", ["One", " day", ",", " Tom", " ran", "."]),
        ("it's they'll 's 'Sam", ["it", "'s", " they", "'ll", " '", "s", " '", "Sam"]),
        ("we'rested", ["we", "'re", "sted"]),
        ("a  b\n\n c\t", ["a", " ", " b", "\n\n", " c", "\t"]),
        ("abc123!?", ["abc", "123", "!?"]),
        ("end  ", ["end", "  "]),
        ("", []),
    ],
)
def test_pieces_by_hand(text: str, pieces: list[str]) -> None:
    assert scanned([text]) == [[spelled(piece.encode()) for piece in pieces]]


@given(stories=st.lists(ANY_TEXT | TROUBLE | WORDS, max_size=5))
@example(stories=["a\u3000", "\u3000\u3000b", " \u00a0 c\u2003"])
@example(stories=["'", "'s", "", "''s", "x'"])
@settings(deadline=None, max_examples=600)
def test_pieces_are_the_librarys_on_any_text(stories: list[str]) -> None:
    expected = [[piece for piece, _ in RULE.pre_tokenize_str(story)] for story in stories]
    assert scanned(stories) == (expected or [[]])


def test_every_character_of_unicode_is_cut_as_the_library_cuts_it() -> None:
    # Every third one, so that it takes seconds; which third does not matter.
    characters = [chr(code) for code in range(0, 0x110000, 3) if not 0xD800 <= code < 0xE000]
    text = "".join(f"a{character}1{character}! {character}{character} b" for character in characters)
    assert scanned([text]) == [[piece for piece, _ in RULE.pre_tokenize_str(text)]]


def test_bytes_are_spelled_by_the_letters_of_the_library() -> None:
    assert sorted(LETTERS) == sorted(ByteLevel.alphabet())
    assert len(set(LETTERS)) == 256
    assert spelled(b" a\n\x00\xe9") == "ĠaĊĀé"


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
