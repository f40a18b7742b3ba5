"""A small simulated world that tells children's stories: the embedded training text (no network, no licence).

What happens is decided by a simulation, and only then said in English:

    words_*.py      vocabulary by kind: who, what, where, which deeds
    world.py        the state: people, things, places
    events.py       what can happen, when it may, what it changes
    stage.py        casting, chance, and the log of a story in the making
    plots*.py       goals, obstacles, outcomes: which events happen
    templates.py    the language of the sentence templates
    english*.py     the ways of telling each event
    telling.py      the log put into words, with careful pronouns
    story.py        stories by number
"""

from .events import Event, ImpossibleEventError
from .story import Story, make_story, tell_stories, tell_story

__all__ = ["Event", "ImpossibleEventError", "Story", "make_story", "tell_stories", "tell_story"]
