"""Bits per byte: how well a model predicts held-out stories, in a unit that does not depend on the tokenizer.

    bits per byte = Σ nats / (ln 2 · Σ (UTF-8 bytes of the story + 1))

For each story the tokens are end-of-text, the story, end-of-text. Every token but the first is a target, scored once;
the end counts as one byte, as if it were a character of the story. A story longer than the model's context is read in
windows without overlap, each beginning with the last token of the one before; the price is that the tokens at the head
of a later window are predicted from little. Nats and bytes are added up over the stories and then divided: a mean of
ratios would count a short story as much as a long one.

B windows in a batch, T places in a window.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.errors import DataError
from mlopstinystories.models.generation import evaluation_mode
from mlopstinystories.models.loss import IGNORED, token_nats
from mlopstinystories.models.model import context_length

STORIES_IN_MEMORY = 2_000
"""Windows are sorted by length, to pad little, within so many stories: a large split is never in memory as a whole."""
LOGITS_IN_MEMORY = 2**26
"""A batch has at most so many logits (256 MiB in fp32), or a single window: at a vocabulary of 50,257 the logits of
8,192 tokens would need 1.6 GB, and the loss as much again."""

Progress = Callable[[int], None]
"""Called after each batch with the number of stories that it brought; a story of several windows counts in parts."""
Observer = Callable[[int, int, int, NDArray[np.float32]], None]
"""Called for each window: the story's place among the scored ones, the window's first target in the story, how many
targets the story has, and the nats of the window's targets."""


class Stories(Protocol):
    """What is scored: one split of a packed data set (`data/packing.py`), or anything of its kind."""

    @property
    def stories(self) -> int:
        """How many there are."""

    @property
    def byte_lengths(self) -> NDArray[Any]:
        """UTF-8 bytes of each story, without end-of-text."""

    def story(self, k: int, /) -> NDArray[Any]:
        """The ids of story `k`, end-of-text before and after it included."""


class SplitWithLeaks(Protocol):
    """A data set that knows which of its held-out stories also stand in the training text."""

    @property
    def leaked(self) -> NDArray[np.bool_]:
        """One truth value for each held-out story."""


@dataclass(frozen=True)
class Score:
    """Sums over the scored stories, and the ratios that are read off them."""

    nats: float
    tokens: int
    """Targets: the tokens of each story and its end."""
    bytes: int
    """UTF-8 bytes of each story, and one for its end."""
    stories: int
    left_out: int
    """Stories of the split that were not scored."""

    @property
    def bits_per_byte(self) -> float:
        """Comparable between tokenizers and vocabularies; lower is better."""
        return self.nats / math.log(2) / self.bytes

    @property
    def nats_per_token(self) -> float:
        """The loss as training shows it; comparable under the same tokenizer only."""
        return self.nats / self.tokens

    @property
    def perplexity(self) -> float:
        """exp(nats per token): among how many equally likely tokens the model hesitates."""
        return math.exp(self.nats_per_token)

    def as_dict(self) -> dict[str, float | int]:
        """Ratios and sums, ready for JSON."""
        return {
            "bits_per_byte": self.bits_per_byte,
            "nats_per_token": self.nats_per_token,
            "perplexity": self.perplexity,
            **asdict(self),
        }


def scored_stories(dataset: SplitWithLeaks) -> NDArray[np.int64]:
    """Indices, ascending, of the held-out stories that do not also stand in the training text.

    The first N of them are the fixed subset that is scored while training. Raises `DataError` when none is left.
    """
    indices = np.flatnonzero(~dataset.leaked)
    if not len(indices):
        raise DataError(
            f"There is no held-out story to score: all {len(dataset.leaked)} also stand in the training text. Hold out "
            "other stories (data.validation_path, data.validation_fraction or data.validation_stories)."
        )
    return indices


def score_stories(
    model: PreTrainedModel,
    split: Stories,
    indices: Sequence[int] | NDArray[np.int64],
    *,
    device: torch.device,
    batch_tokens: int = 8192,
    progress: Progress | None = None,
    observe: Observer | None = None,
) -> Score:
    """The score of the stories `indices` of `split`; `left_out` counts the others. The arguments are `story_nats`'.

    `observe` sees the nats of every token, from which `loss_profile.py` makes intervals.
    """
    chosen = np.asarray(indices, dtype=np.int64)
    assert len(chosen), "no story to score"
    nats, targets = _nats_and_targets(model, split, chosen, device, batch_tokens, progress, observe)
    total_bytes = int(np.asarray(split.byte_lengths)[chosen].sum(dtype=np.int64)) + len(chosen)
    return Score(math.fsum(nats), int(targets.sum()), total_bytes, len(chosen), split.stories - len(chosen))


