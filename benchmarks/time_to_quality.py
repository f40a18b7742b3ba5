"""How good a model is after so many minutes: this project's recipes beside other programs, on the same text.

    python benchmarks/time_to_quality.py --text TRAIN.txt.gz --validation VALID.txt.gz --nanogpt ~/nanoGPT \\
        --llama2c ~/llama2.c --work FOLDER --only "nanoGPT" --minutes 20

Whole programs, one at a time, each in a process of its own. Ours run `experiment=speedrun_…`, the recipe for that many
minutes, once for each of `--seeds`. The peers run as they are, with the settings that they publish for small models and
machines, for `--minutes`: a few steps tell how long one takes, and the number of steps, to which their learning-rate
schedules are set too, follows from it. All read our BPE of `--vocabulary` entries; the score is bits per byte.

The held-out stories are cut in two: every second one goes to WORK/choice.txt, for choosing recipes (a sweep takes it as
`data.validation_path`), the others to WORK/report.txt, on which every program is scored here. Stories that also stand
in the training text are left out. Ours are scored story by story; a peer's model reads the report part as one stream in
windows that overlap by half (`peers/score_peer.py`), so it may also look back into the story before.

The minutes are those of training: evaluating and starting are not counted, for nobody. Each run is kept in the result
as soon as it is done, in the place of an earlier one of the same name, minutes and seed; `--table` shows what is there,
and `--write-page` puts table and figure into the documentation.
"""

import argparse
import math
import re
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import common  # noqa: E402 - this checkout is measured, whichever is installed
from benchmarks.common import BenchmarkError, Contender, Facts  # noqa: E402
from benchmarks.contenders import (  # noqa: E402
    PEERS,
    Places,
    Shape,
    last_line,
    llama2c_steps_s,
    nanogpt_steps_s,
    prepare,
)
from mlopstinystories import records  # noqa: E402
from mlopstinystories.data.packing import PackedDataset  # noqa: E402
from mlopstinystories.data.readers import SEPARATOR, reader_for  # noqa: E402
from mlopstinystories.evaluation.loss import scored_stories  # noqa: E402
from mlopstinystories.visualization import figures  # noqa: E402

MARK = "time_to_quality"
OURS = "ours"
RECIPES_MIN = (1, 4, 10, 30)
"""Minutes for which there is a recipe, `conf/experiment/speedrun_cpu_…min.yaml`."""
TRIAL_STEPS, DROPPED = 14, 4
POINTS = 10
"""Of a peer's curve."""


@dataclass(frozen=True)
class Peer:
    """A program that trains for a number of steps, and how its model is scored."""

    name: str
    command: Callable[[int, int], Sequence[str]]
    """Of the steps and of the steps between two evaluations."""
    read: Callable[[str], Facts]
    """`steps_s` and, where there is one, `curve`: steps and nats a token."""
    kind: str
    checkpoint: Path
    clone: Path | None
    directory: Path


