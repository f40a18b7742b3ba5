import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.tokenizer.words import SEPARATOR, find_words, told_apart

RULE = ByteLevel(add_prefix_space=False)
ANY = st.characters(codec="utf-8", exclude_characters="|")  # `words` shows the end of a story as a bar
TEXT = st.text(ANY, max_size=30) | st.text(alphabet="ab'1.\n \té\u3000\u0301", max_size=30)


def words(stories: list[str]) -> list[str]:
    cut = told_apart(*find_words([story.encode() for story in stories]))
    return ["|" if cut.distinct[code] == SEPARATOR else cut.distinct[code].decode() for code in cut.codes]


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        (["One day, Tom ran."], ["One", " day,", " Tom", " ran.", "|"]),
        (["a  b\n\nc d"], ["a  b\n\nc", " d", "|"]),
        (["a é b c"], ["a é b", " c", "|"]),
        (["a b ", " c"], ["a", " b ", "|", " c", "|"]),
        (["", "a", ""], ["|", "a", "|", "|"]),
        ([""], ["|"]),
    ],
)
def test_words_begin_at_blanks_between_visible_characters(stories: list[str], expected: list[str]) -> None:
    assert words(stories) == expected


@given(stories=st.lists(TEXT, min_size=1, max_size=5))
@settings(deadline=None, max_examples=400)
def test_cutting_words_into_pieces_is_cutting_stories_into_pieces(stories: list[str]) -> None:
    by_words = [piece for word in words(stories) if word != "|" for piece, _ in RULE.pre_tokenize_str(word)]
    assert by_words == [piece for story in stories for piece, _ in RULE.pre_tokenize_str(story)]
