"""What our training command costs beside its steps: starting, loader, logging, validation, saving, finishing.

    python benchmarks/overhead.py                              # the default of train_model.py, as a user has it
    python benchmarks/overhead.py --rounds 3 -- max_steps=300  # settings after --

The command runs as it is, in a process of its own and with its own settings; clocks are put around the functions named
in `SPANS` first. Time is counted exclusively (what a function spends in another one of them counts there alone), so the
parts add up to the whole from start to end. A change of those functions' names breaks this file, and its test.
"""

import argparse
import importlib
import json
import runpy
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
COMMAND = ROOT / "mlopstinystories" / "train_model.py"
MARK = "overhead"

SPANS = {
    "mlopstinystories.training.experiment:train": "rest of the run",
    "mlopstinystories.training.experiment:prepare": "data set",
    "mlopstinystories.training.experiment:new_state": "new model",
    "mlopstinystories.training.experiment:train_loop": "rest of the loop",
    "mlopstinystories.training.loop:training_step": "steps",
    "mlopstinystories.data.loader:Batches.batch": "loader",
    "mlopstinystories.training.loop:_log": "logging",
    "mlopstinystories.training.experiment:score_stories": "scoring held-out stories",
    "mlopstinystories.training.experiment:sample_stories": "sample stories",
    "mlopstinystories.training.experiment:update_model_folder": "saving",
    "mlopstinystories.training.experiment:save_checkpoint": "saving",
    "mlopstinystories.training.experiment:save_snapshot": "saving",
}
START, END = "start of Python and libraries", "figure, last story, end of Python"
PARTS = (START, *dict.fromkeys(SPANS.values()), END)
LOOP = ("steps", "loader", "logging", "rest of the loop")
"""What the command counts as training time."""
OUTSIDE = ("logging", "rest of the loop", "saving")
"""What the loop does beside step and loader: guards, trackers, display, heartbeat, and checkpoints."""


