"""GPT-Neo with parts of the user's own in it (`ideas.py`), saved and opened like any other model here.

Its configuration has a `model_type` that stock transformers does not know. That is meant: a program that never heard of
the idea says so, instead of computing another function with the same weights.

B batch, T time, C hidden size.
"""

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, GPTNeoConfig, GPTNeoForCausalLM
from transformers.modeling_outputs import CausalLMOutput
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock

from mlopstinystories.models.gpt_neo import hidden_states
from mlopstinystories.models.ideas import Idea, reopen_idea


class IdeaConfig(GPTNeoConfig):
    """GPT-Neo's configuration and `idea`: path, SHA-256, settings and slots of the user's file."""

    model_type = "gpt_neo_with_idea"

    idea: dict[str, Any] | None = None


class Activation(nn.Module):
    """The user's function as the module that the library has in its place."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Elementwise."""
        result: torch.Tensor = self.function(x)
        return result


class IdeaForCausalLM(GPTNeoForCausalLM):
    """GPT-Neo in which the idea's parts have taken their places."""

    config_class = IdeaConfig

    def __init__(self, config: IdeaConfig) -> None:
        super().__init__(config)
        idea = reopen_idea(config.idea or {}, config.name_or_path or "this model")
        self.idea_source = idea.source
        put_into(self, idea)

    def forward(self, input_ids: torch.Tensor) -> CausalLMOutput:
        """Logits of whole texts, no cache: an idea need not know how to continue from stored keys and values."""
        hidden_BTC = hidden_states(self, input_ids)
        return CausalLMOutput(logits=self.lm_head(hidden_BTC))


def put_into(model: GPTNeoForCausalLM, idea: Idea) -> None:
    """Put the parts that change the function into their places."""
    body, config = model.transformer, model.config
    if block := idea.part("Block"):
        body.h = nn.ModuleList([block(config, layer) for layer in range(config.num_layers)])
    for layer in body.h:
        if isinstance(layer, GPTNeoBlock):
            if attention := idea.part("attention"):
                vars(layer.attn.attention)["idea_attention"] = attention  # no module and no tensor
            if activation := idea.part("activation"):
                layer.mlp.act = Activation(activation)


AutoConfig.register(IdeaConfig.model_type, IdeaConfig)
AutoModelForCausalLM.register(IdeaConfig, IdeaForCausalLM)
