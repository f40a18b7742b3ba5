"""One token of GPT-Neo as one compiled function, for a CPU and few stories, in fp32.

PyTorch's operators cost 2 to 5 microseconds each at these sizes, cold caches included, and a token takes some fifteen
a layer; that is more than the arithmetic. Here Numba compiles the whole step. Price: compiling takes seconds, once
for a machine (the result is kept beside this file), and products of more than a few rows reach a third of MKL's speed.

Matrices lie in blocks of `BLOCK` columns, (N / BLOCK, K, BLOCK), padded with zeros, so that a block is read in order.
Every product is added to what its output holds, which takes in bias and residual.

B stories, C hidden size, H heads, D head size, K and N rows and columns of a matrix, W columns of the cache.
"""

import numba
import numpy as np
from numba import njit, prange

_HOW = {"fastmath": True, "cache": True, "error_model": "numpy"}
"""Sums may be reordered, results are kept on disk, and dividing by zero gives what it gives in PyTorch."""

BLOCK = 64
PARALLEL_FROM = 60_000
"""Multiplications from which a second thread is worth its start of some 2 microseconds (measured)."""

HEADS_PARALLEL_FROM = 600
"""Heads × columns from which that holds for attention."""


def use_threads(count: int) -> None:
    """As many as PyTorch uses, so that one setting holds for both; fewer where Numba has started with fewer."""
    numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))


_LOG2E = np.float32(1.4426950408889634)
_LN2_HIGH = np.float32(0.693359375)
_LN2_LOW = np.float32(-2.12194440e-4)


@njit(**_HOW)
def _exp(x, whole, count):
    """x[i] = exp(x[i]) for i < count, in 2 units of the last place; `whole` is room for as many int32.

    exp(x) = 2ⁿ exp(f) with |f| ≤ ln 2 / 2; the polynomial is that of Cephes' `expf`. A loop without calls, which the
    compiler turns into vector instructions.
    """
    scale = whole.view(np.float32)
    for i in range(count):
        value = min(max(x[i], np.float32(-87.0)), np.float32(88.0))
        n = np.floor(value * _LOG2E + np.float32(0.5))
        f = value - n * _LN2_HIGH - n * _LN2_LOW
        p = np.float32(1.9875691500e-4)
        p = p * f + np.float32(1.3981999507e-3)
        p = p * f + np.float32(8.3334519073e-3)
        p = p * f + np.float32(4.1665795894e-2)
        p = p * f + np.float32(1.6666665459e-1)
        p = p * f + np.float32(5.0000001201e-1)
        x[i] = p * f * f + f + np.float32(1.0)
        whole[i] = (np.int32(n) + np.int32(127)) << np.int32(23)
    for i in range(count):
        x[i] *= scale[i]


@njit(**_HOW)
def _norm(out_BC, x_BC, weight_C, bias_C, eps):
    size = weight_C.shape[0]
    for b in range(x_BC.shape[0]):
        x, out = x_BC[b], out_BC[b]
        total = np.float32(0.0)
        for i in range(size):
            total += x[i]
        mean = total / np.float32(size)
        squares = np.float32(0.0)
        for i in range(size):
            squares += (x[i] - mean) * (x[i] - mean)
        scale = np.float32(1.0) / np.sqrt(squares / np.float32(size) + eps)
        for i in range(size):
            out[i] = (x[i] - mean) * scale * weight_C[i] + bias_C[i]


@njit(**_HOW)
def _tanh_gelu(inner_BI, whole):
    """z ↦ z / (1 + exp(−2u)), u = √(2/π) (z + 0.044715 z³): the same function as ½ z (1 + tanh u)."""
    size = inner_BI.shape[1]
    power = np.empty(size, np.float32)
    for b in range(inner_BI.shape[0]):
        inner = inner_BI[b]
        for i in range(size):
            z = inner[i]
            power[i] = np.float32(-1.5957691216) * (z + np.float32(0.044715) * z * z * z)
        _exp(power, whole, size)
        for i in range(size):
            inner[i] = inner[i] / (np.float32(1.0) + power[i])


