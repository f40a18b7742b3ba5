"""The story world: stories by number, English hygiene, and a simulation that refuses what cannot happen."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.storyworld import PAGE, SHOWN, ten_stories
from mlopstinystories.data.storyworld import Event, ImpossibleEventError, Story, make_story, tell_stories, tell_story
from mlopstinystories.data.storyworld.events import apply
from mlopstinystories.data.storyworld.inflection import ing, past, plural, with_article
from mlopstinystories.data.storyworld.lexicon_adjectives import ALL, suits
from mlopstinystories.data.storyworld.lexicon_nouns import KIND_OF
from mlopstinystories.data.storyworld.lexicon_verbs import VERBS
from mlopstinystories.data.storyworld.plots import PLOTS
from mlopstinystories.data.storyworld.stage import FEATURES
from mlopstinystories.data.storyworld.templates import TemplateError, compile_block, compile_template
from mlopstinystories.data.storyworld.words_people import BOYS, GIRLS
from mlopstinystories.data.storyworld.world import Character, Place, Thing, World, make_character, make_thing


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [make_story(1, index) for index in range(3000)]


@pytest.fixture(scope="module")
def texts(stories: list[Story]) -> list[str]:
    return [story.text for story in stories]


def test_the_ten_stories_of_the_docs_are_told_so() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(SHOWN + ten_stories())


# -- stories by number ------------------------------------------------------------------------------------------------


def test_the_same_seed_and_index_tell_the_same_story() -> None:
    assert tell_story(7, 123456) == tell_story(7, 123456)


def test_story_k_is_the_kth_of_tell_stories() -> None:
    assert list(tell_stories(7, 10, 14)) == [tell_story(7, index) for index in (10, 11, 12, 13)]


def test_two_processes_tell_the_same_stories_in_the_same_order() -> None:
    alone = list(tell_stories(3, 100, 1300))
    together = list(tell_stories(3, 100, 1300, processes=2))
    assert together == alone


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from mlopstinystories.data.storyworld import tell_stories\n"
        "if __name__ == '__main__':\n"
        "    next(stories := tell_stories(3, 0, 100_000, processes=2))\n"
        "    print('told', flush=True)\n"
        "    input()\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"told\n"
        process.kill()
        process.communicate(timeout=20)  # the output ends when the last process that has it does


def test_processes_that_cannot_start_are_named_and_not_waited_for() -> None:
    program = "from mlopstinystories.data.storyworld import tell_stories\nlist(tell_stories(3, 0, 1001, processes=2))"
    done = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "DataError: expected 2 processes to tell stories" in done.stderr


def test_no_process_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more, got 0"):
        next(tell_stories(1, 0, 1, processes=0))


def test_another_seed_tells_other_stories() -> None:
    assert not set(tell_stories(1, 0, 50)) & set(tell_stories(2, 0, 50))


def test_ten_thousand_stories_are_all_different() -> None:
    assert len(set(tell_stories(5, 0, 10_000))) == 10_000


# -- variety ----------------------------------------------------------------------------------------------------------


def test_many_plots_occur(stories: list[Story]) -> None:
    assert len({story.plot for story in stories}) >= 100


def test_every_plot_can_end_in_two_ways_or_more() -> None:
    outcomes = {
        name: {
            make_story(0, index, name, features=features).outcome
            for index in range(3)
            for features in ((), ("bad ending",))
        }
        for name in PLOTS
    }
    assert {name: found for name, found in outcomes.items() if len(found) < 2} == {}


def test_there_are_more_than_fifteen_hundred_words(texts: list[str]) -> None:
    assert len(set(re.findall(r"[a-z]+", " ".join(texts).lower()))) > 1500


def test_stories_are_as_long_as_tiny_stories(texts: list[str]) -> None:
    lengths = sorted(len(text.split()) for text in texts)
    assert 140 < sum(lengths) / len(lengths) < 215
    assert lengths[0] >= 60
    assert lengths[-1] <= 450


def test_the_drawn_noun_verb_and_adjective_stand_in_the_story(stories: list[Story]) -> None:
    missing = [(word, story.text) for story in stories for word in story.words if not said(word, story.text)]
    assert missing == []


# -- what fits what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noun", "fits", "does_not"),
    [("museum", "famous", "windy"), ("bird", "cheerful", "hairy"), ("pearl", "shiny", "modern"),
     ("oak", "shady", "cute"), ("knee", "left", "enormous"), ("lake", "deep", "empty"), ("rain", "warm", "sunny"),
     ("cloth", "red", "bronze")],
)  # fmt: skip
def test_an_adjective_suits_its_noun(noun: str, fits: str, does_not: str) -> None:
    assert fits in suits(noun)
    assert does_not not in suits(noun)


def test_what_stands_about_belongs_to_the_place(stories: list[Story]) -> None:
    indoors = [tell.text[b.start : b.end] for tell in stories for b in tell.beats if b.scene == "school"]
    assert len(indoors) > 50
    assert [
        text for text in indoors if re.search(r"(behind|next to|beside) an? \w+ (oak|cart|barn|rock|tree)", text)
    ] == []


def test_what_has_just_failed_does_not_work_a_moment_later() -> None:
    for index in range(400):
        story = make_story(4, index, plot="lost, high", features=())
        ways = [beat.how.split(".") for beat in story.beats if beat.how.startswith("high.")]
        failed = {way[1] for way in ways if way[-1] == "fail"}
        assert "friend" in failed or not failed & {way[1] for way in ways if way[-1] == "win"}, story.text


@pytest.mark.parametrize(
    ("plot", "at_ease"),
    [("wanted, water", "duck|frog|beaver|otter|turtle|penguin"), ("lost, high", "squirrel|monkey|raccoon|koala|duck")],
)  # fmt: skip
def test_nobody_needs_help_where_they_are_at_ease(plot: str, at_ease: str) -> None:
    texts = [make_story(4, index, plot=plot).text for index in range(400)]
    assert any(re.search(r"\b(hedgehog|mole|kitten)\b", text) for text in texts)
    assert [text for text in texts if re.search(rf"\b({at_ease}) (named|called|who lived)\b", text)] == []


def test_fog_goes_only_where_there_was_fog() -> None:
    texts = [make_story(4, index, plot="sight, fog").text for index in range(200)]
    assert any("three" in text for text in texts)
    assert [text for text in texts if text.count("fog") < 1 + ("blew the fog away" in text)] == []


def test_what_has_not_happened_is_not_too_late() -> None:
    texts = [make_story(4, index, plot="sight, storm", features=("twist",)).text for index in range(100)]
    assert [text for text in texts if re.search("oldest tree|big ships|snow on the peaks|baby seals", text)] == []


def test_a_place_is_not_named_twice_in_a_sentence() -> None:
    texts = [make_story(4, index, plot="lost toy", features=()).text for index in range(300)]
    assert [text for text in texts if re.search(r"(behind|under|next to) (an? [a-z ]+), lay .* \1 \2", text)] == []


def test_a_feared_thing_that_is_many_takes_were() -> None:
    texts = [make_story(4, index, plot="afraid of dog", features=()).text for index in range(200)]
    assert any("big dogs were" in text for text in texts)
    assert [text for text in texts if "big dogs was" in text] == []


def test_nobody_has_the_same_noun_twice_beside_the_plot() -> None:
    texts = [make_story(4, index, plot="lost, high", plain=True).text for index in range(300)]
    assert [text for text in texts if re.search(r"with a \w+ (ball|hat)\b.* was given a \w+ \1\b", text)] == []


def test_he_means_whoever_was_he_last() -> None:
    texts = [make_story(4, index, plot="something broke", features=("conflict",)).text for index in range(400)]
    assert any("told Dad everything. Dad was" in text for text in texts)
    assert [
        text for text in texts if re.search(r"(\. |\n|\" )He [^.]*told (Dad|Grandpa) everything\. He was", text)
    ] == []


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
        r"so in no time|no longer there behind|rapped over|Not a long way off|along the way to",  # rows out of place
        r"left and right the|much too far\b.*not too|tipped over it|once more, too",
        r"but it was not (his|her)\.",  # "hers" would be right
        r"as old as the house|\b(box|basket|bag), but it was empty\. [A-Z]\w+ empty",
        r"between (an? [a-z -]+) and \1 and took",
        r"\b(could|can|would) (slipped|pulled|shoved|tossed|noticed|spotted|grabbed)\b",  # a row put into an infinitive
        r"called it with|step for step|who lost its|hoofs|, when s?he was big, \w+ (longed|wished|wanted)",
    ],
)
def test_no_story_has(wrong: str, texts: list[str]) -> None:
    pattern = re.compile(wrong)
    assert [found.group() + " in " + text for text in texts if (found := pattern.search(text))] == []


def test_every_paragraph_ends_a_sentence_and_closes_its_quotes(texts: list[str]) -> None:
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n")]
    assert [p for p in paragraphs if not p.endswith((".", "!", "?", '"')) or p.count('"') % 2] == []


def test_a_story_has_two_to_five_paragraphs(texts: list[str]) -> None:
    assert {text.count("\n") + 1 for text in texts} <= {2, 3, 4, 5, 6}


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
        compile_block("key: act u\n  One.\nkey: act u\n  Two.\n")


# -- the simulation ---------------------------------------------------------------------------------------------------


@pytest.fixture
def park() -> Place:
    return Place("park", True, ("under the bench",), {"": "park", "at": "at the park"})


@pytest.fixture
def mia(park: Place) -> Character:
    mia = make_character("Mia", "girl", "she")
    mia.place, mia.known = park, True
    return mia


@pytest.fixture
def tom(park: Place) -> Character:
    tom = make_character("Tom", "boy", "he")
    tom.place, tom.known = park, True
    return tom


@pytest.fixture
def world(mia: Character) -> World:
    return World(hero=mia)


@pytest.fixture
def ball(mia: Character) -> Thing:
    ball = make_thing("ball", "toy", "red")
    ball.owner = ball.holder = mia
    return ball


def test_after_giving_the_other_owns_and_holds_it(world: World, mia: Character, tom: Character, ball: Thing) -> None:
    apply(world, Event("give", mia, tom, ball))
    assert (ball.owner, ball.holder) == (tom, tom)


def test_a_lost_thing_cannot_be_given_until_it_is_fetched(
    world: World, mia: Character, tom: Character, ball: Thing
) -> None:
    apply(world, Event("lose", mia, x=ball))
    with pytest.raises(ImpossibleEventError, match="Mia cannot give"):
        apply(world, Event("give", mia, tom, ball))
    apply(world, Event("fetch", mia, x=ball))
    apply(world, Event("give", mia, tom, ball))
    assert ball.holder is tom


@pytest.mark.parametrize("kind", ["mend", "fetch", "thank", "apologise", "forgive", "confess", "make_up", "heal"])
def test_what_has_no_cause_cannot_happen(kind: str, world: World, mia: Character, tom: Character) -> None:
    with pytest.raises(ImpossibleEventError, match=f"cannot {kind}"):
        apply(world, Event(kind, mia, tom, make_thing("cup", "kitchen")))


def test_who_is_away_can_do_nothing(world: World, tom: Character) -> None:
    tom.place = None
    with pytest.raises(ImpossibleEventError, match="Tom is not here"):
        apply(world, Event("act", tom))


def test_who_was_not_introduced_can_do_nothing(world: World, tom: Character) -> None:
    tom.known = False
    with pytest.raises(ImpossibleEventError, match="nobody has introduced Tom"):
        apply(world, Event("act", tom))


def test_two_in_different_places_cannot_meet(world: World, mia: Character, tom: Character) -> None:
    tom.place = Place("farm", True, (), {})
    with pytest.raises(ImpossibleEventError, match="not here"):
        apply(world, Event("help", mia, tom))


def test_one_is_where_one_went(world: World, mia: Character, park: Place) -> None:
    farm = Place("farm", True, (), {"at": "at the farm"})
    apply(world, Event("go", mia, p=farm))
    apply(world, Event("at", mia, p=farm))
    with pytest.raises(ImpossibleEventError, match="at the farm"):
        apply(world, Event("at", mia, p=park))


def test_whoever_has_just_lost_something_does_not_feel_good(world: World, mia: Character, ball: Thing) -> None:
    apply(world, Event("lose", mia, x=ball))
    apply(world, Event("down", mia))
    with pytest.raises(ImpossibleEventError, match="no reason to feel good"):
        apply(world, Event("good", mia))


def test_breaking_anothers_cup_is_a_wrong_until_it_is_forgiven(world: World, mia: Character, tom: Character) -> None:
    cup = make_thing("cup", "kitchen")
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
    with pytest.raises(ImpossibleEventError, match="is gone"):
        apply(world, Event("share", mia, tom, bun))


def test_a_story_keeps_its_events_with_their_sentences() -> None:
    story = make_story(1, 0, plot="lost toy")
    kinds = [event.kind for event in story.events]
    assert story.text.replace("\n", " ") == " ".join(story.text[beat.start : beat.end] for beat in story.beats)
    assert "lose" in kinds
    assert story.plot == "lost toy"


# -- courses of events ------------------------------------------------------------------------------------------------


def course(story: Story) -> tuple[tuple[str, ...], ...]:
    """The story's events, and what is tried, with people and things by the order in which they come up."""
    number: dict[object, str] = {}
    return tuple(
        (
            event.kind,
            event.w if event.kind in ("try", "fail") else "",
            *(number.setdefault(one, str(len(number))) for one in (event.u, event.v, event.x) if one is not None),
        )
        for event in story.events
    )


