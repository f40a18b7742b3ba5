"""The forward pass of GPT-Neo over the library's own parameters, without its detours.

`hidden_states` reads the parameters of a stock `GPTNeoForCausalLM` and computes the same function: fused attention, the
tanh-GELU as one operation, no mask of T × T for each layer. Nothing is copied or renamed, so gradients flow into the
library's model, and what is saved is a stock Hugging Face folder. On a CPU with a compiler, loops in C compute what
stands between the products (`native_layers.py`, `native_attention.py`); with dropout or a part of the user's own,
PyTorch's operators do.

B batch, T time, C hidden size, H heads, D head size.
"""

from functools import partial
from typing import cast

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM, PreTrainedModel
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock, GPTNeoMLP, GPTNeoSelfAttention

from mlopstinystories.models import native_layers
from mlopstinystories.models.attention import attention_of, seen_keys, story_numbers
from mlopstinystories.models.native_attention import library as attention_loops
from mlopstinystories.models.native_layers import library as layer_loops

_LOOP_FORMATS = torch.float32, torch.bfloat16


def step_by(model: PreTrainedModel, device: torch.device) -> str:
    """What computes a step of `model` beside the matrix products, and why, in words for the reader and the record."""
    if not isinstance(model, GPTNeoForCausalLM) or device.type != "cpu":
        return "PyTorch's operators"
    found = {"attention": attention_loops(), "layers and loss": layer_loops()}
    reasons = {name: part.reason for name, part in found.items() if part.library is None}
    there = [name for name in found if name not in reasons]
    loops = [f"loops in C ({', '.join(there)})"] if there else []
    operators = [f"PyTorch's operators ({', '.join(reasons)}: {next(iter(reasons.values()))})"] if reasons else []
    return ", ".join(loops + operators)


def hidden_states(model: GPTNeoForCausalLM, tokens_BT: torch.Tensor, document_mask: bool = False) -> torch.Tensor:
    """The last layer's output after the final layer norm, shape (B, T, C), before the output layer.

    With `document_mask` a token sees its own story only, not those before it in the row.
    """
    body = model.transformer
    stories_BT = story_numbers(tokens_BT, cast(int, model.config.eos_token_id)) if document_mask else None
    x_BTC = body.drop(F.embedding(tokens_BT, body.wte.weight) + body.wpe.weight[: tokens_BT.shape[1]])
    for layer in body.h:
        if not isinstance(layer, GPTNeoBlock):  # a block of the user's own (ideas.py)
            x_BTC = layer(x_BTC, seen_keys(x_BTC.shape[1], None, x_BTC.device, stories_BT))
            continue
        # a block whose weights are spread over processes has its own way to this function (training/distributed.py)
        output = getattr(layer, "block_output", partial(block_output, layer))
        x_BTC = output(x_BTC, stories_BT)
    if layer_loops_take(x_BTC, body.ln_f.weight):
        return native_layers.norm(x_BTC, body.ln_f.weight, body.ln_f.bias, body.ln_f.eps, _products(x_BTC))
    return _norm(body.ln_f, x_BTC)


def block_output(block: GPTNeoBlock, x_BTC: torch.Tensor, stories_BT: torch.Tensor | None) -> torch.Tensor:
    """Attention and feed-forward block, each added to what came in, shape (B, T, C)."""
    if layer_loops_take(x_BTC, block.ln_1.weight) and _is_as_published(block):
        return _block_output_by_loops(block, x_BTC, stories_BT)
    x_BTC = x_BTC + _attend(block.attn.attention, _norm(block.ln_1, x_BTC), stories_BT)
    return x_BTC + _feed_forward(block.mlp, _norm(block.ln_2, x_BTC))


def layer_loops_take(x_BTC: torch.Tensor, weight: torch.Tensor) -> bool:
    """Whether the loops in C are there for such a residual stream and such weights."""
    known = x_BTC.device.type == "cpu" and x_BTC.dtype is weight.dtype is torch.float32
    compiling = torch.compiler.is_compiling()
    return known and not compiling and layer_loops().library is not None and _products(x_BTC) in _LOOP_FORMATS


