"""Plots on the way: a visit with an obstacle, a coin to spend, a toy boat on the river."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_people import SMALL_WILD


def visit(s: Stage) -> None:
    """To Grandma's house with a basket, past an obstacle."""
    a = s.a
    g = s.grown_up("m", *s.pick((("Grandma", "she"), ("Grandpa", "he"))), away=True)
    open_story(s)
    s.para()
    s.say("day")
    x = s.thing("x", s.pick(("treat", "clothing")))
    x.owner = x.holder = a
    s.say("visit.plan")
    p = s.place("p", names=("forest", "river", "meadow", "hill", "orchard"))
    s.go(p, "visit.way")
    s.scene()
    s.para()
    c = s.beast("c", ("goose", "dog", "goat", "ram", "bull"), s.pick(("big", "loud", "cross")))
    s.do("come", c, p=p, how="visit.block")
    s.do("fear", a, w="the beast", how="felt.afraid")
    if s.bad:
        s.do("spoil", a, x=x, how="visit.drop")
        s.do("come", g, p=p, how="visit.g_late")
        s.do("comfort", g, a, how="comfort")
        end_story(s, "came with nothing", "brave", happy=False)
        return
    if s.twist:
        s.say("visit.thorn", c)
        s.do("hurt", c, how="")
        s.do("help", a, c, how="visit.pull")
        s.do("overcome", a, w="the beast", how="visit.friends")
        outcome = "the beast only needed help"
    else:
        s.say(s.pick(("visit.trick", "visit.calm")))
        s.do("overcome", a, w="the beast", how="visit.past")
        outcome = "past the beast"
    s.do("leave", c, how="")
    s.para()
    s.do("come", g, p=p, how="visit.there")
    s.do("give", a, g, x, how="visit.give")
    s.do("thank", g, a, how="thanks")
    end_story(s, outcome, "brave")


def coin(s: Stage) -> None:
    """One coin, many things to buy, and somebody who needs it more."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.para()
    s.maybe(0.5, "day")
    s.do("help", m, a, how="coin.get")
    p = s.place("p", names=("village square", "shop"))
    s.go(p, "go.place")
    s.scene()
    x = s.thing("x", s.pick(("toy", "soft_toy", "clothing")))
    s.thing("y", "treat")
    s.say("coin.choose")
    if s.bad:
        s.say("coin.drop")
        s.do("feel", a, w="sad", how="felt.sad")
        end_story(s, "the coin was lost", "care", happy=False)
        return
    s.para()
    if s.conflict or s.twist:
        b = s.friend(away=True)
        s.do("come", b, a, how="coin.b")
        s.say("coin.think")
        s.do("help", a, b, how="coin.gives")
        s.do("thank", b, a, how="thanks")
        if s.twist:
            s.do("get", a, x=x, how="coin.reward")
            end_story(s, "kindness was rewarded", "kind")
            return
        end_story(s, "gave the coin away", "kind")
        return
    s.do("get", a, x=x, how="coin.buy")
    s.do("feel", a, w="glad", how="felt.glad")
    end_story(s, "bought", "work")


def boat(s: Stage) -> None:
    """Something floats away on the water; somebody small can swim, or it is never seen again."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    x = s.thing(
        "x",
        "toy",
        s.pick(("toy boat", "paper boat", "wooden ship", "raft", "rubber duck")),
        s.pick(("red", "blue", "white", "new", "yellow")),
    )
    x.owner = x.holder = a
    s.say("own.x")
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p", names=("river", "lake", "beach"))
    s.go(p, "go.together", b)
    s.scene()
    if s.foreshadow:
        s.say("boat.hint", b, a)
    s.do("lose", a, x=x, how="boat.float")
    s.say("boat.run")
    if s.conflict:
        s.do("quarrel", a, b, how="boat.blame")
        s.do("make_up", b, a, how="makeup")
    s.para()
    if s.bad:
        s.say("boat.gone")
        s.do("comfort", b, a, how="comfort")
        end_story(s, "it floated away", "care", happy=False)
        return
    if s.twist:
        s.say("boat.letter")
        s.do("find", a, x=x, how="boat.back")
        end_story(s, "it came back with a letter", "patience")
        return
    c = s.beast("c", ("duck", "swan", "otter", "beaver", "fish", "frog"), s.pick(("friendly", "quick", "small", "old")))
    s.do("come", c, p=p, how="boat.beast")
    s.do("help", c, a, how="boat.push")
    s.do("find", a, x=x, how="boat.got")
    s.do("thank", a, c, how="thanks")
    end_story(s, "brought back by an animal", "help")


def small_helper(s: Stage) -> None:
    """A big animal laughs at the small hero, and then needs help."""
    a = s.a
    open_story(s)
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p", names=("forest", "meadow", "river", "hill"))
    s.go(p, "go.place")
    s.scene()
    c = s.beast(
        "c", ("lion", "horse", "elephant", "bull", "moose", "camel"), s.pick(("big", "huge", "proud", "strong"))
    )
    s.do("come", c, p=p, how="small.meet")
    s.do("wrong", c, a, how="small.laugh")
    s.do("feel", a, w="sad", how="felt.sad")
    s.para()
    s.do("hurt", c, how="small.stuck")
    s.do("ask", c, a, how="small.call")
    if s.bad:
        s.do("refuse", a, c, how="small.refuse")
        s.say("small.regret")
        end_story(s, "did not help", "kind", happy=False)
        return
    if s.conflict:
        s.say("small.think")
    s.do("help", a, c, how="small.help")
    if s.twist:
        d = s.beast("d", SMALL_WILD)
        s.do("come", d, p=p, how="small.more")
    s.do("heal", c, how="small.free")
    s.do("apologise", c, a, how="sorry")
    s.do("forgive", a, c, how="forgive")
    s.do("befriend", a, c, how="befriend")
    end_story(s, "freed by many small ones" if s.twist else "freed by a small one", "kind")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "the visit": visit, "one coin": coin, "floating away": boat, "small helper": small_helper,
}  # fmt: skip