def main() -> None:
    """Run what is asked for, and show the table."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the program being measured is ended too
    given = parsed(sys.argv[1:])
    result: Facts = records.read_json(given.result) if given.result.exists() else {"kind": MARK, "runs": []}
    try:
        if not given.table:
            measure(given, result)
        text = table(result)
        print("\n" + text)
        if given.write_page:
            with matplotlib.rc_context(figures.STYLE):
                figures.save_figure(figure(result), common.PAGE.parent / "images", MARK)
            common.write_between_marks(common.PAGE, MARK, text)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from error


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; with `--help`, this file's first words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="training stories, as data.train_path")
    parser.add_argument("--validation", type=Path, help="held-out stories; they are cut in two")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="ours, or a peer's name in the table; default: all")
    parser.add_argument("--minutes", type=float, nargs="+", help="of training; ours: default 1 4 10 30, peers: 20")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="of ours (default 0)")
    parser.add_argument("--vocabulary", type=int, default=4096, help="entries of the peers' BPE (default 4096)")
    parser.add_argument("--nanogpt", type=Path, help="a clone of github.com/karpathy/nanoGPT")
    parser.add_argument("--llama2c", type=Path, help="a clone of github.com/karpathy/llama2.c")
    parser.add_argument("--peer-python", default=sys.executable, help="the Python of the peers (default: this one)")
    parser.add_argument("--work", type=Path, help="keep data, runs and parts here (default: a temporary folder)")
    parser.add_argument("--result", type=Path, default=common.RESULTS / f"{MARK}.json")
    parser.add_argument("--write-page", action="store_true", help="write table and figure into the documentation")
    parser.add_argument("--table", action="store_true", help="measure nothing, show what the result holds")
    given = parser.parse_args(arguments)
    if not given.table and not (given.text and given.validation):
        parser.error("--text and --validation are needed to measure")
    return given


def measure(given: argparse.Namespace, result: Facts) -> None:
    """The runs that are asked for, one after the other."""
    with tempfile.TemporaryDirectory() as scratch:
        work = (given.work or Path(scratch)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        report = parts(given.validation.resolve(), work)
        places = Places(
            work, given.text.resolve(), report, sys.executable, given.peer_python, "cpu",
            nanogpt=given.nanogpt and given.nanogpt.resolve(), llama2c=given.llama2c and given.llama2c.resolve(),
            validation_stories=None,
        )  # fmt: skip
        peers = all_peers(places, given.vocabulary)
        names = [OURS, *(peer.name for peer in peers)]
        if unknown := {*(given.only or [])} - {*names}:
            raise BenchmarkError(f"There is no program {sorted(unknown)}. There are: {'; '.join(names)}.")
        for name in given.only or names:
            if name == OURS:
                for minutes in given.minutes or RECIPES_MIN:
                    for seed in given.seeds:
                        keep(result, given.result, ours(places, minutes, seed))
            else:
                (peer,) = (peer for peer in peers if peer.name == name)
                for minutes in given.minutes or [20]:
                    keep(result, given.result, peers_run(peer, places, given.vocabulary, minutes))


def parts(validation: Path, work: Path) -> Path:
    """Cut the held-out stories in two, for choosing and for reporting; returns the path of the latter."""
    stories = [story.strip() for story in reader_for(validation)(validation, "text", lambda _: None)]
    stories = [story for story in stories if story]
    for name, part in (("choice.txt", stories[::2]), ("report.txt", stories[1::2])):
        text = "".join(f"{story}\n{SEPARATOR}\n" for story in part)
        if not (work / name).exists() or (work / name).read_text(encoding="utf-8") != text:
            records.write_text(work / name, text)
    return work / "report.txt"


def keep(result: Facts, path: Path, run: Facts) -> None:
    """Put a run into the result, in the place of an earlier one like it."""
    identity = ("name", "minutes", "seed")
    result["runs"] = [old for old in result["runs"] if any(old[key] != run[key] for key in identity)] + [run]
    records.write_json(path, result)
    print(
        f"{run['name']}, {run['minutes']:g} min, seed {run['seed']}: {run['bits_per_byte']:.4f} bits per byte",
        flush=True,
    )


def conditions() -> Facts:
    """What a figure depends on, beside the recipe."""
    return {"machine": common.machine(), "our_version": common.our_version(), "measured": records.now()}


def ours(places: Places, minutes: float, seed: int) -> Facts:
    """`train_model.py` by the recipe for so many minutes."""
    root, run = places.work / "root", f"speedrun-{minutes:g}min-{seed}"
    command = [
        places.python, str(ROOT / "mlopstinystories" / "train_model.py"), f"experiment=speedrun_cpu_{minutes:g}min",
        "data=text_files", f"data.train_path={places.text}", f"data.validation_path={places.validation}",
        f"root={root}", f"run={run}", f"seed={seed}", "overwrite=true",
    ]  # fmt: skip

    def read(_: str) -> Facts:
        folder = root / "models" / run
        found = records.read_json(folder / records.RECORD_NAME)["result"]
        rows = [row for row in records.read_rows(folder / records.METRICS_NAME) if row["kind"] == "validation"]
        return {
            "bits_per_byte": found["scores"]["bits_per_byte"],
            "trained_s": found["train_seconds"],
            "steps": found["steps"],
            "tokens": found["tokens"],
            "curve": [[row["elapsed_s"] / 60, row["bits_per_byte"]] for row in rows],
        }

    contender = Contender(OURS, command, read, environment={"PYTHONPATH": str(ROOT)})
    found = common.run_once(contender, longest_s=60 * minutes * 2 + 600)
    return {"name": OURS, "minutes": minutes, "seed": seed, **found, **conditions()}


def all_peers(places: Places, vocabulary: int) -> list[Peer]:
    """Those for which the person has given what they need."""
    found = [hf_trainer(places, vocabulary)]
    if places.nanogpt:
        found.append(nanogpt(places, vocabulary, places.nanogpt))
    if places.llama2c:
        found.append(llama2c(places, vocabulary, places.llama2c))
    return found


def nanogpt(places: Places, vocabulary: int, clone: Path) -> Peer:
    """nanoGPT with what its README gives for a small computer without a GPU."""
    out = places.work / "nanogpt-out"

    def command(steps: int, every: int) -> list[str]:
        return [
            places.peer_python, "train.py", "config/train_shakespeare_char.py", "--device=cpu", "--compile=False",
            "--eval_iters=20", "--log_interval=1", "--block_size=64", "--batch_size=12", "--n_layer=4", "--n_head=4",
            "--n_embd=128", "--dropout=0.0", f"--max_iters={steps}", f"--lr_decay_iters={steps}",
            f"--eval_interval={every}", f"--dataset={places.work / f'nanogpt-{vocabulary}'}", f"--out_dir={out}",
        ]  # fmt: skip

    def read(text: str) -> Facts:
        return {"steps_s": nanogpt_steps_s(text), "curve": validation_losses(text)}

    return Peer("nanoGPT", command, read, "nanogpt", out / "ckpt.pt", clone, clone)


def llama2c(places: Places, vocabulary: int, clone: Path) -> Peer:
    """llama2.c with what it gives for its 260K model, from a folder of ours: it looks for its data where it starts.

    That is for a GPU: its 128 sequences a step, in eight parts and with dropout, take 30 s here (experiments.md).
    So the batch is the 8 of its own example for a small run, and there is no dropout; its warm-up of 1,000 of 100,000
    steps is kept as a share.
    """
    folder = places.work / "llama2c"

    def command(steps: int, every: int) -> list[str]:
        configurator = folder / "configurator.py"
        configurator.unlink(missing_ok=True)
        configurator.symlink_to(clone / "configurator.py")
        return [
            places.peer_python, str(clone / "train.py"), f"--out_dir={folder / 'out'}", "--device=cpu",
            "--compile=False", "--batch_size=8", "--max_seq_len=512", "--gradient_accumulation_steps=1",
            "--vocab_source=custom", f"--vocab_size={vocabulary}", "--dim=64", "--n_layers=5", "--n_heads=8",
            "--n_kv_heads=4", "--multiple_of=4", "--learning_rate=1e-3", "--dropout=0.0", "--weight_decay=0.01",
            "--beta2=0.99", f"--warmup_iters={max(1, steps // 100)}", f"--max_iters={steps}",
            f"--eval_interval={every}", "--eval_iters=20",
        ]  # fmt: skip

    def read(text: str) -> Facts:
        return {"steps_s": llama2c_steps_s(text), "curve": validation_losses(text)}

    return Peer("llama2.c", command, read, "llama2c", folder / "out" / "ckpt.pt", clone, folder)


def hf_trainer(places: Places, vocabulary: int) -> Peer:
    """Hugging Face's Trainer as its `run_clm` example sets it up, a GPT-Neo, and the paper's learning rate of 5e-4."""
    numbers = {
        "vocab": vocabulary, "hidden": 256, "layers": 4, "heads": 8, "context": 512, "batch": 8, "window": 256,
    }  # fmt: skip
    folder = places.work / "hf-model"

    def command(steps: int, every: int) -> list[str]:
        return [
            places.peer_python, str(PEERS / "hf_trainer.py"), f"--tokens={places.work / 'train.npy'}",
            f"--held-out={places.work / 'report.npy'}", "--learning-rate=5e-4", f"--save={folder}", f"--steps={steps}",
            f"--points={max(1, steps // every)}", *(f"--{key}={value}" for key, value in numbers.items()),
        ]  # fmt: skip

    return Peer("HF Trainer", command, last_line({}), "hf", folder, None, ROOT)


def peers_run(peer: Peer, places: Places, vocabulary: int, minutes: float) -> Facts:
    """Train a peer for so many minutes and score its model."""
    dataset = prepare(Shape(0, 0, 0, vocabulary, 1, 1), places)
    held_out = streams(dataset, places.work)
    trial = Contender(peer.name, peer.command(TRIAL_STEPS, TRIAL_STEPS), peer.read, peer.directory)
    longest_s = 60 * minutes * 2 + 600
    step_s = common.settled_step_s(common.run_once(trial, longest_s)["steps_s"], DROPPED)
    every = max(1, round(60 * minutes / step_s / POINTS))
    steps = every * max(1, round(60 * minutes / step_s / every))  # peers save at evaluations, so the last step is one
    whole = Contender(peer.name, peer.command(steps, every), peer.read, peer.directory)
    found = common.run_once(whole, longest_s)
    script = [
        places.peer_python, str(PEERS / "score_peer.py"), f"--kind={peer.kind}", f"--checkpoint={peer.checkpoint}",
        f"--tokens={held_out}", *([f"--clone={peer.clone}"] if peer.clone else []),
    ]  # fmt: skip
    score = common.run_once(Contender(peer.name, script, last_line({}), peer.directory))
    bytes_per_token = held_out_bytes(dataset) / (len(np.load(held_out)) - 1)
    to_bits = 1 / (math.log(2) * bytes_per_token)
    steps_s = sorted(found.pop("steps_s"))
    return {
        "name": peer.name, "minutes": minutes, "seed": None,
        "bits_per_byte": score["nats"] / score["scored_tokens"] * to_bits,
        "steps": steps, "step_s": statistics.median(steps_s), "trained_s": steps * statistics.median(steps_s),
        **found,
        "curve": [[step / steps * minutes, nats * to_bits] for step, nats in found["curve"] if step],
        "command": [without_folders(str(part), places) for part in whole.command[1:]],
        "version": common.peer_version(peer.clone) if peer.clone else records.libraries()["transformers"],
        **conditions(),
    }  # fmt: skip


def without_folders(text: str, places: Places) -> str:
    """A part of a command as it means something on another machine too."""
    names = {places.work: "WORK", ROOT: "ROOT", places.nanogpt: "nanoGPT", places.llama2c: "llama2.c"}
    for folder, name in names.items():
        text = text.replace(str(folder), name) if folder else text
    return text


def streams(dataset: PackedDataset, work: Path) -> Path:
    """The training tokens as they are, and the held-out stories that are scored, as arrays for the peers."""
    np.save(work / "train.npy", dataset.train.tokens)
    stories = [dataset.validation.story(int(k)) for k in scored_stories(dataset)]
    np.save(work / "report.npy", np.concatenate([stories[0], *(story[1:] for story in stories[1:])]))
    return work / "report.npy"


def held_out_bytes(dataset: PackedDataset) -> int:
    """Bytes of the scored stories, each with one for its end."""
    chosen = scored_stories(dataset)
    return int(np.asarray(dataset.validation.byte_lengths)[chosen].sum(dtype=np.int64)) + len(chosen)


def validation_losses(text: str) -> list[tuple[int, float]]:
    """Steps and nats a token from lines such as `step 250: train loss 4.21, val loss 4.19`."""
    found = re.findall(r"^step (\d+): train loss [\d.]+, val loss ([\d.]+)", text, flags=re.M)
    return [(int(step), float(loss)) for step, loss in found]


def table(result: Facts) -> str:
    """A row for each program and number of minutes; several seeds as mean and range."""
    groups: dict[tuple[str, float], list[Facts]] = {}
    for run in sorted(result["runs"], key=lambda run: (run["name"] == OURS, run["name"], run["minutes"])):
        groups.setdefault((run["name"], run["minutes"]), []).append(run)
    rows = []
    for (name, minutes), runs in groups.items():
        scores = [run["bits_per_byte"] for run in runs]
        shown = f"{statistics.mean(scores):.4f}"
        if len(scores) > 1:
            shown += f" ({min(scores):.4f}–{max(scores):.4f}, {len(scores)} seeds)"
        seconds = statistics.mean(run["trained_s"] for run in runs)
        rows.append([f"{name} {runs[0].get('version', '')}".strip(), f"{minutes:g}", f"{seconds / 60:.1f}", shown])
    if not rows:
        return ""
    machine = result["runs"][0]["machine"]
    text = common.markdown_table(["program", "minutes asked", "minutes trained", "bits per byte"], rows)
    most = max(run["others_cores"] for run in result["runs"])
    return (
        f"{text}\n\n{machine['processor']}, {machine['cores']} cores; PyTorch {machine['libraries']['torch']}; other "
        f"programs took at most {most:.2f} cores beside a run, on average over the run."
    )


def figure(result: Facts) -> Figure:
    """Bits per byte against minutes of training, a line for each run; a colour for each program and recipe."""
    drawn = figures.new_figure(figures.CURVES_HEIGHT)
    axes = drawn.add_subplot()
    names = sorted({(run["name"], run["minutes"] if run["name"] == OURS else 0) for run in result["runs"]})
    for (name, minutes), colour in zip(names, figures.COLOURS * 3, strict=False):
        runs = [run for run in result["runs"] if run["name"] == name and (not minutes or run["minutes"] == minutes)]
        for number, run in enumerate(runs):
            label = f"{name}, {run['minutes']:g} min" if number == 0 else None
            axes.plot(*zip(*run["curve"], strict=True), color=colour, marker=".", label=label)
    figures.label_axes(axes, "minutes of training", "bits per byte, held-out stories")
    drawn.legend(loc="outside upper center", ncols=4, frameon=False)
    return drawn


if __name__ == "__main__":
    main()
