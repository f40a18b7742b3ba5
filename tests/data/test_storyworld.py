"""The story world: stories by number, English hygiene, and a simulation that refuses what cannot happen."""

import re
from collections import Counter

import pytest

from mlopstinystories.data.storyworld import Event, ImpossibleEventError, Story, make_story, tell_stories, tell_story
from mlopstinystories.data.storyworld.events import apply
from mlopstinystories.data.storyworld.plots import PLOTS
from mlopstinystories.data.storyworld.templates import TemplateError, compile_block, compile_template
from mlopstinystories.data.storyworld.world import Character, Place, World, make_character, make_thing, with_article


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [make_story(1, index) for index in range(3000)]


@pytest.fixture(scope="module")
def texts(stories: list[Story]) -> list[str]:
    return [story.text for story in stories]


# -- stories by number ------------------------------------------------------------------------------------------------


def test_the_same_seed_and_index_tell_the_same_story() -> None:
    assert tell_story(7, 123456) == tell_story(7, 123456)


def test_story_k_is_the_kth_of_tell_stories() -> None:
    assert list(tell_stories(7, 10, 14)) == [tell_story(7, index) for index in (10, 11, 12, 13)]


def test_two_processes_tell_the_same_stories_in_the_same_order() -> None:
    alone = list(tell_stories(3, 100, 1300))
    together = list(tell_stories(3, 100, 1300, processes=2))
    assert together == alone


def test_no_process_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more, got 0"):
        next(tell_stories(1, 0, 1, processes=0))


def test_another_seed_tells_other_stories() -> None:
    assert not set(tell_stories(1, 0, 50)) & set(tell_stories(2, 0, 50))


def test_ten_thousand_stories_are_all_different() -> None:
    assert len(set(tell_stories(5, 0, 10_000))) == 10_000


# -- variety ----------------------------------------------------------------------------------------------------------


def test_many_plots_occur(stories: list[Story]) -> None:
    plots = Counter(story.plot for story in stories)
    assert len(plots) >= 25
    assert min(plots.values()) >= 50


def test_every_plot_can_end_in_two_ways_or_more(stories: list[Story]) -> None:
    outcomes = {name: {story.outcome for story in stories if story.plot == name} for name in PLOTS}
    assert {name: found for name, found in outcomes.items() if len(found) < 2} == {}


def test_there_are_more_than_a_thousand_words(texts: list[str]) -> None:
    assert len(set(re.findall(r"[a-z]+", " ".join(texts).lower()))) > 1000


def test_stories_are_as_long_as_tiny_stories(texts: list[str]) -> None:
    lengths = sorted(len(text.split()) for text in texts)
    assert 130 < sum(lengths) / len(lengths) < 190
    assert lengths[0] >= 60
    assert lengths[-1] <= 350


def test_the_drawn_noun_verb_and_adjective_stand_in_the_story(stories: list[Story]) -> None:
    missing = [word for story in stories for word in story.words if word not in story.text]
    assert missing == []


# -- English ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        r"  ",  # two blanks
        r"[\[\]{}|~<>#_]",  # template signs
        r"\b(\w+) \1\b",  # a word twice
        r" [,.!?]",  # a blank before a stop
        r"[,.!?][.,]|,[!?]",  # two stops
        r"\b[Aa] [aeio]",  # a before a vowel
        r"\b[Aa]n [^aeiouXh\W]",  # an before a consonant ("an umbrella" and "an X" pass)
        r"[.!?] [a-z]",  # a sentence that begins small
        r"\n\n|^\s|\s$",  # empty paragraphs, ragged ends
    ],
)
def test_no_story_has(wrong: str, texts: list[str]) -> None:
    pattern = re.compile(wrong)
    assert [found.group() + " in " + text for text in texts if (found := pattern.search(text))] == []


def test_every_paragraph_ends_a_sentence_and_closes_its_quotes(texts: list[str]) -> None:
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n")]
    assert [p for p in paragraphs if not p.endswith((".", "!", "?", '"')) or p.count('"') % 2] == []


def test_a_story_has_two_to_five_paragraphs(texts: list[str]) -> None:
    assert {text.count("\n") + 1 for text in texts} <= {2, 3, 4, 5}


