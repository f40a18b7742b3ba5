"""The stage: casts a story's people, things and places, and lets a plot make things happen one beat at a time.

A plot calls `tell` (a way of telling, whose effects the world must allow) and `para`. All chance of a story comes from
one generator, so the story is a function of its seed.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from . import words_people, words_places
from .english import WAYS
from .events import Event, ImpossibleEventError, apply
from .lexicon_adjectives import ADJECTIVES, suits
from .lexicon_nouns import DEAR, KIND_OF, MASS, NOUNS
from .lexicon_verbs import LIKED, SOMETIMES, VERBS, Verb
from .telling import Beat
from .templates import Effect
from .world import Character, Place, Spoken, Thing, World, make_character, make_thing

T = TypeVar("T")

FEATURES: Final = ("dialogue", "twist", "bad ending", "moral", "foreshadowing", "conflict")
# How often each feature is drawn; dialogue is the paper's most common one, a bad ending its rarest.
_FEATURE_SHARE: Final = (0.5, 0.28, 0.18, 0.22, 0.15, 0.11)

_ANIMAL_SHARE: Final = 0.3
_PLAIN_PLACES: Final = 3
_PLAIN_SPOTS: Final = 4
_PLAIN_OPENERS: Final = ("First,", "Then", "So")
# The first names of a table are the common ones. The plain language uses them as unequally as TinyStories, where eight
# names have 70 % of the stories: the common ones are learned soon, and the rare ones teach a model to look a name up.
_COMMON_NAMES: Final = 8
_COMMON_SHARE: Final = 0.05
_PLAIN_COMMON_SHARE: Final = 0.7
# What animals have in place of hands, if not paws.
_HANDS: Final = {
    **dict.fromkeys(("donkey", "deer", "goat", "lamb", "pig"), "hoof"),
    **dict.fromkeys(("duck", "penguin"), "wing"),
    **dict.fromkeys(("frog", "monkey"), "hand"),
}
# Who may come by anywhere.
_COMMON_WORKERS: Final = (
    "farmer", "baker", "teacher", "gardener", "nurse", "painter", "cook", "fisherman", "shopkeeper", "librarian",
    "carpenter", "tailor", "postman", "builder", "vet", "shoemaker", "musician", "shepherd", "beekeeper", "firefighter",
)  # fmt: skip
# How much of each list of words the plain language takes.
_PLAIN_NOUNS: Final = 3
_PLAIN_ADJECTIVES: Final = 3
_PLAIN_VERBS: Final = 6
_PLAIN_TRAITS: Final = 5


@dataclass(slots=True, frozen=True)
class State:
    """What is true after a telling: where everybody is, what they feel (1, 0, -1), and who has each thing."""

    places: dict[str, str | None]
    moods: dict[str, int]
    holders: dict[str, str | None]

    @classmethod
    def of(cls, world: World, cast: Iterable[Character | Thing]) -> "State":
        """The present state of everybody and everything that the story has named."""
        places: dict[str, str | None] = {}
        moods: dict[str, int] = {}
        holders: dict[str, str | None] = {}
        for one in cast:
            if isinstance(one, Thing):
                if one.known:
                    holders[one.name] = one.holder.name if one.holder is not None else None
            elif one.known:
                place = world.where(one)
                places[one.name] = place.name if place is not None else None
                moods[one.name] = one.mood
        return cls(places, moods, holders)


class Stage:
    """One story in the making.

    `outside` is where helpers come from, if not from where the hero is.
    `noun`, `verb` and `adjective` are the required words: a plot uses the noun and the adjective where they suit
    (`thing`, `beast`), and the opening uses what is left. `outside` is where helpers come from, if not from where the
    hero is.
    """

    def __init__(
        self, rng: random.Random, plain: bool = False, features: Iterable[str] | None = None,
        words: tuple[str, str, str] | None = None, record: bool = False,
    ) -> None:  # fmt: skip
        self.rng = rng
        self.random = rng.random
        self.plain = plain
        self.states: list[State] | None = [] if record else None
        self.world = World()
        self.beats: list[Beat | None] = []
        self.outcome = ""
        self.lesson = ""
        drawn = [name for name, share in zip(FEATURES, _FEATURE_SHARE, strict=True) if rng.random() < share]
        self.features = frozenset(drawn if features is None else features)
        self.dialogue = "dialogue" in self.features
        self.twist = "twist" in self.features
        self.bad = "bad ending" in self.features
        self.moral = "moral" in self.features
        self.foreshadow = "foreshadowing" in self.features
        self.conflict = "conflict" in self.features
        self.strings: dict[str, str] = {}
        self.adjective_used = False
        self.animals = rng.random() < _ANIMAL_SHARE and not plain
        self.detail_at = 0
        self.outside = ""
        self.asked_words = words is not None
        self.companion: Character | None = None
        self._cast: dict[int, Character | Thing] = {}
        self._names: set[str] = set()
        self._things: set[str] = set()
        self._barred: Sequence[str] = ()
        self._draw_words(words)
        self.home = Place.from_words(words_places.HOME)
        self.a = self._young(girl=self.chance(0.5))
        self.world.home = self.a.place = self.home

    # -- chance ---------------------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        """True in `share` of the calls."""
        return self.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, all alike."""
        return options[int(self.random() * len(options))]

    def some(self, options: Sequence[T], plain: int = _PLAIN_NOUNS) -> T:
        """One of `options`; in the plain language one of the first `plain`."""
        return self.pick(options[:plain] if self.plain else options)

    def word(self, role: str, options: Sequence[str]) -> str:
        """A word for templates, drawn from `options`."""
        word = self.some(options)
        self.strings[role] = word
        return word

    # -- casting --------------------------------------------------------------------------------------------------

    def bar(self, sorts: Sequence[str]) -> None:
        """Let nobody young be one of `sorts`: a hero who is, is cast anew."""
        self._barred = sorts
        if self.a.sort in sorts:
            self._names.discard(self.a.sort)
            self.a = self._make_young(self.a.name, self._animal_sort(), self.a.pronoun, self.a.trait)
            self.a.place = self.home

    def friend(self, same_place: bool = False) -> Character:
        """Another child (or young animal), mostly of the other sex so that pronouns can be used freely."""
        girl = (self.a.pronoun == "she") == self.chance(0.2)
        who = self._young(girl)
        who.place = self.a.place if same_place else None
        return who

    def parent(self) -> Character:
        """A grown-up of the hero's family, known and at home."""
        options = tuple(words_people.FAMILY)[: 4 if self.plain or self.chance(0.9) else None]
        name = self.pick(options)
        who = make_character(name, name.split(" ")[0].lower(), words_people.FAMILY[name])
        who.known = who.resident = True
        self._names.add(name)
        return who

    def parent_but(self, other: Character | None) -> Character:
        """A grown-up of the hero's family who is not `other`."""
        who = self.parent()
        while other is not None and who.name == other.name:
            who = self.parent()
        return who

    def worker(self, sorts: Sequence[str] = ()) -> Character:
        """A grown-up known by what they do, "the baker"; comes from nowhere."""
        sort = self._noun_of(("worker",), sorts or _COMMON_WORKERS)
        who = make_character(f"the {sort}", sort, self.pick(("she", "he")), self.adjective_for(sort), f"dear {sort}")
        return self._note(who)

    def beast(self, kinds: Sequence[str], sorts: Sequence[str] = ()) -> Character:
        """A nameless animal of one of the kinds, called "the owl" and "it"; never of the hero's own sort."""
        sort = self._noun_of(kinds, sorts)
        who = make_character(f"the {sort}", sort, "it", self.adjective_for(sort, kinds[0]), f"dear {sort}", "paw")
        return self._note(who)

    def thing(self, *kinds: str, names: Sequence[str] = (), look: str = "") -> Thing:
        """A thing of one of `kinds` (or one of `names`) that the story does not have yet."""
        name = self._noun_of(kinds, names)
        kind = KIND_OF.get(name, kinds[0] if kinds else "toy")
        return make_thing(name, kind, look or self.adjective_for(name, kind), kind in MASS and not look)

    def place(self, names: Sequence[str] = (), but: Sequence[Place] = ()) -> Place:
        """One of the places called `names`, or any outdoors; never one of `but`."""
        taken = {place.name for place in but}
        pool = [
            w for w in words_places.OUTDOOR + words_places.INDOOR
            if (w.name in names if names else w.outdoors) and w.name not in taken
        ]  # fmt: skip
        if self.noun in (w.name for w in pool):
            pool = [w for w in pool if w.name == self.noun]
            self.noun_used = True
        return Place.from_words(self.some(pool, _PLAIN_PLACES))

    def spots(self, place: Place, count: int) -> list[str]:
        """`count` different spots of `place`."""
        return self.rng.sample(place.spots[: _PLAIN_SPOTS if self.plain else None], count)

    def adjective_for(self, noun: str, kind: str = "extra") -> str:
        """An adjective that suits `noun`: the required one if it does and is not used yet."""
        options = suits(noun, kind)
        if not self.adjective_used and self.adjective in options:
            self.adjective_used = True
            return self.adjective
        return self.some(options, _PLAIN_ADJECTIVES)

    # -- happening ------------------------------------------------------------------------------------------------

    def tell(
        self, how: str, u: Character | None = None, v: Character | None = None, /, **roles: Spoken | str | None
    ) -> None:  # fmt: skip
        """Let what `how` tells happen: `u` (by default the hero) does it, perhaps to `v`.

        Things (x, y, z), places (p, q) and further people (w, t) by name. Raises `ImpossibleEventError` when the world
        does not allow it.
        """
        full: dict[str, Spoken | str] = {**self.strings, "u": u or self.a}
        if v is not None:
            full["v"] = v
        full.update((role, one) for role, one in roles.items() if one is not None)
        events = tuple(to_event(effect, full) for effect in WAYS[how].effects)
        for event in events:
            if event.kind in ("try", "fail"):
                event.w = how.split(".")[-2] if "." in how else how
            apply(self.world, event)
        check_cast(self.world, how, full, events)
        place = self.a.place
        self.beats.append(Beat(how, full, events, scene=place.name if place is not None else "house"))
        if self.states is not None:
            self._cast.update((id(one), one) for one in full.values() if isinstance(one, Character | Thing))
            self.states.append(State.of(self.world, self._cast.values()))

    def maybe(
        self, share: float, how: str, u: Character | None = None, v: Character | None = None, /,
        **roles: Spoken | str | None,
    ) -> None:  # fmt: skip
        """`tell` in `share` of the stories."""
        if self.random() < share:
            self.tell(how, u, v, **roles)

    def open_with(self, openers: Sequence[str]) -> None:
        """Let the last telling begin with one of `openers`, if it is not speech."""
        beat = self.beats[-1]
        assert beat is not None
        opener = self.pick(openers)
        beat.opener = opener if not self.plain or opener in _PLAIN_OPENERS else ""

    def para(self) -> None:
        """Begin a new paragraph."""
        if self.beats and self.beats[-1] is not None:
            self.beats.append(None)

    # -- drawing --------------------------------------------------------------------------------------------------

    def pick_name(self, names: tuple[str, ...]) -> str:
        """One of `names`, often one of the common ones at their head."""
        return pick_common(self.rng, names, self.plain)

    def _young(self, girl: bool) -> Character:
        people = words_people
        if self.animals:
            names = people.ANIMAL_GIRLS if girl else people.ANIMAL_BOYS
        else:
            names = people.GIRLS if girl else people.BOYS
        name = self.pick_name(names)
        while name in self._names:
            name = self.pick_name(names)
        sort = self._animal_sort() if self.animals else "girl" if girl else "boy"
        return self._make_young(name, sort, "she" if girl else "he", self._trait())

    def _animal_sort(self) -> str:
        sort = self.some(words_people.HERO_ANIMALS, 6)
        while sort in self._names or sort in self._barred:
            sort = self.some(words_people.HERO_ANIMALS, 6)
        return sort

    def _make_young(self, name: str, sort: str, pronoun: str, trait: str) -> Character:
        hand = _HANDS.get(sort, "paw") if self.animals else "hand"
        who = make_character(name, sort, pronoun, trait, hand=hand)
        who.forms["the"] = name
        self._names.update((name, sort) if self.animals else (name,))
        return who

    def _trait(self) -> str:
        if not self.adjective_used and self.adjective in ADJECTIVES["trait"]:
            self.adjective_used = True
            return self.adjective
        return self.some(ADJECTIVES["trait"], _PLAIN_TRAITS)

    def _note(self, who: Character) -> Character:
        who.forms["the"] = who.name
        self._names.add(who.sort)
        return who

    def _noun_of(self, kinds: Sequence[str], names: Sequence[str]) -> str:
        """The required noun if it is of one of the kinds and free, else one drawn from `names` or the kinds."""
        options = names or DEAR[self.pick(kinds)]
        kind = KIND_OF[self.noun]
        fits = self.noun in names if names else kind in kinds and self.noun in DEAR[kind]
        if fits and not self.noun_used:
            self.noun_used = True
            noun = self.noun
        else:
            noun = self.some(options)
        while noun in self._things or noun in self._names:
            noun = self.some(options, 2 * _PLAIN_NOUNS)
        self._things.add(noun)
        return noun

    def _draw_words(self, words: tuple[str, str, str] | None) -> None:
        noun = self.some(NOUNS[self.pick(tuple(NOUNS))])
        pool = LIKED if self.plain or self.chance(0.6) else SOMETIMES
        verb: Verb = self.some(pool, _PLAIN_VERBS)
        # Mostly one that suits the noun, so that one detail of the opening can use both.
        fitting = suits(noun) if self.chance(0.9) else ADJECTIVES[self.pick(tuple(ADJECTIVES))]
        adjective = self.some(fitting, _PLAIN_ADJECTIVES)
        if words is not None:
            noun, verb, adjective = words[0], VERBS[words[1]], words[2]
        self.noun, self.adjective, self.verb = noun, adjective, verb.base
        self.noun_used = False
        self.complement = self.some(verb.complements, 2)
        self.verb_phrase = verb.phrase(self.complement)
        self.verb_liked = verb in LIKED


