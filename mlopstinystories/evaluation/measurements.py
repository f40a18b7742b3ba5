"""A model's stories told and measured: after our beginnings, after training stories, after held-out ones.

Each section comes back with its numbers, for `scores.json`, and its stories, for `stories.jsonl`. A section that cannot
be measured says why, under `not_measured`, instead of giving a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.data.packing import PackedDataset, Split
from mlopstinystories.data.storyworld import check_story
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.completions import Completion, Progress, complete_all, fits, text_after
from mlopstinystories.evaluation.diversity import AgainstTraining, against_training, describe, overlap
from mlopstinystories.evaluation.event_order import out_of_order
from mlopstinystories.evaluation.intervals import bootstrap_mean, bootstrap_ratio, wilson
from mlopstinystories.evaluation.text_scores import HIGHER_IS_BETTER, score_completion
from mlopstinystories.tokenizer import StoryTokenizer

Section = tuple[dict[str, Any], list[dict[str, Any]]]
TRUSTED = 0.95
"""Share of the real stories that must be free of contradictions for the checker's word on others to count."""
CUT = 0.4
"""Share of a story that the model is given (Eldan and Li 2023, §5: about 40 %)."""


@dataclass(frozen=True)
class Teller:
    """A model with its tokenizer, and the seed of its stories."""

    model: PreTrainedModel
    tokenizer: StoryTokenizer
    seed: int = 0

    def complete(self, prompts: list[list[int]], each: int = 1, progress: Progress | None = None) -> list[Completion]:
        """Completions at temperature 1; see `complete_all`."""
        begin, end = self.tokenizer.begin_id, self.tokenizer.end_of_text_id
        # `generate` puts end of text before a prompt; a model whose stories begin with another token gets both, as
        # where a story ends and the next one begins
        started = prompts if begin == end else [[begin, *prompt] for prompt in prompts]
        return complete_all(self.model, started, end, each=each, seed=self.seed, progress=progress)


def tell_beginnings(teller: Teller, each: int, progress: Progress | None = None) -> Section:
    """Our beginnings, each completed `each` times, and the judge-free scores with intervals over beginnings."""
    prompts = [teller.tokenizer.encode(beginning.text) for beginning in BEGINNINGS]
    usable = [k for k, prompt in enumerate(prompts) if fits(prompt, teller.model)]
    if not usable:
        return {"not_measured": "the beginnings take more than half of the model's context"}, []
    rows: list[dict[str, Any]] = []
    for one in teller.complete([prompts[k] for k in usable], each, progress):
        beginning = BEGINNINGS[usable[one.prompt]]
        text = text_after(teller.tokenizer, prompts[usable[one.prompt]], one.ids)
        rows.append(
            {
                "kind": "beginning",
                "number": usable[one.prompt],
                "seed": one.seed,
                "beginning": beginning.text,
                "completion": text,
                "ended": one.ended,
                "scores": score_completion(beginning, text, one.ended),
            }
        )
    scores = {name: _over_beginnings(rows, name) for name in HIGHER_IS_BETTER}
    return {"beginnings": len(usable), "each": each, "too_long": len(BEGINNINGS) - len(usable), "scores": scores}, rows


def retell_training(
    teller: Teller, dataset: PackedDataset, sizes: Sequence[int], progress: Progress | None = None
) -> Section:
    """Memorisation and diversity of endings told after training beginnings, and of real held-out ones.

    The measures are given for samples of several `sizes`, each the head of the largest: likeness to another ending of
    the sample grows with the sample. A sample that is larger than the split has all of it.
    """
    rng = np.random.default_rng(teller.seed)
    numbers, starts, own_ends = _cut(dataset.train, rng.permutation(dataset.train.stories)[: max(sizes)], teller)
    kept_out = rng.permutation(np.flatnonzero(~dataset.leaked))
    _, _, real_ends = _cut(dataset.validation, kept_out[: max(sizes)], teller)
    if not numbers or not real_ends:
        return {"not_measured": "no story fits into the model's context with room for an ending"}, []
    told = [list(one.ids) for one in teller.complete(starts, 1, progress)]
    both = against_training([*told, *real_ends], dataset.train.tokens, dataset.train.starts)
    ours, real = _part(both, slice(0, len(told))), _part(both, slice(len(told), None))
    alike_N = np.array([overlap(a, b) for a, b in zip(told, own_ends, strict=True)])
    decode, after = teller.tokenizer.decode, partial(text_after, teller.tokenizer)
    rows = [
        {
            "kind": "ending of a training story",
            "number": number,
            "beginning": decode(start),
            "completion": after(start, ending),
            "own_ending": after(start, own),
            "like_original": float(alike_N[n]),
            "like_training": float(ours.overlap_N[n]),
            "nearest_number": int(ours.nearest_N[n]),
            "nearest_story": decode(dataset.train.story(int(ours.nearest_N[n]))[1:-1].tolist()),
        }
        for n, (number, start, ending, own) in enumerate(zip(numbers, starts, told, own_ends, strict=True))
    ]
    samples = [
        {
            "model": {
                "like_original": bootstrap_mean(alike_N[:size]).as_dict(),
                **describe(told[:size], _part(ours, slice(0, size))),
            },
            "held_out_stories": describe(real_ends[:size], _part(real, slice(0, size))),
        }
        for size in sorted({min(size, len(told)) for size in sizes})
    ]
    return {"samples": samples, "training_stories": dataset.train.stories}, rows


