import re
from collections import Counter

import numpy as np
import pytest
import torch

from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.data.storyworld.probes import Probe
from mlopstinystories.errors import DataError
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.probing import option_nats, relative_to_the_set, right_answers, score_probes
from mlopstinystories.evaluation.written_probes import SET_SIZE, written_probes
from mlopstinystories.models.model import build_model
from mlopstinystories.settings import BpeSettings, GPTNeoSettings
from mlopstinystories.tokenizer import make_tokenizer

CPU = torch.device("cpu")
WRITTEN = written_probes()
ALL = [probe for probes in WRITTEN.values() for probe in probes]


def options(probe):
    return (probe.right, *probe.wrong)


# --- the file -------------------------------------------------------------------------------------------------------
def test_there_are_at_least_sixty_of_each_kind_and_no_beginning_comes_twice():
    assert {kind: len(probes) for kind, probes in WRITTEN.items()} == {
        "facts": 64, "reasoning": 64, "context": 64, "grammar": 68,
    }  # fmt: skip
    assert len({probe.prompt for probe in ALL}) == len(ALL)
    assert len({frozenset(options(probe)) for probe in ALL}) == sum(len(WRITTEN[k]) // SET_SIZE[k] for k in WRITTEN)


def test_each_question_has_a_beginning_cut_before_a_blank_and_short_continuations():
    for probe in ALL:
        assert re.fullmatch(r'["A-Z][^|\n]*[a-zI,]', probe.prompt), probe
        assert all(re.fullmatch(r" [A-Za-z]+( [a-z]+)?", option) for option in options(probe)), probe
        assert len(probe.wrong) == (1 if probe.kind == "grammar" else 3)


def test_every_continuation_is_right_as_often_as_it_is_wrong_in_any_other_question():
    for probes in WRITTEN.values():
        right = Counter((frozenset(options(probe)), probe.right) for probe in probes)
        assert set(right.values()) == {1}


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_longest_the_commonest_and_the_first_continuation_are_right_by_chance_only(kind):
    text = " ".join(tell_stories(0, 0, 200)).lower()
    words = Counter(re.findall(r"[a-z']+", text))
    rules = {
        "longest": lambda option: (len(option), option),
        "commonest": lambda option: (sum(words[word.lower()] for word in option.split()), option),
        "first in the alphabet": lambda option: option,
    }
    for rule in rules.values():
        right = sum(max(options(probe), key=rule) == probe.right for probe in WRITTEN[kind])
        assert right == len(WRITTEN[kind]) / SET_SIZE[kind]


@pytest.mark.parametrize("kind", ["reasoning", "context"])
def test_the_continuation_that_was_named_last_or_first_is_no_better_guess_than_the_other(kind):
    """Mostly two of the four are named: whoever takes one of these would be right in half of the questions."""
    asked = first = last = 0
    for probe in WRITTEN[kind]:
        places = {option: [m.start() for m in re.finditer(rf"\b{option.strip()}\b", probe.prompt)]
                  for option in options(probe)}  # fmt: skip
        named = [option for option, found in places.items() if found]
        if len(named) > 1:
            asked += 1
            last += max(named, key=lambda option: places[option][-1]) == probe.right
            first += min(named, key=lambda option: places[option][0]) == probe.right
    assert asked >= 30
    assert 0.25 < last / asked < 0.55
    assert 0.25 < first / asked < 0.55


def test_names_are_many_and_no_beginning_is_one_of_ours_to_be_completed():
    assert len({name for probe in ALL for name in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", probe.prompt)}) >= 50
    assert not {probe.prompt[:40] for probe in ALL} & {beginning.text[:40] for beginning in BEGINNINGS}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tom was | tired", "expected a kind in brackets"),
        ("[riddles]\nTom was | tired", "line 1: expected one of the kinds facts"),
        ("[grammar]\nTom was | tired\n", "expected 2 questions in a set of grammar, not 1"),
        ("[grammar]\nTom was | tired\nTom were", "line 3: expected a beginning, a bar"),
        ("[grammar]\nTom was | tired\nMia was | tired", "different beginnings and continuations"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_by_its_line(text, said, tmp_path):
    path = tmp_path / "probes.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(said)):
        written_probes(path)


# --- scoring --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def model_and_tokenizer():
    tokenizer = make_tokenizer(BpeSettings(vocab_size=400), lambda: [probe.prompt for probe in ALL])
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=128)
    return build_model(settings, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0), tokenizer


def test_a_model_that_only_knows_what_is_common_is_right_in_one_of_four_and_relative_to_the_set_in_none():
    common = {" a": 1.0, " b": 2.0, " c": 3.0, " d": 4.0}
    order = list(common)
    nats = [{option: common[option] for option in (order[k], *order[:k], *order[k + 1 :])} for k in range(4)]
    assert [min(one, key=one.get) == next(iter(one)) for one in nats] == [True, False, False, False]
    assert all(set(one.values()) == {0.0} for one in relative_to_the_set(nats))


def test_relative_to_the_set_a_rare_word_is_right_where_its_beginning_raises_it_most():
    nats = [{" rare": 8.0, " common": 2.0}, {" common": 2.0, " rare": 9.0}]
    assert [one[" rare"] for one in relative_to_the_set(nats)] == [-0.5, 0.5]


def test_noise_is_relative_to_the_set_right_as_often_as_guessing():
    rng = np.random.default_rng(0)
    right = 0
    for _ in range(500):
        noise = rng.normal(size=(4, 4)) + rng.normal(size=4) * 5
        nats = [{f"{k}": noise[row][k] for k in (row, *(n for n in range(4) if n != row))} for row in range(4)]
        right += sum(min(one, key=one.get) == next(iter(one)) for one in relative_to_the_set(nats))
    assert 0.22 < right / 2000 < 0.28


def test_all_written_probes_are_scored_with_intervals_and_answers_to_read(model_and_tokenizer):
    scores = score_probes(*model_and_tokenizer, CPU, WRITTEN, in_sets=True)
    for kind, one in scores.items():
        assert one["groups"] == len(WRITTEN[kind])
        assert one["low"] <= one["value"] <= one["high"]
        assert one["relative"]["groups"] == len(WRITTEN[kind])
        assert one["guessing"] == 1 / SET_SIZE[kind]
        assert [row["right"] for row in one["to_read"]]
        assert len({row["prompt"] for row in one["to_read"]}) == 3


def test_the_likeliest_is_right(model_and_tokenizer):
    probes = WRITTEN["grammar"][:10]
    nats = option_nats(*model_and_tokenizer, probes, CPU)
    expected = [one[probe.right] < one[probe.wrong[0]] for probe, one in zip(probes, nats, strict=True)]
    assert right_answers(*model_and_tokenizer, probes, CPU) == expected


def test_a_probe_that_does_not_fit_is_not_counted_as_wrong(model_and_tokenizer):
    probe = Probe("facts", "A very long question. " * 90, " yes", (" no",))
    assert right_answers(*model_and_tokenizer, [probe], CPU) == [None]
