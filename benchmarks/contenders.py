"""The programs that train in `train_speed.py`: how each is called, as it is, and how its step times are read.

All train on the same token ids (our BPE, packed by `make_dataset.py`), with the same width, depth, heads, context and
batch, each with its own defaults for everything else: number format, optimizer, threads, waiting, logging. Changed is
only what a measurement needs: few steps, one batch of validation, nothing saved, no tracker. The first build alone has
its own tokenizer, padding and batch; it is compared by bytes of text a second.
"""

import json
import pickle
import platform
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.common import OUR_ALLOCATOR, ROOT, BenchmarkError, Contender, Facts
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.models.size import gpt_neo_training_flops_per_token
from mlopstinystories.paths import folders
from mlopstinystories.records import METRICS_NAME, RECORD_NAME, read_json, read_rows
from mlopstinystories.settings import BpeSettings, TextFilesSettings

WINDOW = 256
VALIDATION_STORIES = 64
"""Held-out stories: enough for one batch of every program; scoring is no part of a step."""
PEERS = ROOT / "benchmarks" / "peers"
ALLOCATOR_NAME = "{}, our allocator setting"
OURS, OURS_FP32 = "ours", "ours, fp32"
PRODUCTS = "matrix products"


@dataclass(frozen=True)
class Shape:
    """A model and its batch, written HIDDENxLAYERSxHEADS[:VOCABULARYxSEQUENCESxCONTEXT]."""

    hidden: int
    layers: int
    heads: int
    vocabulary: int
    sequences: int
    context: int

    @classmethod
    def parse(cls, text: str, sequences: int = 4) -> "Shape":
        """Read the notation; without a second part 10,000 entries and `sequences` of 512 tokens."""
        match = re.fullmatch(r"(\d+)x(\d+)x(\d+)(?::(\d+)x(\d+)x(\d+))?", text)
        if not match:
            raise BenchmarkError(
                f"{text!r} is not a shape. Write HIDDENxLAYERSxHEADS, such as 256x4x8, or "
                "HIDDENxLAYERSxHEADS:VOCABULARYxSEQUENCESxCONTEXT, such as 64x8x16:4096x4x256."
            )
        return cls(
            *(
                int(number or default)
                for number, default in zip(match.groups(), (0, 0, 0, 10_000, sequences, 512), strict=True)
            )
        )

    def __str__(self) -> str:
        return f"{self.hidden}x{self.layers}x{self.heads}:{self.vocabulary}x{self.sequences}x{self.context}"

    @property
    def tokens(self) -> int:
        """Tokens a step."""
        return self.sequences * self.context

    def flops_per_token(self, local_layers: bool) -> int:
        """Of training, as `models/size.py` counts them; with `local_layers` every second layer sees WINDOW keys."""
        windows = [WINDOW if local_layers and k % 2 else None for k in range(self.layers)]
        return gpt_neo_training_flops_per_token(self.hidden, 4 * self.hidden, self.vocabulary, self.context, windows)


@dataclass(frozen=True)
class Places:
    """What the person at the keyboard has given: text, clones, interpreters."""

    work: Path
    text: Path
    validation: Path
    python: str
    peer_python: str
    device: str
    nanogpt: Path | None = None
    llama2c: Path | None = None
    gpt2_tokenizer: Path | None = None
    validation_stories: int | None = VALIDATION_STORIES
    """Held-out stories; None: all of them."""


def prepare(shape: Shape, places: Places) -> PackedDataset:
    """The data set that our command will find ready, and its ids in the peers' own formats."""
    dataset = make_dataset(_data(places), BpeSettings(vocab_size=shape.vocabulary), folders(places.work / "root"))
    vocabulary = dataset.record["tokenizer"]["vocab_size"]
    train, held_out = (split.tokens.astype(np.uint16) for split in (dataset.train, dataset.validation))
    nanogpt = places.work / f"nanogpt-{vocabulary}"
    nanogpt.mkdir(exist_ok=True)
    train.tofile(nanogpt / "train.bin")
    held_out.tofile(nanogpt / "val.bin")
    (nanogpt / "meta.pkl").write_bytes(pickle.dumps({"vocab_size": vocabulary}))
    llama2c = places.work / "llama2c" / "data" / f"tok{vocabulary}"
    llama2c.mkdir(parents=True, exist_ok=True)
    held_out.tofile(llama2c / "data00.bin")  # it takes the first file for validation
    train.tofile(llama2c / "data01.bin")
    return dataset


