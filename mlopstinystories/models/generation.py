"""Stories from a model, token by token: prefill, decode one token, sample, and who leaves the batch when.

    prompts ──prefill──▶ logits ──sample──▶ one token a story ──decode_one_token──▶ logits ──sample──▶ …

Stories of different prompts run in one batch, padded at the left; each has its own random numbers, so a story is the
same alone and in a crowd (up to a tie of two logits: products of another shape round differently in the last digit).
Keys and values are kept in transformers' own cache, so every attention model of the library works; recurrent families,
whose state cannot lose rows, read the whole story again for every token (and not all of them hide the padding).

Tokens go in and come out; text is the business of the caller.

B stories in the batch, T places (padding included), V vocabulary.
"""

import contextlib
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import torch
from transformers import DynamicCache, PreTrainedModel
from transformers.cache_utils import DynamicLayer

from mlopstinystories.errors import ModelError, PromptError
from mlopstinystories.models.model import context_length


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. `top_k` and `top_p` act one after the other, as in transformers."""

    temperature: float = 1.0
    """0: always the likeliest token; 1: the model's own probabilities."""
    top_k: int | None = None
    """Draw among the k likeliest tokens, and those that tie with the last of them; None: among all."""
    top_p: float | None = None
    """Draw among the likeliest tokens that together have at least this probability; None: among all."""
    max_new_tokens: int = 400
    """Longest story, in tokens after the prompt."""


class Ending(StrEnum):
    """Why a story ended."""

    end_of_text = "end of text"
    max_new_tokens = "max_new_tokens"
    context = "the model's context is full"


@dataclass(frozen=True)
class NewToken:
    """The next token of story number `story` (its place in the list of prompts)."""

    story: int
    id: int
    log_probability: float
    """In nats, as the model has it: at temperature 1, among all tokens."""


@dataclass(frozen=True)
class Ended:
    """Story number `story` has no further tokens."""

    story: int
    ending: Ending


Step = list[NewToken | Ended]


def generate(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    sampling: Sampling,
    seeds: Sequence[int],
    end_of_text_id: int,
) -> Iterator[Step]:
    """Continue every prompt; each step yields the new token of each story under way, and says which have ended.

    A story ends at end-of-text (which is not yielded), after `max_new_tokens`, or when it has as many tokens, the
    end-of-text before the prompt included, as the model has context. One seed for each prompt, any integer.
    Raises `PromptError`, before the first step, for a prompt that leaves no room.
    """
    assert len(seeds) == len(prompts), f"{len(prompts)} prompts, {len(seeds)} seeds"
    starts = [story_start(prompt, end_of_text_id) for prompt in prompts]
    context = context_length(model.config)
    for start in starts:
        if len(start) >= context:
            raise PromptError(
                f"The prompt is too long: expected at most {context - 2} tokens (the model's context of {context} less "
                f"the end-of-text before the prompt and room for a new token), received {len(start) - 1}. Shorten "
                "the prompt, or use a model with a longer context."
            )
    return _steps(model, starts, sampling, seeds, end_of_text_id, context)


def complete(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    sampling: Sampling,
    seeds: Sequence[int],
    end_of_text_id: int,
) -> list[list[int]]:
    """The new tokens of each story, once all have ended; see `generate`."""
    stories: list[list[int]] = [[] for _ in prompts]
    for step in generate(model, prompts, sampling, seeds, end_of_text_id):
        for event in step:
            if isinstance(event, NewToken):
                stories[event.story].append(event.id)
    return stories


def story_start(prompt: Sequence[int], end_of_text_id: int) -> list[int]:
    """What the model reads for a prompt: end-of-text, then the prompt.

    In training a story stands between two end-of-texts, so the first word of a story always comes after one; a prompt
    without it would look like the middle of a story. An empty prompt is end-of-text alone: any story.
    """
    return [end_of_text_id, *prompt]


@contextlib.contextmanager
def evaluation_mode(model: PreTrainedModel) -> Iterator[None]:
    """No dropout inside the block, and no gradients; afterwards the model is in the mode in which it was."""
    was_training = model.training
    if was_training:
        model.train(False)
    try:
        with torch.inference_mode():
            yield
    finally:
        if was_training:
            model.train()


