"""GPT-Neo's decoder with each step as one compiled function (`fused_kernels.py`), for sessions that are long enough.

Needs Numba (`pip install numba`), a CPU, and a model in fp32 with the tanh-GELU; at most `MOST_ROWS` stories at once
are computed that way, more by the operators of `GPTNeoDecoder`, which win from there on. Both write the same cache,
so a batch passes from one to the other as stories join and leave.

B stories, C hidden size, I inner size, V vocabulary; K and N rows and columns of a matrix.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, cast

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock

from mlopstinystories.errors import SettingsError
from mlopstinystories.models.gpt_neo_decode import GPTNeoDecoder

MOST_ROWS = 16


class FusedGPTNeoDecoder(GPTNeoDecoder):
    """A `GPTNeoDecoder` whose steps cost little more than their arithmetic."""

    def __init__(self, model: GPTNeoForCausalLM) -> None:
        """Raises `SettingsError` where the compiled step cannot compute this model, or Numba is missing."""
        super().__init__(model)
        if problem := _obstacle(model):
            raise SettingsError(f"The fused decoder cannot be used: {problem} Leave fused out: the result is the same.")
        self._step, self._block, self._use_threads = _kernels()
        self._parameters: tuple[Any, Any] | None = None
        self._room: dict[str, torch.Tensor] = {}

    @torch.inference_mode()
    def step(self, tokens_B: torch.Tensor) -> torch.Tensor:
        """As `GPTNeoDecoder.step`."""
        if self.cache.rows > MOST_ROWS:
            return super().step(tokens_B)
        if self._parameters is None:
            self._parameters = self._prepare_blocks()
        layers, head = self._parameters
        if self.cache.advance():
            self._buffers = None
        body, lanes = self._model.transformer, self.cache.lanes
        room = self._make_room(tokens_B.shape[0])
        room["x"][:, : body.embed_dim] = F.embedding(tokens_B, body.wte.weight) + F.embedding(
            self.cache.lengths_B - 1, body.wpe.weight
        )
        threads = torch.get_num_threads()
        self._use_threads(threads)
        self._step(
            *(buffer.numpy() for buffer in room.values()),
            tuple((lane.keys_LRHDW.numpy(), lane.values_LRHDW.numpy()) for lane in lanes.values()),
            layers,
            head,
            np.array([lane.end for lane in lanes.values()]),
            np.array(list(lanes)),
            self.cache.lengths_B.numpy(),
            threads > 1,
        )
        return room["logits"][:, : self._model.config.vocab_size]

    def _make_room(self, rows: int) -> dict[str, torch.Tensor]:
        """Buffers in the order of the kernel's arguments; what pads them stays zero."""
        if not self._room or len(self._room["x"]) != rows:
            config = self._model.config
            inner = self._layer_blocks[0].mlp.c_fc.out_features
            sizes = {"x": config.hidden_size, "norm": config.hidden_size, "qkv": 3 * config.hidden_size}
            sizes |= {"y": config.hidden_size, "inner": inner, "whole": inner, "logits": config.vocab_size}
            self._room = {name: torch.zeros(rows, self._padded(size)) for name, size in sizes.items()}
            self._room["whole"] = self._room["whole"][0].int()
        return self._room

    def _padded(self, size: int) -> int:
        return -(-size // self._block) * self._block

    def _blocks(self, weight_NK: torch.Tensor) -> torch.Tensor:
        N, K = weight_NK.shape
        padded = F.pad(weight_NK, (0, -K % 8, 0, self._padded(N) - N))
        return padded.view(-1, self._block, padded.shape[1]).transpose(1, 2).contiguous()

    def _bias(self, bias_N: torch.Tensor | None, size: int) -> torch.Tensor:
        return torch.zeros(self._padded(size)) if bias_N is None else F.pad(bias_N, (0, self._padded(size) - size))

    def _prepare_blocks(self) -> tuple[Any, Any]:
        blocks, order = self._blocks_of_model, list(self.cache.lanes)
        C = self._model.config.hidden_size
        layers = (
            np.array([order.index(lane.reach) for lane, _ in self.cache.places]),
            np.array([place for _, place in self.cache.places]),
            blocks(lambda b: torch.stack((b.ln_1.weight, b.ln_1.bias, b.ln_2.weight, b.ln_2.bias))),
            blocks(lambda b: self._blocks(_qkv(b))),
            np.zeros(self._padded(3 * C), np.float32),
            blocks(lambda b: self._blocks(b.attn.attention.out_proj.weight)),
            blocks(lambda b: self._bias(b.attn.attention.out_proj.bias, C)),
            blocks(lambda b: self._blocks(b.mlp.c_fc.weight)),
            blocks(lambda b: self._bias(b.mlp.c_fc.bias, b.mlp.c_fc.out_features)),
            blocks(lambda b: self._blocks(b.mlp.c_proj.weight)),
            blocks(lambda b: self._bias(b.mlp.c_proj.bias, C)),
            np.float32(self._model.config.layer_norm_epsilon),
        )
        last, output = self._model.transformer.ln_f, self._model.lm_head
        head = (last.weight, last.bias, self._blocks(output.weight), self._bias(output.bias, output.out_features))
        return layers, tuple(part.detach().numpy() for part in head)

    def _blocks_of_model(self, parameter: Callable[[Any], torch.Tensor]) -> np.ndarray:
        stacked: np.ndarray = torch.stack([parameter(block) for block in self._layer_blocks]).detach().numpy()
        return stacked


def _qkv(block: Any) -> torch.Tensor:
    attention = block.attn.attention
    return torch.cat((attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight))


def _obstacle(model: GPTNeoForCausalLM) -> str:
    """What stands in the way, as a sentence, or nothing."""
    weight = model.transformer.wte.weight
    if find_spec("numba") is None:
        return "Numba is not installed (pip install numba)."
    if weight.device.type != "cpu" or weight.dtype != torch.float32:
        return f"it needs fp32 on a CPU, and the model is in {weight.dtype} on {weight.device.type}."
    name = cast(GPTNeoBlock, model.transformer.h[0]).mlp.act.__class__.__name__
    return "" if name == "NewGELUActivation" else f"it needs the activation gelu_new, and the model has {name}."


def _kernels() -> tuple[Callable[..., None], int, Callable[[int], None]]:
    """The compiled step, its block size, and how to say on how many threads it runs at most.

    Imported here, since Numba is optional and slow to load.
    """
    from mlopstinystories.models.fused_kernels import BLOCK, step, use_threads

    threads = torch.get_num_threads()
    use_threads(threads)  # starts Numba's threads, and with them sets the number that PyTorch uses
    torch.set_num_threads(threads)
    return step, BLOCK, use_threads
