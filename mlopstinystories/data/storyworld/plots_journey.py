"""Plots about a way: somebody sets out for a reason, meets one or two obstacles, and arrives, or does not."""

from collections.abc import Callable
from typing import Final

from . import words_places
from .frame import close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .words_people import FAMILY
from .world import Character, Place, Thing, make_character

OBSTACLES: Final = {
    "flood": obstacle(
        "jump stones wade along", {"plank": "pole ladder stick", "line": "rope string"}, "otter beaver swan horse turtle",
        "carpenter farmer fisherman builder",
    ),
    "beast": obstacle(
        "past small shout ask riddle song", {"food": "@treat"}, "magpie crow robin mouse", "farmer zookeeper vet postman",
    ),
    "storm": obstacle(
        "run tree cave sing wait leaf", {"roof": "umbrella blanket bag basket"}, "badger owl hedgehog squirrel",
        "farmer postman teacher gardener",
    ),
    "fog": obstacle(
        "left call climb tracks listen", {"light": "flashlight lantern"}, "crow goose owl heron", "postman farmer baker nurse",
    ),
    "steep": obstacle(
        "run sit over around song", {"staff": "stick pole umbrella broom"}, "goat donkey horse bear llama",
        "farmer sailor builder firefighter",
    ),
    "dark": obstacle(
        "eyes run whistle name", {"lamp": "lantern candle"}, "owl badger raccoon mole", "guard miner fisherman farmer",
    ),
}  # fmt: skip
_GUARDS: Final = (
    "big ram",
    "cross goose",
    "grumpy bear",
    "wild pig",
    "proud swan",
    "angry goat",
    "loud dog",
    "fat toad",
)
_SIGHTS: Final = (
    "the sun rise", "the big ships", "a real parade", "the first cherry blossoms", "the wild horses", "the swans fly away",
    "a hot-air balloon", "the fireworks", "the oldest tree in the land", "a puppet show", "the circus", "baby seals",
    "the lights of the city", "a field of butterflies", "the snow on the peaks", "the king ride by",
)  # fmt: skip
# What one can come too late for.
_PASSING: Final = (
    "the sun rise", "a real parade", "the swans fly away", "a hot-air balloon", "the fireworks", "a puppet show", "the circus",
    "the king ride by",
)  # fmt: skip
_BABIES: Final = ("lamb", "duckling", "kitten", "puppy", "piglet", "bunny", "chick", "hedgehog", "robin", "squirrel")
# Where a stream in the way is a surprise.
_DRY_WAYS: Final = ("forest", "meadow", "orchard")
_FLOWERS: Final = ("rose", "tulip", "lily", "sunflower", "violet", "orchid")
_REASONS: Final = ("visit", "birthday", "sick", "sight", "baby")


