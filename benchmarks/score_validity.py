"""Do the judge-free scores rank a good model above damaged ones? A score that does not is said to fail.

    python benchmarks/score_validity.py [RUN [OTHER …]] [--completions 2] [--stories 100] [--root FOLDER]

RUN is the folder of a good run (`ROOT/models/RUN`), with its data set. Damaged are: its own snapshots after fewer
steps; its weights with normal noise of a share of each tensor's spread; the OTHER runs (smaller ones, ones that learned
shuffled text); and its own stories with their words, or their sentences, in a drawn order. Without RUN three runs are
trained below `--root` in about six minutes: the default recipe, a narrow model, one on stories with shuffled words.

Every model completes our beginnings and answers the hand-written probes, as in `evaluate_model.py`, and has its bits
per byte on the same held-out stories, cut by its own tokenizer. For each score are given: the value of the good one and
of each damaged one; how many of the damaged it beats; and Spearman's rank correlation with bits per byte over all
models, turned so that 1 is right, with a 95 % interval (resampled beginnings, or questions). The rule, fixed
beforehand: a score holds when the interval lies above 0 and the good model beats at least 8 in 10 of the damaged ones,
else it fails.

Each good run has its own entry in `benchmarks/results/score_validity.json`, which is added to the others there. Prints
the tables of the docs: this run's values, and the verdicts of all runs in the file.
"""

import argparse
import copy
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata
from transformers import PreTrainedModel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import RESULTS, ROOT, markdown_table
from mlopstinystories.data.storyworld.reading import split_sentences
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.held_out import HeldOut, TextStories, of_dataset
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.evaluation.measurements import Teller, tell_beginnings
from mlopstinystories.evaluation.probing import option_nats, relative_to_the_set
from mlopstinystories.evaluation.run_data import held_out_data, run_record
from mlopstinystories.evaluation.text_scores import HIGHER_IS_BETTER, score_completion
from mlopstinystories.evaluation.written_probes import written_probes
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.paths import folders
from mlopstinystories.records import hardware, now, read_json, write_json
from mlopstinystories.tokenizer import StoryTokenizer

CPU = torch.device("cpu")
RESULT = RESULTS / "score_validity.json"
FEWEST_STEPS = 16
LATEST = 0.9
"""Of the run's steps: a snapshot just before the end is no damaged model."""
NOISE = (0.1, 0.2, 0.4)
RESAMPLES = 500
BEATEN = 0.8
GROUPS = len(BEGINNINGS)

Sums = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
"""For each score the sum over each group (a beginning, a question) and how many occasions the group gave."""


def text_sums(rows: list[dict[str, Any]]) -> Sums:
    """The scores of completions, summed for each beginning."""
    found = {name: (np.zeros(GROUPS), np.zeros(GROUPS)) for name in HIGHER_IS_BETTER}
    for row in rows:
        for name, value in row["scores"].items():
            if value is not None:
                found[name][0][row["number"]] += value
                found[name][1][row["number"]] += 1
    return found


def probe_sums(model: PreTrainedModel, tokenizer: StoryTokenizer) -> Sums:
    """Right answers to the hand-written probes, the likeliest and relative to their sets."""
    found: Sums = {}
    for kind, probes in written_probes().items():
        nats = [one for one in option_nats(model, tokenizer, probes, CPU) if one is not None]
        assert len(nats) == len(probes), "a probe is longer than the model's context"
        for name, answers in (("", nats), (", relative", relative_to_the_set(nats))):
            right = np.array([min(one, key=one.__getitem__) == next(iter(one)) for one in answers])
            found[f"probes: {kind}{name}"] = right.astype(np.float64), np.ones(len(right))
    return found


def shuffled(rows: list[dict[str, Any]], whole_sentences: bool) -> list[dict[str, Any]]:
    """The same completions with their words, or their sentences, in a drawn order; scored anew."""
    rng, found = random.Random(0), []
    for row in rows:
        pieces = split_sentences(row["completion"]) if whole_sentences else re.findall(r"\S+", row["completion"])
        rng.shuffle(pieces)
        text = " " + " ".join(pieces)
        found.append({**row, "scores": score_completion(BEGINNINGS[row["number"]], text, row["ended"])})
    return found


