"""Plots between two: making a friend, sharing, a race, a sick friend, a show-off."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, introduce, open_story
from .stage import Stage
from .world import Character, Thing, make_thing


def new_friend(s: Stage) -> None:
    """A lonely hero tries to make a friend; the first try may fail, and the other may be just as shy."""
    a = s.a
    introduce(s)
    s.do("feel", a, w="sad", how="friend.lonely")
    m = s.parent()
    if s.chance(0.5):
        s.say("friend.advice", m, a)
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p")
    s.go(p, "go.place")
    s.scene()
    b = s.friend(away=True)
    s.do("come", b, a, how="friend.sees")
    x = s.owned("x", b, "toy")
    s.say("friend.plays", b)
    if s.conflict or s.bad:
        s.do("ask", a, b, how="friend.ask")
        s.do("refuse", b, a, how="friend.refuse")
        s.do("feel", a, w="sad", how="felt.sad")
        s.para()
        if s.bad:
            s.do("leave", b, how="friend.leaves")
            s.do("go", a, p=s.home, how="go.home")
            s.do("comfort", m, a, how="comfort")
            end_story(s, "no friend yet", "try", happy=False)
            return
        s.say("friend.trouble", b)
        s.do("help", a, b, how="friend.helps")
        s.do("thank", b, a, how="thanks")
    elif s.twist:
        s.para()
        s.say("friend.both_shy")
        s.say("friend.shy_too", b, a)
    else:
        s.para()
        s.do("ask", a, b, how="friend.ask")
        s.do("agree", b, a, how="friend.agree")
    s.do("share", b, a, x, how="friend.play_together")
    s.do("befriend", a, b, how="befriend")
    end_story(s, "friends", "friends")


def sharing(s: Stage) -> None:
    """The hero has something good and is asked for some of it."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.para()
    s.maybe(0.5, "day")
    food = s.chance(0.5)
    x = s.thing("x", "treat" if food else s.pick(("toy", "soft_toy")))
    p = s.place("p")
    m = s.parent(away=True)
    m.place = s.home
    x.owner = x.holder = m
    s.do("give", m, a, x, how="share.get")
    if s.foreshadow:
        s.say("share.hint", m, a)
    b.place = None
    s.go(p, "share.go")
    s.scene()
    s.do("come", b, a, how="share.b_comes")
    s.do("ask", b, a, x, how="share.ask_food" if food else "share.ask_toy")
    if not (s.bad or s.conflict):
        s.say("share.think")
        _share_well(s, food, "shared at once")
        return
    s.do("wrong", a, b, how="")
    s.do("refuse", a, b, x, how="share.refuse")
    s.do("feel", b, w="sad", how="felt.sad")
    s.para()
    if s.bad:
        s.do("leave", b, how="share.b_leaves")
        if food:
            s.do("spoil", a, x=x, how="share.dropped")
        else:
            s.say("share.alone")
        s.do("feel", a, w="sad", how="felt.sad")
        end_story(s, "alone with it", "share", happy=False)
        return
    s.say("share.alone_short" if not food else "share.look_back")
    if s.twist:
        s.do("help", b, a, how="share.b_kind")
    s.do("apologise", a, b, how="sorry")
    s.do("forgive", b, a, how="forgive")
    _share_well(s, food, "shared after all")


def _share_well(s: Stage, food: bool, outcome: str) -> None:
    a, b, x = s.a, s.cast["b"], s.cast["x"]
    assert isinstance(b, Character)
    assert isinstance(x, Thing)
    s.do("share", a, b, x, how="share.half" if food else "share.turns")
    s.do("thank", b, a, how="thanks")
    s.do("feel", a, w="glad", how="felt.glad")
    end_story(s, outcome, "share")