def _products(x_BTC: torch.Tensor) -> torch.dtype:
    """The format of matrix products here and now."""
    kind = x_BTC.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x_BTC.dtype


def _is_as_published(block: GPTNeoBlock) -> bool:
    """Tanh-GELU, no dropout, no attention of the user's own: what the loops compute."""
    attention, mlp = block.attn.attention, block.mlp
    dropped: float = max(attention.attn_dropout.p, attention.resid_dropout.p, mlp.dropout.p) if block.training else 0.0
    return dropped == 0 and _is_tanh_gelu(mlp) and not hasattr(attention, "idea_attention")


def _block_output_by_loops(block: GPTNeoBlock, x_BTC: torch.Tensor, stories_BT: torch.Tensor | None) -> torch.Tensor:
    layer, (B, T, C) = block.attn.attention, x_BTC.shape
    projections = layer.q_proj.weight, layer.k_proj.weight, layer.v_proj.weight
    x_BTC, qkv_BT3C = native_layers.norm_and_project(
        x_BTC, block.ln_1.weight, block.ln_1.bias, block.ln_1.eps, projections, _products(x_BTC)
    )
    window = layer.config.window_size if layer.attention_type == "local" else None
    y_BHTD = attention_of(qkv_BT3C.view(B, T, 3, layer.num_heads, layer.head_dim), window, stories_BT=stories_BT)
    return native_layers.after_attention(
        x_BTC, y_BHTD.transpose(1, 2).reshape(B, T, C), (layer.out_proj.weight, layer.out_proj.bias),
        (block.ln_2.weight, block.ln_2.bias, block.ln_2.eps), (block.mlp.c_fc.weight, block.mlp.c_fc.bias),
        (block.mlp.c_proj.weight, block.mlp.c_proj.bias),
    )  # fmt: skip


def _norm(layer: nn.LayerNorm, x_BTC: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x_BTC, layer.normalized_shape, layer.weight, layer.bias, layer.eps)


def _attend(layer: GPTNeoSelfAttention, x_BTC: torch.Tensor, stories_BT: torch.Tensor | None) -> torch.Tensor:
    B, T, C = x_BTC.shape
    # one product for the three projections: fewer, larger operations
    weight_3CC = torch.cat((layer.q_proj.weight, layer.k_proj.weight, layer.v_proj.weight))
    qkv_BT3C = F.linear(x_BTC, weight_3CC)
    qkv_BT3HD = qkv_BT3C.view(B, T, 3, layer.num_heads, layer.head_dim)
    window = layer.config.window_size if layer.attention_type == "local" else None
    dropout = layer.attn_dropout.p if layer.training else 0.0
    if (own := getattr(layer, "idea_attention", None)) is not None:  # the user's (ideas.py)
        y_BHTD = own(*qkv_BT3HD.permute(2, 0, 3, 1, 4), seen_keys(T, window, x_BTC.device, stories_BT))
    else:
        y_BHTD = attention_of(qkv_BT3HD, window, dropout, stories_BT)
    y_BTC: torch.Tensor = layer.resid_dropout(layer.out_proj(y_BHTD.transpose(1, 2).reshape(B, T, C)))
    return y_BTC


def _feed_forward(layer: GPTNeoMLP, x_BTC: torch.Tensor) -> torch.Tensor:
    inner = layer.c_fc(x_BTC)
    # the library spells `gelu_new` out in eight operations; this is the same function in one
    inner = F.gelu(inner, approximate="tanh") if _is_tanh_gelu(layer) else layer.act(inner)
    y_BTC: torch.Tensor = layer.dropout(layer.c_proj(inner))
    return y_BTC


def _is_tanh_gelu(layer: GPTNeoMLP) -> bool:
    return type(layer.act).__name__ == "NewGELUActivation"
