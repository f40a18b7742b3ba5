"""How many sequences go through the model at once: the number that fits and is fastest, measured before training.

The batch in tokens stays what it is, and so does its gradient up to rounding; the choice is kept in `record.json` and
taken again when the run goes on, so that continuing is exact.
"""

import statistics
import time

import torch

from mlopstinystories.data.loader import Batches
from mlopstinystories.device import Device
from mlopstinystories.models.loss import mean_nats
from mlopstinystories.training.checkpoint import TrainingState
from mlopstinystories.training.estimate import activation_bytes

SAMPLES = 3
FASTER = 0.03
"""A smaller micro-batch has to be so much faster to be taken: below that it is noise."""


def fastest_micro_batch(
    state: TrainingState, batches: Batches, device: Device, document_mask: bool, free: int | None
) -> tuple[int, dict[int, float]]:
    """(sequences, milliseconds a sequence by micro-batch size); weights and random numbers stay as they are.

    `free` is the memory that the activations may take, in bytes, where it is known.
    """
    random_state = torch.get_rng_state()
    found: dict[int, float] = {}
    for rows in candidates(batches.batch_size):
        if free is not None and rows > 1 and activation_bytes(state.model.config, rows, device.device) > free:
            continue
        try:
            found[rows] = _ms_a_sequence(state, batches, device, rows, document_mask)
        except torch.OutOfMemoryError:
            state.model.zero_grad()
            torch.cuda.empty_cache()
    torch.set_rng_state(random_state)
    return choose(found), found


def candidates(sequences: int) -> list[int]:
    """The whole batch, and its halves down to one sequence, the largest first."""
    sizes = {-(-sequences // 2**k) for k in range(sequences.bit_length() + 1)}
    return sorted(sizes, reverse=True)


def choose(ms_a_sequence: dict[int, float]) -> int:
    """The largest size that no other one beats clearly."""
    best = min(ms_a_sequence.values())
    return max(rows for rows, ms in ms_a_sequence.items() if ms <= best * (1 + FASTER))


def _ms_a_sequence(state: TrainingState, batches: Batches, device: Device, rows: int, document_mask: bool) -> float:
    inputs_BT, targets_BT = (torch.from_numpy(part[:rows]).to(device.device) for part in batches.batch(0))
    samples = []
    for _ in range(SAMPLES + 1):  # the first one warms up
        start_s = time.perf_counter()
        with device.autocast():
            nats = mean_nats(state.model, inputs_BT, targets_BT, document_mask)
        nats.backward()
        nats.item()
        samples.append(1e3 * (time.perf_counter() - start_s) / rows)
        state.model.zero_grad()
    return statistics.median(samples[1:])
