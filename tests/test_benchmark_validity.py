"""The benchmark of validity: a score that follows bits per byte holds, one that does not fails."""

import numpy as np
import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from benchmarks.score_validity import judged, noisy, shuffled, text_sums, verdicts
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.text_scores import score_completion

BITS = {"good": 0.8, "512 steps": 1.0, "64 steps": 1.5, "16 steps": 2.5}


def sums(values):
    """Every beginning of a model gives the same value, but for a little noise of its own."""
    rng = np.random.default_rng(0)
    return {
        model: {"repeated": (value + 0.01 * rng.standard_normal(50), np.ones(50))} for model, value in values.items()
    }


def test_a_score_that_follows_bits_per_byte_holds():
    found = judged("repeated", sums({"good": 0.1, "512 steps": 0.2, "64 steps": 0.4, "16 steps": 0.8}), BITS)
    assert (found["rho"], found["beaten"], found["holds"]) == (1.0, 3, True)
    assert found["low"] > 0.9


def test_a_score_that_the_worst_model_pleases_most_fails():
    found = judged("repeated", sums({"good": 0.4, "512 steps": 0.3, "64 steps": 0.2, "16 steps": 0.1}), BITS)
    assert (found["rho"], found["beaten"], found["holds"]) == (-1.0, 0, False)


def test_a_score_that_nothing_moves_fails():
    flat = {model: {"repeated": (np.full(50, 0.5), np.ones(50))} for model in BITS}
    found = judged("repeated", flat, BITS)
    assert (found["rho"], found["holds"]) == (None, False)


def test_the_verdicts_of_several_good_runs_stand_side_by_side():
    right = judged("repeated", sums({"good": 0.1, "512 steps": 0.2, "64 steps": 0.4, "16 steps": 0.8}), BITS)
    wrong = judged("repeated", sums({"good": 0.4, "512 steps": 0.3, "64 steps": 0.2, "16 steps": 0.1}), BITS)
    results = {
        run: {"bits_per_byte": BITS, "scores": {"repeated": found}} for run, found in (("a", right), ("b", wrong))
    }
    lines = verdicts(results).splitlines()
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])] == [
        ["score", "a", "b", "holds in"],
        ["bits per byte", "0.80", "0.80", ""],
        ["repeated", "1.00, 3 of 3", "-1.00, 0 of 3", "1 of 2"],
    ]


def test_shuffled_words_are_the_same_words():
    text = " boots were full of snow. She laughed."
    row = {"number": 0, "completion": text, "ended": True, "scores": score_completion(BEGINNINGS[0], text, True)}
    (words,) = shuffled([row], whole_sentences=False)
    (sentences,) = shuffled([row], whole_sentences=True)
    assert words["scores"]["outside_vocabulary"] == row["scores"]["outside_vocabulary"]
    assert sentences["scores"]["outside_vocabulary"] == row["scores"]["outside_vocabulary"]
    assert text_sums([row])["keeps_hero"][1].sum() == 1


def test_noise_leaves_the_model_itself_as_it_was():
    torch.manual_seed(0)
    model = GPTNeoForCausalLM(
        GPTNeoConfig(vocab_size=20, hidden_size=8, num_layers=1, num_heads=2, attention_types=[[["global"], 1]])
    )
    before = model.transformer.wte.weight.clone()
    damaged = noisy(model, 0.5)
    assert torch.equal(model.transformer.wte.weight, before)
    change = (damaged.transformer.wte.weight - before).std() / before.std()
    assert 0.3 < change < 0.7
