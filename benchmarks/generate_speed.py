"""How fast stories are told: this project, transformers' `generate`, and llama2.c's `run`, interleaved on one machine.

    python benchmarks/generate_speed.py --llama2c PATH/TO/run

Random models of two shapes, greedy, one story and sixteen. In every round each contender runs once, in an order that
rotates, so that a disturbance of the machine meets all; medians with the smallest and largest sample are printed, kept
as JSON and written as a table into the documentation. Our stories are first held against the library's, token by token.

transformers and we tell with the same GPT-Neo; for `run`, a program for another architecture, a llama of equal depth,
width, vocabulary and number of parameters is written in its own format, with random weights. `run` is built by you:

    gcc -Ofast -march=native -fopenmp run.c -lm -o run

"Whole call" is what a caller waits for, prompt and preparation included; "from the third token" leaves them out, which
is how `run` reports its own speed.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import statistics
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from transformers import GPTNeoConfig, GPTNeoForCausalLM

from mlopstinystories.models.generation import NewToken, Sampling, StoryBatch
from mlopstinystories.models.model import alternating_attention

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "generate_speed.json"
PAGE = ROOT / "docs" / "source" / "benchmarks.md"
BEGIN, END = "<!-- generate_speed: begin -->", "<!-- generate_speed: end -->"

Report = dict[str, Any]

CROWD = 16
TIE = 1e-5
"""Two logits that are closer than this are a tie: products of another shape may order them otherwise."""


@dataclass(frozen=True)
class Shape:
    """A model; the context is 512, the window of local layers 256."""

    hidden: int
    layers: int
    heads: int
    vocabulary: int = 10_000

    def __str__(self) -> str:
        return f"hidden {self.hidden}, {self.layers} layers, {self.heads} heads, vocabulary {self.vocabulary:,}"


SHAPES = {"256x4": Shape(256, 4, 8), "64x8": Shape(64, 8, 16), "tiny": Shape(16, 2, 2, 300)}


def main(arguments: list[str] | None = None) -> None:
    """Measure what the command line asks for; print, keep and document it."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    transformers.logging.set_verbosity_error()
    report: Report = {"machine": machine(options), "models": []}
    for name in options.shapes:
        shape = SHAPES[name]
        model, prompt = random_model(shape), list(range(2, 2 + options.prompt_tokens))
        equal = compare_with_library(model, prompt, options.new_tokens)
        with tempfile.TemporaryDirectory() as folder:
            samples = measure(contenders(model, shape, prompt, options, Path(folder)), options.samples)
        rows = {contender: summary(values) for contender, values in samples.items()}
        report["models"].append({"shape": asdict(shape), "equality": equal, "results": rows})
        print(f"\n{shape}: {equal}")
        for contender, row in rows.items():
            print(f"  {contender:46s} {row['median']:10,.5g}   ({row['least']:,.5g} to {row['most']:,.5g})")
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    write_into_page(options.page, table(report))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llama2c", type=Path, help="llama2.c's built `run`; without it that peer is left out")
    parser.add_argument("--llama2c-version", default="not given", help="its commit, for the record")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--samples", type=int, default=7, help="rounds, the warm-up left out")
    parser.add_argument("--new-tokens", type=int, default=200)
    parser.add_argument("--prompt-tokens", type=int, default=16)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["256x4", "64x8"])
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--page", type=Path, default=PAGE, help="documentation page that takes the table")
    return parser


# --- the contenders -----------------------------------------------------------------------------------------------
def random_model(shape: Shape) -> GPTNeoForCausalLM:
    """The same for the same shape; its weights are large enough that greedy stories are no single token for ever."""
    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_layers=shape.layers,
        num_heads=shape.heads,
        attention_types=alternating_attention(shape.layers),
        max_position_embeddings=512,
        window_size=256,
        initializer_range=0.06,
        bos_token_id=0,
        eos_token_id=0,
    )
    model = GPTNeoForCausalLM(config)
    model.eval()
    model.generation_config.eos_token_id = None  # every story has the same length
    model.generation_config.pad_token_id = 0
    return model


def tell(model: GPTNeoForCausalLM, prompt: list[int], stories: int, new_tokens: int) -> tuple[list[list[int]], float]:
    """Our greedy stories, and the seconds from the second token of each to its last."""
    batch = StoryBatch(model, end_of_text_id=0)
    for _ in range(stories):
        batch.join(prompt, Sampling(temperature=0, max_new_tokens=new_tokens), seed=0)
    told: list[list[int]] = [[] for _ in range(stories)]
    from_second_s = time.perf_counter()
    for number, step in enumerate(batch.steps()):
        if number == 1:
            from_second_s = time.perf_counter()
        for event in step:
            if isinstance(event, NewToken):
                told[event.story].append(event.id)
    elapsed_s = time.perf_counter() - from_second_s
    assert {len(story) for story in told} == {new_tokens}, "the random model said end-of-text: take another seed"
    return told, elapsed_s


