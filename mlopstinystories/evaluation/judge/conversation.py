"""One exercise graded: which question follows which answer. It knows neither network nor cache.

A generator asks and is sent answers, so that the same steps serve for asking the judge and for finding out, from the
answers that are kept already, what is left to ask.
"""

from collections.abc import Generator
from dataclasses import dataclass

from mlopstinystories.evaluation.judge.grades import Grades, MalformedGrades, read_grades, spoken
from mlopstinystories.evaluation.judge.prompts import Exercise, again, first_turn, second_turn

Message = dict[str, str]
_LONGEST_SHOWN = 2_000
"""Characters of a malformed answer that the judge gets to see again."""


@dataclass(frozen=True)
class Ask:
    """A question to the judge, with all that was said before."""

    messages: tuple[Message, ...]
    attempt: int
    """0 at first; an answer that could not be used is asked for again with 1, 2, …"""
    for_grades: bool
    """Whether it asks for grades, and not for a comment."""


@dataclass(frozen=True)
class Reply:
    """What the judge said, and the model that its endpoint named."""

    text: str
    model: str


@dataclass(frozen=True)
class Graded:
    """An exercise with its comment and grades; without grades, `malformed` says why."""

    grades: Grades | None
    comment: str
    models: tuple[str, ...]
    """The models that answered, each once, as the endpoint named them."""
    asked: int
    malformed: str | None = None


def grading(exercise: Exercise, reasks: int) -> Generator[Ask, Reply, Graded]:
    """Ask for a comment, then for grades; each at most `reasks` times again when the answer cannot be used."""
    models: list[str] = []
    asked = 0
    opening: Message = {"role": "user", "content": first_turn(exercise)}
    comment = ""
    while not comment and asked <= reasks:
        reply = yield Ask((opening,), asked, for_grades=False)
        asked += 1
        models.append(reply.model)
        comment = spoken(reply.text)
    if not comment:
        return Graded(None, "", _once(models), asked, "the judge did not comment on it")
    talk: tuple[Message, ...] = (
        opening,
        {"role": "assistant", "content": comment},
        {"role": "user", "content": second_turn(exercise.task)},
    )
    messages, why = talk, ""
    for attempt in range(reasks + 1):
        reply = yield Ask(messages, attempt, for_grades=True)
        asked += 1
        models.append(reply.model)
        try:
            return Graded(read_grades(reply.text), comment, _once(models), asked)
        except MalformedGrades as error:
            why = str(error)
        said = spoken(reply.text)[:_LONGEST_SHOWN] or "(nothing)"
        messages = (*talk, {"role": "assistant", "content": said}, {"role": "user", "content": again(why)})
    return Graded(None, comment, _once(models), asked, why)


def _once(models: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(models)))
