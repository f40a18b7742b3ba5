"""Attention of small heads by a loop in C (`native/attention.c`), forward and backward, on CPUs.

What PyTorch has for it multiplies matrices: with heads of 4 or 8 numbers a product does so few multiplications for each
number that it writes that the step waits for memory. The loop holds a block of queries in vector registers and writes
no weights at all. It reads and writes tensors where they lie, so nothing is transposed or copied for it.

Results are the same with any number of threads, and differ from PyTorch's by rounding. A gradient cannot be
differentiated again.

B batch, H heads, T time, D head size.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import torch
from torch.autograd.function import once_differentiable

from mlopstinystories.native import Native, native

HEAD_SIZES: Final = (4, 8, 16, 32, 64)
"""Compiled for; which of them are faster than PyTorch's is `attention.py`'s to know."""


class _Heads(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("row", ctypes.c_int64), ("head", ctypes.c_int64), ("time", ctypes.c_int64)]


class _Problem(ctypes.Structure):
    _fields_ = [
        ("B", ctypes.c_int64), ("H", ctypes.c_int64), ("T", ctypes.c_int64), ("D", ctypes.c_int64),
        ("window", ctypes.c_int64), ("stories", ctypes.c_void_p), ("is_bf16", ctypes.c_int32),
        ("threads", ctypes.c_int32),
    ]  # fmt: skip


@cache
def library() -> Native:
    """The loops, or why there are none."""
    return native("attention", threads=True)


def native_attention(
    qkv_BT3HD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None = None
) -> torch.Tensor:
    """As `plain_attention` of the three parts, without dropout, shape (B, H, T, D).

    The result lies in memory as (B, T, H, D), as the next product wants it. The tokens of a story must stand side by
    side. Tensors are fp32 or bf16 on the CPU, D one of `HEAD_SIZES`.
    """
    y_BHTD: torch.Tensor = _Attention.apply(qkv_BT3HD, window, stories_BT)  # type: ignore[no-untyped-call]
    return y_BHTD


def matrix_attention(
    qkv_BT3HD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None = None
) -> torch.Tensor:
    """As `native_attention`, for heads of any size: PyTorch multiplies whole heads, the loop makes weights of logits.

    For processors that multiply matrices faster than a loop can; it holds (B, H, T, T) weights.
    """
    y_BHTD: torch.Tensor = _MatrixAttention.apply(qkv_BT3HD, window, stories_BT)  # type: ignore[no-untyped-call]
    return y_BHTD


def forward(
    q_BHTD: torch.Tensor,
    k_BHTD: torch.Tensor,
    v_BHTD: torch.Tensor,
    window: int | None,
    stories_BT: torch.Tensor | None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The attention and, for `backward`, log Σ exp(logits) of each query in fp32, (B, H, T)."""
    B, H, T, D = q_BHTD.shape
    y_BHTD = q_BHTD.new_empty(B, T, H, D).transpose(1, 2)
    log_sums_BHT = torch.empty(B, H, T)
    problem = _problem(q_BHTD, window, stories_BT)
    parts = [ctypes.byref(_heads(part)) for part in (q_BHTD, k_BHTD, v_BHTD, y_BHTD)]
    _check(_loops().attention_forward(ctypes.byref(problem), *parts, ctypes.c_void_p(log_sums_BHT.data_ptr())))
    return y_BHTD, log_sums_BHT


