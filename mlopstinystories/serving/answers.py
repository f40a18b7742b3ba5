"""Refusals of the server: each knows its HTTP status, a word for programs, a sentence, and what to do.

    RefusalError            400, or what it is made with
    ├── NotFoundError       404  a name that is not in the list
    ├── BrokenModelError    409  a model that is in the list and cannot be used
    ├── BadRequestError     422  a value that cannot be used
    └── BusyError           503  no room now; carries Retry-After

Nothing in them names a path of the machine.
"""

from typing import Any

RETRY_AFTER_S = 2


class RefusalError(Exception):
    """An answer other than yes."""

    status = 400

    def __init__(self, code: str, message: str, hint: str, field: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.field = code, message, hint, field
        self.status = status or self.status

    def body(self) -> dict[str, Any]:
        """The answer as JSON; `type` and `param` are OpenAI's names, so that its clients show them too."""
        error = {"code": self.code, "message": self.message, "hint": self.hint, "field": self.field}
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        return {"error": {**error, "type": kind, "param": self.field}}

    def headers(self) -> dict[str, str]:
        """What goes into the head of the answer."""
        return {}


class NotFoundError(RefusalError):
    """A name that is not in the list."""

    status = 404


class BadRequestError(RefusalError):
    """A value that cannot be used."""

    status = 422


class BrokenModelError(RefusalError):
    """A model that is in the list and cannot be used."""

    status = 409


class BusyError(RefusalError):
    """No room now."""

    status = 503

    def __init__(self, message: str, hint: str = "Try again in a moment.") -> None:
        super().__init__("busy", message, hint)

    def headers(self) -> dict[str, str]:
        """When to come back."""
        return {"Retry-After": str(RETRY_AFTER_S)}


def short(name: str) -> str:
    """A name from a request, fit to be quoted in an answer."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    return repr(text if len(text) <= 60 else text[:60] + "…")
