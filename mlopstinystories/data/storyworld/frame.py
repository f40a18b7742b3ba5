"""How stories begin and end, whatever happens between, and how a helper comes: the frame of every plot."""

import re
from functools import cache
from typing import Final

from .inflection import plural
from .lexicon_adjectives import ADJECTIVES, OF_PEOPLE, nouns_for
from .lexicon_nouns import KIND_OF, MASS
from .lexicon_verbs import ing
from .stage import Stage
from .telling import Beat
from .words_places import WEATHER
from .world import Character, Spoken, Thing, make_thing


def open_story(s: Stage, friend: Character | None = None, family: Character | None = None) -> None:
    """Introduce the hero (and the friend or the grown-up of the family) and begin the day's paragraph.

    Where the required words that the plot does not use go is settled at the end (`settle_words`).
    """
    s.strings["weather"] = s.adjective if s.adjective in ADJECTIVES["weather"] else s.some(WEATHER, 5)
    s.adjective_used = s.adjective_used or s.strings["weather"] == s.adjective
    if s.plain and not s.asked_words:
        s.noun_used = s.adjective_used = True
    phrase = s.verb_phrase.replace("{his}", s.a.forms["his"]).replace("{him}", s.a.forms["him"])
    s.strings["verb"], s.strings["verbing"] = phrase, ing(phrase)
    opening = "open.animal" if s.animals else "open.child"
    if s.chance(0.95):
        s.tell(f"{opening}.verb" if s.verb_liked else f"{opening}.some")
    else:
        s.tell(opening)
        s.tell("hobby" if s.verb_liked else "hobby.some")
    s.detail_at = len(s.beats)
    if friend is not None:
        s.tell("friends", t=friend)
    elif family is not None and s.chance(0.3):
        s.tell("family", w=family)
    s.companion = friend


def settle_words(s: Stage) -> None:
    """Let the opening use the required noun and adjective where the plot did not: a detail about the hero."""
    if s.plain and not s.asked_words:
        return
    details: list[Beat] = []
    if not s.noun_used:
        details.append(_noun_detail(s))
    if not s.adjective_used:
        details.append(_adjective_detail(s))
    _insert(s, details)


def insist_on_words(s: Stage, text: str) -> bool:
    """Add details for a required noun or adjective that `text` lacks after all (a tool, say, that nobody took up).

    Returns whether there were any, so that the story must be told again.
    """
    if s.plain and not s.asked_words:
        return False
    details: list[Beat] = []
    if not _stands(s.noun, text) and plural(s.noun) not in text:
        details.append(_noun_detail(s))
    if not _stands(s.adjective, text):
        details.append(_adjective_detail(s))
    _insert(s, details)
    return bool(details)


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)


def _stands(word: str, text: str) -> bool:
    return _whole(word).search(text) is not None


def _insert(s: Stage, details: list[Beat]) -> None:
    """Put the details into the opening; they change nothing, so the state after them is the one before."""
    s.beats[s.detail_at : s.detail_at] = details
    if s.states is not None:
        s.states[s.detail_at : s.detail_at] = [s.states[s.detail_at - 1]] * len(details)


def _noun_detail(s: Stage) -> Beat:
    return _detail(s, s.noun, s.adjective_for(s.noun))


def _adjective_detail(s: Stage) -> Beat:
    nouns = nouns_for(s.adjective)
    if not nouns:
        group = next(group for group in OF_PEOPLE if s.adjective in ADJECTIVES[group])
        return Beat(f"said.{group}", {**s.strings, "u": s.a, "adj": s.adjective}, ())
    # Not of the kind that another detail may speak of.
    others = [noun for noun in nouns if KIND_OF[noun] != KIND_OF[s.noun]]
    return _detail(s, s.pick(others or nouns), s.adjective)


def _detail(s: Stage, noun: str, adjective: str) -> Beat:
    kind = KIND_OF[noun]
    if kind == "pair":
        noun = plural(noun)
    thing = make_thing(noun, kind, adjective, kind in MASS or kind == "pair")
    return Beat(f"bg.{kind}", {**s.strings, "u": s.a, "z": thing}, ())


def arrive(s: Stage, way: str, who: Character) -> None:
    """Somebody who is not there yet comes along."""
    s.tell("arrive.known" if who.known else f"arrive.{way}", s.a, who)
    beat = s.beats[-1]
    if s.outside and beat is not None:
        beat.scene = s.outside


def stage_helper(
    s: Stage, way: str, sorts: tuple[str, ...], win: str, *, proud: bool = False, **roles: Spoken | str
) -> Character:
    """A helper comes, is asked (at first refused by a proud hero), and does what `win` tells; returns who it was."""
    helper = s.beast(("small_animal",), sorts) if way == "beast" else s.worker(sorts)
    arrive(s, way, helper)
    if proud:
        s.tell("offer.help", s.a, helper)
        s.tell("refuse.help")
        s.tell("help.alone_fail")
        s.lesson = "help"
    if proud or s.chance(0.45 if s.dialogue else 0.15):
        s.tell("ask.help", s.a, helper)
        s.maybe(0.45, "agree.help", s.a, helper)
    s.tell(win, s.a, helper, **roles)
    return helper


def close_story(
    s: Stage, outcome: str, moral: str, companion: Character | None = None, thing: Thing | None = None, *,
    happy: bool = True, stay: bool = False,
) -> None:  # fmt: skip
    """Close with feelings and, if the story wants one, a moral.

    `companion` and `thing` are who and what is there; `stay` says that nobody goes home before the end.
    """
    s.outcome = outcome
    here = companion is not None and s.world.here(companion) and companion.mood >= 0
    if s.a.place is not s.home and not stay and s.chance(0.1):
        if happy:
            if here:
                s.tell("end.home_with", s.a, companion, p=s.home)
            else:
                s.tell("end.home", p=s.home)
        elif not here:
            s.tell("end.home_sad", p=s.home)
    if s.moral and s.chance(0.6):
        s.tell(f"moral.{moral}")
        if s.chance(0.8):
            return
        moral = ""
    if not happy:
        s.tell("end.sad")
    elif thing is not None and thing.holder is s.a and s.chance(0.5):
        s.tell("end.thing", x=thing)
    elif here and s.chance(0.8):
        s.tell("end.family" if companion.known and companion.sort in _FAMILY else "end.together", s.a, companion)  # type: ignore[union-attr]
    else:
        s.tell("end.happy")
    if s.moral and moral:
        s.tell(f"moral.{moral}")


_FAMILY: Final = ("mom", "dad", "grandma", "grandpa", "aunt", "uncle")
