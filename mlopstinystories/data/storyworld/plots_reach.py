"""Plots about something out of reach: it is the hero's own, a friend's, wanted, or a small animal in need."""

from collections.abc import Callable
from typing import Final

from .frame import arrive, close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import Character, Thing

_LAND: Final = ("park", "garden", "meadow", "forest", "farm", "orchard", "backyard", "hill")
_POLES: Final = "stick pole rake broom"
OBSTACLES: Final = {
    "high": obstacle(
        "climb jump shake call", {"pole": _POLES, "steps": "ladder box bucket wheelbarrow"},
        "squirrel crow monkey raccoon parrot magpie", "gardener firefighter farmer painter",
    ),
    "water": obstacle(
        "stones wade wait blow", {"pole": f"{_POLES} fishing_rod net", "line": "rope string"},
        "duck frog beaver otter swan turtle", "fisherman sailor lifeguard captain",
    ),
    "deep": obstacle(
        "arm dig call", {"pole": _POLES, "line": "rope string hook net"},
        "mole mouse rabbit badger chipmunk lizard", "farmer plumber miner gardener",
    ),
    "locked": obstacle(
        "push window word knock", {"pole": "stick hook ruler spoon"}, "mouse cat lizard chipmunk sparrow",
        "farmer postman guard baker",
    ),
    "thorny": obstacle(
        "grab kick below", {"pole": f"{_POLES} shovel umbrella"}, "goat bear badger donkey sheep",
        "gardener tailor shoemaker cook",
    ),
    "heavy": obstacle(
        "lift roll dig shout", {"lever": "stick pole shovel rake"}, "ox bear horse elephant bull donkey",
        "farmer builder carpenter sailor",
    ),
    "guarded": obstacle(
        "grab scare ask sing", {"food": "@treat"}, "owl crow tortoise mouse robin", "farmer shopkeeper zookeeper vet",
    ),
}  # fmt: skip
# What would hurt a small animal, or is too much to ask of it.
_NOT_FOR_ANIMALS: Final = {"high": ("shake",), "water": ("stones", "line"), "deep": ("pole",), "thorny": ("kick",)}
# What floats on water.
_FLOATING: Final = (
    "ball", "hat", "doll", "toy boat", "toy duck", "balloon", "cap", "frisbee", "scarf", "puppet", "rag doll", "kite",
    "teddy bear", "ribbon", "mask", "toy rabbit", "toy horse", "toy plane", "drum", "feather",
)  # fmt: skip
# Where nobody can dig.
_HARD: Final = ("the well", "the pipe", "the tree")
# Where each obstacle is met, the spots with what stands there, and what one is warned of.
_PLACES: Final = {
    "high": ("park", "garden", "farm", "orchard", "backyard", "village square", "meadow"),
    "water": ("park", "river", "lake", "beach"),
    "deep": _LAND,
    "locked": ("farm", "backyard", "village square", "garden", "park", "orchard"),
    "thorny": _LAND,
    "heavy": _LAND,
    "guarded": ("farm", "meadow", "village square", "park", "backyard", "orchard"),
}
_SPOTS: Final = {
    "high": (("in the top of a tall tree", "the tree"), ("on a branch of an old oak", "the oak"),
             ("on top of a high wall", "the wall"), ("on the roof of a shed", "the shed"),
             ("on the head of a statue", "the statue"), ("on the roof of the henhouse", "the henhouse"),
             ("on a tall pile of logs", "the pile"), ("on top of a tall gate", "the gate")),
    "water": (("far out on the water", "the water"), ("in the middle of the water", "the water"),
              ("between the reeds", "the reeds"), ("behind the water lilies", "the water lilies")),
    "deep": (("into a rabbit hole", "the hole"), ("into an old well", "the well"),
             ("into a crack between two rocks", "the crack"), ("into a hollow tree", "the tree"),
             ("down a dark pit", "the pit"), ("into a long pipe", "the pipe")),
    "locked": (("in an old shed", "the shed"), ("in the barn", "the barn"), ("in a tower", "the tower"),
               ("in a garden house", "the garden house"), ("in the mill", "the mill"), ("in the stable", "the stable")),
    "thorny": (("in a thorny bush", "the bush"), ("in the middle of a rose bush", "the rose bush"),
               ("in a blackberry bush", "the blackberry bush"), ("in a thick hedge", "the hedge")),
    "heavy": (("under a big stone", "the stone"), ("under a fallen log", "the log"), ("under an old cart", "the cart"),
              ("under a heavy board", "the board"), ("under a pile of wood", "the pile")),
    "guarded": (("in the grass", "the grass"),),
}  # fmt: skip
# What does not stand everywhere, and where it does.
_STANDS: Final = {
    "the statue": ("park", "village square"), "the henhouse": ("farm", "backyard"), "the pile": ("farm", "backyard", "orchard"),
    "the shed": ("farm", "garden", "backyard", "orchard"), "the reeds": ("river", "lake", "park"),
    "the water lilies": ("lake", "park"), "the wall": ("park", "garden", "farm", "backyard", "village square", "orchard"),
    "the gate": ("park", "garden", "farm", "backyard", "village square"), "the oak": ("park", "garden", "farm", "meadow", "backyard"),
    "the barn": ("farm",), "the stable": ("farm", "village square"), "the mill": ("farm", "village square"),
    "the tower": ("park", "village square"), "the garden house": ("garden", "backyard", "park", "orchard"),
    "the well": ("garden", "farm", "backyard", "orchard"), "the rose bush": ("park", "garden", "backyard"),
    "the hedge": ("park", "garden", "backyard", "farm"), "the cart": ("farm", "orchard", "backyard"),
}  # fmt: skip
_DANGERS: Final = {
    "high": "high walls", "water": "the water", "deep": "deep holes", "locked": "open windows",
    "thorny": "thorny bushes", "heavy": "loose stones", "guarded": "strange animals",
}  # fmt: skip
_BABIES: Final = ("kitten", "chick", "duckling", "bunny", "puppy", "lamb", "hedgehog", "mouse", "piglet", "robin")
# Where not every one of them needs help: what gets up high but cannot fly down, what cannot swim, what fits into a hole and does not live in one.
_IN_NEED: Final = {
    "high": ("kitten", "chick", "mouse", "hamster", "gerbil"),
    "water": ("kitten", "chick", "bunny", "puppy", "lamb", "hedgehog", "mouse", "piglet"),
    "deep": ("kitten", "chick", "duckling", "puppy", "hedgehog", "piglet", "hamster"),
}
# Who would simply swim, climb or fly there.
_AT_EASE: Final = {
    "high": ("squirrel", "monkey", "raccoon", "koala", "chipmunk", "duck"),
    "water": ("duck", "frog", "beaver", "otter", "turtle", "penguin"),
}
_GUARDS: Final = ("big dog", "cross goose", "grumpy ram", "wild rooster", "proud swan", "angry goat", "black bull")
_OWN: Final = ("toy", "toy", "treasure", "clothing")


