"""GPT-Neo's global and local attention behind one call.

GPT-Neo does not divide the logits by the square root of the head size. A global layer sees all earlier tokens; a local
layer sees the last `window` keys, the token itself included. `plain_attention` is the reference, in the words of the
formula; `attention_of` gives the same numbers in the way that is fastest here (docs/source/experiments.md):

    on a CPU with a compiler              a loop in C, or for large heads in bf16 products of matrices and a loop in C
                                          between them (`native_attention.py`)
    a window much shorter than the text   blocks: a block of queries against its own keys and those of the block before
    bf16 on a CPU                         the plain formula: matrix units multiply faster than PyTorch's fused kernel
    everything else                       PyTorch's fused kernel, without a T × T matrix for each head

All of them are held against the library's own layer in the tests.

B batch, H heads, T time, D head size; in blocks N blocks of W = window tokens.
"""

import functools
from collections.abc import Callable

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses

from mlopstinystories.models.native_attention import HEAD_SIZES, matrix_attention, native_attention
from mlopstinystories.models.native_attention import library as attention_loops

Loop = Callable[[torch.Tensor, int | None, torch.Tensor | None], torch.Tensor]
"""Of queries, keys and values (B, T, 3, H, D), a window and story numbers, to (B, H, T, D)."""

_LARGE_HEAD = 32
"""Of larger ones in bf16 matrix units make the products sooner than a loop does."""
_LONG_ENOUGH = 4
"""Blocks pay from a text of so many windows: then at most half of all query-key pairs are computed."""


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
    return _formula(q_BHTD, k_BHTD, v_BHTD, _mask(q_BHTD, window, stories_BT), dropout)


def attention_of(
    qkv_BT3HD: torch.Tensor,
    window: int | None,
    dropout: float = 0.0,
    stories_BT: torch.Tensor | None = None,
) -> torch.Tensor:
    """`attention` of queries, keys and values that came out of one product, by the loop in C where that is faster."""
    by_loop = loop_for(qkv_BT3HD, window) if dropout == 0 else None
    if by_loop is not None:
        return by_loop(qkv_BT3HD, window, stories_BT)
    q_BHTD, k_BHTD, v_BHTD = qkv_BT3HD.permute(2, 0, 3, 1, 4)
    return attention(q_BHTD, k_BHTD, v_BHTD, window, dropout, stories_BT)


def loop_for(qkv_BT3HD: torch.Tensor, window: int | None) -> Loop | None:
    """The loop in C that was the fastest way for such heads (docs/source/experiments.md); None where none is."""
    if qkv_BT3HD.device.type != "cpu" or attention_loops().library is None or torch.compiler.is_compiling():
        return None
    T, D = qkv_BT3HD.shape[1], qkv_BT3HD.shape[-1]
    in_blocks = window is not None and _LONG_ENOUGH * window <= T
    in_bf16 = qkv_BT3HD.dtype is torch.bfloat16
    if D in HEAD_SIZES and (qkv_BT3HD.dtype is torch.float32 or (in_bf16 and (D <= _LARGE_HEAD or in_blocks))):
        return native_attention
    return matrix_attention if in_bf16 and not in_blocks else None


def attention(
    q_BHTD: torch.Tensor,
    k_BHTD: torch.Tensor,
    v_BHTD: torch.Tensor,
    window: int | None,
    dropout: float = 0.0,
    stories_BT: torch.Tensor | None = None,
) -> torch.Tensor:
    """As `plain_attention`, in the fastest way; see the head of this file."""
    length = q_BHTD.shape[-2]
    if window is not None and window >= length:
        window = None
    if window is not None and _LONG_ENOUGH * window <= length:
        return block_attention(q_BHTD, k_BHTD, v_BHTD, window, dropout, stories_BT)
    if q_BHTD.device.type == "cpu" and q_BHTD.dtype is torch.bfloat16:
        return plain_attention(q_BHTD, k_BHTD, v_BHTD, window, dropout, stories_BT)
    if window is None and stories_BT is None:  # no mask to be read: the fastest case of the fused kernel
        return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, dropout_p=dropout, is_causal=True, scale=1.0)
    mask = _mask(q_BHTD, window, stories_BT)
    return F.scaled_dot_product_attention(q_BHTD, k_BHTD, v_BHTD, attn_mask=mask, dropout_p=dropout, scale=1.0)


def block_attention(
    q_BHTD: torch.Tensor,
    k_BHTD: torch.Tensor,
    v_BHTD: torch.Tensor,
    window: int,
    dropout: float = 0.0,
    stories_BT: torch.Tensor | None = None,
) -> torch.Tensor:
    """As `plain_attention`, in blocks of `window` tokens: T × 2 × `window` weights instead of T × T.

    A query sees keys of its own block and of the one before it alone. What fills the last block up is cut off again;
    the empty block before the first one is hidden as another story would be.
    """
    T = q_BHTD.shape[-2]
    places_T = torch.arange(T, device=q_BHTD.device)
    stories_BT = torch.zeros_like(places_T)[None] if stories_BT is None else stories_BT
    filling = -T % window
    q_BHNWD, k_BHNWD, v_BHNWD = (
        F.pad(part, (0, 0, 0, filling)).unflatten(2, (-1, window)) for part in (q_BHTD, k_BHTD, v_BHTD)
    )
    stories_BNW = F.pad(stories_BT, (0, filling), value=-1).unflatten(1, (-1, window))
    keys_stories_BNK = torch.cat((F.pad(stories_BNW, (0, 0, 1, 0), value=-2)[:, :-1], stories_BNW), dim=2)
    near_WK = visible(2 * window, window, q_BHTD.device)[window:]
    mask_BNWK = (stories_BNW[..., :, None] == keys_stories_BNK[..., None, :]) & near_WK
    y_BHNWD = _formula(q_BHNWD, _with_block_before(k_BHNWD), _with_block_before(v_BHNWD), mask_BNWK[:, None], dropout)
    return y_BHNWD.flatten(2, 3)[:, :, :T]


def _with_block_before(x_BHNWD: torch.Tensor) -> torch.Tensor:
    """Each block with the one before it (zeros for the first), shape (B, H, N, 2W, D)."""
    return torch.cat((F.pad(x_BHNWD, (0, 0, 0, 0, 1, 0))[:, :, :-1], x_BHNWD), dim=3)


def _formula(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor, dropout: float) -> torch.Tensor:
    """softmax(q kᵀ + mask) v over the last two dimensions; `mask` is True where a query sees a key."""
    # −∞ is added and not filled in: an addition needs no work of its own in the backward pass
    hidden = torch.zeros(mask.shape, dtype=q.dtype, device=q.device).masked_fill_(~mask, -torch.inf)
    weights = (q @ k.mT).add_(hidden).softmax(dim=-1)
    return F.dropout(weights, dropout, training=dropout > 0) @ v


def _mask(q_BHTD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None) -> torch.Tensor:
    return seen_keys(q_BHTD.shape[-2], window, q_BHTD.device, stories_BT)


def seen_keys(
    length: int, window: int | None, device: torch.device, stories_BT: torch.Tensor | None = None
) -> torch.Tensor:
    """Boolean (T, T) or, with stories, (B, 1, T, T): True where a query sees a key."""
    seen_TT = visible(length, window, device)
    return seen_TT if stories_BT is None else seen_TT & same_story(stories_BT)


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
