"""Many stories at once: tokens per second of the engine alone and over HTTP, time to the first token, memory.

    python benchmarks/serving.py --root ROOT --model RUN --streams 64 --seconds 60
    python benchmarks/serving.py --root ROOT --model RUN --locust FOLDER/bin/locust --locust-seconds 300

Phases of equal length: one stream in the engine, many streams in the engine, many streams over HTTP, where the server
is a process of its own on this machine (its clients take their share of the processor, as a browser would). With
`--locust`, which is no dependency (`pip install locust` into an environment of its own), a phase more, in which that
tool is the client (`serving_locust.py`). A stream that ends begins the next story. The seeds go round among
`--seeds` different ones, each of which is told again alone at the end: so every story of every phase is held
against its own told alone, and must be the same, or part at a tie.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import PAGE as _PAGE
from benchmarks.common import RESULTS, ROOT, BenchmarkError, write_between_marks
from benchmarks.served import Served, events, served
from mlopstinystories import records
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.generation import Sampling, StoryBatch, complete
from mlopstinystories.paths import folders
from mlopstinystories.serving import story_events
from mlopstinystories.serving.catalogue import Catalogue
from mlopstinystories.serving.engine import Engine, Limits
from mlopstinystories.serving.loading import ModelStore
from mlopstinystories.serving.story_events import StoryRequest, Ticket
from mlopstinystories.serving.telling import same_sampling

PAGE = _PAGE.with_name("serving.md")
PROMPT = "Once upon a time"
TIE = 1e-5
Story = tuple[int, list[int]]
"""Seed and ids."""


@dataclass
class Phase:
    """What one phase has told."""

    stories: list[Story] = field(default_factory=list)
    first_s: list[float] = field(default_factory=list)
    tokens: int = 0
    errors: list[str] = field(default_factory=list)

    def figures(self, seconds: float) -> dict[str, Any]:
        """In numbers."""
        ordered = sorted(self.first_s)
        return {
            "tokens_per_second": self.tokens / seconds,
            "stories": len(self.stories),
            "errors": len(self.errors),
            "first_token_p50_ms": 1000 * statistics.median(ordered),
            "first_token_p99_ms": 1000 * ordered[int(0.99 * (len(ordered) - 1))],
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, check, keep and document."""
    options = _parser().parse_args(arguments)
    options.locust_seconds = options.locust_seconds or options.seconds
    catalogue = Catalogue(folders(options.root))
    sampling = same_sampling(1.0, None, None, options.new_tokens)
    alone = engine_phase(catalogue, options.model, sampling, 1, options.seconds, options.seeds)
    crowd = engine_phase(catalogue, options.model, sampling, options.streams, options.seconds, options.seeds)
    http, memory_mib = http_phase(options, sampling)
    phases = {"engine, 1 stream": alone, f"engine, {options.streams} streams": crowd}
    phases[f"HTTP, {options.streams} streams"] = http
    if options.locust is not None:
        phases[f"HTTP, {options.streams} streams, locust"] = locust_phase(options, memory_mib)
    report: dict[str, Any] = {
        "machine": {**records.hardware(), **records.libraries(), "threads": torch.get_num_threads()},
        "model": options.model,
        "parameters": catalogue.run(options.model.partition("@")[0])["parameters"],
        "seconds": options.seconds,
        "locust_seconds": options.locust_seconds,
        "new_tokens": options.new_tokens,
        "phases": {
            name: phase.figures(options.locust_seconds if "locust" in name else options.seconds)
            for name, phase in phases.items()
        },
        "server_memory_mib": memory_mib,
        "checked": check(catalogue, options, sampling, [story for phase in phases.values() for story in phase.stories]),
    }
    print(json.dumps(report, indent=2))
    records.write_json(options.results, report)
    write_between_marks(options.page, "serving", table(report))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder that holds models/")
    parser.add_argument("--model", default="quick")
    parser.add_argument("--streams", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each phase")
    parser.add_argument("--new-tokens", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=256, help="different stories, each told again alone")
    parser.add_argument("--locust", type=Path, help="the program locust")
    parser.add_argument("--locust-seconds", type=float, help="of the phase with locust, where that differs")
    parser.add_argument("--results", type=Path, default=RESULTS / "serving.json")
    parser.add_argument("--page", type=Path, default=PAGE, help="documentation page that takes the table")
    return parser


# --- the engine alone -------------------------------------------------------------------------------------------------
def engine_phase(
    catalogue: Catalogue, model: str, sampling: Sampling, streams: int, seconds: float, seeds: int = 256
) -> Phase:
    """As many streams as asked for, without HTTP; the model is in memory before the clock starts."""
    store = ModelStore(torch.device("cpu"), 2**33)
    posted = queue.SimpleQueue[list[tuple[Ticket, list[story_events.Event]]]]()
    source, phase = catalogue.source(model), Phase()
    store.release(store.acquire(source))
    teller = Engine(store, Limits(streams, 0), posted.put)
    teller.start()
    open_stories: dict[Ticket, Story] = {}

    numbers = itertools.count()

    def begin() -> None:
        seed = next(numbers) % seeds
        open_stories[teller.submit(StoryRequest(source, PROMPT, sampling, seed))] = (seed, [])

    start_s = time.monotonic()
    for _ in range(streams):
        begin()
    while time.monotonic() - start_s < seconds:
        for ticket, of_ticket in posted.get():
            for event in of_ticket:
                if isinstance(event, story_events.Token):
                    ids = open_stories[ticket][1]
                    if not ids:
                        phase.first_s.append(time.monotonic() - ticket.submitted_s)
                    ids.append(event.id)
                    phase.tokens += 1
                elif isinstance(event, story_events.Finished):
                    phase.stories.append(open_stories.pop(ticket))
                    begin()
                elif isinstance(event, story_events.Refused):
                    phase.errors.append(event.refusal.message)
    teller.close()
    return phase


# --- over HTTP --------------------------------------------------------------------------------------------------------
def http_phase(options: argparse.Namespace, sampling: Sampling) -> tuple[Phase, list[float]]:
    """The same over HTTP, and the server's memory, ten times over the phase."""
    with served(options.root, f"max_stories={options.streams}") as server:
        memory: list[float] = []
        phase = asyncio.run(_clients(server, options, sampling, memory))
    return phase, memory


def locust_phase(options: argparse.Namespace, memory: list[float]) -> Phase:
    """The same with locust as the client."""
    with tempfile.TemporaryDirectory() as folder, served(options.root, f"max_stories={options.streams}") as server:
        asyncio.run(
            _story(server.port, options.model, same_sampling(1.0, None, None, 1), 0, Phase())
        )  # reads the model
        told, report = Path(folder, "told.jsonl"), Path(folder, "locust.json")
        command = [
            str(options.locust), "--locustfile", str(Path(__file__).with_name("serving_locust.py")), "--headless",
            "--host", server.address, "--users", str(options.streams), "--spawn-rate", str(options.streams),
            "--run-time", f"{options.locust_seconds:.0f}s", "--only-summary",
            "--json-file", str(report.with_suffix("")), "--model", options.model, "--prompt", PROMPT,
            "--new-tokens", str(options.new_tokens), "--seeds", str(options.seeds), "--told", str(told),
        ]  # fmt: skip
        with subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as client:
            while client.poll() is None:
                time.sleep(min(1.0, options.locust_seconds / 10))
                memory.append(round(server.memory_mib(), 1))
            output = client.stdout.read() if client.stdout is not None else ""
        if not report.is_file() or not told.is_file():
            raise BenchmarkError(f"locust told no story. It wrote:\n{output[-3000:]}")
        phase = Phase()
        for line in told.read_text(encoding="utf-8").splitlines():
            seed, ids, first_ms = json.loads(line)
            phase.stories.append((seed, ids))
            phase.first_s.append(first_ms / 1000)
            phase.tokens += len(ids)
        failed = sum(row["num_failures"] for row in json.loads(report.read_text(encoding="utf-8")))
        phase.errors = ["failed, says locust"] * failed
    return phase


async def _clients(server: Served, options: argparse.Namespace, sampling: Sampling, memory: list[float]) -> Phase:
    phase = Phase()
    await _story(server.port, options.model, sampling, 0, Phase())  # reads the model
    end_s = time.monotonic() + options.seconds

    numbers = itertools.count()

    async def stream() -> None:
        while time.monotonic() < end_s:
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + end_s - time.monotonic()):
                    await _story(server.port, options.model, sampling, next(numbers) % options.seeds, phase)
            except TimeoutError:
                return
            except (BenchmarkError, OSError, EOFError) as error:
                phase.errors.append(repr(error))

    async def watch() -> None:
        while True:
            await asyncio.sleep(options.seconds / 10)
            memory.append(round(server.memory_mib(), 1))

    watcher = asyncio.ensure_future(watch())
    await asyncio.gather(*(stream() for _ in range(options.streams)))
    watcher.cancel()
    return phase


