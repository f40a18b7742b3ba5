"""Plots about fear and practice: the dark, the stage, getting lost, learning something hard."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage
from .words_actions import SKILLS
from .words_people import WISE_ANIMALS


def dark(s: Stage) -> None:
    """A noise in the night: the hero looks for its cause, or runs to somebody."""
    a = s.a
    m = s.parent()
    x = s.owned("x", a, "soft_toy")
    open_story(s, family=True)
    s.do("fear", a, w="the dark", how="dark.fear")
    s.scene()
    s.para()
    s.do("time", a, w="night", how="dark.night")
    s.word(
        "noise", ("scratch, scratch", "tap, tap, tap", "creak", "whoo, whoo", "thump", "drip, drop", "rustle, rustle")
    )
    s.say("dark.noise")
    s.do("feel", a, w="afraid", how="felt.afraid")
    if s.bad:
        s.say("dark.under")
        s.para()
        s.say("dark.long")
        s.do("comfort", m, a, how="dark.bed")
        end_story(s, "still afraid", "brave", "end.tired")
        return
    s.say("dark.hold", a, None, x)
    if s.twist:
        s.say("dark.toy_talks", a, None, x)
    elif s.chance(0.5):
        s.do("ask", a, m, how="dark.call")
        s.do("help", m, a, how="dark.light")
    s.para()
    s.say("dark.step")
    s.word(
        "cause",
        (
            "a branch at the window",
            "the cat under the bed",
            "an owl on the roof",
            "a loose shutter",
            "the old clock",
            "a mouse with a nut",
            "a moth at the lamp",
            "rain on a tin bucket",
        ),
    )
    s.say("dark.cause")
    s.do("overcome", a, w="the dark", how="dark.brave")
    end_story(s, "the noise was harmless", "brave", s.pick(("end.sleep", "end.sleep", "")))


def show(s: Stage) -> None:
    """A show before everybody; stage fright, help, and success or a funny mishap."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.scene()
    s.word(
        "act",
        (
            "sing a song",
            "dance",
            "tell a story",
            "play the drum",
            "say a poem",
            "do a magic trick",
            "juggle",
            "play a tree in a play",
            "stand on one leg",
        ),
    )
    s.para()
    p = s.place("p", names=("school", "village square", "park", "library", "farm"))
    s.say("show.news")
    s.do("fear", a, w="the show", how="show.fear")
    if s.foreshadow or s.chance(0.4):
        s.say("show.practice", a, b)
    if s.conflict:
        s.do("wrong", b, a, how="show.laugh")
        s.do("feel", a, w="sad", how="felt.sad")
        s.do("apologise", b, a, how="sorry")
        s.do("forgive", a, b, how="forgive")
    s.para()
    s.go(p, "go.together", b)
    s.say("show.turn")
    if s.bad:
        s.say("show.run")
        s.do("comfort", b, a, how="comfort")
        end_story(s, "ran away from the stage", "brave", happy=False)
        return
    if s.twist:
        s.say("show.mishap")
        s.say("show.all_laugh")
        s.do("overcome", a, w="the show", how="show.play_on")
        end_story(s, "a mishap that all liked", "brave")
        return
    s.do("help", b, a, how="show.help")
    s.do("overcome", a, w="the show", how="show.good")
    s.do("feel", a, w="proud", how="felt.proud")
    end_story(s, "a success", "brave")


def lost_way(s: Stage) -> None:
    """Following something pretty, the hero loses the way and needs somebody to get back."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.para()
    p = s.place("p", names=("forest", "zoo", "beach", "village square", "meadow", "orchard"))
    s.spots(p)
    s.go(p, "go.together", m)
    if s.foreshadow:
        s.say("way.hint", m, a)
    s.scene()
    m.place = None
    s.say("way.follow")
    s.say("way.alone")
    s.do("fear", a, w="being lost", how="felt.afraid")
    s.para()
    if s.bad:
        s.say("way.walk_wrong")
        s.do("hurt", a, how="way.hurt")
        s.do("come", m, p=p, how="way.m_late")
        s.do("comfort", m, a, how="comfort")
        end_story(s, "found late, tired and sore", "listen", happy=False)
        return
    if s.chance(0.6):
        c = s.beast("c", WISE_ANIMALS, s.pick(("old", "wise", "gray", "friendly", "big")))
        s.do("come", c, p=p, how="way.beast")
        s.do("ask", a, c, how="way.ask")
        s.do("help", c, a, how="way.lead")
        s.do("come", m, p=p, how="way.m_found")
        s.do("overcome", a, w="being lost", how="way.hug")
        s.do("thank", a, c, how="thanks")
        end_story(s, "led back by an animal", "help")
        return
    s.say("way.wait")
    s.do("come", m, p=p, how="way.m_comes")
    s.do("overcome", a, w="being lost", how="way.hug")
    if s.conflict:
        s.do("wrong", a, m, how="")
        s.do("apologise", a, m, how="sorry")
        s.do("forgive", m, a, how="forgive")
    end_story(s, "waited and was found", "listen")


def learning(s: Stage) -> None:
    """A skill that will not come at once."""
    a = s.a
    taught_by_friend = s.chance(0.5)
    m = s.friend() if taught_by_friend else s.parent()
    s.cast["m"] = m
    open_story(s, friend=taught_by_friend, family=not taught_by_friend)
    skill = s.pick(SKILLS)
    s.cast["k"] = skill
    s.para()
    s.maybe(0.5, "day")
    s.say("learn.want")
    p = s.place("p", names=("park", "garden", "meadow", "backyard", "lake", "beach"))
    s.go(p, "go.together", m)
    s.scene()
    s.do("try", a, w=skill.base, how="learn.fail")
    if s.conflict:
        s.do("wrong", m, a, how="learn.laugh")
        s.do("feel", a, w="angry", how="felt.angry")
        s.do("apologise", m, a, how="sorry")
        s.do("forgive", a, m, how="forgive")
    else:
        s.do("feel", a, w="sad", how="felt.sad")
    s.para()
    if s.bad:
        s.say("learn.give_up")
        s.do("comfort", m, a, how="comfort")
        end_story(s, "gave up for now", "try", happy=False)
        return
    s.do("help", m, a, how="learn.tip")
    s.do("try", a, w=skill.base, how="learn.again")
    if s.twist:
        s.say("learn.alone")
    s.do("learn", a, w=skill.base, how="learn.can")
    s.do("feel", a, w="proud", how="felt.proud")
    s.do("thank", a, m, how="thanks")
    end_story(s, "learned alone at dawn" if s.twist else "learned with help", "try")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "fear of the dark": dark, "the show": show, "losing the way": lost_way, "learning": learning,
}  # fmt: skip
