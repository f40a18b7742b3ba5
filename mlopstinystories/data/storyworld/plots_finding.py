"""Plots about things that go missing or turn up: a lost treasure, a chest in the ground, a thing borrowed without
asking."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_people import SMALL_WILD


def lost_toy(s: Stage) -> None:
    """A treasured thing is lost and searched for; found by the hero, by somebody else, or not at all."""
    a = s.a
    x = s.owned("x", a)
    m = s.parent()
    open_story(s, family=True)
    s.say("own.x")
    if s.foreshadow:
        s.say("lost.hint", m, a)
    s.para()
    s.maybe(0.5, "day")
    p = s.place("p")
    s.spots(p)
    s.go(p, "lost.go")
    s.scene()
    s.do("lose", a, x=x, how="lost.lose")
    s.do("feel", a, w="sad", how="felt.sad")
    s.para()
    s.say("lost.search")
    s.maybe(0.6, "lost.search2")
    if s.bad:
        s.say("lost.never")
        s.do("go", a, p=s.home, how="go.home")
        s.para()
        s.do("comfort", m, a, how="comfort")
        end_story(s, "not found", "care", happy=False)
        return
    if s.twist:
        b = s.friend(away=True)
        s.do("come", b, a, how="arrive.friend")
        s.do("find", b, x=x, how="lost.other_found")
        s.do("return", b, a, x, how="lost.give_back")
        s.do("thank", a, b, how="thanks")
        s.do("befriend", a, b, how="befriend")
        end_story(s, "brought back by a new friend", "kind")
        return
    if s.chance(0.5):
        c = s.beast("c", SMALL_WILD)
        s.do("come", c, a, how="lost.beast_comes")
        s.do("help", c, a, how="lost.beast_shows")
        s.do("find", a, x=x, how="lost.found")
        s.do("thank", a, c, how="thanks")
        end_story(s, "found with an animal's help", "help")
        return
    s.say("lost.think")
    s.do("find", a, x=x, how="lost.found")
    s.do("feel", a, w="glad", how="felt.glad")
    end_story(s, "found", "care")


def treasure(s: Stage) -> None:
    """A map or a sign leads to a buried box; what is in it is not always what one thinks."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.para()
    s.say("day")
    s.thing(
        "y",
        name=s.pick(("map", "letter", "note", "drawing")),
        kind="tool",
        look=s.pick(("old", "torn", "dusty", "strange")),
    )
    p = s.place("p")
    s.spots(p)
    s.say("chest.map")
    s.go(p, "go.together", b)
    s.scene()
    s.para()
    s.say("chest.dig", a, b)
    if s.conflict:
        s.do("quarrel", a, b, how="chest.quarrel")
        s.do("make_up", b, a, how="makeup")
    s.say("chest.box")
    if s.bad:
        s.say("chest.empty")
        s.do("feel", a, w="sad", how="felt.sad")
        s.say("chest.empty2", b, a)
        end_story(s, "an empty box", "friends", "end.together" if s.chance(0.5) else "")
        return
    x = s.thing("x", s.pick(("toy", "fragile", "soft_toy")))
    if s.twist:
        c = s.grown_up(
            "c",
            *s.pick((("the baker", "he"), ("the farmer", "he"), ("Grandma", "she"), ("the teacher", "she"))),
            away=True,
        )
        x.owner, x.lost = c, True
        s.do("find", a, x=x, how="chest.find")
        s.say("chest.name", b, a)
        s.do("come", c, a, how="chest.owner")
        s.do("return", a, c, x, how="chest.return")
        s.do("thank", c, a, how="chest.owner_thanks")
        end_story(s, "given back to its owner", "kind")
        return
    s.do("get", a, x=x, how="chest.find")
    s.do("feel", b, w="glad", how="felt.glad")
    s.do("share", a, b, x, how="chest.share")
    end_story(s, "a treasure shared", "share")


def borrowed(s: Stage) -> None:
    """Something is taken without asking, and then lost or broken; the truth comes out in one way or another."""
    a = s.a
    b = s.friend()
    broke = s.chance(0.5)
    x = s.owned("x", b, "toy" if broke or s.chance(0.5) else "soft_toy")
    open_story(s, friend=True)
    s.say("own.bx", b)
    s.para()
    s.maybe(0.6, "day")
    s.say("borrow.want")
    if s.foreshadow:
        s.say("borrow.hint", b, a)
    s.do("take", a, b, x, how="borrow.take")
    p = s.place("p")
    b.place = None
    s.go(p, "borrow.go")
    s.scene()
    s.do("break" if broke else "lose", a, x=x, how="borrow.break" if broke else "borrow.lose")
    s.do("feel", a, w="afraid", how="borrow.worry")
    s.para()
    s.do("come", b, p=p, how="borrow.b_comes")
    if s.conflict or s.bad:
        s.do("lie", a, b, how="borrow.lie")
        s.say("borrow.knows", b, a)
        if s.bad:
            s.do("quarrel", b, a, how="borrow.end_friends")
            s.do("leave", b, how="")
            s.do("feel", a, w="sad", how="felt.sad")
            end_story(s, "the friend walks away", "honest", happy=False)
            return
    s.do("confess", a, b, how="borrow.confess_break" if broke else "borrow.confess_lose")
    s.do("apologise", a, b, how="sorry")
    if s.twist and not broke:
        s.do("find", b, x=x, how="borrow.twist")
        s.do("forgive", b, a, how="forgive")
        end_story(s, "it was found again", "honest")
        return
    s.do("forgive", b, a, how="forgive")
    if broke:
        s.do("mend", a, x=x, how="borrow.mend")
    else:
        s.do("find", a, x=x, how="borrow.find")
        s.do("return", a, b, x, how="borrow.return")
    end_story(s, "forgiven", "honest")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {"lost toy": lost_toy, "treasure": treasure, "borrowed": borrowed}
