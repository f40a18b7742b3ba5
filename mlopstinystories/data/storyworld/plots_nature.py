"""Plots outdoors: a hurt animal, something stuck in a tree, rain, snow, a small one helping a big one."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_people import SMALL_WILD, WINGED


def hurt_animal(s: Stage) -> None:
    """A small animal is hurt; it gets well and leaves, stays, or needs more help than the hero can give."""
    a = s.a
    m = s.parent(away=True)
    open_story(s)
    s.para()
    s.maybe(0.5, "day")
    p = s.place("p")
    s.spots(p)
    s.go(p, "go.place")
    s.scene()
    c = s.beast("c", SMALL_WILD, s.pick(("tiny", "little", "small", "young")))
    c.place = p
    wings = c.sort in WINGED
    s.word("limb", ("wing",) if wings else ("leg", "foot", "back"))
    s.do("hurt", c, how="vet.find")
    s.do("feel", a, w="sad", how="vet.pity")
    if s.conflict:
        s.do("fear", c, w="the hero", how="vet.shy")
    s.do("help", a, c, how="vet.care")
    s.para()
    m.place = s.home
    s.go(s.home, "vet.home", c)
    s.do("ask", a, m, how="ask.help")
    s.do("help", m, a, how="vet.m_helps")
    if s.bad:
        s.say("vet.worse")
        s.do("leave", c, how="vet.doctor")
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("comfort", m, a, how="comfort")
        end_story(s, "it had to go to the doctor", "kind", happy=False)
        return
    s.say("vet.days")
    s.do("heal", c, how="vet.well")
    s.para()
    if s.twist:
        s.do("befriend", c, a, how="vet.stays")
        end_story(s, "it stayed", "kind")
        return
    s.do("leave", c, how="vet.fly" if wings else "vet.runs")
    s.do("feel", a, w="glad", how="vet.proud")
    s.maybe(0.5, "vet.visit")
    end_story(s, "it was set free", "kind")


def stuck(s: Stage) -> None:
    """Something hangs too high; jumping does not help, but somebody may."""
    a = s.a
    open_story(s)
    x = s.owned("x", a, "toy")
    if s.chance(0.5):
        x = s.thing(
            "x",
            "toy",
            s.pick(("kite", "ball", "balloon", "paper plane")),
            s.pick(("red", "blue", "new", "big", "green")),
        )
        x.owner = x.holder = a
    s.say("own.x")
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p", names=("park", "garden", "meadow", "hill", "backyard", "orchard", "playground"))
    s.go(p, "go.place")
    s.scene()
    if s.foreshadow:
        s.say("stuck.hint")
    s.do("lose", a, x=x, how="stuck.up")
    s.say("stuck.jump")
    s.do("feel", a, w="sad", how="felt.sad")
    s.para()
    if s.bad:
        s.do("hurt", a, how="stuck.climb_fall")
        s.do("spoil", a, x=x, how="stuck.torn")
        end_story(s, "the climb went wrong", "listen", happy=False)
        return
    if s.twist:
        s.do("find", a, x=x, how="stuck.wind")
        s.do("feel", a, w="glad", how="felt.glad")
        end_story(s, "the wind brought it back", "patience")
        return
    b = s.friend(away=True)
    s.do("come", b, a, how="arrive.friend")
    s.do("ask", a, b, how="ask.help")
    if s.conflict:
        s.do("refuse", b, a, how="stuck.refuse")
        s.say("stuck.please")
    s.do("agree", b, a, how="agree.help")
    s.do("help", b, a, how="stuck.together")
    s.do("find", a, x=x, how="stuck.got")
    s.do("thank", a, b, how="thanks")
    s.do("share", a, b, x, how="borrow.play")
    end_story(s, "got down together", "help")


def rainy_day(s: Stage) -> None:
    """Rain spoils a plan; a new game, a slip in a puddle, or a rainbow."""
    a = s.a
    m = s.parent()
    s.cast["weather"] = s.pick(("gray", "dark", "wet", "cool"))
    open_story(s, family=True)
    s.para()
    s.place("p")
    s.say("rain.plan")
    s.do("weather", a, w="rainy", how="rain.rain")
    s.do("feel", a, w="sad", how="rain.sad")
    s.scene()
    if s.bad:
        s.do("wrong", a, m, how="rain.sneak")
        s.do("fall_sick", a, how="rain.cold")
        s.do("apologise", a, m, how="sorry")
        s.do("forgive", m, a, how="forgive")
        end_story(s, "wet and ill", "listen", happy=False)
        return
    s.para()
    if s.conflict:
        b = s.friend()
        s.say("rain.b_here", b)
        s.do("quarrel", a, b, how="rain.bored")
        s.do("make_up", b, a, how="makeup")
        s.say("rain.game_b")
    else:
        s.do("help", m, a, how="rain.idea")
        s.say("rain.game")
    s.do("feel", a, w="glad", how="felt.glad")
    if s.twist:
        s.do("weather", a, w="clear", how="rain.stop")
        s.say("rain.stay")
        end_story(s, "the rain stopped and nobody saw", "rain")
        return
    if s.chance(0.5):
        s.do("weather", a, w="clear", how="rain.rainbow")
        end_story(s, "a rainbow", "rain")
        return
    end_story(s, "a good day indoors", "rain")


def snowman(s: Stage) -> None:
    """A snowman is made, and snow does not last."""
    a = s.a
    b = s.friend()
    s.cast["weather"] = s.pick(("cold", "snowy", "frosty", "white"))
    open_story(s, friend=True)
    s.para()
    s.do("weather", a, w="snow", how="snow.falls")
    p = s.place("p", names=("garden", "park", "meadow", "hill", "backyard"))
    s.scene()
    s.go(p, "go.together", b)
    x = s.thing(
        "x",
        "toy",
        s.pick(("snowman", "snow bear", "snow castle", "snow cat")),
        s.pick(("big", "round", "fat", "funny")),
    )
    s.do("make", a, x=x, how="snow.build")
    s.say("snow.face", b)
    if s.conflict:
        s.do("quarrel", a, b, how="snow.fight")
        s.do("make_up", a, b, how="makeup")
    s.para()
    s.say("snow.night" if not s.twist else "snow.magic")
    s.do("weather", a, w="thaw", how="snow.sun")
    s.do("spoil", a, x=x, how="snow.melt")
    s.do("feel", a, w="sad", how="felt.sad")
    if s.bad:
        end_story(s, "it melted", "patience", happy=False)
        return
    s.do("comfort", b, a, how="snow.comfort")
    end_story(s, "it spoke and melted" if s.twist else "it melted but will come back", "patience")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "hurt animal": hurt_animal, "stuck up high": stuck, "rainy day": rainy_day, "snow": snowman,
}  # fmt: skip
