"""The judge's part of the page to read."""

from collections.abc import Sequence
from typing import Any

from mlopstinystories.evaluation.judge.grades import AGE_GROUPS, ASPECTS
from mlopstinystories.evaluation.markdown import interval, one_line, quoted, table


def judge_summary(section: dict[str, Any], stories: Sequence[dict[str, Any]]) -> str:
    """Grades of each judge with intervals, ages, what was spent, and three stories with the judge's comment."""
    if reason := section.get("not_measured"):
        return f"Not measured: {reason}."
    given = section["given"]
    parts = [
        f"{given['judged']} of {given['number']} ({given['source']}). Grades are out of 10, each by one model's own "
        "measure: compare them with those of the same judge and wording only.",
        *(_judge(one) for one in section["judges"]),
        _spent(section["spent"]),
        _examples(stories),
    ]
    return "\n\n".join(part for part in parts if part)


def _judge(one: dict[str, Any]) -> str:
    names = ", ".join(one["answered_as"])
    asked_for = "" if names == one["model"] else f" (asked for as {one['model']})"
    said = (
        f"**{names}**{asked_for} at {one['host']}, wording {one['prompts']}: {one['graded']:,} of {one['stories']:,} "
        f"stories graded. Share whose grades could not be read: {interval(one['malformed'])}."
    )
    rows = [(name, interval(one["grades"][name])) for name in ASPECTS]
    ages = [(f"{letter}: {years}", f"{one['age_groups'][letter]:,}") for letter, years in AGE_GROUPS.items()]
    return f"{said}\n\n{table(('aspect', 'grade'), rows)}\n\n{table(('how old the author may be', 'stories'), ages)}"


def _spent(spent: dict[str, Any]) -> str:
    cost = "" if not spent["cost"] else f", cost {spent['cost']:.2f}"
    by_rule = spent["calls_counted_by_rule"]
    counted = f" ({by_rule:,} of the calls came without counts, and are counted by rule)" if by_rule else ""
    return (
        f"Spent: {spent['calls']:,} calls, {spent['input_tokens']:,} tokens read, {spent['output_tokens']:,} "
        f"written{counted}{cost}. Read again from earlier: {spent['answers_read_again']:,} answers, which cost nothing."
        f" Requests tried again after a fault: {spent['tried_again']:,}."
    )


def _examples(stories: Sequence[dict[str, Any]]) -> str:
    """The story with the lowest grades, the one in the middle, and the one with the highest."""
    graded = [row for row in stories if row.get("judge") and row["judge"]["grammar"] is not None]
    graded.sort(key=lambda row: sum(row["judge"][name] for name in ASPECTS))
    places = {"lowest": 0, "middle": len(graded) // 2, "highest": len(graded) - 1} if len(graded) > 2 else {}
    return "\n\n".join(_example(f"The story with the {name} grades", graded[k]) for name, k in places.items())


def _example(title: str, row: dict[str, Any]) -> str:
    graded = row["judge"]
    grades = ", ".join(f"{name} {graded[name]:g}" for name in ASPECTS)
    return (
        f"### {title}\n\n> {quoted(row['beginning'])} **…** {quoted(row['completion'])}\n\n"
        f"{grades}, age group {graded['age_group']}. The judge: {one_line(graded['comment'])}"
    )