def race(s: Stage) -> None:
    """A race between two; winning, losing, cheating, or stopping to help the one who fell."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p", names=("park", "beach", "meadow", "hill", "playground", "farm", "lake"))
    s.go(p, "go.together", b)
    s.scene()
    s.word(
        "goal", ("the big tree", "the fence", "the old bridge", "the gate", "the red flag", "the well", "the gray rock")
    )
    prizes = (("leaf", "golden"), ("cookie", "big"), ("crown", "paper"), ("ribbon", "blue"), ("button", "shiny"),
              ("acorn", "painted"), ("star", "silver"), ("apple", "red"))  # fmt: skip
    name, look = s.pick(prizes)
    s.thing("z", "prize", name, look)
    s.say("race.idea", s.pick((a, b)), None)
    if s.foreshadow or s.conflict:
        s.say("race.boast", b, a)
    s.para()
    s.say("race.start")
    if s.bad:
        s.do("wrong", a, b, how="race.cheat")
        s.say("race.seen", b, a)
        s.do("feel", a, w="sad", how="race.ashamed")
        s.do("apologise", a, b, how="sorry")
        if s.chance(0.5):
            s.do("quarrel", b, a, how="race.no_more")
            end_story(s, "cheated and lost a friend", "honest", happy=False)
            return
        s.do("forgive", b, a, how="forgive")
        end_story(s, "cheated and was forgiven", "honest")
        return
    if s.twist:
        s.do("hurt", b, how="race.fall")
        s.do("help", a, b, how="race.help")
        s.do("heal", b, how="race.up")
        s.do("thank", b, a, how="thanks")
        s.say("race.together")
        end_story(s, "stopped to help", "kind")
        return
    if s.chance(0.5):
        s.say("race.win")
        s.do("feel", a, w="proud", how="felt.proud")
        s.say("race.b_good", b, a)
        end_story(s, "won", "race")
        return
    s.say("race.lose")
    s.do("feel", a, w="sad", how="felt.sad")
    s.do("comfort", b, a, how="race.b_kind")
    s.do("feel", a, w="glad", how="race.better")
    end_story(s, "lost and was glad", "race")


def sick_friend(s: Stage) -> None:
    """The friend is ill; the hero brings something, and it helps, or goes wrong, or comes back."""
    a = s.a
    b = s.friend(away=True)
    open_story(s, friend=True)
    s.para()
    s.maybe(0.5, "day")
    p = s.place("p", names=("park", "garden", "village square", "meadow"))
    b.place = s.home
    s.do("fall_sick", b, how="sick.news")
    b.place = None
    s.do("feel", a, w="sad", how="sick.worry")
    m = s.parent()
    dish = make_thing(
        s.pick(("soup", "tea", "cocoa", "honey", "jam", "porridge")),
        "treat",
        s.pick(("warm", "sweet", "good")),
        some=True,
    )
    s.cast["y"] = dish
    s.do("help", m, a, how="sick.cook")
    s.go(p, "sick.way")
    s.scene()
    s.para()
    if s.conflict or s.bad:
        s.say("sick.spill")
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("come", b, p=p, how="sick.arrive_empty")
        if s.bad:
            s.say("sick.asleep", b)
            end_story(s, "came with nothing", "care", happy=False)
            return
        s.do("comfort", a, b, how="sick.story")
        s.do("thank", b, a, how="sick.best")
        s.do("heal", b, how="sick.well")
        end_story(s, "cheered up without a gift", "kind")
        return
    s.do("come", b, p=p, how="sick.arrive")
    s.do("comfort", a, b, how="sick.give")
    s.do("thank", b, a, how="thanks")
    s.do("heal", b, how="sick.well")
    if s.twist:
        s.do("fall_sick", a, how="sick.now_a")
        s.do("comfort", b, a, how="sick.b_brings")
        s.do("heal", a, how="")
        end_story(s, "then the hero fell ill", "kind")
        return
    end_story(s, "well again", "kind")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "new friend": new_friend, "sharing": sharing, "race": race, "sick friend": sick_friend,
}  # fmt: skip
