"""Kill a small training at random instants, go on each time, and compare the end with that of an undisturbed run.

    python benchmarks/kills.py --seconds 240                # as many kills as that allows
    python benchmarks/kills.py --kills 1000 --seed 1

Every attempt is a process of its own that begins where the one before was killed (SIGKILL: nothing can be caught,
nothing tidied up) after a random time; a run whose attempts reach its end is compared, and the next one begins. So that
an attempt costs no start of Python, it is forked from this process, which has imported everything and computed nothing.
Runs differ in optimizer, schedule, accumulation and dropout in turn. What is not tested is a power cut, which may also
take what the system had not written to the disk yet.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402 - this checkout is measured, whichever is installed
from safetensors.torch import load_file  # noqa: E402

from benchmarks import common  # noqa: E402
from mlopstinystories import records  # noqa: E402
from mlopstinystories.data.make_dataset import make_dataset  # noqa: E402
from mlopstinystories.paths import Folders, folders  # noqa: E402
from mlopstinystories.settings import (  # noqa: E402
    AdamWSettings,
    BpeSettings,
    GPTNeoSettings,
    MuonSettings,
    ScheduleSettings,
    ScheduleShape,
    StoryworldSettings,
    TrainSettings,
)
from mlopstinystories.training.experiment import train  # noqa: E402
from mlopstinystories.training.tracking import TIMING_FIELDS  # noqa: E402

MARK = "kills"
PAGE = ROOT / "docs" / "source" / "running.md"


def settings(variant: str) -> TrainSettings:
    """A run of a second or two over more than one epoch, with a checkpoint every few steps."""
    model = GPTNeoSettings("tiny", num_layers=2, num_heads=2, hidden_size=32, max_position_embeddings=64)
    base = TrainSettings(
        data=StoryworldSettings("storyworld_plain", train_stories=150, validation_stories=20, plain=True),
        tokenizer=BpeSettings(vocab_size=400),
        model=model,
        optimizer=AdamWSettings(),
        schedule=ScheduleSettings(ScheduleShape.wsd, decay_fraction=0.5, final_fraction=0.0),
        max_steps=120, batch_size_tokens=512, log_every=3, checkpoint_every=4, validations=4, validation_subset=10,
        sample_tokens=10, threads=1,
    )  # fmt: skip
    if variant == "Muon, cosine, accumulation":
        cosine = ScheduleSettings(ScheduleShape.cosine, final_fraction=0.1)
        return dataclasses.replace(base, optimizer=MuonSettings(), schedule=cosine, micro_batch_size=3)
    if variant == "AdamW, constant, dropout":
        model.resid_dropout = 0.1
        return dataclasses.replace(base, schedule=ScheduleSettings(ScheduleShape.constant))
    return base


VARIANTS = ("AdamW, wsd", "Muon, cosine, accumulation", "AdamW, constant, dropout")


def main() -> None:
    """Kill until there were enough kills or the time is over; the run under way is brought to its end first."""
    given = parsed()
    chance = random.Random(given.seed)
    result: dict[str, Any] = {"kind": MARK, "measured": records.now(), "seed": given.seed, "machine": common.machine()}
    with tempfile.TemporaryDirectory() as scratch:
        places = folders(scratch)
        with silence(Path(scratch) / "data.log"):
            one = settings(VARIANTS[0])
            forked(lambda: make_dataset(one.data, one.tokenizer, places, cleaning=one.cleaning), None)
        end_s = time.monotonic() + given.seconds
        runs: list[dict[str, Any]] = []
        while sum(run["kills"] for run in runs) < given.kills and time.monotonic() < end_s:
            runs.append(one_run(VARIANTS[len(runs) % len(VARIANTS)], places, chance, given.kills, end_s))
            print(json.dumps(runs[-1]), flush=True)
    records.write_json(given.result or common.RESULTS / "kills.json", {**result, "runs": runs})
    text = table({**result, "runs": runs})
    print("\n" + text)
    if given.write_page:
        common.write_between_marks(PAGE, MARK, text)
    if any(run["differences"] for run in runs):
        raise SystemExit(1)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000, help="stop after so many")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="or after so long")
    parser.add_argument("--seed", type=int, default=0, help="of the random instants")
    parser.add_argument("--result", type=Path, help="default: benchmarks/results/kills.json")
    parser.add_argument("--write-page", action="store_true", help="write the table into the documentation")
    return parser.parse_args()


def one_run(variant: str, places: Folders, chance: random.Random, most: int, end_s: float) -> dict[str, Any]:
    """Train undisturbed and killed; how often it was killed, where, and what differs in the end."""
    what = settings(variant)
    for name in ("undisturbed", "killed"):
        shutil.rmtree(places.models / name, ignore_errors=True)
    start_s = time.monotonic()
    with silence(places.root / "undisturbed.log"):
        forked(lambda: train(what, places, "undisturbed"), None)
    whole_s = time.monotonic() - start_s
    folder, attempts = places.models / "killed", 0
    where: list[str] = []
    with silence(places.root / "killed.log"):
        while True:
            attempts += 1
            patience_s = chance.uniform(0, whole_s / 3) if len(where) < most and time.monotonic() < end_s else None
            if forked(lambda: train(what, places, "killed"), patience_s):
                break
            where.append(place_of_death(folder))
    return {
        "variant": variant,
        "undisturbed_s": whole_s,
        "attempts": attempts,
        "kills": len(where),
        "inside_a_save": where.count("saving"),
        "before_the_first_step": where.count("starting"),
        "differences": differences(places.models / "undisturbed", folder),
    }


@contextlib.contextmanager
def silence(path: Path) -> Any:
    """Send what this process and its children print to a file."""
    sys.stdout.flush()
    kept = os.dup(1)
    with path.open("ab") as file:
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def forked(action: Callable[[], Any], patience_s: float | None) -> bool:
    """Do something in a child process, and kill it after `patience_s`; whether it came to its end.

    Raises `BenchmarkError` when it fails by itself.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    if patience_s is not None:
        time.sleep(patience_s)
        os.kill(child, signal.SIGKILL)  # a child that has ended meanwhile is still waiting to be asked for
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise common.BenchmarkError("An attempt failed by itself, without being killed; its error stands above.")
    return os.WIFEXITED(status)