async def _story(port: int, model: str, sampling: Sampling, seed: int, phase: Phase) -> None:
    """One streamed story over a connection of its own."""
    body = {"model": model, "prompt": PROMPT, "seed": seed, "stream": True, "temperature": sampling.temperature}
    start_s, ids = time.monotonic(), list[int]()
    async with contextlib.aclosing(
        events(port, "/api/generate", {**body, "max_new_tokens": sampling.max_new_tokens})
    ) as heard:
        async for name, data in heard:
            if name == "token":
                if not ids:
                    phase.first_s.append(time.monotonic() - start_s)
                ids.append(data["id"])
                phase.tokens += 1
            elif name == "error":
                raise BenchmarkError(f"the story of seed {seed} ended with {data}")
    phase.stories.append((seed, ids))


# --- the check --------------------------------------------------------------------------------------------------------
def check(
    catalogue: Catalogue, options: argparse.Namespace, sampling: Sampling, stories: list[Story]
) -> dict[str, int]:
    """Every story against the same told alone; another one that does not part at a tie is counted as `different`."""
    model, tokenizer = open_model_folder(catalogue.source(options.model).folder, torch.device("cpu"))
    prompt, end = tokenizer.encode(PROMPT), tokenizer.end_of_text_id
    alone = {seed: complete(model, [prompt], sampling, [seed], end)[0] for seed in {seed for seed, _ in stories}}
    counts = {"stories": len(stories), "seeds": len(alone), "ties": 0, "different": 0}
    for seed, ids in stories:
        if ids != alone[seed]:
            counts["ties" if is_tie(model, prompt, end, sampling, seed, ids, alone[seed]) else "different"] += 1
    return counts


