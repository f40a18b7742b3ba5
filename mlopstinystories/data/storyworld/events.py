"""What can happen, when it may, and what it changes.

`apply(world, event)` checks an event's preconditions against the state, then changes the state; a precondition that
fails raises `ImpossibleEventError` with the kind of contradiction, so a plot cannot tell of a lost ball in somebody's
hand, and a reader of the finished text finds the sentence that does. Kinds that only claim something ("at", "hold",
"feel") change nothing: they must be true.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from .world import Character, Place, Thing, World

Contradiction = Literal["possession", "place", "name", "absence", "feeling", "relation"]


class ImpossibleEventError(ValueError):
    """An event was asked for that the state of the world does not allow; `contradiction` says of which kind it is."""

    def __init__(self, message: str, contradiction: Contradiction) -> None:
        super().__init__(message)
        self.contradiction: Contradiction = contradiction


@dataclass(slots=True, eq=False)
class Event:
    """One thing that happens: `u` does `kind`, perhaps to `v`, with `x`, at `p`; `w`: which fear, skill or try."""

    kind: str
    u: Character
    v: Character | None = None
    x: Thing | None = None
    p: Place | None = None
    w: str = ""


Rule = Callable[[World, Event], None]


def _need(condition: bool, event: Event, contradiction: Contradiction, why: str) -> None:
    if not condition:
        thing = event.x.name if event.x else "nothing"
        other = event.v.name if event.v else "nobody"
        raise ImpossibleEventError(f"{event.u.name} cannot {event.kind} ({other}, {thing}): {why}", contradiction)


def _thing(event: Event) -> Thing:
    _need(event.x is not None, event, "possession", "there must be a thing")
    assert event.x is not None
    _need(not event.x.gone, event, "possession", f"the {event.x.name} is gone")
    return event.x


def _other(event: Event) -> Character:
    _need(event.v is not None, event, "absence", "there must be somebody else")
    assert event.v is not None
    return event.v


def _held(event: Event) -> Thing:
    thing = _thing(event)
    _need(thing.holder is event.u, event, "possession", f"{event.u.name} does not have the {thing.name}")
    return thing


def _intro(world: World, e: Event) -> None:
    _need(not e.u.known, e, "name", "who is known already cannot be introduced")
    e.u.known = True
    if world.hero is None:
        world.hero = e.u


def _hero_place(world: World, e: Event) -> Place:
    assert world.hero is not None
    place = world.hero.place
    _need(place is not None, e, "place", "nobody knows where the hero is")
    assert place is not None
    return place


def _come(world: World, e: Event) -> None:
    _need(world.hero is not None and e.u is not world.hero, e, "absence", "one comes to the hero")
    here = _hero_place(world, e)
    _need(e.p is None or e.p is here, e, "place", "the hero is elsewhere")
    _need(e.u.place is None or e.u.place is not here, e, "absence", "who is here already cannot come")
    e.u.place = here


def _leave(world: World, e: Event) -> None:
    e.u.place = None


def _go(world: World, e: Event) -> None:
    assert e.p is not None, "one goes to a place"
    if e.v is not None:
        _need(e.v.place is None or e.v.place is e.u.place, e, "absence", "the other is elsewhere")
        e.v.place = e.p
    e.u.place = e.p


def _at(world: World, e: Event) -> None:
    _need(e.u.place is e.p, e, "place", f"{e.u.name} is {'elsewhere' if e.u.place is None else e.u.place.forms['at']}")


def _lives(world: World, e: Event) -> None:
    e.u.place = e.p


def _own(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.holder in (None, e.u) and not thing.astray, e, "possession", "somebody else has it")
    thing.owner = thing.holder = e.u
    thing.known = True


def _see(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.holder is None, e, "possession", "somebody has it in hand")
    thing.known = True


def _belongs(world: World, e: Event) -> None:
    thing = _thing(e)
    thing.owner, thing.known = e.u, True


def _get(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.holder is None, e, "possession", "somebody has it already")
    thing.holder, thing.known, thing.astray = e.u, True, False
    thing.owner = thing.owner or e.u


def _pick_up(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.holder is None, e, "possession", "somebody has it already")
    thing.holder, thing.known, thing.astray = e.u, True, False


def _give(world: World, e: Event) -> None:
    thing = _held(e)
    thing.owner = thing.holder = _other(e)
    world.kindnesses.add((e.u, _other(e)))


def _lend(world: World, e: Event) -> None:
    _held(e).holder = _other(e)
    world.kindnesses.add((e.u, _other(e)))


def _take(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.owner is not e.u and thing.holder is not e.u, e, "possession", "it must be another's")
    thing.holder, thing.astray, thing.known = e.u, False, True
    if thing.owner is not None:
        world.wrongs.add((e.u, thing.owner))


def _return(world: World, e: Event) -> None:
    thing = _held(e)
    _need(thing.owner is e.v, e, "possession", "only to its owner can a thing be returned")
    thing.holder = e.v
    world.kindnesses.add((e.u, _other(e)))


def _lose(world: World, e: Event) -> None:
    thing = _held(e)
    thing.holder, thing.astray = None, True
    if thing.owner is not None and thing.owner is not e.u:
        world.wrongs.add((e.u, thing.owner))


def _missing(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.holder is None, e, "possession", "somebody has it in hand")
    thing.astray = True


def _fetch(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.astray and thing.holder is None, e, "possession", "only what is lost, stuck or hidden can be fetched")
    thing.holder, thing.astray, thing.known = e.u, False, True


def _hold(world: World, e: Event) -> None:
    _held(e)


def _break(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(not thing.broken, e, "possession", "it is broken already")
    thing.broken = True
    if thing.owner is not None and thing.owner is not e.u:
        world.wrongs.add((e.u, thing.owner))


def _mend(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.broken, e, "possession", "only what is broken can be mended")
    thing.broken = False


def _end_thing(world: World, e: Event) -> None:
    thing = _thing(e)
    thing.gone, thing.holder, thing.astray = True, None, False


def _use_up(world: World, e: Event) -> None:
    thing = _held(e)
    thing.gone, thing.holder = True, None


def _share(world: World, e: Event) -> None:
    _held(e)
    world.kindnesses.add((e.u, _other(e)))


def _kind_deed(world: World, e: Event) -> None:
    world.kindnesses.add((e.u, _other(e)))


def _thank(world: World, e: Event) -> None:
    _need((_other(e), e.u) in world.kindnesses, e, "relation", "there is nothing to thank for")


def _wrong(world: World, e: Event) -> None:
    world.wrongs.add((e.u, _other(e)))


def _confess(world: World, e: Event) -> None:
    _need((e.u, _other(e)) in world.wrongs, e, "relation", "there is nothing to confess")


def _apologise(world: World, e: Event) -> None:
    _need((e.u, _other(e)) in world.wrongs, e, "relation", "there is nothing to be sorry for")
    world.apologies.add((e.u, _other(e)))


def _forgive(world: World, e: Event) -> None:
    pair = (_other(e), e.u)
    _need(pair in world.apologies, e, "relation", "nobody said sorry")
    world.apologies.discard(pair)
    world.wrongs.discard(pair)


def _befriend(world: World, e: Event) -> None:
    world.friends.add(frozenset((e.u, _other(e))))


def _quarrel(world: World, e: Event) -> None:
    world.quarrels.add(frozenset((e.u, _other(e))))


def _make_up(world: World, e: Event) -> None:
    pair = frozenset((e.u, _other(e)))
    _need(pair in world.quarrels, e, "relation", "they did not quarrel")
    world.quarrels.discard(pair)


def _fear(world: World, e: Event) -> None:
    e.u.fears.add(e.w)
    e.u.mood = -1


def _overcome(world: World, e: Event) -> None:
    _need(e.w in e.u.fears, e, "feeling", "one can only overcome what one fears")
    e.u.fears.discard(e.w)
    e.u.mood = 1


def _learn(world: World, e: Event) -> None:
    _need(e.w not in e.u.skills, e, "relation", "that is known already")
    e.u.skills.add(e.w)
    e.u.mood = 1


def _up(world: World, e: Event) -> None:
    e.u.mood = 1
    if e.v is not None:
        e.v.mood = 1


def _down(world: World, e: Event) -> None:
    e.u.mood = -1
    if e.v is not None:
        e.v.mood = -1


def _feel_good(world: World, e: Event) -> None:
    _need(e.u.mood >= 0, e, "feeling", f"{e.u.name} has no reason to feel good")


def _feel_bad(world: World, e: Event) -> None:
    _need(e.u.mood <= 0, e, "feeling", f"{e.u.name} has no reason to feel bad")


def _hurt(world: World, e: Event) -> None:
    e.u.hurt, e.u.mood = True, -1


def _fall_sick(world: World, e: Event) -> None:
    e.u.sick, e.u.mood = True, -1


def _heal(world: World, e: Event) -> None:
    _need(e.u.hurt or e.u.sick, e, "relation", "only the hurt and the sick get well")
    e.u.hurt = e.u.sick = False
    e.u.mood = 1


def _nothing(world: World, e: Event) -> None:
    pass


RULES: Final[dict[str, Rule]] = {
    "intro": _intro, "come": _come, "leave": _leave, "go": _go, "at": _at, "lives": _lives, "own": _own, "see": _see,
    "belongs": _belongs, "get": _get, "make": _get,
    "pick_up": _pick_up, "give": _give, "lend": _lend, "take": _take, "return": _return,
    "lose": _lose, "missing": _missing, "fetch": _fetch, "hold": _hold, "break": _break, "mend": _mend,
    "eat": _use_up, "spoil": _end_thing, "share": _share, "help": _kind_deed, "comfort": _kind_deed,
    "thank": _thank, "wrong": _wrong, "lie": _wrong, "confess": _confess, "apologise": _apologise, "forgive": _forgive,
    "befriend": _befriend, "quarrel": _quarrel, "make_up": _make_up, "fear": _fear, "overcome": _overcome,
    "learn": _learn, "up": _up, "down": _down, "good": _feel_good, "bad": _feel_bad, "hurt": _hurt,
    "fall_sick": _fall_sick, "heal": _heal, "act": _nothing, "try": _nothing, "fail": _nothing, "ask": _nothing,
    "warn": _nothing, "notice": _nothing, "mention": _nothing,
}  # fmt: skip
_ANYWHERE: Final = frozenset(("intro", "come", "leave", "lives", "mention", "belongs", "fall_sick"))
"""Kinds that do not ask their people to be on stage."""


def apply(world: World, event: Event) -> None:
    """Let `event` happen in `world`. Raises `ImpossibleEventError`, changing nothing, when a precondition fails."""
    if event.kind not in _ANYWHERE:
        _present(world, event, event.u)
        if event.v is not None and event.kind != "go":
            _present(world, event, event.v)
    RULES[event.kind](world, event)


def _present(world: World, event: Event, who: Character) -> None:
    _need(who.known, event, "name", f"nobody has introduced {who.name}")
    _need(world.here(who), event, "absence", f"{who.name} is not here")