# --- one batch ----------------------------------------------------------------------------------------------------
@dataclass
class Batch:
    """The stories under way, aligned at the right, so that the newest tokens form one column."""

    tokens_BT: torch.Tensor
    seen_BT: torch.Tensor
    """1 where a token of the story stands, 0 where padding does."""
    cache: DynamicCache | None
    """Keys and values of all columns, or None for a family that has to read the whole story again."""

    def append(self, tokens_B: torch.Tensor) -> None:
        """One more token for each story."""
        column_B1 = tokens_B[:, None].to(self.tokens_BT.device)
        self.tokens_BT = torch.cat((self.tokens_BT, column_B1), dim=1)
        self.seen_BT = torch.cat((self.seen_BT, torch.ones_like(column_B1)), dim=1)

    def keep(self, rows: list[int]) -> None:
        """The other stories leave, and with them the columns that are padding for all who stay.

        Without the second part a batch could grow wider than the model's context, and GPT-Neo's mask has no more
        columns than that.
        """
        rows_B = torch.tensor(rows, device=self.tokens_BT.device)
        padding = int((self.seen_BT[rows_B] == 0).sum(dim=1).min())
        self.tokens_BT = self.tokens_BT[rows_B, padding:]
        self.seen_BT = self.seen_BT[rows_B, padding:]
        if self.cache is not None:
            self.cache.batch_select_indices(rows_B)
            for layer in self.cache.layers:
                if isinstance(layer, DynamicLayer) and layer.keys is not None and layer.values is not None:
                    layer.keys, layer.values = layer.keys[..., padding:, :], layer.values[..., padding:, :]


def prefill(model: PreTrainedModel, starts: Sequence[Sequence[int]]) -> tuple[Batch, torch.Tensor]:
    """Read all starts at once; returns the batch and the logits of each story's next token, shape (B, V)."""
    longest = max(len(start) for start in starts)
    # What stands in the padding is never seen; the first token is one that the model knows.
    tokens = [[start[0]] * (longest - len(start)) + list(start) for start in starts]
    seen = [[0] * (longest - len(start)) + [1] * len(start) for start in starts]
    # Without its configuration the cache keeps every column, also in layers with a sliding window, where the library
    # would throw away columns that `keep` counts on; the mask still hides them.
    cache = DynamicCache() if _cache_argument(model) else None
    batch = Batch(torch.tensor(tokens, device=model.device), torch.tensor(seen, device=model.device), cache)
    return batch, _next_logits(model, batch, new_columns=longest)


def decode_one_token(model: PreTrainedModel, batch: Batch, tokens_B: torch.Tensor) -> torch.Tensor:
    """Append one token to each story of the batch; returns the logits of the token after it, shape (B, V)."""
    batch.append(tokens_B)
    return _next_logits(model, batch, new_columns=1 if batch.cache is not None else batch.tokens_BT.shape[1])


def _next_logits(model: PreTrainedModel, batch: Batch, new_columns: int) -> torch.Tensor:
    positions_BT = (batch.seen_BT.cumsum(dim=1) - 1).clamp(min=0)  # the padding must not shift learned positions
    inputs = {
        "input_ids": batch.tokens_BT[:, -new_columns:],
        "attention_mask": batch.seen_BT,
        "position_ids": positions_BT[:, -new_columns:],
        "use_cache": batch.cache is not None,
        "logits_to_keep": 1,
    }
    if batch.cache is not None:
        inputs[_cache_argument(model)] = batch.cache
    accepted = inspect.signature(model.forward).parameters  # some families need no positions, or give all logits
    with evaluation_mode(model):
        output = model(**{key: value for key, value in inputs.items() if key in accepted})
    logits_BV: torch.Tensor = output.logits[:, -1]
    return logits_BV


def _cache_argument(model: PreTrainedModel) -> str:
    """The name under which `model` takes its cache, or "" when it has to read the whole story again.

    The library renamed it in 5.24; a cache handed over under a name that a model does not know would be left out of the
    call, and every token then be made without those before it.
    """
    if getattr(model, "_is_stateful", False):
        return ""
    accepted = inspect.signature(model.forward).parameters
    return next((name for name in ("cache", "past_key_values") if name in accepted), "")


