"""Parameters and floating-point operations as pure functions of the shape; printed before training.

A multiply-add counts as two operations. A training step does the forward pass once and its derivatives with respect to
inputs and weights, so three times the forward pass (Kaplan et al. 2020, section 2.1).
"""

from collections.abc import Sequence


def gpt_neo_parameters(
    num_layers: int, hidden_size: int, intermediate_size: int, vocab_size: int, positions: int
) -> int:
    """All parameters of a GPT-Neo whose output layer shares the embedding's weights."""
    c = hidden_size
    attention = 4 * c * c + c  # q, k, v without bias; the output projection with
    feed_forward = 2 * c * intermediate_size + intermediate_size + c
    layer_norms = 2 * 2 * c
    return (vocab_size + positions) * c + num_layers * (attention + feed_forward + layer_norms) + 2 * c


def gpt_neo_training_flops_per_token(
    hidden_size: int, intermediate_size: int, vocab_size: int, context: int, windows: Sequence[int | None]
) -> int:
    """Operations a training token, for one layer per entry of `windows` (None: global) and full contexts.

    Matrix products of the layers and the output layer, and the two products of attention over the keys that are seen
    on average: half the context in a global layer, fewer in a local one.
    """
    c = hidden_size
    weights = len(windows) * (4 * c * c + 2 * c * intermediate_size) + vocab_size * c
    keys = sum(mean_keys(context, window) for window in windows)
    return int(3 * (2 * weights + 2 * 2 * c * keys))


def mean_keys(context: int, window: int | None) -> float:
    """Keys that a token sees, averaged over the positions of a full context."""
    reach = context if window is None else min(window, context)
    # positions 0 .. reach-1 see 1 .. reach keys, the rest see `reach`
    return (reach * (reach + 1) / 2 + (context - reach) * reach) / context
