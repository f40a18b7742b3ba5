"""Probes: answers that only a reader of the scene can know, and the instruct form of stories."""

import math
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest

from mlopstinystories.data.storyworld import make_story, tell_story
from mlopstinystories.data.storyworld.instruct import FIELDS, Instruction, make_instruct, read_instruct, write_instruct
from mlopstinystories.data.storyworld.probes import KINDS, Probe, is_right, make_probe, make_probes

Score = Callable[[str, str], float]


def tokens(text: str) -> list[str]:
    return re.findall(r"[a-z']+|[.,!?]", text.lower())


@pytest.fixture(scope="module")
def counts() -> tuple[Counter[str], Counter[tuple[str, ...]]]:
    """Words and runs of two and three words of some thousand stories."""
    unigrams: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    for index in range(2000):
        told = tokens(tell_story(21, index))
        unigrams.update(told)
        runs.update(pairwise(told))
        runs.update(zip(told, told[1:], told[2:], strict=False))
    return unigrams, runs


@pytest.fixture(scope="module")
def unigram(counts: tuple[Counter[str], Counter[tuple[str, ...]]]) -> Score:
    words, _ = counts
    return lambda _, more: sum(math.log(words[token] + 0.5) for token in tokens(more))


@pytest.fixture(scope="module")
def trigram(counts: tuple[Counter[str], Counter[tuple[str, ...]]]) -> Score:
    """Interpolated: mostly three words, a little of two and of one."""
    words, runs = counts
    total = sum(words.values())

    def score(prompt: str, more: str) -> float:
        told, result = tokens(prompt), 0.0
        for token in tokens(more):
            a, b = told[-2], told[-1]
            three = runs[a, b, token] / runs[a, b] if runs[a, b] else 0.0
            two = runs[b, token] / words[b] if words[b] else 0.0
            result += math.log(0.6 * three + 0.3 * two + 0.1 * (words[token] + 0.5) / total)
            told.append(token)
        return result

    return score


def share_right(kind: str, score: Score, count: int = 1000) -> float:
    return sum(is_right(probe, score) for probe in make_probes(kind, 5, count)) / count


@pytest.mark.parametrize("kind", ["facts", "reasoning", "context"])
def test_words_counted_alone_know_no_answer(kind: str, unigram: Score) -> None:
    assert abs(share_right(kind, unigram) - 0.25) <= 0.05


@pytest.mark.parametrize("kind", ["facts", "reasoning", "context"])
def test_three_words_in_a_row_know_no_answer(kind: str, trigram: Score) -> None:
    assert abs(share_right(kind, trigram) - 0.25) <= 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_has_one_right_answer_and_others_of_its_kind(kind: str) -> None:
    for probe in make_probes(kind, 1, 300):
        assert probe.right not in probe.wrong
        assert len(set(probe.wrong)) == len(probe.wrong) == (1 if kind == "grammar" else 3)
        assert probe.chance == 1 / (1 + len(probe.wrong))


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_any_number_of_probes(kind: str) -> None:
    assert (
        len({(probe.prompt, probe.right) for probe in make_probes(kind, 2, 1000)}) >= 900 if kind != "grammar" else True
    )
    assert make_probe(kind, 2, 10**6) == make_probe(kind, 2, 10**6)


def test_the_right_answer_is_not_longer_than_the_wrong_ones() -> None:
    probes = [probe for kind in ("facts", "reasoning", "context") for probe in make_probes(kind, 3, 1000)]
    longest = sum(len(probe.right) > max(map(len, probe.wrong)) for probe in probes) / len(probes)
    shortest = sum(len(probe.right) < min(map(len, probe.wrong)) for probe in probes) / len(probes)
    assert longest <= 0.3
    assert shortest <= 0.3


def test_whoever_was_given_the_thing_last_has_it() -> None:
    for probe in make_probes("context", 4, 2000):
        if probe.prompt.startswith("In the") or "the one who had the" not in probe.prompt:
            continue
        receiver = re.findall(r"gave the \w+ to (\w+)\.", probe.prompt)[-1]
        assert probe.right == f" {receiver}"


def test_a_refused_wish_is_not_the_answer() -> None:
    for probe in make_probes("reasoning", 4, 2000):
        if (refused := re.search(r"could not have the (\w+)", probe.prompt)) is not None:
            assert probe.right != f" {refused[1]}"
            assert probe.right.strip() in probe.prompt


def test_a_tie_is_not_right() -> None:
    probe = Probe("facts", "The duck was good at", " swimming", (" flying",))
    assert not is_right(probe, lambda _, __: 0.0)
    assert is_right(probe, lambda _, more: float("swim" in more))


# -- the instruct form ------------------------------------------------------------------------------------------------

SUBSETS = [subset for size in range(5) for subset in combinations(FIELDS, size)]


@pytest.mark.parametrize("fields", SUBSETS)
def test_every_subset_of_the_fields_survives_a_round_trip(fields: tuple[str, ...]) -> None:
    for index in range(40):
        instruction = make_instruct(9, index, fields)
        for order in (FIELDS, FIELDS[::-1]):
            assert read_instruct(write_instruct(instruction, order)) == instruction


def test_an_instruction_looks_like_tiny_stories_instruct() -> None:
    text = write_instruct(
        Instruction(
            "Tom ran.\nHe won.", ("cat", "run", "big"), frozenset(("twist", "dialogue")), "Tom wins.", "He won."
        )
    )
    assert text == (
        "Words: cat, run, big\nFeatures: Dialogue, Twist\nSummary: Tom wins.\nRandom sentence: He won.\n"
        "Story:\nTom ran.\nHe won."
    )


def test_the_random_sentence_stands_in_the_story_but_not_at_its_head() -> None:
    for index in range(200):
        instruction = make_instruct(9, index, ("Random sentence",))
        assert instruction.sentence is not None
        assert instruction.story.find(instruction.sentence) > 0


def test_a_summary_names_the_hero() -> None:
    for index in range(50):
        summary = make_instruct(9, index, ("Summary",)).summary
        hero = make_story(9, index).beats[0].roles["u"]
        assert summary is not None
        assert hero.name in summary  # type: ignore[union-attr]
        assert "\n" not in summary


@pytest.mark.parametrize("text", ["Mood: sad\nStory:\nTom ran.", "Words: cat", "Tom ran."])
def test_what_is_no_instruction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a line"):
        read_instruct(text)
