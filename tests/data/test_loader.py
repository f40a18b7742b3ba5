from itertools import pairwise

import numpy as np
import pytest

from mlopstinystories.data.loader import Batches
from mlopstinystories.errors import DataError


def stream(length: int) -> np.ndarray:
    """0 1 2 … and 0 again: end-of-text at both ends, every other token once, so a token tells its place."""
    tokens = np.arange(length, dtype=np.uint16)
    tokens[-1] = 0
    return tokens


def windows_of_epoch(batches: Batches, epoch: int) -> np.ndarray:
    """The inputs of one epoch; the batches must hold one window each."""
    first = epoch * batches.windows_per_epoch
    return np.concatenate([batches.batch(first + i)[0] for i in range(batches.windows_per_epoch)])


def test_targets_are_inputs_one_step_later_in_time() -> None:
    inputs_BT, targets_BT = Batches(stream(1000), context=16, batch_size=4, seed=0).batch(3)

    assert inputs_BT.shape == targets_BT.shape == (4, 16)
    assert inputs_BT.dtype == targets_BT.dtype == np.int64
    assert (targets_BT[:, :-1] == inputs_BT[:, 1:]).all()
    # In this stream the next token is the number plus one; after the last comes end-of-text.
    assert (targets_BT == (inputs_BT + 1) % 999).all()
    # What the shift of the batch axis would have given is something else.
    assert not (targets_BT[:-1] == inputs_BT[1:]).any()


def test_any_step_is_had_without_the_steps_before_it() -> None:
    in_order = Batches(stream(500), context=7, batch_size=3, seed=5)
    everything = [in_order.batch(step) for step in range(60)]

    for step in (59, 0, 31):
        alone = Batches(stream(500), context=7, batch_size=3, seed=5).batch(step)
        np.testing.assert_array_equal(alone, everything[step])


@pytest.mark.parametrize("context", [1, 7, 10, 99])
def test_each_epoch_shows_every_token_once_but_less_than_a_window(context: int) -> None:
    batches = Batches(stream(101), context, batch_size=1, seed=0)

    for epoch in range(3):
        seen = windows_of_epoch(batches, epoch).ravel()
        assert len(set(seen.tolist())) == len(seen)
        assert 0 <= 100 - len(seen) < context


def test_every_token_has_its_turn_over_the_epochs() -> None:
    batches = Batches(stream(31), context=7, batch_size=1, seed=0)

    seen = {token for epoch in range(20) for token in windows_of_epoch(batches, epoch).ravel().tolist()}

    assert seen == set(range(30))


def test_epochs_differ_in_cut_and_in_order() -> None:
    batches = Batches(stream(10_001), context=100, batch_size=1, seed=0)

    starts = [windows_of_epoch(batches, epoch)[:, 0] for epoch in range(4)]

    assert len({int(epoch[0]) % 100 for epoch in starts}) == 4
    # The order is shuffled, and anew each time: hardly a window is followed by its neighbour in the stream.
    assert all(np.mean((np.diff(epoch) % 10_000) == 100) < 0.1 for epoch in starts)
    assert not any((np.argsort(a) == np.argsort(b)).all() for a, b in pairwise(starts))


def test_the_seed_decides_everything() -> None:
    first, same, other = (Batches(stream(1000), 8, 4, seed=seed).batch(0)[0] for seed in (1, 1, 2))

    assert (first == same).all()
    assert not (first == other).all()
    Batches(stream(1000), 8, 4, seed=-1).batch(0)  # a negative seed is a seed too


def test_a_batch_may_lie_across_epochs_and_hold_several() -> None:
    one = Batches(stream(31), context=10, batch_size=1, seed=0)  # three windows an epoch
    seven = Batches(stream(31), context=10, batch_size=7, seed=0)

    expected = np.concatenate([one.batch(number)[0] for number in range(14)])

    np.testing.assert_array_equal(np.concatenate([seven.batch(0)[0], seven.batch(1)[0]]), expected)


def test_epochs_are_counted_in_windows() -> None:
    batches = Batches(stream(101), context=10, batch_size=4, seed=0)

    assert batches.windows_per_epoch == 10
    assert [batches.epochs(step) for step in (0, 5, 25)] == [0.0, 2.0, 10.0]


def test_one_window_is_enough_text_and_less_says_what_to_do() -> None:
    inputs_BT, targets_BT = Batches(stream(5), context=4, batch_size=2, seed=0).batch(9)
    assert sorted(inputs_BT[0].tolist()) == [0, 1, 2, 3]
    assert (targets_BT == (inputs_BT + 1) % 4).all()

    with pytest.raises(DataError, match=r"a window has 5 tokens.*have 4.*data.train_stories.*max_position_embeddings"):
        Batches(stream(4), context=4, batch_size=2, seed=0)


def test_a_stream_without_end_of_text_at_both_ends_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="begin and end with end-of-text"):
        Batches(np.arange(50), context=4, batch_size=1, seed=0)