def test_half_of_the_courses_of_events_are_unique(stories: list[Story]) -> None:
    courses = Counter(course(story) for story in stories)
    assert sum(1 for times in courses.values() if times == 1) >= len(stories) / 2


@pytest.mark.parametrize("feature", FEATURES)
def test_switching_a_feature_changes_the_course_of_events(feature: str) -> None:
    without = [make_story(4, index, features=()) for index in range(60)]
    with_it = [make_story(4, index, features=(feature,)) for index in range(60)]
    changed = sum(course(a) != course(b) for a, b in zip(without, with_it, strict=True))
    assert changed >= 45


def test_there_are_forty_families_of_goal_and_obstacle() -> None:
    assert len(PLOTS) >= 40


def test_a_bad_ending_ends_badly() -> None:
    stories = [make_story(6, index, features=("bad ending",)) for index in range(200)]
    assert [story.text for story in stories if story.beats[-1].events[-1].u.mood > 0] == []


# -- the required words -----------------------------------------------------------------------------------------------


def test_there_are_fifteen_hundred_base_words() -> None:
    assert len(set(KIND_OF) | set(VERBS) | set(ALL)) >= 1500


@pytest.mark.parametrize(
    "plot", ["lost, high", "visit, storm", "made for birthday, ruin", "learning", "race", "no sleep"]
)
def test_any_three_words_can_be_required(plot: str) -> None:
    nouns, verbs, adjectives = list(KIND_OF), list(VERBS), ALL
    for index in range(len(nouns)):
        words = nouns[index], verbs[index % len(verbs)], adjectives[index % len(adjectives)]
        story = make_story(8, index, plot=plot, words=words)
        assert all(said(word, story.text) for word in words), (words, story.text)