class Reach:
    """One such story in the making: `x` is the thing out of reach, or `pet` the animal, `b` the friend.

    `rivalry` is a conflict with somebody who wants the same thing; then no friend comes along, who would get no share.
    """

    def __init__(self, s: Stage, cause: str, name: str) -> None:
        self.s, self.cause, self.name = s, cause, name
        self.x: Thing | None = None
        self.pet: Character | None = None
        self.b: Character | None = None
        self.rivalry = cause == "wish" and s.conflict and s.chance(0.6)

    def run(self) -> None:
        """Let the whole story happen."""
        s, name = self.s, self.name
        s.bar(_AT_EASE.get(name, ()))
        if self.cause == "other" or (not self.rivalry and (s.conflict or s.chance(0.25))):
            self.b = s.friend()
        place = s.place(_PLACES[name])
        spots = [spot for spot in _SPOTS[name] if place.name in _STANDS.get(spot[1], (place.name,))]
        s.strings["spot"], s.strings["spotnoun"] = s.some(spots, 2)
        s.strings["danger"] = _DANGERS[name]
        s.word("guard", _GUARDS)
        open_story(s, friend=self.b)
        self._own()
        s.para()
        if self.b:
            s.tell("go.with", s.a, self.b, p=place)
        else:
            s.tell("go.place", p=place)
        self._cast_target()
        target = self.pet if self.pet is not None else self.x
        assert target is not None
        unfit = _NOT_FOR_ANIMALS.get(name, ()) if self.pet is not None else ("call",)
        if s.strings["spotnoun"] in _HARD:
            unfit = (*unfit, "dig")
        self.struggle = Struggle(s, name, OBSTACLES[name].without(*unfit), self.b, t=target)
        if s.foreshadow:
            self.struggle.plant()
        self._trouble()
        s.para()
        self._try()
        if s.bad:
            self._lose()
            return
        s.para()
        helper = self.struggle.solve()
        if self.pet is not None:
            self._rescued(helper)
        else:
            self._hand_over(helper)
            self._finish(helper)

    def _own(self) -> None:
        s = self.s
        if self.cause != "own":
            return
        self.x = self._dear(*_OWN)
        s.tell("own.x", x=self.x)
        if s.moral:
            s.tell("warn", s.a, s.parent(), x=self.x)
            s.tell("warn.ignore")
            s.lesson = "listen"

    def _cast_target(self) -> None:
        s = self.s
        if self.cause == "own":
            assert self.x is not None
            if s.chance(0.5):
                s.tell("bring.x", x=self.x)
        elif self.cause == "animal":
            self.pet = s.beast(("small_animal",), _IN_NEED.get(self.name, _BABIES))
        else:
            self.x = self._dear(*_OWN) if self.cause == "other" else self._dear("toy", "treasure", "clothing")

    def _dear(self, *kinds: str) -> Thing:
        """Something of one of `kinds` that can be lost in this way."""
        return self.s.thing(names=_FLOATING) if self.name == "water" else self.s.thing(*kinds)

    def _trouble(self) -> None:
        s, name = self.s, self.name
        if self.cause == "own":
            s.tell(f"{name}.own", x=self.x)
        elif self.cause == "other":
            s.tell("own.v", s.a, self.b, x=self.x)
            s.tell(f"{name}.own", self.b, x=self.x)
        elif self.cause == "wish":
            s.tell(f"{name}.wish", x=self.x)
        else:
            assert self.pet is not None
            s.tell(f"{name}.animal", t=self.pet)
        s.tell(f"{name}.problem", t=self.pet if self.pet is not None else self.x)
        if self.cause == "own" and s.chance(0.4):
            s.tell("sad.x", x=self.x)
        elif self.cause == "other" and s.chance(0.4):
            s.tell("sad.x", self.b, x=self.x)

    def _try(self) -> None:
        """Tries in vain, perhaps with a rival."""
        s = self.s
        rival = None
        if self.rivalry:
            rival = s.friend()
            s.tell("reach.rival", s.a, rival, x=self.x)
            s.tell("reach.rival_wants", s.a, rival, x=self.x)
        self.struggle.tries(least=2 if s.bad else 1)
        if rival is not None:
            s.tell("reach.rival_idea", s.a, rival, x=self.x)
            self.b = self.struggle.b = rival
            s.lesson = s.lesson or "share"

    def _rescued(self, helper: Character | None) -> None:
        s, pet = self.s, self.pet
        assert pet is not None
        if helper is None:
            s.tell("free.t", t=pet)
        else:
            s.tell("free.by", s.a, helper, t=pet)
        s.maybe(0.3, "free.mother", t=pet)
        if helper is not None:
            s.maybe(0.6, "thanks", s.a, helper)
        if s.twist:
            s.tell("reach.stay", t=pet)
        close_story(s, "rescued and stayed" if s.twist else "rescued", s.lesson or "kind", self.b)

    def _hand_over(self, helper: Character | None) -> None:
        s, x = self.s, self.x
        if self.cause == "other":
            assert self.b is not None
            if helper is None:
                s.tell("got.return", s.a, self.b, x=x)
                s.tell("thanks", self.b, s.a)
            else:
                s.tell("got.back", self.b, helper, x=x)
                s.maybe(0.6, "thanks", self.b, helper)
        elif helper is None:
            s.tell("got.x" if self.cause == "own" else "got.new", x=x)
        else:
            s.tell("got.back" if self.cause == "own" else "got.hand", s.a, helper, x=x)
            s.maybe(0.6, "thanks", s.a, helper)

    def _finish(self, helper: Character | None) -> None:
        s, x, b = self.s, self.x, self.b
        assert x is not None
        if self.cause == "wish" and s.twist and helper is None:
            owner = s.worker()
            arrive(s, "worker", owner)
            s.tell("reach.owner", s.a, owner, x=x)
            s.tell("reach.give_owner", s.a, owner, x=x)
            reward = s.thing("toy")
            s.tell("reach.reward", s.a, owner, y=reward)
            close_story(s, "given to its owner", "return", b, reward)
            return
        if b is not None and self.cause == "wish":
            s.tell("reach.share", s.a, b, x=x)
            close_story(s, "got and shared", s.lesson or "share", b)
            return
        if self.cause == "other":
            close_story(s, "a friend's thing is back", s.lesson or "kind", b)
            return
        s.maybe(0.15, "felt.glad_x", x=x)
        close_story(s, "got it", s.lesson or "try", b, x)

    def _lose(self) -> None:
        s, b = self.s, self.b
        sad = b if self.cause == "other" and b is not None else s.a
        if self.pet is not None:
            s.tell(f"{self.name}.bad_t", t=self.pet)
        else:
            s.tell(f"{self.name}.bad", sad, x=self.x)
            s.tell("gone.x", sad, x=self.x)
        if s.lesson == "listen":
            s.tell("reach.lesson")
        if b is not None and s.chance(0.6):
            s.tell("comfort", sad, s.a if sad is b else b)
        if sad is b:
            s.tell("sad.for", s.a, b, x=self.x)
        close_story(s, "lost for good", s.lesson or ("care" if self.cause == "own" else "loss"), b, happy=False)


def _plot(cause: str, name: str) -> Callable[[Stage], None]:
    return lambda s: Reach(s, cause, name).run()


_CAUSES: Final = {"own": "lost", "other": "friend's thing", "wish": "wanted", "animal": "animal"}
PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    f"{label}, {name}": _plot(cause, name) for cause, label in _CAUSES.items() for name in OBSTACLES
}
