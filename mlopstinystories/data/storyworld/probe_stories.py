"""Probes cut from stories: an unseen story, up to a word that the state (or what the world is like) settles.

    who, which      somebody or something that takes part; a wrong one would contradict the state after the story so far
    needed          the tool that the obstacle of this story takes
    helper          who can do something about this obstacle
    use             what one eats, wears, takes to bed, walks past or sees the moon rise over

The stories are told under seeds that no data set can have, so no model was trained on them. In `who` and `which` the
wrong ones are first those that the same story named, and `check_story` must find a contradiction with each of them and
none with the right one. In the others the right one and the wrong ones are drawn in the same way from groups that take
turns, so neither a word's frequency nor the words just before it can tell.
"""

import random
import re
from collections.abc import Iterator
from typing import Final

from . import words_people
from .checking import check_story
from .inflection import with_article
from .lexicon_adjectives import suits
from .lexicon_nouns import DEAR, KIND_OF, words
from .probe import Probe
from .reading import split_sentences
from .stage import pick_common
from .story import Story, make_story, tell_story
from .telling import Beat
from .world import Character, Thing

_WRONG: Final = 3
# So many of three probes are told in the plain language.
_PLAIN_SHARE: Final = 2 / 3
_NUMBERS: Final = 2**40
# The longest prompt, in words: with the default tokenizer it fits into a context of 256 tokens.
_WORDS: Final = 180

# What is asked for, by the telling: roles whose words stand behind what settles them. `v` of "{U} thanked {v}".
_ASKED: Final = {
    "thanks": "v", "sorry": "v", "confess": "vx", "forgive": "u", "comfort": "u", "proud.truth": "u", "race.stop": "v",
    "got.hand": "ux", "got.back": "ux", "got.return": "vx", "got.x": "x", "gift.give": "wx", "race.give": "vx",
    "reach.give_owner": "vx", "reach.reward": "u", "owner.gives": "wx", "owner.comes": "x", "sick.give": "wx",
    "sick.thanks": "u", "sick.well": "w", "sick.worse": "w", "visit.give": "wx", "visit.thanks": "u", "visit.well": "w",
    "friend.gift.win": "vy", "share.half": "v", "share.turns": "v", "share.back": "u", "share.ask_toy": "u",
    "hide.found": "v", "hide.found_stuck": "v", "lie.v_comes": "v", "borrow.asks": "vx", "borrow.confess": "x",
    "borrow.look": "x", "feed.returns": "vu", "found.owner_gives": "ux", "found.x": "x", "found.pocket": "x",
    "felt.glad_x": "x", "bring.x": "x", "tool.remember": "y", "end.thing": "x", "sad.x": "x", "gone.x": "x",
    "never.x": "x", "mend.x": "x", "found.out": "x", "contest.win": "x", "eat.share": "x",
}  # fmt: skip
# Kinds of nouns that stand in the same places of a story, as often as a story draws them.
_ALIKE: Final = (("toy", "toy", "treasure", "clothing"), ("tool",), ("fruit", "treat"))
_CLASS: Final = {noun: kinds for kinds in _ALIKE for kind in kinds for noun in DEAR[kind]}
# How many of each kind the plain language has.
_PLAIN: Final = 3
# One of them behind its article and perhaps an adjective. ("saw" is nearly always the verb.)
_CARRIED: Final = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|some|his|her|my|your) (?:[a-z-]+ )?("
    + "|".join(sorted(_CLASS.keys() - {"saw"}, key=len, reverse=True))
    + r")\b"
)
# Plots with things beside others of their kind: in the plain language, and in the rich one.
_PLOTS_WITH_THINGS: Final = (
    ("lost, high", "lost toy", "new friend", "borrowed", "wanted, high", "friend's thing, high"),
    ("lost, high", "lost, water", "lost, deep", "lost, thorny", "lost toy", "borrowed", "wanted, high",
     "wanted, locked", "friend's thing, deep", "visit, dark", "visit, fog", "sick, fog", "sick, storm"),
)  # fmt: skip
# So often a cut is kept whose right answer is the last, the first, or the most often mentioned one of the options: else
# it nearly always would be, and no state would have to be known.
_KEPT: Final = {Character: (1.0, 1.0, 1.0), Thing: (0.15, 0.6, 0.12)}


def unseen(rng: random.Random, plain: bool, plot: str | None = None) -> Story:
    """A story under a seed below zero, which no data set has."""
    return make_story(*_number(rng), plot, plain=plain)


def _number(rng: random.Random) -> tuple[int, int]:
    """A seed below zero, and an index."""
    return -1 - rng.randrange(_NUMBERS), rng.randrange(_NUMBERS)


