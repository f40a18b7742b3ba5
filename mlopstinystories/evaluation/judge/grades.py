"""A judge's grades read out of its answer: the whole line as it was asked for, once, or nothing.

Grades are never guessed. Read with forbearance are only the looks of it: bold type, bullets, several lines, and the
thoughts that some models put before their answer.
"""

import re
from dataclasses import dataclass
from typing import Final

ASPECTS: Final = ("grammar", "creativity", "consistency", "plot")
AGE_GROUPS: Final = {"A": "3 or younger", "B": "4-5", "C": "6-7", "D": "8-9", "E": "10-12", "F": "13-16"}

_LABEL: Final = re.compile(r"\b(grammar|creativity|consistency|plot|age\s+group)\s*:", re.IGNORECASE)
_BETWEEN: Final = r"[\s,;.•-]+"
_LINE: Final = re.compile(
    _BETWEEN.join(rf"\b{name}\s*:\s*(?P<{name}>\d+(?:\.\d+)?)\s*/\s*10(?!\.?\d)" for name in ASPECTS)
    + _BETWEEN
    + r"\bage\s+group\s*:\s*(?P<age>[A-F])\b(?!\s*(?:/|-|,|or|to|and)\s*[A-F]\b)(?P<years>[^\n]*)",
    re.IGNORECASE,
)
_THOUGHTS: Final = re.compile(r"^\s*<think>.*?(</think>|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Grades:
    """Out of 10 each, and a letter of `AGE_GROUPS`."""

    grammar: float
    creativity: float
    consistency: float
    plot: float
    age_group: str


class MalformedGrades(ValueError):  # noqa: N818 - it is what the judge gave, not a fault of the program
    """The answer holds no grades that can be read; the message says why, in words of ours only."""


def read_grades(answer: str) -> Grades:
    """The grades in `answer`; raises `MalformedGrades` when it has not all of them exactly once and in range."""
    text = re.sub(r"[*_`#]", "", spoken(answer))
    found = _LINE.search(text)
    if not found:
        raise MalformedGrades("it does not hold the whole line in its form")
    if len(_LABEL.findall(text)) != len(ASPECTS) + 1:
        raise MalformedGrades("it names a grade more than once")
    values = {name: float(found[name]) for name in ASPECTS}
    if above := [name for name, value in values.items() if value > 10]:
        raise MalformedGrades(f"a grade is above 10 ({', '.join(above)})")
    age = found["age"].upper()
    years = re.findall(r"\d+", found["years"])
    if years and years != re.findall(r"\d+", AGE_GROUPS[age]):
        raise MalformedGrades("the years are not those of the letter of the age group")
    return Grades(**values, age_group=age)


def spoken(answer: str) -> str:
    """The answer without the thoughts before it (`<think> … </think>`), and without blank ends."""
    return _THOUGHTS.sub("", answer).strip()
