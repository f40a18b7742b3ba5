"""The server's addresses, as one ASGI application: the page, models, stories, runs, OpenAI's form, health and metrics.

    GET  /  /page/…                      the playground
    GET  /api/models                     what can be asked for
    POST /api/generate                   a story; server-sent events with "stream": true
    POST /api/inspect                    surprise, attention, what each layer would say
    GET  /api/runs  /api/runs/RUN  /api/runs/RUN/metrics   training, also while it goes on
    GET  /v1/models  POST /v1/completions                  the same stories for clients of OpenAI
    GET  /health  /metrics  /openapi.json  /docs

Every answer that is not a yes is JSON with what to do (`answers.py`). What is asked of whom before that: `guard.py`.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

import torch
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

from mlopstinystories.paths import Folders
from mlopstinystories.serving import engine, inspecting, openai_form, watching, wire
from mlopstinystories.serving.answers import BadRequestError, BusyError, NotFoundError, RefusalError, short
from mlopstinystories.serving.catalogue import Catalogue
from mlopstinystories.serving.counting import Counters
from mlopstinystories.serving.docs_page import docs_page
from mlopstinystories.serving.engine import Engine, Limits, StoryRequest
from mlopstinystories.serving.guard import Guard
from mlopstinystories.serving.loading import ModelStore, NoRoomError
from mlopstinystories.serving.telling import ENDINGS, Desk, Scribe, same_sampling, sse

PAGE = Path(__file__).parent / "page"
INSPECTIONS_WAITING = 8
REPORT_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'unsafe-inline'; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts"
)
"""A report may hold scripts of its own, but is no page of this server: it cannot ask the server for anything."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class ServerOptions:
    """What `create_app` needs to know."""

    folders: Folders
    device: torch.device
    limits: Limits = field(default_factory=Limits)
    models_memory_bytes: int = 2**31
    token: str | None = None
    hosts: frozenset[str] | None = None
    """Names under which the server answers; None: any."""
    origins: tuple[str, ...] = ()
    """Foreign pages that may use the server (CORS)."""
    page: Path = PAGE


@dataclass
class Services:
    """What the addresses share."""

    catalogue: Catalogue
    store: ModelStore
    counters: Counters
    desk: Desk
    engine: Engine
    inspecting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    inspections: int = 0


