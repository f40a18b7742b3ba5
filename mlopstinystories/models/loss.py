"""The loss of a causal language model, one number for each target, in nats.

Targets are handed in, already one step later in time than the inputs (`data/loader.py`); nothing is shifted here.
GPT-Neo goes through `gpt_neo.py`; every other family through the library's own forward pass.

B batch, T time, C hidden size, V vocabulary.
"""

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import GPTNeoForCausalLM, PreTrainedModel

from mlopstinystories.errors import SettingsError
from mlopstinystories.models.gpt_neo import hidden_states

IGNORED = -100
"""A target that is not scored, such as padding; the convention of PyTorch and transformers."""


def logits(model: PreTrainedModel, inputs_BT: torch.Tensor, document_mask: bool = False) -> torch.Tensor:
    """Logits of the next token at each place, shape (B, T, V).

    With `document_mask`, which GPT-Neo alone has here, a token sees its own story only.
    """
    if isinstance(model, GPTNeoForCausalLM):
        return F.linear(hidden_states(model, inputs_BT, document_mask), model.lm_head.weight)
    if document_mask:
        raise SettingsError(
            f"document_mask=true is for GPT-Neo, and this is a {model.config.model_type}. Set document_mask=false."
        )
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
    logits_BTV = logits(model, inputs_BT, document_mask).float()
    return F.cross_entropy(logits_BTV.flatten(0, 1), targets_BT.flatten())
