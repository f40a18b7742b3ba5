"""What the page's tests share: a real server over two small runs, and a page that complains about nothing."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

from mlopstinystories.paths import PROJECT_ROOT, folders
from mlopstinystories.training.experiment import train
from tests.conftest import compose, small_stories

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LONG_STORY = 400
"""Tokens that the model's context has room for: long enough to be stopped on the way."""


def overrides(root):
    """Settings of a small model with room for a long story, on stories below `root`."""
    return [
        "data=text_files",
        f"data.train_path={root}/train.txt",
        f"data.validation_path={root}/validation.txt",
        "tokenizer.vocab_size=300",
        "model.max_position_embeddings=512",
        "batch_size_tokens=1024",
        "log_every=2",
        "checkpoint_every=8",
        "validations=3",
        "sample_tokens=12",
        "precision=fp32",
    ]


def make_runs(root):
    """The runs `tiny` and `other`, which differ in one setting."""
    stories = small_stories(128)
    for name, part in (("train.txt", stories[:120]), ("validation.txt", stories[120:])):
        text = "".join(story + "\n<|endoftext|>\n" for story in part)
        (root / name).write_text(text, encoding="utf-8")
    for name, more in (("tiny", ()), ("other", ("model.num_layers=1",))):
        train(compose("debug", *overrides(root), "max_steps=24", *more), folders(root), name)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """`serve_model.py` over the runs below `root`, in a process of its own."""

    def __init__(self, root):
        self.root, self.port = root, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        command = [sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "serve_model.py")]
        self.log = (self.root / "server.log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(
            [*command, f"root={self.root}", f"port={self.port}"],
            stdout=self.log, stderr=self.log, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        return self

    def wait(self):
        deadline_s = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                return self.get("health")
            assert self.process.poll() is None, (self.root / "server.log").read_text(encoding="utf-8")
            assert time.monotonic() < deadline_s, "the server does not answer"
            time.sleep(0.1)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def get(self, path):
        with urllib.request.urlopen(f"{self.address}/{path}", timeout=60) as answer:
            return json.load(answer)

    def post(self, path, body):
        request = urllib.request.Request(
            f"{self.address}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


def watched(context, address, expected_errors=()):
    """A page of `context`, and the list of what it should not have done: errors, and requests to elsewhere."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints = []

    def heard(message):
        if message.type in ("error", "warning") and not any(known in message.text for known in expected_errors):
            complaints.append(message.text)

    def asked(request):
        if urlsplit(request.url).netloc != urlsplit(address).netloc and not request.url.startswith(("data:", "blob:")):
            complaints.append(f"a request to {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    return page, complaints


class Training:
    """A training of the run `live` in another process, until it is stopped."""

    def __init__(self, root):
        command = [sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "train_model.py"), "--config-name", "debug"]
        self.log = (root / "training.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [*command, f"root={root}", "run=live", *overrides(root), "max_steps=100000", "validations=1000"],
            stdout=self.log, stderr=self.log, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
