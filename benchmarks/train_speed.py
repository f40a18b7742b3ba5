"""How fast a step of training is: this project beside other programs on the same text, model, vocabulary and batch.

    python benchmarks/train_speed.py --text TRAIN.txt.gz --validation VALID.txt.gz --nanogpt ~/nanoGPT

Each program runs as it is, in a process of its own and in its own default settings; they take turns, and the order is
rotated from round to round. A round's figure is the median of the steps after the first few; ratios are formed round by
round, so that what disturbs a whole round disturbs both sides. Medians are shown with the smallest and largest round.

Rounds are kept as JSON and a later call adds to them, as long as machine, code and peers are the same (with others it
begins anew). So a measurement can be cut into short calls: `--shapes 256x4x8 --rounds 1`, several times.

Peers (each is left out when its option is not given):
    HF Trainer                  transformers and accelerate in the Python of --peer-python
    nanoGPT, llama2.c           clones, unchanged; llama2.c needs sentencepiece, requests and tqdm
    first build (padded)        lightning, and a GPT-2 tokenizer folder (vocab.json, merges.txt)
"""

import argparse
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import common  # noqa: E402 - this checkout is measured, whichever is installed
from benchmarks.common import BenchmarkError, Contender, Facts  # noqa: E402
from benchmarks.contenders import OURS, OURS_FP32, PRODUCTS, Places, Shape, contenders, prepare  # noqa: E402
from mlopstinystories import records  # noqa: E402

MARK = "train_speed"
SHAPES = {
    "cpu": ["256x4x8", "64x8x16:4096x4x256", "512x4x8"],
    "cuda": ["256x8x16", "768x4x16", "768x12x12"],  # 8M, 33M and a 110M-like shape
}
SEQUENCES = {"cpu": 4, "cuda": 32}
DISTURBED_CORES = 0.15
"""A run beside which other programs took more than this does not count."""
DROPPED = 4
"""First steps of a run that do not count: warm memory, autotuning, compilation."""


def main() -> None:
    """Measure the shapes and write the result; or, with `--table`, only write the tables of an earlier result."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the program being measured is ended too
    given = parsed(sys.argv[1:])
    result = load(given.result)
    try:
        if not given.table:
            measure(given, result)
        text = tables(result)
        print("\n" + text)
        if given.write_page:
            common.write_between_marks(common.PAGE, MARK, text)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from error


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; with `--help`, this file's first words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="training stories, as data.train_path")
    parser.add_argument("--validation", type=Path, help="held-out stories, as data.validation_path")
    parser.add_argument("--shapes", nargs="+", help="HIDDENxLAYERSxHEADS[:VOCABULARYxSEQUENCESxCONTEXT]")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of this call (default 5)")
    parser.add_argument(
        "--steps", type=int, default=15, help=f"steps a run, the first {DROPPED} not counted (default 15)"
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these programs alone, by their names in the table")
    parser.add_argument("--skip", nargs="+", metavar="NAME", default=[], help="all programs but these")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--nanogpt", type=Path, help="a clone of github.com/karpathy/nanoGPT")
    parser.add_argument("--llama2c", type=Path, help="a clone of github.com/karpathy/llama2.c")
    parser.add_argument(
        "--gpt2-tokenizer", type=Path, help="a folder with vocab.json and merges.txt: adds the first build"
    )
    parser.add_argument("--peer-python", default=sys.executable, help="the Python of the peers (default: this one)")
    parser.add_argument(
        "--work", type=Path, help="keep prepared data here for the next call (default: a temporary folder)"
    )
    parser.add_argument("--result", type=Path, help="default: benchmarks/results/train_speed[_cuda].json")
    parser.add_argument("--write-page", action="store_true", help="write the tables into the documentation")
    parser.add_argument("--table", action="store_true", help="measure nothing, show what the result holds")
    given = parser.parse_args(arguments)
    if not given.table and not (given.text and given.validation):
        parser.error("--text and --validation are needed to measure")
    given.shapes = given.shapes or SHAPES[given.device]
    suffix = "" if given.device == "cpu" else f"_{given.device}"
    given.result = given.result or common.RESULTS / f"train_speed{suffix}.json"
    return given


def load(path: Path) -> Facts:
    """An earlier result, or an empty one."""
    found: Facts = records.read_json(path) if path.exists() else {"kind": MARK, "shapes": {}}
    return found


def measure(given: argparse.Namespace, result: Facts) -> None:
    """Run the rounds of each shape, and write the result after each round."""
    with tempfile.TemporaryDirectory() as scratch:
        work = (given.work or Path(scratch)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        places = Places(
            work, given.text.resolve(), given.validation.resolve(), sys.executable, given.peer_python, given.device,
            *(path and path.resolve() for path in (given.nanogpt, given.llama2c, given.gpt2_tokenizer)),
        )  # fmt: skip
        for text in given.shapes:
            shape = Shape.parse(text, SEQUENCES[given.device])
            dataset = prepare(shape, places)
            chosen = choose(contenders(shape, places, dataset, given.steps), given.only, given.skip)
            entry = entry_for(result, shape, conditions(given, places))
            for _ in range(given.rounds):
                entry["rounds"].append(one_round(chosen, len(entry["rounds"])))
                entry["measured"] = records.now()
                records.write_json(given.result, result)


def choose(found: list[Contender], only: Sequence[str] | None, skip: Sequence[str]) -> list[Contender]:
    """The programs that are wanted; raises `BenchmarkError` for a name that is none's."""
    names = [contender.name for contender in found]
    if unknown := {*(only or []), *skip} - {*names}:
        raise BenchmarkError(f"There is no program {sorted(unknown)}. There are: {'; '.join(names)}.")
    return [item for item in found if (only is None or item.name in only) and item.name not in skip]


