from pathlib import Path

import pytest

from mlopstinystories.data.cleaning import Cleaner, is_cut, plain_characters, repair_mojibake
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.report import report
from mlopstinystories.paths import Folders
from mlopstinystories.settings import BpeSettings, CleaningSettings, TextFilesSettings
from mlopstinystories.tokenizer import load_tokenizer
from tests.conftest import compose

LONG = "Tom had a big red ball. He threw it to his dog, and the dog ran and ran until the sun went down. "


def cleaned(stories: list[str], **rules: object) -> tuple[list[str], dict[str, int]]:
    cleaner = Cleaner(CleaningSettings(**rules))  # type: ignore[arg-type]
    kept = [story for story in map(cleaner.clean, stories) if story]
    return kept, {rule: count for rule, count in cleaner.report().items() if count}


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Itâ€™s late.", "It’s late."),
        ("â€œHello,â€\x9d he said.", "“Hello,” he said."),
        ("â€œHello,â€ he said.", "“Hello,” he said."),
        ("â€œRun!â€", "“Run!”"),
        ("a cafÃ© â€“ open", "a café – open"),
        ("ðŸ˜€ ha", "😀 ha"),
        ("a whole “quote” and a naïve café", "a whole “quote” and a naïve café"),
        ("plain text", "plain text"),
    ],
)
def test_text_that_was_read_in_the_wrong_encoding_is_repaired(broken: str, whole: str) -> None:
    assert repair_mojibake(broken) == whole


def test_the_repairing_library_is_asked_about_suspicious_stories_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import ftfy

    asked: list[str] = []
    monkeypatch.setattr(ftfy, "fix_encoding", lambda text: asked.append(text) or text)
    cleaned(["“Hi,” he said – plainly.", "ñandú", "Itâ€™s"], mojibake=True)
    assert asked == ["Itâ€™s"]


def test_odd_characters_are_removed_or_made_plain() -> None:
    assert plain_characters("a\u200bb\u00a0c\ufeff\x00d\u3000e\r\nf\u2028g") == "ab cd e\nf\ng"


def test_stories_in_other_scripts_and_broken_characters_are_dropped() -> None:
    stories = ["A cat. 猫", "A ca\ufffd.", "A \ue000 box.", "Привет.", "A café, “naïve” – 😀 ½ e\u0301.", "Plain."]

    kept, counts = cleaned(stories, odd_unicode=True)

    assert kept == [stories[4], stories[5]]
    assert counts == {"odd_unicode dropped": 4}


def test_a_story_of_invisible_characters_alone_is_empty() -> None:
    assert cleaned(["\u200b\u200b"], odd_unicode=True) == ([], {"empty dropped": 1, "odd_unicode repaired": 1})


@pytest.mark.parametrize(
    ("story", "cut"),
    [
        (LONG + "They went home.", False),
        (LONG + '"Good night!"', False),
        (LONG + "The End", False),
        (LONG + "the end.", False),
        (LONG + "“Good night,” she said.)", False),
        (LONG + "Once upon a time, there", True),
        (LONG + "They said goodbye to each", True),
        (LONG + "He came to the bend", True),
        ("Tom ran home.", True),
    ],
)
def test_a_story_that_stops_in_the_middle_or_hardly_begins_is_cut(story: str, cut: bool) -> None:
    assert is_cut(story, shortest=100) is cut


def test_of_equal_stories_the_first_stays() -> None:
    stories = ["Tom ran.", "Mia sat.", "Tom ran.", "tom  ran!", "Mia sat."]

    assert cleaned(stories, duplicates=True) == (
        ["Tom ran.", "Mia sat.", "tom  ran!"],
        {"duplicates dropped": 2},
    )
    assert cleaned(stories, near_duplicates=True) == (["Tom ran.", "Mia sat."], {"near_duplicates dropped": 3})


def test_the_default_drops_nothing_but_empty_stories() -> None:
    stories = ["Tom ran", "Tom ran", "", "Itâ€™s 猫 \u200b"]

    kept, counts = cleaned(stories)

    assert kept == ["Tom ran", "Tom ran", "Itâ€™s 猫 \u200b"]
    assert counts == {"empty dropped": 1}


def test_strict_switches_every_rule_on_and_each_can_be_switched_off() -> None:
    strict = compose("make_dataset", "cleaning=strict", "cleaning.near_duplicates=false").cleaning
    rules = ("mojibake", "odd_unicode", "cut", "duplicates", "near_duplicates", "leakage")
    assert [getattr(strict, rule) for rule in rules] == [True, True, True, True, False, True]
    assert compose("quick").cleaning == compose("make_dataset").cleaning == CleaningSettings()


def test_cleaning_decides_the_data_set_and_its_report(tmp_path: Path, places: Folders) -> None:
    texts = [f"{LONG}It was day {k}." for k in range(30)]
    train = [*texts, texts[3], "A cut", "Itâ€™s. " + LONG]
    for name, stories in (("train", train), ("validation", [LONG + "Another one.", texts[5], texts[5]])):
        (tmp_path / f"{name}.txt").write_text("\n<|endoftext|>\n".join(stories), encoding="utf-8")
    data = TextFilesSettings(train_path=str(tmp_path / "train.txt"), validation_path=str(tmp_path / "validation.txt"))
    # Near copies of each other are what these stories are; test_near_copies.py drops such.
    strict = compose("make_dataset", "cleaning=strict", "cleaning.near_duplicates=false").cleaning

    plain, clean = (make_dataset(data, BpeSettings(vocab_size=280), places, cleaning=rules) for rules in (None, strict))

    assert plain.folder != clean.folder
    assert (plain.train.stories, plain.validation.stories, plain.record["validation"]["leaked"]) == (33, 3, 2)
    assert (clean.train.stories, clean.validation.stories, clean.record["validation"]["leaked"]) == (31, 2, 1)
    assert clean.record["train"]["cleaned"] == {
        "cut dropped": 1,
        "duplicates dropped": 1,
        "empty dropped": 0,
        "mojibake repaired": 1,
    }
    last = load_tokenizer(clean.tokenizer_folder).decode(clean.train.story(30)[1:-1])
    assert last == ("It’s. " + LONG).strip()
    shown = report(clean)
    assert "cut dropped                      1 in training, 0 in validation" in shown
    assert "1 validation stories stand in the training text too" in shown


def test_leakage_that_is_not_looked_for_is_not_marked(tmp_path: Path, places: Folders) -> None:
    texts = [f"It was day {k}." for k in range(30)]
    (tmp_path / "train.txt").write_text("<|endoftext|>".join(texts), encoding="utf-8")
    (tmp_path / "validation.txt").write_text("<|endoftext|>".join(texts[:2]), encoding="utf-8")
    data = TextFilesSettings(train_path=str(tmp_path / "train.txt"), validation_path=str(tmp_path / "validation.txt"))

    dataset = make_dataset(data, BpeSettings(vocab_size=257), places, cleaning=CleaningSettings(leakage=False))

    assert not dataset.leaked.any()
