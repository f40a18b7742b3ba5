import numpy as np
import pytest

from mlopstinystories.data.instruct import InstructRecord, parse_record
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.storyworld import check_story, make_story, tell_story
from mlopstinystories.data.storyworld.instruct import make_instruct, read_instruct, tell_instructions
from mlopstinystories.data.storyworld.reading import split_sentences
from mlopstinystories.evaluation.event_order import out_of_order
from mlopstinystories.evaluation.instruct_scores import forms, score_instructions, score_story
from mlopstinystories.evaluation.measurements import Teller
from mlopstinystories.evaluation.summary import _instructions
from mlopstinystories.models.model import build_model
from mlopstinystories.paths import folders
from mlopstinystories.settings import BpeSettings, GPTNeoSettings, StoryworldSettings
from mlopstinystories.tokenizer import load_tokenizer

STORY = 'Tom was running to the big oak. "I am the fastest," he said. Then he fell and was sad.'


@pytest.mark.parametrize(
    ("word", "form"),
    [("run", "running"), ("run", "ran"), ("oak", "oaks"), ("happy", "happily"), ("big", "biggest"), ("nice", "nicer"),
     ("watch", "watches"), ("child", "children"), ("sad", "sadly"), ("story", "stories")],
)  # fmt: skip
def test_inflected_forms_of_a_required_word_count(word, form):
    assert form in forms(word)


def test_a_word_that_only_begins_alike_is_not_the_word():
    assert not {"runt", "caterpillar", "oaken"} & (forms("run") | forms("cat") | forms("oak"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Words": "run, oak, gloomy"}, {"words": 2 / 3, "all_words": 0}),
        ({"Words": "fall, oak"}, {"words": 1, "all_words": 1}),
        ({"Random sentence": "Then he fell  and was sad."}, {"sentence": 1, "sentence_words": 1}),
        ({"Random sentence": "Then he fell and sang."}, {"sentence": 0, "sentence_words": 4 / 5}),
        ({"Summary": "Tom runs to the oak and cries."}, {"summary_words": 3 / 4}),
        ({"Features": "Dialogue, Twist"}, {"dialogue": 1}),
        ({"Features": "Twist"}, {"dialogue_else": 1}),
    ],
)
def test_each_field_has_its_own_scores_and_what_is_not_asked_for_has_none(fields, expected):
    found = score_story(InstructRecord("", fields), STORY, storyworld=False)
    assert {name: value for name, value in found.items() if value is not None} == pytest.approx(expected)


def test_a_bad_ending_and_a_lesson_are_read_off_the_events_of_the_story_world():
    record = InstructRecord("", {"Features": "BadEnding, MoralValue"})
    for index in range(60):
        story = make_story(6, index, plain=True)
        found = score_story(record, story.text, storyworld=True)
        assert found["bad_ending"] == ("bad ending" in story.features)
        assert found["moral_value"] == ("moral" in story.features)


def test_told_instructions_are_those_of_their_numbers_in_a_drawn_order():
    texts = list(tell_instructions(0, 5, 25, plain=True))
    assert [read_instruct(text) for text in texts] == [make_instruct(0, index, plain=True) for index in range(5, 25)]
    assert len({tuple(parse_record(text).fields) for text in texts}) > 5


@pytest.fixture(scope="module")
def instructed(tmp_path_factory):
    """A data set of the story world with instructions, and an untrained model."""
    data = StoryworldSettings(train_stories=60, validation_stories=40, plain=True, instruct=True)
    dataset = make_dataset(data, BpeSettings(vocab_size=600), folders(tmp_path_factory.mktemp("instruct")))
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=512)
    model = build_model(settings, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0)
    return Teller(model, tokenizer), dataset


def test_real_stories_do_what_they_are_asked_and_a_story_that_did_not_listen_does_not(instructed):
    scores, rows = score_instructions(*instructed, samples=30, storyworld=True)
    assert scores["instructions"] == 30
    real, model = scores["real_stories"], scores["model"]
    assert real["words"]["value"] == real["sentence"]["value"] == real["sentence_words"]["value"] == 1
    assert real["words"]["value"] > model["words"]["value"]
    assert real["sentence_words"]["value"] > model["sentence_words"]["value"]
    assert all(row["instruction"].rstrip().endswith("Story:") for row in rows)
    assert all("Story:" not in row["story"][:10] for row in rows)


