"""All measurements of one model, and the files that they are written to: what `evaluate_model.py` does.

Writes into `reports/RUN`: `scores.json`, the told stories in `stories.jsonl`, and `summary.md` to read. The held-out
stories are those of the run's training, cut by the run's own tokenizer; both are checked by their fingerprints. A model
that was not trained here is scored on the stories that `held_out=` names.
"""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.data.progress import Progress, progress
from mlopstinystories.data.storyworld.probes import KINDS, make_probes
from mlopstinystories.device import choose_device
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.held_out import HeldOut, TextStories, whole
from mlopstinystories.evaluation.instruct_scores import score_instructions
from mlopstinystories.evaluation.judge.given import Given, what_is_given
from mlopstinystories.evaluation.judge.judging import Judge
from mlopstinystories.evaluation.judge.section import judge_stories, stories_to_judge
from mlopstinystories.evaluation.loss import Stories, score_stories, scored_stories
from mlopstinystories.evaluation.loss_profile import LossProfile
from mlopstinystories.evaluation.measurements import Teller, retell_training, tell_beginnings, tell_held_out
from mlopstinystories.evaluation.others import beside, open_model, weights_fingerprint
from mlopstinystories.evaluation.probing import score_probes
from mlopstinystories.evaluation.run_data import (
    check_tokenizer,
    has_data,
    held_out_data,
    held_out_stories,
    run_record,
)
from mlopstinystories.evaluation.summary import summary
from mlopstinystories.evaluation.written_probes import written_probes
from mlopstinystories.models.folders import find_model
from mlopstinystories.models.model import context_length, parameter_count
from mlopstinystories.paths import Folders
from mlopstinystories.records import hardware, libraries, now, read_json, write_json, write_text
from mlopstinystories.settings import EvaluateSettings, PrecisionName
from mlopstinystories.tokenizer import StoryTokenizer

SCORES_NAME = "scores.json"
STORIES_NAME = "stories.jsonl"
SUMMARY_NAME = "summary.md"


def evaluate(folder: Path, places: Folders, settings: EvaluateSettings | None = None) -> Path:
    """Measure the model in `folder` with the data set of its run; returns the path of `scores.json`.

    `folder` may be any that `find_model` gives. Raises `RunError` for one that was not trained here where no `held_out`
    says on which stories to score it, `DataError` when the data set of a run is missing or another one,
    `TokenizerError` when the data set was cut by another tokenizer.
    """
    settings = settings or EvaluateSettings(run=folder.name)
    name, record = run_record(folder, places)
    if record and settings.held_out is not None and not has_data(record, places):
        record = None  # a run that somebody shared: its own stories are not here
    others = [find_model(places, other) for other in settings.compare_with]
    dataset = held_out_data(record, places) if record else None
    held_out = held_out_stories(record, dataset, places, settings.held_out, folder)
    device = choose_device(settings.device, PrecisionName.fp32)  # scores are computed in the format of the weights
    model, tokenizer = open_model(folder, device.device)
    if dataset:
        check_tokenizer(tokenizer, dataset, folder)
    judging = prepare_judge(settings, places, dataset, tokenizer)
    start_s = time.perf_counter()
    teller = Teller(model, tokenizer, settings.seed)
    with progress("stories") as bar:
        loss, nats = held_out_loss(model, tokenizer, dataset, held_out, device.device, bar)
        told, stories = stories_told(teller, dataset, settings, held_out, bar)
    probes = probe_scores(model, tokenizer, device.device, settings)
    scores = {
        "kind": "scores",
        "run": name,
        "weights_sha256": weights_fingerprint(folder),
        "created": now(),
        **loss,
        "told": told,
        "probes": probes,
        "beside": [beside(other, held_out, nats, device.device) for other in others],
        "judge": {"not_measured": "no judge was named (judge=none)"},
        "dataset": held_out.source,
        "tokenizer": {
            "name": record["dataset"].get("tokenizer") if record else "the model's own",
            "fingerprint": tokenizer.fingerprint(),
        },
        "vocab_size": tokenizer.vocab_size,
        "parameters": parameter_count(model),
        "context": context_length(model.config),
        "training_tokens": record.get("result", {}).get("tokens") if record else None,
        "settings": _measured_with(settings),
        "device": device.describe(),
        "threads": torch.get_num_threads(),
        "elapsed_s": round(time.perf_counter() - start_s, 3),
        "hardware": hardware(),
        "libraries": libraries(),
    }
    path = places.reports / name / SCORES_NAME
    if judging is not None:
        scores["judge"] = {"not_measured": "the judge did not come to an end; the same command goes on"}
        write_scores(path, scores, stories)  # what needs no judge stays, whatever becomes of the judging
        scores["judge"], stories = judged(judging, teller, settings, stories)
    write_scores(path, scores, stories)
    return path


def evaluated(folder: Path, places: Folders, settings: EvaluateSettings) -> dict[str, Any]:
    """The content of `scores.json` of the model in `folder`, measured now unless that of these weights is there."""
    path = places.reports / run_record(folder, places)[0] / SCORES_NAME
    if path.is_file():
        scores: dict[str, Any] = read_json(path)
        same = scores.get("settings") == _measured_with(settings)
        if same and scores.get("weights_sha256") == weights_fingerprint(folder) and "told" in scores:
            return scores
    found: dict[str, Any] = read_json(evaluate(folder, places, settings))
    return found