def tell_with_library(model: GPTNeoForCausalLM, prompt: list[int], stories: int, new_tokens: int) -> list[list[int]]:
    """The same with `generate`, in its default settings (its cache is on)."""
    start = torch.tensor([[0, *prompt]] * stories)
    tokens = model.generate(start, attention_mask=torch.ones_like(start), do_sample=False, max_new_tokens=new_tokens)
    told: list[list[int]] = tokens[:, start.shape[1] :].tolist()
    return told


def contenders(
    model: GPTNeoForCausalLM, shape: Shape, prompt: list[int], options: argparse.Namespace, folder: Path
) -> dict[str, Callable[[], dict[str, float]]]:
    """What runs in each round; each gives figures by name: tokens/s, or ms where the name says so."""
    count = options.new_tokens

    def ours(stories: int, name: str) -> dict[str, float]:
        start_s = time.perf_counter()
        _, steady_s = tell(model, prompt, stories, count)
        elapsed_s = time.perf_counter() - start_s
        return {
            f"{name}: ours, whole call": stories * count / elapsed_s,
            f"{name}: ours, from the third token": stories * (count - 2) / steady_s,
        }

    def library(stories: int, name: str) -> dict[str, float]:
        start_s = time.perf_counter()
        tell_with_library(model, prompt, stories, count)
        return {f"{name}: transformers, whole call": stories * count / (time.perf_counter() - start_s)}

    def first_token(name: str, call: Callable[[], object]) -> dict[str, float]:
        start_s = time.perf_counter()
        call()
        return {name: 1000 * (time.perf_counter() - start_s)}

    crowd = f"{CROWD} stories"
    found: dict[str, Callable[[], dict[str, float]]] = {
        "ours 1": lambda: ours(1, "one story"),
        "library 1": lambda: library(1, "one story"),
        "ours 16": lambda: ours(CROWD, crowd),
        "library 16": lambda: library(CROWD, crowd),
        "first ours": lambda: first_token("first token: ours, ms", lambda: tell(model, prompt, 1, 1)),
        "first library": lambda: first_token(
            "first token: transformers, ms", lambda: tell_with_library(model, prompt, 1, 1)
        ),
    }
    if options.llama2c is not None:
        run = Llama2C(options.llama2c.resolve(), shape, folder, options.threads)
        found["run 1"] = lambda: {
            "one story: llama2.c, from the second token": run.tokens_per_second(1 + len(prompt) + count)
        }
    return found


