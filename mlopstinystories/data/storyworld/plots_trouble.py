"""Plots about not listening: a warning, and a joke that goes too far."""

from collections.abc import Callable
from typing import Final

from .plotting import end_story, open_story
from .stage import Stage


def warning(s: Stage) -> None:
    """Something is forbidden for a good reason."""
    a = s.a
    m = s.parent()
    open_story(s, family=True)
    s.scene()
    s.para()
    s.maybe(0.5, "day")
    number = s.pick(range(6))
    s.cast["rule"] = ("touch the hot stove", "play on the slippery dock", "climb the old ladder", "open the beehive",
                      "walk on the wet wall", "eat the red berries")[number]  # fmt: skip
    s.cast["hurt"] = ("burned one finger", "slid into the cold water", "fell off the ladder", "was stung on the nose",
                      "slipped and fell into the thorns", "got a very bad tummy ache")[number]  # fmt: skip
    s.say("warn.rule", m, a)
    s.do("want", a, w="it", how="warn.want")
    if not s.bad and not s.conflict:
        b = s.friend(away=True)
        s.do("come", b, a, how="arrive.friend")
        s.say("warn.b_wants", b, a)
        s.do("help", a, b, how="warn.stop_b")
        s.do("agree", b, a, how="warn.b_listens")
        s.para()
        s.say("warn.instead")
        end_story(s, "listened, and stopped a friend", "listen")
        return
    s.do("wrong", a, m, how="warn.do")
    s.do("hurt", a, how="warn.hurt")
    s.do("feel", a, w="sad", how="warn.cry")
    s.para()
    s.do("comfort", m, a, how="warn.m_comes")
    if s.bad:
        s.say("warn.bed")
        end_story(s, "hurt", "listen", happy=False)
        return
    s.do("apologise", a, m, how="sorry")
    s.do("forgive", m, a, how="forgive")
    s.do("heal", a, how="warn.well")
    end_story(s, "hurt and forgiven", "listen")


def false_alarm(s: Stage) -> None:
    """A joke told too often, and then it is no joke."""
    a = s.a
    b = s.friend()
    open_story(s, friend=True)
    s.para()
    s.maybe(0.4, "day")
    p = s.place("p", names=("park", "farm", "lake", "meadow", "playground", "garden"))
    s.go(p, "go.together", b)
    s.scene()
    s.word("danger", ("bear", "snake", "monster", "wolf", "tiger", "crocodile"))
    s.do("lie", a, b, how="alarm.joke")
    s.do("feel", b, w="afraid", how="alarm.b_runs")
    s.say("alarm.laugh")
    s.do("lie", a, b, how="alarm.again")
    s.do("feel", b, w="angry", how="alarm.b_cross")
    s.para()
    b.place = None
    s.do("hurt", a, how="alarm.real")
    s.say("alarm.call")
    if s.bad:
        s.say("alarm.nobody")
        end_story(s, "nobody came", "honest", happy=False)
        return
    s.do("come", b, a, how="alarm.b_comes")
    s.do("help", b, a, how="alarm.b_helps")
    s.do("heal", a, how="")
    s.do("confess", a, b, how="")
    s.do("apologise", a, b, how="sorry")
    s.do("forgive", b, a, how="forgive")
    if s.twist:
        s.say("alarm.b_joke", b, a)
        end_story(s, "forgiven, and a joke back", "honest")
        return
    end_story(s, "helped all the same", "honest")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {"a warning": warning, "false alarm": false_alarm}
