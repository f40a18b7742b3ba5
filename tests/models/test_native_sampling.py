"""Sampling in C: the tokens and numbers of `sampling.py`, for the same settings and random numbers."""

import pytest
import torch

from mlopstinystories.errors import ModelError
from mlopstinystories.models import sampling as plain
from mlopstinystories.models.native_sampling import chooser
from mlopstinystories.models.sampling import Alternative, Draws, Sampling

pytestmark = pytest.mark.loops


def drawn(logits_BV, samplings, seeds, forced=None, alternatives=None):
    draws = [Draws(seed) for seed in seeds]
    return chooser(samplings, draws, alternatives or [0] * len(seeds))(logits_BV, forced)


@pytest.mark.parametrize("vocabulary", [5, 128, 1000])
@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(temperature=0),
        Sampling(temperature=0.3),
        Sampling(temperature=1e-300),
        Sampling(temperature=50.0),
        Sampling(top_k=1),
        Sampling(top_k=7),
        Sampling(top_k=10_000),
        Sampling(top_p=0.5),
        Sampling(top_p=1e-9),
        Sampling(temperature=0.7, top_k=20, top_p=0.9),
    ],
)
def test_the_tokens_are_those_that_pytorch_draws(sampling, vocabulary):
    logits_BV = torch.randn((300, vocabulary), generator=torch.Generator().manual_seed(0)) * 3
    logits_BV[:, ::5] = logits_BV[:, :1]  # ties
    expected = plain.sample(logits_BV, [sampling] * 300, [Draws(seed) for seed in range(300)])
    found = drawn(logits_BV, [sampling] * 300, range(300))
    assert found.tokens == expected.tokens
    assert found.log_probabilities == pytest.approx(expected.log_probabilities, abs=3e-6)


def test_forced_tokens_and_alternatives_are_those_of_pytorch():
    logits_BV = torch.randn((4, 50), generator=torch.Generator().manual_seed(1))
    samplings = [Sampling(), Sampling(temperature=0), Sampling(top_k=3), Sampling(top_p=0.5)]
    forced, alternatives = [None, 7, 0, None], [3, 0, 99, 1]
    expected = plain.sample(logits_BV, samplings, [Draws(seed) for seed in range(4)], forced, alternatives)
    found = drawn(logits_BV, samplings, range(4), forced, alternatives)
    assert found.tokens == expected.tokens
    assert [len(named) for named in found.alternatives] == [3, 0, 50, 1]
    for mine, theirs in zip(found.alternatives, expected.alternatives, strict=True):
        assert [entry.id for entry in mine] == [entry.id for entry in theirs]
        assert [entry.log_probability for entry in mine] == pytest.approx(
            [entry.log_probability for entry in theirs], abs=3e-6
        )
        assert all(isinstance(entry, Alternative) for entry in mine)


def test_a_chooser_goes_on_with_the_storys_random_numbers_and_forgets_what_was_forced():
    logits_BV = torch.zeros((1, 1000))
    draws = Draws(3)
    choose = chooser([Sampling()], [draws], [0])
    told = [choose(logits_BV, forced).tokens[0] for forced in ([5], None, [None], None)]
    numbers, again = Draws(3), [5]
    numbers.next()
    again += [int(numbers.next() * 1000) for _ in range(3)]
    assert told == again


def test_a_token_of_weight_zero_is_never_picked():
    logits_BV = torch.full((2, 300), -torch.inf)
    logits_BV[:, 140] = 0.0

    class Edge:
        def __init__(self, number):
            self.next = lambda: number

    assert chooser([Sampling()] * 2, [Edge(0.0), Edge(1 - 2**-53)], [0, 0])(logits_BV).tokens == [140, 140]


OTHER_BITS = torch.tensor([0x7FC00155], dtype=torch.int32).view(torch.float32)[0]
"""Not a number either, but with other bits than usual."""


@pytest.mark.parametrize("broken", [torch.nan, OTHER_BITS, torch.inf])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_logits_that_are_not_numbers_are_refused(broken, temperature):
    logits_BV = torch.zeros((20, 70))
    logits_BV[17, 69] = broken
    with pytest.raises(ModelError, match="not numbers"):
        drawn(logits_BV, [Sampling(temperature=temperature)] * 20, range(20))


def test_logits_in_bf16_are_taken_as_they_are():
    logits_BV = (torch.randn((3, 90), generator=torch.Generator().manual_seed(2)) * 4).to(torch.bfloat16)
    expected = plain.sample(logits_BV, [Sampling()] * 3, [Draws(seed) for seed in range(3)])
    assert drawn(logits_BV, [Sampling()] * 3, range(3)).tokens == expected.tokens
