"""The instruct form of stories: any of Words, Features, Summary and Random sentence, then the story.

The layout is that of TinyStories-Instruct: one labelled line for each field, the fields in a drawn order, then
"Story:" and the text. `write_instruct` and `read_instruct` are each other's inverse for every subset of the fields.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .reading import split_sentences
from .stage import FEATURES
from .story import Story, make_story
from .world import Character, Thing

FIELDS: Final = ("Words", "Features", "Summary", "Random sentence")
LABELS: Final = dict(
    zip(FEATURES, ("Dialogue", "Twist", "BadEnding", "MoralValue", "Foreshadowing", "Conflict"), strict=True)
)
_FEATURE_OF: Final = {label: feature for feature, label in LABELS.items()}
_STORY: Final = "Story:"


@dataclass(slots=True, frozen=True)
class Instruction:
    """What a story is asked to have, and the story; a field that is not asked for is None."""

    story: str
    words: tuple[str, ...] | None = None
    features: frozenset[str] | None = None
    summary: str | None = None
    sentence: str | None = None


def write_instruct(instruction: Instruction, order: Iterable[str] = FIELDS) -> str:
    """The instruction as text, its fields in `order`."""
    lines = {
        "Words": None if instruction.words is None else ", ".join(instruction.words),
        "Features": _features(instruction.features),
        "Summary": instruction.summary,
        "Random sentence": instruction.sentence,
    }
    head = [f"{field}: {lines[field]}" for field in order if lines[field] is not None]
    return "\n".join([*head, _STORY, instruction.story])


def read_instruct(text: str) -> Instruction:
    """The instruction that `text` holds. Raises `ValueError` when a line before the story has no known label."""
    found: dict[str, str] = {}
    lines = text.split("\n")
    at = 0
    while at < len(lines) and lines[at].strip() != _STORY:
        field, colon, value = lines[at].partition(": ")
        if field not in FIELDS or not colon:
            raise ValueError(f"expected a line that begins with one of {FIELDS} or {_STORY!r}, got {lines[at]!r}")
        found[field] = value
        at += 1
    if at == len(lines):
        raise ValueError(f"expected a line {_STORY!r} and the story below it, got none")
    words, features = found.get("Words"), found.get("Features")
    return Instruction(
        "\n".join(lines[at + 1 :]),
        None if words is None else tuple(words.split(", ")),
        None if features is None else frozenset(_FEATURE_OF[label] for label in features.split(", ")),
        found.get("Summary"),
        found.get("Random sentence"),
    )


def tell_instructions(seed: int, start: int, stop: int, plain: bool = False) -> Iterator[str]:
    """Stories `start` to `stop` (exclusive) as texts, each after a drawn subset of its fields in a drawn order."""
    for index in range(start, stop):
        order = random.Random(f"order {seed} {index}").sample(FIELDS, len(FIELDS))
        yield write_instruct(make_instruct(seed, index, plain=plain), order)


def make_instruct(seed: int, index: int, fields: Iterable[str] | None = None, plain: bool = False) -> Instruction:
    """Story `index` of world `seed` with its fields: the given ones, or a drawn subset."""
    rng = random.Random(f"instruct {seed} {index}")
    story = make_story(seed, index, plain=plain)
    drawn = [field for field in FIELDS if rng.random() < 0.5]
    wanted = set(drawn or [rng.choice(FIELDS)]) if fields is None else set(fields)
    # the plain language does not insist on its words: only those that stand in the story can be asked for
    words = tuple(word for word in story.words if not plain or re.search(rf"\b{word}\b", story.text))
    sentences = [s for paragraph in story.text.split("\n") for s in split_sentences(paragraph)]
    return Instruction(
        story.text,
        words if "Words" in wanted and words else None,
        story.features if "Features" in wanted and story.features else None,
        summarize(story) if "Summary" in wanted else None,
        rng.choice(sentences[1:])
        if "Random sentence" in wanted or (plain and wanted == {"Words"} and not words)
        else None,
    )


def summarize(story: Story) -> str:
    """One or two sentences that tell the story from its events: who, what went wrong, how it ended."""
    hero = story.beats[0].roles["u"]
    assert isinstance(hero, Character)
    who = f"{hero.forms['a'][0].upper()}{hero.forms['a'][1:]} named {hero.name}"
    lost = next((e for e in story.events if e.kind in ("lose", "break") and e.x is not None), None)
    tries = sum(event.kind == "fail" for event in story.events)
    helper = next((e.u for e in story.events if e.kind == "help" and e.u is not hero and e.v is hero), None)
    trouble = "has a hard day"
    if lost is not None:
        assert isinstance(lost.x, Thing)
        verb = "breaks" if lost.kind == "break" else "loses"
        trouble = f"{verb} {lost.x.forms['a']}" if lost.u is hero else f"has a friend who {verb} {lost.x.forms['a']}"
    vain = {0: "", 1: ", and the first try to set it right fails"}.get(
        tries, f", and {tries} tries to set it right fail"
    )
    end = "In the end, it does not go well" if story.events[-1].u.mood < 0 else "In the end, all is well"
    thanks = f", with the help of {helper.name}" if helper is not None else ""
    return f"{who} {trouble}{vain}. {end}{thanks}."


def _features(features: frozenset[str] | None) -> str | None:
    if features is None:
        return None
    if not features:
        raise ValueError("an instruction without features must have None for them, not an empty set")
    return ", ".join(label for feature, label in LABELS.items() if feature in features)
