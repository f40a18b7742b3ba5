"""Neurons and the tokens that excite them most, with the words before and after (paper, section 7).

A neuron is a coordinate of a feed-forward block between its two matrices. For each that is shown: its strongest tokens
over some held-out stories, a story at most `TOKENS_A_STORY` times, so that one story does not fill the list.

L layers, T time, I neurons of a block.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

AROUND = 7
"""Tokens of context shown before and after."""
TOKENS_A_STORY = 2


@dataclass(frozen=True)
class Excitement:
    """One strong token, with its context as text."""

    before: str
    token: str
    after: str
    value: float


@dataclass(frozen=True)
class Neuron:
    """One neuron and its strongest tokens, the strongest first."""

    layer: int
    neuron: int
    largest: float
    active: float
    """Share of all tokens at which it is above a tenth of its largest value."""
    top: list[Excitement]


def choose_neurons(neurons: Sequence[torch.Tensor], layer: int, count: int) -> list[int]:
    """The first half of `count` by number, which nobody has picked, then those with the largest value in the layer."""
    largest_I = torch.stack([story[layer].max(dim=0).values for story in neurons]).max(dim=0).values
    arbitrary = list(range(min(count // 2, len(largest_I))))
    strong = [int(index) for index in largest_I.argsort(descending=True) if int(index) not in arbitrary]
    return arbitrary + strong[: count - len(arbitrary)]


def describe_neuron(
    neurons: Sequence[torch.Tensor], words: Sequence[Sequence[str]], layer: int, neuron: int, tokens: int = 8
) -> Neuron:
    """The strongest tokens of one neuron; `neurons` are (L, T, I) of each story, `words` its tokens as text."""
    found: list[Excitement] = []
    for story_LTI, story in zip(neurons, words, strict=True):
        values_T = story_LTI[layer, :, neuron]
        for place in values_T.argsort(descending=True)[:TOKENS_A_STORY].tolist():
            found.append(
                Excitement(
                    before="".join(story[max(0, place - AROUND) : place]),
                    token=story[place],
                    after="".join(story[place + 1 : place + 1 + AROUND]),
                    value=float(values_T[place]),
                )
            )
    found.sort(key=lambda excitement: -excitement.value)
    every = torch.cat([story_LTI[layer, :, neuron] for story_LTI in neurons])
    largest = float(every.max())
    return Neuron(
        layer=layer,
        neuron=neuron,
        largest=largest,
        active=float((every > 0.1 * largest).double().mean()) if largest > 0 else 0.0,
        top=found[:tokens],
    )
