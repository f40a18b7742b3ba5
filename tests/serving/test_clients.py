"""Clients that are slow, silent, many, gone, or speak no HTTP; and what they hear when the server stops."""

import contextlib
import json
import resource
import signal
import socket
import subprocess
import sys

import httpx2
import pytest

from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.serving import connections, guard
from mlopstinystories.serving.engine import Limits
from tests.serving.conftest import connect, raw_request, running, wait_until, write_model
from tests.serving.test_bad_input import refused
from tests.serving.test_server import generate, telling

NOBODY_IS_TOLD = Limits(stories=0, waiting=2)
STORY = {"model": "tiny", "prompt": "Once upon", "stream": True}


@pytest.fixture
def many_files():
    """Both ends of a thousand connections in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 3000:
        pytest.skip(f"this system lets a process open {hard} files, and 3,000 are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_thousand_connections_that_say_nothing_hold_nobody_up_and_are_ended(template, monkeypatch):
    monkeypatch.setattr(connections, "SILENT_S", 4.0)
    with running(template) as client, contextlib.ExitStack() as stack:
        idle = [stack.enter_context(connect(client)) for _ in range(1000)]
        idle[0].sendall(b"GET /health HTTP/1.1\r\n")  # the rest never comes
        assert generate(client, max_new_tokens=3)["tokens"]
        for connection in idle:
            assert not connection.recv(1)
        assert client.get("/health").status_code == 200


def test_a_connection_too_many_is_told_so_and_those_that_are_there_go_on(template, monkeypatch):
    monkeypatch.setattr(connections, "CROWDED_S", 0.5)
    with running(template, open_files=20) as client, contextlib.ExitStack() as stack:
        assert client.get("/health").status_code == 200  # this connection stays
        idle = [stack.enter_context(connect(client)) for _ in range(9)]
        silent = stack.enter_context(connect(client))
        with httpx2.Client(base_url=client.base_url) as late:
            answer = late.get("/health")
            assert refused(answer, 503, "busy")["message"] == "The server has as many connections as it can keep."
            assert answer.headers["retry-after"]
            assert not silent.recv(1)
            assert generate(client, max_new_tokens=3)["tokens"]
            idle.pop().close()
            wait_until(lambda: late.get("/health").status_code == 200)


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\x02\x00", b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000]
)
def test_what_is_no_http_is_answered_in_the_same_form(server, data):
    with connect(server) as connection:
        connection.sendall(data + b"\r\n\r\n")
        with contextlib.suppress(ConnectionError):  # it has not read all of a head that is too long
            head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400 ")
            assert json.loads(body)["error"]["code"] == "bad_request"
    assert server.get("/health").status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for(template, monkeypatch):
    monkeypatch.setattr(guard, "BODY_TIMEOUT_S", 0.3)
    with running(template) as client, connect(client) as connection:
        connection.sendall(b"POST /api/generate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"too_slow" in answer


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/completions", STORY), ("/api/generate", STORY), ("/v1/completions", {**STORY, "stream": False})],
)
def test_who_leaves_while_waiting_gives_the_place_back(template, path, body):
    with running(template, limits=NOBODY_IS_TOLD) as client:
        for _ in range(3):  # more than may wait
            with raw_request(client, path, body):
                wait_until(lambda: telling(client) == (0, 1))
            wait_until(lambda: telling(client) == (0, 0))


def test_a_reader_that_takes_nothing_is_let_go(template, monkeypatch):
    monkeypatch.setattr(connections, "STUCK_S", 0.5)
    body = b'{"model": "tiny", "text": "' + b"Tom " * 20 + b'"}'
    head = b"POST /api/inspect HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with running(template) as client:
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect((client.base_url.host, client.base_url.port))
            reader.settimeout(0.2)
            reader.sendall((head % len(body) + body) * 300)  # answers of some ten thousand bytes fill the buffers

            def is_let_go():
                try:
                    reader.send(b"x")
                except TimeoutError:
                    return False
                except OSError:
                    return True
                return False

            wait_until(is_let_go, seconds=20)
            assert client.get("/health").status_code == 200
        wait_until(lambda: telling(client) == (0, 0))


def test_ctrl_c_tells_every_stream_and_ends_the_server_with_zero(tmp_path):
    # so large that the story cannot end before the signal
    write_model(tmp_path / "models" / "tiny", hidden_size=256, num_layers=8, max_position_embeddings=2100)
    command = [sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "serve_model.py"), "port=0", "max_stories=1"]
    with (
        subprocess.Popen(
            [*command, f"root={tmp_path}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(process.kill)
        port = int(process.stdout.readline().partition("127.0.0.1:")[2].partition("/")[0])
        forced = [5] * 2000
        asked = [
            ("/api/generate", {**STORY, "max_new_tokens": 2048, "forced": forced}),
            ("/api/generate", STORY),
            ("/v1/completions", STORY),
            ("/v1/completions", {**STORY, "stream": False}),
        ]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            told = stack.enter_context(raw_request(client, *asked[0]))
            heard = [told.recv(65536)]
            while b"event: token" not in heard[-1]:
                heard.append(told.recv(65536))
                assert heard[-1], heard
            waiting = [stack.enter_context(raw_request(client, path, body)) for path, body in asked[1:]]
            # a request that the server has not read yet cannot be answered
            wait_until(lambda: "tinystories_stories_waiting 3.0" in client.get("/metrics").text)
            process.send_signal(signal.SIGINT)
            endings = [b"".join(iter(lambda stream=stream: stream.recv(65536), b"")) for stream in (told, *waiting)]
        output, errors = process.communicate(timeout=30)
    assert [b"The server is stopping." in ending for ending in endings] == [True] * 4, endings
    assert b"event: error" in endings[0]
    assert endings[3].startswith(b"HTTP/1.1 503 ")
    assert process.returncode == 0
    without_compiler = "Stories are told by PyTorch's operators, not in C"
    assert [line for line in errors.splitlines() if not line.startswith(without_compiler)] == [
        "The playground has ended."
    ]
    assert "Traceback" not in output