def create_app(options: ServerOptions) -> FastAPI:
    """The application; its engine lives from startup to shutdown."""
    counters = Counters()
    store, desk = ModelStore(options.device, options.models_memory_bytes), Desk(counters)
    services = Services(Catalogue(options.folders), store, counters, desk, Engine(store, options.limits, desk.post))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desk.open()
        services.engine.start()
        yield
        await asyncio.to_thread(services.engine.close)

    app = FastAPI(
        title="Story playground",
        description="Models of this machine over HTTP. Every error says what to do.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={status: {"model": wire.ErrorAnswer} for status in (400, 401, 404, 409, 413, 415, 421, 422, 503)},
    )
    app.state.services = services
    _add_error_answers(app)
    _add_stories(app, services)
    _add_runs(app, services)
    _add_openai(app, services)
    _add_server(app, services, options.page)
    app.add_middleware(
        Guard, token=options.token, hosts=options.hosts, count=lambda status: counters.answers.labels(status).inc()
    )
    if options.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(options.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    return app


# --- stories --------------------------------------------------------------------------------------------------------
def _add_stories(app: FastAPI, services: Services) -> None:
    @app.get("/api/models", response_model=wire.ModelsAnswer)
    def models() -> dict[str, Any]:
        """Runs and their checkpoints, sizes and scores."""
        loaded = {model.source.id for model in services.store.loaded()}
        found = [
            {**facts, "id": facts["run"], "step": None, "loaded": facts["run"] in loaded}
            for facts in services.catalogue.runs()
        ]
        hint = None if found else "make train"
        return {"models": found, "limits": wire.LimitsAnswer().model_dump(), "hint": hint}

    @app.post(
        "/api/generate",
        response_model=wire.GenerateAnswer,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
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
            return await _stream(_as_sse(events, body))
        return await _unless_gone(request, _whole(events, body))

    @app.post("/api/inspect", response_model=wire.InspectAnswer)
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


async def _as_sse(events: AsyncIterator[engine.Event], body: wire.GenerateRequest) -> AsyncIterator[bytes]:
    scribe: Scribe | None = None
    waited = False
    start_s = time.monotonic()
    async for event in events:
        if isinstance(event, engine.Token):
            assert scribe is not None
            yield sse("token", scribe.token(event))
        elif isinstance(event, engine.Waiting):
            waited = True
            yield sse("wait", {"reason": event.reason, "position": event.position})
        elif isinstance(event, engine.Started):
            scribe = Scribe(event.loaded, len(body.forced))
            start_s = time.monotonic()
            facts = {"id": secrets.token_hex(8), "model": body.model, "queued": waited}
            yield sse("start", {**facts, "prompt": scribe.prompt(event.prompt)})
        elif isinstance(event, engine.Finished):
            assert scribe is not None
            yield sse("end", {**_ending(event, scribe, start_s), "rest": scribe.rest()})


async def _whole(events: AsyncIterator[engine.Event], body: wire.GenerateRequest) -> dict[str, Any]:
    scribe: Scribe | None = None
    start_s, tokens = time.monotonic(), []
    async with contextlib.aclosing(events):  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, engine.Started):
                scribe, start_s = Scribe(event.loaded, len(body.forced)), time.monotonic()
            elif isinstance(event, engine.Token):
                assert scribe is not None
                tokens.append(scribe.token(event))
            elif isinstance(event, engine.Finished):
                assert scribe is not None
                text = "".join(token["text"] for token in tokens) + scribe.rest()
                told = _ending(event, scribe, start_s)
                return {"model": body.model, "prompt": body.prompt, "text": text, **told, "tokens": tokens}
    raise AssertionError("a story that neither ended nor was refused")


def _ending(event: engine.Finished, scribe: Scribe, start_s: float) -> dict[str, Any]:
    elapsed_s = time.monotonic() - start_s
    return {
        "ending": ENDINGS[event.ending],
        "tokens": scribe.tokens,
        "elapsed_s": round(elapsed_s, 4),
        "tokens_per_second": round(scribe.tokens / max(elapsed_s, 1e-6), 1),
    }


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


async def _stream(chunks: AsyncIterator[bytes], error: Callable[[RefusalError], bytes] | None = None) -> EventStream:
    """A refusal before the first event is an answer of its own; a later one is the stream's last event."""
    first = await anext(chunks)

    async def all_chunks() -> AsyncIterator[bytes]:
        async with contextlib.aclosing(chunks):  # type: ignore[type-var]
            yield first
            try:
                async for chunk in chunks:
                    yield chunk
            except RefusalError as refusal:
                yield (error or (lambda refusal: sse("error", refusal.body())))(refusal)

    return EventStream(all_chunks())


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result | Response:
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


# --- runs -----------------------------------------------------------------------------------------------------------
def _add_runs(app: FastAPI, services: Services) -> None:
    catalogue = services.catalogue

    @app.get("/api/runs", response_model=wire.RunsAnswer)
    def runs() -> dict[str, Any]:
        """Every run on this machine, the newest first."""
        return watching.table(catalogue)

    @app.get("/api/runs/{run}", response_model=wire.RunDetailAnswer)
    def run_detail(run: str) -> dict[str, Any]:
        """One run: its record, settings, reports and checkpoints."""
        return watching.detail(catalogue, run)

    @app.get("/api/runs/{run}/metrics", response_model=wire.MetricsAnswer)
    def run_metrics(run: str, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> dict[str, Any]:
        """Its curves and samples from a line on: ask again with `next` to follow a training."""
        return watching.metrics(catalogue, run, after)

    @app.get("/reports/{path:path}", response_class=Response)
    def report(path: str) -> FileResponse:
        """A file that `evaluate` or `visualize` has written."""
        file, media_type = watching.report_file(catalogue, path)
        return FileResponse(file, media_type=media_type, headers={"content-security-policy": REPORT_POLICY})


# --- OpenAI's form --------------------------------------------------------------------------------------------------
def _add_openai(app: FastAPI, services: Services) -> None:
    @app.get("/v1/models", response_model=None)
    def openai_models() -> dict[str, Any]:
        """Every model that can be named, in OpenAI's form."""
        return openai_form.models(services.catalogue.runs())

    @app.post("/v1/completions", response_model=None)
    async def completions(body: wire.CompletionRequest, request: Request) -> Any:
        """A story in OpenAI's form."""
        source = await asyncio.to_thread(services.catalogue.source, body.model)
        seed = secrets.randbits(53) if body.seed is None else body.seed
        sampling = same_sampling(body.temperature, None, body.top_p, body.max_tokens)
        story = StoryRequest(source, body.prompt, sampling, seed, alternatives=body.logprobs or 0)
        completion = openai_form.Completion(body)
        pieces = completion.pieces(services.desk.events(services.engine, story))
        if body.stream:
            return await _stream(
                _openai_lines(completion, pieces, body), lambda refusal: openai_form.line(refusal.body())
            )
        return await _unless_gone(request, _openai_whole(completion, pieces))


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


# --- the server itself ----------------------------------------------------------------------------------------------
def _add_server(app: FastAPI, services: Services, page: Path) -> None:
    @app.get("/health", response_model=None)
    def health() -> dict[str, str]:
        """Whether stories can be told."""
        if services.engine.failure is not None:
            raise BusyError("The thread that tells stories has ended.", "Start the server again.")
        return {"status": "ok"}

    @app.get("/metrics", response_class=Response)
    def prometheus() -> Response:
        """Counters for Prometheus."""
        counters = services.counters
        telling, waiting = services.engine.counts()
        counters.telling.set(telling)
        counters.waiting.set(waiting)
        counters.models.set(len(services.store.loaded()))
        counters.model_bytes.set(services.store.bytes())
        return Response(generate_latest(counters.registry), media_type=CONTENT_TYPE_LATEST)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()), headers={"content-security-policy": "default-src 'none'; "
            "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"})  # fmt: skip

    @app.get("/", include_in_schema=False)
    def index() -> FileResponse:
        if not (page / "index.html").is_file():
            raise NotFoundError(
                "no_page", "The page's files are missing from this installation.", "See /docs for the rest."
            )
        return FileResponse(page / "index.html")

    if page.is_dir():
        app.mount("/page", StaticFiles(directory=page), name="page")


