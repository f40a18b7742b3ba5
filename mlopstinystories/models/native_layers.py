"""A block of GPT-Neo between its products, in loops in C (`native/layers.c`), forward and backward, on CPUs.

PyTorch goes through memory once for each of: residual sum, layer norm, conversion to bf16, GELU, and again for each
gradient. Here a pass does what stands side by side, and a block is two nodes of the graph with attention of any kind
between them. The products stay PyTorch's. In bf16 the residual stream is fp32, products take and give bf16, as under
autocast; a gradient cannot be differentiated again.

N tokens, C width, I inner width, V vocabulary.
"""

import ctypes
from functools import cache
from typing import Any

import torch
from torch.autograd.function import once_differentiable

from mlopstinystories.native import Native, native

ROWS = 64
"""Rows of a partial sum, as in `layers.c`."""


class _Shape(ctypes.Structure):
    _fields_ = [("rows", ctypes.c_int64), ("width", ctypes.c_int64), ("is_bf16", ctypes.c_int32),
                ("threads", ctypes.c_int32)]  # fmt: skip


@cache
def library() -> Native:
    """The loops, or why there are none."""
    found = native("layers", threads=True)
    if found.library is not None:
        found.library.norm_forward.restype = found.library.norm_backward.restype = None
        found.library.gelu_forward.restype = found.library.gelu_backward.restype = None
        found.library.column_sums.restype = None
    return found


def norm_and_project(
    stream_BTC: torch.Tensor, weight_C: torch.Tensor, bias_C: torch.Tensor, epsilon: float,
    projections: tuple[torch.Tensor, ...], products: torch.dtype,
) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """The residual stream as it came, and all projections of its norm side by side, in the format `products`.

    The stream goes through, so that its gradient and that of the norm are added in one pass.
    """
    arguments = stream_BTC, weight_C, bias_C, epsilon, products, *projections
    stream_BTC, projected = _NormAndProject.apply(*arguments)  # type: ignore[no-untyped-call]
    return stream_BTC, projected


def after_attention(
    stream_BTC: torch.Tensor, attended_BTC: torch.Tensor, out: tuple[torch.Tensor, torch.Tensor],
    norm: tuple[torch.Tensor, torch.Tensor, float], up: tuple[torch.Tensor, torch.Tensor],
    down: tuple[torch.Tensor, torch.Tensor],
) -> torch.Tensor:  # fmt: skip
    """The residual stream after the attention's output projection and the feed-forward block; pairs: weight, bias."""
    arguments = stream_BTC, attended_BTC, *out, *norm, *up, *down
    result: torch.Tensor = _AfterAttention.apply(*arguments)  # type: ignore[no-untyped-call]
    return result


def norm(
    stream_BTC: torch.Tensor, weight_C: torch.Tensor, bias_C: torch.Tensor, epsilon: float, products: torch.dtype
) -> torch.Tensor:
    """The layer norm of an fp32 stream, in the format `products`."""
    result: torch.Tensor = _Norm.apply(stream_BTC, weight_C, bias_C, epsilon, products)  # type: ignore[no-untyped-call]
    return result


def loss_rows(logits_NV: torch.Tensor, targets_N: torch.Tensor, scale: float) -> torch.Tensor:
    """-log softmax[target] of each row, fp32 (N,); the logits become (softmax - one-hot) × `scale` where they lie."""
    nats_N = torch.empty(len(logits_NV))
    failed = _loops().loss_rows(
        _shape(logits_NV), _at(logits_NV), _at(targets_N.contiguous()), ctypes.c_float(scale), _at(nats_N)
    )
    if failed:
        raise MemoryError("There was no memory left for the loss. Use a smaller batch: micro_batch_size=8.")
    return nats_N