class Llama2C:
    """llama2.c's program, with a random llama of the same depth, width, vocabulary and number of parameters."""

    def __init__(self, program: Path, shape: Shape, folder: Path, threads: int) -> None:
        self._program, self._folder, self._threads = program, folder, threads
        inner = round(8 * shape.hidden / 3)  # three matrices of this width hold as much as GPT-Neo's two of 4 × hidden
        random = np.random.default_rng(0)
        sizes = [shape.vocabulary * shape.hidden, shape.layers * shape.hidden]
        sizes += [shape.layers * shape.hidden * shape.hidden] * 4 + [shape.layers * shape.hidden]
        sizes += [shape.layers * shape.hidden * inner] * 3 + [shape.hidden, 512 * shape.hidden // shape.heads]
        with (folder / "model.bin").open("wb") as file:
            heads = (shape.heads, shape.heads)
            file.write(struct.pack("<7i", shape.hidden, inner, shape.layers, *heads, shape.vocabulary, 512))
            for size in sizes:
                file.write(random.normal(0, 0.06, size).astype("<f4").tobytes())
        with (folder / "tokenizer.bin").open("wb") as file:
            file.write(struct.pack("<i", 8))
            for number in range(shape.vocabulary):
                text = f"t{number}".encode()
                file.write(struct.pack("<fi", 0.0, len(text)) + text)

    def tokens_per_second(self, count: int) -> float:
        """As the program reports it: its own clock, started after the first token."""
        command = [self._program, self._folder / "model.bin", "-z", self._folder / "tokenizer.bin", "-t", "0"]
        done = subprocess.run(
            [*map(str, command), "-n", str(count)],
            env={**os.environ, "OMP_NUM_THREADS": str(self._threads)},
            capture_output=True,
            check=True,
        )
        found = re.search(rb"achieved tok/s: ([\d.]+)", done.stderr)
        assert found, f"{self._program} printed no speed: {done.stderr!r}"
        return float(found.group(1))


# --- measuring ----------------------------------------------------------------------------------------------------
def compare_with_library(model: GPTNeoForCausalLM, prompt: list[int], new_tokens: int) -> str:
    """Says that our greedy stories are the library's, or that they part at a tie; anything else is an error."""
    theirs = tell_with_library(model, prompt, 1, new_tokens)[0]
    ties = 0
    for ours in tell(model, prompt, 1, new_tokens)[0] + tell(model, prompt, CROWD, new_tokens)[0]:
        different = [place for place in range(new_tokens) if ours[place] != theirs[place]]
        if not different:
            continue
        place = different[0]
        with torch.no_grad():
            logits_V = model(torch.tensor([[0, *prompt, *theirs[:place]]])).logits[0, -1]
        gap = abs(float(logits_V[ours[place]] - logits_V[theirs[place]]))
        assert gap < TIE, f"token {place} is {ours[place]}, transformers has {theirs[place]}, {gap} apart"
        ties += 1
    return f"greedy stories equal to transformers' in {new_tokens} tokens, {ties} parted at a tie below {TIE}"


def measure(found: dict[str, Callable[[], dict[str, float]]], samples: int) -> dict[str, list[float]]:
    """All samples by figure; the first round warms up and is dropped."""
    result: dict[str, list[float]] = {}
    names = list(found)
    for round_number in range(samples + 1):
        shift = round_number % len(names)
        for name in names[shift:] + names[:shift]:
            for figure, value in found[name]().items():
                if round_number:
                    result.setdefault(figure, []).append(value)
    return dict(sorted(result.items()))


def summary(values: list[float]) -> dict[str, Any]:
    """Median and range."""
    return {
        "median": statistics.median(values),
        "least": min(values),
        "most": max(values),
        "samples": [round(value, 3) for value in values],
    }


def machine(options: argparse.Namespace) -> dict[str, Any]:
    """The conditions of the figures."""
    cpu = platform.processor() or platform.machine()
    description = Path("/proc/cpuinfo")
    if description.exists():
        names = re.findall(r"^model name\s*: (.*)$", description.read_text(encoding="utf-8"), flags=re.MULTILINE)
        cpu = names[0] if names else cpu
    program = options.llama2c
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cpu": cpu,
        "cpus": os.cpu_count(),
        "threads": options.threads,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "llama2.c": options.llama2c_version if program else "not measured",
        "llama2.c program": hashlib.sha256(program.read_bytes()).hexdigest() if program else None,
        "samples": options.samples,
        "prompt_tokens": options.prompt_tokens,
        "new_tokens": options.new_tokens,
    }


# --- the page -----------------------------------------------------------------------------------------------------
PEERS = {
    "one story: ours": ["one story: transformers, whole call", "one story: llama2.c, from the second token"],
    f"{CROWD} stories: ours": [f"{CROWD} stories: transformers, whole call"],
    "first token: ours": ["first token: transformers, ms"],
}
"""What our figures stand against: a whole call against a whole call, a steady speed against a steady speed."""


def against(figure: str, results: dict[str, Any]) -> str:
    """How many times faster this figure of ours is than the peer that is measured in the same way, as words."""
    peers = next((peers for ours, peers in PEERS.items() if figure.startswith(ours)), [])
    for peer in peers:
        if peer in results and peer.endswith("whole call") == figure.endswith("whole call"):
            ratio = results[figure]["median"] / results[peer]["median"]
            name = peer.split(": ")[1].split(",")[0]
            return f"{1 / ratio if figure.endswith('ms') else ratio:.2f} times {name}"
    return ""


def table(report: Report) -> str:
    """The figures as Markdown, with the conditions below."""
    lines = []
    for model in report["models"]:
        results = model["results"]
        lines += [f"**{Shape(**model['shape'])}**; {model['equality']}.", ""]
        lines += ["| | median | least to most | speed |", "| --- | ---: | ---: | --- |"]
        for figure, row in results.items():
            span = f"{row['least']:,.5g} to {row['most']:,.5g}"
            lines.append(f"| {figure} | {row['median']:,.5g} | {span} | {against(figure, results)} |")
        lines.append("")
    conditions = ", ".join(f"{key} {value}" for key, value in report["machine"].items() if key != "llama2.c program")
    return "\n".join([*lines, f"Tokens a second unless it says ms. Conditions: {conditions}."])


def write_into_page(page: Path, text: str) -> None:
    """Put the table between its two marks, which the page must have."""
    whole = page.read_text(encoding="utf-8")
    assert whole.count(BEGIN) == whole.count(END) == 1, f"{page} needs the lines {BEGIN} and {END}, once each"
    before, after = whole.split(BEGIN)[0], whole.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
