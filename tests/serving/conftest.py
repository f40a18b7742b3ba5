"""Two tiny random models, one with a checkpoint, and a real server over them in a thread."""

import contextlib
import json
import shutil
import socket
import threading
import time

import httpx2
import pytest
import torch
import uvicorn

from mlopstinystories.models.model import build_model
from mlopstinystories.paths import folders
from mlopstinystories.serve_model import listen
from mlopstinystories.serving.app import ServerOptions, create_app
from mlopstinystories.serving.connections import patient_protocol
from mlopstinystories.serving.engine import Limits
from mlopstinystories.settings import BpeSettings, GPTNeoSettings
from mlopstinystories.tokenizer import make_tokenizer

STORIES = ["Once upon a time, Tom said hi to Lily in the park. 😀"] * 5


def write_model(folder, seed=0, **settings):
    folder.mkdir(parents=True)
    tokenizer = make_tokenizer(BpeSettings(vocab_size=300), lambda: STORIES)
    tokenizer.save(folder)
    usual = {"num_layers": 2, "num_heads": 2, "hidden_size": 16, "max_position_embeddings": 96, "window_size": 8}
    sizes = GPTNeoSettings(**{**usual, "initializer_range": 0.5, **settings})
    build_model(sizes, tokenizer.vocab_size, tokenizer.end_of_text_id, seed).save_pretrained(folder)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Models `tiny` (with a record, metrics and the checkpoint 4) and `other`."""
    root = tmp_path_factory.mktemp("served")
    tiny = root / "models" / "tiny"
    write_model(tiny)
    shutil.copytree(tiny, root / "models" / "other")
    write_model(tiny / "checkpoints" / "step_4", seed=1)
    record = {
        "run": "tiny",
        "status": "finished",
        "created": "2026-01-01T00:00:00+00:00",
        "settings": {"data": {"name": "text_files", "train_path": "/srv/somebody/secret/stories.txt"}},
        "dataset": {"name": "text_files"},
        "result": {"steps": 8, "tokens": 800, "train_seconds": 2.5, "scores": {"bits_per_byte": 1.5}},
    }
    (tiny / "record.json").write_text(json.dumps(record), encoding="utf-8")
    lines = [{"kind": "train", "step": step, "tokens": 100 * step, "loss": 3.0} for step in (2, 4, 6)]
    lines.insert(2, {"kind": "validation", "step": 4, "bits_per_byte": float("nan")})
    (tiny / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"cut', encoding="utf-8")
    (tiny / "samples.jsonl").write_text('{"step": 4, "prompt": "Once", "story": " upon"}\n', encoding="utf-8")
    (root / "reports" / "tiny").mkdir(parents=True)
    (root / "reports" / "tiny" / "scores.html").write_text("<h1>scores</h1>", encoding="utf-8")
    (root / "reports" / "secret.html").write_text("secret", encoding="utf-8")
    return root


@contextlib.contextmanager
def running(root, **options):
    """A client of a server on a free port."""
    limits, protocol = options.pop("limits", Limits()), patient_protocol(options.pop("open_files", 8192))
    app = create_app(ServerOptions(folders(root), torch.device("cpu"), limits, **options))
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    client = httpx2.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30)
    try:
        wait_until(lambda: server.started)
        client.app = app
        yield client
    finally:
        client.close()
        server.should_exit = True
        thread.join()
        listener.close()


def raw_request(client, path, body):
    """A connection over which a request has been sent, and nothing read."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(data)}\r\n"
    connection = connect(client)
    connection.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + data)
    return connection


def connect(client):
    """A connection over which nothing has been sent."""
    connection = socket.create_connection((client.base_url.host, client.base_url.port))
    connection.settimeout(10)
    return connection


def wait_until(condition, seconds=10):
    deadline_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline_s, "it does not come true"
        time.sleep(0.01)


@pytest.fixture(scope="session")
def server(template):
    """A client of one server for the tests that leave it as it is."""
    with running(template) as client:
        yield client


@pytest.fixture
def root(template, tmp_path):
    """A copy of the models, to be changed."""
    shutil.copytree(template, tmp_path / "root")
    return tmp_path / "root"
