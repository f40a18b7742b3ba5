"""Reads a model of the llama2.c project ("legacy" layout, float32) as transformers' Llama; nothing is executed.

    7 little-endian int32   hidden size, feed-forward size, layers, heads, key-value heads, vocabulary, context;
                            a negative vocabulary says that the output layer is not the embedding
    float32                 embedding; then for all layers together: norm, q, k, v, o, norm, w1, w2, w3; last norm;
                            two tables of rotations, computed anew here; the output layer if it is one of its own

The project turns neighbouring numbers of a head (0 with 1, 2 with 3, …), transformers the halves of a head (0 with
D/2, …); so the rows of q and k are put in the other order, which changes no attention weight.

H heads, D head size, C hidden size.
"""

import struct
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel

from mlopstinystories.errors import ModelError

_HEADER = struct.Struct("<7i")
_LARGEST = 2**20
"""No number of the header is larger in any model of the project; a file of another kind has such numbers."""


class _Weights:
    """The numbers after the header, taken in order."""

    def __init__(self, path: Path) -> None:
        self._numbers: NDArray[np.float32] = np.memmap(path, dtype="<f4", mode="r", offset=_HEADER.size)
        self._at = 0

    def take(self, *shape: int) -> torch.Tensor:
        """The next numbers as a tensor of their own."""
        count = int(np.prod(shape))
        part = np.array(self._numbers[self._at : self._at + count], dtype=np.float32).reshape(shape)
        self._at += count
        return torch.from_numpy(part)


def load_llama2c(path: Path, device: torch.device) -> PreTrainedModel:
    """The model in `path` (such as `stories260K.bin`), in fp32 and evaluation mode.

    Token 1 begins each story and so ends the one before. Raises `ModelError` for a file of another kind or size.
    """
    config = _config(_header(path))
    model: PreTrainedModel = LlamaForCausalLM(config)
    model.load_state_dict(_state(_Weights(path), config))  # strictly: every weight is there, and none is left over
    torch.nn.Module.to(model, device)
    model.eval()
    return model


def _header(path: Path) -> tuple[int, ...]:
    """The seven numbers; raises `ModelError` where they make no model, or the file has not the size that they say."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        raise ModelError(f"{path} is no model of llama2.c: expected at least {_HEADER.size} bytes, found {size}.")
    hidden, inner, layers, heads, kv_heads, vocabulary, context = numbers = _HEADER.unpack(head)
    positive = all(0 < number <= _LARGEST for number in (*numbers[:5], abs(vocabulary), context))
    if not positive or hidden % heads or heads % kv_heads or (hidden // heads) % 2:
        raise ModelError(
            f"{path} is no model of llama2.c in the legacy layout: expected hidden size, feed-forward size, layers, "
            f"heads, key-value heads, vocabulary and context at its head, found {numbers}."
        )
    kv_size, head_size = hidden // heads * kv_heads, hidden // heads
    a_layer = 2 * hidden + 2 * hidden * hidden + 2 * kv_size * hidden + 3 * inner * hidden
    tables = 1 if vocabulary > 0 else 2
    expected = _HEADER.size + 4 * (tables * abs(vocabulary) * hidden + layers * a_layer + hidden + context * head_size)
    if size != expected:
        raise ModelError(
            f"{path} is damaged or of another layout: its head asks for {expected:,} bytes, found {size:,}."
        )
    return numbers


def _config(sizes: tuple[int, ...]) -> LlamaConfig:
    hidden, inner, layers, heads, kv_heads, vocabulary, context = sizes
    return LlamaConfig(
        hidden_size=hidden, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=heads,
        num_key_value_heads=kv_heads, vocab_size=abs(vocabulary), max_position_embeddings=context,
        tie_word_embeddings=vocabulary > 0, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=1, pad_token_id=None,
    )  # fmt: skip


def _state(weights: _Weights, config: LlamaConfig) -> dict[str, torch.Tensor]:
    """The weights by transformers' names."""
    layers, hidden, inner = config.num_hidden_layers, config.hidden_size, config.intermediate_size
    head_size = hidden // config.num_attention_heads
    kv_size = head_size * (config.num_key_value_heads or config.num_attention_heads)
    embedding = weights.take(config.vocab_size, hidden)
    state = {"model.embed_tokens.weight": embedding}
    for name, shape in (
        ("input_layernorm", (hidden,)),
        ("self_attn.q_proj", (hidden, hidden)),
        ("self_attn.k_proj", (kv_size, hidden)),
        ("self_attn.v_proj", (kv_size, hidden)),
        ("self_attn.o_proj", (hidden, hidden)),
        ("post_attention_layernorm", (hidden,)),
        ("mlp.gate_proj", (inner, hidden)),
        ("mlp.down_proj", (hidden, inner)),
        ("mlp.up_proj", (inner, hidden)),
    ):
        for layer in range(layers):
            matrix = weights.take(*shape)
            turned = _by_halves(matrix, head_size) if name in ("self_attn.q_proj", "self_attn.k_proj") else matrix
            state[f"model.layers.{layer}.{name}.weight"] = turned
    state["model.norm.weight"] = weights.take(hidden)
    weights.take(config.max_position_embeddings, head_size)  # cosines and sines
    state["lm_head.weight"] = embedding if config.tie_word_embeddings else weights.take(config.vocab_size, hidden)
    return state


def _by_halves(weight: torch.Tensor, head_size: int) -> torch.Tensor:
    """Rows of each head: first those at even places, then those at odd ones."""
    heads = weight.shape[0] // head_size
    return weight.view(heads, head_size // 2, 2, -1).transpose(1, 2).reshape(weight.shape).contiguous()