@njit(**_HOW)
def _one_block(out_BN, x_BK, blocks, bias_N, block):
    """out[:, columns of the block] += bias + x @ block; four rows, or eight terms of one row, for one pass of `out`."""
    B, K = x_BK.shape[0], blocks.shape[1]
    first = block * BLOCK
    b = 0
    while b + 4 <= B:
        o0, o1 = out_BN[b, first : first + BLOCK], out_BN[b + 1, first : first + BLOCK]
        o2, o3 = out_BN[b + 2, first : first + BLOCK], out_BN[b + 3, first : first + BLOCK]
        for j in range(BLOCK):
            o0[j] += bias_N[first + j]
            o1[j] += bias_N[first + j]
            o2[j] += bias_N[first + j]
            o3[j] += bias_N[first + j]
        for k in range(0, K, 4):
            w0, w1, w2, w3 = blocks[block, k], blocks[block, k + 1], blocks[block, k + 2], blocks[block, k + 3]
            p0, p1, p2, p3 = x_BK[b, k], x_BK[b, k + 1], x_BK[b, k + 2], x_BK[b, k + 3]
            q0, q1, q2, q3 = x_BK[b + 1, k], x_BK[b + 1, k + 1], x_BK[b + 1, k + 2], x_BK[b + 1, k + 3]
            r0, r1, r2, r3 = x_BK[b + 2, k], x_BK[b + 2, k + 1], x_BK[b + 2, k + 2], x_BK[b + 2, k + 3]
            s0, s1, s2, s3 = x_BK[b + 3, k], x_BK[b + 3, k + 1], x_BK[b + 3, k + 2], x_BK[b + 3, k + 3]
            for j in range(BLOCK):
                o0[j] += p0 * w0[j] + p1 * w1[j] + p2 * w2[j] + p3 * w3[j]
                o1[j] += q0 * w0[j] + q1 * w1[j] + q2 * w2[j] + q3 * w3[j]
                o2[j] += r0 * w0[j] + r1 * w1[j] + r2 * w2[j] + r3 * w3[j]
                o3[j] += s0 * w0[j] + s1 * w1[j] + s2 * w2[j] + s3 * w3[j]
        b += 4
    while b < B:
        o0 = out_BN[b, first : first + BLOCK]
        for j in range(BLOCK):
            o0[j] += bias_N[first + j]
        for k in range(0, K, 8):
            w0, w1, w2, w3 = blocks[block, k], blocks[block, k + 1], blocks[block, k + 2], blocks[block, k + 3]
            w4, w5, w6, w7 = blocks[block, k + 4], blocks[block, k + 5], blocks[block, k + 6], blocks[block, k + 7]
            p0, p1, p2, p3 = x_BK[b, k], x_BK[b, k + 1], x_BK[b, k + 2], x_BK[b, k + 3]
            p4, p5, p6, p7 = x_BK[b, k + 4], x_BK[b, k + 5], x_BK[b, k + 6], x_BK[b, k + 7]
            for j in range(BLOCK):
                o0[j] += (p0 * w0[j] + p1 * w1[j] + p2 * w2[j] + p3 * w3[j]) + (
                    p4 * w4[j] + p5 * w5[j] + p6 * w6[j] + p7 * w7[j]
                )
        b += 1


@njit(**_HOW, parallel=True)
def _product_in_parallel(out_BN, x_BK, blocks, bias_N):
    for block in prange(blocks.shape[0]):
        _one_block(out_BN, x_BK, blocks, bias_N, block)


@njit(**_HOW)
def _product(out_BN, x_BK, blocks, bias_N, parallel):
    """out += bias + x @ matrix."""
    work = x_BK.shape[0] * blocks.size
    if parallel and work >= PARALLEL_FROM:
        _product_in_parallel(out_BN, x_BK, blocks, bias_N)
    else:
        for block in range(blocks.shape[0]):
            _one_block(out_BN, x_BK, blocks, bias_N, block)