# --- refusals -------------------------------------------------------------------------------------------------------
def _add_error_answers(app: FastAPI) -> None:
    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RefusalError)
        return _json(error)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _json(_invalid(error))

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        path = short(request.url.path)
        words = {
            404: ("not_found", f"There is nothing at {path}.", "See /docs for what there is."),
            405: ("wrong_method", f"{path} cannot be asked with {request.method}.", "See /docs for how to ask it."),
            400: ("bad_body", "The body of the request cannot be read.", "Send JSON in UTF-8."),
        }
        code, message, hint = words.get(error.status_code, ("refused", "The request was refused.", "See /docs."))
        answer = _json(RefusalError(code, message, hint, status=error.status_code))
        answer.headers.update(error.headers or {})
        return answer

    async def fault(_: Request, __: Exception) -> JSONResponse:
        return _json(
            RefusalError(
                "internal", "The server has made a mistake.", "Its terminal says more; please report it.", status=500
            )
        )

    handlers: dict[Any, Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        RefusalError: refused,
        RequestValidationError: invalid,
        HTTPException: http_error,
        Exception: fault,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _json(refusal: RefusalError) -> JSONResponse:
    return JSONResponse(refusal.body(), refusal.status, refusal.headers())


def _invalid(error: RequestValidationError) -> RefusalError:
    """The first thing that is wrong; what was sent is not repeated, it may be anything."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    if first["type"] == "json_invalid":
        return RefusalError("bad_json", "The body of the request is no JSON.", "Send a JSON object in UTF-8.")
    if first["type"] == "extra_forbidden":
        return BadRequestError(
            "unknown_field",
            f"There is no field {short(place[-1])}.",
            "See /docs for the fields there are.",
            place[-1][:60],
        )
    name = place[0] if place else None
    what = f"{'.'.join(place)}: " if place else "The body: "
    return BadRequestError("bad_value", what + first["msg"] + ".", "See /docs for what each field takes.", name)
