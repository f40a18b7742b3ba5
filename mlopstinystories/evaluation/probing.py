"""Accuracy on the story world's probes: is the right continuation the likeliest?

A continuation's likelihood is the sum of the log probabilities of its tokens after end-of-text and the prompt; all are
short, and drawn from one list, so a length does not decide. What the probes ask is said in `data/storyworld/probes.py`.

N sequences, B batch, T time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.data.storyworld.probes import KINDS, Probe, make_probes
from mlopstinystories.evaluation.completions import complete_all
from mlopstinystories.evaluation.intervals import wilson
from mlopstinystories.models.generation import evaluation_mode, story_start
from mlopstinystories.models.loss import IGNORED, token_nats
from mlopstinystories.models.model import context_length
from mlopstinystories.tokenizer import StoryTokenizer

_BATCH_TOKENS = 8_192
_SHOWN = 3
"""Greedy completions to read, for each kind."""


def continuation_nats(
    model: PreTrainedModel, pairs: Sequence[tuple[list[int], list[int]]], device: torch.device
) -> NDArray[np.float64]:
    """-log p of each continuation after its start, in nats, shape (N,); pairs of (start, continuation) in token ids."""
    nats_N = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda n: -len(pairs[n][0]) - len(pairs[n][1]))
    batch_tokens = max(1, min(_BATCH_TOKENS, 2**26 // model.config.vocab_size))
    while order:
        longest = sum(map(len, pairs[order[0]])) - 1
        rows = order[: max(1, batch_tokens // longest)]
        order = order[len(rows) :]
        inputs_BT = torch.zeros((len(rows), longest), dtype=torch.long)
        targets_BT = torch.full_like(inputs_BT, IGNORED)
        for row, n in enumerate(rows):
            start, rest = pairs[n]
            ids = torch.tensor(start + rest)
            inputs_BT[row, : len(ids) - 1] = ids[:-1]
            targets_BT[row, len(start) - 1 : len(ids) - 1] = ids[len(start) :]
        with evaluation_mode(model):
            found_BT = token_nats(model, inputs_BT.to(device), targets_BT.to(device))
        nats_N[rows] = found_BT.double().sum(dim=1).cpu().numpy()
    return nats_N


def right_answers(
    model: PreTrainedModel, tokenizer: StoryTokenizer, probes: Sequence[Probe], device: torch.device
) -> list[bool | None]:
    """For each probe whether the right continuation is the likeliest; None where it does not fit into the context."""
    context = context_length(model.config)
    pairs: list[tuple[list[int], list[int]]] = []
    spans: list[tuple[int, int] | None] = []
    for probe in probes:
        start = story_start(tokenizer.encode(probe.prompt), tokenizer.end_of_text_id)
        options = [(start, tokenizer.encode(option)) for option in (probe.right, *probe.wrong)]
        fits = all(len(start) + len(rest) - 1 <= context for _, rest in options)
        spans.append((len(pairs), len(pairs) + len(options)) if fits else None)
        pairs += options if fits else []
    nats_N = continuation_nats(model, pairs, device)
    return [None if span is None else bool(nats_N[span[0]] < nats_N[span[0] + 1 : span[1]].min()) for span in spans]


def score_probes(
    model: PreTrainedModel, tokenizer: StoryTokenizer, device: torch.device, *, each: int, seed: int = 0
) -> dict[str, Any]:
    """Accuracy on `each` probes of every kind with Wilson's interval and what guessing gets, and answers to read."""
    found = {}
    for kind in KINDS:
        probes = list(make_probes(kind, seed, each))
        answers = right_answers(model, tokenizer, probes, device)
        asked = [(probe, answer) for probe, answer in zip(probes, answers, strict=True) if answer is not None]
        found[kind] = {
            **wilson(sum(answer for _, answer in asked), len(asked)).as_dict(),
            "guessing": sum(probe.chance for probe, _ in asked) / len(asked) if asked else None,
            "too_long_for_the_context": len(probes) - len(asked),
            "to_read": _greedy(model, tokenizer, [probe for probe, _ in asked[:_SHOWN]]),
        }
    return found


def _greedy(model: PreTrainedModel, tokenizer: StoryTokenizer, probes: list[Probe]) -> list[dict[str, str]]:
    """What the model says by itself, always its likeliest token, a few words long."""
    prompts = [tokenizer.encode(probe.prompt) for probe in probes]
    told = complete_all(model, prompts, tokenizer.end_of_text_id, temperature=0, max_new_tokens=12)
    return [
        {"prompt": probe.prompt, "right": probe.right, "told": tokenizer.decode(one.ids)}
        for probe, one in zip(probes, told, strict=True)
    ]
