"""The interval covers what it promises, identical sides are told apart from uncertain ones, the search is in line."""

from dataclasses import replace

import numpy as np
import pytest

from mlopstinystories.evaluation.comparison import (
    Verdict,
    alpha_of_look,
    compare,
    pairs_needed,
    satterthwaite,
    verdict,
)

BYTES = np.array([100.0, 300.0, 200.0, 400.0])


def planted(random, seeds, stories, difference=0.0, seed_noise=0.0, story_noise=0.0):
    """Two sides on stories of unequal length; side b differs by `difference` bits per byte, noise as asked for."""
    sizes = random.integers(100, 1000, stories).astype(float)
    a = sizes * (1 + 0.01 * random.standard_normal((seeds, stories)))
    shift = difference + seed_noise * random.standard_normal((seeds, 1)) + story_noise * random.standard_normal(stories)
    return a, a + sizes * shift, sizes


def test_the_estimate_is_the_ratio_of_sums_and_not_the_mean_of_ratios():
    a = np.array([[100.0, 300.0, 200.0, 400.0]] * 2)
    b = a + np.array([[0.0, 0.0, 0.0, 100.0]] * 2)

    found = compare(a, b, BYTES, 0.05)

    assert found.a_bits_per_byte == pytest.approx(1.0)
    assert found.estimate == pytest.approx(0.1)
    assert found.relative == pytest.approx(0.1)


def test_with_equal_stories_it_is_the_paired_t_test_over_seeds():
    shifts = np.array([0.02, 0.04, 0.03, 0.07])
    a = np.ones((4, 4)) * BYTES
    b = a + shifts[:, None] * BYTES

    found = compare(a, b, BYTES, 0.05)

    assert found.story_variance == pytest.approx(0)
    assert found.degrees_of_freedom == pytest.approx(3)
    # mean 0.04, standard error 0.0108012, and Student's 3.18245 with 3 degrees of freedom
    assert (found.low, found.high) == pytest.approx((0.04 - 0.034374, 0.04 + 0.034374), abs=1e-5)


def test_a_single_pair_has_no_interval_and_no_verdict():
    found = compare(BYTES[None] * 1.0, BYTES[None] * 0.5, BYTES, 0.05)

    assert found.low is found.high is found.a_noise is None
    assert verdict(found, 0.01) is Verdict.cannot_tell
    assert pairs_needed(found, 0.01, 0.05) is None


@pytest.mark.parametrize(("seed_noise", "story_noise"), [(0.02, 0.0), (0.0, 0.1), (0.02, 0.2)])
def test_the_interval_covers_the_truth_as_often_as_it_says(seed_noise, story_noise):
    random = np.random.default_rng(0)
    missed = 0
    for _ in range(600):
        found = compare(*planted(random, 4, 60, -0.03, seed_noise, story_noise), 0.1)
        missed += not found.low <= -0.03 <= found.high

    assert 0.05 < missed / 600 < 0.145


@pytest.mark.parametrize(
    ("difference", "expected"), [(-0.05, Verdict.yes), (0.05, Verdict.no), (0.0, Verdict.no), (-0.0125, Verdict.yes)]
)
def test_the_verdict_follows_from_where_the_interval_lies(difference, expected):
    found = compare(*planted(np.random.default_rng(1), 6, 200, difference, 0.002), 0.05)

    assert verdict(found, 0.02) is expected


def test_noise_as_large_as_the_difference_cannot_be_told():
    shifts = np.array([-0.04, 0.03, -0.02])
    found = compare(np.ones((3, 4)) * BYTES, (1 + shifts[:, None]) * BYTES, BYTES, 0.05)

    assert verdict(found, 0.01) is Verdict.cannot_tell
    assert pairs_needed(found, 0.01, 0.05) > 3


def test_sides_that_are_equal_to_the_bit_are_no_improvement():
    a = np.ones((3, 4)) * BYTES

    assert verdict(compare(a, a, BYTES, 0.05), 0.01) is Verdict.no


def test_as_many_pairs_as_the_search_says_give_a_verdict_about_as_often_as_it_says():
    random = np.random.default_rng(2)
    # the noise that is really there, measured on so many pairs that it is known
    known = compare(*planted(random, 400, 200, -0.02, 0.02), 0.05)
    known = replace(known, pairs=2, seed_variance=0.02**2 / 2, estimate=-0.02)
    needed = pairs_needed(known, 0.0, 0.05, power=0.8)

    told = [verdict(compare(*planted(random, needed, 50, -0.02, 0.02), 0.05), 0.0) for _ in range(400)]

    assert 0.7 < told.count(Verdict.yes) / 400 < 0.92


def test_stories_alone_can_be_what_is_missing():
    found = compare(*planted(np.random.default_rng(3), 4, 12, -0.01, 0.001, 0.3), 0.05)

    assert verdict(found, 0.01) is Verdict.cannot_tell
    assert pairs_needed(found, 0.01, 0.05) is None


def test_all_looks_together_spend_less_than_what_is_allowed():
    assert [alpha_of_look(look) for look in (1, 2, 3)] == [0.025, 0.0125, 0.00625]
    assert sum(alpha_of_look(look) for look in range(1, 50)) <= 0.05


def test_degrees_of_freedom_of_one_part_are_its_own():
    assert satterthwaite(2.0, 3, 0.0, 99) == pytest.approx(3)
    assert satterthwaite(1.0, 4, 1.0, 4) == pytest.approx(8)