def contenders(shape: Shape, places: Places, dataset: PackedDataset, steps: int) -> list[Contender]:
    """Every program for which the person has given what it needs, by name; the matrix products come last."""
    asked = shape.vocabulary  # more than a small text gives
    shape = replace(shape, vocabulary=dataset.record["tokenizer"]["vocab_size"])
    packed: Facts = {"bytes_per_step": shape.tokens * dataset.train.bytes_per_token, "tokens_per_step": shape.tokens}
    found = [
        _ours(name, shape, asked, places, packed, steps, *overrides)
        for name, overrides in (
            (OURS, ()),
            (OURS_FP32, ("precision=fp32",)),
            ("ours, fp32, AdamW", ("precision=fp32", "optimizer=adamw")),
            *([("ours, compiled", ("compile=on",))] if places.device == "cuda" else []),
        )
    ]
    peers = [_hf_trainer(shape, places, dataset, packed, steps)]
    if places.nanogpt:
        peers.append(_nanogpt(shape, places, packed, steps, compiled=False))
    if places.llama2c:
        peers.append(_llama2c(shape, places, packed, steps))
    if places.gpt2_tokenizer:
        peers.append(_first_build(shape, places, places.gpt2_tokenizer, steps))
    found += peers
    if places.nanogpt:
        found.append(_nanogpt(shape, places, packed, steps, compiled=True))
    if places.device == "cpu" and platform.libc_ver()[0] == "glibc":
        found += [
            replace(peer, name=ALLOCATOR_NAME.format(peer.name), environment={**peer.environment, **OUR_ALLOCATOR})
            for peer in peers
        ]
    return [*found, _products(places)]


def _data(places: Places) -> TextFilesSettings:
    return TextFilesSettings(
        train_path=str(places.text),
        validation_path=str(places.validation),
        validation_stories=places.validation_stories,
    )


def _ours(
    name: str, shape: Shape, asked_vocabulary: int, places: Places, packed: Facts, steps: int, *more: str
) -> Contender:
    """`train_model.py` in its default configuration, with the model's shape; a line of metrics for each step."""
    root = places.work / "root"
    command = [
        places.python, str(ROOT / "mlopstinystories" / "train_model.py"), "data=text_files",
        f"data.train_path={places.text}", f"data.validation_path={places.validation}",
        f"data.validation_stories={VALIDATION_STORIES}", f"tokenizer.vocab_size={asked_vocabulary}", "model=8M",
        f"model.hidden_size={shape.hidden}", f"model.num_layers={shape.layers}", f"model.num_heads={shape.heads}",
        f"model.max_position_embeddings={shape.context}", f"model.window_size={WINDOW}",
        f"batch_size_tokens={shape.tokens}", f"max_steps={steps}", "validations=1", "validation_subset=1",
        "sample_tokens=1", "log_every=1", f"device={places.device}", f"root={root}", "run=benchmark", "overwrite=true",
        *more,
    ]  # fmt: skip

    def read(_: str) -> Facts:
        folder = root / "models" / "benchmark"
        rows = [row for row in read_rows(folder / METRICS_NAME) if row["kind"] == "train"]
        device = read_json(folder / RECORD_NAME)["device"]
        precision = re.search(r"\b(fp32|bf16|fp16)\b", device)
        if not precision:
            raise BenchmarkError(f"{folder / RECORD_NAME} names no number format: {device!r}.")
        return {
            **packed,
            "steps_s": np.diff([0.0] + [row["elapsed_s"] for row in rows]).tolist(),
            "precision": precision[1],
            "flops_per_token": shape.flops_per_token(local_layers=True),
        }

    return Contender(name, command, read, environment={"PYTHONPATH": str(ROOT)})


def _hf_trainer(shape: Shape, places: Places, dataset: PackedDataset, packed: Facts, steps: int) -> Contender:
    numbers = {
        "vocab": shape.vocabulary, "hidden": shape.hidden, "layers": shape.layers, "heads": shape.heads,
        "context": shape.context, "batch": shape.sequences, "window": WINDOW, "steps": steps,
    }  # fmt: skip
    command = [
        places.peer_python, str(PEERS / "hf_trainer.py"), f"--tokens={dataset.folder / 'train_tokens.npy'}",
        f"--device={places.device}", *(f"--{key}={value}" for key, value in numbers.items()),
    ]  # fmt: skip
    facts = {**packed, "precision": "fp32", "flops_per_token": shape.flops_per_token(local_layers=True)}
    return Contender("HF Trainer", command, last_line(facts))


