"""Completions at temperature 1 with fixed seeds, a bounded number of stories side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transformers import PreTrainedModel

from mlopstinystories.models.generation import Ended, Ending, NewToken, Sampling, generate
from mlopstinystories.models.model import context_length
from mlopstinystories.tokenizer import StoryTokenizer

SIDE_BY_SIDE = 64
"""Stories in one batch: the cache of a 33M model then stays under one GB."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Completion:
    """The new tokens of one prompt, and whether the model ended the story itself."""

    prompt: int
    """Place of the prompt in the list."""
    seed: int
    ids: tuple[int, ...]
    ended: bool


def fits(prompt_ids: Sequence[int], model: PreTrainedModel) -> bool:
    """Whether the prompt leaves the model at least half of its context for the story."""
    return 2 * (len(prompt_ids) + 1) <= context_length(model.config)


def complete_all(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    end_of_text_id: int,
    *,
    each: int = 1,
    seed: int = 0,
    temperature: float = 1.0,
    max_new_tokens: int = 400,
    progress: Progress | None = None,
) -> list[Completion]:
    """`each` completions of every prompt, in their order; completion c of prompt p has seed `seed + each * p + c`."""
    sampling = Sampling(temperature=temperature, max_new_tokens=max_new_tokens)
    wanted = [(prompt, seed + each * prompt + one) for prompt in range(len(prompts)) for one in range(each)]
    found: list[Completion] = []
    for first in range(0, len(wanted), SIDE_BY_SIDE):
        chunk = wanted[first : first + SIDE_BY_SIDE]
        ids: list[list[int]] = [[] for _ in chunk]
        ended = [False] * len(chunk)
        steps = generate(model, [prompts[p] for p, _ in chunk], sampling, [s for _, s in chunk], end_of_text_id)
        for step in steps:
            for event in step:
                if isinstance(event, NewToken):
                    ids[event.story].append(event.id)
                elif isinstance(event, Ended):
                    ended[event.story] = event.ending is Ending.end_of_text
        found += [Completion(p, s, tuple(i), e) for (p, s), i, e in zip(chunk, ids, ended, strict=True)]
        if progress:
            progress(len(chunk))
    return found


def text_after(tokenizer: StoryTokenizer, start: Sequence[int], ids: Sequence[int]) -> str:
    """The text of `ids` where they stand, after `start`: some tokenizers drop a blank at the head of a text."""
    return tokenizer.decode([*start, *ids])[len(tokenizer.decode(start)) :]
