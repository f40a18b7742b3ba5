"""A data set of full size: two million stories from a text file to packed arrays, in how long and in how much memory.

    python benchmarks/data_full_size.py --text stories.txt.gz

The stories are made as in `data.py`: the given ones again and again, with one word in a hundred changed. What is
measured is the whole of `make_dataset.py` in a process of its own, from starting Python to its end: training the
default tokenizer on the head of the stories, reading, encoding and writing both splits, and the report. Needs
`--megabytes` of free space for the text and half as much again for the arrays; both are removed. The result goes to
`benchmarks/results/` as JSON.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import common, data  # noqa: E402 - the repository is no installed package everywhere
from mlopstinystories import records  # noqa: E402


def main() -> None:
    """Make the text, make the data set, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="stories to begin from, as in data.py; default: the story world's")
    parser.add_argument("--megabytes", type=float, default=2000)
    parser.add_argument("--scratch", help="where the text and the arrays lie meanwhile")
    parser.add_argument("--result", default=str(common.RESULTS / "data_full_size.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
        result = measured(Path(scratch), data.base_stories(arguments.text), arguments.megabytes)
    records.write_json(Path(arguments.result), result)
    print(
        f"{result['text']['stories']:,} stories, {result['text']['bytes'] / 1e6:,.0f} MB: {result['wall_s']:.1f} s, at "
        f"most {result['peak_mib']:,.0f} MiB; other programs took {result['others_cores']:.2f} cores meanwhile.\n\n"
        f"{result['report']}\n\nWritten to {arguments.result}"
    )


def measured(scratch: Path, stories: list[str], megabytes: float) -> common.Facts:
    """Seconds and memory of the whole command, and the report that it ends with."""
    train, validation = scratch / "train.txt", scratch / "validation.txt"
    text = data.write_text(train, stories, megabytes)
    data.write_text(validation, stories, megabytes / 100, seed=1)
    command = [
        sys.executable,
        str(ROOT / "mlopstinystories" / "data" / "make_dataset.py"),
        "data=text_files",
        f"data.train_path={train}",
        f"data.validation_path={validation}",
        f"root={scratch}",
    ]
    contender = common.Contender("make_dataset", command, lambda output: {"report": output.strip()})
    return {
        "kind": "benchmark",
        "created": records.now(),
        "hardware": records.hardware(),
        "libraries": records.libraries(),
        "text": text,
        **common.run_once(contender),
    }


if __name__ == "__main__":
    main()
