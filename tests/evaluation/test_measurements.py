import math

import numpy as np
import pytest
import torch

from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.storyworld import tell_stories
from mlopstinystories.evaluation.beginnings import BEGINNINGS, Beginning
from mlopstinystories.evaluation.completions import complete_all
from mlopstinystories.evaluation.diversity import LENGTHS, against_training, describe, distinct, most_alike, overlap
from mlopstinystories.evaluation.intervals import bootstrap_mean, bootstrap_ratio, wilson
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.evaluation.loss_profile import LossProfile
from mlopstinystories.evaluation.measurements import Teller, retell_training, tell_beginnings, tell_held_out
from mlopstinystories.evaluation.probing import continuation_nats
from mlopstinystories.evaluation.text_scores import score_completion
from mlopstinystories.models.loss import logits
from mlopstinystories.models.model import build_model
from mlopstinystories.paths import folders
from mlopstinystories.settings import BpeSettings, GPTNeoSettings, StoryworldSettings, TextFilesSettings
from mlopstinystories.tokenizer import load_tokenizer
from tests.conftest import small_stories

CPU = torch.device("cpu")
END = 0


# --- intervals ------------------------------------------------------------------------------------------------------
def test_wilsons_interval_is_the_textbook_one():
    found = wilson(81, 263)  # Newcombe 1998, table I
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("right", "of"), [(0, 10), (10, 10)])
def test_wilsons_interval_stays_within_zero_and_one(right, of):
    found = wilson(right, of)
    assert 0 <= found.low < found.high <= 1


def test_the_bootstrap_covers_the_true_mean_about_95_times_in_100():
    rng = np.random.default_rng(1)
    hits = sum(one.low <= 2.0 <= one.high for one in (bootstrap_mean(rng.normal(2, 1, 60)) for _ in range(200)))
    assert 180 <= hits <= 198


def test_a_single_group_has_no_interval_and_says_so():
    assert "no_interval" in bootstrap_mean(np.array([3.0])).as_dict()


def test_sums_are_divided_and_groups_without_occasion_do_not_count():
    found = bootstrap_ratio(np.array([1.0, 6.0, 0.0]), np.array([1.0, 2.0, 0.0]))
    assert (found.value, found.groups) == (7 / 3, 2)


def test_equal_values_have_no_interval_rather_than_one_of_no_width():
    assert bootstrap_mean(np.ones(5)).as_dict()["no_interval"] == "all groups have the same value"


# --- beginnings and scores ------------------------------------------------------------------------------------------
def test_there_are_fifty_different_beginnings_cut_in_mid_sentence():
    texts = [beginning.text for beginning in BEGINNINGS]
    assert len(set(texts)) == 50
    assert all(text[-1].isalpha() or text[-1] == "," for text in texts)
    assert all(beginning.hero in beginning.text and beginning.pronoun in ("he", "she") for beginning in BEGINNINGS)


def test_no_sentence_of_a_beginning_stands_in_the_story_world():
    text = "\n".join(tell_stories(0, 0, 1500)) + "\n".join(tell_stories(0, 0, 1500, plain=True))
    assert [beginning.hero for beginning in BEGINNINGS if beginning.text[-40:] in text] == []
    assert [beginning.hero for beginning in BEGINNINGS if beginning.text[:60] in text] == []


TOM = Beginning("Tom", "he", "Tom found a small red ball. He wanted to")


def test_a_good_completion_has_the_best_scores():
    found = score_completion(TOM, " play with it. He kicked it far. Tom was happy.", ended=True)
    assert found == {
        "ends_properly": 1, "completes_sentence": 1, "quotes_closed": 1, "repeated": 0, "outside_vocabulary": 0,
        "keeps_hero": 1, "pronouns_agree": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("completion", "ended", "score", "value"),
    [
        (" play with it. Then he", True, "ends_properly", 0),
        (" play with it.", False, "ends_properly", 0),
        ("\nOnce there was a cat.", True, "completes_sentence", 0),
        (" and and" * 30 + ".", True, "completes_sentence", 0),
        (' say, "Hello there.', True, "quotes_closed", 0),
        (" run and run and run and run and run and run.", True, "repeated", 6 / 8),
        (" glorbify the quantum.", True, "outside_vocabulary", 2 / 3),
        (" sing. Anna was happy.", True, "keeps_hero", 0),
        (" play. She kicked her ball, and he ran.", True, "pronouns_agree", 1 / 3),
        (" play. His mom came, and she smiled.", True, "pronouns_agree", 1),
        (" play.", True, "pronouns_agree", None),
    ],
)
def test_each_damage_lowers_its_own_score(completion, ended, score, value):
    found = score_completion(TOM, completion, ended)[score]
    assert found is None if value is None else found == pytest.approx(value)


