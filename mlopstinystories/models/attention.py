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
    q_BHTD: torch.Tensor, k_BHTD: torch.Tensor, v_BHTD: torch.Tensor, window: int | None, dropout: float = 0.0
) -> torch.Tensor:
    """softmax(q kᵀ + mask) v, shape (B, H, T, D); `window=None` is a global layer."""
    logits_BHTT = q_BHTD @ k_BHTD.transpose(-1, -2)
    mask_TT = visible(q_BHTD.shape[-2], window, q_BHTD.device)
    weights_BHTT = logits_BHTT.masked_fill(~mask_TT, -torch.inf).softmax(dim=-1)
    return F.dropout(weights_BHTT, dropout, training=dropout > 0) @ v_BHTD


def attention(
    q_BHTD: torch.Tensor, k_BHTD: torch.Tensor, v_BHTD: torch.Tensor, window: int | None, dropout: float = 0.0
) -> torch.Tensor:
    """As `plain_attention`, fused. A window that covers the whole sequence needs no mask, which is the fastest case."""
    length = q_BHTD.shape[-2]
    if window is None or window >= length:
        return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, dropout_p=dropout, is_causal=True, scale=1.0)
    mask_TT = visible(length, window, q_BHTD.device)
    return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, attn_mask=mask_TT, dropout_p=dropout, scale=1.0)


@functools.lru_cache(maxsize=16)
def visible(length: int, window: int | None, device: torch.device) -> torch.Tensor:
    """Boolean (T, T): may the token of the row see the key of the column?"""
    with torch.inference_mode(False):  # kept for later calls, which may need it in a backward pass
        places_T = torch.arange(length, device=device)
        distance_TT = places_T[:, None] - places_T[None, :]
        seen_TT = distance_TT >= 0
        return seen_TT if window is None else seen_TT & (distance_TT < window)
