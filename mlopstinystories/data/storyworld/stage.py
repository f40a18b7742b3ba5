"""The stage: casts a story's people, things and places, and lets a plot make things happen one event at a time.

A plot calls `do` (an event with effects), `say` (a telling without effect) and `para`; the stage checks each event
against the world, and keeps the log that the teller later puts into words. All chance of a story comes from one
generator, so the story is a function of its seed.
"""

import random
from collections.abc import Sequence
from typing import Final, TypeVar

from . import words_people, words_places, words_things
from .events import Event, apply
from .words_actions import VERBS, Verb
from .world import Character, Place, Spoken, Thing, World, make_character, make_thing

T = TypeVar("T")

FEATURES: Final = ("dialogue", "twist", "bad ending", "moral", "foreshadowing", "conflict")
# How often each feature is drawn; dialogue is the paper's most common one, a bad ending its rarest.
_FEATURE_SHARE: Final = (0.72, 0.3, 0.22, 0.42, 0.3, 0.3)

_OUTDOOR_SCENES: Final = ("wild", "wild", "farm", "vehicle", "sight", "nature", "plant", "sky")
_INDOOR_SCENES: Final = ("house", "house", "tool", "clothing", "fragile", "toy", "fruit", "treat")
_TIMES: Final = ("morning", "morning", "afternoon", "day")
_ANIMAL_SHARE: Final = 0.3
# The first eight names of a table are in most stories, as in TinyStories, where the eight commonest have 70 %.
_COMMON_NAMES: Final = 8
_COMMON_SHARE: Final = 0.85


