"""Stories for locust (locust.io), which is no dependency of the project: users that read one stream after the other.

    locust -f benchmarks/serving_locust.py --headless --host http://127.0.0.1:8080 --users 64 --spawn-rate 64 \
        --run-time 300s --model quick

`benchmarks/serving.py --locust PATH` starts it so, and holds every story against the same told alone: each is written
to `--told` as a line of seed, ids, and milliseconds to the first token. Locust's own clients hand out a stream in
blocks of a fixed size, so that the first token would seem late; Python's plain one is read line by line instead.
"""

import http.client
import itertools
import json
import time
from typing import Any
from urllib.parse import urlsplit

from locust import User, events, task

_numbers = itertools.count()


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """Beside locust's own."""
    parser.add_argument("--model", default="quick", help="an id of /api/models")
    parser.add_argument("--prompt", default="Once upon a time")
    parser.add_argument("--new-tokens", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=256, help="how many different stories there are")
    parser.add_argument("--told", default="", help="file for what was told, a JSON list a line")


class Reader(User):
    """Reads stories to their end, each over a connection of its own."""

    @task
    def story(self) -> None:
        """One story; `first token` and `story` are locust's two kinds of requests here."""
        options = self.environment.parsed_options
        seed = next(_numbers) % options.seeds
        body = {"model": options.model, "prompt": options.prompt, "max_new_tokens": options.new_tokens, "seed": seed}
        connection = http.client.HTTPConnection(urlsplit(self.host or "").netloc, timeout=60)
        start_s, ids, first_ms, failure = time.perf_counter(), list[int](), None, None
        try:
            text = json.dumps({**body, "temperature": 1.0, "stream": True})
            connection.request("POST", "/api/generate", text, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise http.client.HTTPException(f"status {answer.status}")
            for token in self._tokens(answer):
                if first_ms is None:
                    first_ms = 1000 * (time.perf_counter() - start_s)
                    self._fire("first token", first_ms, 0, None)
                ids.append(token)
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = error
        finally:
            connection.close()
        self._fire("story", 1000 * (time.perf_counter() - start_s), len(ids), failure)
        if options.told and failure is None:
            with open(options.told, "a", encoding="utf-8") as file:  # noqa: PTH123  (pathlib is not patched by gevent)
                file.write(json.dumps([seed, ids, first_ms]) + "\n")

    @staticmethod
    def _tokens(answer: http.client.HTTPResponse) -> Any:
        """Ids as they come; raises `HTTPException` when the stream ends with anything but `end`."""
        name = b""
        while line := answer.readline():
            if line.startswith(b"event: "):
                name = line[7:].strip()
            elif line.startswith(b"data: ") and name == b"token":
                yield json.loads(line[6:])["id"]
            elif line.startswith(b"data: ") and name == b"error":
                raise http.client.HTTPException(line.decode())
        if name != b"end":
            raise http.client.HTTPException("the stream was cut off")

    def _fire(self, name: str, took_ms: float, tokens: int, failure: Exception | None) -> None:
        self.environment.events.request.fire(
            request_type="SSE", name=name, response_time=took_ms, response_length=tokens, exception=failure, context={}
        )