def backward(
    inputs: Sequence[torch.Tensor],
    log_sums_BHT: torch.Tensor,
    gradients: Sequence[torch.Tensor],
    window: int | None,
    stories_BT: torch.Tensor | None,
) -> None:
    """Write the gradients of q, k and v into `gradients`; `inputs` are q, k, v, y and the gradient of y."""
    parts = [_heads(part) for part in (*inputs, *gradients)]
    table = (ctypes.POINTER(_Heads) * len(parts))(*(ctypes.pointer(part) for part in parts))
    problem = _problem(inputs[0], window, stories_BT)
    _check(_loops().attention_backward(ctypes.byref(problem), table, ctypes.c_void_p(log_sums_BHT.data_ptr())))


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, qkv_BT3HD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None) -> torch.Tensor:
        qkv_BT3HD = _rows_together(qkv_BT3HD)
        q_BHTD, k_BHTD, v_BHTD = _parts(qkv_BT3HD)
        y_BHTD, log_sums_BHT = forward(q_BHTD, k_BHTD, v_BHTD, window, stories_BT)
        ctx.save_for_backward(qkv_BT3HD, y_BHTD, log_sums_BHT, stories_BT)
        ctx.window = window
        return y_BHTD

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        qkv_BT3HD, y_BHTD, log_sums_BHT, stories_BT = ctx.saved_tensors
        d_qkv_BT3HD = torch.empty_like(qkv_BT3HD, memory_format=torch.contiguous_format)
        inputs = (*_parts(qkv_BT3HD), y_BHTD, _rows_together(upstream[0].to(y_BHTD.dtype)))
        backward(inputs, log_sums_BHT, _parts(d_qkv_BT3HD), ctx.window, stories_BT)
        return d_qkv_BT3HD, None, None


class _MatrixAttention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, qkv_BT3HD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None) -> torch.Tensor:
        q_BHTD, k_BHTD, v_BHTD = heads = qkv_BT3HD.permute(2, 0, 3, 1, 4).contiguous()
        weights_BHTT = q_BHTD @ k_BHTD.mT
        problem = _problem(q_BHTD, window, stories_BT)
        _check(_loops().attention_weights(ctypes.byref(problem), ctypes.c_void_p(weights_BHTT.data_ptr())))
        ctx.save_for_backward(heads, weights_BHTT, stories_BT)
        ctx.window = window
        return weights_BHTT @ v_BHTD

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        (q_BHTD, k_BHTD, v_BHTD), weights_BHTT, stories_BT = ctx.saved_tensors
        above_BHTD = upstream[0].to(q_BHTD.dtype).contiguous()
        slopes_BHTT = above_BHTD @ v_BHTD.mT
        problem = _problem(q_BHTD, ctx.window, stories_BT)
        places = (ctypes.c_void_p(part.data_ptr()) for part in (weights_BHTT, slopes_BHTT))
        _check(_loops().attention_slopes(ctypes.byref(problem), *places))
        d_v_BHTD = weights_BHTT.mT @ above_BHTD
        d_qkv = torch.stack((slopes_BHTT @ k_BHTD, slopes_BHTT.mT @ q_BHTD, d_v_BHTD))
        return d_qkv.permute(1, 3, 0, 2, 4), None, None


def _parts(qkv_BT3HD: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """q, k and v where they lie, each (B, H, T, D)."""
    return qkv_BT3HD.permute(2, 0, 3, 1, 4).unbind()


def _loops() -> ctypes.CDLL:
    found = library()
    assert found.library is not None, found.reason
    return found.library


def _rows_together(part: torch.Tensor) -> torch.Tensor:
    """The loop wants the numbers of one head at one place side by side."""
    return part if part.stride(-1) == 1 else part.contiguous()


def _heads(part: torch.Tensor) -> _Heads:
    row, head, time, _ = part.stride()
    return _Heads(part.data_ptr(), row, head, time)


def _problem(q_BHTD: torch.Tensor, window: int | None, stories_BT: torch.Tensor | None) -> _Problem:
    B, H, T, D = q_BHTD.shape
    stories = None
    if stories_BT is not None:
        whole = stories_BT.shape == (B, T) and stories_BT.is_contiguous() and stories_BT.dtype is torch.int64
        assert whole, "one integer a token, as `story_numbers` gives them"
        stories = stories_BT.data_ptr()
    is_bf16 = q_BHTD.dtype is torch.bfloat16
    return _Problem(B, H, T, D, window or T, stories, is_bf16, torch.get_num_threads())


def _check(failed: int) -> None:
    if failed:
        raise MemoryError("There was no memory left for attention. Use a smaller batch: micro_batch_size=8.")
