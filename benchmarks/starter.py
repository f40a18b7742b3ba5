"""Make `models/starter`, the model in the box, from a finished run, and measure what is said of it.

    python benchmarks/starter.py --run FOLDER --text TRAIN.txt.gz --report REPORT.txt --source "…"

The weights are written in 16 bits; `config.json` names fp32, in which they are computed. Everything that is said is
measured on these weights: bits per byte on `--report`, stories on which nothing was chosen (`time_to_quality.py` makes
such a part); ten stories in the order of their seeds; and how many words in a row a story has in common with the
training text, beside what held-out stories have in common with it. Paths and the machine's name are left out of the
record. Numbers and stories are printed as Markdown. `--out` is another folder than `models/starter`.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.common import ROOT, markdown_table
from mlopstinystories import records
from mlopstinystories.command import entry_point
from mlopstinystories.data.readers import reader_for
from mlopstinystories.errors import ModelError
from mlopstinystories.evaluation.completions import complete_all
from mlopstinystories.evaluation.held_out import TextStories, of_file, whole
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.models.export import write_model_files
from mlopstinystories.models.folders import CONFIG_NAME, open_model_folder
from mlopstinystories.training.card import model_card

MOST_BYTES = 3_000_000
"""Of the weights: what a person fetches with the project."""
PROMPT = "Once upon a time"
SHOWN = 10
TEMPERATURES = (0.5, 1.0)
"""That of `predict_model.py`, and the model's own."""
CURVE_POINTS = 200
CPU = torch.device("cpu")
WORD = re.compile(r"[\w']+")


