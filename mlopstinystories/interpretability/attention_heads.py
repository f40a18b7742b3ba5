"""Heads by what they look for: a place at a fixed distance, the beginning of the text, or a meaning (paper, section 7).

A head is distance-based as far as its attention depends on the distance between query and key alone. Its profile is

    p(d) = mean over queries t of A[t, t - d]

and for each query the profile, cut to the keys that exist and made to add up to 1, is what a head without any interest
in meaning would do there. The distance score is the mean overlap of the two, Σ_s min(A[t, s], p_t[s]): 1 where the
distance decides everything, and lower the more the words decide. What exceeds the profile is a head's interest in
words, and is added up by the key's token: the words that a semantic head looks for.

A head that rests its attention on the first token (the end of text before the story) has nothing to say there; such
attention is left out of the profile and counted by itself.

L layers, H heads, T time, S stories.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import torch

RESTS_FROM, DISTANCE_FROM = 0.6, 0.6
"""The share of attention on the first token, and the distance score, from which a head is named after it."""
FIRST_QUERY = 8
"""Queries before this place have too few keys to tell distance from meaning."""
WORDS = 8


class HeadKind(StrEnum):
    """What a head looks for."""

    distance = "distance"
    semantic = "semantic"
    resting = "resting"


@dataclass(frozen=True)
class Head:
    """One head, measured over some stories."""

    layer: int
    head: int
    kind: HeadKind
    distance_score: float
    """0 to 1: how far the distance alone decides."""
    distance: int
    """The distance that is looked at most; 0 is the token itself."""
    mean_distance: float
    resting: float
    """Share of the attention that lies on the first token."""
    profile: list[float]
    """Attention at distances 0, 1, 2, … without the first token."""
    words: list[tuple[str, float]]
    """Tokens that get more than the distance explains, and how much of the head's attention that is."""


def score_heads(attentions: Sequence[torch.Tensor], words: Sequence[Sequence[str]], longest: int = 64) -> list[Head]:
    """All heads, by layer; `attentions` are (L, H, T, T) of each story, `words` its tokens as text."""
    layers, heads = attentions[0].shape[:2]
    return [
        _score([story[layer, head].double() for story in attentions], words, layer, head, longest)
        for layer in range(layers)
        for head in range(heads)
    ]


def _score(stories: list[torch.Tensor], words: Sequence[Sequence[str]], layer: int, head: int, longest: int) -> Head:
    resting = float(torch.cat([a_TT[FIRST_QUERY:, 0] for a_TT in stories]).mean())
    # beyond the first token: what is left, made to add up to 1
    rest = [_without_first(a_TT) for a_TT in stories]
    profile_D = _profile(rest)
    overlaps: list[torch.Tensor] = []
    excess: defaultdict[str, float] = defaultdict(float)
    queries = 0
    for a_TT, tokens in zip(rest, words, strict=True):
        expected_TT = _expected(profile_D, len(a_TT))
        overlaps.append(torch.minimum(a_TT, expected_TT)[FIRST_QUERY:].sum(dim=1))
        more_T = (a_TT - expected_TT)[FIRST_QUERY:].sum(dim=0)
        queries += max(0, len(a_TT) - FIRST_QUERY)
        for word, more in zip(tokens, more_T.tolist(), strict=True):
            excess[word] += more
    score = float(torch.cat(overlaps).mean())
    best = sorted(excess.items(), key=lambda item: -item[1])[:WORDS]
    distances_D = torch.arange(len(profile_D))
    kind = HeadKind.distance if score >= DISTANCE_FROM else HeadKind.semantic
    return Head(
        layer=layer,
        head=head,
        kind=HeadKind.resting if resting >= RESTS_FROM else kind,
        distance_score=score,
        distance=int(profile_D.argmax()),
        mean_distance=float((profile_D * distances_D).sum() / profile_D.sum()),
        resting=resting,
        profile=profile_D[:longest].tolist(),
        words=[(word, more / max(queries, 1)) for word, more in best if more > 0],
    )


def _without_first(a_TT: torch.Tensor) -> torch.Tensor:
    left_TT = a_TT.clone()
    left_TT[:, 0] = 0
    return left_TT / left_TT.sum(dim=1, keepdim=True).clamp(min=1e-9)


def _profile(stories: list[torch.Tensor]) -> torch.Tensor:
    """Mean attention at each distance, over the queries that have a key there, shape (D,)."""
    longest = max(len(a_TT) for a_TT in stories)
    total_D, count_D = torch.zeros(longest, dtype=torch.double), torch.zeros(longest, dtype=torch.double)
    for a_TT in stories:
        T = len(a_TT)
        for distance in range(T - 1):
            values = a_TT.diagonal(-distance)[max(0, FIRST_QUERY - distance) :]
            values = values[1:] if distance >= FIRST_QUERY else values  # the first token is no key here
            total_D[distance] += values.sum()
            count_D[distance] += len(values)
    return total_D / count_D.clamp(min=1)


def _expected(profile_D: torch.Tensor, T: int) -> torch.Tensor:
    """What the profile alone would do at each query, shape (T, T); the first token gets nothing."""
    distance_TT = torch.arange(T)[:, None] - torch.arange(T)[None, :]
    expected_TT = torch.where(distance_TT >= 0, profile_D[distance_TT.clamp(min=0)], 0.0)
    expected_TT[:, 0] = 0
    return expected_TT / expected_TT.sum(dim=1, keepdim=True).clamp(min=1e-9)