def conditions(given: argparse.Namespace, places: Places) -> Facts:
    """What must be equal for two rounds to be compared."""
    return {
        "machine": common.machine(),
        "device": given.device,
        "our_version": common.our_version(),
        "peers": {
            name: common.peer_version(path)
            for name, path in (("nanoGPT", places.nanogpt), ("llama2.c", places.llama2c))
            if path
        },
        "steps": given.steps,
        "dropped": DROPPED,
    }


def entry_for(result: Facts, shape: Shape, now: Facts) -> Facts:
    """The entry of a shape in the result; a new one, and a word about it, when the conditions have changed."""
    shapes = result["shapes"]
    entry: Facts = shapes.get(str(shape), {})
    if entry and (changed := [key for key in now if entry["conditions"].get(key) != now[key]]):
        print(f"{shape}: {', '.join(changed)} changed since the rounds in the result; beginning anew.")
        entry = {}
    if not entry:
        entry = shapes[str(shape)] = {"conditions": now, "rounds": []}
    return entry


def one_round(chosen: list[Contender], number: int) -> dict[str, Facts]:
    """Each program once; the figure of the round is the median of its settled steps."""
    found: dict[str, Facts] = {}
    for contender in common.rotated(chosen, number):
        facts = common.run_once(contender)
        if "steps_s" in facts:
            facts["step_s"] = common.settled_step_s(facts["steps_s"], DROPPED)
            facts["bytes_per_s"] = facts["bytes_per_step"] / facts["step_s"]
        found[contender.name] = facts
        print(f"round {number + 1}  {contender.name:40} {describe(facts)}", flush=True)
    return found


def describe(facts: Facts) -> str:
    """A program's round in one line."""
    if "step_s" not in facts:
        return "  ".join(f"{name} {rate:,.0f} GFLOP/s" for name, rate in facts["gflops"].items())
    return f"{facts['step_s'] * 1e3:9.1f} ms a step  {facts['peak_mib']:6,.0f} MiB  {facts['wall_s']:5.1f} s in all" + (
        f"  disturbed: others took {facts['others_cores']:.2f} cores" if facts["others_cores"] > DISTURBED_CORES else ""
    )


def tables(result: Facts) -> str:
    """One table a shape, with its conditions; empty text for an empty result."""
    return "\n\n".join(table(shape, entry) for shape, entry in result["shapes"].items())


