"""Many exercises graded by one judge: side by side, each answer kept at once, and gone on with after an interruption.

Threads that nobody has to wait for do the asking, so it works in a notebook too. The first fault that will not pass, or
Ctrl-C, lets no further request begin; those under way end and their answers are kept, since they are paid for. A second
Ctrl-C leaves at once. Requests follow from the exercises alone, so the same command finds all that was kept.
"""

import contextlib
import os
import queue
import re
import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from mlopstinystories.errors import SettingsError
from mlopstinystories.evaluation.judge.answers import Answer, AnswerStore, Request
from mlopstinystories.evaluation.judge.conversation import Ask, Graded, Reply, grading
from mlopstinystories.evaluation.judge.endpoint import Address, Endpoint, Stopped
from mlopstinystories.evaluation.judge.prompts import Exercise
from mlopstinystories.evaluation.judge.spending import (
    COMMENT_TOKENS,
    GRADES_TOKENS,
    Estimate,
    Ledger,
    Price,
    check_limits,
    expected_tokens,
    message_tokens,
)
from mlopstinystories.settings import JudgeSettings

_SECONDS_BETWEEN_LOOKS = 0.1
Say = Callable[[str], None]


class Judge:
    """A judge with the answers that are kept of it; made before anything long is computed, since it checks settings.

    Raises `SettingsError` for an address or a key that cannot be used.
    """

    def __init__(self, settings: JudgeSettings, kept_answers: Path, say: Say = print) -> None:
        assert settings.base_url is not None
        assert settings.model is not None
        self.settings, self.model, self._say = settings, settings.model, say
        self.address = Address(settings.base_url)
        self._key = _key(settings, self.address)
        self.store = AnswerStore(kept_answers)
        self.price = Price.of(settings, self.address.on_this_machine)
        self.ledger = Ledger(settings, self.price)
        self.retried = 0

    def estimate(self, exercises: Sequence[Exercise]) -> Estimate:
        """What is left to ask, after the answers that are kept."""
        calls = input_tokens = output_tokens = 0
        for exercise in dict.fromkeys(exercises):
            talk = grading(exercise, self.settings.reasks)
            left = self._first_unanswered(talk)
            if left is None:
                continue
            if left.for_grades:
                read, written, asked = message_tokens(left.messages), GRADES_TOKENS, 1
            else:
                (read, written), asked = expected_tokens(exercise), 2
            calls, input_tokens, output_tokens = calls + asked, input_tokens + read, output_tokens + written
        elapsed_s = calls * self.settings.seconds_per_call / self.settings.concurrency
        if self.settings.requests_per_minute:
            elapsed_s = max(elapsed_s, 60 * calls / self.settings.requests_per_minute)
        cost = self.price.cost(input_tokens, output_tokens)
        return Estimate(len(exercises), calls, input_tokens, output_tokens, elapsed_s, cost)

    def announce(self, estimate: Estimate) -> None:
        """Say what is to come, and refuse it where it exceeds a limit."""
        self._say(
            f"Judge: {self.model} at {self.address.host} grades {estimate.stories:,} stories: about "
            f"{estimate.calls:,} calls, {estimate.input_tokens:,} tokens to read, {estimate.output_tokens:,} to write "
            f"(counted by the rule in docs/source/judge.md), {_duration(estimate.elapsed_s)} if a call takes "
            f"{self.settings.seconds_per_call:g} s, cost {self._cost(estimate.cost)}."
        )
        if estimate.calls and not self.address.on_this_machine:
            self._say(f"The stories and their beginnings are sent to {self.address.host}.")
        check_limits(estimate, self.settings, self.price)

    def grade(self, exercises: Sequence[Exercise], progress: Callable[[int], None] | None = None) -> list[Graded]:
        """Every exercise graded, in their order.

        Raises:
            JudgeError: A fault that will not pass, or a limit; answers are kept.
            KeyboardInterrupt: Likewise after Ctrl-C, once the calls under way have ended.
        """
        stop = threading.Event()
        endpoint = Endpoint(self.settings, self._key, stop, self._say)
        workers = _Workers(exercises, lambda one: self._grade_one(one, endpoint), self.settings.concurrency, stop)
        try:
            found = workers.results(progress)
        except KeyboardInterrupt:
            stop.set()
            self._say("Judge: the calls under way end and are kept; Ctrl-C again leaves at once.")
            workers.join(self.settings.timeout_s)
            raise
        finally:
            self.retried += endpoint.retried
            if workers.ended():
                endpoint.close()
        return [found[number] for number in range(len(exercises))]

    def _grade_one(self, exercise: Exercise, endpoint: Endpoint) -> Graded:
        talk = grading(exercise, self.settings.reasks)
        ask = next(talk)
        while True:
            endpoint.gate.check()
            answer = self._answer(ask, endpoint)
            try:
                ask = talk.send(Reply(answer.text, answer.model))
            except StopIteration as done:
                graded: Graded = done.value
                return graded

    def _answer(self, ask: Ask, endpoint: Endpoint) -> Answer:
        """The kept answer, or the judge's, which is kept."""
        request = self._request(ask)
        if (answer := self.store.read(request)) is not None:
            self.ledger.found()
            return answer
        with self.store.alone(request, endpoint.gate.check):
            if (answer := self.store.read(request)) is not None:  # somebody asked it meanwhile
                self.ledger.found()
                return answer
            tokens = message_tokens(ask.messages), GRADES_TOKENS if ask.for_grades else COMMENT_TOKENS
            self.ledger.begin(*tokens)
            try:
                answer = endpoint.ask(request.body)
                self.store.keep(request, answer)
            finally:
                self.ledger.end(*tokens, answer)
            return answer

    def _request(self, ask: Ask) -> Request:
        settings = self.settings
        body: dict[str, Any] = {"model": self.model, "messages": list(ask.messages)}
        if settings.temperature is not None:
            body["temperature"] = settings.temperature
        if settings.max_tokens is not None:
            body["max_tokens"] = settings.max_tokens
        return Request(self.address.url, {**body, **settings.body}, ask.attempt)

    def _first_unanswered(self, talk: Generator[Ask, Reply, Graded]) -> Ask | None:
        """The first question of which no answer is kept; None when the grading ends with those that are."""
        with contextlib.suppress(StopIteration):
            ask = next(talk)
            while (answer := self.store.read(self._request(ask))) is not None:
                ask = talk.send(Reply(answer.text, answer.model))
            return ask
        return None

    def _cost(self, cost: float | None) -> str:
        if cost is None:
            return "unknown (judge.input_price, judge.output_price)"
        if self.address.on_this_machine and not cost:
            return "nothing, since it is on this machine"
        return f"about {cost:,.2f}"


