"""A struggle: somebody against an obstacle, with tries that fail, quarrels, helpers, and the thing that works at last.

An obstacle is a prefix of ways of telling and a row of methods. What a method can do is read from the ways there are:
`PREFIX.METHOD.fail` and `PREFIX.METHOD.win`, and likewise `beast`, `worker`, `friend` and `luck`. So a new method is a
few templates and one word, and every plot with such an obstacle has some hundred courses of events more.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from .english import WAYS
from .frame import stage_helper
from .stage import Stage
from .world import Character, Spoken, Thing

# How the first and the later ones of several tries may begin.
_FIRST: Final = ("First,", "At first,", "", "", "", "")
_NEXT: Final = ("Then", "After that,", "Next,", "A little later,", "After a while,", "", "", "")
_LAST: Final = ("Then", "This time,", "So", "", "", "")
# Where nobody eats a muffin or walks around a chair to get an idea.
_IN_BED: Final = ("awake",)
OPENERS: Final = frozenset((*_FIRST, *_NEXT, *_LAST)) - {""}


@dataclass(slots=True, frozen=True)
class Obstacle:
    """Methods against something in the way: bare ones, those that take a tool (by name), and who may help."""

    methods: tuple[str, ...]
    tools: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beasts: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()

    def without(self, *keys: str) -> "Obstacle":
        """The same obstacle without some of its methods and tools."""
        methods = tuple(key for key in self.methods if key not in keys)
        return replace(self, methods=methods, tools={key: t for key, t in self.tools.items() if key not in keys})

    def indoors(self) -> "Obstacle":
        """The same obstacle where only the animals of a house can come by."""
        return replace(
            self, beasts=tuple(beast for beast in self.beasts if beast in ("mouse", "ladybug", "cat", "dog"))
        )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


def obstacle(methods: str, tools: dict[str, str] | None = None, beasts: str = "", workers: str = "") -> Obstacle:
    """An obstacle from words separated by blanks (`_` is a blank in a word); "@treat" is any noun of a kind."""
    listed = {key: _names(names) for key, names in (tools or {}).items()}
    return Obstacle(tuple(methods.split()), listed, _names(beasts), _names(workers))


class Struggle:
    """One struggle of the hero (and the friend `b`, who may be None) in the making. `roles` go into every telling."""

    def __init__(self, s: Stage, prefix: str, obstacle: Obstacle, b: Character | None, **roles: Spoken | str) -> None:
        self.s, self.prefix, self.obstacle, self.b, self.roles = s, prefix, obstacle, b, roles
        self.saved: Character | None = None
        self.planted = ""
        self._tools: dict[str, Thing] = {}
        self._failed: set[str] = set()

    def _has(self, key: str) -> bool:
        return f"{self.prefix}.{key}" in WAYS

    @property
    def _friend(self) -> Character | None:
        """The friend, if here."""
        return self.b if self.b is not None and self.s.world.here(self.b) else None

    def plant(self) -> None:
        """Foreshadowing: what or who will help in the end is met beforehand."""
        s = self.s
        tools = [
            key for key in self.obstacle.tools if self._has(f"{key}.win") and self.obstacle.tools[key][0][0] != "@"
        ]
        if tools and (s.bad or s.chance(0.5) or not self.obstacle.beasts):
            self.planted = s.pick(tools)
            s.tell("tool.home" if s.a.place is s.home else "tool.plant", y=self._tool(self.planted))
        elif self.obstacle.beasts and not s.bad:
            self.saved = s.beast(("small_animal",), self.obstacle.beasts)
            s.tell("feed.home" if s.a.place is s.home else "feed.plant", s.a, self.saved)
            s.tell("feed.leaves", s.a, self.saved)

    def _tool(self, key: str) -> Thing:
        tool = self._tools.get(key)
        if tool is None or tool.gone:
            names = self.obstacle.tools[key]
            kinds = (names[0][1:],) if names[0].startswith("@") else ()
            tool = self._tools[key] = self.s.thing(*kinds, names=() if kinds else names)
        return tool

    def tries(self, least: int = 1) -> None:
        """What is tried in vain: at least `least` ways, in a drawn order."""
        s = self.s
        if s.dialogue and self._friend is None and s.chance(0.3):
            s.tell("talk.self")
        quarrel = s.conflict and self._friend is not None
        early = s.chance(0.5)
        if quarrel and early:
            self.quarrel(early=True)
        pool = [key for key in (*self.obstacle.methods, *self.obstacle.tools)
                if self._has(f"{key}.fail") and key != self.planted]  # fmt: skip
        count = min(max(least, s.pick((1, 1, 1, 1, 1, 1, 2))), len(pool))
        for number, key in enumerate(s.rng.sample(pool, count)):
            self._act(f"{key}.fail", key)
            self._failed.add(key)
            s.open_with(_FIRST if number == 0 else _NEXT)
        if s.bad and self.planted and self._has(f"{self.planted}.fail"):
            s.tell("tool.remember", y=self._tool(self.planted))
            self._act(f"{self.planted}.fail", self.planted)
        if self._friend is not None and self._has("friend.fail") and s.chance(0.15):
            s.tell(f"{self.prefix}.friend.fail", s.a, self._friend, **self.roles)
        if s.a.place is not s.home and s.chance(0.06):
            s.tell("later.at", p=s.a.place)
        if quarrel and not early:
            self.quarrel()
        if s.dialogue and self._friend is not None and s.chance(0.4):
            s.tell("idea.ask", s.a, self._friend)
            s.tell("idea.tell", s.a, self._friend)

    def _act(self, key: str, method: str) -> None:
        s = self.s
        if method in self.obstacle.tools:
            tool = self._tool(method)
            if tool.holder is None:
                s.tell("tool.find.home" if s.a.place is s.home else "tool.find", y=tool)
            s.tell(f"{self.prefix}.{key}", **self.roles, y=tool)
        else:
            s.tell(f"{self.prefix}.{key}", **self.roles)

    def quarrel(self, early: bool = False) -> None:
        """The two fall out over it, and make up; `early`, when nothing has gone wrong yet that can be blamed on one."""
        s, b = self.s, self._friend
        assert b is not None
        s.tell("quarrel.way" if early else s.pick(("blame", "blame.hero", "quarrel.way")), s.a, b)
        if s.chance(0.3):
            s.tell("apart", s.a, b)
        s.tell("makeup", s.a, b)
        s.lesson = s.lesson or "friends"

    def solve(self) -> Character | None:
        """What works in the end; returns who did it, if it was neither the hero nor the friend."""
        s = self.s
        if self.planted:
            s.tell("tool.remember", y=self._tool(self.planted))
            self._act(f"{self.planted}.win", self.planted)
            return None
        if self.saved is not None:
            s.tell("feed.returns", s.a, self.saved)
            s.tell(f"{self.prefix}.beast.win", s.a, self.saved, **self.roles)
            s.lesson = s.lesson or "kind"
            return self.saved
        way = self._way()
        if way in ("beast", "worker"):
            sorts = self.obstacle.beasts if way == "beast" else self.obstacle.workers
            proud = s.moral and not s.lesson
            return stage_helper(s, way, sorts, f"{self.prefix}.{way}.win", proud=proud, **self.roles)
        if way == "friend":
            s.tell(f"{self.prefix}.friend.win", s.a, self._friend, **self.roles)
            s.lesson = s.lesson or "friends"
        elif way == "luck":
            s.tell(f"{self.prefix}.luck", **self.roles)
        else:
            if s.chance(0.25) and self.prefix not in _IN_BED:
                s.tell("idea")
            self._act(f"{way}.win", way)
            s.open_with(_LAST)
            s.lesson = s.lesson or "try"
        return None

    def _way(self) -> str:
        s = self.s
        if s.twist and self._has("luck") and s.chance(0.4):
            return "luck"
        # What has just failed does not work a moment later.
        bare = [key for key in self.obstacle.methods if self._has(f"{key}.win") and key not in self._failed]
        tools = [key for key in self.obstacle.tools if self._has(f"{key}.win") and key not in self._failed]
        kinds: list[list[str]] = [group for group in (bare, bare, tools) if group]
        if self.obstacle.beasts and self._has("beast.win"):
            kinds.append(["beast"])
        if self.obstacle.workers and self._has("worker.win"):
            kinds.append(["worker"])
        if self._friend is not None and self._has("friend.win"):
            kinds += [["friend"]] * 2
        if not kinds:
            kinds = [[key for key in self.obstacle.methods if self._has(f"{key}.win")]]
        return s.pick(s.pick(kinds))
