"""From logits to the next token of each story, every story with its own settings and its own random numbers.

On the CPU wherever the model is, so that a seed means the same on every device. Without top-k and top-p nothing is
sorted. Probabilities are fp32, what is summed up from them is fp64.

B stories in the batch, S of them with the same settings, V vocabulary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch

from mlopstinystories.errors import ModelError

DRAWS_AHEAD = 64
"""Random numbers made at once for a story: one call for each number would cost as much as a layer of a small model."""


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. `top_k` and `top_p` act one after the other, as in transformers."""

    temperature: float = 1.0
    """0: always the likeliest token; 1: the model's own probabilities."""
    top_k: int | None = None
    """Draw among the k likeliest tokens, and those that tie with the last of them; None: among all."""
    top_p: float | None = None
    """Draw among the likeliest tokens that together have at least this probability; None: among all."""
    max_new_tokens: int = 400
    """Longest story, in tokens after the prompt."""


class Draws:
    """A story's random numbers in [0, 1), in fp64; any integer is a seed."""

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed % 2**64)
        self._ahead: list[float] = []

    def next(self) -> float:
        """The story's next number."""
        if not self._ahead:
            numbers = torch.rand(DRAWS_AHEAD, generator=self._generator, dtype=torch.float64)
            self._ahead = numbers.flip(0).tolist()
        return self._ahead.pop()


class Alternative(NamedTuple):
    """A token that could have come."""

    id: int
    log_probability: float
    """In nats, as the model has it: at temperature 1, among all tokens."""


class Drawn(NamedTuple):
    """The next token of each story, by row."""

    tokens: list[int]
    log_probabilities: list[float]
    """In nats, as the model has them: at temperature 1, among all tokens."""
    alternatives: list[list[Alternative]]
    """As many as were asked for, the likeliest first."""


def sample(
    logits_BV: torch.Tensor,
    samplings: Sequence[Sampling],
    draws: Sequence[Draws],
    forced: Sequence[int | None] | None = None,
    alternatives: Sequence[int] | None = None,
) -> Drawn:
    """Draw each story's next token. Only stories whose temperature is above 0 use up a random number.

    A token in `forced` takes the place of the one drawn, so that after it the story has the random numbers that it
    would have had. `alternatives`: how many to name for each story; None: none for any.
    """
    logits_BV = logits_BV.float().cpu()
    if not math.isfinite(logits_BV.amax(dim=1).sum().item()):
        raise damaged_model()
    # The library's softmax and not `exp`: that one starts threads, which costs more than it gains at this size.
    log_probabilities_BV = logits_BV.log_softmax(dim=1)
    tokens_B = _tokens(logits_BV, samplings, draws)
    for row, token in enumerate(forced or ()):
        if token is not None:
            tokens_B[row] = token
    log_probabilities = log_probabilities_BV.gather(1, tokens_B[:, None])[:, 0].tolist()
    return Drawn(tokens_B.tolist(), log_probabilities, _alternatives(log_probabilities_BV, alternatives))


def damaged_model() -> ModelError:
    """For logits that are not numbers."""
    return ModelError(
        "The model's logits are not numbers, so its weights are damaged: the training diverged. Use an earlier "
        "checkpoint of the run (run=RUN/checkpoints/step_N), or train again with a lower learning rate."
    )


def _alternatives(log_probabilities_BV: torch.Tensor, counts: Sequence[int] | None) -> list[list[Alternative]]:
    found: list[list[Alternative]] = [[] for _ in range(len(log_probabilities_BV))]
    rows = [row for row, count in enumerate(counts or ()) if count]
    if counts is None or not rows:
        return found
    most = min(max(counts), log_probabilities_BV.shape[1])
    values_RK, ids_RK = log_probabilities_BV[torch.tensor(rows)].topk(most, dim=1)
    for row, values, ids in zip(rows, values_RK.tolist(), ids_RK.tolist(), strict=True):
        found[row] = [Alternative(*pair) for pair in zip(ids[: counts[row]], values, strict=False)]
    return found


def _tokens(logits_BV: torch.Tensor, samplings: Sequence[Sampling], draws: Sequence[Draws]) -> torch.Tensor:
    """The chosen ids, int64 (B,); stories with the same settings are drawn together."""
    if all(sampling is samplings[0] for sampling in samplings):
        return _tokens_of_group(logits_BV, samplings[0], draws)
    groups: dict[Sampling, list[int]] = {}
    for row, sampling in enumerate(samplings):
        groups.setdefault(sampling, []).append(row)
    tokens_B = torch.empty(len(samplings), dtype=torch.long)
    for sampling, rows in groups.items():
        rows_S = torch.tensor(rows)
        of_group = [draws[row] for row in rows]
        tokens_B[rows_S] = _tokens_of_group(logits_BV[rows_S], sampling, of_group)
    return tokens_B


def _tokens_of_group(logits_SV: torch.Tensor, sampling: Sampling, draws: Sequence[Draws]) -> torch.Tensor:
    if sampling.temperature == 0:
        # NumPy's search for the largest is vectorised; PyTorch's took twenty times as long (measured, 10,000 entries).
        return torch.from_numpy(logits_SV.numpy().argmax(axis=1))
    return pick(
        probabilities(logits_SV, sampling), torch.tensor([story.next() for story in draws], dtype=torch.float64)
    )


def pick(weights_SV: torch.Tensor, draws_S: torch.Tensor) -> torch.Tensor:
    """The token of each row at which the running sum of its weights exceeds the draw, a number in [0, 1), of the total.

    A token of weight zero is never that. A draw below 1 can round to the total itself, so it is held under it.
    """
    cumulative_SV = weights_SV.cumsum(dim=1, dtype=torch.float64)
    total_S = cumulative_SV[:, -1]
    below_S = torch.minimum(draws_S * total_S, torch.nextafter(total_S, torch.zeros_like(total_S)))
    return torch.searchsorted(cumulative_SV, below_S[:, None], right=True)[:, 0]


def probabilities(logits_BV: torch.Tensor, sampling: Sampling) -> torch.Tensor:
    """The distribution to draw from, shape (B, V): temperature (above 0) first, then top-k, then top-p."""
    # The largest logit becomes 0 first: divided by a temperature near 0 it would overflow. A temperature that fp32 does
    # not have would be 0 there.
    temperature = max(sampling.temperature, 1e-30)
    scaled_BV = (logits_BV - logits_BV.amax(dim=1, keepdim=True)) / temperature
    if sampling.top_k is not None and sampling.top_k < scaled_BV.shape[1]:
        kth_B1 = scaled_BV.topk(sampling.top_k, dim=1).values[:, -1:]
        scaled_BV = scaled_BV.masked_fill(scaled_BV < kth_B1, -torch.inf)
    result_BV = scaled_BV.softmax(dim=1)
    if sampling.top_p is not None and sampling.top_p < 1:
        sorted_BV, order_BV = result_BV.sort(dim=1, descending=True, stable=True)
        likelier_BV = sorted_BV.cumsum(dim=1, dtype=torch.float64) - sorted_BV  # all tokens before this one
        kept_BV = sorted_BV.masked_fill(likelier_BV >= sampling.top_p, 0.0)
        result_BV = torch.zeros_like(result_BV).scatter(1, order_BV, kept_BV)
        result_BV = result_BV / result_BV.sum(dim=1, keepdim=True)
    return result_BV
