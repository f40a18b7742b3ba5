"""Whether the server's memory stays as it is: streams for half an hour, and a line through what it held.

    python benchmarks/serving_memory.py --root ROOT --model RUN --streams 16 --minutes 30

Each client tells one story after the other and does what people do: most are read to their end, every fourth is left
on the way, and between them it lists the models, fetches the page's files, follows curves, looks into a text, sends
what is refused, and asks in OpenAI's form. The memory (`VmRSS`) is read every ten seconds. The slope is that of the
least-squares line after the first sixth of the time, in which libraries and caches fill. Seconds in which this process
itself stood still (a machine that was asleep, or lent to something else) are not counted.
"""

import argparse
import asyncio
import contextlib
import itertools
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import PAGE as _PAGE
from benchmarks.common import RESULTS, ROOT, BenchmarkError, machine, write_between_marks
from benchmarks.served import Served, ask, events, served
from mlopstinystories import records

PAGE = _PAGE.with_name("serving.md")
STOOD_STILL = 1.5
"""An interval that took so many times longer than it should is one in which the machine did something else."""
PROMPT = "Once upon a time"
FILES = ("/", "/page/main.js", "/page/style/base.css", "/api/models", "/api/runs", "/metrics", "/health", "/v1/models")


@dataclass
class Seen:
    """What was done and held."""

    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    tokens: int = 0
    running_s: float = 0.0
    samples: list[dict[str, float]] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, watch, keep and document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder that holds models/")
    parser.add_argument("--model", default="quick")
    parser.add_argument("--streams", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every-s", type=float, default=10.0)
    parser.add_argument("--results", type=Path, default=RESULTS / "serving_memory.json")
    parser.add_argument("--page", type=Path, default=PAGE, help="documentation page that takes the line")
    options = parser.parse_args(arguments)
    seen = Seen()
    with served(options.root) as server:
        asyncio.run(_load(server, options, seen))
    report = summary(options, seen)
    records.write_json(options.results, report)
    write_between_marks(options.page, "memory", line(report))
    print(line(report))


async def _load(server: Served, options: argparse.Namespace, seen: Seen) -> None:
    async with asyncio.TaskGroup() as group:
        clients = [group.create_task(_client(server.port, options, seen, n)) for n in range(options.streams)]
        while seen.running_s < 60 * options.minutes:
            before_s = time.monotonic()
            await asyncio.sleep(options.every_s)
            took_s = time.monotonic() - before_s
            if took_s < STOOD_STILL * options.every_s:
                seen.running_s += took_s
            sample = {"running_s": round(seen.running_s, 1), "memory_mib": round(server.memory_mib(), 2)}
            seen.samples.append({**sample, "threads": server.threads(), "files": server.open_files()})
        for client in clients:
            client.cancel()


async def _client(port: int, options: argparse.Namespace, seen: Seen, number: int) -> None:
    for round_number in itertools.count():
        try:
            await _round(port, options, seen, options.streams * round_number + number, number + round_number)
        except (BenchmarkError, OSError, ValueError) as error:
            seen.errors.append(repr(error))
            await asyncio.sleep(1)


async def _round(port: int, options: argparse.Namespace, seen: Seen, seed: int, turn: int) -> None:
    """One story, and something beside it; what it is goes by the turn."""
    kind = turn % 8
    body: dict[str, Any] = {"model": options.model, "prompt": PROMPT, "seed": seed, "stream": True, "temperature": 1.0}
    path, field_name = ("/v1/completions", "max_tokens") if kind == 1 else ("/api/generate", "max_new_tokens")
    more = {"alternatives": 8} if kind == 2 else {}
    leave_after = 20 if kind % 4 == 3 else 10**9
    told = 0
    async with contextlib.aclosing(events(port, path, {**body, **more, field_name: 200})) as heard:
        async for name, data in heard:
            told += name == "token" or (name == "" and data is not None)
            if name == "error":
                raise BenchmarkError(str(data))
            if told >= leave_after:
                break
    seen.tokens += told
    seen.done["stories left on the way" if told >= leave_after else "stories told to their end"] += 1
    expected = 200
    if kind == 4:
        question = {"model": options.model, "text": f"{PROMPT} there was a dog, number {seed}.", "layer": 0, "head": 0}
        status, _ = await ask(port, "POST", "/api/inspect", question)
    elif kind == 5:
        expected = 422
        status, _ = await ask(port, "POST", "/api/generate", {"model": options.model, "temprature": seed})
    elif kind == 6:
        status, _ = await ask(port, "GET", f"/api/runs/{options.model.partition('@')[0]}/metrics")
    elif kind == 7:
        expected = 404
        status, _ = await ask(port, "POST", "/api/generate", {"model": f"nobody-{seed}"})
    else:
        status, _ = await ask(port, "GET", FILES[turn // 8 % len(FILES)])
    seen.done["other requests"] += 1
    if status != expected:
        raise BenchmarkError(f"seed {seed}: expected {expected}, received {status}")


# --- the figures ------------------------------------------------------------------------------------------------------
def summary(options: argparse.Namespace, seen: Seen) -> dict[str, Any]:
    """The report; the first sixth of the time is not part of the line."""
    settled = [sample for sample in seen.samples if sample["running_s"] >= 10 * options.minutes]
    memory = [sample["memory_mib"] for sample in settled]
    last_half = [sample for sample in seen.samples if sample["running_s"] >= 30 * options.minutes]
    third = max(1, len(settled) // 3)
    return {
        "machine": machine(),
        "model": options.model,
        "streams": options.streams,
        "minutes": round(seen.running_s / 60, 2),
        "done": dict(seen.done),
        "tokens": seen.tokens,
        "errors": seen.errors[:20],
        "error_count": len(seen.errors),
        "slope_mib_per_hour": slope(settled),
        "slope_of_last_half": slope(last_half),
        "first_third_mib": statistics.median(memory[:third]),
        "last_third_mib": statistics.median(memory[-third:]),
        "smallest_mib": min(memory),
        "largest_mib": max(memory),
        "samples": seen.samples,
    }


def slope(samples: Sequence[dict[str, float]]) -> float:
    """Of the least-squares line, in MiB an hour of running time."""
    hours, memory = [sample["running_s"] / 3600 for sample in samples], [sample["memory_mib"] for sample in samples]
    return round(statistics.linear_regression(hours, memory).slope, 2)


def line(report: dict[str, Any]) -> str:
    """The report in a paragraph."""
    done, last, settled = report["done"], report["samples"][-1], report["minutes"] / 6
    return (
        f"Memory: {report['minutes']:.0f} minutes of running time with {report['streams']} clients, "
        f"{done.get('stories told to their end', 0):,} stories told to their end, "
        f"{done.get('stories left on the way', 0):,} left on the way, {done.get('other requests', 0):,} other "
        f"requests, {report['error_count']} errors. After the first {settled:.0f} minutes the server held "
        f"{report['smallest_mib']:,.1f} to {report['largest_mib']:,.1f} MiB (median of the first third "
        f"{report['first_third_mib']:,.1f}, of the last {report['last_third_mib']:,.1f}); the line through them rises "
        f"by {report['slope_mib_per_hour']:.1f} MiB an hour, that through the last half by "
        f"{report['slope_of_last_half']:.1f}. At the end: {last['threads']:.0f} threads, "
        f"{last['files']:.0f} open files. Model `{report['model']}`; {report['machine']['processor']}, "
        f"{report['machine']['cores']} cores."
    )


if __name__ == "__main__":
    main()