class Stage:
    """One story in the making. `cast` holds the roles by letter (a: the hero) that templates speak of."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.random = rng.random
        self.world = World()
        self.beats: list[Event | None] = []
        self.outcome = ""
        self.features = frozenset(
            name for name, share in zip(FEATURES, _FEATURE_SHARE, strict=True) if rng.random() < share
        )
        self.twist = "twist" in self.features
        self.bad = "bad ending" in self.features
        self.conflict = "conflict" in self.features
        self.foreshadow = "foreshadowing" in self.features
        self.cast: dict[str, Spoken | str] = {}
        self.noun = self.verb = self.adjective = ""
        self.animals = rng.random() < _ANIMAL_SHARE
        self._names: set[str] = set()
        self.home = Place.from_words(words_places.HOME)
        self._draw_day()
        self.a = self._young("a", girl=self.chance(0.5), sort=None)
        self._draw_words()

    # -- chance ---------------------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """True in `share` of the calls."""
        return self.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, all alike."""
        return options[int(self.random() * len(options))]

    def pick_name(self, names: tuple[str, ...]) -> str:
        """One of `names`, mostly one of the common ones at their head."""
        return self.pick(names[:_COMMON_NAMES] if self.chance(_COMMON_SHARE) else names)

    # -- casting --------------------------------------------------------------------------------------------------

    def friend(self, role: str = "b", away: bool = False) -> Character:
        """Another child (or young animal), mostly of the other sex so that pronouns can be used freely."""
        girl = (self.a.pronoun == "she") == self.chance(0.2)
        return self._young(role, girl, None, away)

    def parent(self, role: str = "m", away: bool = False) -> Character:
        """A grown-up of the family, at home unless `away`."""
        kind, pronoun = self.pick((("Mom", "she"), ("Dad", "he"), ("Mom", "she"), ("Dad", "he"),
                                   ("Grandma", "she"), ("Grandpa", "he")))  # fmt: skip
        return self.grown_up(role, kind, pronoun, away)

    def grown_up(self, role: str, name: str, pronoun: str, away: bool = False) -> Character:
        """A grown-up called `name` ("Mom", "the baker")."""
        call = name.removeprefix("the ").capitalize() if name.startswith("the ") else name
        sort = name.removeprefix("the ").lower()
        return self._enter(role, make_character(name, sort, pronoun, call=call), away)

    def beast(self, role: str, sorts: Sequence[str], trait: str = "", away: bool = True) -> Character:
        """A nameless animal, called "the owl" and "it"; never of the hero's own sort."""
        sort = self.pick(sorts)
        while sort == self.a.sort:
            sort = self.pick(sorts)
        return self._enter(role, make_character(f"the {sort}", sort, "it", trait, sort.capitalize(), "paw"), away)

    def thing(self, role: str, kind: str | None = None, name: str = "", look: str = "") -> Thing:
        """A thing of `kind` (a treasured one by default), not yet anybody's."""
        kind = kind or self.pick(words_things.TREASURED)
        name = name or self.pick(words_things.NOUNS[kind])
        look = look or self.pick(words_things.LOOKS[kind])
        thing = make_thing(name, kind, look)
        self.cast[role] = thing
        return thing

    def owned(self, role: str, owner: Character, kind: str | None = None) -> Thing:
        """A thing that `owner` has in hand from the start."""
        thing = self.thing(role, kind)
        thing.owner = thing.holder = owner
        return thing

    def place(self, role: str = "p", outdoors: bool | None = True, names: Sequence[str] = ()) -> Place:
        """A place for role `role`: one of `names`, or any that is outdoors (indoors, either for None)."""
        if names:
            pool = [w for w in words_places.OUTDOOR + words_places.INDOOR if w.name in names]
        elif outdoors is None:
            pool = list(words_places.OUTDOOR + words_places.INDOOR[1:])
        else:
            pool = list(words_places.OUTDOOR if outdoors else words_places.INDOOR[1:])
        place = Place.from_words(self.pick(pool))
        self.cast[role] = place
        self.cast[f"{role}spot"] = self.pick(place.spots)
        return place

    def spots(self, place: Place) -> None:
        """Three different spots of `place` as roles `spot1` to `spot3`."""
        for number, spot in enumerate(self.rng.sample(place.spots, 3), 1):
            self.cast[f"spot{number}"] = spot

    def word(self, role: str, options: Sequence[str]) -> str:
        """A word for templates, drawn from `options`."""
        word = self.pick(options)
        self.cast[role] = word
        return word

    # -- happening ------------------------------------------------------------------------------------------------

    def do(
        self, kind: str, u: Character, v: Character | None = None, x: Thing | None = None, *,
        p: Place | None = None, w: str = "", how: str | None = None,
    ) -> Event:  # fmt: skip
        """Let an event happen and note it. `how` is its way of telling: by default its kind, "" for silence."""
        event = Event(kind, u, v, x, p, w, kind if how is None else how)
        apply(self.world, event)
        self.beats.append(event)
        return event

    def say(self, how: str, u: Character | None = None, v: Character | None = None, x: Thing | None = None,
            w: str = "") -> None:  # fmt: skip
        """Tell something that changes no state (a look, a word, a try), by `u` (the hero)."""
        self.do("act", u or self.a, v, x, w=w, how=how)

    def maybe(self, share: float, how: str, u: Character | None = None, v: Character | None = None) -> None:
        """`say` in `share` of the stories."""
        if self.random() < share:
            self.say(how, u, v)

    def go(self, place: Place, how: str, *others: Character) -> None:
        """The hero and `others` go to `place`."""
        self.do("go", self.a, others[0] if others else None, p=place, how=how)
        for other in others[1:]:
            self.do("go", other, p=place, how="")

    def para(self) -> None:
        """A new paragraph."""
        self.beats.append(None)

    def scene(self) -> None:
        """The drawn noun comes into view, once per story."""
        if "n" in self.cast:
            return
        place = self.a.place
        kind = self.pick(_OUTDOOR_SCENES if place is not None and place.outdoors else _INDOOR_SCENES)
        noun = self.pick(words_things.NOUNS[kind])
        while noun in self._names or f"the {noun}" in self._names:
            noun = self.pick(words_things.NOUNS[kind])
        look = self.pick(words_things.LOOKS[kind])
        self.cast["n"] = make_thing(noun, kind, look)
        self.adjective = look if self.chance(0.5) else self.adjective
        self.noun = noun
        self.say(f"scene.{kind}")

    # -- within ---------------------------------------------------------------------------------------------------

    def _young(self, role: str, girl: bool, sort: str | None, away: bool = False) -> Character:
        people = words_people
        if self.animals:
            names = people.ANIMAL_GIRLS if girl else people.ANIMAL_BOYS
            sort = self.pick(people.HERO_ANIMALS)
        else:
            names = people.GIRLS if girl else people.BOYS
            sort = "girl" if girl else "boy"
        name = self.pick_name(names)
        while name in self._names or (self.animals and sort in self._names):
            name, sort = self.pick_name(names), self.pick(people.HERO_ANIMALS) if self.animals else sort
        self._names.add(sort if self.animals else name)
        trait = self.pick(people.TRAITS)
        who = make_character(name, sort, "she" if girl else "he", trait, hand="paw" if self.animals else "hand")
        return self._enter(role, who, away)

    def _enter(self, role: str, who: Character, away: bool) -> Character:
        self._names.add(who.name)
        who.place = None if away else self.home if role == "a" else self.a.place
        self.cast[role] = who
        return who

    def _draw_day(self) -> None:
        weather = self.pick(("sunny", "sunny", "sunny", "windy", "cloudy", "cold"))
        self.world.weather = weather
        self.world.time = time = self.pick(_TIMES)
        self.cast["weather"] = self.pick(words_places.WEATHER[weather])
        self.cast["time"] = time

    def _draw_words(self) -> None:
        self.verb_kind = self.pick(tuple(VERBS))
        verb: Verb = self.pick(VERBS[self.verb_kind])
        self.cast["verb"] = verb
        self.verb = verb.base
        self.adjective = self.a.trait
