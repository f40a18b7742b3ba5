# ruff: noqa: E501 (tables are read by row)
"""Verbs by type with their past and -ing forms, and skills a child can learn.

English spelling rules cover the regular verbs; the irregular ones are listed. A verb here is something a child or a
small animal may like to do, so that "liked to VERB" is true of all.
"""

from dataclasses import dataclass, field
from typing import Final

_IRREGULAR: Final = {
    "run": "ran", "sing": "sang", "swim": "swam", "dig": "dug", "draw": "drew", "swing": "swung", "slide": "slid",
    "read": "read", "ride": "rode", "build": "built", "write": "wrote", "hide": "hid", "spin": "spun", "fly": "flew",
    "throw": "threw", "catch": "caught", "make": "made", "tell": "told", "feed": "fed", "sweep": "swept", "grow": "grew",
    "blow": "blew", "drive": "drove", "eat": "ate", "leap": "leapt", "sew": "sewed", "think": "thought",
}  # fmt: skip
_DOUBLED: Final = frozenset(
    (
        "hop",
        "skip",
        "knit",
        "clap",
        "hum",
        "tap",
        "pet",
        "nap",
        "chat",
        "drum",
        "swim",
        "run",
        "dig",
        "spin",
        "mop",
        "jog",
    )
)


def _past(base: str) -> str:
    head, _, rest = base.partition(" ")
    if head in _IRREGULAR:
        past = _IRREGULAR[head]
    elif head.endswith("e"):
        past = head + "d"
    elif head in _DOUBLED:
        past = head + head[-1] + "ed"
    elif head.endswith("y") and head[-2] not in "aeiou":
        past = head[:-1] + "ied"
    else:
        past = head + "ed"
    return f"{past} {rest}" if rest else past


def _ing(base: str) -> str:
    head, _, rest = base.partition(" ")
    if head in _DOUBLED:
        ing = head + head[-1] + "ing"
    elif head.endswith("e") and not head.endswith("ee"):
        ing = head[:-1] + "ing"
    else:
        ing = head + "ing"
    return f"{ing} {rest}" if rest else ing


@dataclass(slots=True)
class Verb:
    """A verb phrase with the three forms that stories need; `forms` is what templates read."""

    base: str
    forms: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = {"": self.base, "past": _past(self.base), "ing": _ing(self.base)}


def _verbs(text: str) -> tuple[Verb, ...]:
    return tuple(Verb(phrase.strip()) for phrase in text.split(","))


VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    "move": _verbs(
        "run, jump, hop, skip, dance, climb, swing, roll, slide, spin, race, march, gallop, tumble, swim, splash, leap,"
        " bounce, wander, hike, jog, twirl, crawl, play outside, walk in the grass, run in the wind, jump in puddles,"
        " climb trees, chase butterflies, roll down the hill, splash in the water, kick stones, play tag, explore"
    ),
    "make": _verbs(
        "paint, draw, build, cook, sew, dig, bake, knit, write, plant flowers, make hats, build towers, draw animals,"
        " paint pictures, make mud pies, fold paper boats, mix colors, decorate boxes, dig holes, make music, cut paper"
    ),
    "quiet": _verbs(
        "read, sing, hum, whistle, count, pretend, listen to stories, tell jokes, look at the clouds, count the stars,"
        " watch the birds, collect leaves, collect shells, collect stones, look for bugs, sing songs, tell stories,"
        " ask questions, think about faraway lands, look at maps, feed the birds, pick berries, dream, nap in the sun,"
        " watch the rain, smell the flowers, guess riddles, play the drum, learn new words, wonder about things"
    ),
    "help": _verbs(
        "sweep, mop, rake leaves, wash the dishes, fold clothes, water the plants, help in the kitchen, feed the hens,"
        " set the table, carry the bags, dust the shelves, stir the soup, clean the windows, pull weeds, mend old things"
    ),
}


@dataclass(slots=True)
class Skill:
    """Something that takes practice; `forms` gives to-form, past and -ing, where, and the mishap of a beginner."""

    base: str
    past: str
    ing: str
    tool: str
    mishap: str
    tip: str
    forms: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = {
            "": self.base, "past": self.past, "ing": self.ing, "tool": self.tool, "mishap": self.mishap, "tip": self.tip,
        }  # fmt: skip


SKILLS: Final = (
    Skill("ride a bike", "rode the bike", "riding a bike", "bike", "tipped over into the grass", "Look ahead, not down"),
    Skill("swim", "swam", "swimming", "water", "got water up the nose", "Kick your legs and breathe slowly"),
    Skill("skate", "skated", "skating", "skates", "slid and sat down with a bump", "Bend your knees a little"),
    Skill("whistle", "whistled a tune", "whistling", "lips", "only blew air", "Make your lips round and small"),
    Skill("jump rope", "jumped over the rope", "jumping rope", "rope", "got tangled in the rope", "Count while you jump"),
    Skill("juggle", "juggled three balls", "juggling", "balls", "dropped every ball", "Start with only one ball"),
    Skill("tie a bow", "tied a bow", "tying a bow", "laces", "made a big knot", "Make two loops like rabbit ears"),
    Skill("climb a rope", "climbed the rope", "climbing a rope", "rope", "slid right down", "Hold on with your feet"),
    Skill("do a cartwheel", "did a cartwheel", "doing cartwheels", "mat", "fell flat on the grass", "Keep your arms strong"),
    Skill("play the flute", "played a song on the flute", "playing the flute", "flute", "made a squeaky noise",
          "Blow as softly as the wind"),
    Skill("row a boat", "rowed the boat", "rowing a boat", "boat", "went around in circles", "Pull both sides together"),
    Skill("skip stones", "skipped a stone across the water", "skipping stones", "stone", "only made a big splash",
          "Pick a flat stone and throw low"),
    Skill("fly a kite", "flew the kite", "flying a kite", "kite", "crashed the kite into the ground",
          "Run into the wind and let the string go slowly"),
    Skill("catch a ball", "caught the ball", "catching a ball", "ball", "missed the ball", "Watch the ball all the way"),
    Skill("stand on one leg", "stood on one leg", "standing on one leg", "mat", "wobbled and fell", "Look at one spot"),
    Skill("make pancakes", "flipped a pancake", "making pancakes", "pan", "dropped the pancake on the floor",
          "Wait until you see the bubbles"),
)  # fmt: skip
