"""Stories from a model, token by token, in a batch that stories join and leave while it runs.

    join ──prefill──▶ logits ──sample──▶ one token a story ──decode──▶ logits ──sample──▶ …        leave

`StoryBatch` is that batch: what a server drives. `generate` and `complete` are the short ways for a list of prompts.
Each story has its own settings and its own random numbers, so it is the same alone and in a crowd (up to a tie of two
logits: products of another shape round differently in the last digit).

GPT-Neo is decoded by `gpt_neo_decode.py`, over a static cache and without the library's modules; every other family by
`library_decode.py`, through the library's own forward pass. Tokens go in and come out; text is the business of the
caller.

B stories in the batch, V vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

import torch
from transformers import GPTNeoForCausalLM, PreTrainedModel

from mlopstinystories.errors import PromptError
from mlopstinystories.models.gpt_neo_decode import GPTNeoDecoder
from mlopstinystories.models.idea_model import IdeaForCausalLM
from mlopstinystories.models.library_decode import LibraryDecoder
from mlopstinystories.models.model import context_length
from mlopstinystories.models.modes import evaluation_mode
from mlopstinystories.models.native_decode import NativeDecoder, why_not
from mlopstinystories.models.native_sampling import Chooser, chooser
from mlopstinystories.models.reread_decode import RereadDecoder
from mlopstinystories.models.sampling import Alternative, Drawn, Draws, Sampling

__all__ = [
    "Alternative",
    "Decoder",
    "Ended",
    "Ending",
    "NewToken",
    "Sampling",
    "Step",
    "StoryBatch",
    "complete",
    "decoder_of",
    "evaluation_mode",
    "generate",
    "story_start",
]


class Ending(StrEnum):
    """Why a story ended."""

    end_of_text = "end of text"
    max_new_tokens = "max_new_tokens"
    context = "the model's context is full"


class NewToken(NamedTuple):
    """The next token of story number `story` (its place in the list of prompts, or what `StoryBatch.join` returned)."""

    story: int
    id: int
    log_probability: float
    """In nats, as the model has it: at temperature 1, among all tokens."""
    alternatives: Sequence[Alternative] = ()
    """The likeliest tokens for this place, as many as the story asked for."""


class Ended(NamedTuple):
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
    batch = StoryBatch(model, end_of_text_id)
    for prompt, seed in zip(prompts, seeds, strict=True):
        batch.join(prompt, sampling, seed)
    return batch.steps()


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


# --- the batch ----------------------------------------------------------------------------------------------------
class Decoder(Protocol):
    """Rows of stories in one model. A row that `keep` moves goes to a place before its own."""

    def join(self, starts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Read new stories' beginnings into rows behind the others; returns the logits of their next tokens, (B, V)."""

    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append a token to each row; returns the logits of the token after it, (B, V), valid until the next call."""

    def keep(self, rows: Sequence[int]) -> None:
        """Only these rows stay, in this order."""


def decoder_of(model: PreTrainedModel) -> Decoder:
    """The fastest decoder that computes this model."""
    if type(model) is GPTNeoForCausalLM:
        return GPTNeoDecoder(model) if why_not(model) else NativeDecoder(model)
    if isinstance(model, IdeaForCausalLM):
        return RereadDecoder(model)
    return LibraryDecoder(model)


@dataclass
class _Story:
    number: int
    start: list[int]
    sampling: Sampling
    draws: Draws
    room: int
    """Tokens that the model's context still holds."""
    forced: Sequence[int] = ()
    alternatives: int = 0
    told: int = 0
    token: int = -1
    """The newest token, which the model has not read yet."""


