"""`/api/runs` and `/reports`: training, also while it goes on, and what other commands wrote about it."""

from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import FileResponse, Response

from mlopstinystories.serving import watching, wire_answers
from mlopstinystories.serving.services import Services

REPORT_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'unsafe-inline'; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts"
)
"""A report may hold scripts of its own, but is no page of this server: it cannot ask the server for anything."""


def add_runs(app: FastAPI, services: Services) -> None:
    """Put these addresses into the application."""
    catalogue = services.catalogue

    @app.get("/api/runs", response_model=wire_answers.RunsAnswer)
    def runs() -> dict[str, Any]:
        """Every run on this machine, the newest first."""
        return watching.table(catalogue)

    @app.get("/api/runs/{run}", response_model=wire_answers.RunDetailAnswer)
    def run_detail(run: str) -> dict[str, Any]:
        """One run: its record, settings, reports and checkpoints."""
        return watching.detail(catalogue, run)

    @app.get("/api/runs/{run}/metrics", response_model=wire_answers.MetricsAnswer)
    def run_metrics(run: str, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> dict[str, Any]:
        """Its curves and samples from a line on: ask again with `next` to follow a training."""
        return watching.metrics(catalogue, run, after)

    @app.get(
        "/reports/{path:path}",
        response_class=Response,
        responses={200: {"content": {kind.partition(";")[0]: {} for kind in watching.REPORT_TYPES.values()}}},
    )
    def report(path: str) -> FileResponse:
        """A file that `evaluate` or `visualize` has written."""
        file, media_type = watching.report_file(catalogue, path)
        return FileResponse(file, media_type=media_type, headers={"content-security-policy": REPORT_POLICY})
