"""The world's state: characters, things and places, and who stands to whom in which way.

Plain objects that only `events.apply` changes. Each entity carries `forms`, the noun phrases by which a template
may call it ("a", "the", "he" ...), made once when it enters, so that telling is table look-up. The price: the words
of an entity are fixed at its birth (a broken cup is still called "the cup").
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

from .inflection import plural, with_article
from .words_places import PlaceWords


class Spoken(Protocol):
    """Whatever a template can name."""

    forms: dict[str, str]


PRONOUNS: Final = {
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself"},
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself"},
    "it": {"he": "it", "him": "it", "his": "its", "himself": "itself"},
}


# How a way passes a place; through it, if it is not here.
_OVER: Final = {"hill": "over", "river": "along", "lake": "along", "beach": "along"}


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
        over = f"{_OVER.get(words.name, 'through')} {the}"
        forms = {"": words.name, "the": the, "at": words.at, "to": to, "over": over}
        return cls(words.name, words.outdoors, words.spots, forms)


@dataclass(slots=True, eq=False)
class Character:
    """Somebody who can want, feel and act.

    `place` is None while nobody knows where it is. `mood` is what the last event that mattered left: 1 good, -1 bad,
    0 neither; only events change it, and a feeling that is told must agree with it. `known` from the introduction on.
    A `resident` lives with the hero, and is at home as long as the story does not say otherwise.
    """

    name: str
    sort: str
    pronoun: str
    forms: dict[str, str]
    trait: str = ""
    place: Place | None = None
    known: bool = False
    resident: bool = False
    mood: int = 0
    hurt: bool = False
    sick: bool = False
    fears: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Thing:
    """Something that can be owned, held, lost, broken. `holder` is None when nobody has it.

    `known` from its first mention on; `astray` while it is lost, stuck or hidden; `gone` when there is no more of it.
    """

    name: str
    kind: str
    look: str
    forms: dict[str, str]
    owner: Character | None = None
    holder: Character | None = None
    known: bool = False
    astray: bool = False
    broken: bool = False
    gone: bool = False


@dataclass(slots=True)
class World:
    """Everything that is true at one moment of a story besides what the entities know of themselves.

    `hero` is whom the story follows: whoever acts must be where the hero is; `home` is the hero's. The pairs are
    ordered: `(u, v)` in `wrongs` means u wronged v and it is not yet forgiven.
    """

    hero: Character | None = None
    home: Place | None = None
    friends: set[frozenset[Character]] = field(default_factory=set)
    quarrels: set[frozenset[Character]] = field(default_factory=set)
    wrongs: set[tuple[Character, Character]] = field(default_factory=set)
    apologies: set[tuple[Character, Character]] = field(default_factory=set)
    kindnesses: set[tuple[Character, Character]] = field(default_factory=set)

    def where(self, who: Character) -> Place | None:
        """Where `who` is, if the story lets one know."""
        return self.home if who.place is None and who.resident else who.place

    def here(self, who: Character) -> bool:
        """Whether `who` is where the hero is."""
        return self.hero is not None and self.hero.place is not None and self.where(who) is self.hero.place


def make_character(
    name: str, sort: str, pronoun: str, trait: str = "", call: str = "", hand: str = "hand"
) -> Character:
    """A character whose `name` is how the story calls it ("Mia", "Mom", "the owl"); `call` is how others address it."""
    forms = {
        "": name, "sort": sort, "trait": trait, "call": call or name, "hand": hand,
        "a": with_article(f"{trait} {sort}" if trait else sort), **PRONOUNS[pronoun],
    }  # fmt: skip
    if trait and name.startswith("the "):
        forms["thefull"] = f"the {trait} {sort}"
    return Character(name, sort, pronoun, forms, trait)


def make_thing(name: str, kind: str, look: str = "", some: bool = False) -> Thing:
    """A thing called `name`; `some` marks what cannot be counted ("some soup")."""
    full = f"{look} {name}" if look else name
    forms = {
        "": name, "a": f"some {full}" if some else with_article(full), "the": f"the {name}", "full": full,
        "look": look, "thefull": f"the {full}", "my": f"my {name}", "s": name if some else plural(name),
        "bare": f"some {name}" if some else with_article(name),
    }  # fmt: skip
    return Thing(name, kind, look, forms)