def place_of_death(folder: Path) -> str:
    """What the killed process was doing: half-written folders tell a save, the heartbeat the rest."""
    if any(folder.glob("checkpoints/.*")) or any(folder.glob("*.new-model*")):
        return "saving"
    with contextlib.suppress(OSError):
        heart = json.loads((folder / records.HEARTBEAT_NAME).read_text(encoding="utf-8"))
        return str(heart["doing"])
    return "starting"


def differences(one: Path, other: Path) -> list[str]:
    """What is not the same in two finished runs, timing left out."""
    found = []
    for name in (records.METRICS_NAME, records.SAMPLES_NAME):
        if without_timing(one / name) != without_timing(other / name):
            found.append(name)
    kept = [{path.name for path in run.glob("checkpoints/*")} for run in (one, other)]
    if kept[0] != kept[1]:
        found.append(f"checkpoints: {sorted(kept[0] ^ kept[1])}")
    for path in sorted(one.rglob("*.safetensors")):
        first, second = load_file(path), load_file(other / path.relative_to(one))
        if first.keys() != second.keys() or not all(torch.equal(first[key], second[key]) for key in first):
            found.append(str(path.relative_to(one)))
    leftovers = [path.name for path in other.rglob(".*")]
    return found + leftovers


def without_timing(path: Path) -> list[dict[str, Any]]:
    """The lines of a file, without the fields that differ between two otherwise equal runs."""
    return [{key: row[key] for key in row if key not in TIMING_FIELDS} for row in records.read_rows(path)]


def table(result: dict[str, Any]) -> str:
    """Kills and differences by variant."""
    heads = ["run", "runs", "kills", "of these inside a save", "attempts a run (median)", "runs that differ"]
    rows = []
    for variant in (*VARIANTS, "all"):
        runs = [run for run in result["runs"] if variant in ("all", run["variant"])]
        if runs:
            counts = [len(runs), sum(run["kills"] for run in runs), sum(run["inside_a_save"] for run in runs)]
            attempts = statistics.median(run["attempts"] for run in runs)
            differing = sum(bool(run["differences"]) for run in runs)
            rows.append([variant, *(f"{count:,}" for count in counts), f"{attempts:g}", str(differing)])
    machine = result["machine"]
    what = settings(VARIANTS[0])
    return (
        f"{common.markdown_table(heads, rows)}\n\nEach run has {what.max_steps} steps and a checkpoint every "
        f"{what.checkpoint_every}; compared are all weights, optimizer states and random states "
        f"that are kept, metrics and samples. {machine['processor']}, {machine['cores']} cores, one thread, "
        f"PyTorch {machine['libraries']['torch']}, {result['measured'][:10]}."
    )


if __name__ == "__main__":
    main()
