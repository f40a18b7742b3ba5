"""Any causal language model of transformers token by token, through the library's own forward pass and cache.

Stories of different lengths run in one batch, padded at the left. Keys and values are kept in the library's
`DynamicCache`, so every attention model works; recurrent families, whose state cannot lose rows, read the whole story
again for every token (and not all of them hide the padding). The price is the library's: every token runs all its
modules, and the cache is copied to grow by a column.

B stories in the batch, T places (padding included), V vocabulary.
"""

import inspect
from collections.abc import Sequence

import torch
from torch.nn import functional as F  # noqa: N812 - the name the field uses
from transformers import DynamicCache, PreTrainedModel
from transformers.cache_utils import DynamicLayer

from mlopstinystories.models.modes import evaluation_mode


class LibraryDecoder:
    """The stories under way, aligned at the right, so that the newest tokens form one column."""

    def __init__(self, model: PreTrainedModel) -> None:
        self._model = model
        self._accepted = inspect.signature(model.forward).parameters
        self._cache_argument = _cache_argument(model)
        self.tokens_BT = torch.zeros((0, 0), dtype=torch.long, device=model.device)
        self.seen_BT = torch.zeros((0, 0), dtype=torch.long, device=model.device)
        """1 where a token of the story stands, 0 where padding does."""
        self.cache: DynamicCache | None = None
        """Keys and values of all columns; None while no story is under way, and for families that re-read."""

    def join(self, starts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Read new stories' beginnings, all at once; returns the logits of each one's next token, shape (B, V)."""
        longest = max(len(start) for start in starts)
        # What stands in the padding is never seen; the first token is one that the model knows.
        padded = [[start[0]] * (longest - len(start)) + list(start) for start in starts]
        tokens_BT = torch.tensor(padded, device=self.tokens_BT.device)
        seen_BT = torch.tensor([[0] * (longest - len(start)) + [1] * len(start) for start in starts]).to(
            tokens_BT.device
        )
        # Without its configuration the cache keeps every column, also in layers with a sliding window, where the
        # library would throw away columns that `keep` counts on; the mask still hides them.
        cache = DynamicCache() if self._cache_argument else None
        logits_BV = self._next_logits(tokens_BT, seen_BT, cache, new_columns=longest)
        with torch.inference_mode():
            self.tokens_BT = _stack(self.tokens_BT, tokens_BT, dim=1)
            self.seen_BT = _stack(self.seen_BT, seen_BT, dim=1)
            self.cache = cache if self.cache is None else _stack_caches(self.cache, cache)
        return logits_BV

    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append one token to each story; returns the logits of the token after it, shape (B, V)."""
        column_B1 = torch.tensor(tokens, device=self.tokens_BT.device)[:, None]
        self.tokens_BT = torch.cat((self.tokens_BT, column_B1), dim=1)
        self.seen_BT = torch.cat((self.seen_BT, torch.ones_like(column_B1)), dim=1)
        new_columns = 1 if self.cache is not None else self.tokens_BT.shape[1]
        return self._next_logits(self.tokens_BT, self.seen_BT, self.cache, new_columns)

    def keep(self, rows: Sequence[int]) -> None:
        """Only the stories in these rows stay, in this order, and of the columns those that one of them sees."""
        if not rows:
            self.tokens_BT, self.seen_BT, self.cache = self.tokens_BT[:0, :0], self.seen_BT[:0, :0], None
            return
        rows_B = torch.tensor(rows, device=self.tokens_BT.device)
        padding = int((self.seen_BT[rows_B] == 0).sum(dim=1).min())
        self.tokens_BT = self.tokens_BT[rows_B, padding:]
        self.seen_BT = self.seen_BT[rows_B, padding:]
        if self.cache is not None:
            with torch.inference_mode():
                self.cache.batch_select_indices(rows_B)
                for layer in self.cache.layers:
                    if isinstance(layer, DynamicLayer) and layer.keys is not None and layer.values is not None:
                        layer.keys, layer.values = layer.keys[..., padding:, :], layer.values[..., padding:, :]

    def _next_logits(
        self, tokens_BT: torch.Tensor, seen_BT: torch.Tensor, cache: DynamicCache | None, new_columns: int
    ) -> torch.Tensor:
        positions_BT = (seen_BT.cumsum(dim=1) - 1).clamp(min=0)  # the padding must not shift learned positions
        inputs = {
            "input_ids": tokens_BT[:, -new_columns:],
            "attention_mask": seen_BT,
            "position_ids": positions_BT[:, -new_columns:],
            "use_cache": cache is not None,
            "logits_to_keep": 1,
        }
        if cache is not None:
            inputs[self._cache_argument] = cache
        # some families need no positions, or give all logits
        with evaluation_mode(self._model):
            output = self._model(**{key: value for key, value in inputs.items() if key in self._accepted})
        logits_BV: torch.Tensor = output.logits[:, -1]
        return logits_BV


def _stack(old_BT: torch.Tensor | None, new_BT: torch.Tensor | None, dim: int) -> torch.Tensor:
    """Both batches, one above the other, aligned at the right in `dim` with zeros in the room at the left."""
    assert old_BT is not None
    assert new_BT is not None
    width = max(old_BT.shape[dim], new_BT.shape[dim])
    behind = [0, 0] * (old_BT.dim() - 1 - dim)
    return torch.cat([F.pad(part_BT, [*behind, width - part_BT.shape[dim], 0]) for part_BT in (old_BT, new_BT)])


def _stack_caches(old: DynamicCache, new: DynamicCache | None) -> DynamicCache:
    """The rows of both caches; `old` is used up."""
    assert new is not None
    for old_layer, new_layer in zip(old.layers, new.layers, strict=True):
        assert isinstance(old_layer, DynamicLayer)
        assert isinstance(new_layer, DynamicLayer)
        old_layer.keys = _stack(old_layer.keys, new_layer.keys, dim=2)
        old_layer.values = _stack(old_layer.values, new_layer.values, dim=2)
    return old


def _cache_argument(model: PreTrainedModel) -> str:
    """The name under which `model` takes its cache, or "" when it has to read the whole story again.

    The library renamed it in 5.24; a cache handed over under a name that a model does not know would be left out of the
    call, and every token then be made without those before it.
    """
    if getattr(model, "_is_stateful", False):
        return ""
    accepted = inspect.signature(model.forward).parameters
    return next((name for name in ("cache", "past_key_values") if name in accepted), "")
