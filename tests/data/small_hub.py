"""A Hugging Face hub on the loopback address, small enough to read: what the fetch asks of it, and its failures."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPOSITORY = "someone/stories"
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class SmallHub:
    """Files by name, and how the hub misbehaves."""

    files: dict[str, bytes]
    url: str = ""
    cuts: list[int] = field(default_factory=list)
    """The coming transfers break after so many bytes, one after the other; those after them go through."""
    sends: dict[str, bytes] = field(default_factory=dict)
    """What is really sent for a name, while size and hash stay those of `files`."""
    ranges: bool = True
    """Whether a transfer can begin in the middle."""
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Method, file name and range of each request."""

    @property
    def transfers(self) -> list[tuple[str, str | None]]:
        """File name and range of each file that was fetched."""
        return [(name, wanted) for method, name, wanted in self.requests if method == "GET" and name in self.files]


class _Handler(BaseHTTPRequestHandler):
    hub: SmallHub

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        prefix = f"/datasets/{REPOSITORY}/resolve/{REVISION}/"
        name = self.path.removeprefix(prefix)
        self.hub.requests.append((self.command, name, self.headers.get("Range")))
        if not self.path.startswith(prefix) or name not in self.hub.files:
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound" if self.path.startswith(prefix) else "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        published = self.hub.files[name]
        content = self.hub.sends.get(name, published) if with_body else published
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        partial = with_body and self.hub.ranges and start > 0
        body = content[start:] if partial else content
        self.send_response(206 if partial else 200)
        self.send_header("ETag", f'"{hashlib.sha256(published).hexdigest()}"')
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body[: self.hub.cuts.pop(0)] if self.hub.cuts else body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def small_hub(files: dict[str, bytes]) -> Iterator[SmallHub]:
    """Serve `files`, by name, while the block runs."""
    hub = SmallHub(files)
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