@njit(**_HOW)
def _one_head(y_BC, qkv_B3C, keys_DW, values_DW, b, h, end, seen):
    """A head's newest query of one story over its `seen` newest columns; stores its key and value first."""
    D = keys_DW.shape[0]
    C = y_BC.shape[1]
    first = end - seen
    weights = np.zeros(seen, np.float32)
    whole = np.empty(seen, np.int32)
    for d in range(D):
        keys_DW[d, end - 1] = qkv_B3C[b, C + h * D + d]
        values_DW[d, end - 1] = qkv_B3C[b, 2 * C + h * D + d]
    for d in range(D):
        q, key_W = qkv_B3C[b, h * D + d], keys_DW[d, first:end]
        for t in range(seen):
            weights[t] += q * key_W[t]
    largest = weights[0]
    for t in range(seen):
        largest = max(largest, weights[t])
    for t in range(seen):
        weights[t] -= largest
    _exp(weights, whole, seen)
    total = np.float32(0.0)
    for t in range(seen):
        total += weights[t]
    for d in range(D):
        value_W = values_DW[d, first:end]
        y = np.float32(0.0)
        for t in range(seen):
            y += weights[t] * value_W[t]
        y_BC[b, h * D + d] = y / total


@njit(**_HOW, parallel=True)
def _attend_in_parallel(y_BC, qkv_B3C, keys_RHDW, values_RHDW, end, seen_B):
    H = keys_RHDW.shape[1]
    for task in prange(seen_B.shape[0] * H):
        b, h = task // H, task % H
        _one_head(y_BC, qkv_B3C, keys_RHDW[b, h], values_RHDW[b, h], b, h, end, seen_B[b])


@njit(**_HOW)
def _attend(y_BC, qkv_B3C, keys_RHDW, values_RHDW, end, seen_B, parallel):
    """The newest queries of all stories; `y_BC` is C wide, without padding."""
    H = keys_RHDW.shape[1]
    if parallel and H * seen_B.sum() >= HEADS_PARALLEL_FROM:
        _attend_in_parallel(y_BC, qkv_B3C, keys_RHDW, values_RHDW, end, seen_B)
    else:
        for b in range(seen_B.shape[0]):
            for h in range(H):
                _one_head(y_BC, qkv_B3C, keys_RHDW[b, h], values_RHDW[b, h], b, h, end, seen_B[b])


@njit(**_HOW)
def step(
    x_BC, norm_BC, qkv_B3C, y_BC, inner_BI, whole_I, logits_BV, lanes, layers, head, ends, reaches, lengths_B, parallel
):
    """Logits of the next tokens, from the embedded newest ones in `x_BC`; stores keys and values at the lanes' ends.

    `layers`: for each layer its lane and place there, and its parameters, stacked. `lengths_B` counts the newest token.
    """
    lane_of_L, place_of_L, norms_L4C, qkv, qkv_bias, out, out_bias_LC, fc, fc_bias_LI, proj, proj_bias_LC, eps = layers
    B = x_BC.shape[0]
    seen_B = np.empty(B, np.int64)
    for layer in range(lane_of_L.shape[0]):
        lane, place = lane_of_L[layer], place_of_L[layer]
        keys_RHDW, values_RHDW = lanes[lane][0][place], lanes[lane][1][place]
        end = ends[lane]
        for b in range(B):
            seen_B[b] = min(lengths_B[b], reaches[lane])
        _norm(norm_BC, x_BC, norms_L4C[layer, 0], norms_L4C[layer, 1], eps)
        qkv_B3C[:] = np.float32(0.0)
        _product(qkv_B3C, norm_BC, qkv[layer], qkv_bias, parallel)
        heads_BC = y_BC[:, : keys_RHDW.shape[1] * keys_RHDW.shape[2]]
        _attend(heads_BC, qkv_B3C, keys_RHDW, values_RHDW, end, seen_B, parallel)
        _product(x_BC, y_BC, out[layer], out_bias_LC[layer], parallel)
        _norm(norm_BC, x_BC, norms_L4C[layer, 2], norms_L4C[layer, 3], eps)
        inner_BI[:] = np.float32(0.0)
        _product(inner_BI, norm_BC, fc[layer], fc_bias_LI[layer], parallel)
        _tanh_gelu(inner_BI, whole_I)
        _product(x_BC, inner_BI, proj[layer], proj_bias_LC[layer], parallel)
    _norm(norm_BC, x_BC, head[0], head[1], eps)
    logits_BV[:] = np.float32(0.0)
    _product(logits_BV, norm_BC, head[2], head[3], parallel)
