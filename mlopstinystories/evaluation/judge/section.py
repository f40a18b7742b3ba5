"""The judge's part of an evaluation: stories told where they are not there yet, graded, and averaged.

Grades of different judges are never averaged together. A judge is the model that the endpoint says has answered, at one
host, asked in one wording with one set of parameters; where an endpoint puts another model under the same name on the
way, each has a row of its own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlopstinystories.evaluation.completions import fits
from mlopstinystories.evaluation.intervals import bootstrap_ratio
from mlopstinystories.evaluation.judge.conversation import Graded
from mlopstinystories.evaluation.judge.given import OWN, Given
from mlopstinystories.evaluation.judge.grades import AGE_GROUPS, ASPECTS
from mlopstinystories.evaluation.judge.judging import Judge
from mlopstinystories.evaluation.judge.prompts import Exercise, prompts_version
from mlopstinystories.evaluation.measurements import Teller

Row = dict[str, Any]


def stories_to_judge(
    given: Given, teller: Teller, each: int, told: Sequence[Row], progress: Callable[[int], None] | None = None
) -> list[Row]:
    """`each` stories of all that is given: those of our own beginnings out of `told`, the others told now."""
    if given.source == OWN:
        taken: dict[int, list[Row]] = {}
        for row in told:
            if row["kind"] == "beginning":
                taken.setdefault(row["number"], []).append(row)
        return [row for rows in taken.values() for row in rows[:each]]
    prompts = [teller.tokenizer.encode(prompt) for prompt in given.prompts]
    usable = [k for k, prompt in enumerate(prompts) if fits(prompt, teller.model)]
    return [
        {
            "kind": f"after {given.source}",
            "number": usable[one.prompt],
            "seed": one.seed,
            "beginning": given.prompts[usable[one.prompt]],
            "completion": teller.tokenizer.decode(one.ids),
            "ended": one.ended,
        }
        for one in teller.complete([prompts[k] for k in usable], each, progress)
    ]


def judge_stories(
    judge: Judge, given: Given, rows: Sequence[Row], progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Grade the rows of `stories_to_judge`; each gets a field `judge`. Returns the section of the scores.

    Raises `JudgeError` when the judge fails or a limit is exceeded; then no row has changed.
    """
    if not rows:
        return {"not_measured": "what is given takes more than half of the model's context"}
    exercises = [Exercise(given.task, row["number"], given.shown[row["number"]], row["completion"]) for row in rows]
    estimate = judge.estimate(exercises)
    judge.announce(estimate)
    graded = judge.grade(exercises, progress)
    identity = {
        "model": judge.model,
        "host": judge.address.host,
        "prompts": prompts_version(given.task),
        "temperature": judge.settings.temperature,
        "max_tokens": judge.settings.max_tokens,
        "body": dict(judge.settings.body),
    }
    for row, one in zip(rows, graded, strict=True):
        row["judge"] = _as_row(one, identity)
    groups = [row["number"] for row in rows]
    answered = sorted({one.models for one in graded})
    return {
        "task": str(given.task),
        "given": {**given.as_dict(), "judged": len(set(groups))},
        "judges": [{**identity, "answered_as": list(models), **_scores(graded, groups, models)} for models in answered],
        "estimated": estimate.as_dict(),
        "spent": {**judge.ledger.as_dict(), "tried_again": judge.retried},
    }


def _as_row(one: Graded, identity: dict[str, Any]) -> dict[str, Any]:
    grades = {name: None if one.grades is None else getattr(one.grades, name) for name in (*ASPECTS, "age_group")}
    names = {name: identity[name] for name in ("model", "host", "prompts")}
    return {
        **names,
        "answered_as": list(one.models),
        **grades,
        "malformed": one.malformed,
        "asked": one.asked,
        "comment": one.comment,
    }


def _scores(graded: Sequence[Graded], groups: Sequence[int], models: tuple[str, ...]) -> dict[str, Any]:
    """Means and intervals over what one judge graded; the stories of one beginning are drawn together."""
    mine = [(group, one) for group, one in zip(groups, graded, strict=True) if one.models == models]
    ages = [one.grades.age_group for _, one in mine if one.grades is not None]
    return {
        "stories": len(mine),
        "graded": len(ages),
        "malformed": _mean([(group, float(one.grades is None)) for group, one in mine]),
        "grades": {
            name: _mean([(group, getattr(one.grades, name)) for group, one in mine if one.grades is not None])
            for name in ASPECTS
        },
        "age_groups": {letter: ages.count(letter) for letter in AGE_GROUPS},
    }


def _mean(values: Sequence[tuple[int, float]]) -> dict[str, Any]:
    numbers = sorted({group for group, _ in values})
    sums, counts = np.zeros(len(numbers)), np.zeros(len(numbers))
    for group, value in values:
        sums[numbers.index(group)] += value
        counts[numbers.index(group)] += 1
    return bootstrap_ratio(sums, counts).as_dict()