def pick_common(rng: random.Random, names: tuple[str, ...], plain: bool) -> str:
    """One of `names`, often one of the common ones at their head."""
    share = _PLAIN_COMMON_SHARE if plain else _COMMON_SHARE
    options = names[:_COMMON_NAMES] if rng.random() < share else names
    return options[int(rng.random() * len(options))]


def to_event(effect: Effect, roles: dict[str, Spoken | str]) -> Event:
    """The event that `effect` means with these roles."""
    word = str(roles[effect.word[1:]]) if effect.word.startswith("$") else effect.word
    event = Event(effect.kind, roles["u"], w=word)  # type: ignore[arg-type]
    people = [roles[role] for role in effect.roles if role in "uvwt"]
    if people:
        event.u = people[0]  # type: ignore[assignment]
    if len(people) > 1:
        event.v = people[1]  # type: ignore[assignment]
    for role in effect.roles:
        if role in "xyz":
            event.x = roles[role]  # type: ignore[assignment]
        elif role in "pq":
            event.p = roles[role]  # type: ignore[assignment]
    return event


def check_cast(world: World, how: str, roles: dict[str, Spoken | str], events: Sequence[Event]) -> None:
    """Whoever a telling names must be known, and its doer and partner must be on stage (after its events)."""
    moving = any(event.kind in ("leave", "mention", "lives", "fall_sick", "belongs") for event in events)
    for role, who in roles.items():
        if role not in "uvwt" or not isinstance(who, Character):
            continue
        if not who.known:
            raise ImpossibleEventError(f"{how}: nobody has introduced {who.name}", "name")
        if role in "uv" and not moving and not world.here(who):
            raise ImpossibleEventError(f"{how}: {who.name} is not here", "absence")
