"""The truth of stories: states beside the text, no alarm on told stories, and planted lies that are found."""

import random

import pytest

from mlopstinystories.data.storyworld import check_story, make_story
from mlopstinystories.data.storyworld.reading import readings, split_sentences
from tests.data.storyworld_lies import KINDS, plant

TOM_HAS_IT = (
    "Once upon a time, there was a kind girl named Mia. Her best friend was a happy boy named Tom.\n"
    "One sunny day, Mia and Tom went to the park. Mia had a red ball and took it everywhere."
)


def test_true_stories_raise_no_alarm() -> None:
    stories = [make_story(11, index) for index in range(700)]
    assert [(story.text, found) for story in stories if (found := check_story(story.text).findings)] == []


def test_true_plain_stories_raise_no_alarm() -> None:
    stories = [make_story(11, index, plain=True) for index in range(300)]
    assert [(story.text, found) for story in stories if (found := check_story(story.text).findings)] == []


def test_nearly_every_sentence_of_a_told_story_can_be_read() -> None:
    checked = [check_story(make_story(12, index).text) for index in range(300)]
    assert sum(one.read for one in checked) / sum(one.sentences for one in checked) > 0.99


@pytest.mark.parametrize("kind", KINDS)
def test_planted_lies_are_found(kind: str) -> None:
    rng = random.Random(3)
    lies = [lie for index in range(250) if (lie := plant(make_story(13, index), kind, rng)) is not None]
    assert len(lies) >= 80
    found = sum(any(one.kind == kind for one in check_story(lie).findings) for lie in lies)
    assert found >= 0.95 * len(lies)


@pytest.mark.parametrize(
    ("more", "kind"),
    [("Tom had the ball with him.", "possession"), ("The sun moved on, and Mia was still at the beach.", "place"),
     ("Anna wanted to help Mia.", "name"), ("Grandpa wanted to help Mia.", "absence")],
)  # fmt: skip
def test_a_false_sentence_is_found_and_named(more: str, kind: str) -> None:
    assert check_story(TOM_HAS_IT).findings == ()
    (finding,) = check_story(f"{TOM_HAS_IT} {more}").findings
    assert (finding.kind, finding.sentence) == (kind, more)


def test_what_is_lost_makes_nobody_happy() -> None:
    lost = (
        TOM_HAS_IT
        + " Mia ran too fast around a corner, and the ball flew out of her hands and got caught in a thorny bush."
    )
    (finding,) = check_story(lost + " Mia was happy and clapped her hands.").findings
    assert finding.kind == "feeling"


def test_foreign_text_is_not_read_and_not_blamed() -> None:
    checked = check_story("The quarterly report was late. Nobody had asked the accountant why.")
    assert (checked.findings, checked.share_read, checked.sentences) == ((), 0.0, 2)


def test_direct_speech_stays_in_its_sentence() -> None:
    assert split_sentences('"Stop! Who is there?" asked Tom. Nobody came. "It is me," said Mia.') == [
        '"Stop! Who is there?" asked Tom.', "Nobody came.", '"It is me," said Mia.',
    ]  # fmt: skip


def test_a_sentence_is_read_as_the_telling_it_came_from() -> None:
    story = make_story(1, 5)
    for beat in story.beats:
        for sentence in split_sentences(story.text[beat.start : beat.end]):
            assert beat.how in {reading.how for reading in readings(sentence)}, sentence


def test_a_story_knows_the_state_after_every_telling() -> None:
    story = make_story(1, 0, plot="lost, high", features=())
    keeper = story.beats[0].roles["u"].name  # type: ignore[union-attr]
    lost = next(number for number, beat in enumerate(story.beats) if any(e.kind == "lose" for e in beat.events))
    thing = next(e.x.name for e in story.beats[lost].events if e.x is not None)
    assert len(story.states) == len(story.beats)
    assert story.states[lost - 1].holders[thing] == keeper
    assert story.states[lost].holders[thing] is None
    assert story.states[lost].moods[keeper] == -1
    assert story.states[-1].holders[thing] == keeper