def story_nats(
    model: PreTrainedModel,
    split: Stories,
    indices: Sequence[int] | NDArray[np.int64],
    *,
    device: torch.device,
    batch_tokens: int = 8192,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """Nats of each of the stories `indices`, in their order, shape (len(indices),).

    The model, which is on `device`, is left in the mode in which it was. `batch_tokens` counts the padding too.
    """
    return _nats_and_targets(model, split, np.asarray(indices, dtype=np.int64), device, batch_tokens, progress)[0]


def windows(tokens: int, context: int) -> list[tuple[int, int]]:
    """(first, last + 1) of the inputs of each window over a story of so many tokens; targets are one token later."""
    return [(first, min(first + context, tokens - 1)) for first in range(0, tokens - 1, context)]


def _nats_and_targets(
    model: PreTrainedModel,
    split: Stories,
    indices: NDArray[np.int64],
    device: torch.device,
    batch_tokens: int,
    progress: Progress | None,
    observe: Observer | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Nats and number of targets of each story."""
    context = context_length(model.config)
    nats, targets = np.zeros(len(indices)), np.zeros(len(indices), dtype=np.int64)
    batch_tokens = min(batch_tokens, LOGITS_IN_MEMORY // model.config.vocab_size)
    for first in range(0, len(indices), STORIES_IN_MEMORY):
        chunk = [np.asarray(split.story(int(k)), dtype=np.int64) for k in indices[first : first + STORIES_IN_MEMORY]]
        targets[first : first + len(chunk)] = [len(tokens) - 1 for tokens in chunk]
        cuts = [(place, *cut) for place, tokens in enumerate(chunk) for cut in windows(len(tokens), context)]
        windows_done = stories_done = 0
        for batch in _batches(cuts, batch_tokens):
            nats_BT = _window_nats(model, [chunk[place][start : stop + 1] for place, start, stop in batch], device)
            nats_B = nats_BT.sum(axis=1, dtype=np.float64)
            np.add.at(nats, [first + place for place, _, _ in batch], nats_B)  # a story may have several windows
            if observe:
                for (place, start, stop), nats_T in zip(batch, nats_BT, strict=True):
                    observe(first + place, start, len(chunk[place]) - 1, nats_T[: stop - start])
            windows_done += len(batch)
            before, stories_done = stories_done, len(chunk) * windows_done // len(cuts)
            if progress:
                progress(stories_done - before)
    return nats, targets


def _batches(cuts: list[tuple[int, int, int]], batch_tokens: int) -> Iterator[list[tuple[int, int, int]]]:
    """Windows of similar length together, the longest first: what needs too much memory fails at once."""
    batch: list[tuple[int, int, int]] = []
    longest = 0
    for cut in sorted(cuts, key=lambda cut: cut[2] - cut[1], reverse=True):
        if batch and (len(batch) + 1) * longest > batch_tokens:
            yield batch
            batch = []
        longest = longest if batch else cut[2] - cut[1]
        batch.append(cut)
    if batch:
        yield batch


def _window_nats(model: PreTrainedModel, pieces: list[NDArray[np.int64]], device: torch.device) -> NDArray[np.float32]:
    """Nats of each target of each piece of a story, whose first token is given; 0 at the padding."""
    inputs_BT = np.zeros((len(pieces), max(len(piece) for piece in pieces) - 1), dtype=np.int64)
    targets_BT = np.full_like(inputs_BT, IGNORED)
    for row, piece in enumerate(pieces):
        # padded at the right, where no token of the story can see it
        inputs_BT[row, : len(piece) - 1] = piece[:-1]
        targets_BT[row, : len(piece) - 1] = piece[1:]
    with evaluation_mode(model):
        nats_BT = token_nats(model, torch.from_numpy(inputs_BT).to(device), torch.from_numpy(targets_BT).to(device))
    found: NDArray[np.float32] = nats_BT.float().cpu().numpy()
    return found