def noisy(model: PreTrainedModel, share: float) -> PreTrainedModel:
    """A copy with normal noise of `share` times each weight matrix's standard deviation."""
    damaged = copy.deepcopy(model)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in damaged.parameters():
            if weight.dim() > 1:
                weight.add_(share * weight.std() * torch.randn(weight.shape, generator=generator))
    return damaged


def models(run: Path, others: list[Path]) -> Iterator[tuple[str, PreTrainedModel, StoryTokenizer]]:
    """The good model first, then the damaged ones."""
    good, tokenizer = open_model_folder(run, CPU)
    yield "good", good, tokenizer
    steps = sorted(int(folder.name.removeprefix("step_")) for folder in (run / "checkpoints").glob("step_*"))
    for step in steps:
        if FEWEST_STEPS <= step <= LATEST * steps[-1]:
            yield f"{step} steps", *open_model_folder(run / "checkpoints" / f"step_{step}", CPU)
    for share in NOISE:
        yield f"noise {share}", noisy(good, share), tokenizer
    for other in others:
        yield other.name, *open_model_folder(other, CPU)


def measure(run: Path, others: list[Path], completions: int, stories: int) -> dict[str, Any]:
    """Scores of all models, and what they are worth."""
    places = folders(run.parent.parent)
    _, record = run_record(run.resolve(), places)
    if record is None:
        raise SystemExit(f"error: {run} is no run of train_model.py with its record.json")
    held_out: HeldOut = of_dataset(held_out_data(record, places), {})
    sums: dict[str, Sums] = {}
    bits: dict[str, float] = {}
    for name, model, tokenizer in models(run, others):
        cut = TextStories(held_out.texts[:stories], tokenizer)
        bits[name] = score_stories(model, cut, range(cut.stories), device=CPU).bits_per_byte
        _, rows = tell_beginnings(Teller(model, tokenizer), completions)
        sums[name] = {**text_sums(rows), **probe_sums(model, tokenizer)}
        if name == "good":
            for what, sentences in (("words shuffled", False), ("sentences shuffled", True)):
                sums[what] = text_sums(shuffled(rows, sentences))
        print(f"{name}: {bits[name]:.3f} bits per byte", flush=True)
    names = list(sums["good"])
    return {
        "made": now(), "run": run.name, "completions": completions, "stories": stories, "bits_per_byte": bits,
        "scores": {name: judged(name, sums, bits) for name in names}, "hardware": hardware(),
    }  # fmt: skip


def judged(name: str, sums: dict[str, Sums], bits: dict[str, float]) -> dict[str, Any]:
    """One score over all models: values, models beaten, rank correlation with its interval, verdict."""
    sign = 1.0 if HIGHER_IS_BETTER.get(name, True) else -1.0
    values = {model: _ratio(*one[name]) for model, one in sums.items() if name in one}
    damaged = [value for model, value in values.items() if model != "good" and value is not None]
    beaten = sum(sign * value < sign * (values["good"] or 0.0) for value in damaged)
    there = [model for model in bits if values.get(model) is not None]
    order = rankdata([-bits[model] for model in there])
    rng = np.random.default_rng(0)
    drawn = [rho for _ in range(RESAMPLES) if (rho := _rho(name, sums, there, order, sign, rng)) is not None]
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (np.nan, np.nan)
    rho = _correlation(order, rankdata([sign * (values[model] or 0.0) for model in there]))
    holds = bool(low > 0 and beaten >= BEATEN * len(damaged))
    return {
        "values": values, "better": "higher" if sign > 0 else "lower", "beaten": beaten, "damaged": len(damaged),
        "rho": rho, "low": float(low), "high": float(high), "holds": holds,
    }  # fmt: skip


def _rho(
    name: str, sums: dict[str, Sums], there: list[str], order: NDArray[Any], sign: float, rng: np.random.Generator
) -> float | None:
    """The correlation for one draw of the groups; None where a model then has no occasion, or all are equal."""
    groups = len(sums[there[0]][name][0])
    chosen = rng.integers(groups, size=groups)
    values = [_ratio(*(part[chosen] for part in sums[model][name])) for model in there]
    if None in values:
        return None
    return _correlation(order, rankdata([sign * (value or 0.0) for value in values]))


