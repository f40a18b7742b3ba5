"""All ways of telling, gathered: `WAYS` by the key an event names as its `how`, and the fresh-word lists.

A key that stands in two files is an error, found at import.
"""

from typing import Final

from . import (
    english_common,
    english_ends,
    english_fear,
    english_finding,
    english_friends,
    english_home,
    english_making,
    english_nature,
    english_outing,
    english_trouble,
)
from .templates import NEXT, TemplateError, Ways, compile_block
from .words_people import SMALL_WILD, TRAITS
from .words_things import COLORS, COUNTED_TREATS, FLOWERS, GAMES, MASS_FOOD, NOUNS, SMELLS

FRESH: Final[dict[str, tuple[str, ...]]] = {
    "next": NEXT,
    "color": COLORS,
    "wild": NOUNS["wild"],
    "farm": NOUNS["farm"],
    "small": SMALL_WILD,
    "toy": NOUNS["toy"],
    "house": NOUNS["house"],
    "vehicle": NOUNS["vehicle"],
    "clothing": NOUNS["clothing"],
    "fruit": NOUNS["fruit"],
    "treat": NOUNS["treat"],
    "nature": NOUNS["nature"],
    "treats": COUNTED_TREATS,
    "food": MASS_FOOD,
    "flower": FLOWERS,
    "blooms": tuple(f[:-1] + "ies" if f.endswith("y") else f + "s" for f in FLOWERS),
    "sight": NOUNS["sight"],
    "plant": NOUNS["plant"],
    "game": GAMES,
    "smell": SMELLS,
    "trait": TRAITS,
    **english_common.FRESH,
}


def _gather() -> dict[str, Ways]:
    ways: dict[str, Ways] = {}
    for module in (
        english_common, english_ends, english_fear, english_finding, english_friends, english_home,
        english_making, english_nature, english_outing, english_trouble,
    ):  # fmt: skip
        block = compile_block(module.TEXT)
        twice = ways.keys() & block.keys()
        if twice:
            raise TemplateError(f"keys that stand in two files: {sorted(twice)}")
        ways.update(block)
    return ways


WAYS: Final = _gather()