def tell_held_out(teller: Teller, dataset: PackedDataset, samples: int, progress: Progress | None = None) -> Section:
    """Contradictions in stories told after held-out beginnings of the story world, and in the real ones."""
    kept_out = np.flatnonzero(~dataset.leaked)
    numbers, starts, ends = _cut(dataset.validation, kept_out[_drawn(len(kept_out), samples, teller)], teller)
    if not numbers:
        return {"not_measured": "no story fits into the model's context with room for an ending"}, []
    decode = teller.tokenizer.decode
    real = [decode([*start, *end]) for start, end in zip(starts, ends, strict=True)]
    without = sum(not check_story(text).findings for text in real)
    if without < TRUSTED * len(real):
        return {
            "not_measured": f"the checker finds contradictions in {len(real) - without} of {len(real)} real held-out "
            "stories, so another version of the story world told them; make the data set and train anew"
        }, []
    told = [decode([*start, *one.ids]) for start, one in zip(starts, teller.complete(starts, 1, progress), strict=True)]
    rows = [
        {
            "kind": "ending of a held-out story",
            "number": number,
            "beginning": decode(start),
            "story": text,
            "contradictions": [
                {"kind": one.kind, "sentence": one.sentence, "why": one.why} for one in check_story(text).findings
            ],
        }
        for number, start, text in zip(numbers, starts, told, strict=True)
    ]
    return {"model": _truth(told), "held_out_stories": _truth(real)}, rows


def _truth(texts: list[str]) -> dict[str, Any]:
    checked = [check_story(text) for text in texts]
    findings = np.array([len(one.findings) for one in checked], dtype=np.float64)
    early = np.array([out_of_order(text, one) for text, one in zip(texts, checked, strict=True)], dtype=np.float64)
    read = np.array([one.read for one in checked], dtype=np.float64)
    sentences = np.array([one.sentences for one in checked], dtype=np.float64)
    return {
        "contradictions_per_story": bootstrap_mean(findings).as_dict(),
        "out_of_order": bootstrap_mean(early).as_dict(),
        "contradictions_per_sentence_read": bootstrap_ratio(findings, read).as_dict(),
        "stories_without": wilson(int((findings == 0).sum()), len(findings)).as_dict(),
        "sentences_read": bootstrap_ratio(read, sentences).as_dict(),
    }


def _over_beginnings(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The mean of a score where it has a value; the completions of one beginning are drawn together."""
    numbers = sorted({row["number"] for row in rows})
    sums, counts = np.zeros(len(numbers)), np.zeros(len(numbers))
    for row in rows:
        if (value := row["scores"][name]) is not None:
            sums[numbers.index(row["number"])] += value
            counts[numbers.index(row["number"])] += 1
    return bootstrap_ratio(sums, counts).as_dict() | {"better": "higher" if HIGHER_IS_BETTER[name] else "lower"}


def _drawn(stories: int, samples: int, teller: Teller) -> NDArray[np.int64]:
    """Places of so many different stories, or of all, always the same for a seed."""
    chosen: NDArray[np.int64] = np.random.default_rng(teller.seed).permutation(stories)[:samples]
    return np.sort(chosen)


def _cut(split: Split, chosen: NDArray[np.int64], teller: Teller) -> tuple[list[int], list[list[int]], list[list[int]]]:
    """Numbers, first parts and endings of the chosen stories of which the model can read the first part."""
    numbers, starts, ends = [], [], []
    for number in chosen.tolist():
        ids = split.story(number)[1:-1].tolist()
        start, end = ids[: round(CUT * len(ids))], ids[round(CUT * len(ids)) :]
        if start and len(end) > 1 and fits(start, teller.model):
            numbers.append(number)
            starts.append(start)
            ends.append(end)
    return numbers, starts, ends


def _part(found: AgainstTraining, part: slice) -> AgainstTraining:
    """The findings for some of the texts."""
    return AgainstTraining(
        found.overlap_N[part],
        found.nearest_N[part],
        {length: values[part] for length, values in found.seen.items()},
        {length: values[part] for length, values in found.grams.items()},
    )
