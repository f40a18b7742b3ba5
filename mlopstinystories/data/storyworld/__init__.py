"""A small simulated world that tells children's stories: the embedded training text (no network, no licence).

What happens is decided by a simulation, and only then said in English:

    lexicon_*.py    the vocabulary by kind, and `inflection.py` its forms
    words_*.py      who is in a story, and where
    world.py        the state: people, things, places
    events.py       what can happen, when it may, what it changes
    templates.py    the language of the sentence templates; `synonyms.py` what may stand for what
    english*.py     the ways of telling, each with the events that it tells
    stage.py        casting, chance, and the log of a story in the making
    frame.py        how stories begin and end
    struggle.py     tries against an obstacle, helpers, and what works in the end
    plots*.py       goals, obstacles, outcomes: which events happen
    telling.py      the log put into words, with careful pronouns
    story.py        stories by number
    reading.py      sentences back into what they tell; `checking.py` what in a text contradicts the rest
"""

from .checking import CheckedStory, Finding, check_story
from .events import Event, ImpossibleEventError
from .story import Story, make_story, tell_stories, tell_story

__all__ = [
    "CheckedStory", "Event", "Finding", "ImpossibleEventError", "Story", "check_story", "make_story", "tell_stories",
    "tell_story",
]  # fmt: skip
