"""Places: how one says at, to and in them, and the spots inside them where a thing may lie."""

from typing import Final, NamedTuple

from .lexicon_nouns import words


class PlaceWords(NamedTuple):
    """Words for one place. `spots` complete "it was ..." with a preposition, e.g. "under the bench"."""

    name: str
    at: str
    outdoors: bool
    spots: tuple[str, ...]


def _place(name: str, at: str, outdoors: bool, spots: str) -> PlaceWords:
    return PlaceWords(name, at, outdoors, tuple(s.strip() for s in spots.split(",")))


OUTDOOR: Final = (
    _place("park", "at the park", True, "under the bench, behind the fountain, next to the swings, by the pond,"
           " behind the big tree, near the slide, inside the flower bed, on the grass by the gate"),
    _place("beach", "at the beach", True, "under a wet towel, behind a big rock, next to the sandcastle, beside a boat,"
           " under some seaweed, in a hole in the sand, by the lifeguard chair"),
    _place("forest", "in the forest", True, "under a pile of leaves, behind a mossy log, inside a hollow tree, by the"
           " stream, between two roots, next to a mushroom, under a thorny bush"),
    _place("garden", "in the garden", True, "under the rose bush, behind the shed, between the carrots, beside the"
           " watering can, under the old wheelbarrow, near the pond, behind the beans"),
    _place("playground", "at the playground", True, "under the slide, behind the swings, inside the tunnel, in the"
           " sandbox, beside the seesaw, next to the monkey bars"),
    _place("farm", "at the farm", True, "in the hay, behind the barn, under the tractor, beside the hen house, next to"
           " the water trough, behind a water barrel"),
    _place("meadow", "in the meadow", True, "in the tall grass, behind a gray stone, behind a bush, near the beehive,"
           " next to a molehill, by the wooden gate"),
    _place("river", "by the river", True, "under the bridge, between two stones, behind the reeds, in a muddy puddle,"
           " beside an old boat, under a willow"),
    _place("hill", "on the hill", True, "behind a round rock, in a rabbit hole, under a lonely tree, near the path,"
           " in the long grass"),
    _place("lake", "at the lake", True, "under the dock, behind the reeds, next to the red boat, between the water"
           " lilies, on a flat stone"),
    _place("village square", "in the village square", True, "behind the well, under a market cart, next to the bakery"
           " door, beside the statue, near the mailbox"),
    _place("zoo", "at the zoo", True, "behind the ice cream stand, under a bench near the lions, next to the duck pond,"
           " beside the ticket gate"),
    _place("orchard", "in the orchard", True, "under the ladder, behind an apple tree, beside a full basket, in the"
           " tall grass, next to the cart"),
    _place("backyard", "in the backyard", True, "under the porch, behind the dog house, beside the hose, next to the"
           " fence, under the picnic table"),
)  # fmt: skip

INDOOR: tuple[PlaceWords, ...] = (
    _place("house", "at home", False, "under the bed, behind the couch, inside a shoe, on top of the shelf, under a pile"
           " of clothes, behind the curtain, in the toy box, under a pillow, in the laundry basket, behind the door"),
    _place("library", "at the library", False, "behind the tall books, under the reading table, on a cart, next to the"
           " big globe, under a cushion"),
    _place("school", "at school", False, "under a desk, behind the bookcase, in the coat room, next to the paint jars,"
           " inside the block box"),
    _place("kitchen", "in the kitchen", False, "under the table, behind the flour jar, inside a pot, next to the stove,"
           " in the bread box"),
    _place("attic", "in the attic", False, "inside an old trunk, behind a dusty mirror, under a blanket, on a broken"
           " chair"),
    _place("barn", "in the barn", False, "in the hay, behind a wheel, under an old saddle, on a high beam"),
    _place("shop", "at the shop", False, "behind a stack of boxes, under the counter, next to the door, on the lowest"
           " shelf"),
)  # fmt: skip