def _measured_with(settings: EvaluateSettings) -> dict[str, int]:
    return {key: getattr(settings, key) for key in ("completions", "probes", "samples", "endings", "seed")}


def prepare_judge(
    settings: EvaluateSettings, places: Folders, dataset: PackedDataset | None, tokenizer: StoryTokenizer
) -> tuple[Judge, Given] | None:
    """The judge and what its stories are told after; None without a judge. Raises before anything long is computed."""
    if settings.judge.base_url is None:
        return None
    given = what_is_given(settings.judge, dataset, tokenizer, settings.seed)
    return Judge(settings.judge, places.reports / "judge_answers"), given


def judged(
    judging: tuple[Judge, Given], teller: Teller, settings: EvaluateSettings, stories: list[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The judge's section, and all stories with the grades of those that were graded."""
    judge, given = judging
    each = settings.judge.each or settings.completions
    with progress("stories") as bar:
        to_tell = 0 if given.is_told_already else len(given.prompts) * each
        bar.expect(to_tell)
        with bar.stage("telling stories for the judge", to_tell):
            rows = stories_to_judge(given, teller, each, stories, bar.advance)
        bar.expect(len(rows))
        with bar.stage("judging", len(rows)):
            section = judge_stories(judge, given, rows, bar.advance)
    there = {id(row) for row in stories}
    return section, stories + [row for row in rows if id(row) not in there]


def write_scores(path: Path, scores: dict[str, Any], stories: list[dict[str, Any]]) -> None:
    """Write the three files of an evaluation."""
    write_json(path, scores)
    write_text(path.with_name(STORIES_NAME), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in stories))
    write_text(path.with_name(SUMMARY_NAME), summary(scores, stories))


def held_out_loss(
    model: PreTrainedModel,
    tokenizer: StoryTokenizer,
    dataset: PackedDataset | None,
    held_out: HeldOut,
    device: torch.device,
    bar: Progress,
) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """The score of the held-out stories, with intervals over them, by position and by part; and the nats of each.

    Without the data set of the model's own run, the stories are cut by its tokenizer here.
    """
    stories: Stories = dataset.validation if dataset else TextStories(held_out.texts, tokenizer)
    indices = scored_stories(dataset) if dataset else whole(stories)
    profile = LossProfile(len(indices), context_length(model.config))
    bar.expect(len(indices))
    with bar.stage("scoring", len(indices)):
        score = score_stories(model, stories, indices, device=device, progress=bar.advance, observe=profile.observe)
    sizes = stories.byte_lengths[indices].astype("int64") + 1
    score = replace(score, left_out=held_out.left_out)
    changed = stories.changed if isinstance(stories, TextStories) else 0
    return {**score.as_dict(), "changed": changed, "intervals": profile.as_dict(sizes)}, profile.story_nats


def stories_told(
    teller: Teller,
    dataset: PackedDataset | None,
    settings: EvaluateSettings,
    held_out: HeldOut,
    bar: Progress,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The sections of `measurements.py` by name, and all of their stories."""
    beginnings = len(BEGINNINGS) * settings.completions
    storyworld = str(held_out.source.get("name", "")).startswith("storyworld")
    sizes = (settings.samples, max(settings.samples, settings.endings))
    instructions = 2 * settings.samples  # at most: of all, and of those that ask for two things at once
    bar.expect(beginnings + (instructions + max(sizes) + storyworld * settings.samples) * (dataset is not None))
    with bar.stage("completing our beginnings", beginnings):
        scores, stories = tell_beginnings(teller, settings.completions, bar.advance)
    unknown = {"not_measured": "this model was not trained here, so the stories of its training are not known"}
    sections = {"beginnings": scores, "memorisation": unknown, "truth": unknown, "instructions": unknown}
    if dataset is None:
        return sections, stories
    with bar.stage("following instructions", instructions):
        sections["instructions"], rows = score_instructions(teller, dataset, settings.samples, storyworld, bar.advance)
    stories += rows
    with bar.stage("completing training stories", max(sizes)):
        sections["memorisation"], rows = retell_training(teller, dataset, sizes, bar.advance)
    stories += rows
    if storyworld:
        with bar.stage("completing held-out stories", settings.samples):
            sections["truth"], rows = tell_held_out(teller, dataset, settings.samples, bar.advance)
        stories += rows
    else:
        sections["truth"] = {"not_measured": "only the story world's own text can be read exactly"}
    return sections, stories


def probe_scores(
    model: PreTrainedModel, tokenizer: StoryTokenizer, device: torch.device, settings: EvaluateSettings
) -> dict[str, Any]:
    """Accuracy on the story world's probes and on the hand-written ones, whatever the model was trained on."""
    of_the_world = {kind: list(make_probes(kind, settings.seed, settings.probes)) for kind in KINDS}
    return {
        "storyworld": score_probes(model, tokenizer, device, of_the_world),
        "written": score_probes(model, tokenizer, device, written_probes(), in_sets=True),
    }