def _stands(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


# -- who, which: what the state settles --------------------------------------------------------------------------------


class Cut:
    """A story up to a name: the `prompt`, who or what it is, and the rest of the sentence."""

    def __init__(self, story: Story, beat: Beat, one: Character | Thing, at: int, end: int, plain: bool) -> None:
        self.story, self.beat, self.one, self.plain = story, beat, one, plain
        self.prompt = story.text[:at].rstrip(" ")
        self.rest = story.text[at + len(one.name) : end]

    def fits(self, option: str) -> bool:
        """Whether the sentence with `option` contradicts nothing before it."""
        return not check_story(f"{self.prompt} {option}{self.rest}").findings

    def same_scene(self) -> list[str]:
        """Who or what else of the same kind the prompt has named."""
        if isinstance(self.one, Character):
            cast = {one.name for beat in self.story.beats for one in beat.roles.values() if isinstance(one, Character)}
            return sorted(name for name in cast - {self.one.name} if _stands(name, self.prompt))
        nouns = {found[1] for found in _CARRIED.finditer(self.prompt)} - {self.one.name}
        # Of the same kind: what stands before the gap would be more usual with one kind than with another.
        return sorted(noun for noun in nouns if _CLASS[noun] == _CLASS[self.one.name] and self._is_told(noun))

    def _is_told(self, noun: str) -> bool:
        """Whether the language of this story has `noun` in the place of what is asked for."""
        return not self.plain or noun in DEAR[KIND_OF[noun]][:_PLAIN]

    def others(self, rng: random.Random) -> Iterator[str]:
        """Without end: others of the same frequency class."""
        tables = words_people.GIRLS, words_people.BOYS, words_people.ANIMAL_GIRLS, words_people.ANIMAL_BOYS
        name = self.one.name
        while True:
            if isinstance(self.one, Thing):
                yield rng.choice(DEAR[rng.choice(_CLASS[name])][: _PLAIN if self.plain else None])
            elif name in words_people.FAMILY:
                yield rng.choice(tuple(words_people.FAMILY)[:4])
            elif name.startswith("the "):
                yield f"the {rng.choice(DEAR[KIND_OF[self.one.sort]][: 8 if self.plain else None])}"
            else:
                yield pick_common(rng, next(table for table in tables if name in table), self.plain)


def _before(one: Character | Thing) -> str:
    """What must stand before the gap: for a thing its article, because an adjective suits few nouns."""
    return r"(?<=[a-z,\"] )" if isinstance(one, Character) else r"\b(?:the|my|your) "


def cuts(story: Story, role_class: type, plain: bool) -> Iterator[Cut]:
    """Where `story` can be cut before a character or a thing (`role_class`) that the state settles."""
    for beat in story.beats:
        for role in _ASKED.get(beat.how, ""):
            one = beat.roles[role]
            if not isinstance(one, Character | Thing) or not isinstance(one, role_class):
                continue
            if not _stands(one.name, story.text[: beat.start]) or (isinstance(one, Thing) and one.name not in _CLASS):
                continue
            start = beat.start
            for sentence in split_sentences(story.text[beat.start : beat.end]):
                start = story.text.index(sentence, start)
                for found in re.finditer(_before(one) + re.escape(one.name) + r"\b", sentence):
                    at = found.end() - len(one.name)
                    if len(sentence[:at].split()) >= 2:
                        yield Cut(story, beat, one, start + at, start + len(sentence), plain)
                start += len(sentence)


def mentions(prompt: str, option: str) -> list[int]:
    """Where `prompt` names what `option` names: the offsets of its last word."""
    return [found.start() for found in re.finditer(rf"\b{re.escape(option.split(' ')[-1])}\b", prompt)]


def _is_obvious(cut: Cut, wrong: list[str], rng: random.Random) -> bool:
    """Whether the right one is the last, first or most mentioned of the options, for those cuts that are not kept."""
    mine, others = mentions(cut.prompt, cut.one.name), [mentions(cut.prompt, name) for name in wrong]
    last, first, most = _KEPT[type(cut.one)]
    return (
        (all(mine[-1] > at[-1] for at in others) and rng.random() > last)
        or (all(mine[0] < at[0] for at in others) and rng.random() > first)
        or (all(len(mine) > len(at) for at in others) and rng.random() > most)
    )


def _probe_of(cut: Cut, rng: random.Random) -> Probe | None:
    """A probe of the cut, or None where the scene holds nobody who could be mistaken for the right one."""
    scene, right = cut.same_scene(), cut.one.name
    wrong = rng.sample(scene, min(len(scene), _WRONG))
    if (
        not wrong
        or len(cut.prompt.split()) > _WORDS
        or _is_obvious(cut, wrong, rng)
        or not cut.fits(right)
        or any(map(cut.fits, wrong))
    ):
        return None
    others = cut.others(rng)
    for _ in range(50):
        if len(wrong) == _WRONG:
            return Probe("context", cut.prompt, f" {right}", tuple(f" {name}" for name in wrong))
        name = next(others)
        if name != right and name not in wrong and not mentions(cut.prompt, name) and not cut.fits(name):
            wrong.append(name)
    return None


def _told(rng: random.Random, role_class: type) -> Probe:
    while True:
        plain = rng.random() < _PLAIN_SHARE
        plot = rng.choice(_PLOTS_WITH_THINGS[0 if plain else 1]) if role_class is Thing else None
        found = list(cuts(unseen(rng, plain, plot), role_class, plain))
        if found:
            probe = _probe_of(rng.choice(found), rng)
            if probe is not None:
                return probe


def who(rng: random.Random) -> Probe:
    """Who is thanked, found, given something, or was ill."""
    return _told(rng, Character)


def which(rng: random.Random) -> Probe:
    """Which thing is found again, remembered, given or missed."""
    return _told(rng, Thing)


# -- needed, helper: what follows from the obstacle --------------------------------------------------------------------

# By obstacle: the plots that have it, and tools that it takes and none of the others does.
TOOLS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "high": (("lost, high", "wanted, high", "friend's thing, high", "animal, high"), words("ladder box")),
    "seek": (("lost toy",), words("flashlight lantern")),
    "friend": (("new friend",), words("shell pebble feather marble")),
    "warm": (("an egg",), words("hat scarf cap")),
    "grow": (("planting",), words("basket umbrella")),
}
HELPERS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "high": (("lost, high", "wanted, high", "animal, high"), words("firefighter painter")),
    "water": (("lost, water", "wanted, water", "animal, water"), words("fisherman lifeguard captain")),
    "deep": (("lost, deep", "wanted, deep", "animal, deep"), words("plumber miner")),
    "thorny": (("lost, thorny", "wanted, thorny", "animal, thorny"), words("tailor shoemaker cook")),
    "heavy": (("lost, heavy", "wanted, heavy", "animal, heavy"), words("builder carpenter")),
    "guarded": (("lost, guarded", "wanted, guarded", "animal, guarded"), words("zookeeper vet shopkeeper")),
}