def main() -> None:
    """Make the folder, and show what is said of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="the folder of a finished run")
    parser.add_argument("--text", type=Path, required=True, help="the stories on which it was trained")
    parser.add_argument("--report", type=Path, required=True, help="held-out stories on which nothing was chosen")
    parser.add_argument("--source", required=True, help="source and licence of the text, a sentence for the card")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "starter")
    parser.add_argument("--stories", type=int, default=500, help="told for the measure of copying (default 500)")
    given = parser.parse_args()

    with records.new_folder(given.out) as fresh:
        shrink(given.run, fresh)
        found = measured(fresh, given.text, given.report, given.stories)
        record = records.read_json(given.run / records.RECORD_NAME)
        write_run_files(given.run, fresh, shareable(record, given.out.name), found, given.source)
    print(page(found))


def shrink(run: Path, folder: Path) -> None:
    """Write the model of `run` with 16-bit weights into an existing folder."""
    model, tokenizer = open_model_folder(run, CPU)
    write_model_files(folder, model.half(), tokenizer)
    with (folder / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write("\n")  # as every text file of the project ends
    # fp16 keeps more digits than bf16, and no weight is near its largest number; whoever opens it computes in fp32
    config = records.read_json(folder / CONFIG_NAME)
    records.write_json(folder / CONFIG_NAME, {**config, "dtype": "float32"})
    size = (folder / "model.safetensors").stat().st_size
    if size > MOST_BYTES:
        raise ModelError(f"{run} has {size:,} bytes of weights, and {MOST_BYTES:,} are allowed: take a smaller model.")


def measured(folder: Path, text: Path, report: Path, stories: int) -> dict[str, Any]:
    """Score, stories, and words in common with the training text, of the model as it lies in `folder`."""
    model, tokenizer = open_model_folder(folder, CPU)
    training = [story.strip() for story in reader_for(text)(text, "text", lambda _: None)]
    known = set(training)
    held_out = [story for story in of_file(report).texts if story not in known]
    split = TextStories(held_out, tokenizer)
    score = score_stories(model, split, whole(split), device=CPU)
    prompt = tokenizer.encode(PROMPT)

    def told(count: int, temperature: float) -> list[str]:
        begun = complete_all(
            model, [prompt], tokenizer.end_of_text_id, each=count, temperature=temperature, max_new_tokens=10_000
        )
        return [PROMPT + tokenizer.decode(one.ids) for one in begun]

    told_at = {temperature: told(stories, temperature) for temperature in TEMPERATURES}
    texts = {
        **{f"told at temperature {temperature:g}": told_at[temperature] for temperature in TEMPERATURES},
        "held out": held_out[:stories],
    }
    shared = longest_shared([one for some in texts.values() for one in some], training)
    at = np.cumsum([0, *(len(some) for some in texts.values())])
    return {
        "scores": {**score.as_dict(), "on": report.name},
        "prompt": PROMPT,
        "stories": told_at[TEMPERATURES[0]][:SHOWN],
        "longest_shared": {
            name: {
                "stories": len(some),
                "words": float(np.median([len(WORD.findall(one)) for one in some])),
                "median": float(np.median(part)),
                "95 %": float(np.percentile(part, 95)),
                "longest": int(part.max()),
            }
            for (name, some), part in zip(texts.items(), np.split(shared, at[1:-1]), strict=True)
        },
    }


def longest_shared(texts: Sequence[str], training: Sequence[str]) -> NDArray[np.int64]:
    """For each text the most words in a row that stand in one training story; capitals and punctuation do not count."""
    numbers = {"": 0}

    def numbered(stories: Sequence[str], end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        cut = [[numbers.setdefault(word, len(numbers)) for word in WORD.findall(one.lower())] for one in stories]
        ids = np.array([id_ for words in cut for id_ in (*words, end)], dtype=np.int64)
        return ids, np.repeat(np.arange(len(cut)), [len(words) + 1 for words in cut])

    read, _ = numbered(training, -1)
    told, owner = numbered(texts, -2)  # another end, so that no run of words goes past one
    longest = np.zeros(len(texts), dtype=np.int64)
    read_at, told_at = np.arange(len(read)), np.arange(len(told))
    read_run, told_run = read, told
    for length in range(1, len(told) + 1):
        common = np.intersect1d(read_run, told_run)
        stay = np.isin(told_run, common)
        told_at, told_run = told_at[stay], np.searchsorted(common, told_run[stay])
        if not len(told_at):
            break
        np.maximum.at(longest, owner[told_at], length)
        stay = np.isin(read_run, common)
        read_at, read_run = read_at[stay], np.searchsorted(common, read_run[stay])
        # each run that both have becomes one word longer; an end is met before the array's
        span = len(numbers) + 2
        read_run = read_run * span + read[read_at + length] + 2
        told_run = told_run * span + told[told_at + length] + 2
    return longest


def shareable(record: dict[str, Any], name: str) -> dict[str, Any]:
    """The record of the run without paths, variables and names of the machine on which it was made."""
    data = {
        key: Path(value).name if key.endswith("_path") and value else value
        for key, value in record["settings"]["data"].items()
    }
    sessions = [{key: value for key, value in one.items() if key != "host"} for one in record["sessions"]]
    return {
        **{key: value for key, value in record.items() if key != "environment"},
        "run": name,
        "settings": {**record["settings"], "data": data},
        "sessions": sessions,
    }


def write_run_files(run: Path, folder: Path, record: dict[str, Any], found: dict[str, Any], source: str) -> None:
    """Record, card, curve and samples beside the model: what every command finds in a run folder."""
    record["result"] = {**record["result"], "scores": found["scores"], "copying": found["longest_shared"]}
    records.write_json(folder / records.RECORD_NAME, record)
    for name, rows in (
        (records.METRICS_NAME, thinned(records.read_rows(run / records.METRICS_NAME))),
        ("samples.jsonl", records.read_rows(run / "samples.jsonl")[-1:]),
    ):
        records.write_text(folder / name, "".join(json.dumps(row) + "\n" for row in rows))
    overrides = json.dumps(record["settings"], indent=2)
    card = model_card(record).replace("library_name:", "license: mit\nlibrary_name:", 1)
    records.write_text(
        folder / "README.md",
        f"{card}\n## Source and licence of the text\n\n{source}\n\nThe weights are in 16 bits (fp16), meant to be "
        f"computed in fp32, as `config.json` says. The scores above are of these weights.\n\n## Recipe\n\n"
        f"```json\n{overrides}\n```\n",
    )


def thinned(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The curve with at most `CURVE_POINTS` rows of training, the last one among them, and all others."""
    training = [at for at, row in enumerate(rows) if row["kind"] == "train"]
    kept = set(training[:: -max(1, -(-len(training) // CURVE_POINTS))])
    return [row for at, row in enumerate(rows) if row["kind"] != "train" or at in kept]


def page(found: dict[str, Any]) -> str:
    """What the documentation says of the model, as Markdown."""
    scores = found["scores"]
    rows = [
        [name, str(row["stories"]), f"{row['words']:.0f}", f"{row['median']:.0f}", f"{row['95 %']:.0f}",
         str(row["longest"])]
        for name, row in found["longest_shared"].items()
    ]  # fmt: skip
    heads = ["stories", "how many", "words (median)", "shared in a row: median", "95 % at most", "longest"]
    stories = "\n\n".join(
        f"**Seed {seed}**\n\n" + "\n".join(f"> {line}".rstrip() for line in story.replace("\n", "\n\n").split("\n"))
        for seed, story in enumerate(found["stories"])
    )
    return (
        f"{scores['bits_per_byte']:.4f} bits per byte ({scores['nats_per_token']:.3f} nats a token) on "
        f"{scores['stories']:,} held-out stories.\n\n{markdown_table(heads, rows)}\n\n"
        f"{stories}"
    )


if __name__ == "__main__":
    with entry_point():
        main()
