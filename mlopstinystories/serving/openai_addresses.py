"""`/v1/models` and `/v1/completions`: the same models and stories for clients of OpenAI."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request

from mlopstinystories.serving import openai_form, wire, wire_answers
from mlopstinystories.serving.services import Services
from mlopstinystories.serving.story_events import StoryRequest
from mlopstinystories.serving.streaming import as_stream, described, unless_gone
from mlopstinystories.serving.telling import same_sampling


def add_openai(app: FastAPI, services: Services) -> None:
    """Put both addresses into the application."""

    @app.get("/v1/models", response_model=wire_answers.OpenAIModelsAnswer)
    def openai_models() -> dict[str, Any]:
        """Every model that can be named, in OpenAI's form."""
        return openai_form.models(services.catalogue.runs())

    @app.post(
        "/v1/completions",
        response_model=wire_answers.CompletionAnswer,
        responses=described(),
    )
    async def completions(body: wire.CompletionRequest, request: Request) -> Any:
        """A story in OpenAI's form."""
        source = await asyncio.to_thread(services.catalogue.source, body.model)
        seed = secrets.randbits(53) if body.seed is None else body.seed
        sampling = same_sampling(body.temperature, None, body.top_p, body.max_tokens)
        story = StoryRequest(source, body.prompt, sampling, seed, alternatives=body.logprobs or 0)
        completion = openai_form.Completion(body)
        pieces = completion.pieces(services.desk.events(services.engine, story))
        if body.stream:
            return await as_stream(
                request, _openai_lines(completion, pieces, body), lambda refusal: openai_form.line(refusal.body())
            )
        return await unless_gone(request, _openai_whole(completion, pieces))


async def _openai_whole(completion: openai_form.Completion, pieces: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
    async with contextlib.aclosing(pieces):  # type: ignore[type-var]
        choices = [choice async for choice in pieces]
    return {**completion.answer([openai_form.joined(choices)]), "usage": completion.usage()}


async def _openai_lines(
    completion: openai_form.Completion, pieces: AsyncIterator[dict[str, Any]], body: wire.CompletionRequest
) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(pieces):  # type: ignore[type-var]
        async for choice in pieces:
            yield openai_form.line(completion.answer([choice]))
    if body.stream_options is not None and body.stream_options.include_usage:
        yield openai_form.line({**completion.answer([]), "usage": completion.usage()})
    yield openai_form.line("[DONE]")
