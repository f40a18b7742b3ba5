"""What a trained model knows of the story world: probes with answers, and the truth of the stories that it tells.

    python benchmarks/probes.py models/RUN [models/RUN …] [--probes 1000] [--stories 200] [--counted 20000] [--seed 5]

Each probe is a prompt with one right continuation and wrong ones; it counts as right when the right one is likelier
than each of the others, the whole continuation given the prompt. Beside the models stand one of the first one's shape
with random weights, counts of words and of runs of three words in `--counted` stories of either language (no probe
comes from them), and whoever takes the option that the prompt named last, first, or most often. Chance is 1 in 4, for
grammar 1 in 2; intervals are Wilson's, 95 %. Then each model tells stories from nothing at temperature 0.5, and
`check_story` says how many of their sentences it can read, and what contradicts the rest (a wrong name counts at each
mention).

Writes `benchmarks/results/probes.json` and prints the tables of the docs. Fails when counts or random weights are more
than 5 points from chance on facts, reasoning or context, when naming alone is more than 10 points above chance on
context, or when a model's interval does not lie above chance.
"""

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from mlopstinystories.data.storyworld import check_story, tell_story
from mlopstinystories.data.storyworld.probe_stories import mentions
from mlopstinystories.data.storyworld.probes import KINDS, Probe, is_right, make_probes
from mlopstinystories.evaluation.intervals import wilson
from mlopstinystories.evaluation.probing import right_answers
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.models.model import parameter_count

ROOT = Path(__file__).resolve().parent.parent
CPU = torch.device("cpu")
KNOWS_NOTHING = ("facts", "reasoning", "context")
"""The kinds in which counts must not help; grammar can be counted, in part."""
COUNTS = ("words", "three words", "words, plain", "three words, plain")
NAMED = ("named last", "named first", "named most")
RANDOM = "random weights"
BESIDE = (*COUNTS, RANDOM)
TOLERANCE = 0.05
NAMED_TOLERANCE = 0.1
COUNTED_SEED = 21
AT_ONCE = 25
TEMPERATURE = 0.5

Score = Callable[[str, str], float]
Right = Callable[[Sequence[Probe]], Sequence[float]]
Shares = dict[str, dict[str, dict[str, float]]]


def right_by_model(model: PreTrainedModel, tokenizer: Any, probes: Sequence[Probe]) -> list[bool]:
    """As `right_answers` of `evaluate_model.py`; here every probe must fit into the context."""
    answers = right_answers(model, tokenizer, probes, CPU)
    if None in answers:
        raise SystemExit(f"error: {answers.count(None)} probes are longer than the model's context; take a longer one")
    return [bool(answer) for answer in answers]


def tokens(text: str) -> list[str]:
    """Words and stops, in small letters."""
    return re.findall(r"[a-z']+|[.,!?]", text.lower())


def counts(stories: int, plain: bool = False) -> tuple[Score, Score]:
    """Log probabilities by the frequency of words, and by runs of three words (interpolated with two and one)."""
    words: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    for index in range(stories):
        told = tokens(tell_story(COUNTED_SEED, index, plain))
        words.update(told)
        runs.update(pairwise(told))
        runs.update(zip(told, told[1:], told[2:], strict=False))
    total = sum(words.values())

    def unigram(_: str, more: str) -> float:
        return sum(math.log(words[token] + 0.5) for token in tokens(more))

    def trigram(prompt: str, more: str) -> float:
        told, result = tokens(prompt), 0.0
        for token in tokens(more):
            a, b = told[-2], told[-1]
            three = runs[a, b, token] / runs[a, b] if runs[a, b] else 0.0
            two = runs[b, token] / words[b] if words[b] else 0.0
            result += math.log(0.6 * three + 0.3 * two + 0.1 * (words[token] + 0.5) / total)
            told.append(token)
        return result

    return unigram, trigram


def right_by_score(score: Score, probes: Sequence[Probe]) -> list[float]:
    """1 where the score is highest for the right continuation, else 0."""
    return [float(is_right(probe, score)) for probe in probes]


def right_by_naming(number: int, probes: Sequence[Probe]) -> list[float]:
    """As `by_naming` says, for the rule with that number."""
    return [by_naming(probe)[number] for probe in probes]


def by_naming(probe: Probe) -> tuple[float, float, float]:
    """The chance to be right with the option that the prompt names last, first, or most often; ties are drawn."""
    named = [mentions(probe.prompt, option.strip()) for option in (probe.right, *probe.wrong)]
    rules = (
        [at[-1] if at else -1 for at in named],
        [-at[0] if at else -len(probe.prompt) for at in named],
        [len(at) for at in named],
    )
    last, first, most = (float(rule[0] == max(rule)) / rule.count(max(rule)) for rule in rules)
    return last, first, most


def share(right: Sequence[float]) -> dict[str, float]:
    """The share that is right, with Wilson's interval."""
    found = wilson(round(sum(right)), len(right)).as_dict()
    return {"share": found["value"], "low": found["low"], "high": found["high"]}