def test_stories_are_plain_ascii(texts: list[str]) -> None:
    assert [text for text in texts if not text.isascii()] == []


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("owl", "an owl"), ("cat", "a cat"), ("unicorn", "a unicorn"), ("honest girl", "an honest girl"), ("hen", "a hen"),
     ("ugly hat", "an ugly hat"), ("useful key", "a useful key")],
)  # fmt: skip
def test_the_article_follows_the_sound(phrase: str, expected: str) -> None:
    assert with_article(phrase) == expected


def test_unmatched_brackets_are_refused() -> None:
    with pytest.raises(TemplateError, match="do not match"):
        compile_template("{A} was [old|new.")


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(TemplateError, match="stands twice"):
        compile_block("key\n  One.\nkey\n  Two.\n")


# -- the simulation ---------------------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def park() -> Place:
    return Place("park", True, ("under the bench",), {"": "park"})


@pytest.fixture
def mia(park: Place) -> Character:
    mia = make_character("Mia", "girl", "she")
    mia.place = park
    return mia


@pytest.fixture
def tom(park: Place) -> Character:
    tom = make_character("Tom", "boy", "he")
    tom.place = park
    return tom


def test_after_giving_the_other_owns_and_holds_it(world: World, mia: Character, tom: Character) -> None:
    ball = make_thing("ball", "toy", "red")
    ball.owner = ball.holder = mia
    apply(world, Event("give", mia, tom, ball))
    assert (ball.owner, ball.holder) == (tom, tom)


def test_a_lost_thing_cannot_be_given_until_it_is_found(world: World, mia: Character, tom: Character) -> None:
    ball = make_thing("ball", "toy")
    ball.owner = ball.holder = mia
    apply(world, Event("lose", mia, x=ball))
    with pytest.raises(ImpossibleEventError, match="Mia cannot give"):
        apply(world, Event("give", mia, tom, ball))
    apply(world, Event("find", mia, x=ball))
    apply(world, Event("give", mia, tom, ball))
    assert ball.holder is tom


@pytest.mark.parametrize("kind", ["mend", "find", "thank", "apologise", "forgive", "confess", "make_up", "heal"])
def test_what_has_no_cause_cannot_happen(kind: str, world: World, mia: Character, tom: Character) -> None:
    with pytest.raises(ImpossibleEventError, match=f"cannot {kind}"):
        apply(world, Event(kind, mia, tom, make_thing("cup", "fragile")))


def test_who_is_away_can_do_nothing(world: World, mia: Character) -> None:
    mia.place = None
    with pytest.raises(ImpossibleEventError, match="away"):
        apply(world, Event("act", mia))


def test_two_in_different_places_cannot_meet(world: World, mia: Character, tom: Character) -> None:
    tom.place = Place("farm", True, (), {})
    with pytest.raises(ImpossibleEventError, match="not in the same place"):
        apply(world, Event("help", mia, tom))


def test_breaking_anothers_cup_is_a_wrong_until_it_is_forgiven(world: World, mia: Character, tom: Character) -> None:
    cup = make_thing("cup", "fragile")
    cup.owner = cup.holder = tom
    apply(world, Event("break", mia, x=cup))
    assert (mia, tom) in world.wrongs
    apply(world, Event("apologise", mia, tom))
    apply(world, Event("forgive", tom, mia))
    assert not world.wrongs


def test_an_eaten_thing_is_gone(world: World, mia: Character, tom: Character) -> None:
    bun = make_thing("bun", "treat")
    bun.owner = bun.holder = mia
    apply(world, Event("eat", mia, x=bun))
    with pytest.raises(ImpossibleEventError, match="still exist"):
        apply(world, Event("share", mia, tom, bun))


def test_a_story_keeps_its_events_with_their_sentences() -> None:
    story = make_story(1, 0, plot="lost toy")
    told = [event for event in story.events if event.how]
    kinds = [event.kind for event in story.events]
    assert story.text.replace("\n", " ") == " ".join(story.text[event.start : event.end] for event in told)
    assert "lose" in kinds
    assert story.plot == "lost toy"
