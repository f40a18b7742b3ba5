"""One forward pass of GPT-Neo with all that the pictures need: attention, neurons, and the stream between layers.

The library's own eager model is run, so what is shown is what anybody else would see. B is 1 throughout: a story at a
time, without padding.

L layers, H heads, T time, C hidden size, I neurons of a feed-forward block.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import nn
from transformers import GPTNeoForCausalLM, PreTrainedModel
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock

from mlopstinystories.errors import ModelError
from mlopstinystories.models.attention import seen_keys
from mlopstinystories.models.modes import evaluation_mode


@dataclass(frozen=True)
class Inside:
    """What one story left behind, in fp32."""

    attention_LHTT: torch.Tensor
    """Rows are queries, columns keys; each row adds up to 1."""
    neurons_LTI: torch.Tensor
    """After the activation function, before the second matrix (the paper's "intermediate" coordinates)."""
    stream_NTC: torch.Tensor
    """The residual stream at N = L + 1 places: the embedding, and after each layer."""


def look_inside(model: PreTrainedModel, tokens_T: torch.Tensor) -> Inside:
    """Run the model on one story; raises `ModelError` for another family than GPT-Neo."""
    blocks = gpt_neo_blocks(model)
    stream: list[torch.Tensor] = []
    neurons: list[torch.Tensor] = []
    attention: list[torch.Tensor] = []
    with evaluation_mode(model), _hooks(blocks, stream, neurons, attention):
        cast(GPTNeoForCausalLM, model).transformer(tokens_T[None], use_cache=False)
    return Inside(torch.stack(attention), torch.stack(neurons), torch.stack(stream))


def gpt_neo_blocks(model: PreTrainedModel) -> list[GPTNeoBlock]:
    """The layers; raises `ModelError` for a model whose layers are of another kind."""
    blocks = list(model.transformer.h) if isinstance(model, GPTNeoForCausalLM) else []
    own = any(hasattr(layer, "idea_attention") for block in blocks for layer in block.modules())
    if not blocks or own or not all(isinstance(block, GPTNeoBlock) for block in blocks):
        raise ModelError(
            f"A model of the kind {model.config.model_type} cannot be looked into: heads and neurons are read where "
            "GPT-Neo keeps them. Train with a GPT-Neo model, such as model=small, and without attention or a Block of "
            "your own."
        )
    return cast(list[GPTNeoBlock], blocks)


@contextlib.contextmanager
def _hooks(
    blocks: list[GPTNeoBlock],
    stream: list[torch.Tensor],
    neurons: list[torch.Tensor],
    attention: list[torch.Tensor],
) -> Iterator[None]:
    """Take a copy of what flows past, and leave the model as it was."""

    def before_block(_: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        stream.append((given[0] if given else named["hidden_states"])[0].float())

    def after_block(_: nn.Module, __: Any, given: Any) -> None:
        stream.append((given[0] if isinstance(given, tuple) else given)[0].float())

    def before_second_matrix(_: nn.Module, given: tuple[torch.Tensor]) -> None:
        neurons.append(given[0][0].float())

    handles = [blocks[0].register_forward_pre_hook(before_block, with_kwargs=True)]
    for block in blocks:
        handles.append(block.register_forward_hook(after_block))
        handles.append(block.mlp.c_proj.register_forward_pre_hook(before_second_matrix))
        handles.append(block.ln_1.register_forward_hook(_attention_of(block, attention)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _attention_of(block: GPTNeoBlock, found: list[torch.Tensor]) -> Any:
    """softmax(q kᵀ + mask) from what the attention layer is about to read; GPT-Neo does not scale its logits."""
    layer = block.attn.attention

    def hook(_: nn.Module, __: Any, x_BTC: torch.Tensor) -> None:
        T = x_BTC.shape[1]
        q_HTD, k_HTD = (
            projection(x_BTC)[0].view(T, layer.num_heads, layer.head_dim).transpose(0, 1).float()
            for projection in (layer.q_proj, layer.k_proj)
        )
        window = layer.config.window_size if layer.attention_type == "local" else None
        hidden = ~seen_keys(T, window, x_BTC.device)
        found.append((q_HTD @ k_HTD.mT).masked_fill(hidden, -torch.inf).softmax(-1))

    return hook
