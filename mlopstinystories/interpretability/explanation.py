"""Everything that the page shows of one run, as plain numbers and texts: `explain` is the whole way but the drawing.

Heads and neurons are measured over several held-out stories; maps and the logit lens show one text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from transformers import GPTNeoForCausalLM

from mlopstinystories.interpretability.attention_heads import Head, score_heads
from mlopstinystories.interpretability.inside import Inside, look_inside
from mlopstinystories.interpretability.logit_lens import logit_lens
from mlopstinystories.interpretability.neurons import Neuron, choose_neurons, describe_neuron
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.generation import story_start
from mlopstinystories.models.model import context_length
from mlopstinystories.tokenizer import StoryTokenizer

END_SIGN = "▪"
LONGEST_SHOWN = 80
"""Tokens of the text that is shown; a map has so many rows."""


@dataclass(frozen=True)
class Guess:
    """What one layer says at one place."""

    word: str
    certainty: float
    nats: float
    """-log p of the token that really comes."""


@dataclass(frozen=True)
class Explanation:
    """What the page is made of."""

    run: str
    words: list[str]
    """Of the text that is shown."""
    attention_LHTT: torch.Tensor
    """Of the text that is shown."""
    windows: list[int | None]
    """Keys that each layer sees; None: all earlier ones."""
    heads: list[Head]
    neurons: list[Neuron]
    lens: list[list[Guess]]
    """By layer (the embedding first), then by place."""
    nats_by_layer: list[float]
    """Nats a token over all stories, if the model ended there."""
    stories: int
    tokens: int


def explain(
    folder: Path, run: str, texts: Sequence[str], shown: str, neurons: int, device: torch.device
) -> Explanation:
    """Measure heads and neurons over `texts`, and look at `shown`.

    Args:
        folder: A model folder.
        run: Its name, for the page.
        texts: Stories to measure on.
        shown: The text of the maps and of the lens; cut after `LONGEST_SHOWN` tokens.
        neurons: How many of each layer to describe.
        device: Where to compute.

    Raises:
        ModelError: The model is no GPT-Neo.
    """
    model, tokenizer = open_model_folder(folder, device)
    context = context_length(model.config)
    tokens = [_tokens(text, tokenizer, context, device) for text in texts]
    insides = [look_inside(model, story) for story in tokens]
    words = [_words(story, tokenizer) for story in tokens]
    gpt_neo = cast(GPTNeoForCausalLM, model)
    lenses = [logit_lens(gpt_neo, inside.stream_NTC, story) for inside, story in zip(insides, tokens, strict=True)]
    shown_T = _tokens(shown, tokenizer, min(context, LONGEST_SHOWN), device)
    inside = look_inside(model, shown_T)
    lens = logit_lens(gpt_neo, inside.stream_NTC, shown_T)
    config = gpt_neo.config
    return Explanation(
        run=run,
        words=_words(shown_T, tokenizer),
        attention_LHTT=inside.attention_LHTT.cpu(),
        windows=[config.window_size if kind == "local" else None for kind in config.attention_layers],
        heads=score_heads([one.attention_LHTT.cpu() for one in insides], words),
        neurons=_neurons(insides, words, neurons),
        lens=[
            [
                Guess(word, float(certainty), float(nats))
                for word, certainty, nats in zip(_words(layer[0], tokenizer), *layer[1:], strict=True)
            ]
            for layer in zip(lens.guesses, lens.certainty, lens.nats, strict=True)
        ],
        nats_by_layer=torch.cat([one.nats for one in lenses], dim=1).mean(dim=1).tolist(),
        stories=len(texts),
        tokens=sum(len(story) for story in tokens),
    )


def _neurons(insides: Sequence[Inside], words: Sequence[Sequence[str]], count: int) -> list[Neuron]:
    values = [inside.neurons_LTI.cpu() for inside in insides]
    return [
        describe_neuron(values, words, layer, neuron)
        for layer in range(len(values[0]))
        for neuron in choose_neurons(values, layer, count)
    ]


def _words(tokens_T: torch.Tensor, tokenizer: StoryTokenizer) -> list[str]:
    """Each token as text, the end of text as a sign."""
    return [END_SIGN if token == tokenizer.end_of_text_id else tokenizer.decode([token]) for token in tokens_T.tolist()]


def _tokens(text: str, tokenizer: StoryTokenizer, longest: int, device: torch.device) -> torch.Tensor:
    return torch.tensor(story_start(tokenizer.encode(text), tokenizer.end_of_text_id)[:longest], device=device)