class Clock:
    """Exclusive seconds and calls of named parts; parts may be nested."""

    def __init__(self, name: str, now: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self.first_s: dict[str, float] = {}
        self._now, self._open = now, [name]
        self._start_s = self._last_s = now()

    def enter(self, name: str) -> None:
        """From now on time counts for `name`."""
        self.turn()
        self._open.append(name)
        self.calls[name] += 1
        self.first_s.setdefault(name, self._last_s - self._start_s)

    def leave(self) -> None:
        """Back to the part from which it was entered."""
        self.turn()
        self._open.pop()

    def become(self, name: str) -> None:
        """From now on time counts for `name` where it counted for the innermost part."""
        self.turn()
        self._open[-1] = name

    def turn(self) -> None:
        """Give the time since the last call to the innermost part."""
        now_s = self._now()
        self.seconds[self._open[-1]] += now_s - self._last_s
        self._last_s = now_s

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """`function`, timed as `name`."""

        def timed(*arguments: Any, **keywords: Any) -> Any:
            self.enter(name)
            try:
                return function(*arguments, **keywords)
            finally:
                self.leave()

        return timed


def main() -> None:
    """Measure and print; or, called by itself with `--inside`, be the measured process."""
    if sys.argv[1:2] == ["--inside"]:
        inside(Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
        return
    given = parsed(sys.argv[1:])
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the program being measured is ended too

    # PyTorch must not be imported in the measured process before its own settings are made
    from benchmarks import common
    from mlopstinystories import records

    result = {
        "kind": MARK,
        "measured": records.now(),
        "settings": given.settings,
        "machine": common.machine(),
        "our_version": common.our_version(),
        "rounds": [one_round(given.settings) for _ in range(given.rounds)],
    }
    records.write_json(given.result or common.RESULTS / "overhead.json", result)
    text = table(result)
    print("\n" + text)
    if given.write_page:
        common.write_between_marks(common.PAGE, MARK, text)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; what follows `--` are settings of train_model.py."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--result", type=Path, help="default: benchmarks/results/overhead.json")
    parser.add_argument("--write-page", action="store_true", help="write the table into the documentation")
    parser.add_argument("settings", nargs="*", help="settings of train_model.py, after --")
    return parser.parse_args(arguments)


def one_round(settings: Sequence[str]) -> dict[str, Any]:
    """Train in a folder of its own that is empty at first; the parts of the command in seconds."""
    from benchmarks import common

    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "clock.json"

        def read(_: str) -> dict[str, Any]:
            found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
            return found

        command = [
            sys.executable, str(Path(__file__)), "--inside", str(out), repr(time.time()), *settings,
            f"root={scratch}/root",
        ]  # fmt: skip
        facts = common.run_once(common.Contender("train_model.py", command, read))
    facts["seconds"][END] += facts["wall_s"] - sum(facts["seconds"].values())
    return facts


def inside(out: Path, spawned_s: float, settings: Sequence[str]) -> None:
    """Put the clocks around the functions, run the command, and write what they say; `spawned_s` is a Unix time."""
    clock = Clock(START)
    starting_s = time.time() - spawned_s
    from mlopstinystories.command import entry_point

    sys.argv[1:] = []
    with entry_point():  # for the environment that it sets, which PyTorch reads when it is imported
        put_clocks(clock)
    sys.argv = [str(COMMAND), *settings]
    runpy.run_path(str(COMMAND), run_name="__main__")
    clock.turn()
    clock.seconds[START] += starting_s
    facts = {
        "seconds": clock.seconds,
        "calls": clock.calls,
        "first_step_s": starting_s + clock.first_s["steps"],
    }
    out.write_text(json.dumps(facts), encoding="utf-8")


def put_clocks(clock: Clock) -> None:
    """Replace each function of `SPANS` by itself with a clock around it; raises `AttributeError` for a missing one."""
    for place, part in SPANS.items():
        module_name, _, path = place.partition(":")
        owner: Any = importlib.import_module(module_name)
        *classes, name = path.split(".")
        for class_name in classes:
            owner = getattr(owner, class_name)
        setattr(owner, name, clock.around(getattr(owner, name), part))
    experiment = importlib.import_module("mlopstinystories.training.experiment")
    train = experiment.train

    def train_and_then(*arguments: Any, **keywords: Any) -> Any:
        result = train(*arguments, **keywords)
        clock.become(END)
        return result

    experiment.train = train_and_then  # type: ignore[attr-defined]


def outside_share(seconds: dict[str, float]) -> float:
    """The share of the loop's time, saving included, that is spent outside step and loader."""
    outside = sum(seconds.get(part, 0.0) for part in OUTSIDE)
    return outside / (outside + seconds["steps"] + seconds["loader"])


def table(result: dict[str, Any]) -> str:
    """The parts in the order in which they come, and what the loop costs beside its steps."""
    from benchmarks import common

    rounds = result["rounds"]
    rows = []
    for part in PARTS:
        seconds = [one["seconds"].get(part, 0.0) for one in rounds]
        shares = [100 * one["seconds"].get(part, 0.0) / one["wall_s"] for one in rounds]
        calls = rounds[0]["calls"].get(part)
        a_call = f"{1e3 * statistics.median(seconds) / calls:,.2f}" if calls else "–"
        rows.append([part, common.spread(seconds, 2), common.spread(shares, 1) + " %", str(calls or "–"), a_call])
    beside = [100 * (1 - one["seconds"]["steps"] / sum(one["seconds"][part] for part in LOOP)) for one in rounds]
    outside = [100 * outside_share(one["seconds"]) for one in rounds]
    machine = result["machine"]
    settings = " ".join(["train_model.py", *result["settings"]])
    first_step = common.spread([one["first_step_s"] for one in rounds], 1)
    heads = ["part", "seconds", "share of the command", "calls", "ms a call"]
    return (
        f"{common.markdown_table(heads, rows)}\n\n"
        f"`{settings}`: first step after {first_step} s; loader, logging and the "
        f"rest of the loop take {common.spread(beside, 2)} % of the training time. Logging, the rest of the loop and "
        f"saving take {common.spread(outside, 2)} % of the time of loop and saving. {len(rounds)} rounds, beside which "
        f"other programs took {common.spread([one['others_cores'] for one in rounds], 2)} cores. "
        f"{machine['processor']}, {machine['cores']} cores, PyTorch {machine['libraries']['torch']}."
    )


if __name__ == "__main__":
    main()
