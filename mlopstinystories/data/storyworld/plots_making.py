"""Plots about making: baking, planting, building, a surprise."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_people import WISE_ANIMALS
from .words_things import BAKED, CROPS, FLOWERS, MATERIALS


def baking(s: Stage) -> None:
    """A cake for somebody: an ingredient is missing or wrong, or the oven is forgotten."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.scene()
    s.para()
    s.maybe(0.5, "day")
    cake = s.pick(BAKED)
    x = s.thing("x", "treat", cake, s.pick(("big", "sweet", "round", "special")))
    s.word("guest", ("a birthday", "the neighbors", "a picnic", "a party", "the whole family", "the new teacher"))
    s.say("bake.want")
    if s.foreshadow:
        s.say("bake.hint", m, a)
    s.do("help", m, a, how="bake.start")
    s.do("make", a, x=x, how="bake.stir")
    s.para()
    if s.bad:
        s.say("bake.forget")
        s.do("spoil", a, x=x, how="bake.burnt")
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("comfort", m, a, how="comfort")
        end_story(s, "burnt", "care", happy=False)
        return
    if s.twist:
        s.say("bake.salt")
        s.say("bake.taste", m, a)
        s.say("bake.fix")
        s.do("feel", a, w="glad", how="felt.glad")
        s.do("share", a, m, x, how="bake.share")
        end_story(s, "salt for sugar, then mended", "try")
        return
    if s.conflict:
        b = s.friend(away=True)
        s.say("bake.missing")
        s.do("come", b, a, how="arrive.friend")
        s.do("help", b, a, how="bake.b_has")
        s.do("thank", a, b, how="thanks")
        s.do("share", a, b, x, how="bake.eat_b")
        end_story(s, "a neighbor had the missing thing", "share")
        return
    s.say("bake.wait")
    s.say("bake.ready")
    s.do("share", a, m, x, how="bake.share")
    s.do("feel", a, w="proud", how="felt.proud")
    end_story(s, "a good cake", "patience")


def planting(s: Stage) -> None:
    """A seed needs time; the hero must wait, guard it, or lose it."""
    a = s.a
    c = s.grown_up("c", *s.pick((("Grandpa", "he"), ("Grandma", "she"), ("the gardener", "he"), ("the farmer", "she"))))
    open_story(s)
    s.para()
    s.maybe(0.5, "day")
    plant = s.pick(CROPS + FLOWERS)
    x = s.thing("x", "plant", plant, s.pick(("tall", "big", "beautiful", "strong", "lovely")))
    x.made = False
    s.do("help", c, a, how="seed.get")
    p = s.place("p", names=("garden", "backyard", "meadow"))
    s.go(p, "seed.dig", c)
    s.scene()
    s.say("seed.advice", c, a)
    s.para()
    s.say("seed.wait")
    s.do("feel", a, w="sad", how="seed.nothing")
    if s.conflict:
        s.say("seed.impatient")
    if s.bad:
        s.say(s.pick(("seed.too_much", "seed.bird")))
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("comfort", c, a, how="comfort")
        end_story(s, "the seed was lost", "patience", happy=False)
        return
    s.say("seed.care")
    s.para()
    s.do("make", a, x=x, how="seed.sprout")
    if s.twist:
        s.say("seed.twist")
        s.do("feel", a, w="glad", how="felt.glad")
        end_story(s, "it became something else", "patience")
        return
    s.say("seed.grown")
    s.do("thank", a, c, how="thanks")
    end_story(s, "it grew", "patience")


def building(s: Stage) -> None:
    """Something is built and falls; two builders must work together."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.para()
    s.maybe(0.5, "day")
    s.word("stuff", MATERIALS)
    x = s.thing(
        "x",
        "toy",
        s.pick(("tower", "castle", "house", "bridge", "fort", "boat", "ship")),
        s.pick(("tall", "big", "grand")),
    )
    p = s.place("p", outdoors=None)
    s.go(p, "go.together", b)
    s.scene()
    s.say("build.idea")
    if s.conflict:
        s.do("quarrel", a, b, how="build.quarrel")
    s.do("make", a, x=x, how="build.build")
    s.para()
    if s.foreshadow:
        s.say("build.wobble")
    s.do("break", b if s.conflict else a, x=x, how="build.kick" if s.conflict else "build.fall")
    s.do("feel", a, w="sad", how="felt.angry" if s.conflict else "felt.sad")
    if s.bad:
        if s.conflict:
            s.do("leave", b, how="build.b_leaves")
        else:
            s.say("build.no_time")
        end_story(s, "it stayed broken", "friends", happy=False)
        return
    if s.conflict:
        s.do("apologise", b, a, how="sorry")
        s.do("forgive", a, b, how="forgive")
        s.do("make_up", a, b, how="")
    else:
        s.do("comfort", b, a, how="comfort")
    s.do("mend", a, b, x, how="build.again")
    if s.twist:
        s.say("build.guest")
    s.do("feel", a, w="proud", how="felt.proud")
    end_story(s, "built again, with a guest" if s.twist else "built again", "friends")


def surprise(s: Stage) -> None:
    """A present is made in secret for a birthday."""
    a = s.a
    c = s.parent("m")
    b = s.friend(away=True)
    open_story(s)
    s.scene()
    s.para()
    x = s.thing("x", s.pick(("toy", "fragile") if s.bad else ("toy", "fragile", "clothing")))
    s.say("gift.birthday")
    s.say("gift.think")
    if s.chance(0.4):
        w = s.beast("c", WISE_ANIMALS, s.pick(("old", "wise", "white")))
        s.do("come", w, a, how="gift.wise")
        s.do("help", w, a, how="gift.wise_says")
        s.do("leave", w, how="")
    s.do("make", a, x=x, how="gift.make")
    if s.conflict:
        s.do("lie", a, c, how="gift.secret")
        s.do("feel", c, w="sad", how="gift.m_sad")
    s.para()
    s.do("time", a, w="birthday", how="gift.day")
    if s.bad:
        s.do("break", a, x=x, how="gift.break")
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("comfort", c, a, how="comfort")
        end_story(s, "the present broke", "care", happy=False)
        return
    s.do("give", a, c, x, how="gift.give")
    s.do("feel", c, w="glad", how="gift.open")
    s.do("thank", c, a, how="thanks")
    if s.twist:
        s.do("come", b, a, how="arrive.friend")
        s.do("help", b, a, how="gift.twist")
        end_story(s, "a present back", "kind")
        return
    end_story(s, "a loved present", "kind")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "baking": baking, "planting": planting, "building": building, "surprise": surprise,
}  # fmt: skip
