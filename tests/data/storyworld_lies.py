"""Plants contradictions in told stories of the story world, for tests of `check_story`.

Each kind puts one sentence of the world's own language where the state of the story says that it is false, or (names)
changes one word. So a reader must know the state to see it.
"""

import random

from mlopstinystories.data.storyworld import words_people, words_places
from mlopstinystories.data.storyworld.stage import State
from mlopstinystories.data.storyworld.story import Story
from mlopstinystories.data.storyworld.world import Character, Place, Thing

KINDS = ("possession", "place", "name", "absence", "feeling")


def plant(story: Story, kind: str, rng: random.Random) -> str | None:
    """The story's text with one lie of `kind`, or None where this story has no room for one."""
    return {"possession": _held, "place": _placed, "name": _named, "absence": _acted, "feeling": _felt}[kind](
        story, rng
    )


def _insert(story: Story, number: int, sentence: str) -> str:
    """The text with a sentence put behind telling `number`."""
    end = story.beats[number].end
    return f"{story.text[:end]} {sentence}{story.text[end:]}"


def _cast(story: Story, sort: type) -> list:
    found: dict[int, object] = {}
    for beat in story.beats:
        found.update((id(one), one) for one in beat.roles.values() if isinstance(one, sort))
    return list(found.values())


def _hero(story: Story) -> Character:
    hero = story.beats[0].roles["u"]
    assert isinstance(hero, Character)
    return hero


def _points(story: Story) -> list[tuple[int, State]]:
    """Where a sentence can be put: after each telling but the opening's and the last."""
    return [(number, state) for number, state in enumerate(story.states) if 2 <= number < len(story.states) - 1]


def _held(story: Story, rng: random.Random) -> str | None:
    hero = _hero(story)
    options = []
    for thing in _cast(story, Thing):
        had = False
        for number, state in enumerate(story.states):
            holder = state.holders.get(thing.name)
            had = had or holder == hero.name
            if had and holder != hero.name and thing.name in state.holders and number < len(story.states) - 1:
                options.append((number, thing))
    if not options:
        return None
    number, thing = rng.choice(options)
    return _insert(story, number, f"{hero.name} had the {thing.name} with {hero.forms['him']}.")


def _placed(story: Story, rng: random.Random) -> str | None:
    hero = _hero(story)
    number, state = rng.choice(_points(story))
    others = [words for words in words_places.OUTDOOR if words.name != state.places[hero.name]]
    place = Place.from_words(rng.choice(others))
    return _insert(story, number, f"The sun moved on, and {hero.name} was still {place.forms['at']}.")


def _named(story: Story, rng: random.Random) -> str | None:
    people = [who.name for who in _cast(story, Character) if not who.name.startswith("the ") and who.sort]
    name = rng.choice(people)
    starts = [at for at in range(len(story.text)) if story.text.startswith(name, at)][1:]
    if not starts:
        return None
    at = rng.choice(starts)
    other = rng.choice([n for n in words_people.GIRLS + words_people.BOYS if n not in people and n not in story.text])
    return story.text[:at] + other + story.text[at + len(name) :]


def _acted(story: Story, rng: random.Random) -> str | None:
    hero = _hero(story)
    options = []
    for number, state in _points(story):
        for who in _cast(story, Character):
            if who is not hero and who.name in state.places and state.places[who.name] != state.places[hero.name]:
                options.append((number, who))
    if not options:
        return None
    number, who = rng.choice(options)
    name = who.name[0].upper() + who.name[1:]
    return _insert(story, number, f"{name} wanted to help {hero.name}.")


def _felt(story: Story, rng: random.Random) -> str | None:
    options = []
    for number, state in _points(story):
        for who in _cast(story, Character):
            if state.moods.get(who.name) and state.places[who.name] == state.places[_hero(story).name]:
                options.append((number, who, state.moods[who.name]))
    if not options:
        return None
    number, who, mood = rng.choice(options)
    name = who.name[0].upper() + who.name[1:]
    lie = (
        f"{name} sat down and was sad."
        if mood > 0
        else f"{name} was happy and clapped {who.forms['his']} {who.forms['hand']}s."
    )
    return _insert(story, number, lie)