# Where one has to go, like it or not.
OFFICES: Final = (
    _place("doctor's office", "at the doctor's office", False, "by the door, under a chair"),
    _place("barber shop", "at the barber shop", False, "by the door, under a chair"),
)  # fmt: skip
INDOOR = (*INDOOR, *OFFICES)

HOME: Final = INDOOR[0]

# Where somebody may live, and where something may be seen, at the end of a way.
HOMES: Final = (
    _place("mill", "at the mill", False, "by the wheel"),
    _place("red house", "at the red house", False, "by the door"),
    _place("old castle", "at the old castle", True, "by the gate"),
    _place("lighthouse", "at the lighthouse", False, "on the stairs"),
    _place("cottage behind the hill", "at the cottage behind the hill", False, "by the door"),
    _place("other village", "in the other village", True, "by the well"),
    _place("tall tower", "at the tall tower", False, "by the door"),
    _place("house by the woods", "at the house by the woods", False, "by the door"),
    _place("bee farm", "at the bee farm", True, "by the hives"),
    _place("green valley", "in the green valley", True, "by the well"),
    _place("yellow house", "at the yellow house", False, "by the door"),
    _place("farm by the sea", "at the farm by the sea", True, "by the gate"),
)  # fmt: skip
SIGHTS: Final = (
    _place("harbor", "at the harbor", True, "by the boats"),
    _place("mountain", "on the mountain", True, "by a rock"),
    _place("bridge", "at the bridge", True, "by the rail"),
    _place("little island", "on the little island", True, "by the shore"),
    _place("waterfall", "at the waterfall", True, "by the water"),
    _place("flower field", "in the flower field", True, "by the path"),
    _place("old castle", "at the old castle", True, "by the gate"),
    _place("market place", "at the market place", True, "by the well"),
    _place("white cliff", "on the white cliff", True, "by the edge"),
)  # fmt: skip
# What stands in a place, for things to lie beside and people to come around.
SCENERY: Final = {
    name: words(listed)
    for name, listed in {
        "park": "bench oak fountain maple statue rose_bush bush birch swing slide gate pine tree hedge",
        "beach": "rock boat boulder sandcastle log raft beach_chair pier canoe umbrella",
        "forest": "oak pine log stump boulder bush fern birch rock hut tree maple",
        "garden": "bush rose_bush sunflower wheelbarrow shed bench apple_tree cherry_tree hedge fence pear_tree barrel",
        "playground": "slide bench swing seesaw sandbox bush fence tree maple",
        "farm": "barn tractor cart haystack fence cow well trough wheelbarrow stable sheep oak cherry_tree horse",
        "meadow": "rock oak bush cow sheep fence willow boulder goat haystack stump hedge birch",
        "river": "willow boat rock log boulder bush bridge fern birch",
        "hill": "rock boulder oak pine bush stump windmill fern birch",
        "lake": "boat willow rock log pier canoe boulder bush birch",
        "village square": "well bench fountain statue cart market_stall church bakery wall barrel",
        "zoo": "bench fence gate palm_tree hedge fountain",
        "orchard": "tree apple_tree pear_tree cart basket fence gate wheelbarrow cherry_tree ladder",
        "backyard": "shed bench fence bush wagon maple rose_bush wall trough hose",
        "house": "chair cushion lamp sofa chest basket armchair cupboard box curtain trunk",
        "library": "bookcase chair globe table lamp shelf",
        "school": "desk chair bookcase globe coat_rack toy_box table",
        "kitchen": "chair table pot basket cupboard stool jar",
        "attic": "trunk chest mirror chair basket cradle",
        "barn": "cart haystack ladder barrel bucket",
        "shop": "shelf basket chair barrel table",
        "doctor's office": "chair table lamp",
        "barber shop": "chair mirror table",
    }.items()
}
# Where one passes through on the way.
WAYS: Final = ("forest", "meadow", "river", "hill", "orchard", "lake")

WEATHER: Final = (
    "sunny",
    "warm",
    "bright",
    "windy",
    "cloudy",
    "cold",
    "clear",
    "lovely",
    "gray",
    "misty",
    "cool",
    "chilly",
    "breezy",
    "mild",
    "fine",
)
