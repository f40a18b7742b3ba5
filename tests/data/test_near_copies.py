import random

from mlopstinystories.data.cleaning import Cleaner
from mlopstinystories.data.near_copies import NearCopies
from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.settings import CleaningSettings

WORDS = [f"word{k}" for k in range(200)]


def other_words(seed: int) -> list[str]:
    return random.Random(seed).sample(WORDS, 150)


def test_a_story_with_one_other_word_is_a_near_copy_and_other_stories_are_not() -> None:
    seen = NearCopies().seen
    stories = [other_words(seed) for seed in range(50)]

    assert [seen(story) for story in stories] == [False] * 50
    assert [seen([*story[:70], "zebra", *story[71:]]) for story in stories] == [True] * 50
    assert not seen(other_words(99))


def test_half_a_story_and_the_same_words_in_another_order_are_no_near_copies() -> None:
    seen = NearCopies().seen
    story = other_words(0)

    assert not seen(story)
    assert not seen([*story[:75], *other_words(1)[:75]])
    assert not seen(sorted(story))


def test_short_stories_are_never_near_copies() -> None:
    seen = NearCopies().seen
    assert [seen("tom ran to mia".split()) for _ in range(2)] == [False, False]


def test_planted_near_copies_are_dropped_and_counted_and_true_stories_stay() -> None:
    stories = list(tell_stories(0, 0, 60))
    copies = [story.replace(" the ", " THE ", 1) + " And that was all." for story in stories[:20]]
    cleaner = Cleaner(CleaningSettings(near_duplicates=True))

    kept = [story for story in (cleaner.clean(story) for story in [*stories, *copies]) if story]

    assert kept == stories
    assert cleaner.report() == {"empty dropped": 0, "near_duplicates dropped": 20}