def _next_of(story: Story, at: int, ending: str) -> str:
    """The obstacle of the first telling after number `at` whose key ends with `ending`."""
    return next((beat.how.split(".")[0] for beat in story.beats[at:] if beat.how.endswith(ending)), "")


def _phrase(rng: random.Random, noun: str, plain: bool) -> str:
    return with_article(f"{rng.choice(suits(noun, KIND_OF[noun])[: 3 if plain else None])} {noun}")


def _from_groups(
    rng: random.Random, groups: dict[str, tuple[tuple[str, ...], tuple[str, ...]]], keys: tuple[str, ...], role: str,
    ending: str, plain: bool,
) -> Probe:  # fmt: skip
    """The story up to a telling of `keys`: one noun of the story's own group, one each of three others."""
    group, *others = rng.sample(tuple(groups), 1 + _WRONG)
    plots, nouns = groups[group]
    while True:
        story = unseen(rng, plain, rng.choice(plots))
        for number, beat in enumerate(story.beats):
            if beat.how not in keys or _next_of(story, number + 1, ending) != group:
                continue
            one = beat.roles[role]
            assert isinstance(one, Character | Thing)
            at = story.text.lower().find(one.forms["a"], beat.start, beat.end)
            if at < 0 or len(story.text[:at].split()) > _WORDS:
                continue
            right = _phrase(rng, rng.choice(nouns), plain)
            wrong = tuple(f" {_phrase(rng, rng.choice(groups[other][1]), plain)}" for other in others)
            return Probe("reasoning", story.text[:at].rstrip(" "), f" {right}", wrong)


def needed(rng: random.Random) -> Probe:
    """The tool that somebody finds who stands before this obstacle."""
    plain = rng.random() < _PLAIN_SHARE
    return _from_groups(rng, TOOLS, ("tool.find", "tool.find.home"), "y", "", plain)


def helper(rng: random.Random) -> Probe:
    """Who comes along and can do something about this obstacle."""
    return _from_groups(rng, HELPERS, ("arrive.worker",), "v", ".worker.win", False)


# -- use: what is always so --------------------------------------------------------------------------------------------

# What stands before the article, and nouns for it.
_USES: Final[dict[str, tuple[re.Pattern[str], tuple[str, ...]]]] = {
    name: (re.compile(rf"({before}) an? [a-z]+ (?:[a-z]+ )?[a-z]+"), words(nouns))
    for name, before, nouns in (
        ("eat", r"\b(?:ate|eating)", "apple pear plum cookie muffin"),
        ("wear", r"\b(?:put on|(?<=[.\n] )In|(?<=\n)In)", "hat coat scarf cap"),
        ("pass", r"\b(?:walked|ran|went) past", "truck bus tractor cart"),
        ("bed", r"\b(?:in a corner|to bed) with", "doll teddy_bear toy_rabbit puppet"),
        ("moon", r"\bmoon came up over", "tree oak maple birch"),
    )
}
_COLORS: Final = ("red", "blue", "green", "yellow", "brown", "white")


def use(rng: random.Random) -> Probe:
    """What is eaten, worn, walked past, taken to bed, or has the moon above it; the colour says nothing."""
    group, *others = rng.sample(tuple(_USES), 1 + _WRONG)
    before, nouns = _USES[group]
    plain = rng.random() < _PLAIN_SHARE
    while True:
        text = tell_story(*_number(rng), plain)
        found = before.search(text)
        if found is not None and len(text[: found.end(1)].split()) <= _WORDS - 2:
            wrong = tuple(f" {rng.choice(_USES[other][1])}" for other in others)
            prompt = f"{text[: found.end(1)]} a {rng.choice(_COLORS)}"
            return Probe("facts", prompt, f" {rng.choice(nouns)}", wrong)
