"""Answers that come in pieces, and work that ends when its client leaves.

Starlette's own streaming answer looks for a client that has left only between two chunks; a story that waits has none.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from mlopstinystories.serving.answers import RefusalError
from mlopstinystories.serving.telling import sse

Result = TypeVar("Result")


def described(*events: str) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI description: the answer may also be a stream of these events (none: they have no names)."""
    properties: dict[str, Any] = {"data": {"type": "string", "contentMediaType": "application/json"}}
    if events:
        properties["event"] = {"enum": list(events)}
    event = {"type": "object", "properties": properties, "required": list(properties)}
    return {200: {"content": {"text/event-stream": {"schema": event}}}}


class EventStream(Response):
    """Chunks as they come; the source is closed as soon as the client leaves."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        super().__init__(media_type="text/event-stream", headers={"cache-control": "no-store"})
        del self.headers["content-length"]
        self._chunks = chunks

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send until the end, or until nobody listens."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await _first_of(self._send_all(send), _disconnected(receive))

    async def _send_all(self, send: Send) -> None:
        async with contextlib.aclosing(self._chunks):  # type: ignore[type-var]
            async for chunk in self._chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def as_stream(
    request: Request, chunks: AsyncIterator[bytes], error: Callable[[RefusalError], bytes] | None = None
) -> Response:
    """A refusal before the first event is an answer of its own; a later one is the stream's last event.

    A client that leaves before the first event has its story ended too, which may be waiting for its turn.
    """
    first = await unless_gone(request, _next(chunks))
    if isinstance(first, Response):
        return first

    async def all_chunks() -> AsyncIterator[bytes]:
        async with contextlib.aclosing(chunks):  # type: ignore[type-var]
            yield first
            try:
                async for chunk in chunks:
                    yield chunk
            except RefusalError as refusal:
                yield (error or (lambda refusal: sse("error", refusal.body())))(refusal)

    return EventStream(all_chunks())


async def _next(chunks: AsyncIterator[bytes]) -> bytes:
    return await anext(chunks)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result | Response:
    """The result of `work`, which is cancelled when the client leaves."""
    result: list[Result] = []

    async def do() -> None:
        result.append(await work)

    await _first_of(do(), _disconnected(request.receive))
    return result[0] if result else Response(status_code=204)


async def _first_of(work: Coroutine[Any, Any, None], other: Coroutine[Any, Any, None]) -> None:
    """Run both until one ends, and cancel the other; the work's exception is raised."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(other)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    if isinstance(outcomes[0], Exception):
        raise outcomes[0]
