"""What stands before every address: who may ask, under which name, how much, and the headers of every answer.

- Without a token the server is for this machine alone: a `Host` that is no name of it is refused, or a foreign page
  could reach it by making its own name mean this machine (DNS rebinding).
- With a token every request but `OPEN_PATH` must bring it: `Authorization: Bearer …`, or the cookie that `/?token=…`
  sets.
- A body is read to its end before anything looks at it, within a size and a time.
"""

import asyncio
import hmac
import json
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlopstinystories.serving.answers import RefusalError, short

MAX_BODY_BYTES = 256 * 1024
_DRAINED_BYTES = 16 * 2**20
"""Of a body that is too large, so much is read and thrown away, or its sender would not get to read the answer."""
BODY_TIMEOUT_S = 20.0
COOKIE = "tinystories_token"
OPEN_PATH = "/health"
"""The one address that asks nobody for the token: whoever watches over the server need not have it."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": PAGE_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}


class Guard:
    """ASGI middleware. `hosts`: the names under which the server answers; None: under any (then with a token)."""

    def __init__(
        self, app: ASGIApp, token: str | None, hosts: frozenset[str] | None, count: Callable[[int], None]
    ) -> None:
        self._app, self._token, self._hosts, self._count = app, token, hosts, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a refusal, or hand the request on with its whole body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_headers(send, self._count)
        try:
            self._check_host(headers.get("host", ""))
            if await self._greet(scope, send):
                return
            self._check_token(scope["path"], headers)
            body = await _body(headers, receive) if scope["method"] in ("POST", "PUT", "PATCH", "DELETE") else b""
        except RefusalError as refusal:
            await _answer(refusal, send)
            return
        except _GoneError:
            return
        await self._app(scope, _again(body, receive), send)

    def _check_host(self, host: str) -> None:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if self._hosts is not None and name.strip("[]").lower() not in self._hosts:
            raise RefusalError(
                "wrong_host",
                f"This server does not answer under the name {short(name)}.",
                "Open it as http://127.0.0.1 and its port, or start it with hosts=[NAME].",
                status=421,
            )

    async def _greet(self, scope: Scope, send: Send) -> bool:
        """`/?token=…` becomes a cookie and an address without the secret."""
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if scope["path"] != "/" or "token" not in query or not self._is_token(query.pop("token")):
            return False
        assert self._token is not None
        cookie = f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        there = b"/" + (b"?" + urlencode(query).encode() if query else b"")
        headers = [(b"location", there), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return True

    def _check_token(self, path: str, headers: dict[str, str]) -> None:
        if self._token is None or path == OPEN_PATH:
            return
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(given.strip()):
            return
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        if cookie is None or not self._is_token(cookie.value):
            raise _NeedsTokenError(
                "unauthorized",
                "This server asks for its token.",
                "Open the address that it printed when it started, or send the header Authorization: Bearer TOKEN.",
                status=401,
            )

    def _is_token(self, given: str) -> bool:
        return self._token is not None and hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())


class _NeedsTokenError(RefusalError):
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class _GoneError(Exception):
    """The client has left before its request was whole."""


async def _body(headers: dict[str, str], receive: Receive) -> bytes:
    """The whole body; raises `RefusalError` when it is too large or too slow."""
    announced = headers.get("content-length", "0")
    too_large = RefusalError(
        "too_large",
        f"The request is too large: at most {MAX_BODY_BYTES:,} bytes.",
        "Shorten the prompt or the text.",
        status=413,
    )
    if announced.isdigit() and int(announced) > _DRAINED_BYTES:
        raise too_large
    parts, size = [], 0
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _GoneError
                part = message.get("body", b"")
                size += len(part)
                if size <= MAX_BODY_BYTES:
                    parts.append(part)
                if not message.get("more_body", False) or size > _DRAINED_BYTES:
                    break
    except TimeoutError:
        raise RefusalError(
            "too_slow", f"The request was not whole after {BODY_TIMEOUT_S:.0f} seconds.", "Send it again.", status=408
        ) from None
    if size > MAX_BODY_BYTES:
        raise too_large
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever else happens to the connection."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send, count: Callable[[int], None]) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", [])}
            added = [(name, value) for name, value in HEADERS.items() if name not in present]
            count(message["status"])
            message["headers"] = [*message.get("headers", []), *added]
        await send(message)

    return with_headers


async def _answer(refusal: RefusalError, send: Send) -> None:
    body = json.dumps(refusal.body()).encode()
    headers = {**refusal.headers(), "Content-Type": "application/json", "Content-Length": str(len(body))}
    if refusal.status in (408, 413):
        headers["Connection"] = "close"
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
