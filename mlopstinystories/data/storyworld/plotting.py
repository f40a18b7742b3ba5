"""How stories begin and end, whatever happens between: the frame that every plot hangs its own events in."""

from typing import Final

from .stage import Stage
from .world import Character

_FAMILY: Final = ("mom", "dad", "grandma", "grandpa")


def open_story(s: Stage, friend: bool = False, family: bool = False) -> None:
    """Introduce the hero (and, where asked, the best friend b or the grown-up m), then start the day's paragraph."""
    introduce(s)
    if friend:
        s.say("friends")
    elif family and s.chance(0.6):
        s.say("family")


def introduce(s: Stage) -> None:
    """Say who the hero is, what like, and what the hero likes to do."""
    if s.chance(0.25):
        s.say("open.verb")
        return
    s.say("open.animal" if s.animals else "open.child")
    s.say("hobby")


def end_story(s: Stage, outcome: str, moral: str, ending: str = "", *, happy: bool = True) -> None:
    """Close with feelings and, if the story wants one, a moral. `ending` is a way of telling, chosen if not given."""
    s.outcome = outcome
    s.scene()
    options = ["end.happy"] if happy else ["end.sad"]
    if happy and _together(s, "b"):
        options += ["end.together"] * 2
    if happy and _together(s, "m"):
        options += ["end.family"] * 2
    way = ending or s.pick(options)
    speaker = {"end.together": "b", "end.family": "m"}.get(way)
    companion = s.cast[speaker] if speaker else None
    has_moral = "moral" in s.features
    if has_moral and s.chance(0.7):
        s.say(f"moral.{moral}")
        has_moral = False
    s.say(way, s.a, companion if isinstance(companion, Character) else None)
    if has_moral:
        s.say(f"moral.{moral}")


def _together(s: Stage, role: str) -> bool:
    who = s.cast.get(role)
    if not isinstance(who, Character) or who.place is not s.a.place or who.sick:
        return False
    return (role == "m") == (who.sort in _FAMILY)
