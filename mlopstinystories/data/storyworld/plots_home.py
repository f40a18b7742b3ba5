"""Plots at home: a broken thing and the truth, a new pet or baby, too many sweets, a messy room, a wish that goes
wrong."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_people import NEW_PETS
from .words_things import COUNTED_TREATS


def broken_truth(s: Stage) -> None:
    """Something of the grown-up's breaks; the hero tells, hides it, or blames another."""
    a = s.a
    m = s.parent()
    x = s.owned("x", m, "fragile")
    open_story(s, family=True)
    s.say("truth.own", m)
    if s.foreshadow:
        s.say("truth.hint", m, a)
    s.para()
    s.maybe(0.5, "day")
    s.scene()
    s.do("break", a, x=x, how="truth.break")
    s.do("feel", a, w="afraid", how="truth.worry")
    s.para()
    if s.bad or s.conflict:
        s.do("lie", a, m, how="truth.lie")
        s.say("truth.m_asks", m, a)
        if s.bad:
            s.say("truth.found_out", m)
            s.do("feel", m, w="sad", how="truth.m_sad")
            end_story(s, "the lie was found out", "honest", happy=False)
            return
        s.say("truth.heavy")
    s.do("confess", a, m, how="truth.tell")
    s.do("apologise", a, m, how="sorry")
    s.do("forgive", m, a, how="forgive")
    if s.twist:
        s.say("truth.twist", m, a)
        end_story(s, "forgiven with a laugh", "honest")
        return
    s.do("mend", a, m, x, how="truth.mend")
    end_story(s, "told, forgiven and mended", "honest")


def new_one(s: Stage) -> None:
    """A new pet or baby comes into the house; the hero is jealous or learns to care."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.scene()
    s.para()
    s.maybe(0.4, "day")
    pet = s.chance(0.6)
    c = (
        s.beast("c", NEW_PETS, s.pick(("tiny", "little", "soft", "young")))
        if pet
        else s.grown_up("c", "the baby", "it", away=True)
    )
    s.do("come", c, a, how="new.pet" if pet else "new.baby")
    if s.conflict or s.bad:
        s.do("feel", a, w="angry", how="new.jealous")
        s.do("wrong", a, c, how="new.ignore")
        s.para()
        s.do("hurt", c, how="new.cries")
        if s.bad:
            s.say("new.too_late")
            s.do("comfort", m, c, how="new.m_holds")
            end_story(s, "jealous still", "kind", happy=False)
            return
    else:
        s.do("feel", a, w="glad", how="felt.glad")
        s.para()
        s.do("hurt", c, how="new.cries")
    s.do("help", a, c, how="new.care")
    s.do("heal", c, how="new.calm")
    if s.twist:
        s.say("new.surprise", c, a)
    s.do("befriend", a, c, how="new.love")
    end_story(s, "loved, and the first trick" if s.twist else "loved", "kind")


def greedy(s: Stage) -> None:
    """So many sweet things, and nobody looking."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.scene()
    s.para()
    s.maybe(0.5, "day")
    s.word("treats", COUNTED_TREATS)
    s.word("box", ("bowl", "jar", "basket", "box", "plate", "bag"))
    s.say("greedy.see")
    s.say("greedy.hint", m, a)
    if not s.bad and not s.conflict:
        b = s.friend(away=True)
        s.say("greedy.one")
        s.do("come", b, a, how="arrive.friend")
        s.do("help", a, b, how="greedy.share")
        s.do("thank", b, a, how="thanks")
        end_story(s, "shared", "enough")
        return
    s.do("wrong", a, m, how="greedy.eat")
    s.maybe(0.6, "greedy.more")
    s.para()
    s.do("fall_sick", a, how="greedy.ache")
    s.say("greedy.m_comes", m, a)
    if s.bad:
        s.say("greedy.miss")
        end_story(s, "too ill for the party", "enough", happy=False)
        return
    s.do("confess", a, m, how="greedy.tell")
    s.do("apologise", a, m, how="sorry")
    s.do("forgive", m, a, how="forgive")
    s.do("heal", a, how="greedy.better")
    if s.twist:
        s.say("greedy.twist")
        end_story(s, "they had been for the hero", "enough", "end.happy")
        return
    end_story(s, "well again", "enough", "end.family")


def messy_room(s: Stage) -> None:
    """Nothing can be found in the mess until it is tidied, or trodden on."""
    a = s.a
    m = s.parent()
    x = s.owned("x", a, "toy" if s.bad else None)
    open_story(s, family=True)
    s.say("own.x")
    s.say("messy.room")
    if s.foreshadow:
        s.say("messy.hint", m, a)
    s.para()
    s.maybe(0.4, "day")
    s.spots(s.home)
    s.scene()
    s.do("lose", a, x=x, how="messy.lose")
    s.say("messy.search")
    if s.bad:
        s.para()
        s.do("spoil", a, x=x, how="messy.step")
        s.do("feel", a, w="sad", how="felt.sad")
        end_story(s, "stepped on and broken", "care", happy=False)
        return
    s.do("ask", a, m, how="ask.help")
    if s.conflict:
        s.do("refuse", m, a, how="messy.no")
        s.do("feel", a, w="angry", how="felt.angry")
    s.para()
    s.do("help", m, a, how="messy.start")
    s.say("messy.clean")
    if s.twist:
        s.say("messy.other")
    s.do("find", a, x=x, how="messy.find")
    s.do("feel", a, w="glad", how="felt.glad")
    end_story(s, "found by tidying, and more" if s.twist else "found by tidying", "care")


def wish(s: Stage) -> None:
    """A thing that grants one wish, and what comes of wishing."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.para()
    s.maybe(0.5, "day")
    p = s.place("p")
    s.spots(p)
    s.go(p, "go.place")
    m.place = p
    s.scene()
    x = s.thing("x", s.pick(("nature", "fragile", "tool")))
    s.do("get", a, x=x, how="wish.find")
    s.say("wish.speaks", a, None, x)
    number = s.pick(range(6))
    s.cast["wish"] = (
        "to be as tall as a house",
        "to fly like a bird",
        "that everything was made of candy",
        "to have a hundred toys",
        "to be as small as an ant",
        "that it was always night",
    )[number]
    s.cast["result"] = (
        "{a} grew and grew until no door was big enough", "{a} flew up and up, but could not come down again",
        "even the bed and the pillow were sweet and sticky", "there were toys up to the ceiling and no room to sit",
        "even the grass was like a forest", "the birds stopped singing and nobody could play",
    )[number].replace("{a}", a.name)  # fmt: skip
    s.do("want", a, w=s.pick(("I wish", "My wish is")), how="wish.wish")
    s.say("wish.true")
    s.para()
    s.do("feel", a, w="sad", how="wish.sorry")
    if s.bad:
        s.do("spoil", a, x=x, how="wish.gone")
        end_story(s, "the wish could not be undone", "enough", happy=False)
        return
    s.say("wish.undo")
    if s.twist:
        s.say("wish.dream")
        end_story(s, "it was a dream", "enough", "end.happy")
        return
    s.do("give", a, m, x, how="wish.give")
    end_story(s, "the wish was undone", "enough")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "broken thing": broken_truth, "a new one": new_one, "too many sweets": greedy, "messy room": messy_room,
    "a wish": wish,
}  # fmt: skip