def _first_build(shape: Shape, places: Places, tokenizer: Path, steps: int) -> Contender:
    numbers = {"hidden": shape.hidden, "layers": shape.layers, "heads": shape.heads, "steps": steps}
    command = [
        places.peer_python, str(PEERS / "first_build.py"), f"--text={places.text}", f"--tokenizer={tokenizer}",
        f"--device={places.device}", *(f"--{key}={value}" for key, value in numbers.items()),
    ]  # fmt: skip
    return Contender("first build", command, last_line({"precision": "fp32"}))


def _nanogpt(shape: Shape, places: Places, packed: Facts, steps: int, compiled: bool) -> Contender:
    """Its `train.py`; on a CPU it computes in fp32, on a GPU in bf16, whatever its `dtype` says there."""
    assert places.nanogpt
    command = [
        places.peer_python, "train.py", f"--dataset={places.work / f'nanogpt-{shape.vocabulary}'}",
        f"--out_dir={places.work / 'nanogpt-out'}", f"--device={places.device}", f"--compile={compiled}",
        f"--n_layer={shape.layers}", f"--n_head={shape.heads}", f"--n_embd={shape.hidden}",
        f"--block_size={shape.context}", f"--batch_size={shape.sequences}", "--gradient_accumulation_steps=1",
        f"--max_iters={steps - 1}", "--eval_iters=1",
    ]  # fmt: skip
    facts = {
        **packed,
        "precision": "bf16" if places.device == "cuda" else "fp32",
        "flops_per_token": shape.flops_per_token(local_layers=False),
    }
    name = "nanoGPT, compiled" if compiled else "nanoGPT"
    return Contender(name, command, lambda text: {**facts, "steps_s": nanogpt_steps_s(text)}, places.nanogpt)


def _llama2c(shape: Shape, places: Places, packed: Facts, steps: int) -> Contender:
    """Its `train.py`, from a folder of ours: it looks for its data and its configurator where it is started."""
    assert places.llama2c
    folder = places.work / "llama2c"
    configurator = folder / "configurator.py"
    configurator.unlink(missing_ok=True)
    configurator.symlink_to(places.llama2c / "configurator.py")
    command = [
        places.peer_python, str(places.llama2c / "train.py"), f"--out_dir={folder / 'out'}",
        f"--device={places.device}", "--compile=False", "--vocab_source=custom", f"--vocab_size={shape.vocabulary}",
        f"--dim={shape.hidden}", f"--n_layers={shape.layers}", f"--n_heads={shape.heads}",
        f"--n_kv_heads={shape.heads}",
        f"--max_seq_len={shape.context}", f"--batch_size={shape.sequences}", "--gradient_accumulation_steps=1",
        f"--max_iters={steps - 1}", "--eval_iters=1",
    ]  # fmt: skip
    facts = {**packed, "precision": "bf16" if places.device == "cuda" else "fp32"}
    return Contender("llama2.c", command, lambda text: {**facts, "steps_s": llama2c_steps_s(text)}, folder)


def _products(places: Places) -> Contender:
    size = 8192 if places.device == "cuda" else 2048
    command = [places.python, str(PEERS / "products.py"), f"--size={size}", f"--device={places.device}"]
    return Contender(PRODUCTS, command, lambda text: {"gflops": _json_line(text)})


def nanogpt_steps_s(text: str) -> list[float]:
    """Seconds of each step from lines such as `iter 3: loss 9.1, time 512.07ms, mfu 0.1%`."""
    return [float(ms) / 1e3 for ms in re.findall(r"^iter \d+: .*?time ([\d.]+)ms", text, flags=re.M)]


def llama2c_steps_s(text: str) -> list[float]:
    """Seconds of each step from lines such as `3 | loss 9.1 | lr 1.0e-06 | 512.07ms | mfu 0.1%`."""
    return [float(ms) / 1e3 for ms in re.findall(r"^\d+ \| loss .*?\| ([\d.]+)ms", text, flags=re.M)]


def last_line(facts: Facts) -> Callable[[str], Facts]:
    """Facts, and those that the last line of JSON adds."""
    return lambda text: {**facts, **_json_line(text)}


def _json_line(text: str) -> Facts:
    """The last line that is a JSON object; progress bars may have written around it."""
    for line in reversed(text.splitlines()):
        if line.startswith("{") and line.endswith("}"):
            found: Facts = json.loads(line)
            return found
    raise BenchmarkError(f"Expected a line of JSON, and found none in:\n{text[-2000:]}")
