"""Plots about making something: for whom, what goes wrong, and what becomes of it."""

from collections.abc import Callable
from typing import Final

from .frame import close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import Character

OBSTACLES: Final = {
    "missing": obstacle(
        "look else shop swap earn", {"tin": "box bag"}, workers="baker farmer shopkeeper cook carpenter painter tailor",
    ),
    "ruin": obstacle(
        "again patch hide slow book small", {"tool": "stick rope string spoon"}, "sparrow beaver spider robin stork",
        "baker carpenter painter tailor builder teacher",
    ),
    "thief": obstacle(
        "wait shout tracks", {"trap": "string rope bucket net"}, workers="gardener farmer postman guard",
    ),
    "doubt": obstacle(
        "argue stop go_on secret practice", beasts="owl tortoise crow mouse", workers="baker carpenter painter artist inventor",
    ),
}  # fmt: skip
# What can be made in which way: the name and how it may look.
_THINGS: Final = {
    "bake": ("cake pie apple_pie chocolate_cake carrot_cake berry_pie honey_cake cherry_tart nut_cake plum_pie pumpkin_pie"
             " lemon_cake banana_cake cheese_pie", "big sweet round fresh small"),
    "build": ("birdhouse tower boat wagon stool sled flower_box dollhouse cradle toy_train toy_truck toy_box",
              "big wooden sturdy strong little"),
    "craft": ("card lantern crown picture mask calendar paper_boat puppet_theater poster kite picture_book paper_dragon",
              "colorful pretty big lovely funny"),
    "sew": ("scarf puppet rag_doll bag cushion hat blanket apron flag toy_rabbit curtain pillow", "soft colorful striped pretty little"),
}  # fmt: skip
MADE: Final = frozenset(name.replace("_", " ") for names, _ in _THINGS.values() for name in names.split())
_GUILTY: Final = ("a hungry dog", "a fat cat", "two mice", "a cheeky crow", "a raccoon", "a young goat", "a squirrel")
_REASONS: Final = ("birthday", "thanks", "sad", "contest", "self")


class Making:
    """One such story in the making: `x` is made in the way `kind`, for `w` or for a contest at `p`."""

    def __init__(self, s: Stage, reason: str, name: str) -> None:
        self.s, self.reason, self.name = s, reason, name
        self.b: Character | None = None
        self.w: Character | None = None

    def run(self) -> None:
        """Let the whole story happen."""
        s = self.s
        self.kind = s.pick(tuple(_THINGS))
        names, looks = (text.split() for text in _THINGS[self.kind])
        self.x = s.thing(names=[n.replace("_", " ") for n in names], look=s.pick(looks))
        s.word("guilty", [g for g in _GUILTY if not g.startswith("two")])
        self.p = s.place(("village square", "school", "park", "library"))
        if s.conflict or s.chance(0.15):
            self.b = s.friend()
        open_story(s, friend=self.b)
        self._why()
        s.para()
        s.maybe(0.25, "day")
        s.tell(f"{self.kind}.plan", x=self.x)
        if self.b is not None:
            s.tell("with.friend", s.a, self.b)
        self._work()

    def _why(self) -> None:
        s = self.s
        if self.reason in ("birthday", "thanks", "sad"):
            self.w = s.parent()
            s.tell(f"for.{self.reason}", w=self.w)
        else:
            s.tell(f"for.{self.reason}", x=self.x, p=self.p)

    def _work(self) -> None:
        s = self.s
        rushed = s.moral and self.name == "ruin"
        if rushed:
            self.adviser = s.parent_but(self.w)
            s.tell("warn.slow", s.a, w=self.adviser)
            s.tell("rush")
            s.lesson = "patience"
        struggle = Struggle(s, self.name, OBSTACLES[self.name], self.b, x=self.x)
        if s.foreshadow:
            struggle.plant()
        s.tell(f"{self.name}.{self.kind}", x=self.x)
        s.maybe(0.25, "felt.sad")
        s.para()
        struggle.tries(least=2 if s.bad else 1)
        if rushed:
            s.tell("rush.lesson", w=self.adviser)
        if s.bad:
            self._fail()
            return
        helper = struggle.solve()
        if helper is not None:
            s.maybe(0.5, "thanks", s.a, helper)
        s.para()
        if self.b is not None:
            s.tell("done.both", s.a, self.b, x=self.x)
        else:
            s.tell("done.x", x=self.x)
        self._use()

    def _fail(self) -> None:
        s = self.s
        s.para()
        s.tell("made.nothing", x=self.x)
        if self.w is not None:
            s.tell("gift.empty", w=self.w)
            s.tell("gift.empty_comfort", w=self.w)
        elif self.b is not None:
            s.tell("comfort", s.a, self.b)
        close_story(s, "nothing came of it", s.lesson or "loss", happy=False)

    def _use(self) -> None:
        s, x = self.s, self.x
        if self.w is not None:
            s.tell("gift.come", w=self.w)
            s.tell("gift.give", w=self.w, x=x)
            s.maybe(0.6, "gift.joy", w=self.w, x=x)
            if s.twist:
                s.tell("gift.swap", w=self.w, x=x)
            close_story(s, "a gift each" if s.twist else "given", s.lesson or "kind", self.w)
        elif self.reason == "contest":
            self._contest()
        elif self.kind == "bake":
            if self.b is not None:
                s.tell("eat.share", s.a, self.b, x=x)
            else:
                s.tell("eat.self", x=x)
            close_story(s, "eaten", s.lesson or "try", self.b)
        else:
            if self.b is not None:
                s.tell("self.share", s.a, self.b, x=x)
            else:
                s.tell("self.use", x=x)
            close_story(s, "made", s.lesson or "try", self.b, x if self.kind in ("craft", "sew") else None)

    def _contest(self) -> None:
        s, x = self.s, self.x
        if self.b is not None:
            s.tell("contest.go_with", s.a, self.b, x=x, p=self.p)
        else:
            s.tell("contest.go", x=x, p=self.p)
        if s.twist:
            s.tell("contest.twist", x=x)
        elif s.chance(0.6):
            s.tell("contest.win", x=x)
        else:
            s.tell("contest.lose", x=x)
            s.tell("contest.lose_glad", x=x)
        close_story(s, "the contest", s.lesson or "try", self.b)


def _plot(reason: str, name: str) -> Callable[[Stage], None]:
    return lambda s: Making(s, reason, name).run()


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    f"made for {reason}, {name}": _plot(reason, name) for reason in _REASONS for name in OBSTACLES
}
