"""The page's files, kept in memory and read anew when they change: a browser asks for some forty of them at once.

Only names that stand in the listing are given out. Whatever the first paint waits for, styles and theme, is put into
the page as it is sent, so that one answer paints it; the content policy names the hashes of these parts. The price of
no thread: a read that hangs would hold everybody up, so the page must lie on a local disk, as the package does.
"""

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from mlopstinystories.serving.answers import NotFoundError, short
from mlopstinystories.serving.guard import PAGE_POLICY

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
"""Not left to the system's table: on some systems it says that a module is plain text, and browsers refuse it."""


_STYLE = re.compile(r'<link rel="stylesheet" href="page/([^"]+)">')
_SCRIPT = re.compile(r'<script src="page/([^"]+)"></script>')


@dataclass(frozen=True)
class _File:
    signature: tuple[int, int]
    content: bytes
    etag: str


class PageFiles:
    """Answers with the files below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self._files: dict[str, _File] = {}

    async def answer(self, request: Request) -> Response:
        """The file that the address names; raises `NotFoundError`."""
        return self.file(request.path_params["name"], request.headers.get("if-none-match"))

    async def index(self, request: Request) -> Response:
        """The page itself."""
        hashes: dict[str, list[str]] = {"style": [], "script": []}

        def put_in(tag: str, name: str) -> str:
            content = self._read(name).content
            hashes[tag].append(f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'")
            return f"<{tag}>{content.decode('utf-8')}</{tag}>"

        html = self._read("index.html").content.decode("utf-8")
        html = _STYLE.sub(lambda found: put_in("style", found[1]), html)
        html = _SCRIPT.sub(lambda found: put_in("script", found[1]), html)
        policy = PAGE_POLICY
        for tag, own in hashes.items():
            policy = policy.replace(f"{tag}-src 'self'", " ".join([f"{tag}-src 'self'", *own]))
        content = html.encode("utf-8")
        etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        headers = {"etag": etag, "content-security-policy": policy}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=_TYPES[".html"], headers=headers)

    def file(self, name: str, known: str | None = None) -> Response:
        """A file by its name below the folder; 304 without a body for who knows it already by its tag."""
        if name not in self._names:
            raise NotFoundError("not_found", f"The page has no file {short(name)}.", "See /docs for what there is.")
        file = self._read(name)
        headers = {"etag": file.etag}
        if known == file.etag:
            return Response(status_code=304, headers=headers)
        suffix = Path(name).suffix
        kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(file.content, media_type=kind, headers=headers)

    def _read(self, name: str) -> _File:
        path = self._folder / name
        try:
            status = path.stat()
            signature = (status.st_mtime_ns, status.st_size)
            file = self._files.get(name)
            if file is None or file.signature != signature:
                content = path.read_bytes()
                file = _File(signature, content, f'"{hashlib.sha256(content).hexdigest()[:20]}"')
                self._files[name] = file
        except OSError:
            raise NotFoundError(
                "no_page", f"The page's file {short(name)} has just been removed.", "Install the package again."
            ) from None
        return file
