"""One comparison from two recipes to its record: runs, scores of each story, interval, verdict, what is still missing.

`comparison.json` remembers every look. A look at runs that were looked at before repeats its answer; a look at others
is a new one, and has a smaller share of the allowed errors (`evaluation/comparison.py`).
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from mlopstinystories.device import choose_device
from mlopstinystories.errors import SettingsError
from mlopstinystories.evaluation.comparison import Difference, Verdict, alpha_of_look, compare, pairs_needed, verdict
from mlopstinystories.evaluation.story_scores import StoryScores, in_common, run_story_scores
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, hardware, now, read_json, write_json
from mlopstinystories.settings import CompareSettings, PrecisionName, Unfairness
from mlopstinystories.training.pairs import Pair, Side, check_fair_runs, pairs

COMPARISON_NAME = "comparison.json"
ALPHA = 0.05
"""All looks at one comparison together claim a difference that is none at most this often."""
POWER = 0.8
FEWEST_STORIES = 30


def run_comparison(a: Side, b: Side, settings: CompareSettings, folders: Folders, out: Path) -> dict[str, Any]:
    """Train and score what is missing, write `comparison.json` into `out`, and return its content."""
    seeds = list(range(settings.first_seed, settings.first_seed + settings.seeds))
    done = pairs(a, b, seeds, folders)
    check_fair_runs(done, settings.unfair)
    device = choose_device(settings.device, PrecisionName.fp32).device
    scores = [[run_story_scores(folder, folders, device) for folder in (pair.a, pair.b)] for pair in done]
    result = assess(a, b, done, scores, settings, _earlier_looks(out))
    write_json(out / COMPARISON_NAME, result)
    return result


def assess(
    a: Side,
    b: Side,
    done: list[Pair],
    scores: list[list[StoryScores]],
    settings: CompareSettings,
    looks: list[dict[str, Any]],
) -> dict[str, Any]:
    """The content of `comparison.json`; `scores` has for each pair those of side a and of side b."""
    flat = [score for pair in scores for score in pair]
    bits, sizes = in_common(flat)
    if len(sizes) < len(flat[0].nats) and Unfairness.stories not in settings.unfair:
        raise SettingsError(
            f"The sides have other held-out stories: {len(sizes):,} of {len(flat[0].nats):,} are the same. Give both "
            "the same data, or compare on the stories that they share with unfair=[stories]"
        )
    if len(sizes) < FEWEST_STORIES:
        raise SettingsError(
            f"{len(sizes)} held-out stories are too few to compare on: at least {FEWEST_STORIES} are needed. Hold out "
            "more (data.validation_stories or data.validation_path)."
        )
    seen = sorted(score.weights_sha256[:12] for score in flat)
    number = next((look["look"] for look in looks if look["weights"] == seen), len(looks) + 1)
    difference = compare(bits[0::2], bits[1::2], sizes, alpha_of_look(number, ALPHA))
    answer = verdict(difference, settings.smallest)
    looks = [look for look in looks if look["look"] != number]
    looks.append({"look": number, "pairs": len(done), "verdict": answer, "weights": seen})
    return {
        "kind": "comparison",
        "name": settings.name,
        "created": now(),
        "sides": {"a": _side(a, [pair.a for pair in done]), "b": _side(b, [pair.b for pair in done])},
        "smallest": settings.smallest,
        "unfair": [str(kind) for kind in settings.unfair],
        "look": number,
        "verdict": answer,
        **asdict(difference),
        "relative": difference.relative,
        "runs": [
            {
                "seed": pair.seed,
                "a": {"run": pair.a.name, "bits_per_byte": float(bits[2 * place].sum() / sizes.sum())},
                "b": {"run": pair.b.name, "bits_per_byte": float(bits[2 * place + 1].sum() / sizes.sum())},
            }
            for place, pair in enumerate(done)
        ],
        "pairs_needed": _needed(difference, answer, settings, len(looks)),
        "looks": sorted(looks, key=lambda look: int(look["look"])),
        "hardware": hardware(),
    }


def _needed(difference: Difference, answer: Verdict, settings: CompareSettings, looks: int) -> int | None:
    """Pairs in all after which a verdict is likely; those at hand when there is one already."""
    if answer is not Verdict.cannot_tell:
        return difference.pairs
    needed = pairs_needed(difference, settings.smallest, alpha_of_look(looks + 1, ALPHA), POWER)
    # the next look has a smaller share, so a number that would have done at this one is not enough
    return None if needed is None else max(needed, difference.pairs + 1)


def _side(side: Side, runs: list[Path]) -> dict[str, Any]:
    """What a side spent, as the mean over its runs: equal budgets can still differ in text, operations or seconds."""
    records = [read_json(run / RECORD_NAME) for run in runs]
    tokens = float(np.mean([record["result"]["tokens"] for record in records]))
    train = records[0]["dataset"]["train"]
    return {
        "label": side.label,
        "parameters": records[0]["model"]["parameters"],
        "steps": float(np.mean([record["result"]["steps"] for record in records])),
        "tokens": tokens,
        "bytes": tokens * train["bytes"] / train["tokens"],
        "training_flops": tokens * records[0]["model"]["training_flops_per_token"],
        "train_seconds": float(np.mean([record["result"]["train_seconds"] for record in records])),
    }


def _earlier_looks(out: Path) -> list[dict[str, Any]]:
    path = out / COMPARISON_NAME
    return list(read_json(path)["looks"]) if path.is_file() else []