class _NormAndProject(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, stream_BTC: torch.Tensor, weight_C: torch.Tensor, bias_C: torch.Tensor, epsilon: float,
        products: torch.dtype, *projections: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        stream_NC = stream_BTC.flatten(0, 1)
        all_PC = torch.cat([part.to(products) for part in projections])
        normed_NC, statistics = _norm_forward(stream_NC, None, weight_C, bias_C, epsilon, products)
        ctx.save_for_backward(stream_NC, normed_NC, *statistics, weight_C, all_PC)
        ctx.sizes = [len(part) for part in projections]
        return stream_BTC.view_as(stream_BTC), (normed_NC @ all_PC.T).view(*stream_BTC.shape[:2], -1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        stream_NC, normed_NC, means_N, rstds_N, weight_C, all_PC = ctx.saved_tensors
        d_above_NC, d_projected_NP = upstream[0].flatten(0, 1), upstream[1].flatten(0, 1)
        d_all_PC = (d_projected_NP.T @ normed_NC).float()
        d_normed_NC = d_projected_NP @ all_PC
        d_stream_NC, _, d_weight_C, d_bias_C = _norm_backward(
            d_normed_NC, stream_NC, (means_N, rstds_N), weight_C, d_above_NC
        )
        d_stream_BTC = d_stream_NC.view_as(upstream[0])
        return d_stream_BTC, d_weight_C, d_bias_C, None, None, *d_all_PC.split(ctx.sizes)


class _AfterAttention(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, stream_BTC: torch.Tensor, attended_BTC: torch.Tensor, out_CC: torch.Tensor, out_C: torch.Tensor,
        weight_C: torch.Tensor, bias_C: torch.Tensor, epsilon: float, up_IC: torch.Tensor, up_I: torch.Tensor,
        down_CI: torch.Tensor, down_C: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        products = attended_BTC.dtype
        attended_NC = attended_BTC.flatten(0, 1)
        matrices = [part.to(products) for part in (out_CC, up_IC, down_CI)]
        stream_NC = stream_BTC.flatten(0, 1).clone()
        added_NC = torch.addmm(out_C.to(products), attended_NC, matrices[0].T)
        normed_NC, statistics = _norm_forward(stream_NC, added_NC, weight_C, bias_C, epsilon, products)
        inner_NI = torch.addmm(up_I.to(products), normed_NC, matrices[1].T)
        active_NI = torch.empty_like(inner_NI)
        _loops().gelu_forward(_shape(inner_NI), _at(inner_NI), _at(active_NI))
        result_NC = torch.addmm(down_C.to(products), active_NI, matrices[2].T)
        result_NC = stream_NC + result_NC
        ctx.save_for_backward(attended_NC, stream_NC, normed_NC, inner_NI, active_NI, *statistics, weight_C, *matrices)
        return result_NC.view_as(stream_BTC)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        (
            attended_NC, stream_NC, normed_NC, inner_NI, active_NI, means_N, rstds_N, weight_C, out_CC, up_IC, down_CI,
        ) = ctx.saved_tensors  # fmt: skip
        d_result_NC = upstream[0].flatten(0, 1).contiguous()
        rounded_NC = d_result_NC.to(attended_NC.dtype)
        d_down_CI = (rounded_NC.T @ active_NI).float()
        d_inner_NI = rounded_NC @ down_CI
        _loops().gelu_backward(_shape(inner_NI), _at(inner_NI), _at(d_inner_NI))
        d_up_IC = (d_inner_NI.T @ normed_NC).float()
        d_normed_NC = d_inner_NI @ up_IC
        d_stream_NC, d_added_NC, d_weight_C, d_bias_C = _norm_backward(
            d_normed_NC, stream_NC, (means_N, rstds_N), weight_C, d_result_NC
        )
        d_out_CC = (d_added_NC.T @ attended_NC).float()
        d_attended_NC = d_added_NC @ out_CC
        shape = upstream[0].shape
        return (
            d_stream_NC.view(shape), d_attended_NC.view(shape), d_out_CC, _column_sums(d_added_NC), d_weight_C,
            d_bias_C, None, d_up_IC, _column_sums(d_inner_NI), d_down_CI, _column_sums(d_result_NC),
        )  # fmt: skip


class _Norm(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, stream_BTC: torch.Tensor, weight_C: torch.Tensor, bias_C: torch.Tensor, epsilon: float,
        products: torch.dtype,
    ) -> torch.Tensor:  # fmt: skip
        stream_NC = stream_BTC.flatten(0, 1)
        normed_NC, statistics = _norm_forward(stream_NC, None, weight_C, bias_C, epsilon, products)
        ctx.save_for_backward(stream_NC, *statistics, weight_C)
        return normed_NC.view_as(stream_BTC)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *upstream: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        stream_NC, means_N, rstds_N, weight_C = ctx.saved_tensors
        d_stream_NC, _, d_weight_C, d_bias_C = _norm_backward(
            upstream[0].flatten(0, 1).contiguous(), stream_NC, (means_N, rstds_N), weight_C, None
        )
        return d_stream_NC.view_as(upstream[0]), d_weight_C, d_bias_C, None, None


def _norm_forward(
    stream_NC: torch.Tensor, added_NC: torch.Tensor | None, weight_C: torch.Tensor, bias_C: torch.Tensor,
    epsilon: float, products: torch.dtype,
) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:  # fmt: skip
    """The norm of stream + added, with means and 1 / deviations; the stream is changed where it lies."""
    normed_NC = torch.empty_like(stream_NC, dtype=products)
    means_N, rstds_N = torch.empty(2, len(stream_NC)).unbind()
    _loops().norm_forward(
        _shape(normed_NC), _at(stream_NC), _at(added_NC), _at(weight_C), _at(bias_C), ctypes.c_float(epsilon),
        _at(normed_NC), _at(means_N), _at(rstds_N),
    )  # fmt: skip
    return normed_NC, (means_N, rstds_N)


def _norm_backward(
    d_normed_NC: torch.Tensor, stream_NC: torch.Tensor, statistics: tuple[torch.Tensor, torch.Tensor],
    weight_C: torch.Tensor, d_above_NC: torch.Tensor | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:  # fmt: skip
    """The gradient of the stream in fp32 and in the products' format, and those of weight and bias."""
    d_stream_NC = torch.empty_like(stream_NC)
    is_bf16 = d_normed_NC.dtype is torch.bfloat16
    rounded_NC = torch.empty_like(d_normed_NC) if is_bf16 else None
    width = stream_NC.shape[1]
    partial = torch.zeros(-(-len(stream_NC) // ROWS), 2, width)
    d_weight_C, d_bias_C = torch.empty(2, width).unbind()
    _loops().norm_backward(
        _shape(d_normed_NC), _at(d_normed_NC), _at(stream_NC), _at(weight_C), _at(statistics[0]), _at(statistics[1]),
        _at(d_above_NC), _at(d_stream_NC), _at(rounded_NC), _at(partial), _at(d_weight_C), _at(d_bias_C),
    )  # fmt: skip
    return d_stream_NC, d_stream_NC if rounded_NC is None else rounded_NC, d_weight_C, d_bias_C


def _column_sums(x_NC: torch.Tensor) -> torch.Tensor:
    sums_C = torch.empty(x_NC.shape[1])
    _loops().column_sums(_shape(x_NC), _at(x_NC), _at(sums_C))
    return sums_C


def _loops() -> ctypes.CDLL:
    found = library()
    assert found.library is not None, found.reason
    return found.library


def _shape(x: torch.Tensor) -> Any:
    rows, width = x.shape
    return ctypes.byref(_Shape(rows, width, x.dtype is torch.bfloat16, torch.get_num_threads()))


def _at(x: torch.Tensor | None) -> ctypes.c_void_p:
    """Where its numbers begin; every row directly after the one before."""
    if x is None:
        return ctypes.c_void_p()
    assert x.is_contiguous(), "a loop goes through memory from the first number to the last"
    return ctypes.c_void_p(x.data_ptr())
