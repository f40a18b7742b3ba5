"""Scores of a completed story that need no judge: counted, the same every time, and blind to its sense.

    ends_properly       1 where the model ended the story itself, after a full sentence
    completes_sentence  1 where the cut sentence goes on and ends within 40 words
    quotes_closed       1 where every quotation mark is closed
    repeated            share of the completion's 4-grams of words that stood in it before; lower is better
    outside_vocabulary  share of its words that neither the story world nor the beginning has; lower is better
    keeps_hero          1 where the hero's name, or a name's place taken by the right pronoun, comes up again
    pronouns_agree      share of he/she that are the hero's, as far as nobody else has been mentioned

A score is None where the completion gives no occasion for it, such as pronouns where there are none. Each is easy to
satisfy by itself (one fluent story told every time pleases all but `keeps_hero`), so they are read together, and with
the diversity measures.
"""

import re
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Final

from mlopstinystories.data.storyworld import (
    inflection,
    lexicon_adjectives,
    lexicon_nouns,
    lexicon_verbs,
    tell_story,
    words_people,
    words_places,
)
from mlopstinystories.evaluation.beginnings import Beginning

HIGHER_IS_BETTER: Final = {
    "ends_properly": True,
    "completes_sentence": True,
    "quotes_closed": True,
    "repeated": False,
    "outside_vocabulary": False,
    "keeps_hero": True,
    "pronouns_agree": True,
}
RANKS_MODELS: Final = frozenset(("keeps_hero", "pronouns_agree"))
"""Scores that ranked a good model above damaged ones (`benchmarks/score_validity.py`); the others did not."""
_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_PRONOUNS: Final = {"he": "he", "him": "he", "his": "he", "himself": "he",
                    "she": "she", "her": "she", "hers": "she", "herself": "she"}  # fmt: skip
_OTHERS: Final = lexicon_nouns.words(
    "mom mother mommy mama dad father daddy papa grandma grandmother grandpa grandfather sister brother aunt uncle "
    "friend friends boy girl man woman teacher lady neighbor king queen prince princess farmer doctor baby"
)
_LONGEST_REST = 40
"""Words after which a sentence that has not ended is taken for one that never does."""
_STORIES_FOR_WORDS = 1_000


def words_of(text: str) -> list[str]:
    """Its words, as written, without punctuation."""
    return [found.group().replace("’", "'") for found in _WORD.finditer(text)]


def score_completion(beginning: Beginning, completion: str, ended: bool) -> dict[str, float | None]:
    """Every score of one completion; `ended` says whether the model ended the story itself."""
    words = words_of(completion)
    return {
        "ends_properly": float(ended and bool(re.search(r"[.!?]['\"”’]?\s*$", completion))),
        "completes_sentence": float(_completes_sentence(completion)),
        "quotes_closed": float((beginning.text + completion).count('"') % 2 == 0),
        "repeated": _repeated([word.lower() for word in words]),
        "outside_vocabulary": _outside(beginning.text, words),
        "keeps_hero": float(_keeps_hero(beginning, words)) if words else 0.0,
        "pronouns_agree": _pronouns_agree(beginning, words),
    }


def _completes_sentence(completion: str) -> bool:
    """Whether the text goes on within the line and comes to the end of a sentence soon, after a word at least."""
    head, mark, _ = re.split(r"([.!?])", completion, maxsplit=1) if re.search(r"[.!?]", completion) else ("", "", "")
    return bool(mark) and "\n" not in head and 1 <= len(words_of(head)) <= _LONGEST_REST


def _repeated(words: list[str]) -> float | None:
    grams = list(zip(*(words[shift:] for shift in range(4)), strict=False))
    return 1 - len(set(grams)) / len(grams) if grams else None


def _outside(beginning: str, words: list[str]) -> float | None:
    if not words:
        return None
    known = basic_vocabulary() | {word.lower() for word in words_of(beginning)}
    return sum(word.lower().removesuffix("'s") not in known for word in words) / len(words)


def _keeps_hero(beginning: Beginning, words: list[str]) -> bool:
    names = {word.removesuffix("'s") for word in words}
    return beginning.hero in names or any(_PRONOUNS.get(word.lower()) == beginning.pronoun for word in words[:12])


def _pronouns_agree(beginning: Beginning, words: list[str]) -> float | None:
    """Read up to the first word for somebody else; None where there is no pronoun before it."""
    if any(word.lower().removesuffix("'s") in _OTHERS for word in words_of(beginning.text)):
        return None
    right = seen = 0
    for word in words:
        bare = word.removesuffix("'s")
        if bare.lower() in _OTHERS or (bare in _names() and bare != beginning.hero):
            break
        if (gender := _PRONOUNS.get(word.lower())) is not None:
            seen += 1
            right += gender == beginning.pronoun
    return right / seen if seen else None


@cache
def _names() -> frozenset[str]:
    return frozenset((*words_people.GIRLS, *words_people.BOYS))


@cache
def basic_vocabulary() -> frozenset[str]:
    """The story world's words in small letters: its lexicon with all forms, and the words of its first stories."""
    found: set[str] = set()
    for module in (lexicon_nouns, lexicon_verbs, lexicon_adjectives, words_people, words_places):
        for entry in _strings(module):
            forms = {entry, inflection.plural(entry), inflection.past(entry), inflection.ing(entry)}
            for form in forms if re.fullmatch(r"[A-Za-z]+( [a-z]+)*", entry) else {entry}:
                found.update(word.lower() for word in words_of(form))
    for index in range(_STORIES_FOR_WORDS):
        found.update(word.lower().removesuffix("'s") for word in words_of(tell_story(0, index)))
    return frozenset(found)


def _strings(value: object) -> set[str]:
    """Every text in the tables of a module, however deep."""
    if isinstance(value, ModuleType):
        return set().union(*(_strings(table) for name, table in vars(value).items() if name.isupper()))
    if isinstance(value, str):
        return {value} if value else set()
    if isinstance(value, dict):
        return _strings((*value.keys(), *value.values()))
    if isinstance(value, tuple | list | frozenset | set):
        return set().union(*(_strings(one) for one in value))
    if is_dataclass(value):
        return _strings(tuple(getattr(value, field.name, None) for field in fields(value)))
    return set()
