"""How often `compare_runs.py` is wrong, and how many runs it needs, measured on a pool of real runs.

    python benchmarks/compare_power.py pool /tmp/pool        # trains the pool: 24 runs of one recipe, some seconds each
    python benchmarks/compare_power.py measure               # resamples the pool in benchmarks/results

`pool` trains runs that differ in their seed alone, and as many of the same recipe with another learning rate, and keeps
the nats of each held-out story under each of them in `benchmarks/results/compare_pool.npz`. `measure` draws from that.

False alarms: two disjoint sides are drawn from runs of one recipe, so that there is no difference, and the procedure
that `compare_runs.py` follows is asked for its verdict after 3, 5, 8 and 12 pairs, until it has one. Claiming a
difference in either direction is a false alarm. Planted improvement: the nats of side b are made 2 % fewer.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mlopstinystories.evaluation.comparison import (  # noqa: E402 - run as a script, the root is found above
    Verdict,
    alpha_of_look,
    compare,
    pairs_needed,
    verdict,
)
from mlopstinystories.records import hardware, libraries, now, write_json  # noqa: E402

Array = npt.NDArray[np.float64]

RESULTS = ROOT / "benchmarks" / "results"
POOL_NAME, RESULT_NAME = "compare_pool.npz", "compare_power.json"
RUNS = 24
RECIPE = [
    "data=storyworld_plain", "data.train_stories=2000", "data.validation_stories=300", "tokenizer=bpe_512",
    "model=tiny", "model.hidden_size=48", "model.max_position_embeddings=128", "optimizer=adamw",
    "max_steps=600", "batch_size_tokens=1024", "validations=1", "validation_subset=20", "sample_tokens=4",
    "checkpoint_every=100000", "device=cpu", "precision=fp32", "threads=1",
]  # fmt: skip
OTHER = ["optimizer.learning_rate=0.0015"]
"""What the second half of the pool changes: it has other weights, but the same initialisation and order of the text."""
LOOKS = (3, 5, 8, 12)
"""Pairs of runs after which somebody looks."""
SMALLEST = 0.01


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the pool, or measure on it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["pool", "measure"])
    parser.add_argument("root", nargs="?", type=Path, help="pool: the folder for data and runs")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--resamples", type=int, default=1_000)
    parser.add_argument("overrides", nargs="*", help="pool: settings that replace those of the recipe")
    given = parser.parse_args(arguments)
    if given.what == "pool":
        make_pool(given.root, given.runs, given.results / POOL_NAME, given.overrides)
    else:
        write_json(given.results / RESULT_NAME, measure(given.results / POOL_NAME, given.resamples))
        print((given.results / RESULT_NAME).read_text(encoding="utf-8"))


def make_pool(root: Path, runs: int, path: Path, overrides: Sequence[str]) -> None:
    """Train what is missing of the pool below `root`, and write the nats of all of it."""
    import hydra
    import torch
    from omegaconf import OmegaConf

    from mlopstinystories import command  # noqa: F401 - registers the schemas
    from mlopstinystories.evaluation.story_scores import run_story_scores
    from mlopstinystories.paths import folders
    from mlopstinystories.settings import TrainSettings
    from mlopstinystories.training.experiment import train

    places = folders(root)
    nats: dict[str, list[Array]] = {"same": [], "other": []}
    sizes: npt.NDArray[np.int64] | None = None
    for seed in range(runs):
        for side, changes in (("same", []), ("other", OTHER)):
            with hydra.initialize_config_dir(str(ROOT / "conf"), version_base="1.3"):
                config = hydra.compose("debug", [*RECIPE, *changes, f"seed={seed}", *overrides])
            settings = OmegaConf.to_object(config)
            assert isinstance(settings, TrainSettings)
            scores = run_story_scores(train(settings, places, f"{side}-{seed}"), places, torch.device("cpu"))
            nats[side].append(scores.nats)
            sizes = scores.bytes
    assert sizes is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        same=np.array(nats["same"], dtype=np.float32),
        other=np.array(nats["other"], dtype=np.float32),
        bytes=sizes,
        about=json.dumps({"recipe": [*RECIPE, *overrides], "other": OTHER, "made": now(), **hardware()}),
    )
    print(f"pool     {path}")


def measure(path: Path, resamples: int) -> dict[str, Any]:
    """Everything that is reported, from the pool in `path`."""
    with np.load(path, allow_pickle=False) as arrays:
        same_SI, other_SI = (arrays[key].astype(np.float64) / np.log(2) for key in ("same", "other"))
        bytes_I, about = arrays["bytes"].astype(np.float64), json.loads(str(arrays["about"]))
    scores_S = same_SI.sum(axis=1) / bytes_I.sum()
    other_S = other_SI.sum(axis=1) / bytes_I.sum()
    return {
        "made": now(),
        "pool": about,
        "runs": len(same_SI),
        "stories": len(bytes_I),
        "resamples": resamples,
        "looks": LOOKS,
        "mean_bits_per_byte": scores_S.mean(),
        "noise": scores_S.std(ddof=1),
        "noise_relative": scores_S.std(ddof=1) / scores_S.mean(),
        "correlation_of_pairs": float(np.corrcoef(scores_S, other_S)[0, 1]),
        "no_difference": outcomes(same_SI, bytes_I, resamples, 1.0),
        "no_difference_single_look_at_5_pairs": outcomes(same_SI, bytes_I, resamples, 1.0, looks=(5,)),
        "planted_2_percent": outcomes(same_SI, bytes_I, resamples, 0.98),
        "planted_1_percent": outcomes(same_SI, bytes_I, resamples, 0.99),
        "other_recipe_mean_bits_per_byte": other_S.mean(),
        "other_recipe_paired": outcomes(same_SI, bytes_I, resamples, 1.0, partners_SI=other_SI),
        "naive_95_percent_t_at_each_look": outcomes(same_SI, bytes_I, resamples, 1.0, lambda _: 0.05),
        "hardware": hardware(),
        "libraries": libraries(),
    }


def outcomes(
    bits_SI: Array,
    bytes_I: Array,
    resamples: int,
    factor: float,
    alpha: Callable[[int], float] = alpha_of_look,
    looks: Sequence[int] = LOOKS,
    partners_SI: Array | None = None,
) -> dict[str, Any]:
    """Draw two disjoint sides, multiply the bits of side b by `factor`, and look until there is a verdict.

    With `partners_SI` side b are the runs of another recipe that have the seeds of side a.
    """
    random = np.random.default_rng(0)
    looks = [pairs for pairs in looks if 2 * pairs <= len(bits_SI)]
    ends: list[tuple[str, int]] = []
    guesses = []
    for _ in range(resamples):
        drawn = random.permutation(len(bits_SI))
        for look, pairs in enumerate(looks, start=1):
            a = bits_SI[drawn[:pairs]]
            b = bits_SI[drawn[-pairs:]] * factor if partners_SI is None else partners_SI[drawn[:pairs]]
            found = compare(a, b, bytes_I, alpha(look))
            answer = verdict(found, SMALLEST)
            if look == 1 and answer is Verdict.cannot_tell:
                guesses.append(pairs_needed(found, SMALLEST, alpha(2)))
            if answer is not Verdict.cannot_tell or pairs == looks[-1]:
                break
        claim = "worse" if answer is Verdict.no and found.low is not None and found.low > 0 else str(answer)
        ends.append((claim, pairs))
    told = [claim for claim, _ in ends]
    claimed = sum(claim in ("yes", "worse") for claim in told)
    return {
        "verdicts": {claim: told.count(claim) for claim in ("yes", "worse", "no", "cannot tell yet")},
        "claimed_a_difference": share(claimed, resamples),
        "said_yes": share(told.count("yes"), resamples),
        "pairs_until_the_end": {str(pairs): [end for _, end in ends].count(pairs) for pairs in looks},
        "median_pairs": float(np.median([end for _, end in ends])),
        "median_guess_after_first_look": float(np.median([guess or np.inf for guess in guesses])) if guesses else None,
    }


def share(count: int, of: int) -> dict[str, float]:
    """A share with its exact interval (Clopper and Pearson 1934), 95 %."""
    low = stats.beta.ppf(0.025, count, of - count + 1) if count else 0.0
    high = stats.beta.ppf(0.975, count + 1, of - count) if count < of else 1.0
    return {"share": count / of, "low": float(low), "high": float(high)}


if __name__ == "__main__":
    main()