def said(word: str, text: str) -> bool:
    """Whether `word` stands in `text`, perhaps inflected."""
    forms = {word, plural(word), past(word), ing(word)}
    return any(re.search(rf"\b{re.escape(form)}\b", text, re.IGNORECASE) for form in forms)


@pytest.mark.parametrize(
    ("inflect", "word", "expected"),
    [(plural, "cherry", "cherries"), (plural, "toy mouse", "toy mice"), (plural, "box", "boxes"),
     (past, "hop", "hopped"), (past, "dig a hole", "dug a hole"), (past, "carry", "carried"), (past, "open", "opened"),
     (ing, "run", "running"), (ing, "make a hat", "making a hat"), (ing, "lie still", "lying still")],
)  # fmt: skip
def test_words_are_inflected(inflect: Callable[[str], str], word: str, expected: str) -> None:
    assert inflect(word) == expected


# -- the plain language -----------------------------------------------------------------------------------------------


def test_the_plain_language_needs_half_the_words_and_tells_many_stories() -> None:
    texts = [tell_story(2, index, plain=True) for index in range(5000)]
    assert 500 <= len(set(re.findall(r"[a-z]+", " ".join(texts).lower()))) <= 1900
    assert len(set(texts)) == 5000


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", text))


def test_common_names_are_in_most_plain_stories_and_rare_ones_in_some() -> None:
    names = Counter(
        name for index in range(1000) for name in {*GIRLS, *BOYS} & words_of(tell_story(2, index, plain=True))
    )
    common = sum(names[name] for name in (*GIRLS[:8], *BOYS[:8]))
    assert 0.6 < common / sum(names.values()) < 0.85
    assert len(names) > 60


def test_the_plain_language_has_twelve_plots_or_more() -> None:
    assert len({make_story(2, index, plain=True).plot for index in range(500)}) >= 12


def test_processes_tell_plain_stories_too() -> None:
    assert list(tell_stories(3, 0, 1001, processes=2, plain=True)) == [
        tell_story(3, k, plain=True) for k in range(1001)
    ]
