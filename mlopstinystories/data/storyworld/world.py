"""The world's state: characters, things and places, and who stands to whom in which way.

Plain objects that only `events.apply` changes. Each entity carries `forms`, the noun phrases by which a template
may call it ("a", "the", "he" ...), made once when it enters, so that telling is table look-up. The price: the words
of an entity are fixed at its birth (a broken cup is still called "the cup").
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

from .words_places import PlaceWords


class Spoken(Protocol):
    """Whatever a template can name."""

    forms: dict[str, str]


PRONOUNS: Final = {
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself", "hers": "hers"},
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself", "hers": "his"},
    "it": {"he": "it", "him": "it", "his": "its", "himself": "itself", "hers": "its"},
}


def with_article(noun_phrase: str) -> str:
    """`noun_phrase` with the article its first sound asks for: "an old owl", "a unicorn"."""
    vowel = noun_phrase[0] in "aeiou" and not noun_phrase.startswith(("uni", "use", "one "))
    return f"{'an' if vowel or noun_phrase.startswith(('hour', 'honest')) else 'a'} {noun_phrase}"


@dataclass(slots=True, eq=False)
class Place:
    """Somewhere; `spots` are where small things lie hidden in it."""

    name: str
    outdoors: bool
    spots: tuple[str, ...]
    forms: dict[str, str]

    @classmethod
    def from_words(cls, words: PlaceWords) -> "Place":
        """The place that `words` describe."""
        the = f"the {words.name}"
        to = "home" if words.at == "at home" else "to school" if words.name == "school" else f"to {the}"
        forms = {"": words.name, "the": the, "at": words.at, "to": to}
        return cls(words.name, words.outdoors, words.spots, forms)


@dataclass(slots=True, eq=False)
class Character:
    """Somebody who can want, feel and act. `place` is None while off stage."""

    name: str
    sort: str
    pronoun: str
    forms: dict[str, str]
    trait: str = ""
    feeling: str = "calm"
    wish: str = ""
    place: Place | None = None
    hurt: bool = False
    sick: bool = False
    asleep: bool = False
    fears: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Thing:
    """Something that can be owned, held, lost, broken. `holder` is None when nobody has it in hand."""

    name: str
    kind: str
    look: str
    forms: dict[str, str]
    owner: Character | None = None
    holder: Character | None = None
    lost: bool = False
    hidden: bool = False
    broken: bool = False
    gone: bool = False
    made: bool = True


@dataclass(slots=True)
class World:
    """Everything that is true at one moment of a story besides what the entities know of themselves.

    The pairs are ordered: `(u, v)` in `wrongs` means u wronged v and it is not yet forgiven.
    """

    weather: str = "sunny"
    time: str = "morning"
    friends: set[frozenset[Character]] = field(default_factory=set)
    quarrels: set[frozenset[Character]] = field(default_factory=set)
    wrongs: set[tuple[Character, Character]] = field(default_factory=set)
    lies: set[tuple[Character, Character]] = field(default_factory=set)
    apologies: set[tuple[Character, Character]] = field(default_factory=set)
    kindnesses: set[tuple[Character, Character]] = field(default_factory=set)


def make_character(
    name: str, sort: str, pronoun: str, trait: str = "", call: str = "", hand: str = "hand"
) -> Character:
    """A character whose `name` is how the story calls it ("Mia", "Mom", "the owl"); `call` is how others address it."""
    forms = {
        "": name, "sort": sort, "trait": trait, "call": call or name, "hand": hand,
        "a": with_article(f"{trait} {sort}" if trait else sort), **PRONOUNS[pronoun],
    }  # fmt: skip
    return Character(name, sort, pronoun, forms, trait)


def make_thing(name: str, kind: str, look: str = "", some: bool = False) -> Thing:
    """A thing called `name`; `some` marks what cannot be counted ("some soup")."""
    full = f"{look} {name}" if look else name
    forms = {
        "": name, "a": f"some {full}" if some else with_article(full), "the": f"the {name}", "full": full,
        "look": look, "thefull": f"the {full}",
        "my": f"my {name}", "it": "it",
    }  # fmt: skip
    return Thing(name, kind, look, forms)
