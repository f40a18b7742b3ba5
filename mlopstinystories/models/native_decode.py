"""GPT-Neo token by token in C (`native/decode.c`), in fp32 on a CPU: a call a step, and nothing laid out before.

The price of PyTorch is some microseconds an operator, more than most operators of these models take; here a step is
one call, in at most as many threads as PyTorch has. A beginning is read by the same code as a new token, some tokens at
a time, so a story that is read again goes on as it was told. Every number is summed in an order of its own, whatever
else is in the batch: a story is the same to the last bit alone and in a crowd, with one thread and with many.

`why_not` says what stands against it (no compiler, another activation, weights of another format); then
`gpt_neo_decode.py` does the same with PyTorch's operators.

B stories, V vocabulary.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import numpy as np
import torch
from transformers import GPTNeoForCausalLM
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock

from mlopstinystories.native import native

_NARROWEST = 16
"""Outputs that `decode.c` computes together (its `UNIT`)."""
_WEIGHTS_A_THREAD = 100_000
"""Threads wait for each other five times a layer, some microseconds in all: with fewer weights they gain nothing."""
_LINE = 64
"""Bytes of a line of the cache."""

_int, _pointer = ctypes.c_int64, ctypes.c_void_p


class _Layer(ctypes.Structure):
    _NAMES = ("norm_1", "norm_1_bias", "q", "k", "v", "out", "out_bias", "norm_2", "norm_2_bias",
              "fc", "fc_bias", "proj", "proj_bias")  # fmt: skip
    _fields_ = [*((name, _pointer) for name in _NAMES), ("reach", _int), ("blocks", _int), ("offset", _int)]


class _Model(ctypes.Structure):
    _NAMES = ("tokens", "positions", "norm", "norm_bias", "head", "head_bias")
    _fields_ = [
        *((name, _int) for name in ("hidden", "inner", "heads", "layers", "vocabulary")),
        ("epsilon", ctypes.c_float),
        *((name, _pointer) for name in _NAMES),
        ("layer", ctypes.POINTER(_Layer)),
    ]


_ROW = np.dtype([("cache", np.uintp), *((name, np.int32) for name in ("token", "position", "wanted"))], align=True)
"""A row as C sees it. Rows of a `ctypes` array keep every array alive that they were ever copied from."""


class NativeDecoder:
    """The stories under way in one model: rows join with their beginnings, get a token each a step, and leave."""

    def __init__(self, model: GPTNeoForCausalLM) -> None:
        """`why_not(model)` must be empty. The weights are read where they are, so they are not to be moved."""
        library, _ = _library()
        assert library is not None
        self._decode, self._lanes, self._chunk = library.decode, library.decode_lanes(), library.decode_chunk()
        self._weights = _weights(model)  # kept, so that the memory behind the pointers stays
        self._model, self._slot_numbers = _describe(model, self._weights, self._lanes, self._chunk)
        self._context, self._vocabulary = int(model.config.max_position_embeddings), self._model.vocabulary
        weights = sum(tensor.numel() for tensor in self._weights.values() if tensor is not None)
        threads = min(torch.get_num_threads(), 1 + weights // _WEIGHTS_A_THREAD)
        memory = _zeros(library.decode_memory(ctypes.byref(self._model), threads))
        self._kept = (memory, self._model)  # what the pointers point to
        self._model_pointer, self._memory_pointer, self._threads = ctypes.byref(self._model), _address(memory), threads
        self._slots: list[np.ndarray[Any, Any]] = []
        """The memory of each row's story."""
        self._free: list[np.ndarray[Any, Any]] = []
        self._rows = np.empty(0, _ROW)
        """What a step reads; `position` is the place of its token."""
        self._longest = 0
        """Tokens that the longest story has."""
        self._logits_BV = torch.empty((0, self._vocabulary))

    def join(self, starts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Read new stories' beginnings, all at once; returns the logits of each one's next token, shape (B, V)."""
        assert max(len(start) for start in starts) <= self._context
        for start in starts:
            self._check(start)
        slots = [self._free.pop() if self._free else _zeros(self._slot_numbers) for _ in starts]
        newcomers = [
            (_address(slot), token, place, place == len(start) - 1)
            for slot, start in zip(slots, starts, strict=True)
            for place, token in enumerate(start)
        ]
        rows = np.array(newcomers, _ROW)
        logits_BV = torch.empty((len(starts), self._vocabulary))
        self._run(rows, logits_BV.data_ptr())
        self._slots += slots
        self._have(np.concatenate([self._rows, rows[rows["wanted"] == 1]]))
        return logits_BV

    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append a token to each story; returns the logits of the token after it, shape (B, V).

        The tensor that is returned is written again in the next step.
        """
        assert len(tokens) == len(self._rows)
        self._longest += 1
        assert self._longest <= self._context
        self._check(tokens)
        self._rows["token"] = tokens
        self._run(self._rows, self._logits_pointer)
        return self._logits_BV

    def keep(self, rows: Sequence[int]) -> None:
        """Only the stories in these rows stay, in this order; nothing is copied."""
        kept = set(rows)
        self._free += [slot for place, slot in enumerate(self._slots) if place not in kept]
        self._slots = [self._slots[row] for row in rows]
        self._have(self._rows[list(rows)])

    def _have(self, rows: np.ndarray[Any, Any]) -> None:
        self._rows = rows
        self._longest = int(rows["position"].max(initial=0))
        self._logits_BV = torch.empty((len(rows), self._vocabulary))
        self._logits_pointer = self._logits_BV.data_ptr()

    def _run(self, rows: np.ndarray[Any, Any], logits: int) -> None:
        """Also moves the rows' positions on."""
        self._decode(self._model_pointer, _address(rows), len(rows), logits, self._memory_pointer, self._threads)

    def _check(self, tokens: Sequence[int]) -> None:
        """C would read beyond the embedding."""
        if tokens and not 0 <= min(tokens) <= max(tokens) < self._vocabulary:
            raise IndexError(f"{list(tokens)} are not all tokens of the vocabulary of {self._vocabulary}")


def why_not(model: GPTNeoForCausalLM) -> str:
    """Why this model is not told in C; "" where it is."""
    config, weights = model.config, _weights(model)
    tensors = [tensor for tensor in weights.values() if tensor is not None]
    if any(tensor.device.type != "cpu" for tensor in tensors):
        return "the model is not on the CPU"
    if any(tensor.dtype != torch.float32 or not tensor.is_contiguous() for tensor in tensors):
        return "the model's weights are not all in fp32"
    if config.activation_function != "gelu_new":
        return f"the model's activation is {config.activation_function}"
    hidden, inner = config.hidden_size, weights["0.fc"].shape[0]
    if min(hidden, inner, config.vocab_size) < _NARROWEST:
        return f"the model is narrower than {_NARROWEST}"
    shapes = _shapes(model, weights)
    if config.hidden_size % config.num_heads or any(
        tensor is not None and tuple(tensor.shape) != shapes[name] for name, tensor in weights.items()
    ):
        return "the model's weights have other shapes than its configuration says"
    return _library()[1]


@cache
def _library() -> tuple[ctypes.CDLL | None, str]:
    found = native("decode", threads=True)
    library = found.library
    if library is not None:
        library.decode.argtypes = (_pointer, _pointer, _int, _pointer, _pointer, _int)
        library.decode.restype = None
        library.decode_memory.argtypes = (_pointer, _int)
        for function in (library.decode_memory, library.decode_lanes, library.decode_chunk):
            function.restype = _int
    return library, found.reason


# --- the model, as C sees it --------------------------------------------------------------------------------------
def _weights(model: GPTNeoForCausalLM) -> dict[str, torch.Tensor]:
    """Its parameters by the names of the structures, a layer's after its number."""
    body = model.transformer
    found = {
        "tokens": body.wte.weight,
        "positions": body.wpe.weight,
        "norm": body.ln_f.weight,
        "norm_bias": body.ln_f.bias,
        "head": model.lm_head.weight,
        "head_bias": model.lm_head.bias,
    }
    for number, block in enumerate(cast(list[GPTNeoBlock], body.h)):
        attention, mlp = block.attn.attention, block.mlp
        layer = (
            *(block.ln_1.weight, block.ln_1.bias, attention.q_proj.weight, attention.k_proj.weight),
            *(attention.v_proj.weight, attention.out_proj.weight, attention.out_proj.bias),
            *(block.ln_2.weight, block.ln_2.bias, mlp.c_fc.weight, mlp.c_fc.bias, mlp.c_proj.weight, mlp.c_proj.bias),
        )
        found |= {f"{number}.{name}": tensor for name, tensor in zip(_Layer._NAMES, layer, strict=True)}
    return found


def _shapes(model: GPTNeoForCausalLM, weights: dict[str, torch.Tensor]) -> dict[str, tuple[int, ...]]:
    """What C reads from each of them."""
    config = model.config
    C, V, inner = config.hidden_size, config.vocab_size, weights["0.fc"].shape[0]
    shapes = {"tokens": (V, C), "positions": (config.max_position_embeddings, C), "head": (V, C), "head_bias": (V,)}
    of_layer = dict.fromkeys(("q", "k", "v", "out"), (C, C)) | {
        "fc": (inner, C),
        "fc_bias": (inner,),
        "proj": (C, inner),
    }
    for number in range(config.num_layers):
        shapes |= {f"{number}.{name}": shape for name, shape in of_layer.items()}
    return {name: shapes.get(name, (C,)) for name in weights}


def _describe(model: GPTNeoForCausalLM, weights: dict[str, torch.Tensor], lanes: int, chunk: int) -> tuple[_Model, int]:
    """The structure for C, and how many numbers a story's keys and values take."""
    config = model.config
    context = config.max_position_embeddings
    layers, offset = (_Layer * config.num_layers)(), 0
    for number, (layer, kind) in enumerate(zip(layers, config.attention_layers, strict=True)):
        for name in _Layer._NAMES:
            setattr(layer, name, weights[f"{number}.{name}"].data_ptr())
        layer.reach = min(config.window_size, context) if kind == "local" else context
        # Tokens that are read together must not take blocks with tokens that the first of them still sees.
        layer.blocks = -(-min(context, layer.reach + chunk + lanes - 2) // lanes)
        layer.offset = offset
        offset += 2 * layer.blocks * config.hidden_size * lanes
    bias = weights["head_bias"]
    pointers = [weights[name].data_ptr() for name in _Model._NAMES[:-1]] + [None if bias is None else bias.data_ptr()]
    inner = weights["0.fc"].shape[0]
    sizes = (config.hidden_size, inner, config.num_heads, config.num_layers, config.vocab_size)
    return _Model(*sizes, config.layer_norm_epsilon, *pointers, layers), offset


def _address(memory: np.ndarray[Any, Any]) -> int:
    address: int = memory.ctypes.data
    return address


def _zeros(count: int) -> np.ndarray[Any, Any]:
    """Zeros from a line of the cache on; the system hands them out page by page when they are touched."""
    memory = np.zeros(4 * count + _LINE, np.uint8)
    first = -memory.ctypes.data % _LINE
    return memory[first : first + 4 * count]
