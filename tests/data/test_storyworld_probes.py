"""Probes: answers that only a reader of the scene can know, and the instruct form of stories."""

import random
import re
from itertools import combinations

import pytest

from benchmarks.probes import Score, by_naming, counts
from mlopstinystories.data.storyworld import check_story, make_story
from mlopstinystories.data.storyworld.instruct import FIELDS, Instruction, make_instruct, read_instruct, write_instruct
from mlopstinystories.data.storyworld.plots_caring import GROW, WARM
from mlopstinystories.data.storyworld.plots_friends import FRIEND
from mlopstinystories.data.storyworld.plots_reach import OBSTACLES as REACH
from mlopstinystories.data.storyworld.plots_search import SEEK
from mlopstinystories.data.storyworld.probe_stories import HELPERS, TOOLS, cuts, unseen, which, who
from mlopstinystories.data.storyworld.probes import KINDS, Probe, is_right, make_probe, make_probes
from mlopstinystories.data.storyworld.world import Thing
from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import StoryworldSettings

OBSTACLES = {"high": REACH["high"], "seek": SEEK, "friend": FRIEND, "warm": WARM, "grow": GROW}
KNOWN_BY_READING = ("facts", "reasoning", "context")


@pytest.fixture(scope="module")
def probes() -> dict[str, list[Probe]]:
    """1,000 of each kind."""
    return {kind: list(make_probes(kind, 5, 1000)) for kind in KINDS}


@pytest.fixture(scope="module")
def counted() -> dict[str, tuple[Score, Score]]:
    """Scores by the frequency of words, and of runs of three, in some thousand stories of either language."""
    return {"rich": counts(1500), "plain": counts(1000, plain=True)}


def share_right(probes: list[Probe], score: Score) -> float:
    return sum(is_right(probe, score) for probe in probes) / len(probes)


@pytest.mark.parametrize("language", ["rich", "plain"])
@pytest.mark.parametrize("kind", KNOWN_BY_READING)
def test_words_counted_alone_know_no_answer(
    kind: str, language: str, probes: dict[str, list[Probe]], counted: dict[str, tuple[Score, Score]]
) -> None:
    assert abs(share_right(probes[kind], counted[language][0]) - 0.25) <= 0.05


@pytest.mark.parametrize("language", ["rich", "plain"])
@pytest.mark.parametrize("kind", KNOWN_BY_READING)
def test_three_words_in_a_row_know_no_answer(
    kind: str, language: str, probes: dict[str, list[Probe]], counted: dict[str, tuple[Score, Score]]
) -> None:
    assert abs(share_right(probes[kind], counted[language][1]) - 0.25) <= 0.05


@pytest.mark.parametrize("rule", [0, 1, 2], ids=["last", "first", "most often"])
def test_who_was_named_last_first_or_most_often_is_seldom_the_answer(rule: int, probes: dict[str, list[Probe]]) -> None:
    assert sum(by_naming(probe)[rule] for probe in probes["context"]) / 1000 <= 0.35


@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_has_one_right_answer_and_others_of_its_kind(kind: str, probes: dict[str, list[Probe]]) -> None:
    for probe in probes[kind]:
        assert probe.right not in probe.wrong
        assert len(set(probe.wrong)) == len(probe.wrong) == (1 if kind == "grammar" else 3)
        assert probe.chance == 1 / (1 + len(probe.wrong))


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_any_number_of_probes(kind: str, probes: dict[str, list[Probe]]) -> None:
    assert len({(probe.prompt, probe.right) for probe in probes[kind]}) >= (900 if kind == "grammar" else 980)
    assert make_probe(kind, 2, 10**6) == make_probe(kind, 2, 10**6)


@pytest.mark.parametrize("kind", KNOWN_BY_READING)
def test_half_of_the_probes_and_more_are_told_as_stories_are(kind: str, probes: dict[str, list[Probe]]) -> None:
    told = [probe for probe in probes[kind] if probe.maker in ("who", "which", "needed", "helper", "use")]
    assert len(told) >= (450 if kind == "reasoning" else 700)
    assert all(len(probe.prompt.split()) <= 180 for probe in told)


