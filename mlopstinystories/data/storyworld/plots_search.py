"""Plots about finding: a lost thing, a lost pet, a hidden friend, an owner, or who it was."""

from collections.abc import Callable
from typing import Final

from .frame import close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import Character

SEEK: Final = obstacle(
    "one two list all back think tidy ask", {"light": "flashlight lantern"}, "dog puppy pig goat",
    "postman gardener farmer shopkeeper driver",
)  # fmt: skip
PET: Final = obstacle(
    "one two call back think ask hear", {}, "dog puppy pig goat", "postman gardener farmer shopkeeper driver",
)  # fmt: skip
# A friend who hides can be heard, and is in no bag.
HIDDEN: Final = obstacle("one two call hear ask")
OWNER: Final = obstacle("ask door call wait sign listen look")
CLUE: Final = obstacle("ask look wrong sleep flour string wait")
_GUILTY: Final = (
    "a little hedgehog",
    "the neighbor's goat",
    "a baby raccoon",
    "a hungry mouse",
    "a young fox",
    "an old turtle",
)
_PETS: Final = ("puppy", "kitten", "bunny", "duckling", "hamster", "lamb", "parrot", "turtle", "guinea pig", "gerbil")
# Old enough to come back with little ones.
_GROWN_PETS: Final = ("hamster", "turtle", "guinea pig", "gerbil", "rabbit", "mouse")


def _spots(s: Stage, indoors: bool = False) -> None:
    place = s.home if indoors else s.a.place
    assert place is not None
    spots = place.spots if len(place.spots) >= 3 else s.home.spots
    s.strings["s1"], s.strings["s2"], s.strings["s3"] = s.rng.sample(spots[: 4 if s.plain else None], 3)


def _lost(outside: bool) -> Callable[[Stage], None]:
    def plot(s: Stage) -> None:
        a, m = s.a, s.parent()
        b = s.friend() if s.conflict or s.chance(0.2) else None
        x = s.thing("toy", "toy", "treasure", "clothing")
        open_story(s, friend=b)
        s.tell("own.x", x=x)
        if s.moral:
            s.strings["danger"] = "the gate"
            s.tell("warn.keep", a, m, x=x)
            s.tell("warn.ignore")
            s.lesson = "care"
        s.para()
        if outside:
            p = s.place(("park", "beach", "forest", "garden", "playground", "farm", "meadow", "backyard"))
            if b is not None:
                s.tell("go.with", a, b, p=p)
            else:
                s.tell("go.place", p=p)
            s.maybe(0.5, "bring.x", x=x)
        struggle = Struggle(s, "seek", SEEK if outside else SEEK.without("back", "ask"), b, t=x)
        if s.foreshadow:
            struggle.plant()
        _spots(s, not outside)
        s.tell("lost.at" if outside else "lost.home", x=x)
        if b is not None and not outside:
            s.tell("with.friend", a, b)
        s.tell("sad.about", x=x)
        s.para()
        struggle.tries(least=2 if s.bad else 1)
        s.para()
        if s.bad:
            s.tell("never.x", x=x)
            if b is not None:
                s.tell("comfort", a, b)
            close_story(s, "not found", "care", b, happy=False)
            return
        if s.twist:
            s.tell("found.pocket", x=x)
            close_story(s, "it was in the bag", s.lesson or "care", b, x)
            return
        helper = struggle.solve()
        s.tell("found.x", x=x)
        if helper is not None:
            s.maybe(0.5, "thanks", a, helper)
        s.maybe(0.2, "felt.glad_x", x=x)
        close_story(s, "found", s.lesson or "care", b, x)

    return plot


def lost_pet(s: Stage) -> None:
    """The hero's pet runs away."""
    a = s.a
    b = s.friend() if s.conflict or s.chance(0.2) else None
    pet = s.beast(("small_animal",), _GROWN_PETS if s.twist else _PETS)
    open_story(s, friend=b)
    s.tell("lost.pet_own", t=pet)
    s.para()
    s.tell("lost.pet_gone", t=pet)
    if b is not None:
        s.tell("with.friend", a, b)
    p = s.place(("park", "garden", "farm", "meadow", "backyard", "forest"))
    if b is not None:
        s.tell("seek.go_with", a, b, t=pet, p=p)
    else:
        s.tell("seek.go", t=pet, p=p)
    _spots(s)
    struggle = Struggle(s, "seek", PET, b, t=pet)
    if s.foreshadow:
        struggle.plant()
    s.para()
    struggle.tries(least=1)
    s.para()
    if s.bad:
        s.tell("never.pet", t=pet)
        close_story(s, "did not come back", "care", b, happy=False)
        return
    helper = struggle.solve()
    s.tell("found.pet_babies" if s.twist else "found.pet", t=pet)
    if helper is not None:
        s.maybe(0.5, "thanks", a, helper)
    close_story(s, "found with little ones" if s.twist else "found", s.lesson or "care", b)