# --- the model's part -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def model():
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=16)
    return build_model(settings, 50, END, seed=0)


class Packed:
    """Stories of random tokens as a split."""

    def __init__(self, lengths):
        rng = np.random.default_rng(0)
        self._stories = [np.array([END, *rng.integers(1, 50, length), END]) for length in lengths]
        self.byte_lengths = np.array(lengths)
        self.stories = len(lengths)

    def story(self, k):
        return self._stories[k]


def test_the_profile_adds_up_to_the_score_and_counts_each_target_once(model):
    split = Packed([3, 40, 17, 9])
    profile = LossProfile(4, 16)
    score = score_stories(model, split, range(4), device=CPU, observe=profile.observe)
    found = profile.as_dict(split.byte_lengths + 1)
    assert found["nats_per_token"]["value"] == pytest.approx(score.nats_per_token, rel=1e-6)
    assert found["bits_per_byte"]["value"] == pytest.approx(score.bits_per_byte, rel=1e-6)
    assert list(found["by_position"]) == ["0", "1", "2-3", "4-7", "8-15"]
    assert profile._targets_GQ.sum() == profile._targets_GP.sum() == score.tokens
    assert found["bits_per_byte"]["low"] < score.bits_per_byte < found["bits_per_byte"]["high"]


def test_a_continuations_nats_are_those_of_the_models_own_logits(model):
    pairs = [([END, 3, 4], [5, 6]), ([END], [7]), ([END, 9, 9, 9, 9], [1, 2, 3])]
    for (start, rest), found in zip(pairs, continuation_nats(model, pairs, CPU), strict=True):
        log_p_TV = logits(model, torch.tensor([start + rest])).log_softmax(-1)[0].detach()
        expected = -sum(log_p_TV[len(start) - 1 + k, token].item() for k, token in enumerate(rest))
        assert found == pytest.approx(expected, rel=1e-5)


def test_completions_are_the_same_in_one_batch_and_in_many(model, monkeypatch):
    prompts = [[1, 2], [3], [4, 5, 6]]
    together = complete_all(model, prompts, END, each=2, seed=5)
    monkeypatch.setattr("mlopstinystories.evaluation.completions.SIDE_BY_SIDE", 2)
    assert complete_all(model, prompts, END, each=2, seed=5) == together
    assert [(one.prompt, one.seed) for one in together] == [(0, 5), (0, 6), (1, 7), (1, 8), (2, 9), (2, 10)]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    root = tmp_path_factory.mktemp("measurements")
    for name, stories in (("train.txt", small_stories(128)[:100]), ("validation.txt", small_stories(128)[100:])):
        (root / name).write_text("".join(f"{s}\n<|endoftext|>\n" for s in stories), encoding="utf-8")
    data = TextFilesSettings(train_path=str(root / "train.txt"), validation_path=str(root / "validation.txt"))
    return make_dataset(data, BpeSettings(vocab_size=300), folders(root))


@pytest.fixture(scope="module")
def teller(dataset):
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=128)
    return Teller(build_model(settings, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0), tokenizer)


def test_a_beginning_that_does_not_fit_is_not_measured_and_the_reason_is_given(teller, model):
    scores, rows = tell_beginnings(Teller(model, teller.tokenizer), each=1)
    assert rows == []
    assert "context" in scores["not_measured"]


# --- memorisation ---------------------------------------------------------------------------------------------------
def pack(stories):
    tokens = [END, *(token for story in stories for token in (*story, END))]
    starts = np.cumsum([1, *(len(story) + 1 for story in stories)])
    return np.array(tokens, dtype=np.uint16), starts