# --- sampling -----------------------------------------------------------------------------------------------------
def sample(
    logits_BV: torch.Tensor, sampling: Sampling, generators: Sequence[torch.Generator]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw each story's next token with its own generator; returns ids (int64) and log-probabilities (fp64), both (B,).

    On the CPU and in fp64 wherever the model is, so that a seed means the same on every device.
    """
    logits_BV = logits_BV.float().cpu().double()
    if not torch.isfinite(logits_BV.amax(dim=1)).all():
        raise ModelError(
            "The model's logits are not numbers, so its weights are damaged: the training diverged. Use an earlier "
            "checkpoint of the run (run=RUN/checkpoints/step_N), or train again with a lower learning rate."
        )
    if sampling.temperature == 0:
        tokens_B = logits_BV.argmax(dim=1)
    else:
        cumulative_BV = probabilities(logits_BV, sampling).cumsum(dim=1)
        draws_B = torch.stack([torch.rand((), generator=generator, dtype=torch.float64) for generator in generators])
        # The first token whose cumulative probability exceeds the draw; one of probability zero never is that. A draw
        # below 1 can round to the total itself, so it is held under it.
        total_B = cumulative_BV[:, -1]
        below_B = torch.minimum(draws_B * total_B, torch.nextafter(total_B, torch.zeros_like(total_B)))
        tokens_B = torch.searchsorted(cumulative_BV, below_B[:, None], right=True)[:, 0]
    log_probabilities_B = logits_BV.log_softmax(dim=1).gather(1, tokens_B[:, None])[:, 0]
    return tokens_B, log_probabilities_B


def probabilities(logits_BV: torch.Tensor, sampling: Sampling) -> torch.Tensor:
    """The distribution to draw from, shape (B, V): temperature (above 0) first, then top-k, then top-p."""
    # The largest logit becomes 0 first: divided by a temperature near 0 it would overflow.
    scaled_BV = (logits_BV - logits_BV.amax(dim=1, keepdim=True)) / sampling.temperature
    if sampling.top_k is not None and sampling.top_k < scaled_BV.shape[1]:
        kth_B1 = scaled_BV.topk(sampling.top_k, dim=1).values[:, -1:]
        scaled_BV = scaled_BV.masked_fill(scaled_BV < kth_B1, -torch.inf)
    result_BV = scaled_BV.softmax(dim=1)
    if sampling.top_p is not None and sampling.top_p < 1:
        sorted_BV, order_BV = result_BV.sort(dim=1, descending=True, stable=True)
        likelier_BV = sorted_BV.cumsum(dim=1) - sorted_BV  # the probability of all tokens before this one
        kept_BV = sorted_BV.masked_fill(likelier_BV >= sampling.top_p, 0.0)
        result_BV = torch.zeros_like(result_BV).scatter(1, order_BV, kept_BV)
        result_BV = result_BV / result_BV.sum(dim=1, keepdim=True)
    return result_BV


# --- the stream ---------------------------------------------------------------------------------------------------
def _steps(
    model: PreTrainedModel,
    starts: list[list[int]],
    sampling: Sampling,
    seeds: Sequence[int],
    end_of_text_id: int,
    context: int,
) -> Iterator[Step]:
    if not starts:
        return
    generators = [torch.Generator().manual_seed(seed % 2**64) for seed in seeds]
    longest = [min(context, len(start) + sampling.max_new_tokens) for start in starts]
    lengths = [len(start) for start in starts]
    under_way = list(range(len(starts)))  # the story in each row of the batch
    batch, logits_BV = prefill(model, starts)
    while True:
        tokens_B, log_probabilities_B = sample(logits_BV, sampling, [generators[story] for story in under_way])
        step: Step = []
        staying = []
        drawn = zip(under_way, tokens_B.tolist(), log_probabilities_B.tolist(), strict=True)
        for row, (story, token, log_probability) in enumerate(drawn):
            if token == end_of_text_id:
                step.append(Ended(story, Ending.end_of_text))
                continue
            step.append(NewToken(story, token, log_probability))
            lengths[story] += 1
            if lengths[story] < longest[story]:
                staying.append(row)
            else:
                asked = lengths[story] == len(starts[story]) + sampling.max_new_tokens
                step.append(Ended(story, Ending.max_new_tokens if asked else Ending.context))
        yield step
        if not staying:
            return
        if len(staying) < len(under_way):
            batch.keep(staying)
            under_way = [under_way[row] for row in staying]
        logits_BV = decode_one_token(model, batch, tokens_B[staying])