def test_instructions_that_ask_for_two_things_at_once_have_a_sample_of_their_own(instructed):
    teller, dataset = instructed
    fields = [
        set(parse_record(teller.tokenizer.decode(dataset.validation.story(k)[1:-1].tolist())).fields)
        for k in range(dataset.validation.stories)
    ]
    both = sum({"Words", "Summary"} <= one for one in fields)
    assert 2 < both < 40
    for samples in (4, 20):
        scores, rows = score_instructions(teller, dataset, samples=samples, storyworld=True)
        found = scores["summary_and_words"]
        assert found["instructions"] == min(samples, both)
        assert found["seen_together"] is True
        assert found["real_stories"]["words"]["groups"] == found["real_stories"]["summary_words"]["groups"]
        assert found["real_stories"]["words"]["groups"] == found["instructions"]
        asked = [{"Words", "Summary"} <= set(parse_record(f"{row['instruction']}x").fields) for row in rows]
        assert len(rows) == samples + found["instructions"] - sum(asked[:samples])
        assert all(asked[samples:])


def test_the_summary_says_whether_training_ever_asked_for_both(instructed):
    scores, _ = score_instructions(*instructed, samples=20, storyworld=True)
    said = _instructions(scores)
    assert "### Both a summary and words" in said
    assert "as training stories are" in said
    scores["summary_and_words"]["seen_together"] = False
    assert "which **no training story was**" in _instructions(scores)
    scores["summary_and_words"] = {"not_measured": "none are"}
    assert "Both a summary and words: not measured: none are." in _instructions(scores)


def test_a_copy_of_the_real_story_is_worse_for_the_next_instruction(instructed, monkeypatch):
    teller, dataset = instructed
    texts = {}
    for k in range(dataset.validation.stories):
        ids = dataset.validation.story(k)[1:-1].tolist()
        record = parse_record(teller.tokenizer.decode(ids))
        texts[str(record.fields)] = record.story

    class Ended:
        def __init__(self, ids):
            self.ids = ids

    def recite(self, prompts, each=1, progress=None):  # noqa: ARG001
        decoded = [self.tokenizer.decode(prompt) for prompt in prompts]
        return [Ended(self.tokenizer.encode(texts[str(parse_record(f"{head}x").fields)])) for head in decoded]

    monkeypatch.setattr(Teller, "complete", recite)
    scores, _ = score_instructions(teller, dataset, samples=30, storyworld=True)
    for name in ("words", "sentence", "sentence_words", "summary_words"):
        assert scores["model"][name]["value"] == scores["real_stories"][name]["value"]
        assert scores["next_instruction"][name]["value"] < scores["model"][name]["value"]


# --- events out of order --------------------------------------------------------------------------------------------
def test_most_sentences_that_are_told_too_early_are_out_of_order_and_a_real_story_has_none():
    rng = np.random.default_rng(0)
    contradictory = early = 0
    for index in range(120):
        text = tell_story(9, index, plain=True)
        assert out_of_order(text, check_story(text)) == 0
        lines = [split_sentences(line) for line in text.split("\n")]
        places = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
        late = int(rng.integers(3, len(places)))
        (row, column), (to_row, to_column) = places[late], places[int(rng.integers(1, late))]
        lines[to_row].insert(to_column, lines[row].pop(column))
        moved = "\n".join(" ".join(line) for line in lines if line)
        if (checked := check_story(moved)).findings:
            contradictory += 1
            early += out_of_order(moved, checked) > 0
    assert contradictory > 30
    assert early / contradictory > 0.6


def test_a_name_that_nobody_has_is_no_matter_of_order():
    text = "Once upon a time, there was a girl named Mia. Mia had a red ball. Zed gave Mia the ball. Mia was happy."
    checked = check_story(text)
    if checked.findings:
        assert out_of_order(text, checked) == 0
