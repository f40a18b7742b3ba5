"""The server's addresses, as one ASGI application: the page, models, stories, runs, OpenAI's form, health and metrics.

    GET  /  /page/…                      the playground
    GET  /api/models                     what can be asked for
    POST /api/generate                   a story; server-sent events with "stream": true
    POST /api/inspect                    surprise, attention, what each layer would say
    GET  /api/runs  /api/runs/RUN  /api/runs/RUN/metrics   training, also while it goes on
    GET  /v1/models  POST /v1/completions                  the same stories for clients of OpenAI
    GET  /health  /metrics  /openapi.json  /docs

The addresses stand in the files `…_addresses.py`. Every answer that is not a yes is JSON with what to do (`answers.py`,
`error_answers.py`). What is asked of whom before that: `guard.py`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from mlopstinystories.paths import Folders
from mlopstinystories.serving import wire_answers
from mlopstinystories.serving.catalogue import Catalogue
from mlopstinystories.serving.counting import Counters
from mlopstinystories.serving.engine import Engine, Limits
from mlopstinystories.serving.error_answers import add_error_answers, no_stray_query
from mlopstinystories.serving.guard import OPEN_PATH, Guard
from mlopstinystories.serving.loading import ModelStore
from mlopstinystories.serving.openai_addresses import add_openai
from mlopstinystories.serving.run_addresses import add_runs
from mlopstinystories.serving.server_addresses import add_server
from mlopstinystories.serving.services import Services
from mlopstinystories.serving.story_addresses import add_stories
from mlopstinystories.serving.telling import Desk

PAGE = Path(__file__).parent / "page"
REFUSALS = (400, 401, 404, 405, 408, 409, 413, 415, 421, 422, 503)


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
        dependencies=[Depends(no_stray_query)],
        responses={status: {"model": wire_answers.ErrorAnswer} for status in REFUSALS},
    )
    app.state.services = services
    add_error_answers(app)
    add_stories(app, services)
    add_runs(app, services)
    add_openai(app, services)
    add_server(app, services, options.page)
    if options.token is not None:
        _describe_token(app)
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


def _describe_token(app: FastAPI) -> None:
    """The description says what the guard asks for: programs that are made of it then send the token."""
    description: dict[str, Any] = app.openapi()
    description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    description["security"] = [{"token": []}]
    for operation in description["paths"][OPEN_PATH].values():
        operation["security"] = []
