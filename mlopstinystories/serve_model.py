"""The playground: `python mlopstinystories/serve_model.py` prints an address to open in a browser of this machine.

The same address answers programs (docs/source/serving.md). Ctrl-C ends it.
"""

import contextlib
import gc
import ipaddress
import secrets
import socket
import sys
from typing import TYPE_CHECKING

import hydra
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import ServeSettings

if TYPE_CHECKING:
    from mlopstinystories.serving.app import ServerOptions

OPEN_FILES = 8192
STOP_WITHIN_S = 3


@hydra.main(version_base="1.3", config_path="../conf", config_name="serve")
def main(config: DictConfig) -> None:
    """Serve until Ctrl-C."""
    settings = typed(config, ServeSettings)
    listener = listen(settings.host, settings.port)  # first: a port that is taken is said before PyTorch is read
    token = settings.token
    if token is None and not is_loopback(settings.host):
        token = secrets.token_urlsafe(32)
    with listener:
        serve(settings, token, listener)


def serve(settings: ServeSettings, token: str | None, listener: socket.socket) -> None:
    """Answer on `listener` until a signal."""
    import uvicorn

    from mlopstinystories.device import use_one_heap
    from mlopstinystories.serving.app import create_app
    from mlopstinystories.serving.connections import BACKLOG, patient_protocol

    use_one_heap()
    open_files = _allow_open_files()
    app = create_app(server_options(settings, token))
    config = uvicorn.Config(
        app,
        http=patient_protocol(open_files),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        backlog=BACKLOG,
    )

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: object) -> None:
            app.state.services.engine.stop_soon()  # open streams end with an event that says so
            super().handle_exit(sig, frame)  # type: ignore[arg-type]

    print(f"The playground is at {address(settings, listener, token)} (Ctrl-C ends it)", flush=True)
    # Python looks through all objects only when a quarter of them is new, and asyncio leaves each connection to that.
    # With the libraries' half a million objects set aside it comes soon and takes no time.
    gc.freeze()
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    print("The playground has ended.", file=sys.stderr)


def server_options(settings: ServeSettings, token: str | None) -> "ServerOptions":
    """The settings in the server's own terms."""
    from mlopstinystories.device import choose_device
    from mlopstinystories.paths import folders
    from mlopstinystories.serving.app import ServerOptions
    from mlopstinystories.serving.engine import Limits
    from mlopstinystories.serving.guard import LOOPBACK

    return ServerOptions(
        folders(settings.root),
        choose_device(settings.device).device,
        Limits(settings.max_stories, settings.max_waiting),
        settings.models_memory_mb * 2**20,
        token,
        None if token and not settings.hosts else frozenset((*LOOPBACK, *(name.lower() for name in settings.hosts))),
        tuple(settings.origins),
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket on which nobody else listens; raises `SettingsError` with the mend."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SettingsError(f"host={host} is no address of this machine ({error.strerror}). Leave it out.") from error
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(1)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"The server cannot listen on {host}, port {port}: {error.strerror}. Perhaps it runs already, or another "
            f"program has the port. Take another one: port={port + 1 if port < 65535 else 8080}."
        ) from error
    return listener


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(settings: ServeSettings, listener: socket.socket, token: str | None) -> str:
    """What to type into a browser."""
    host = settings.host if is_loopback(settings.host) else socket.gethostname()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}/" + (f"?token={token}" if token else "")


def _allow_open_files() -> int:
    """Raise the limit of open files, a connection being one and the usual limit a thousand; returns what it is then."""
    try:
        import resource
    except ImportError:  # Windows, where a process may have as many as it likes
        return OPEN_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError):
        return soft
    return wanted


if __name__ == "__main__":
    with entry_point():
        main()
