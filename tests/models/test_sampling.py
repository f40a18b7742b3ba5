import math

import pytest
import torch

from mlopstinystories.errors import ModelError
from mlopstinystories.models.sampling import DRAWS_AHEAD, Draws, Sampling, pick, probabilities, sample


def test_tokens_are_drawn_as_often_as_their_probability_says():
    logits_V = torch.tensor([2.0, 1.0, 0.0, -1.0, -torch.inf])
    draws = 20_000
    tokens, *_ = sample(logits_V.expand(draws, -1), [Sampling(temperature=0.5)] * draws, [Draws(0)] * draws)
    expected = draws * torch.softmax(logits_V.double() / 0.5, dim=0)
    counts = torch.bincount(torch.tensor(tokens), minlength=5).double()
    assert counts[4] == 0
    chi_square = ((counts[:4] - expected[:4]) ** 2 / expected[:4]).sum()
    assert chi_square < 16.3  # three degrees of freedom: exceeded once in a thousand seeds


@pytest.mark.parametrize(("draw", "token"), [(0.0, 1), (1 - 2**-53, 2)])
def test_a_token_of_weight_zero_is_never_picked(draw, token):
    weights_BV = torch.tensor([[0.0, 0.3, 0.7, 0.0]])
    assert pick(weights_BV, torch.tensor([draw], dtype=torch.float64)).tolist() == [token]


def test_stories_with_settings_of_their_own_in_one_batch_draw_as_they_do_alone():
    torch.manual_seed(0)
    logits_BV = torch.randn(5, 50) * 3
    samplings = [Sampling(), Sampling(temperature=0), Sampling(top_k=3), Sampling(), Sampling(top_p=0.5, temperature=2)]
    together = sample(logits_BV, samplings, [Draws(seed) for seed in range(5)])
    for row in range(5):
        tokens, log_probabilities, _ = sample(logits_BV[row : row + 1], [samplings[row]], [Draws(row)])
        assert (tokens[0], log_probabilities[0]) == (together[0][row], pytest.approx(together[1][row]))


def test_a_storys_random_numbers_go_on_when_those_made_ahead_are_used_up():
    draws, generator = Draws(5), torch.Generator().manual_seed(5)
    one_by_one = [torch.rand((), generator=generator, dtype=torch.float64).item() for _ in range(2 * DRAWS_AHEAD + 1)]
    assert [draws.next() for _ in one_by_one] == one_by_one


def test_the_log_probability_is_that_of_the_whole_distribution():
    logits_BV = torch.tensor([[1.0, 3.0, -2.0], [50.0, 0.0, 0.0]])
    tokens, log_probabilities, _ = sample(logits_BV, [Sampling(temperature=0)] * 2, [Draws(0), Draws(1)])
    assert tokens == [1, 0]
    assert log_probabilities == pytest.approx(logits_BV.double().log_softmax(1)[[0, 1], [1, 0]].tolist(), abs=1e-6)


@pytest.mark.parametrize("broken", [torch.nan, torch.inf])
def test_logits_that_are_not_numbers_are_refused(broken):
    with pytest.raises(ModelError, match="not numbers"):
        sample(torch.tensor([[0.0, broken, 1.0]]), [Sampling()], [Draws(0)])


PROBABILITIES = (0.5, 0.25, 0.15, 0.1)


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_k=2), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=99), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_p=1.0), [0.5, 0.25, 0.15, 0.1]),
        (Sampling(top_p=0.4), [1, 0, 0, 0]),
        (Sampling(top_p=0.6), [2 / 3, 1 / 3, 0, 0]),
        (Sampling(top_k=2, top_p=0.6), [1, 0, 0, 0]),  # top-p acts on what top-k has left: 2/3 alone is enough
        (Sampling(temperature=0.5, top_k=2), [0.8, 0.2, 0, 0]),
    ],
)
def test_the_distribution_to_draw_from(sampling, expected):
    logits_BV = torch.tensor([PROBABILITIES, PROBABILITIES[::-1]], dtype=torch.float64).log() + 3
    expected_BV = torch.tensor([expected, expected[::-1]], dtype=torch.float64)
    torch.testing.assert_close(probabilities(logits_BV, sampling), expected_BV)


def test_alternatives_are_the_likeliest_tokens_of_the_stories_that_ask_for_them():
    logits_BV = torch.tensor([[0.0, 2.0, 1.0], [3.0, 0.0, 1.0], [0.0, 1.0, 2.0]])
    drawn = sample(logits_BV, [Sampling()] * 3, [Draws(0)] * 3, alternatives=[2, 0, 9])
    assert [[other.id for other in of_story] for of_story in drawn.alternatives] == [[1, 2], [], [2, 1, 0]]
    expected = logits_BV[0].log_softmax(0)[[1, 2]].tolist()
    assert [other.log_probability for other in drawn.alternatives[0]] == pytest.approx(expected)


def test_a_forced_token_uses_up_the_random_number_of_the_one_that_it_replaces():
    logits_BV, draws = torch.zeros(1, 7), Draws(3)
    drawn = sample(logits_BV, [Sampling()], [draws], forced=[6])
    assert drawn.tokens == [6]
    assert drawn.log_probabilities == pytest.approx([-math.log(7)])
    other = Draws(3)
    other.next()
    assert draws.next() == other.next()
