"""One request to an OpenAI-compatible endpoint, until it is answered, refused for good, or given up.

What may pass (no connection, no answer in time, 408, 409, 425, 429, 5xx, an answer that is not what was promised) is
tried again after a pause that doubles and is drawn at random around that, or after as long as `Retry-After` says; then
all requests pause. What will not pass (a wrong key, an unknown model) ends the judging at once, with what to do.

The key goes into a header and nowhere else: what an endpoint says is repeated without it.
"""

import email.utils
import ipaddress
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from mlopstinystories.errors import JudgeError, SettingsError
from mlopstinystories.evaluation.judge.answers import Answer
from mlopstinystories.settings import JudgeSettings, seconds

LONGEST_PAUSE_S = 60.0
"""Of the pauses that are our own choice."""
_PAUSE_TO_SAY_S = 5.0
"""Shorter ones go by unsaid."""
_LARGEST_ANSWER = 4 * 2**20
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529}


class Stopped(Exception):  # noqa: N818 - somebody wanted it
    """No further request is to begin."""


class _Passing(Exception):  # noqa: N818 - it never leaves this module
    """A fault that may pass; how long the endpoint asks to wait, where it says so."""

    def __init__(self, why: str, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Address:
    """Where the judge is, checked."""

    base_url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError("judge.base_url must be an address such as http://127.0.0.1:11434/v1.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise SettingsError(
                "judge.base_url must be an address alone, without user, password or query: it is written into the "
                "scores. A key belongs into the environment variable that judge.key_variable names."
            )

    @property
    def host(self) -> str:
        """Host and port, as in the address."""
        return urlsplit(self.base_url).netloc

    @property
    def url(self) -> str:
        """Where requests go."""
        return self.base_url.rstrip("/") + "/chat/completions"

    @property
    def on_this_machine(self) -> bool:
        """Whether it is a loopback address."""
        name = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")

    @property
    def in_plain_text(self) -> bool:
        """Whether others on the way can read along."""
        return urlsplit(self.base_url).scheme == "http" and not self.on_this_machine


class Gate:
    """When the next request may begin: evenly spread over the minute, and not while the endpoint asks for a pause."""

    def __init__(self, requests_per_minute: float | None, deadline_s: float, stop: threading.Event) -> None:
        """`deadline_s` is an instant of `time.monotonic()`."""
        self._between_s = 60.0 / requests_per_minute if requests_per_minute else 0.0
        self._deadline_s, self._stop = deadline_s, stop
        self._lock = threading.Lock()
        self._next_s = 0.0

    def check(self) -> None:
        """Raise `Stopped` when no further request is to begin, `JudgeError` after the deadline."""
        if self._stop.is_set():
            raise Stopped
        if time.monotonic() >= self._deadline_s:
            raise JudgeError(
                "The time for judging is over (judge.deadline). What was answered is kept; the same command goes on."
            )

    def wait(self) -> None:
        """Return when a request may begin."""
        while True:
            self.check()
            with self._lock:
                left_s = self._next_s - time.monotonic()
                if left_s <= 0:
                    self._next_s = time.monotonic() + self._between_s
                    return
            self.rest(left_s)

    def pause(self, pause_s: float) -> None:
        """Let nobody begin for so long."""
        with self._lock:
            self._next_s = max(self._next_s, time.monotonic() + pause_s)

    def rest(self, rest_s: float) -> None:
        """Sleep, unless the deadline comes or somebody stops the judging."""
        self._stop.wait(max(0.0, min(rest_s, self._deadline_s - time.monotonic())))
        self.check()

    def before_deadline(self, wait_s: float) -> bool:
        """Whether there is time for such a pause."""
        return time.monotonic() + wait_s < self._deadline_s


class Endpoint:
    """The judge's endpoint; one object serves all threads."""

    def __init__(
        self, settings: JudgeSettings, key: str | None, stop: threading.Event, say: Callable[[str], None]
    ) -> None:
        assert settings.base_url is not None
        self.address = Address(settings.base_url)
        self.settings, self._key, self._say = settings, key, say
        deadline_s = time.monotonic() + seconds(settings.deadline, "judge.deadline")
        self.gate = Gate(settings.requests_per_minute, deadline_s, stop)
        self.retried = 0
        self._client = httpx2.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=settings.timeout_s,
            limits=httpx2.Limits(max_connections=settings.concurrency),
            trust_env=not self.address.on_this_machine,  # a proxy has no business between a machine and itself
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def ask(self, body: dict[str, Any]) -> Answer:
        """The answer to one request.

        Raises:
            JudgeError: It was refused, or not answered after all retries, or the deadline has come.
            Stopped: Somebody stopped the judging before a request was answered.
        """
        retries, why = self.settings.retries, ""
        for attempt in range(retries + 1):
            self.gate.wait()
            try:
                return self._once(body)
            except _Passing as fault:
                why = str(fault)
                if attempt == retries:
                    break
                self.retried += 1
                self._pause(attempt, fault)
        raise JudgeError(
            f"The judge at {self.address.host} did not answer in {retries + 1} tries; the last time: {why}. What was "
            "answered before is kept; the same command goes on when the endpoint does."
        )

    def _pause(self, attempt: int, fault: _Passing) -> None:
        if fault.retry_after_s is None:
            pause_s = min(self.settings.backoff_s * 2.0**attempt, LONGEST_PAUSE_S) * random.uniform(0.5, 1.5)
            self._say_pause(fault, pause_s)
            self.gate.rest(pause_s)
            return
        if not self.gate.before_deadline(fault.retry_after_s):
            raise JudgeError(
                f"The judge at {self.address.host} asks to wait {fault.retry_after_s:,.0f} s, which is beyond "
                f"judge.deadline={self.settings.deadline}. What was answered is kept; run the same command later."
            )
        self._say_pause(fault, fault.retry_after_s)
        self.gate.pause(fault.retry_after_s)

    def _say_pause(self, fault: _Passing, pause_s: float) -> None:
        if pause_s >= _PAUSE_TO_SAY_S:
            self._say(f"Judge: {fault}; tried again in {pause_s:,.0f} s.")

    def _once(self, body: dict[str, Any]) -> Answer:
        start_s = time.monotonic()
        try:
            status, headers, content = self._post(body, start_s)
        except httpx2.TimeoutException:
            raise _Passing(f"no answer within {self.settings.timeout_s:g} s (judge.timeout_s)") from None
        except httpx2.ConnectError as error:
            raise _Passing(f"nothing answers at {self.address.base_url} ({self._without_key(str(error))})") from None
        except httpx2.HTTPError as error:
            raise _Passing(f"the connection broke ({type(error).__name__})") from None
        if status == 200:
            return self._read(content, body, time.monotonic() - start_s)
        self._refused(status, headers, content)
        raise AssertionError("not reached: every other status raises")

    def _post(self, body: dict[str, Any], start_s: float) -> tuple[int, httpx2.Headers, bytes]:
        """The whole answer within `timeout_s`, whatever trickles in meanwhile."""
        content = b""
        with self._client.stream("POST", self.address.url, json=body) as response:
            for piece in response.iter_bytes():
                content += piece
                if time.monotonic() - start_s > self.settings.timeout_s:
                    raise httpx2.ReadTimeout("too slow in all")
                if len(content) > _LARGEST_ANSWER:
                    raise _Passing(f"the answer is larger than {_LARGEST_ANSWER // 2**20} MiB")
            return response.status_code, response.headers, content

    def _refused(self, status: int, headers: httpx2.Headers, content: bytes) -> None:
        """Raise what a status other than 200 means."""
        said = self._said(content)
        if status == 429 and "insufficient_quota" in said:
            raise JudgeError(f"The account at {self.address.host} has no credit left: {said}")
        if status in _PASSING:
            wait_s = retry_after_s(headers.get("Retry-After"))
            raise _Passing(f"HTTP {status}: {said}" if said else f"HTTP {status}", wait_s)
        where = self.address.url
        if status in (401, 403):  # some endpoints repeat parts of the key here, so what they say is left out
            name = self.settings.key_variable
            mend = f"Check the environment variable {name}." if name else "Name the variable that holds one: "
            mend += "" if name else "judge.key_variable=JUDGE_API_KEY."
            raise JudgeError(f"The judge at {self.address.host} refused the key, or wants one (HTTP {status}). {mend}")
        if status in (404, 405) or 300 <= status < 400:
            raise JudgeError(
                f"There is no such judge: {where} answered HTTP {status}: {said}. judge.base_url usually ends with "
                f"/v1, and judge.model={self.settings.model} must be the endpoint's own name for it."
            )
        raise JudgeError(
            f"The judge at {self.address.host} does not accept the request (HTTP {status}): {said}. An endpoint that "
            "refuses temperature or max_tokens wants judge.temperature=null or judge.max_tokens=null; what it needs "
            "besides is set with judge.body.NAME=VALUE."
        )

    def _read(self, content: bytes, body: dict[str, Any], elapsed_s: float) -> Answer:
        """The answer out of the endpoint's JSON; raises `_Passing` when it is not of the promised form."""
        try:
            payload = json.loads(content)
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise _Passing(f"the answer is not JSON: {self._said(content)}") from None
        try:
            choice = payload["choices"][0]
            text = choice["message"].get("content")
            if not isinstance(text, str | None):
                raise TypeError
            model = payload.get("model") or body["model"]
            usage = payload.get("usage") or {}
            return Answer(
                text or "",
                str(model),
                choice.get("finish_reason"),
                _count(usage.get("prompt_tokens")),
                _count(usage.get("completion_tokens")),
                round(elapsed_s, 3),
            )
        except (KeyError, IndexError, TypeError, AttributeError):
            raise _Passing(f"the answer has not the form of a chat completion: {self._said(content)}") from None

    def _said(self, content: bytes) -> str:
        """The beginning of what an endpoint said, on one line and without the key."""
        text = content.decode("utf-8", errors="replace")
        try:
            error = json.loads(content)["error"]
            text = error if isinstance(error, str) else f"{error.get('message')} ({error.get('code')})"
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        return self._without_key(" ".join(text.split()))[:300]

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text


def retry_after_s(value: str | None) -> float | None:
    """The seconds in a `Retry-After` header, which holds a number or a date (RFC 9110); None for anything else."""
    if value is None:
        return None
    try:
        wait_s = float(value)
    except ValueError:
        try:
            wait_s = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError):
            return None
    return max(0.0, wait_s) if wait_s < float("inf") else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