def hide_and_seek(s: Stage) -> None:
    """A friend hides too well."""
    a, b = s.a, s.friend()
    open_story(s, friend=b)
    s.para()
    p = s.place(("park", "beach", "forest", "garden", "playground", "farm", "meadow", "backyard"))
    s.tell("go.with", a, b, p=p)
    if s.conflict:
        s.tell("hide.first", a, b)
        s.tell("makeup", a, b)
    _spots(s)
    struggle = Struggle(s, "seek", HIDDEN, None, t=b)
    if s.foreshadow:
        struggle.plant()
    s.tell("hide.game")
    s.tell("hide.hides", a, b, p=p)
    s.para()
    s.conflict = False
    struggle.tries(least=2)
    s.tell("hide.too_good")
    if s.bad:
        s.tell("hide.home", w=b)
        close_story(s, "the friend had gone home", "friends", happy=False)
        return
    s.para()
    struggle.solve()
    s.tell("hide.found_stuck" if s.twist else "hide.found", a, b)
    close_story(s, "stuck" if s.twist else "asleep", "friends", b)


def whose(s: Stage) -> None:
    """The hero finds something and looks for its owner."""
    a = s.a
    b = s.friend() if s.conflict or s.chance(0.2) else None
    x = s.thing("toy", "treasure", "clothing")
    open_story(s, friend=b)
    s.para()
    p = s.place(("park", "village square", "beach", "farm", "forest", "meadow"))
    if b is not None:
        s.tell("go.with", a, b, p=p)
    else:
        s.tell("go.place", p=p)
    _spots(s)
    s.tell("whose.find", x=x)
    s.tell("whose.want" if s.moral or s.bad else "whose.look", x=x)
    struggle = Struggle(s, "owner", OWNER, b, x=x)
    s.para()
    struggle.tries(least=2 if s.bad else 1)
    if s.bad:
        s.tell("owner.keep", x=x)
        close_story(s, "kept it", "return", happy=False)
        return
    s.para()
    struggle.solve()
    owner = s.worker() if s.chance(0.6) else s.beast(("wise_animal", "farm_animal"))
    s.tell("owner.comes", w=owner, x=x)
    s.tell("owner.gives", w=owner, x=x)
    s.tell("owner.thanks", w=owner)
    if s.twist:
        y = s.thing("toy", "treat", "fruit")
        s.tell("owner.reward", w=owner, y=y)
    close_story(s, "a reward" if s.twist else "given back", "return", b)


def who_was_it(s: Stage) -> None:
    """Something has been eaten or soiled, and the hero finds out by whom."""
    a, m = s.a, s.parent()
    b = s.friend() if s.chance(0.2) else None
    s.word("guilty", _GUILTY)
    open_story(s, friend=b, family=m)
    s.para()
    s.tell("who.trouble")
    if s.conflict or s.bad:
        s.tell("who.blamed", a, m)
    s.tell("who.wonder")
    if b is not None:
        s.tell("with.friend", a, b)
    struggle = Struggle(s, "clue", CLUE, b)
    s.para()
    blamed, s.conflict = s.conflict, False
    struggle.tries(least=2 if s.bad or s.moral else 1)
    if s.bad:
        s.tell("who.never")
        close_story(s, "never found out", "patience", happy=False)
        return
    s.para()
    struggle.solve()
    if s.twist:
        s.tell("who.self")
    else:
        s.tell("who.was.it")
        s.tell("who.hungry")
    if blamed:
        s.tell("who.sorry", a, m)
        s.tell("forgive", m, a)
    if not s.twist:
        s.tell("felt.glad")
    companion: Character | None = b if b is not None else (m if blamed else None)
    close_story(s, "it was the hero" if s.twist else "found out", "kind" if not s.twist else "glad", companion)


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "lost outside": _lost(outside=True), "lost toy": _lost(outside=True), "lost at home": _lost(outside=False),
    "lost pet": lost_pet, "hide and seek": hide_and_seek, "whose is it": whose, "who was it": who_was_it,
}  # fmt: skip