def test_the_state_of_the_story_allows_the_right_answer_and_no_wrong_one() -> None:
    """By the recorded states: who holds what before a telling that claims it."""
    rng = random.Random(3)
    asked = 0
    while asked < 60:
        plain = rng.random() < 0.5
        story = unseen(rng, plain)
        for cut in cuts(story, Thing, plain):
            if not any(event.kind == "hold" and event.x is cut.one for event in cut.beat.events):
                continue
            before = story.states[story.beats.index(cut.beat) - 1]
            asked += 1
            assert cut.fits(cut.one.name)
            assert before.holders[cut.one.name] == cut.beat.roles["u"].name  # type: ignore[union-attr]
            for name in cut.same_scene():
                if before.holders.get(name) != cut.beat.roles["u"].name:  # type: ignore[union-attr]
                    assert not cut.fits(name)


def test_a_wrong_option_contradicts_the_story_and_the_right_one_does_not() -> None:
    rng = random.Random(4)
    for maker in (who, which):
        for _ in range(20):
            probe = maker(rng)
            known = set(re.findall(r"[\w-]+", probe.prompt))
            assert probe.right.split(" ")[-1] in known
            assert any(option.split(" ")[-1] in known for option in probe.wrong)


def test_who_gave_nothing_cannot_be_thanked() -> None:
    told = (
        "Once upon a time, there was a kind girl named Mia, who liked to dance in the rain. Her best friend was "
        "a brave boy named Tom.\nGrandma gave Mia a ripe plum for being so helpful. One sunny day, Mia and Tom "
        "went to the park to play. Mia broke the plum in two and gave the bigger half to Tom."
    )
    assert check_story(f"{told} Tom thanked Mia and gave her a hug.").findings == ()
    assert [one.kind for one in check_story(f"{told} Mia thanked Tom and gave him a hug.").findings] == ["relation"]


def test_a_needed_tool_is_one_that_the_obstacle_takes_and_no_other_does() -> None:
    for prefix, (_, nouns) in TOOLS.items():
        takes = {prefix: {name for names in OBSTACLES[prefix].tools.values() for name in names} for prefix in TOOLS}
        for noun in nouns:
            assert [other for other in TOOLS if noun in takes[other]] == [prefix]


def test_a_helper_is_one_that_the_obstacle_knows_and_no_other_does() -> None:
    for prefix, (_, nouns) in HELPERS.items():
        for noun in nouns:
            assert [other for other in HELPERS if noun in REACH[other].workers] == [prefix]


def test_a_story_that_probes_are_cut_from_is_in_no_data_set() -> None:
    """A data set's seed is zero or more; the probes' are below it, and no two kinds or seeds share a generator."""
    assert unseen(random.Random(1), True).text == unseen(random.Random(1), True).text
    with pytest.raises(SettingsError, match=r"data\.seed"):
        StoryworldSettings(seed=-1)


@pytest.mark.parametrize("kind", KNOWN_BY_READING)
def test_the_right_answer_is_not_longer_than_the_wrong_ones(kind: str, probes: dict[str, list[Probe]]) -> None:
    longest = sum(len(probe.right) > max(map(len, probe.wrong)) for probe in probes[kind]) / 1000
    shortest = sum(len(probe.right) < min(map(len, probe.wrong)) for probe in probes[kind]) / 1000
    assert longest <= 0.3
    assert shortest <= 0.3


def test_whoever_was_given_the_thing_last_has_it(probes: dict[str, list[Probe]]) -> None:
    asked = [probe for probe in probes["context"] if probe.maker == "who has it"]
    assert asked
    for probe in asked:
        receiver = re.findall(r"gave the \w+ to (\w+)\.", probe.prompt)[-1]
        assert probe.right == f" {receiver}"


def test_a_refused_wish_is_not_the_answer(probes: dict[str, list[Probe]]) -> None:
    asked = [probe for probe in probes["reasoning"] if probe.maker == "not that one"]
    assert asked
    for probe in asked:
        refused = re.search(r"could not have the (\w+)", probe.prompt)
        assert refused is not None
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
