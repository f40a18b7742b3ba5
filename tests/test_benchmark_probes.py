"""The benchmark of probes: likelihoods as transformers has them, intervals, and bounds that can break."""

import pytest
import torch
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from benchmarks.probes import broken, right_by_model, share, truth
from mlopstinystories.data.storyworld import tell_story
from mlopstinystories.data.storyworld.probes import KINDS, make_probes

END = 256


class Bytes:
    """A tokenizer of bytes."""

    end_of_text_id = begin_id = END

    def encode(self, text: str) -> list[int]:
        return list(text.encode())


@pytest.fixture(scope="module")
def model() -> GPTNeoForCausalLM:
    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=257, hidden_size=16, num_layers=1, num_heads=2, attention_types=[[["global"], 1]],
        max_position_embeddings=512, initializer_range=0.5,
    )  # fmt: skip
    return GPTNeoForCausalLM(config).eval()


def log_probability(model: GPTNeoForCausalLM, prompt: str, more: str) -> float:
    """The whole continuation after the prompt, straight from the library's logits."""
    ids = torch.tensor([END, *prompt.encode(), *more.encode()])
    with torch.no_grad():
        logs = model(ids[None]).logits[0].log_softmax(-1)
    first = 1 + len(prompt.encode())
    return sum(logs[place - 1, ids[place]].item() for place in range(first, len(ids)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_counts_when_the_library_finds_it_likelier_than_every_other(
    kind: str, model: GPTNeoForCausalLM
) -> None:
    probes = list(make_probes(kind, 0, 12))
    expected = [
        log_probability(model, probe.prompt, probe.right)
        > max(log_probability(model, probe.prompt, wrong) for wrong in probe.wrong)
        for probe in probes
    ]
    assert right_by_model(model, Bytes(), probes) == expected


def test_the_interval_of_fifty_in_a_hundred_is_wilsons() -> None:
    one = share([True, False] * 50)
    assert (one["share"], round(one["low"], 3), round(one["high"], 3)) == (0.5, 0.404, 0.596)


def test_counts_that_know_an_answer_and_a_model_that_knows_none_break_the_bounds() -> None:
    chance = {kind: share([True, False] if kind == "grammar" else [True, False, False, False]) for kind in KINDS}
    good = {kind: share([True] * 1000) for kind in KINDS}
    results = {"words": chance, "three words": chance, "random weights": chance, "trained": good}
    assert list(broken(results)) == []
    assert list(broken({**results, "words": {**chance, "facts": good["facts"]}})) == [
        "words are more than 5 points from chance on facts"
    ]
    assert "trained is not above chance on context" in list(broken({**results, "trained": chance}))


def test_the_worlds_own_stories_are_read_and_true() -> None:
    told = truth([tell_story(3, index) for index in range(30)])
    assert told["read"] > 0.99
    assert (told["without a finding"], told["kinds"]) == (1.0, {})
    assert truth(["The weather report was late."])["read"] == 0.0
