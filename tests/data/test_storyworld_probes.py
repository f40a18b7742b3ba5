"""Probes: answers that only a reader of the scene can know, and the instruct form of stories."""

import re
from itertools import combinations

import pytest

from benchmarks.probes import Score, counts
from mlopstinystories.data.storyworld import make_story
from mlopstinystories.data.storyworld.instruct import FIELDS, Instruction, make_instruct, read_instruct, write_instruct
from mlopstinystories.data.storyworld.probes import KINDS, Probe, is_right, make_probe, make_probes


@pytest.fixture(scope="module")
def counted() -> tuple[Score, Score]:
    """Scores by the frequency of words, and of runs of three, in some thousand stories."""
    return counts(2000)


def share_right(kind: str, score: Score, count: int = 1000) -> float:
    return sum(is_right(probe, score) for probe in make_probes(kind, 5, count)) / count


@pytest.mark.parametrize("kind", ["facts", "reasoning", "context"])
def test_words_counted_alone_know_no_answer(kind: str, counted: tuple[Score, Score]) -> None:
    assert abs(share_right(kind, counted[0]) - 0.25) <= 0.05


@pytest.mark.parametrize("kind", ["facts", "reasoning", "context"])
def test_three_words_in_a_row_know_no_answer(kind: str, counted: tuple[Score, Score]) -> None:
    assert abs(share_right(kind, counted[1]) - 0.25) <= 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_has_one_right_answer_and_others_of_its_kind(kind: str) -> None:
    for probe in make_probes(kind, 1, 300):
        assert probe.right not in probe.wrong
        assert len(set(probe.wrong)) == len(probe.wrong) == (1 if kind == "grammar" else 3)
        assert probe.chance == 1 / (1 + len(probe.wrong))


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_any_number_of_probes(kind: str) -> None:
    assert len({(probe.prompt, probe.right) for probe in make_probes(kind, 2, 1000)}) >= 900
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