def is_tie(
    model: Any, prompt: list[int], end: int, sampling: Sampling, seed: int, ids: list[int], alone: list[int]
) -> bool:
    """Whether the two stories part where the draw lies within rounding of the border between their tokens."""
    parted = (place for place, (one, other) in enumerate(zip(ids, alone, strict=False)) if one != other)
    place = next(parted, min(len(ids), len(alone)))
    batch = StoryBatch(model, end)
    batch.join(prompt, sampling, seed, forced=alone[:place])
    for _ in range(place):
        batch.step()
    weights_V = batch._logits()[0].double().softmax(0)
    draw = batch._rows[0].draws.next()
    borders_V = weights_V.cumsum(0)
    return bool((borders_V - draw).abs().min() < TIE)


# --- the page ---------------------------------------------------------------------------------------------------------
def table(report: dict[str, Any]) -> str:
    """The figures as Markdown, with the conditions below."""
    lines = ["| | tokens/s | first token, median | 99 of 100 | stories | errors |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, row in report["phases"].items():
        lines.append(
            f"| {name} | {row['tokens_per_second']:,.0f} | {row['first_token_p50_ms']:,.1f} ms "
            f"| {row['first_token_p99_ms']:,.1f} ms | {row['stories']:,} | {row['errors']} |"
        )
    checked, memory, machine = report["checked"], report["server_memory_mib"], report["machine"]
    with_locust = ""
    if any("locust" in name for name in report["phases"]):
        with_locust = f" ({report['locust_seconds']:.0f} s with locust)"
    lines += [
        "",
        f"Model `{report['model']}` ({report['parameters']:,} parameters), {report['seconds']:.0f} s a phase"
        f"{with_locust}, at most "
        f"{report['new_tokens']} tokens a story, temperature 1; {machine['processor']}, {machine['cores']} cores, "
        f"{machine['threads']} threads. Each of the {checked['stories']:,} whole stories was held against its own of "
        f"{checked['seeds']} told alone: {checked['ties']} parted at a tie, {checked['different']} were different. The "
        "server's memory over the phases: "
        f"{min(memory, default=0):,.0f} to {max(memory, default=0):,.0f} MiB.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
