"""Stories in OpenAI's form of completions, so that its clients can tell them.

`finish_reason` is `stop` for the end of text and for a `stop` text, `length` for the two limits. Offsets in `logprobs`
count characters of the answer's text.
"""

import contextlib
import json
import math
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from mlopstinystories.models.generation import Ending
from mlopstinystories.serving import story_events
from mlopstinystories.serving.telling import Scribe
from mlopstinystories.serving.wire import CompletionRequest


def models(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of `/v1/models`: every run and every checkpoint."""
    ids = [name for run in runs for name in (run["run"], *(point["id"] for point in run["checkpoints"]))]
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 0, "owned_by": "mlops-tinystories"} for name in ids],
    }


class Completion:
    """Collects one story and gives it out in pieces; a stop text is held back until it is clear that it is none."""

    def __init__(self, request: CompletionRequest) -> None:
        stop = request.stop or []
        self._request = request
        self._stops = [stop] if isinstance(stop, str) else stop
        self._held = ""
        self._given = 0
        self._id, self._created = f"cmpl-{uuid.uuid4().hex}", int(time.time())
        self._prompt_tokens = self._tokens = 0

    async def pieces(self, events: AsyncIterator[story_events.Event]) -> AsyncIterator[dict[str, Any]]:
        """Choices, one after the other: text, log-probabilities, and at the end why it ended."""
        scribe: Scribe | None = None
        async with contextlib.aclosing(events):  # type: ignore[type-var]
            async for event in events:
                if isinstance(event, story_events.Started):
                    scribe = Scribe(event.loaded)
                    self._prompt_tokens = len(event.prompt)
                    if self._request.echo:
                        yield self._choice(self._request.prompt, None, None)
                elif isinstance(event, story_events.Token):
                    assert scribe is not None
                    self._tokens += 1
                    token = scribe.token(event)
                    text, stopped = self._pass(token["text"])
                    yield self._choice(text, "stop" if stopped else None, token)
                    if stopped:
                        return
                elif isinstance(event, story_events.Finished):
                    assert scribe is not None
                    text, stopped = self._pass(scribe.rest())
                    ended = stopped or event.ending is Ending.end_of_text
                    yield self._choice(text if stopped else text + self._held, "stop" if ended else "length", None)
                    return

    def _pass(self, text: str) -> tuple[str, bool]:
        """What can be given out of the held text and `text`; whether a stop text ends the story."""
        self._held += text
        found = [place for stop in self._stops if (place := self._held.find(stop)) >= 0]
        if found:
            return self._held[: min(found)], True
        keep = max(
            (n for stop in self._stops for n in range(1, len(stop)) if self._held.endswith(stop[:n])),
            default=0,
        )
        given, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return given, False

    def _choice(self, text: str, reason: str | None, token: dict[str, Any] | None) -> dict[str, Any]:
        logprobs = None
        if self._request.logprobs is not None and token is not None:
            top = {other["text"]: math.log(max(other["probability"], 1e-45)) for other in token["alternatives"]}
            logprobs = {
                "tokens": [token["text"]],
                "token_logprobs": [token["logprob"]],
                "top_logprobs": [top],
                "text_offset": [self._given],
            }
        self._given += len(text)
        return {"index": 0, "text": text, "logprobs": logprobs, "finish_reason": reason}

    def answer(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        """The whole story as one answer, or one piece of a stream."""
        return {
            "id": self._id,
            "object": "text_completion",
            "created": self._created,
            "model": self._request.model,
            "choices": choices,
        }

    def usage(self) -> dict[str, int]:
        """Tokens read and told."""
        total = self._prompt_tokens + self._tokens
        return {"prompt_tokens": self._prompt_tokens, "completion_tokens": self._tokens, "total_tokens": total}


def joined(choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Pieces of a story as one choice."""
    logprobs: dict[str, list[Any]] | None = None
    for choice in choices:
        if choice["logprobs"]:
            logprobs = logprobs or {key: [] for key in choice["logprobs"]}
            for key, values in choice["logprobs"].items():
                logprobs[key] += values
    text = "".join(choice["text"] for choice in choices)
    return {"index": 0, "text": text, "logprobs": logprobs, "finish_reason": choices[-1]["finish_reason"]}


def line(data: Any) -> bytes:
    """One event of OpenAI's streams, which have no names."""
    return f"data: {data if isinstance(data, str) else json.dumps(data, separators=(',', ':'))}\n\n".encode()
