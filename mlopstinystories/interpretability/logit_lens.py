"""What the model would say if it ended after each layer (nostalgebraist 2020).

The residual stream at each place goes through the final layer norm and the output layer. The lens is honest for the
last layer alone: earlier layers need not write in the language that the output layer reads, so a bad guess there says
less than a good one.

N places of the stream, T time, C hidden size.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM

from mlopstinystories.models.modes import evaluation_mode


@dataclass(frozen=True)
class Lens:
    """Guesses of each layer for the token after each place; all have the shape (N, T - 1)."""

    guesses: torch.Tensor
    """Ids of the likeliest tokens."""
    certainty: torch.Tensor
    """Their probabilities."""
    nats: torch.Tensor
    """-log p of the token that really comes."""


def logit_lens(model: GPTNeoForCausalLM, stream_NTC: torch.Tensor, tokens_T: torch.Tensor) -> Lens:
    """Read the stream of one story (`inside.look_inside`) with the model's own end."""
    with evaluation_mode(model):
        logits_NTV = model.lm_head(model.transformer.ln_f(stream_NTC[:, :-1]))
        log_p_NTV = F.log_softmax(logits_NTV.float(), dim=-1)
        best = log_p_NTV.max(dim=-1)
        targets_NT1 = tokens_T[1:].expand(len(stream_NTC), -1)[..., None]
        nats_NT = -log_p_NTV.gather(2, targets_NT1)[..., 0]
    return Lens(best.indices, best.values.exp(), nats_NT)