class StoryBatch:
    """Stories that are told side by side; a request may join or leave between any two steps.

    Who joins is read at the next step, all newcomers at once, and has its first token in that step; those under way
    wait for it. The model's weights must stay as they are while stories are under way.
    """

    def __init__(self, model: PreTrainedModel, end_of_text_id: int) -> None:
        self._end_of_text_id = end_of_text_id
        self._context = context_length(model.config)
        self._decoder = decoder_of(model)
        self._arriving: list[_Story] = []
        self._rows: list[_Story] = []
        """The stories that the decoder holds, by row."""
        self._joined = 0
        self._choose: Chooser | None = None
        """Draws for the rows as they are; None when they have changed."""
        self._forcing = False

    def __len__(self) -> int:
        """Stories that have not ended, those that have just joined included."""
        return len(self._rows) + len(self._arriving)

    def join(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        seed: int,
        forced: Sequence[int] = (),
        alternatives: int = 0,
    ) -> int:
        """Have one more story told, from the next step on; returns its number: 0, 1, 2, … in the order of joining.

        `seed` is any integer. The story begins with the tokens in `forced`, one a step, and uses up a random number for
        each: forced to its own first tokens, a story goes on as it did. `alternatives`: how many tokens to name with
        each new one. Raises `PromptError` for a prompt that leaves no room for a token.
        """
        start = story_start(prompt, self._end_of_text_id)
        if len(start) >= self._context:
            raise PromptError(
                f"The prompt is too long: expected at most {self._context - 2} tokens (the model's context of "
                f"{self._context} less the end-of-text before the prompt and room for a new token), received "
                f"{len(prompt)}. Shorten the prompt, or use a model with a longer context."
            )
        number, self._joined = self._joined, self._joined + 1
        room = self._context - len(start)
        self._arriving.append(_Story(number, start, sampling, Draws(seed), room, forced, alternatives))
        return number

    def leave(self, *stories: int) -> None:
        """These stories are told no further, and free their rows; a number that has ended already is let pass."""
        self._arriving = [story for story in self._arriving if story.number not in stories]
        self._keep([row for row, story in enumerate(self._rows) if story.number not in stories])

    def step(self) -> Step:
        """The next token of every story; a story that ends with it leaves. Nothing where no story is under way."""
        if not len(self):
            return []
        logits_BV = self._logits()
        drawn = self._draw(logits_BV)
        step: Step = []
        staying = []
        for row, (story, token, log_probability, alternatives) in enumerate(zip(self._rows, *drawn, strict=True)):
            ending = Ending.end_of_text if token == self._end_of_text_id else None
            if ending is None:
                step.append(NewToken(story.number, token, log_probability, alternatives))
                story.token, story.told, story.room = token, story.told + 1, story.room - 1
                if story.told >= story.sampling.max_new_tokens:
                    ending = Ending.max_new_tokens
                elif story.room == 0:
                    ending = Ending.context
            if ending is None:
                staying.append(row)
            else:
                step.append(Ended(story.number, ending))
        self._keep(staying)
        return step

    def steps(self) -> Iterator[Step]:
        """Steps until no story is under way; whoever joins meanwhile is told too."""
        while len(self):
            yield self.step()

    def _draw(self, logits_BV: torch.Tensor) -> Drawn:
        """The next token of every story, drawn or forced."""
        rows = self._rows
        if self._choose is None:
            samplings, draws = [story.sampling for story in rows], [story.draws for story in rows]
            self._choose = chooser(samplings, draws, [story.alternatives for story in rows])
            self._forcing = any(story.forced for story in rows)
        forced = None
        if self._forcing:
            forced = [story.forced[story.told] if story.told < len(story.forced) else None for story in rows]
        return self._choose(logits_BV, forced)

    def _logits(self) -> torch.Tensor:
        """The logits of every story's next token, shape (B, V); newcomers take their rows."""
        parts = []
        if self._rows:
            parts.append(self._decoder.step([story.token for story in self._rows]))
        if self._arriving:
            parts.append(self._decoder.join([story.start for story in self._arriving]))
            self._rows += self._arriving
            self._arriving, self._choose = [], None
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _keep(self, staying: list[int]) -> None:
        """Close the gaps of the rows that leave with rows from the end, so that few have to move."""
        count = len(staying)
        if count == len(self._rows):
            return
        stay = set(staying)
        from_end = [row for row in reversed(staying) if row >= count]
        rows = [row if row in stay else from_end.pop(0) for row in range(count)]
        self._decoder.keep(rows)
        self._choose = None
        self._rows = [self._rows[row] for row in rows]
