"""The runs behind a comparison: pairs that share a seed, trained in turn, and refused when they would not be fair.

Within a pair both sides have the same seed, so that the order of the text is the same, and the initialisation too
where the shapes are. Pairs alternate in who goes first (a b, b a, a b, …), so that a machine that gets slower or warmer
treats both alike, which matters for budgets in seconds. A run that exists with these settings is used, whatever its
name; one that was interrupted is continued.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlopstinystories.errors import SettingsError
from mlopstinystories.models.folders import existing_runs
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME, read_json
from mlopstinystories.settings import TrainSettings, Unfairness
from mlopstinystories.training.budget import Budget
from mlopstinystories.training.experiment import train
from mlopstinystories.training.run_folder import differences, settings_of_result

EQUAL_TOKENS = 0.01
"""Budgets in tokens are equal up to this share: they are rounded up to whole steps."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a recipe, whatever the seed."""

    label: str
    settings: TrainSettings
    name: str
    """Of its runs; the seed is appended."""

    def with_seed(self, seed: int) -> TrainSettings:
        """The settings of one run."""
        return replace(self.settings, seed=seed, run=None)


@dataclass(frozen=True)
class Pair:
    """Two finished runs with one seed."""

    seed: int
    a: Path
    b: Path


def pairs(a: Side, b: Side, seeds: list[int], folders: Folders, say: Callable[[str], None] = print) -> list[Pair]:
    """Train what is not there yet; one pair for each seed, in their order."""
    done: list[Pair] = []
    for place, seed in enumerate(seeds):
        order = (a, b) if place % 2 == 0 else (b, a)
        found = {}
        for side in order:
            letter = "a" if side is a else "b"
            folder = finished_run(side.with_seed(seed), folders)
            if folder is None:
                say(f"\nseed {seed} ({place + 1} of {len(seeds)}), side {letter}: {side.label}")
                folder = train(side.with_seed(seed), folders, f"{side.name}+seed={seed}")
            found[letter] = folder
        done.append(Pair(seed, found["a"], found["b"]))
    return done


def finished_run(settings: TrainSettings, folders: Folders) -> Path | None:
    """A finished run with the same settings, under whatever name."""
    wanted = settings_of_result(settings)
    for name in existing_runs(folders):
        folder = folders.models / name
        if not (folder / RECORD_NAME).is_file():
            continue
        record = read_json(folder / RECORD_NAME)
        if record.get("status") == "finished" and not differences(record.get("settings", {}), wanted):
            return folder
    return None


def check_fair(a: TrainSettings, b: TrainSettings, allowed: Collection[Unfairness]) -> None:
    """Refuse sides that differ in what they learn from or in how much of it; raises `SettingsError` with the mend."""
    reasons = {Unfairness.data: _other_data(a, b), Unfairness.budget: _other_budget(a, b)}
    _refuse(reasons, allowed)


def check_fair_runs(done: list[Pair], allowed: Collection[Unfairness]) -> None:
    """Refuse runs whose records tell what the settings could not: other text under the same path, another machine."""
    a, b = (read_json(folder / RECORD_NAME) for folder in (done[0].a, done[0].b))
    machines = {_machine(read_json(folder / RECORD_NAME)) for pair in done for folder in (pair.a, pair.b)}
    in_seconds = a["settings"]["budget"] is not None
    reasons = {
        Unfairness.machine: f"a budget in seconds, spent on {' and on '.join(sorted(machines))}"
        if in_seconds and len(machines) > 1
        else None,
        Unfairness.data: _differing(a["dataset"], b["dataset"], "training stories", "train", ("stories", "bytes")),
        Unfairness.stories: _differing(
            a["dataset"], b["dataset"], "held-out stories", "validation", ("stories", "bytes")
        ),
    }
    _refuse(reasons, allowed)


def _refuse(reasons: dict[Unfairness, str | None], allowed: Collection[Unfairness]) -> None:
    found = {kind: reason for kind, reason in reasons.items() if reason and kind not in allowed}
    if found:
        raise SettingsError(
            f"This comparison would not be fair: the sides differ in {'; and in '.join(found.values())}. Make them "
            f"equal, or say that it is meant: unfair=[{','.join(found)}]"
        )


def _other_data(a: TrainSettings, b: TrainSettings) -> str | None:
    if (a.data, a.cleaning) == (b.data, b.cleaning):
        return None
    changes = differences(_plain(a), _plain(b))
    return f"their stories ({'; '.join(changes).replace(' there', ' on side a').replace(' now', ' on side b')})"


def _plain(settings: TrainSettings) -> dict[str, Any]:
    every = settings_of_result(settings)
    return {key: every[key] for key in ("data", "cleaning")}


def _other_budget(a: TrainSettings, b: TrainSettings) -> str | None:
    (a_tokens, a_seconds), (b_tokens, b_seconds) = (planned(side) for side in (a, b))
    if a_seconds == b_seconds and math.isclose(a_tokens, b_tokens, rel_tol=EQUAL_TOKENS):
        return None
    return f"their budget ({_amount(a_tokens, a_seconds)} on side a, {_amount(b_tokens, b_seconds)} on side b)"


def planned(settings: TrainSettings) -> tuple[float, float]:
    """Training tokens and training seconds at which a run ends; infinite where there is no such limit."""
    budget = Budget.of(settings)
    steps = [float(budget.max_steps)] if budget.max_steps is not None else []
    if budget.max_tokens is not None:
        steps.append(math.ceil(budget.max_tokens / settings.batch_size_tokens))
    tokens = min(steps) * settings.batch_size_tokens if steps else math.inf
    return tokens, math.inf if budget.max_seconds is None else budget.max_seconds


def _amount(tokens: float, seconds: float) -> str:
    words = [f"{tokens:,.0f} tokens"] if math.isfinite(tokens) else []
    return " or ".join([*words, f"{seconds:g} s"] if math.isfinite(seconds) else words)


def _machine(record: dict[str, Any]) -> str:
    hardware = record["hardware"]
    return f"{hardware['processor']}, {hardware['cores']} cores, {record['threads']} threads, {record['device']}"


def _differing(a: dict[str, Any], b: dict[str, Any], what: str, split: str, keys: tuple[str, ...]) -> str | None:
    differ = [f"{a[split][key]:,} and {b[split][key]:,} {key}" for key in keys if a[split][key] != b[split][key]]
    return f"their {what} ({', '.join(differ)})" if differ else None
