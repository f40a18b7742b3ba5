"""A small OpenAI-compatible server on loopback that answers as a test tells it to, and counts what it was asked."""

import contextlib
import hashlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAMED = "judge-2026-01"
"""The name under which the model answers."""


@dataclass
class Act:
    """How one request is answered; without anything, well."""

    text: str | None = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None
    """The body of the answer, in the place of a chat completion."""
    after_s: float = 0.0
    cut: bool = False
    """Send half of the body that was promised."""
    trickle_s: float = 0.0
    """Seconds between two bytes."""
    close: bool = False
    """Close the connection without a word."""
    model: str = NAMED
    usage: bool = True


def well(_number, _body):
    return Act()


def grades_for(text):
    """Grades that depend on the exercise alone."""
    digits = hashlib.sha256(text.encode()).digest()
    values = [digit % 10 + 1 for digit in digits[:4]]
    names = ("Grammar", "Creativity", "Consistency", "Plot")
    line = ", ".join(f"{name}: {value}/10" for name, value in zip(names, values, strict=True))
    return f"{line}, Age group: {'ABCDEF'[digits[4] % 6]}"


def answer_to(body):
    """A comment, or grades where they are asked for."""
    if "Grammar: N/10" in body["messages"][-1]["content"]:
        return grades_for(body["messages"][0]["content"])
    return "The student writes nicely and ends the sentence."


class JudgeServer:
    """`behave(number, body)` gives the `Act` for each request; numbers begin at 0."""

    def __init__(self, behave=well):
        self.behave = behave
        self.bodies, self.keys, self.begun_s = [], [], []
        self.paid = Counter()
        """How often each request was answered in full."""
        self.most_at_a_time = self._at_a_time = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def asked(self):
        return len(self.bodies)

    def close(self):
        self._closed.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(server):  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with server._lock:
                    number = len(server.bodies)
                    server.bodies.append(body)
                    server.keys.append(self.headers.get("Authorization"))
                    server.begun_s.append(time.monotonic())
                    server._at_a_time += 1
                    server.most_at_a_time = max(server.most_at_a_time, server._at_a_time)
                try:
                    with contextlib.suppress(ConnectionError):
                        server._answer(self, server.behave(number, body), body)
                finally:
                    with server._lock:
                        server._at_a_time -= 1

        return Handler

    def _answer(self, handler, act, body):
        self._closed.wait(act.after_s)
        if act.close:
            handler.close_connection = True
            return
        content = act.raw
        if content is None:
            text = answer_to(body) if act.text is None else act.text
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            payload = {"object": "chat.completion", "model": act.model, "choices": [choice]}
            if act.usage:
                payload["usage"] = {"prompt_tokens": 100, "completion_tokens": 10}
            content = json.dumps(payload).encode()
        handler.send_response(act.status)
        for name, value in act.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if act.cut:
            handler.wfile.write(content[: len(content) // 2])
            handler.close_connection = True
            return
        if act.status == 200 and act.raw is None and not act.trickle_s:
            with self._lock:
                self.paid[json.dumps(body, sort_keys=True)] += 1
        if act.trickle_s:
            for place in range(len(content)):
                handler.wfile.write(content[place : place + 1])
                self._closed.wait(act.trickle_s)
            return
        handler.wfile.write(content)


@contextlib.contextmanager
def judge_server(behave=well):
    server = JudgeServer(behave)
    try:
        yield server
    finally:
        server.close()
