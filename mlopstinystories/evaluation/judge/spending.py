"""What judging will cost, before the first call, and what it has cost; and the limits on both.

Before a call, tokens are counted by a rule, since the judge's own tokenizer is not known: one for every 4 characters,
and 5 for every message. A comment is taken to have 150 tokens, a line of grades 40. After a call the endpoint's own
counts (`usage`) take their place, where it gives them.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from mlopstinystories.errors import JudgeError
from mlopstinystories.evaluation.judge.answers import Answer
from mlopstinystories.evaluation.judge.conversation import Message
from mlopstinystories.evaluation.judge.prompts import Exercise, first_turn, second_turn
from mlopstinystories.settings import JudgeSettings

CHARACTERS_A_TOKEN: Final = 4
TOKENS_A_MESSAGE: Final = 5
COMMENT_TOKENS: Final = 150
GRADES_TOKENS: Final = 40


def text_tokens(text: str) -> int:
    """Tokens of a text by the rule."""
    return -(-len(text) // CHARACTERS_A_TOKEN)


def message_tokens(messages: Iterable[Message]) -> int:
    """Tokens of messages by the rule."""
    return sum(TOKENS_A_MESSAGE + text_tokens(message["content"]) for message in messages)


@dataclass(frozen=True)
class Price:
    """Of a million tokens; None where it is not known."""

    input: float | None
    output: float | None

    @classmethod
    def of(cls, settings: JudgeSettings, on_this_machine: bool) -> "Price":
        """The price that is set; nothing for a judge on this machine."""
        free = 0.0 if on_this_machine else None
        given = (settings.input_price, settings.output_price)
        return cls(*(free if one is None else one for one in given))

    @property
    def known(self) -> bool:
        """Whether both are."""
        return self.input is not None and self.output is not None

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """Of so many tokens; None without a price."""
        if self.input is None or self.output is None:
            return None
        return (input_tokens * self.input + output_tokens * self.output) / 1e6


@dataclass(frozen=True)
class Estimate:
    """What is left to ask, when every answer can be read at once."""

    stories: int
    calls: int
    input_tokens: int
    output_tokens: int
    elapsed_s: float
    cost: float | None

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return {
            "calls": self.calls,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "elapsed_s": round(self.elapsed_s),
            "cost": self.cost,
        }


def expected_tokens(exercise: Exercise) -> tuple[int, int]:
    """Tokens read and written for one exercise of which nothing was asked yet: both turns."""
    first = TOKENS_A_MESSAGE + text_tokens(first_turn(exercise))
    second = first + 2 * TOKENS_A_MESSAGE + COMMENT_TOKENS + text_tokens(second_turn(exercise.task))
    return first + second, COMMENT_TOKENS + GRADES_TOKENS


class Ledger:
    """Calls, tokens and cost of one judging, and what stands in the way of the next call; threads share it."""

    def __init__(self, settings: JudgeSettings, price: Price) -> None:
        self._settings, self._price = settings, price
        self._lock = threading.Lock()
        self._under_way = 0
        self._cost_under_way = 0.0
        self.calls = self.kept = self.input_tokens = self.output_tokens = self.counted_by_rule = 0

    @property
    def cost(self) -> float | None:
        """Of what was answered; None without a price."""
        return self._price.cost(self.input_tokens, self.output_tokens)

    def begin(self, input_tokens: int, output_tokens: int) -> None:
        """Count a call under way; raises `JudgeError` when it may exceed a limit."""
        expected = self._price.cost(input_tokens, output_tokens) or 0.0
        most_calls, most_cost = self._settings.max_calls, self._settings.max_cost
        kept = "What was answered is kept; with a higher limit the same command goes on."
        with self._lock:
            if most_calls is not None and self.calls + self._under_way + 1 > most_calls:
                raise JudgeError(f"The limit judge.max_calls={most_calls} is reached. {kept}")
            if most_cost is not None and (self.cost or 0.0) + self._cost_under_way + expected > most_cost:
                raise JudgeError(f"One more call could exceed the limit judge.max_cost={most_cost:g}. {kept}")
            self._under_way += 1
            self._cost_under_way += expected

    def end(self, input_tokens: int, output_tokens: int, answer: Answer | None) -> None:
        """Count what came of it; the tokens are those of `begin`, and count where the endpoint gives none."""
        with self._lock:
            self._under_way -= 1
            self._cost_under_way -= self._price.cost(input_tokens, output_tokens) or 0.0
            if answer is None:
                return
            self.calls += 1
            self.counted_by_rule += answer.input_tokens is None or answer.output_tokens is None
            self.input_tokens += input_tokens if answer.input_tokens is None else answer.input_tokens
            self.output_tokens += text_tokens(answer.text) if answer.output_tokens is None else answer.output_tokens

    def found(self) -> None:
        """Count an answer that was kept, and cost nothing."""
        with self._lock:
            self.kept += 1

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return {
            "calls": self.calls,
            "answers_read_again": self.kept,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "calls_counted_by_rule": self.counted_by_rule,
            "cost": self.cost,
        }


def check_limits(estimate: Estimate, settings: JudgeSettings, price: Price) -> None:
    """Refuse before the first call what is expected to exceed a limit, or cannot be held against it."""
    fewer = "Raise it, or grade less: judge.each=1 takes one story of each beginning."
    if settings.max_calls is not None and estimate.calls > settings.max_calls:
        raise JudgeError(
            f"Judging needs about {estimate.calls:,} calls, and judge.max_calls={settings.max_calls:,}. {fewer} "
            "Nothing was asked."
        )
    if settings.max_cost is None:
        return
    if not price.known:
        raise JudgeError(
            "judge.max_cost cannot be kept without prices: set judge.input_price and judge.output_price (of a million "
            "tokens). Nothing was asked."
        )
    assert estimate.cost is not None
    if estimate.cost > settings.max_cost:
        raise JudgeError(
            f"Judging is expected to cost {estimate.cost:.2f}, and judge.max_cost={settings.max_cost:g}. {fewer} "
            "Nothing was asked."
        )
