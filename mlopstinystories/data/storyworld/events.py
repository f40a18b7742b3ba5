"""What can happen, when it may, and what it changes.

`apply(world, event)` checks an event's preconditions against the state, then changes the state; a precondition that
fails raises `ImpossibleEventError`, so a plot cannot tell of a lost ball in somebody's hand. A kind without a rule
(say, look, wait) changes nothing but still needs its people on stage and together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .world import Character, Place, Spoken, Thing, World


class ImpossibleEventError(ValueError):
    """An event was asked for that the state of the world does not allow."""


@dataclass(slots=True, eq=False)
class Event:
    """One thing that happens: `u` does `kind`, perhaps to `v`, with `x`, at `p`; `w` is a word (a feeling, a skill).

    `how` names the ways of telling it. `start` and `end` are the character offsets of its sentences in the story's
    text (both 0 until it is told; an event that is not told keeps them equal).
    """

    kind: str
    u: Character
    v: Character | None = None
    x: Thing | None = None
    p: Place | None = None
    w: str = ""
    how: str = ""
    more: dict[str, Spoken | str] | None = None
    start: int = 0
    end: int = 0


def _need(condition: bool, event: Event, why: str) -> None:
    if not condition:
        thing = event.x.name if event.x else "nothing"
        other = event.v.name if event.v else "nobody"
        raise ImpossibleEventError(f"{event.u.name} cannot {event.kind} ({other}, {thing}): {why}")


def _thing(event: Event) -> Thing:
    _need(event.x is not None and not event.x.gone, event, "there must be a thing, and it must still exist")
    assert event.x is not None
    return event.x


def _other(event: Event) -> Character:
    _need(event.v is not None, event, "there must be somebody else")
    assert event.v is not None
    return event.v


def _held(event: Event) -> Thing:
    thing = _thing(event)
    _need(thing.holder is event.u, event, "the thing must be in the doer's hands")
    return thing


def _come(world: World, e: Event) -> None:
    _need(e.u.place is None or e.p is not None, e, "who is here already cannot come")
    e.u.place = e.p if e.p is not None else _other(e).place


def _leave(world: World, e: Event) -> None:
    e.u.place = None


def _go(world: World, e: Event) -> None:
    _need(e.p is not None, e, "one goes to a place")
    e.u.place = e.p
    if e.v is not None:
        e.v.place = e.p


def _feel(world: World, e: Event) -> None:
    e.u.feeling = e.w


def _get(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.owner is None and thing.holder is None, e, "what one gets must be nobody's")
    thing.owner = thing.holder = e.u
    thing.made = True


def _give(world: World, e: Event) -> None:
    thing = _held(e)
    thing.owner = thing.holder = _other(e)
    world.kindnesses.add((e.u, _other(e)))


def _lend(world: World, e: Event) -> None:
    _held(e).holder = _other(e)
    world.kindnesses.add((e.u, _other(e)))


def _take(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.owner is not None and thing.owner is not e.u and thing.holder is not e.u, e, "it must be another's")
    assert thing.owner is not None
    thing.holder = e.u
    world.wrongs.add((e.u, thing.owner))


def _return(world: World, e: Event) -> None:
    thing = _held(e)
    _need(thing.owner is e.v, e, "only to its owner can a thing be returned")
    thing.holder = e.v
    world.kindnesses.add((e.u, _other(e)))


def _lose(world: World, e: Event) -> None:
    thing = _held(e)
    thing.holder, thing.lost = None, True
    if thing.owner is not None and thing.owner is not e.u:
        world.wrongs.add((e.u, thing.owner))


def _find(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.lost or thing.hidden, e, "only what is lost or hidden can be found")
    thing.holder, thing.lost, thing.hidden = e.u, False, False


def _hide(world: World, e: Event) -> None:
    thing = _held(e)
    thing.holder, thing.hidden = None, True


def _break(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(not thing.broken, e, "it is broken already")
    thing.broken = True
    if thing.owner is not None and thing.owner is not e.u:
        world.wrongs.add((e.u, thing.owner))


def _mend(world: World, e: Event) -> None:
    thing = _thing(e)
    _need(thing.broken, e, "only what is broken can be mended")
    thing.broken = False
    if thing.owner is not None and thing.owner is not e.u:
        world.kindnesses.add((e.u, thing.owner))


def _end_thing(world: World, e: Event) -> None:
    thing = _thing(e)
    thing.gone, thing.holder = True, None


def _share(world: World, e: Event) -> None:
    _held(e)
    world.kindnesses.add((e.u, _other(e)))


def _kind_deed(world: World, e: Event) -> None:
    world.kindnesses.add((e.u, _other(e)))


def _thank(world: World, e: Event) -> None:
    _need((_other(e), e.u) in world.kindnesses, e, "there is nothing to thank for")


def _wrong(world: World, e: Event) -> None:
    world.wrongs.add((e.u, _other(e)))


def _lie(world: World, e: Event) -> None:
    world.lies.add((e.u, _other(e)))
    world.wrongs.add((e.u, _other(e)))


def _confess(world: World, e: Event) -> None:
    _need((e.u, _other(e)) in world.wrongs, e, "there is nothing to confess")
    world.lies.discard((e.u, _other(e)))


def _apologise(world: World, e: Event) -> None:
    _need((e.u, _other(e)) in world.wrongs, e, "there is nothing to be sorry for")
    world.apologies.add((e.u, _other(e)))


def _forgive(world: World, e: Event) -> None:
    pair = (_other(e), e.u)
    _need(pair in world.apologies, e, "nobody said sorry")
    world.apologies.discard(pair)
    world.wrongs.discard(pair)


def _befriend(world: World, e: Event) -> None:
    world.friends.add(frozenset((e.u, _other(e))))


def _quarrel(world: World, e: Event) -> None:
    world.quarrels.add(frozenset((e.u, _other(e))))


def _make_up(world: World, e: Event) -> None:
    pair = frozenset((e.u, _other(e)))
    _need(pair in world.quarrels, e, "they did not quarrel")
    world.quarrels.discard(pair)


def _fear(world: World, e: Event) -> None:
    e.u.fears.add(e.w)
    e.u.feeling = "afraid"


def _overcome(world: World, e: Event) -> None:
    _need(e.w in e.u.fears, e, "one can only overcome what one fears")
    e.u.fears.discard(e.w)
    e.u.feeling = "brave"


def _learn(world: World, e: Event) -> None:
    _need(e.w not in e.u.skills, e, "that is known already")
    e.u.skills.add(e.w)


def _hurt(world: World, e: Event) -> None:
    e.u.hurt = True


def _fall_sick(world: World, e: Event) -> None:
    e.u.sick = True


def _heal(world: World, e: Event) -> None:
    _need(e.u.hurt or e.u.sick, e, "only the hurt and the sick get well")
    e.u.hurt = e.u.sick = False


def _weather(world: World, e: Event) -> None:
    world.weather = e.w


def _time(world: World, e: Event) -> None:
    world.time = e.w


RULES: Final[dict[str, Callable[[World, Event], None]]] = {
    "come": _come, "leave": _leave, "go": _go, "feel": _feel, "get": _get, "make": _get, "give": _give, "lend": _lend,
    "take": _take, "return": _return, "lose": _lose, "find": _find, "hide": _hide, "break": _break, "mend": _mend,
    "eat": _end_thing, "spoil": _end_thing, "share": _share, "help": _kind_deed, "comfort": _kind_deed,
    "thank": _thank, "wrong": _wrong, "lie": _lie, "confess": _confess, "apologise": _apologise, "forgive": _forgive,
    "befriend": _befriend, "quarrel": _quarrel, "make_up": _make_up, "fear": _fear, "overcome": _overcome,
    "learn": _learn, "hurt": _hurt, "fall_sick": _fall_sick, "heal": _heal, "weather": _weather, "time": _time,
}  # fmt: skip

# Kinds that move people, so that being together is not asked for beforehand.
_MOVING: Final = frozenset(("come", "go", "leave"))


def apply(world: World, event: Event) -> None:
    """Let `event` happen in `world`. Raises `ImpossibleEventError`, changing nothing, when a precondition fails."""
    if event.kind not in _MOVING:
        _need(event.u.place is not None, event, "who is away can do nothing")
        if event.v is not None:
            _need(event.v.place is event.u.place, event, "the two are not in the same place")
    rule = RULES.get(event.kind)
    if rule is not None:
        rule(world, event)