def table(name: str, entry: Facts) -> str:
    """The programs of a shape, fastest text first."""
    shape, rounds = Shape.parse(name), undisturbed(entry["rounds"])
    names = {name for part in rounds for name in part if name != PRODUCTS}
    rate = {name: statistics.median(column(rounds, name, "bytes_per_s")) for name in names}
    on_gpu = entry["conditions"]["device"] == "cuda"
    heads = [
        "program",
        "ms a step",
        *(["tokens/s"] if on_gpu else []),
        "text, kB/s",
        "ours : it",
        "ours, fp32 : it",
        "of best products",
        "peak MiB",
        "rounds",
    ]
    rows = [row(rounds, name, on_gpu) for name in sorted(names, key=lambda name: -rate[name])]
    return (
        f"**Hidden size {shape.hidden}, {shape.layers} layers, {shape.heads} heads, {shape.vocabulary:,} entries, "
        f"{shape.sequences} × {shape.context} tokens a step**\n\n{common.markdown_table(heads, rows)}\n\n"
        f"{words(entry)}"
    )


def undisturbed(rounds: list[dict[str, Facts]]) -> list[dict[str, Facts]]:
    """The rounds without the runs beside which other programs took more than `DISTURBED_CORES`."""
    return [
        {name: facts for name, facts in part.items() if facts["others_cores"] <= DISTURBED_CORES} for part in rounds
    ]


def row(rounds: list[dict[str, Facts]], name: str, on_gpu: bool = False) -> list[str]:
    """One line of the table; `–` where there is nothing to compare."""
    shown = [name, common.spread([1e3 * value for value in column(rounds, name, "step_s")], 1)]
    if on_gpu:
        parts = [part[name] for part in rounds if name in part and "tokens_per_step" in part[name]]
        shown.append(common.spread([part["tokens_per_step"] / part["step_s"] for part in parts], 0) if parts else "–")
    shown.append(common.spread([value / 1e3 for value in column(rounds, name, "bytes_per_s")], 1))
    for ours in (OURS, OURS_FP32):
        found = common.ratios(rounds, ours, name, "bytes_per_s") if name != ours else []
        shown.append(common.spread(found, 2) if found else "–")
    used = [value for part in rounds if (value := utilisation(part, name)) is not None]
    shown.append(common.spread([100 * value for value in used], 0) + " %" if used else "–")
    peaks = column(rounds, name, "peak_mib")
    return [*shown, f"{statistics.median(peaks):,.0f}", str(len(peaks))]


def utilisation(part: dict[str, Facts], name: str) -> float | None:
    """Operations of the model a second, as a share of the best matrix products of the same round and number format."""
    facts = part.get(name, {})
    if "flops_per_token" not in facts or PRODUCTS not in part:
        return None
    tokens_per_s = facts["tokens_per_step"] / facts["step_s"]
    return float(tokens_per_s * facts["flops_per_token"] / (part[PRODUCTS]["gflops"][facts["precision"]] * 1e9))


def column(rounds: list[dict[str, Facts]], name: str, key: str) -> list[float]:
    """One figure of one program, round by round."""
    return [part[name][key] for part in rounds if name in part]


def words(entry: Facts) -> str:
    """The conditions of a table."""
    now, rounds = entry["conditions"], undisturbed(entry["rounds"])
    machine: dict[str, Any] = now["machine"]
    all_runs = sum(map(len, entry["rounds"]))
    parts = [
        f"{machine['processor']}, {machine['cores']} cores ({', '.join(machine['matrix_units']) or 'no matrix units'})",
        machine["gpu"] if now["device"] == "cuda" else "no GPU used",
        f"PyTorch {machine['libraries']['torch']}, transformers {machine['libraries']['transformers']}",
        *(f"{name} {version}" for name, version in now["peers"].items()),
        f"{now['steps']} steps a run, the first {now['dropped']} not counted",
        f"{all_runs - sum(map(len, rounds))} of {all_runs} runs left out because other programs "
        f"took more than {DISTURBED_CORES} cores beside them",
    ]
    for number_format in ("fp32", "bf16"):
        found = [part[PRODUCTS]["gflops"][number_format] for part in rounds if PRODUCTS in part]
        if found:
            parts.append(f"best {number_format} products {common.spread(found, 0)} GFLOP/s")
    formats = {part[OURS]["precision"] for part in rounds if OURS in part}
    parts += [f"our own choice of number format: {', '.join(sorted(formats))}"] if formats else []
    return "; ".join(parts) + "."


if __name__ == "__main__":
    main()
