"""Stories for the server's receivers: the engine's events by story in asyncio, ids made into text, the stream's form.

A story ends for the engine as soon as its receiver leaves the block (`Desk.story`), for whatever reason.
"""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

from mlopstinystories.models.generation import Ending, Sampling
from mlopstinystories.models.text_stream import TextStream
from mlopstinystories.serving import story_events
from mlopstinystories.serving.counting import Counters
from mlopstinystories.serving.engine import Engine
from mlopstinystories.serving.loading import Loaded
from mlopstinystories.serving.story_events import Event, StoryRequest, Ticket

ENDINGS = {Ending.end_of_text: "end of text", Ending.max_new_tokens: "max_new_tokens", Ending.context: "context"}

_sampling = lru_cache(maxsize=1024)(Sampling)


def same_sampling(temperature: float, top_k: int | None, top_p: float | None, max_new_tokens: int) -> Sampling:
    """One object for the same settings: stories that share it are drawn together."""
    return _sampling(temperature, top_k, top_p, max_new_tokens)


class Desk:
    """Between the engine's thread and asyncio: hands each story's events to whoever waits for them."""

    def __init__(self, counters: Counters) -> None:
        self._inboxes: dict[Ticket, asyncio.Queue[list[Event]]] = {}
        self._counters = counters
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Called in the loop, before the engine starts."""
        self._loop = asyncio.get_running_loop()

    def post(self, events: list[tuple[Ticket, list[Event]]]) -> None:
        """Called by the engine's thread."""
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._deliver, events)

    def _deliver(self, events: list[tuple[Ticket, list[Event]]]) -> None:
        for ticket, of_ticket in events:
            inbox = self._inboxes.get(ticket)
            if inbox is not None:
                inbox.put_nowait(of_ticket)

    @contextlib.asynccontextmanager
    async def story(self, teller: Engine, request: StoryRequest) -> AsyncIterator[asyncio.Queue[list[Event]]]:
        """The events of one story; raises `BusyError`. Leaving the block ends the story."""
        ticket = teller.submit(request)
        inbox: asyncio.Queue[list[Event]] = asyncio.Queue()
        self._inboxes[ticket] = inbox
        try:
            yield inbox
        finally:
            del self._inboxes[ticket]
            teller.cancel(ticket)

    async def events(self, teller: Engine, request: StoryRequest) -> AsyncIterator[Event]:
        """Every event up to the end of the story; raises the `RefusalError` that ends it."""
        submitted_s = time.monotonic()
        first = True
        async with self.story(teller, request) as inbox:
            while True:
                for event in await inbox.get():
                    if isinstance(event, story_events.Refused):
                        raise event.refusal
                    if isinstance(event, story_events.Token):
                        self._counters.tokens.inc()
                        if first:
                            self._counters.first_token.observe(time.monotonic() - submitted_s)
                            first = False
                    yield event
                    if isinstance(event, story_events.Finished):
                        self._counters.stories.labels(ENDINGS[event.ending]).inc()
                        return


class Scribe:
    """Makes the answer's tokens of the engine's, for one story."""

    def __init__(self, loaded: Loaded, forced: int = 0) -> None:
        self.loaded = loaded
        self._stream = TextStream(loaded.tokenizer.decode)
        self._forced = forced
        self.tokens = 0

    def token(self, event: story_events.Token) -> dict[str, Any]:
        """One token; `text` is what it completes."""
        self.tokens += 1
        end = self.loaded.tokenizer.end_of_text_id
        return {
            "id": event.id,
            "text": self._stream.push(event.id),
            "logprob": event.log_probability,
            "probability": math.exp(event.log_probability),
            "forced": self.tokens <= self._forced,
            "alternatives": [
                {
                    "id": other,
                    "end": other == end,
                    "text": self.loaded.text(other),
                    "probability": math.exp(log_probability),
                }
                for other, log_probability in event.alternatives
            ],
        }

    def rest(self) -> str:
        """Text that was held back: the story ended inside a character."""
        return self._stream.rest()

    def prompt(self, ids: list[int]) -> list[dict[str, Any]]:
        """The prompt's tokens."""
        stream = TextStream(self.loaded.tokenizer.decode)
        tokens: list[dict[str, Any]] = [{"id": token, "text": stream.push(token)} for token in ids]
        if tokens:
            tokens[-1]["text"] += stream.rest()
        return tokens


def sse(event: str, data: Any) -> bytes:
    """One server-sent event."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