@pytest.mark.parametrize("chunk", [5, 10_000])
def test_the_pass_over_the_training_text_finds_what_comparing_everything_finds(chunk, monkeypatch):
    monkeypatch.setattr("mlopstinystories.evaluation.diversity._CHUNK_TOKENS", chunk)
    rng = np.random.default_rng(3)
    training = [rng.integers(1, 8, rng.integers(1, 30)).tolist() for _ in range(40)]
    texts = [*(rng.integers(1, 9, 12).tolist() for _ in range(6)), training[7], [], [3]]
    found = against_training(texts, *pack(training))
    for n, text in enumerate(texts):
        expected = [overlap(text, story) for story in training]
        assert found.overlap_N[n] == pytest.approx(max(expected))
        assert expected[found.nearest_N[n]] == pytest.approx(max(expected))
        for length in LENGTHS:
            seen = {tuple(s[i : i + length]) for s in training for i in range(len(s) - length + 1)}
            grams = [tuple(text[i : i + length]) for i in range(len(text) - length + 1)]
            assert (found.grams[length][n], found.seen[length][n, 0]) == (
                len(grams),
                sum(gram not in seen for gram in grams),
            )
            assert found.seen[length][n].sum() == len(grams)


def test_a_k_gram_is_counted_as_often_as_it_stands_in_the_training_text():
    training = [[1, 2, 3]] * 12 + [[1, 2]] * 100 + [[4, 5]] * 9
    found = against_training([[1, 2, 3], [4, 5, 6], [3, 9]], *pack(training))
    # never, 1 to 9, 10 to 99, 100 to 999, 1,000 or more
    assert found.seen[2].tolist() == [[0, 0, 1, 1, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]]
    assert found.seen[3].tolist() == [[0, 0, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]


def test_likeness_is_the_harmonic_mean_of_both_directions():
    a, b = [1, 2, 3, 4], [1, 2, 3, 9, 9, 8]
    both = overlap(a, b), overlap(b, a)
    assert most_alike([a, b]) == pytest.approx([2 * math.prod(both) / sum(both)] * 2)


def test_a_fraud_that_copies_training_stories_is_caught(dataset):
    copies = [dataset.train.story(k)[1:-1].tolist() for k in range(0, 60, 3)]
    honest = [dataset.validation.story(k)[1:-1].tolist() for k in range(20)]
    found = [
        describe(texts, against_training(texts, dataset.train.tokens, dataset.train.starts))
        for texts in (copies, honest)
    ]
    assert found[0]["like_training"]["value"] == 1
    assert found[0]["seen"]["8"]["never"]["value"] == 0
    assert found[1]["like_training"]["value"] < 1
    assert found[1]["seen"]["8"]["never"]["low"] > 0


def test_a_fraud_that_repeats_one_fluent_story_is_caught(dataset):
    honest = [dataset.validation.story(k)[1:-1].tolist() for k in range(20)]
    fraud = [honest[0]] * 20
    assert most_alike(fraud).min() == 1
    assert most_alike(honest).mean() < 1
    assert distinct(fraud, 4) < distinct(honest, 4) / 2


def test_training_stories_are_retold_beside_held_out_ones(dataset, teller):
    scores, rows = retell_training(teller, dataset, sizes=(6, 20))
    assert scores["training_stories"] == dataset.train.stories == 100
    small, large = scores["samples"]
    assert [small[side]["texts"] for side in ("model", "held_out_stories")] == [6, 6]
    assert [large[side]["texts"] for side in ("model", "held_out_stories")] == [20, 20]
    assert all(row["beginning"] + row["own_ending"] in small_stories(100) for row in rows)
    assert small["model"]["like_another"]["value"] <= large["model"]["like_another"]["value"]
    assert retell_training(teller, dataset, sizes=(6, 20)) == (scores, rows)


def test_the_smaller_sample_is_the_head_of_the_larger_one(dataset, teller):
    both, rows = retell_training(teller, dataset, sizes=(6, 12))
    alone, rows_alone = retell_training(teller, dataset, sizes=(6,))
    assert rows[:6] == rows_alone
    assert both["samples"][0]["model"] == alone["samples"][0]["model"]


def test_contradictions_are_not_measured_where_the_checker_does_not_agree_with_the_real_stories(dataset, teller):
    scores, rows = tell_held_out(teller, dataset, samples=6)
    assert rows == []
    assert "another version of the story world" in scores["not_measured"]


def test_real_stories_of_the_story_world_are_read_whole_and_free_of_contradictions(tmp_path):
    world = StoryworldSettings(train_stories=40, validation_stories=8, plain=True)
    dataset = make_dataset(world, BpeSettings(vocab_size=500), folders(tmp_path))
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=512)
    model = build_model(settings, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0)
    scores, rows = tell_held_out(Teller(model, tokenizer), dataset, samples=5)
    assert len(rows) == 5
    assert scores["held_out_stories"]["stories_without"]["value"] == 1
    assert scores["held_out_stories"]["sentences_read"]["value"] == 1
    assert scores["model"]["sentences_read"]["high"] < 1
