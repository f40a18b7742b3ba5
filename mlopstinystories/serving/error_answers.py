"""Whatever goes wrong below an address becomes JSON that says what to do, and never repeats what was sent."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mlopstinystories.serving.answers import BadRequestError, RefusalError, short


def add_error_answers(app: FastAPI) -> None:
    """Answer each kind of error in the server's one form."""

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


def no_stray_query(request: Request) -> None:
    """Refuse what stands after the `?` of an address and would be ignored: what it does not know, or has twice."""
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    seen = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            raise BadRequestError(
                "unknown_field",
                f"There is no field {short(name)} here.",
                "See /docs for the fields there are.",
                name[:60],
            )
        if name in seen:
            raise BadRequestError("bad_value", f"{name} is there twice.", "Leave one of them out.", name)
        seen.add(name)


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