def shares(probes: dict[str, list[Probe]], right: Right) -> tuple[Any, Any]:
    """The shares that are right by kind, and by kind and maker."""
    kinds, makers = {}, {}
    for kind, asked in probes.items():
        answers = right(asked)
        kinds[kind] = share(answers)
        for maker in sorted({probe.maker for probe in asked}):
            own = [one for one, probe in zip(answers, asked, strict=True) if probe.maker == maker]
            makers[f"{kind}, {maker}"] = {**share(own), "probes": len(own)}
    return kinds, makers


def with_random_weights(model: PreTrainedModel) -> PreTrainedModel:
    """A model of the same shape that has learned nothing."""
    torch.manual_seed(0)
    random: PreTrainedModel = AutoModelForCausalLM.from_config(model.config)
    return random


def tell(model: PreTrainedModel, tokenizer: Any, stories: int) -> Iterator[str]:
    """Stories of the model from nothing; the story's number is its seed."""
    sampling = Sampling(TEMPERATURE)
    for first in range(0, stories, AT_ONCE):
        seeds = range(first, min(first + AT_ONCE, stories))
        for ids in complete(model, [[] for _ in seeds], sampling, seeds, tokenizer.end_of_text_id):
            yield tokenizer.decode(ids)


def truth(stories: Sequence[str]) -> dict[str, Any]:
    """What `check_story` reads and finds in stories."""
    checked = [check_story(story) for story in stories]
    sentences = sum(one.sentences for one in checked)
    kinds = Counter(finding.kind for one in checked for finding in one.findings)
    return {
        "stories": len(stories), "sentences": sentences, "read": sum(one.read for one in checked) / sentences,
        "without a finding": sum(not one.findings for one in checked) / len(checked),
        "findings per 100 sentences": 100 * sum(kinds.values()) / sentences, "kinds": dict(kinds.most_common()),
    }  # fmt: skip


def table(results: Shares, makers: Shares) -> str:
    """The probes as Markdown: kinds, and below each its makers."""
    rows = ["| | chance | " + " | ".join(results) + " |", "| --- | ---: |" + " ---: |" * len(results)]
    for kind in KINDS:
        chance = "50" if kind == "grammar" else "25"
        cells = [f"{100 * one[kind]['share']:.1f} ({100 * one[kind]['low']:.1f} to {100 * one[kind]['high']:.1f})"
                 for one in results.values()]  # fmt: skip
        rows.append(f"| {kind} | {chance} | " + " | ".join(cells) + " |")
        for maker in next(iter(makers.values())):
            if maker.startswith(f"{kind},"):
                cells = [f"{100 * one[maker]['share']:.1f}" for one in makers.values()]
                rows.append(f"| {maker} | {chance} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def broken(results: Shares) -> Iterator[str]:
    """The bounds that are not kept."""
    for kind in KINDS:
        chance = 0.5 if kind == "grammar" else 0.25
        for name, one in results.items():
            if name not in (*BESIDE, *NAMED) and one[kind]["low"] <= chance:
                yield f"{name} is not above chance on {kind}"
            if name in BESIDE and kind in KNOWS_NOTHING and abs(one[kind]["share"] - chance) > TOLERANCE:
                yield f"{name} are more than 5 points from chance on {kind}"
            if name in NAMED and kind == "context" and one[kind]["share"] > chance + NAMED_TOLERANCE:
                yield f"what is {name} is more than 10 points above chance on {kind}"


def main() -> int:
    """Measure, write, print; 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+", help="folders of runs that learned stories of the story world")
    parser.add_argument("--probes", type=int, default=1000, help="of each kind")
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--counted", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()

    probes = {kind: list(make_probes(kind, given.seed, given.probes)) for kind in KINDS}
    rights: dict[str, Right] = {}
    scores = (*counts(given.counted), *counts(given.counted, plain=True))
    rights.update((name, partial(right_by_score, score)) for name, score in zip(COUNTS, scores, strict=True))
    rights.update((name, partial(right_by_naming, number)) for number, name in enumerate(NAMED))
    told = {"the world's own": truth([tell_story(COUNTED_SEED, given.counted + k) for k in range(given.stories)])}
    parameters: dict[str, int] = {}
    for folder in given.runs:
        model, tokenizer = open_model_folder(folder, CPU)
        if not parameters:
            rights[RANDOM] = partial(right_by_model, with_random_weights(model), tokenizer)
        rights[folder.name] = partial(right_by_model, model, tokenizer)
        parameters[folder.name] = parameter_count(model)
        told[folder.name] = truth(list(tell(model, tokenizer, given.stories)))
    results: Shares = {}
    makers: Shares = {}
    for name, right in rights.items():
        results[name], makers[name] = shares(probes, right)
    result = {
        "parameters": parameters, "probes": given.probes, "seed": given.seed, "counted": given.counted,
        "temperature": TEMPERATURE, "results": results, "makers": makers, "told": told,
    }  # fmt: skip
    path = ROOT / "benchmarks/results/probes.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(results, makers), *(f"{name}: {what}" for name, what in told.items()), f"written: {path}", sep="\n")
    faults = list(broken(results))
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