class Journey:
    """One such story in the making: from home over place `p` to place `q`, where `w` waits or something is to be seen."""

    def __init__(self, s: Stage, reason: str, name: str) -> None:
        self.s, self.reason, self.name = s, reason, name
        self.b: Character | None = None
        self.w: Character | None = None
        self.pet: Character | None = None
        self.x: Thing | None = None

    def run(self) -> None:
        """Let the whole story happen."""
        s = self.s
        if self.reason != "baby" and (s.conflict or s.chance(0.15)):
            self.b = s.friend()
        s.word("guard", _GUARDS)
        s.word("sight", _PASSING if s.twist else _SIGHTS)
        goals = words_places.SIGHTS if self.reason == "sight" else words_places.HOMES
        self.q = Place.from_words(s.some(goals, 3))
        open_story(s, friend=self.b)
        s.para()
        self._set_out()
        names = [self.name]
        if not s.bad and s.chance(0.02):
            names.append(s.pick([name for name in OBSTACLES if name != self.name]))
        for name in names:
            if not self._overcome(name):
                self._turn_back()
                return
        s.para()
        self._arrive()

    def _set_out(self) -> None:
        s, q = self.s, self.q
        self.p = p = s.place(_DRY_WAYS if self.name == "flood" else words_places.WAYS)
        if self.reason in ("visit", "birthday", "sick"):
            self._gift(q)
        elif self.reason == "sight":
            s.tell("why.sight", q=q)
        else:
            self.pet = s.beast(("small_animal",), _BABIES)
            s.tell("why.baby", t=self.pet, q=q)
            s.tell("why.promise", t=self.pet)
        warned = s.moral and s.chance(0.6)
        if warned:
            parent = s.parent_but(self.w)
            s.tell("warn.way", s.a, w=parent)
            s.lesson = "listen"
        if self.pet is not None:
            s.tell("set_out.baby", t=self.pet, p=p)
        elif self.b is not None:
            s.tell("set_out.with", s.a, self.b, p=p)
        else:
            s.tell("set_out", p=p)
        if warned:
            s.tell("strayed")

    def _gift(self, q: Place) -> None:
        s = self.s
        self.w = w = self._host()
        s.tell(f"why.{self.reason}", w=w, q=q)
        kinds = ("fruit", "treat", "dish") if self.reason == "sick" else ("treat", "toy", "clothing", "fruit")
        self.x = s.thing(names=_FLOWERS) if s.chance(0.15) and self.reason != "sick" else s.thing(*kinds)
        s.tell("why.carry" if self.x.kind == "dish" else "why.pack", w=w, x=self.x)

    def _host(self) -> Character:
        s = self.s
        names = ("Grandma", "Grandpa", "Aunt Rose", "Uncle Bert")
        name = s.some(names, 2)
        who = make_character(name, name.split(" ")[0].lower(), FAMILY[name])
        who.known = True
        return who

    def _overcome(self, name: str) -> bool:
        """One obstacle; False when the hero gives up."""
        s = self.s
        last = name == self.name
        roles = {"t": self.pet} if self.pet is not None else {}
        struggle = Struggle(s, name, OBSTACLES[name], self.b, **roles)
        if s.foreshadow and last:
            struggle.plant()
        if not last:
            s.para()
        s.tell(f"{name}.problem", p=self.p)
        if s.conflict and self.b is not None and not last:
            struggle.b = None
        struggle.tries(least=2 if s.bad else 1)
        if s.bad and last:
            return False
        s.para()
        helper = struggle.solve()
        if helper is not None:
            s.maybe(0.5, "thanks", s.a, helper)
        return True

    def _turn_back(self) -> None:
        s = self.s
        s.para()
        if s.lesson == "listen":
            s.tell("strayed.lesson")
        if self.pet is not None:
            s.tell("baby.gone", t=self.pet)
        elif self.b is not None:
            s.tell("sight.back_with" if self.w is None else "visit.turn_back_with", s.a, self.b, w=self.w, p=s.home)
        elif self.w is not None:
            s.tell("visit.turn_back", w=self.w, p=s.home)
        else:
            s.tell("sight.back", p=s.home)
        close_story(s, "turned back", s.lesson or "loss", None, happy=False)

    def _go_in(self) -> None:
        s = self.s
        if self.pet is not None:
            s.tell("arrive.baby", t=self.pet, q=self.q)
        elif self.b is not None:
            s.tell("arrive.with", s.a, self.b, q=self.q)
        else:
            s.tell("arrive.at", q=self.q)

    def _arrive(self) -> None:
        self._go_in()
        if self.pet is not None:
            self._baby()
        elif self.w is None:
            self._sight()
        else:
            self._visit()

    def _visit(self) -> None:
        s, w, x = self.s, self.w, self.x
        assert w is not None
        assert x is not None
        if s.twist and self.reason == "sick":
            s.tell("visit.surprise", w=w)
        elif s.twist:
            s.tell("visit.missed", w=w)
            s.tell("visit.same_idea", w=w)
        s.tell("visit.give", w=w, x=x)
        s.maybe(0.6, "visit.thanks", w=w)
        if w.sick:
            s.tell("visit.well", w=w, x=x)
        elif s.dialogue:
            s.maybe(0.5, "visit.share", w=w, x=x)
        outcome = "well already" if s.twist and self.reason == "sick" else "met on the way" if s.twist else "arrived"
        close_story(s, outcome, s.lesson or "kind", w, stay=True)

    def _sight(self) -> None:
        s = self.s
        if s.twist:
            s.tell("sight.better_dark" if self.name == "dark" else "sight.better")
            close_story(s, "something better", s.lesson or "glad", self.b)
        elif self.b is not None:
            s.tell("sight.both", s.a, self.b)
            close_story(s, "seen together", s.lesson or "friends", self.b)
        else:
            s.tell("sight.see")
            close_story(s, "seen", s.lesson or "try")

    def _baby(self) -> None:
        s, pet = self.s, self.pet
        assert pet is not None
        if s.twist:
            s.tell("baby.no_mother", t=pet)
            s.tell("baby.keep", t=pet)
            close_story(s, "kept", s.lesson or "kind")
        else:
            s.tell("baby.home", t=pet)
            close_story(s, "brought home", s.lesson or "kind")


def _plot(reason: str, name: str) -> Callable[[Stage], None]:
    return lambda s: Journey(s, reason, name).run()


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    f"{reason}, {name}": _plot(reason, name) for reason in _REASONS for name in OBSTACLES
}