def _correlation(a: NDArray[Any], b: NDArray[Any]) -> float | None:
    """Pearson's correlation of ranks, which is Spearman's; None where one side is constant."""
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and a.std() and b.std() else None


def _ratio(numerators: NDArray[np.float64], denominators: NDArray[np.float64]) -> float | None:
    return float(numerators.sum() / denominators.sum()) if denominators.sum() else None


def table(result: dict[str, Any]) -> str:
    """What the docs show."""
    columns = [*result["bits_per_byte"], "words shuffled", "sentences shuffled"]
    left_out = re.compile(r"(16|32|128|512|\d{4}) steps|noise 0\.[12]")
    shown = [name for name in columns if not left_out.fullmatch(name)]
    rows = []
    for name, one in result["scores"].items():
        rho = "constant" if one["rho"] is None else f"{one['rho']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
        values = [one["values"].get(model) for model in shown]
        rows.append([
            f"{name} ({one['better']})", *("" if value is None else f"{value:.2f}" for value in values),
            f"{one['beaten']} of {one['damaged']}", rho, "holds" if one["holds"] else "**fails**",
        ])  # fmt: skip
    bits = [f"{result['bits_per_byte'][name]:.2f}" if name in result["bits_per_byte"] else "" for name in shown]
    return markdown_table(
        ["score", *shown, "beaten", "rank correlation", "verdict"], [["bits per byte", *bits, "", "", ""], *rows]
    )


def verdicts(results: dict[str, dict[str, Any]]) -> str:
    """For each score its rank correlation and verdict with each good run, and in how many of them it holds."""
    rows = []
    for name in next(iter(results.values()))["scores"]:
        found = [result["scores"][name] for result in results.values()]
        cells = [
            "constant" if one["rho"] is None else f"{one['rho']:.2f}, {one['beaten']} of {one['damaged']}"
            for one in found
        ]
        rows.append([name, *cells, f"{sum(one['holds'] for one in found)} of {len(found)}"])
    bits = [f"{result['bits_per_byte']['good']:.2f}" for result in results.values()]
    return markdown_table(["score", *results, "holds in"], [["bits per byte", *bits, ""], *rows])


def train_runs(root: Path) -> tuple[Path, list[Path]]:
    """The default recipe, a narrow model, and one on shuffled words, on the plain stories."""
    import hydra
    from omegaconf import OmegaConf

    from mlopstinystories import command  # noqa: F401 - registers the schemas
    from mlopstinystories.data.storyworld import tell_stories
    from mlopstinystories.training.experiment import train

    rng, path = random.Random(0), root / "shuffled.txt"
    root.mkdir(parents=True, exist_ok=True)
    texts = (re.findall(r"\S+", text) for text in tell_stories(0, 0, 6_000, plain=True))
    path.write_text(
        "".join(f"{' '.join(rng.sample(words, len(words)))}\n<|endoftext|>\n" for words in texts), encoding="utf-8"
    )
    recipes = {
        "good": ["budget=150s"],
        "narrow": ["budget=60s", "model.hidden_size=48"],
        "shuffled_data": ["budget=60s", "data=text_files", f"data.train_path={path}"],
    }
    runs = []
    for name, changes in recipes.items():
        with hydra.initialize_config_dir(str(ROOT / "conf"), version_base="1.3"):
            settings = OmegaConf.to_object(hydra.compose("quick", changes))
        runs.append(train(settings, folders(root), name))  # type: ignore[arg-type]
    return runs[0], runs[1:]


def main() -> None:
    """Train what is missing, measure, write, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="*", help="the good run, then others that must be worse")
    parser.add_argument("--completions", type=int, default=2)
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument(
        "--root", type=Path, default=Path("score_validity"), help="where runs are trained if none is given"
    )
    given = parser.parse_args()
    run, others = (given.runs[0], given.runs[1:]) if given.runs else train_runs(given.root)
    result = measure(run, list(others), given.completions, given.stories)
    known = read_json(RESULT) if RESULT.is_file() else {}
    known[run.name] = result
    write_json(RESULT, known)
    print(table(result), verdicts(known), sep="\n\n")


if __name__ == "__main__":
    main()
