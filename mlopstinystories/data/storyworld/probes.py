"""Probes with answers: prompts of the story world with one right continuation and plausible wrong ones.

Three kinds as in the paper (Eldan and Li 2023, figures 9 to 11), and minimal pairs of grammar:

    facts       what is always so in this world (a duck swims, a hat goes on the head)
    reasoning   what follows from what was said (a refusal, a bargain, what this obstacle takes)
    context     what is so now, after what happened (who has it, who is thanked, what was found again)
    grammar     agreement, tense, pronoun, article: one word right, one wrong

Most are cut from stories that nobody is trained on (`probe_stories.py`), the others are scenes in a manner that no
story has (`probe_scenes.py`); `Probe.maker` says which. Neither frequency nor length nor the words just before tell the
right one, so a model that does not read the prompt is right by chance.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from .probe import Probe
from .probe_scenes import SCENES
from .probe_stories import helper, needed, use, which, who

__all__ = ["KINDS", "Probe", "is_right", "make_probe", "make_probes"]

KINDS: Final = ("facts", "reasoning", "context", "grammar")
_TOLD: Final[dict[str, tuple[Callable[[random.Random], Probe], ...]]] = {
    "facts": (use,), "reasoning": (needed, needed, needed, helper), "context": (who, which), "grammar": (),
}  # fmt: skip
# The share of each kind that is cut from stories.
_TOLD_SHARE: Final = {"facts": 0.75, "reasoning": 0.5, "context": 0.75, "grammar": 0.0}


def make_probe(kind: str, seed: int, index: int) -> Probe:
    """Probe `index` (0 or more) of a kind; always the same for the same numbers."""
    rng = random.Random(f"{kind} {seed} {index}")
    makers = _TOLD[kind] if rng.random() < _TOLD_SHARE[kind] else SCENES[kind]
    maker = rng.choice(makers)
    return replace(maker(rng), maker=maker.__name__.strip("_").replace("_", " "))


def make_probes(kind: str, seed: int, count: int) -> Iterator[Probe]:
    """The first `count` probes of a kind."""
    return (make_probe(kind, seed, index) for index in range(count))


def is_right(probe: Probe, score: Callable[[str, str], float]) -> bool:
    """Whether `score(prompt, continuation)`, such as a log probability, is highest for the right continuation."""
    right = score(probe.prompt, probe.right)
    return all(score(probe.prompt, wrong) < right for wrong in probe.wrong)
