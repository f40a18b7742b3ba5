"""The loss of a causal language model, one number for each target, in nats.

Targets are handed in, already one step later in time than the inputs (`data/loader.py`); nothing is shifted here.
GPT-Neo goes through `gpt_neo.py`; every other family through the library's own forward pass.

B batch, T time, C hidden size, V vocabulary.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM, PreTrainedModel

from mlopstinystories.models import native_layers
from mlopstinystories.models.gpt_neo import hidden_states
from mlopstinystories.models.native_layers import library as layer_loops

_LOOP_FORMATS = torch.float32, torch.bfloat16

CHUNK_LOGITS = {True: 2**22, False: 2**26}
"""Logits of a chunk of the loss: on a CPU about what its caches hold, elsewhere enough to keep a GPU busy."""

IGNORED = -100
"""A target that is not scored, such as padding; the convention of PyTorch and transformers."""


def logits(model: PreTrainedModel, inputs_BT: torch.Tensor, document_mask: bool = False) -> torch.Tensor:
    """Logits of the next token at each place, shape (B, T, V).

    With `document_mask`, which GPT-Neo alone has here, a token sees its own story only.
    """
    if isinstance(model, GPTNeoForCausalLM):
        return F.linear(hidden_states(model, inputs_BT, document_mask), model.lm_head.weight)
    assert not document_mask, "a setting of GPT-Neo alone"
    output: torch.Tensor = model(input_ids=inputs_BT, use_cache=False).logits
    return output


def token_nats(model: PreTrainedModel, inputs_BT: torch.Tensor, targets_BT: torch.Tensor) -> torch.Tensor:
    """-log p(target) in nats, fp32, shape (B, T); 0 where the target is `IGNORED`."""
    logits_BTV = logits(model, inputs_BT).float()
    nats = F.cross_entropy(logits_BTV.flatten(0, 1), targets_BT.flatten(), ignore_index=IGNORED, reduction="none")
    return nats.view_as(targets_BT)


def mean_nats(
    model: PreTrainedModel, inputs_BT: torch.Tensor, targets_BT: torch.Tensor, document_mask: bool = False
) -> torch.Tensor:
    """The mean of -log p(target) over all targets, a scalar with a gradient; every target is scored."""
    if isinstance(model, GPTNeoForCausalLM):
        hidden_BTC = hidden_states(model, inputs_BT, document_mask)
        return linear_cross_entropy(hidden_BTC.flatten(0, 1), model.lm_head.weight, targets_BT.flatten())
    logits_BTV = logits(model, inputs_BT, document_mask).float()
    return F.cross_entropy(logits_BTV.flatten(0, 1), targets_BT.flatten())


def own_loss(
    model: PreTrainedModel,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    inputs_BT: torch.Tensor,
    targets_BT: torch.Tensor,
    document_mask: bool = False,
) -> torch.Tensor:
    """`loss` of the user's own (`ideas.py`) over all logits at once, (N, V) in fp32, and targets (N,)."""
    logits_BTV = logits(model, inputs_BT, document_mask).float()
    return loss(logits_BTV.flatten(0, 1), targets_BT.flatten())


def linear_cross_entropy(hidden_NC: torch.Tensor, weight_VC: torch.Tensor, targets_N: torch.Tensor) -> torch.Tensor:
    """Mean of -log softmax(hidden weightᵀ)[target] over N targets, in nats, without holding N × V logits.

    The gradients are made in the forward pass, chunk by chunk while the logits are in the cache, so they cannot be
    differentiated again. `torch.nn.functional.linear_cross_entropy` does the same, slower (docs/source/experiments.md).
    """
    loss: torch.Tensor = _LinearCrossEntropy.apply(hidden_NC, weight_VC, targets_N)  # type: ignore[no-untyped-call]
    return loss


class _LinearCrossEntropy(torch.autograd.Function):
    """d loss / d logits = (softmax - one-hot) / N, in the format of the matrix products; sums over chunks in fp32.

    On a CPU a loop in C goes over the logits, where there is a compiler (`native_layers.py`).
    """

    @staticmethod
    def forward(ctx: Any, hidden_NC: torch.Tensor, weight_VC: torch.Tensor, targets_N: torch.Tensor) -> torch.Tensor:
        kind = hidden_NC.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else hidden_NC.dtype
        chunks = math.ceil(len(hidden_NC) * len(weight_VC) / CHUNK_LOGITS[kind == "cpu"])
        rows = math.ceil(len(hidden_NC) / chunks)
        # fp16 has no room for a share of each gradient: there it is taken afterwards
        scale = 1.0 if dtype is torch.float16 else 1 / len(hidden_NC)
        with torch.autocast(kind, enabled=False):
            h_NC, w_VC = hidden_NC.to(dtype), weight_VC.to(dtype)
            total = torch.zeros((), device=hidden_NC.device)
            d_hidden_NC = torch.empty_like(h_NC)
            d_weight_VC = torch.zeros_like(weight_VC, dtype=torch.float32)
            for first in range(0, len(h_NC), rows):
                h_RC = h_NC[first : first + rows]
                nats, d_logits_RV = _nats_and_slope(h_RC @ w_VC.T, targets_N[first : first + rows], scale)
                total += nats
                torch.mm(d_logits_RV, w_VC, out=d_hidden_NC[first : first + rows])
                _add_product(d_weight_VC, d_logits_RV.T, h_RC)
        ctx.save_for_backward(d_hidden_NC, d_weight_VC)
        ctx.dtypes, ctx.share = (hidden_NC.dtype, weight_VC.dtype), 1 / len(h_NC) / scale
        return total / len(h_NC)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, None]:
        d_hidden_NC, d_weight_VC = ctx.saved_tensors
        share = gradients[0] * ctx.share
        if share.device.type != "cpu" or share.item() != 1:  # asking a GPU would wait for it
            d_hidden_NC, d_weight_VC = d_hidden_NC * share, d_weight_VC * share
        return d_hidden_NC.to(ctx.dtypes[0]), d_weight_VC.to(ctx.dtypes[1]), None


def _nats_and_slope(
    logits_RV: torch.Tensor, targets_R: torch.Tensor, scale: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Σ -log softmax[target], and (softmax - one-hot) × `scale` in the format of the logits, which are used up."""
    if logits_RV.device.type == "cpu" and logits_RV.dtype in _LOOP_FORMATS and layer_loops().library is not None:
        return native_layers.loss_rows(logits_RV, targets_R, scale).sum(), logits_RV
    log_p_RV = logits_RV.log_softmax(dim=1, dtype=torch.float32)
    nats = -log_p_RV.gather(1, targets_R[:, None]).sum()
    p_RV = log_p_RV.exp_()
    slope_RV = p_RV.scatter_add_(1, targets_R[:, None], torch.full_like(p_RV[:, :1], -1)).mul_(scale)
    return nats, slope_RV.to(logits_RV.dtype)


def _add_product(sum_VC: torch.Tensor, a_VR: torch.Tensor, b_RC: torch.Tensor) -> None:
    """sum += a b; in fp32 without a product in between."""
    if a_VR.dtype is sum_VC.dtype:
        sum_VC.addmm_(a_VR, b_RC)
    else:
        sum_VC += a_VR @ b_RC
