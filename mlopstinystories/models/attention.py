"""GPT-Neo's global and local attention behind one call.

GPT-Neo does not divide the logits by the square root of the head size. A global layer sees all earlier tokens; a local
layer sees the last `window` keys, the token itself included. `plain_attention` is the reference, in the words of the
formula; `attention` gives the same numbers through PyTorch's fused kernel, without holding a T × T matrix for each head
in fp32. Both are held against the library's own layer in the tests.

B batch, H heads, T time, D head size.
"""

import functools

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses


def plain_attention(
    q_BHTD: torch.Tensor,
    k_BHTD: torch.Tensor,
    v_BHTD: torch.Tensor,
    window: int | None,
    dropout: float = 0.0,
    stories_BT: torch.Tensor | None = None,
) -> torch.Tensor:
    """softmax(q kᵀ + mask) v, shape (B, H, T, D).

    `window=None` is a global layer. With `stories_BT` (integers, see `story_numbers`) a token sees its own story only.
    """
    logits_BHTT = q_BHTD @ k_BHTD.transpose(-1, -2)
    mask = visible(q_BHTD.shape[-2], window, q_BHTD.device)
    if stories_BT is not None:
        mask = mask & same_story(stories_BT)
    weights_BHTT = logits_BHTT.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    return F.dropout(weights_BHTT, dropout, training=dropout > 0) @ v_BHTD


def attention(
    q_BHTD: torch.Tensor,
    k_BHTD: torch.Tensor,
    v_BHTD: torch.Tensor,
    window: int | None,
    dropout: float = 0.0,
    stories_BT: torch.Tensor | None = None,
) -> torch.Tensor:
    """As `plain_attention`, fused. A window that covers the whole sequence needs no mask, which is the fastest case."""
    length = q_BHTD.shape[-2]
    if stories_BT is None and (window is None or window >= length):
        return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, dropout_p=dropout, is_causal=True, scale=1.0)
    mask = visible(length, window, q_BHTD.device)
    if stories_BT is not None:
        mask = mask & same_story(stories_BT)
    return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, attn_mask=mask, dropout_p=dropout, scale=1.0)


def story_numbers(tokens_BT: torch.Tensor, end_of_text_id: int) -> torch.Tensor:
    """Which story of its row each token belongs to, int64 (B, T). An end-of-text begins the story after it."""
    return (tokens_BT == end_of_text_id).cumsum(dim=1)


def same_story(stories_BT: torch.Tensor) -> torch.Tensor:
    """Boolean (B, 1, T, T): do the tokens of row and column belong to one story?"""
    return (stories_BT[:, :, None] == stories_BT[:, None, :])[:, None]


@functools.lru_cache(maxsize=16)
def visible(length: int, window: int | None, device: torch.device) -> torch.Tensor:
    """Boolean (T, T): may the token of the row see the key of the column?"""
    with torch.inference_mode(False):  # kept for later calls, which may need it in a backward pass
        places_T = torch.arange(length, device=device)
        distance_TT = places_T[:, None] - places_T[None, :]
        seen_TT = distance_TT >= 0
        return seen_TT if window is None else seen_TT & (distance_TT < window)
