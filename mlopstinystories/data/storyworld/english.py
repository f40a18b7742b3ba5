"""All ways of telling, gathered: `WAYS` by the key a beat names as its `how`, and the fresh-word lists.

A key that stands in two files is an error, found at import.
"""

from importlib import import_module
from typing import Final

from .inflection import plural
from .lexicon_adjectives import ADJECTIVES, GROUPS
from .lexicon_nouns import NOUNS, words
from .templates import NEXT, TemplateError, Ways, compile_block

MODULES: Final = (
    "english_frame",
    "english_common",
    "english_reach",
    "english_journey",
    "english_making",
    "english_skills",
    "english_friends",
    "english_search",
    "english_caring",
)
GAMES: Final = words("tag hide-and-seek catch hopscotch pirates house school circus follow_the_leader knights")

_FULL_KINDS: Final = (
    "bug", "small_animal", "far_animal", "farm_animal", "sea_animal", "building", "plant", "vehicle", "treat", "toy", "fruit", "fantasy",
)  # fmt: skip
_WORN: Final = words(
    "hat coat scarf cap sweater jacket raincoat ribbon cape vest hood bonnet costume bow_tie helmet belt shirt"
)
_LANDMARKS: Final = words("hill forest lake river pond beach meadow garden park mountain field valley stream waterfall")


def _full(kind: str, nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Every noun with every adjective that suits it."""
    return tuple(f"{adjective} {noun}" for noun in nouns for group in GROUPS[kind] for adjective in ADJECTIVES[group])


FRESH: Final[dict[str, tuple[str, ...]]] = {
    "next": NEXT,
    "game": GAMES,
    "color": ADJECTIVES["color"],
    "flower": ("flower", "rose", "daisy", "sunflower", "tulip", "lily", "violet", "poppy", "dandelion"),
    "glad": ("happy", "glad", "proud", "cheerful", "delighted", "joyful", "overjoyed", "thrilled", "pleased"),
    "sad": ("sad", "unhappy", "upset", "miserable", "heartbroken", "gloomy"),
    "wear": _WORN,
    "scared": ("scared", "afraid", "frightened", "terrified", "nervous"),
    "cross": ("angry", "cross", "mad", "furious"),
    "day": ADJECTIVES["day"],
    **{f"full_{kind}": _full(kind, NOUNS[kind]) for kind in _FULL_KINDS},
    "full_clothing_one": _full("clothing", _WORN),
    "landmark": tuple(
        f"{a} {n}" for n in _LANDMARKS for a in ("quiet", "green", "big", "blue", "sunny", "deep", "wide", "small")
    ),
    **NOUNS,
    **{f"{kind}s": tuple(plural(noun) for noun in nouns) for kind, nouns in NOUNS.items()},
    "wears": words("hats coats scarves caps sweaters jackets boots mittens shoes socks gloves"),
    "number": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def _gather() -> dict[str, Ways]:
    ways: dict[str, Ways] = {}
    for name in MODULES:
        block = compile_block(import_module(f".{name}", __package__).TEXT)
        twice = ways.keys() & block.keys()
        if twice:
            raise TemplateError(f"keys that stand in two files: {sorted(twice)}")
        ways.update(block)
    return ways


WAYS: Final = _gather()
