"""The forward pass of GPT-Neo over the library's own parameters, without its detours.

`hidden_states` reads the parameters of a stock `GPTNeoForCausalLM` and computes the same function: fused attention, the
tanh-GELU as one operation, no mask of T × T for each layer. Nothing is copied or renamed, so gradients flow into the
library's model, and what is saved is a stock Hugging Face folder.

B batch, T time, C hidden size, H heads, D head size.
"""

from functools import partial
from typing import cast

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock, GPTNeoMLP, GPTNeoSelfAttention

from mlopstinystories.models.attention import attention, seen_keys, story_numbers


def hidden_states(model: GPTNeoForCausalLM, tokens_BT: torch.Tensor, document_mask: bool = False) -> torch.Tensor:
    """The last layer's output after the final layer norm, shape (B, T, C), before the output layer.

    With `document_mask` a token sees its own story only, not those before it in the row.
    """
    body = model.transformer
    stories_BT = story_numbers(tokens_BT, cast(int, model.config.eos_token_id)) if document_mask else None
    positions_T = torch.arange(tokens_BT.shape[1], device=tokens_BT.device)
    x_BTC = body.drop(F.embedding(tokens_BT, body.wte.weight) + body.wpe.weight[positions_T])
    for layer in body.h:
        if not isinstance(layer, GPTNeoBlock):  # a block of the user's own (ideas.py)
            x_BTC = layer(x_BTC, seen_keys(x_BTC.shape[1], None, x_BTC.device, stories_BT))
            continue
        # a block whose weights are spread over processes has its own way to this function (training/distributed.py)
        output = getattr(layer, "block_output", partial(block_output, layer))
        x_BTC = output(x_BTC, stories_BT)
    return _norm(body.ln_f, x_BTC)


def block_output(block: GPTNeoBlock, x_BTC: torch.Tensor, stories_BT: torch.Tensor | None) -> torch.Tensor:
    """Attention and feed-forward block, each added to what came in, shape (B, T, C)."""
    x_BTC = x_BTC + _attend(block.attn.attention, _norm(block.ln_1, x_BTC), stories_BT)
    return x_BTC + _feed_forward(block.mlp, _norm(block.ln_2, x_BTC))


def _norm(layer: nn.LayerNorm, x_BTC: torch.Tensor) -> torch.Tensor:
    return F.layer_norm(x_BTC, layer.normalized_shape, layer.weight, layer.bias, layer.eps)


def _attend(layer: GPTNeoSelfAttention, x_BTC: torch.Tensor, stories_BT: torch.Tensor | None) -> torch.Tensor:
    B, T, C = x_BTC.shape
    # one product for the three projections: fewer, larger operations
    weight_3CC = torch.cat((layer.q_proj.weight, layer.k_proj.weight, layer.v_proj.weight))
    qkv_BT3C = F.linear(x_BTC, weight_3CC)
    q_BHTD, k_BHTD, v_BHTD = qkv_BT3C.view(B, T, 3, layer.num_heads, layer.head_dim).permute(2, 0, 3, 1, 4)
    window = layer.config.window_size if layer.attention_type == "local" else None
    dropout = layer.attn_dropout.p if layer.training else 0.0
    if (own := getattr(layer, "idea_attention", None)) is not None:  # the user's (ideas.py)
        y_BHTD = own(q_BHTD, k_BHTD, v_BHTD, seen_keys(T, window, x_BTC.device, stories_BT))
    else:
        y_BHTD = attention(q_BHTD, k_BHTD, v_BHTD, window, dropout, stories_BT)
    y_BTC: torch.Tensor = layer.resid_dropout(layer.out_proj(y_BHTD.transpose(1, 2).reshape(B, T, C)))
    return y_BTC


def _feed_forward(layer: GPTNeoMLP, x_BTC: torch.Tensor) -> torch.Tensor:
    inner = layer.c_fc(x_BTC)
    # the library spells `gelu_new` out in eight operations; this is the same function in one
    is_tanh_gelu = layer.act.__class__.__name__ == "NewGELUActivation"
    inner = F.gelu(inner, approximate="tanh") if is_tanh_gelu else layer.act(inner)
    y_BTC: torch.Tensor = layer.dropout(layer.c_proj(inner))
    return y_BTC