class _Workers:
    """Threads that take one exercise after another until there are no more, or one of them fails."""

    def __init__(
        self, exercises: Sequence[Exercise], grade: Callable[[Exercise], Graded], count: int, stop: threading.Event
    ) -> None:
        self._grade, self._stop = grade, stop
        self._waiting = queue.SimpleQueue[tuple[int, Exercise]]()
        for numbered in enumerate(exercises):
            self._waiting.put(numbered)
        self._results = queue.SimpleQueue[tuple[int, Graded] | BaseException | None]()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def results(self, progress: Callable[[int], None] | None) -> dict[int, Graded]:
        """What all of them found, by the number of the exercise; raises the first fault once all have ended."""
        found: dict[int, Graded] = {}
        faults: list[BaseException] = []
        left = len(self._threads)
        while left:
            result = self._next()
            if result is None:
                left -= 1
            elif isinstance(result, BaseException):
                faults.append(result)
            else:
                found[result[0]] = result[1]
                if progress:
                    progress(1)
        for thread in self._threads:
            thread.join()  # it has said its last, and is about to end
        if faults:
            raise faults[0]
        return found

    def join(self, longest_s: float) -> None:
        """Wait for their end, but no longer."""
        end_s = time.monotonic() + longest_s
        while not self.ended() and time.monotonic() < end_s:
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def ended(self) -> bool:
        """Whether none is at work."""
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        try:
            while True:
                number, exercise = self._waiting.get_nowait()
                self._results.put((number, self._grade(exercise)))
        except (queue.Empty, Stopped):
            pass
        except BaseException as error:
            self._stop.set()
            self._results.put(error)
        finally:
            self._results.put(None)

    def _next(self) -> tuple[int, Graded] | BaseException | None:
        """The next result; it looks up now and then, so that Ctrl-C is heard on every system."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._results.get(timeout=_SECONDS_BETWEEN_LOOKS)


def _key(settings: JudgeSettings, address: Address) -> str | None:
    """The key out of the environment; no message ever holds it."""
    name = settings.key_variable
    if name is None:
        return None
    key = os.environ.get(name, "").strip()
    if not key:
        raise SettingsError(
            f"The key of the judge is missing: put it into the environment variable {name}, or say "
            "judge.key_variable=null for an endpoint that asks for none."
        )
    if not re.fullmatch(r"[\x21-\x7e]+", key):
        raise SettingsError(f"The environment variable {name} does not hold a key: it has blanks or odd characters.")
    if address.in_plain_text:
        raise SettingsError(
            f"The key would go to {address.host} in plain text. Use an https address, or judge.key_variable=null if "
            "the endpoint asks for none."
        )
    return key


def _duration(duration_s: float) -> str:
    if duration_s < 90:
        return f"{duration_s:.0f} s"
    return f"{duration_s / 60:.0f} min" if duration_s < 5_400 else f"{duration_s / 3_600:.1f} h"
