"""Accuracy on probes: is the right continuation the likeliest?

A continuation's likelihood is the sum of the log probabilities of its tokens after end-of-text and the prompt; all are
short, and drawn from one list, so a length does not decide. What the probes ask is said in `data/storyworld/probes.py`
and in `written_probes.txt`.

N sequences, B batch, T time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.data.storyworld.probes import Probe
from mlopstinystories.evaluation.completions import complete_all, text_after
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


def option_nats(
    model: PreTrainedModel, tokenizer: StoryTokenizer, probes: Sequence[Probe], device: torch.device
) -> list[dict[str, float] | None]:
    """For each probe -log p of every continuation, the right one first; None where one does not fit the context."""
    context = context_length(model.config)
    cut = [_options(tokenizer, probe) for probe in probes]
    fits = [all(len(start) + len(rest) - 1 <= context for start, rest in options) for options in cut]
    pairs = [pair for options, fit in zip(cut, fits, strict=True) if fit for pair in options]
    nats = iter(continuation_nats(model, pairs, device).tolist())
    return [
        {option: next(nats) for option in (probe.right, *probe.wrong)} if fit else None
        for probe, fit in zip(probes, fits, strict=True)
    ]


def right_answers(
    model: PreTrainedModel, tokenizer: StoryTokenizer, probes: Sequence[Probe], device: torch.device
) -> list[bool | None]:
    """For each probe whether the right continuation is the likeliest; None where it does not fit into the context."""
    found = option_nats(model, tokenizer, probes, device)
    return [None if nats is None else _first_is_least(nats) for nats in found]


def _first_is_least(nats: Mapping[str, float]) -> bool:
    right, *wrong = nats.values()
    return right < min(wrong)


def relative_to_the_set(nats: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Nats of each continuation less its mean over all probes that have the same continuations, in their own order.

    A small model finds a common word likelier than a rare one whatever it has read. What is left here is by how much a
    beginning makes a continuation likelier than the others of its set do; guessing is right as often as before.
    """
    sets: dict[frozenset[str], list[Mapping[str, float]]] = {}
    for one in nats:
        sets.setdefault(frozenset(one), []).append(one)
    means = {
        options: {option: sum(one[option] for one in members) / len(members) for option in options}
        for options, members in sets.items()
    }
    return [{option: one[option] - means[frozenset(one)][option] for option in one} for one in nats]


def _options(tokenizer: StoryTokenizer, probe: Probe) -> list[tuple[list[int], list[int]]]:
    """The right continuation and the wrong ones, in token ids, after the beginning that all of them have in common.

    Beginning and continuation are cut as one text, since some tokenizers treat the head of a text as a special place.
    """
    wholes = [tokenizer.encode(probe.prompt + option) for option in (probe.right, *probe.wrong)]
    common = tokenizer.encode(probe.prompt)
    shared = min(next((k for k, pair in enumerate(zip(whole, common, strict=False)) if pair[0] != pair[1]),
                      min(len(whole), len(common))) for whole in wholes)  # fmt: skip
    start = story_start(common[:shared], tokenizer.begin_id)
    return [(start, whole[shared:]) for whole in wholes]


def score_probes(
    model: PreTrainedModel,
    tokenizer: StoryTokenizer,
    device: torch.device,
    asked: Mapping[str, Sequence[Probe]],
    in_sets: bool = False,
) -> dict[str, Any]:
    """Accuracy on the probes of each kind with Wilson's interval and what guessing gets, and answers to read.

    Probes `in_sets` share their continuations, so that they also have an accuracy `relative` to their set.
    """
    found = {}
    for kind, probes in asked.items():
        nats = option_nats(model, tokenizer, probes, device)
        given = [(probe, one) for probe, one in zip(probes, nats, strict=True) if one is not None]
        relative = relative_to_the_set([one for _, one in given]) if in_sets else []
        shown = [probe for probe, _ in given[:: max(1, len(given) // _SHOWN)]][:_SHOWN]
        found[kind] = {
            **wilson(sum(_first_is_least(one) for _, one in given), len(given)).as_dict(),
            **({"relative": wilson(sum(map(_first_is_least, relative)), len(given)).as_dict()} if in_sets else {}),
            "guessing": sum(probe.chance for probe, _ in given) / len(given) if given else None,
            "too_long_for_the_context": len(probes) - len(given),
            "to_read": _greedy(model, tokenizer, shown),
        }
    return found


def _greedy(model: PreTrainedModel, tokenizer: StoryTokenizer, probes: list[Probe]) -> list[dict[str, str]]:
    """What the model says by itself, always its likeliest token, a few words long."""
    prompts = [tokenizer.encode(probe.prompt) for probe in probes]
    told = complete_all(model, prompts, tokenizer.end_of_text_id, temperature=0, max_new_tokens=12)
    return [
        {"prompt": probe.prompt, "right": probe.right, "told": text_after(tokenizer, prompt, one.ids)}
        for probe, prompt, one in zip(probes, prompts, told, strict=True)
    ]
