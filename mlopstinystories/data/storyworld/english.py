"""All ways of telling, gathered: `WAYS` by the key a beat names as its `how`, and the fresh-word lists.

A key that stands in two files is an error, found at import.
"""

from importlib import import_module
from typing import Final

from .inflection import plural
from .lexicon_adjectives import ADJECTIVES, fitting
from .lexicon_nouns import NOUNS, words
from .templates import NEXT, TemplateError, Ways, compile_block
from .words_places import SCENERY

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
    "bug", "small_animal", "far_animal", "farm_animal", "sea_animal", "plant", "treat", "toy", "fruit", "fantasy", "drink", "talk",
)  # fmt: skip
# Nouns that are told in certain frames alone, and what they have in common.
_FRAMES: Final[dict[str, tuple[str, ...]]] = {
    # One walks past it, or lives near it.
    "building": words(
        "bakery barn bridge church mill shop school tower library market cottage windmill well fountain statue museum"
        " hospital station gate greenhouse chapel restaurant theater castle bank hut stable post_office hotel factory lighthouse"
    ),
    "passed": words(
        "bus truck tractor cart car van bike taxi wagon carriage motorcycle fire_truck bench fence wall hedge puddle"
        " fountain haystack wheelbarrow mailbox rose_bush pond"
    ),
    "outdoor": words("hat coat scarf cap jacket raincoat cape"),
    "snowed": words("bench fence wall hedge wheelbarrow cart wagon mailbox"),
    "tree": words("tree oak maple birch pine willow apple_tree cherry_tree pear_tree chestnut_tree plum_tree"),
    # What is as light as can be, and what leaves crumbs.
    "airy": words("butterfly feather balloon leaf petal"),
    "crumbly": words("cookie muffin bun waffle cracker biscuit croissant scone"),
    # What is baked for guests.
    "festive": words("cake pie tart pizza cupcake pudding"),
    # What makes a meal, for one does not eat a plate of syrup.
    "dish": tuple(noun for noun in NOUNS["dish"] if noun not in words("honey jam butter syrup gravy lettuce celery")),
    "supper": words("soup bread cheese rice pasta pudding spaghetti stew macaroni porridge"),
    "flower": ("flower", "rose", "daisy", "sunflower", "tulip", "lily", "violet", "poppy", "dandelion"),
    "wear_one": words("hat coat scarf cap sweater jacket raincoat cape vest hood shirt"),
    "cuddly": words(
        "teddy_bear doll rag_doll toy_rabbit toy_lion toy_duck toy_penguin toy_elephant toy_dinosaur toy_horse toy_frog toy_mouse toy_sheep puppet"
    ),
    "carried": words(
        "ball doll kite drum robot balloon teddy_bear toy_boat frisbee toy_truck toy_train flute trumpet puppet toy_plane toy_car"
        " toy_rocket toy_horse toy_rabbit toy_duck yo-yo whistle pinwheel jump_rope rag_doll toy_dinosaur tambourine kazoo book"
        " magnifying_glass telescope compass umbrella lantern basket"
    ),
    "visitor": words("bird squirrel robin sparrow kitten butterfly ladybug mouse bee duckling frog"),
    "ride": words("bike wagon cart scooter wheelbarrow van tractor truck"),
    "garden_plant": words("rose tulip lily sunflower fern bush daisy poppy violet"),
}
_LANDMARKS: Final = words("hill forest lake river pond beach meadow garden park mountain field valley stream waterfall")


def _two_by_two(phrases: tuple[str, ...], per_noun: int) -> tuple[str, ...]:
    """The same phrases, of the first two nouns by turns at the head, where the plain language takes them."""
    head = (phrases[0], phrases[per_noun], phrases[1], phrases[per_noun + 1])
    return (*head, *(phrase for phrase in phrases if phrase not in head))


def _full(nouns: tuple[str, ...], kind: str = "extra") -> tuple[str, ...]:
    """Every noun with every adjective that suits it."""
    return _two_by_two(fitting(nouns, kind), len(fitting(nouns[:1], kind)))


FRESH: Final[dict[str, tuple[str, ...]]] = {
    "next": NEXT,
    "game": GAMES,
    "color": ADJECTIVES["paint"],
    "glad": ("happy", "glad", "proud", "cheerful", "delighted", "joyful", "overjoyed", "thrilled", "pleased"),
    "merry": ("happy", "glad", "cheerful", "pleased"),
    "sad": ("sad", "unhappy", "upset", "miserable", "heartbroken", "gloomy"),
    "wear": words("hat coat scarf cap sweater jacket raincoat ribbon cape vest hood bow_tie shirt"),
    "scared": ("scared", "afraid", "frightened", "terrified", "nervous"),
    "cross": ("angry", "cross", "mad", "furious"),
    "day": ADJECTIVES["day"],
    **{f"full_{kind}": _full(NOUNS[kind]) for kind in _FULL_KINDS},
    **{f"full_{frame}": _full(nouns) for frame, nouns in _FRAMES.items()},
    **{f"here {place}": _full(nouns) for place, nouns in SCENERY.items()},
    "full_fierce": tuple(
        f"{adjective} {noun}"
        for noun in words("lion tiger leopard wolf crocodile bear shark gorilla alligator bull rhino bison")
        for adjective in (*ADJECTIVES["fierce"], *ADJECTIVES["size"], "hungry")
    ),
    "here": _full(words("tree bush rock bench wall")),
    "landmark": fitting(_LANDMARKS),
    **NOUNS,
    **{f"{kind}s": tuple(plural(noun) for noun in nouns) for kind, nouns in NOUNS.items()},
    "dish": _FRAMES["dish"],
    "tree": _FRAMES["tree"],
    "flower": _FRAMES["flower"],
    "trees": tuple(plural(noun) for noun in _FRAMES["tree"]),
    "flowers": tuple(plural(noun) for noun in _FRAMES["flower"]),
    "wears": words("hats coats scarves caps sweaters jackets boots mittens shoes socks gloves"),
    "supper": _FRAMES["supper"],
    "crumbly": _FRAMES["crumbly"],
    # What people are asked to.
    "fest": words("party picnic parade race show concert festival play contest puppet_show treasure_hunt carnival"),
    # What can be played alone, and who does not like the rain.
    "lone_game": words("hopscotch pirates house school circus knights"),
    "drenched": words("cat hen kitten mouse bee lamb puppy sparrow"),
    "slippery": words("grape cherry plum leaf pebble marble"),
    "pile": words("chairs tables ladders beds cupboards boxes benches barrels"),
    "collected": words("books clocks cushions pictures candles lamps shells buttons stones kites dolls drums puzzles"),
    "spook": words("dragon giant monster ghost witch wizard pirate"),
    "tall_animal": words("giraffe elephant camel ostrich polar_bear horse moose"),
    "strong_animals": words("oxen horses bulls elephants bears donkeys"),
    "heavy_ride": words("bus train truck tractor bulldozer fire_truck carriage"),
    "scribe": words("teacher baker farmer gardener postman fisherman painter shopkeeper sailor"),
    "relation": words("aunt uncle mother father grandmother grandfather cousin neighbors sister brother twin"),
    "weekday": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "number": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
# Lists whose nouns a story should name but once.
NAMING: Final = frozenset(FRESH) - {
    "next", "game", "color", "glad", "merry", "sad", "scared", "cross", "day", "number", "wears", "pile", "weekday",
}  # fmt: skip


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
