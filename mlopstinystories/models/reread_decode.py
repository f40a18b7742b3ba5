"""Any causal model token by token by reading the whole story again for each token: slow, and right for every idea.

Stories are padded at the right, which no token of a causal model can see, so a model needs neither cache nor mask nor
positions for it. The price is a number of token computations that grows with the square of a story's length.

B stories, T time, V vocabulary.
"""

from collections.abc import Sequence

import torch
from transformers import GPTNeoForCausalLM

from mlopstinystories.models.gpt_neo import hidden_states
from mlopstinystories.models.modes import evaluation_mode


class RereadDecoder:
    """The stories under way, as lists of tokens."""

    def __init__(self, model: GPTNeoForCausalLM) -> None:
        self._model = model
        self._stories: list[list[int]] = []

    def join(self, starts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Read new stories' beginnings; returns the logits of their next tokens, shape (B, V)."""
        newcomers = [list(start) for start in starts]
        self._stories += newcomers
        return self._next_logits(newcomers)

    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append one token to each story; returns the logits of the token after it, shape (B, V)."""
        for story, token in zip(self._stories, tokens, strict=True):
            story.append(token)
        return self._next_logits(self._stories)

    def keep(self, rows: Sequence[int]) -> None:
        """Only these stories stay, in this order."""
        self._stories = [self._stories[row] for row in rows]

    def _next_logits(self, stories: list[list[int]]) -> torch.Tensor:
        longest = max(len(story) for story in stories)
        device = self._model.device
        tokens_BT = torch.tensor([[*story, *[story[0]] * (longest - len(story))] for story in stories], device=device)
        last_B = torch.tensor([len(story) - 1 for story in stories], device=device)
        with evaluation_mode(self._model):
            hidden_BTC = hidden_states(self._model, tokens_BT)
            logits_BV: torch.Tensor = self._model.lm_head(hidden_BTC[torch.arange(len(stories), device=device), last_B])
        return logits_BV
