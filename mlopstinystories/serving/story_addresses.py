"""`/api/models`, `/api/generate` and `/api/inspect`: what can be asked for, stories, and a look inside."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from mlopstinystories.serving import inspecting, story_events, wire, wire_answers
from mlopstinystories.serving.answers import BadRequestError, BusyError
from mlopstinystories.serving.loading import NoRoomError
from mlopstinystories.serving.services import Services
from mlopstinystories.serving.story_events import StoryRequest
from mlopstinystories.serving.streaming import as_stream, described, unless_gone
from mlopstinystories.serving.telling import ENDINGS, Scribe, same_sampling, sse

INSPECTIONS_WAITING = 8


def add_stories(app: FastAPI, services: Services) -> None:
    """Put these addresses into the application."""

    @app.get("/api/models", response_model=wire_answers.ModelsAnswer)
    def models() -> dict[str, Any]:
        """Runs and their checkpoints, sizes and scores."""
        loaded = {model.source.id for model in services.store.loaded()}
        found = [
            {**facts, "id": facts["run"], "step": None, "loaded": facts["run"] in loaded}
            for facts in services.catalogue.runs()
        ]
        hint = None if found else "make train"
        return {"models": found, "limits": wire_answers.LimitsAnswer().model_dump(), "hint": hint}

    @app.post(
        "/api/generate",
        response_model=wire_answers.GenerateAnswer,
        responses=described("wait", "start", "token", "end", "error"),
    )
    async def generate(body: wire.GenerateRequest, request: Request) -> Any:
        """Tell a story. With `stream` its events are wait, start, token, end and error."""
        if len(body.forced) > body.max_new_tokens:
            raise BadRequestError(
                "bad_value",
                f"forced has {len(body.forced)} tokens, more than max_new_tokens={body.max_new_tokens} counts.",
                "Raise max_new_tokens, or force fewer.",
                "forced",
            )
        source = await asyncio.to_thread(services.catalogue.source, body.model)
        story = StoryRequest(
            source,
            body.prompt,
            same_sampling(body.temperature, body.top_k, body.top_p, body.max_new_tokens),
            body.seed,
            tuple(body.forced),
            body.alternatives,
        )
        events = services.desk.events(services.engine, story)
        if body.stream:
            return await as_stream(request, _as_sse(events, body))
        return await unless_gone(request, _whole(events, body))

    @app.post("/api/inspect", response_model=wire_answers.InspectAnswer)
    async def inspect(body: wire.InspectRequest) -> JSONResponse:
        """Look inside: surprise per token, attention of a head, and what each layer would say."""
        if services.inspections >= INSPECTIONS_WAITING:
            raise BusyError("Several texts are being looked into already.")
        services.inspections += 1
        try:
            async with services.inspecting:
                return JSONResponse(await asyncio.to_thread(_inspect, services, body))
        finally:
            services.inspections -= 1


def _inspect(services: Services, body: wire.InspectRequest) -> dict[str, Any]:
    try:
        loaded = services.store.acquire(services.catalogue.source(body.model))
    except NoRoomError:
        raise BusyError("All models in memory are in use, and there is no room for one more.") from None
    try:
        return inspecting.inspect(loaded, body)
    finally:
        services.store.release(loaded)


async def _as_sse(events: AsyncIterator[story_events.Event], body: wire.GenerateRequest) -> AsyncIterator[bytes]:
    scribe: Scribe | None = None
    waited = False
    start_s = time.monotonic()
    async with contextlib.aclosing(events):  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, story_events.Token):
                assert scribe is not None
                yield sse("token", scribe.token(event))
            elif isinstance(event, story_events.Waiting):
                waited = True
                yield sse("wait", {"reason": event.reason, "position": event.position})
            elif isinstance(event, story_events.Started):
                scribe = Scribe(event.loaded, len(body.forced))
                start_s = time.monotonic()
                facts = {"id": secrets.token_hex(8), "model": body.model, "queued": waited}
                yield sse("start", {**facts, "prompt": scribe.prompt(event.prompt)})
            elif isinstance(event, story_events.Finished):
                assert scribe is not None
                yield sse("end", {**_ending(event, scribe, start_s), "rest": scribe.rest()})


async def _whole(events: AsyncIterator[story_events.Event], body: wire.GenerateRequest) -> dict[str, Any]:
    scribe: Scribe | None = None
    start_s, tokens = time.monotonic(), []
    async with contextlib.aclosing(events):  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, story_events.Started):
                scribe, start_s = Scribe(event.loaded, len(body.forced)), time.monotonic()
            elif isinstance(event, story_events.Token):
                assert scribe is not None
                tokens.append(scribe.token(event))
            elif isinstance(event, story_events.Finished):
                assert scribe is not None
                text = "".join(token["text"] for token in tokens) + scribe.rest()
                told = _ending(event, scribe, start_s)
                return {"model": body.model, "prompt": body.prompt, "text": text, **told, "tokens": tokens}
    raise AssertionError("a story that neither ended nor was refused")


def _ending(event: story_events.Finished, scribe: Scribe, start_s: float) -> dict[str, Any]:
    elapsed_s = time.monotonic() - start_s
    return {
        "ending": ENDINGS[event.ending],
        "tokens": scribe.tokens,
        "elapsed_s": round(elapsed_s, 4),
        "tokens_per_second": round(scribe.tokens / max(elapsed_s, 1e-6), 1),
    }
