"""The server itself: `/health`, `/metrics`, `/docs`, and the page's files."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from mlopstinystories.serving import wire_answers
from mlopstinystories.serving.answers import BusyError
from mlopstinystories.serving.docs_page import docs_page
from mlopstinystories.serving.page_files import PageFiles
from mlopstinystories.serving.services import Services


def add_server(app: FastAPI, services: Services, page: Path) -> None:
    """Put these addresses, and the files below `page`, into the application."""

    @app.get("/health", response_model=wire_answers.HealthAnswer)
    def health() -> dict[str, str]:
        """Whether stories can be told."""
        if services.engine.failure is not None:
            raise BusyError("The thread that tells stories has ended.", "Start the server again.")
        return {"status": "ok"}

    @app.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
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

    files = PageFiles(page)
    app.add_route("/", files.index, ["GET"], include_in_schema=False)
    app.add_route("/page/{name:path}", files.answer, ["GET"], include_in_schema=False)
