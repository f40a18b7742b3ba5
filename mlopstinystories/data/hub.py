"""One file from the Hugging Face hub: looked up, fetched in pieces, continued after an interruption, checked.

The hub client finds the file (its size, its SHA-256, mirrors through HF_ENDPOINT, tokens, proxies, its own cache). The
bytes are fetched here, because the client's own download (2.4) deletes what it has when the process ends, so that two
gigabytes over a slow line would begin anew each time. The unfinished part lies beside its final place under a name
that holds the file's hash, hence two versions never mix; it takes the final name only after the check.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlopstinystories.errors import DiskFullError, FetchError
from mlopstinystories.records import disk_errors, file_sha256

LOOKUP_TIMEOUT_S = 10.0
DATA_TIMEOUT_S = 30.0
"""Silence after which a connection counts as broken."""
FUTILE_ATTEMPTS = 5
"""Give up after so many connections in a row that brought nothing; one that brought something starts the count anew."""
WAIT_S = 1.0


@dataclass(frozen=True)
class HubFile:
    """What the hub says of a file."""

    repository: str
    revision: str
    name: str
    url: str
    size: int
    etag: str

    @property
    def sha256(self) -> str | None:
        """The hash of the content, which is the ETag of every large file; None for a small one kept in git itself."""
        return self.etag if len(self.etag) == 64 else None


class NoNetworkError(FetchError):
    """The hub cannot be reached, or the connection broke too often."""


def look_up(repository: str, revision: str, name: str) -> HubFile:
    """Ask the hub for a file's size and hash; raises `FetchError`, without waiting long, when there is no answer."""
    from huggingface_hub import errors, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the client's own HTTP library, by design

    try:
        url = hf_hub_url(repository, name, repo_type="dataset", revision=revision)
        found = get_hf_file_metadata(url, timeout=LOOKUP_TIMEOUT_S)
    except errors.HFValidationError as error:
        raise FetchError(f"data.repository={repository} is not a name on the hub ({error}).") from error
    except errors.RevisionNotFoundError as error:
        raise FetchError(
            f"{repository} has no revision {revision}. Set data.revision to a commit or to main."
        ) from error
    except errors.RemoteEntryNotFoundError as error:
        raise FetchError(f"{repository} at {revision} has no file {name}: {url} was not found (404).") from error
    except errors.RepositoryNotFoundError as error:
        raise FetchError(
            f"The hub shows you no data set {repository} ({url}). Check data.repository; for a private or gated one, "
            "log in with `hf auth login`."
        ) from error
    except errors.HfHubHTTPError as error:
        raise FetchError(f"The hub answered {error.response.status_code} for {url}. Try again later.") from error
    except errors.OfflineModeIsEnabled as error:
        raise NoNetworkError(f"{url} may not be asked for: HF_HUB_OFFLINE is set.") from error
    except (httpx.HTTPError, ConnectionError, TimeoutError) as error:
        raise NoNetworkError(f"{url} cannot be reached ({_reason(error)}).") from error
    if found.etag is None or found.size is None or found.commit_hash is None:
        raise FetchError(
            f"What answered at {url} is not a Hugging Face hub: expected ETag, X-Repo-Commit and Content-Length. Check "
            "the proxy, the login page of the network, or HF_ENDPOINT."
        )
    return HubFile(repository, found.commit_hash, name, found.location, found.size, found.etag)


def copy_from_cache(repository: str, revision: str, name: str, path: Path) -> bool:
    """Copy a file to `path` out of the hub client's cache (HF_HOME), where another program may have put it."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, name, revision=revision, repo_type="dataset")
    if not isinstance(found, str):
        return False
    partial = path.with_name(f".{path.name}.copy.partial")
    try:
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, partial)
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return True


def download(file: HubFile, path: Path, advance: Callable[[int], None]) -> str:
    """Put the file at `path`, continuing what an interrupted call left; returns its SHA-256.

    Args:
        file: From `look_up`.
        path: Its final place, in an existing folder.
        advance: Called with each number of bytes that is there, those of an earlier call included.

    Raises:
        NoNetworkError: The connection broke too often; what has arrived is kept and continued by the next call.
        FetchError: What arrived is not the file; it was removed.
        DiskFullError: There is no room; what had arrived was removed.
    """
    partial = path.with_name(f".{path.name}.{file.etag[:12]}.partial")
    for other in path.parent.glob(f".{path.name}.*.partial"):
        if other != partial:
            other.unlink()
    try:
        with disk_errors(path):
            advance(partial.stat().st_size if partial.exists() else 0)
            _complete(file, partial, advance)
            sha256 = _check(file, partial, path)
            partial.replace(path)
    except DiskFullError:
        partial.unlink(missing_ok=True)
        raise
    return sha256


def _complete(file: HubFile, partial: Path, advance: Callable[[int], None]) -> None:
    """Fetch until `partial` has the file's size."""
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]

    futile, url = 0, file.url
    while (have := partial.stat().st_size if partial.exists() else 0) < file.size:
        try:
            _fetch_rest(url, have, partial, advance)
            reason = "the connection ended early"
        except (httpx.HTTPError, ConnectionError, TimeoutError) as error:
            reason = _reason(error)
        now = partial.stat().st_size if partial.exists() else 0
        futile = 0 if now > have else futile + 1
        if futile >= FUTILE_ATTEMPTS:
            raise NoNetworkError(
                f"{file.name} could not be fetched whole: {now:,} of {file.size:,} bytes have arrived, and "
                f"{FUTILE_ATTEMPTS} more attempts brought nothing ({reason})."
            )
        if now < file.size:
            time.sleep(WAIT_S)
            # Looked up again, because the address behind the hub's own is signed for an hour only.
            url = look_up(file.repository, file.revision, file.name).url


def _fetch_rest(url: str, have: int, partial: Path, advance: Callable[[int], None]) -> None:
    """One connection: append what comes to `partial`."""
    from huggingface_hub import get_session
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    # A signed address elsewhere gets no token of the hub; `Accept-Encoding` keeps lengths and positions true.
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={have}-"}
    if _is_hub(url):
        headers = {**build_hf_headers(), **headers}
    with get_session().stream("GET", url, headers=headers, timeout=DATA_TIMEOUT_S) as response:
        response.raise_for_status()
        continued = response.status_code == 206
        if have and not continued:
            advance(-have)  # this server does not continue: from the beginning
        with partial.open("ab" if continued else "wb") as target:
            for piece in response.iter_raw():  # as it comes: pieces of a fixed size are lost when they are begun
                target.write(piece)
                advance(len(piece))


def _check(file: HubFile, partial: Path, path: Path) -> str:
    size, sha256 = partial.stat().st_size, file_sha256(partial)
    if size != file.size or (file.sha256 is not None and sha256 != file.sha256):
        partial.unlink()
        raise FetchError(
            f"What arrived for {path} is not the published file: expected {file.size:,} bytes with SHA-256 "
            f"{file.sha256 or 'unknown'}, received {size:,} bytes with {sha256}. It was removed; run the command again."
        )
    return sha256


def _is_hub(url: str) -> bool:
    from urllib.parse import urlsplit

    from huggingface_hub import constants

    return urlsplit(url)[:2] == urlsplit(constants.ENDPOINT)[:2]


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
