"""How fast stories become token ids: ours beside `tokenizers`, tiktoken and `datasets.map`, on the same text.

    python benchmarks/data.py --text stories.txt.gz --tokenizer gpt2_files

The text is made from the given stories (without `--text`: from the story world): they are repeated until there are
`--megabytes`, and about one word in a hundred becomes a rare word, a misspelling or something outside ASCII, half of
them seen for the first time. Every measurement is a process of its own that has encoded nothing before, so the building
of tables is counted. `encode_stories` stands there three times: with an empty cache folder, so that the compiling of
its loops is counted; with the loops that another process has compiled; and without a compiler. The methods take turns,
`--repeats` times, tiktoken and `datasets.map` in the first `--peer-repeats` of them; the ids must be the same to the
last one. What is timed is the first call, from stories in memory to ids; for `encode_batch` the call alone, without
taking the ids out.

A second part times the whole of `make_dataset.py` on 60 MB of the same text, from starting Python to its end, with an
empty cache folder and with the loops compiled before.

The result is written as JSON to `benchmarks/results/`, and as a table to the screen. tiktoken and datasets are measured
where they can be imported (`PYTHONPATH` may name the folder of `pip install --target`), and left out where not.
"""

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mlopstinystories import records  # noqa: E402 - the repository is no installed package everywhere
from mlopstinystories.settings import BpeSettings  # noqa: E402

SEPARATOR = "<|endoftext|>"
UNUSUAL_SHARE = 0.01
LIBRARY_BATCH = 10_000
"""Stories in one call of `encode_batch`: all of them at once would need ten GB."""
Ids = list[NDArray[np.uint32]]
Facts = dict[str, Any]
SYLLABLES = ["ba", "lo", "mi", "ter", "gru", "san", "ek", "vo", "pli", "nor", "us", "chi", "wab", "zed", "oon", "fra"]
UNUSUAL_CHARACTERS = "éñüçøßłžéñüçøßłž“”’–…—猫犬日本語приветمرحباגשם😀🎈🐶½²٣\u00a0\u2003\u200b"


def main() -> None:
    """Measure, or be one of the measured processes."""
    arguments = parsed()
    if arguments.method:
        print(json.dumps(measured(arguments.method, Path(arguments.file), Path(arguments.tokenizer))))
        return
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
        result = compare(arguments, Path(scratch))
    path = Path(arguments.result)
    records.write_json(path, result)
    print(f"\n{table(result)}\n\nWritten to {path}")


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="stories to begin from: .txt or .txt.gz with <|endoftext|> between them")
    parser.add_argument(
        "--tokenizer", help="a folder with vocab.json and merges.txt; default: a BPE trained on the text"
    )
    parser.add_argument("--megabytes", type=float, default=200, help="of text for the methods")
    parser.add_argument("--command-megabytes", type=float, default=60, help="of text for the whole command")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-repeats", type=int, default=1, help="of tiktoken and datasets.map")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--scratch", help="where the generated text lies meanwhile")
    parser.add_argument("--result", default=str(ROOT / "benchmarks" / "results" / "data.json"))
    parser.add_argument("--method", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- the text -----------------------------------------------------------------------------------------------------
def base_stories(text: str | None) -> list[str]:
    """The stories to begin from."""
    if text is None:
        from mlopstinystories.data.storyworld import tell_stories

        return list(tell_stories(0, 0, 20_000, processes=os.cpu_count() or 1))
    content = Path(text).read_bytes()
    content = gzip.decompress(content) if text.endswith(".gz") else content
    return [story.strip() for story in content.decode().split(SEPARATOR) if story.strip()]


def write_text(path: Path, stories: list[str], megabytes: float, seed: int = 0) -> dict[str, int]:
    """Write the stories again and again, each time with other unusual words, until there are `megabytes`."""
    chance = random.Random(seed)
    known: list[str] = ["wombat"]
    size = written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while size < megabytes * 1e6:
            story = chance.choice(stories)
            words = story.split(" ")
            for _ in range(max(1, round(len(words) * UNUSUAL_SHARE))):
                k = chance.randrange(len(words))
                words[k] = unusual(words[k], known, chance)
            text = " ".join(words).strip()
            size += file.write(f"{text}\n{SEPARATOR}\n")
            written += 1
    return {"stories": written, "bytes": path.stat().st_size}


def unusual(word: str, known: list[str], chance: random.Random) -> str:
    """A rare word in place of `word`: half the time one that was met before, the earlier ones more often."""
    if chance.random() < 0.5:
        return known[int(len(known) * chance.random() ** 3)]
    kind = chance.random()
    if kind < 0.45 and len(word) > 2:
        k = chance.randrange(len(word) - 1)
        new = chance.choice([word[:k] + word[k + 1] + word[k] + word[k + 2 :], word[:k] + word[k + 1 :]])
    elif kind < 0.85:
        new = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
    elif kind < 0.95:
        new = "".join(chance.choice(UNUSUAL_CHARACTERS) for _ in range(chance.randint(1, 6)))
    else:
        new = str(chance.randrange(100_000))
    known.append(new)
    return new


# --- the methods, each in a process of its own --------------------------------------------------------------------
def measured(method: str, file: Path, tokenizer_folder: Path) -> Facts:
    """Encode the text of `file` once; seconds of the call, a hash of the ids, and the process's largest memory."""
    stories = [story.strip() for story in file.read_text(encoding="utf-8").split(SEPARATOR) if story.strip()]
    seconds, ids = METHODS[method](stories, tokenizer_folder)
    digest = hashlib.sha256()
    for part in ids:
        digest.update(np.ascontiguousarray(part, dtype=np.uint32).tobytes())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": seconds, "ids_sha256": digest.hexdigest(), "peak_memory_bytes": memory}


def ours(stories: list[str], folder: Path) -> tuple[float, Ids]:
    """Our own way."""
    from mlopstinystories.tokenizer import encode_stories, load_tokenizer

    tokenizer = load_tokenizer(folder)
    start_s = time.perf_counter()
    batches = list(encode_stories(tokenizer, stories))
    seconds = time.perf_counter() - start_s
    return seconds, [batch.ids for batch in batches]


def encode_batch(stories: list[str], folder: Path) -> tuple[float, Ids]:
    """The library's."""
    from mlopstinystories.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(folder).tokenizer
    seconds = 0.0
    ids: Ids = []
    for k in range(0, len(stories), LIBRARY_BATCH):
        start_s = time.perf_counter()
        encodings = tokenizer.encode_batch(stories[k : k + LIBRARY_BATCH], add_special_tokens=False)
        seconds += time.perf_counter() - start_s
        ids += [np.array(encoding.ids, dtype=np.uint32) for encoding in encodings]
    return seconds, ids


def tiktoken(stories: list[str], folder: Path) -> tuple[float, Ids]:
    """With the same vocabulary and the same rule."""
    import tiktoken

    from mlopstinystories.tokenizer import load_tokenizer
    from mlopstinystories.tokenizer.pieces import LETTERS

    rule = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
    byte_of = {letter: byte for byte, letter in enumerate(LETTERS)}
    vocab = load_tokenizer(folder).tokenizer.get_vocab(with_added_tokens=False)
    ranks = {bytes(byte_of[letter] for letter in name): token for name, token in vocab.items() if name != SEPARATOR}
    encoder = tiktoken.Encoding("same", pat_str=rule, mergeable_ranks=ranks, special_tokens={})
    start_s = time.perf_counter()
    ids = encoder.encode_ordinary_batch(stories, num_threads=os.cpu_count() or 1)
    return time.perf_counter() - start_s, [np.array(some, dtype=np.uint32) for some in ids]


def datasets_map(stories: list[str], folder: Path) -> tuple[float, Ids]:
    """As most people do it."""
    import datasets

    from mlopstinystories.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(folder).tokenizer
    datasets.disable_progress_bars()
    data = datasets.Dataset.from_dict({"text": stories})

    def encode(batch: dict[str, list[str]]) -> dict[str, list[list[int]]]:
        return {"ids": [found.ids for found in tokenizer.encode_batch(batch["text"], add_special_tokens=False)]}

    start_s = time.perf_counter()
    encoded = data.map(encode, batched=True, remove_columns=["text"])
    seconds = time.perf_counter() - start_s
    return seconds, [np.array(some, dtype=np.uint32) for some in encoded["ids"]]


METHODS = {
    "ours_first": ours,
    "ours": ours,
    "ours_plain": ours,
    "tokenizers": encode_batch,
    "tiktoken": tiktoken,
    "datasets": datasets_map,
}
PEERS = ("tiktoken", "datasets")
NAMES = {
    "ours_first": "`encode_stories`, compiling counted",
    "ours": "`encode_stories`, compiled before",
    "ours_plain": "`encode_stories`, no compiler",
    "tokenizers": "`tokenizers` `encode_batch`",
    "tiktoken": "`tiktoken`, all cores",
    "datasets": "`datasets.map` over `encode_batch`",
}


COMMANDS = {"make_dataset_first": "ours_first", "make_dataset": "ours"}
"""The whole command, and the method whose cache folder it gets."""


# --- the comparison -----------------------------------------------------------------------------------------------
def compare(arguments: argparse.Namespace, scratch: Path) -> Facts:
    """Make the text, let the methods take turns, and time the whole command."""
    stories = base_stories(arguments.text)
    large, small, held_out = (scratch / f"{name}.txt" for name in ("large", "small", "held_out"))
    text = write_text(large, stories, arguments.megabytes)
    write_text(small, stories, arguments.command_megabytes, seed=1)
    write_text(held_out, stories, arguments.command_megabytes / 60, seed=2)
    folder = tokenizer_folder(arguments.tokenizer, large, scratch)
    text["distinct_pieces"] = distinct_pieces(large)
    methods = [name for name in arguments.methods.split(",") if name not in PEERS or installed(name)]
    runs: dict[str, list[Facts]] = {name: [] for name in [*methods, *COMMANDS, "tokenizers_small"]}
    in_a_process("ours", held_out, folder, scratch)  # compiles the loops for those that find them compiled
    for turn in range(arguments.repeats):
        for name in methods:
            if name not in PEERS or turn < arguments.peer_repeats:
                runs[name].append(in_a_process(name, large, folder, scratch))
                print(f"turn {turn + 1}: {name} {runs[name][-1]['seconds']:.2f} s", flush=True)
        runs["tokenizers_small"].append(in_a_process("tokenizers", small, folder, scratch))
        for name, method in COMMANDS.items():
            runs[name].append(
                {"seconds": whole_command(small, held_out, folder, scratch, environment(method, scratch))}
            )
        pair = runs["make_dataset"][-1]["seconds"], runs["tokenizers_small"][-1]["seconds"]
        print(f"turn {turn + 1}: make_dataset {pair[0]:.2f} s, encode_batch alone {pair[1]:.2f} s", flush=True)
    identical = len({run["ids_sha256"] for name in methods for run in runs[name]}) == 1
    return {
        "kind": "benchmark",
        "created": records.now(),
        "hardware": records.hardware(),
        "libraries": records.libraries(),
        "text": {**text, "from": Path(arguments.text).name if arguments.text else "story world"},
        "tokenizer": Path(arguments.tokenizer).name if arguments.tokenizer else "bpe, 4,096 entries",
        "ids_identical": identical,
        "methods": {name: spread(runs[name], text["bytes"]) for name in methods},
        "small_bytes": small.stat().st_size,
        **{name: spread(runs[name], small.stat().st_size) for name in COMMANDS},
        "encode_batch_on_the_same": spread(runs["tokenizers_small"], small.stat().st_size),
    }


def tokenizer_folder(given: str | None, text: Path, scratch: Path) -> Path:
    """The given tokenizer, or one trained on the head of the text."""
    if given:
        return Path(given)
    from mlopstinystories.tokenizer import make_tokenizer

    with text.open(encoding="utf-8") as file:
        stories = file.read(20_000_000).split(SEPARATOR)
    make_tokenizer(BpeSettings(), lambda: stories).save(scratch / "tokenizer")
    return scratch / "tokenizer"


def distinct_pieces(text: Path) -> int:
    """Different pieces of the text."""
    from mlopstinystories.data.readers import read_text
    from mlopstinystories.tokenizer.bpe_training import count_pieces

    return len(count_pieces(read_text(text)))


def installed(name: str) -> bool:
    """Whether a peer can be measured here."""
    return importlib.util.find_spec(name) is not None


def environment(method: str, scratch: Path) -> dict[str, str]:
    """The environment of a measured process: an empty cache folder, one where the loops lie, or no compiler."""
    cache = tempfile.mkdtemp(dir=scratch) if method == "ours_first" else str(scratch / "cache")
    switch = {"TINYSTORIES_NATIVE": "off"} if method == "ours_plain" else {}
    return {**os.environ, "XDG_CACHE_HOME": cache, **switch}


def in_a_process(method: str, file: Path, folder: Path, scratch: Path) -> Facts:
    """One measurement."""
    command = [sys.executable, __file__, "--method", method, "--file", str(file), "--tokenizer", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(method, scratch))
    found: Facts = json.loads(done.stdout.splitlines()[-1])
    return found


def whole_command(text: Path, held_out: Path, folder: Path, scratch: Path, environment: dict[str, str]) -> float:
    """Seconds from starting Python to the end of `make_dataset.py`."""
    root = tempfile.mkdtemp(dir=scratch)
    command = [
        sys.executable,
        str(ROOT / "mlopstinystories" / "data" / "make_dataset.py"),
        "data=text_files",
        f"data.train_path={text}",
        f"data.validation_path={held_out}",
        f"root={root}",
        "tokenizer=gpt_neo",
        f"tokenizer.source={folder}",
    ]
    start_s = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, env={**environment, "PYTHONPATH": str(ROOT)})
    return time.perf_counter() - start_s


def spread(runs: list[Facts], size: int) -> Facts:
    """Median and spread of some runs."""
    seconds = [run["seconds"] for run in runs]
    median = statistics.median(seconds)
    facts: Facts = {"seconds": [round(value, 3) for value in seconds], "median_s": round(median, 3)}
    facts["megabytes_per_s"] = round(size / 1e6 / median, 2)
    if memory := [run["peak_memory_bytes"] for run in runs if "peak_memory_bytes" in run]:
        facts["peak_memory_mb"] = round(max(memory) / 1e6)
    return facts


def table(result: Facts) -> str:
    """The result as it stands in the documentation."""
    base = result["methods"].get("tokenizers", {}).get("median_s")
    lines = [
        f"{result['text']['bytes'] / 1e6:,.0f} MB from {result['text']['from']}, "
        f"{result['text']['distinct_pieces']:,} distinct pieces; tokenizer {result['tokenizer']}; "
        f"{result['hardware']['processor']}, {result['hardware']['cores']} cores; ids identical: "
        f"{'yes' if result['ids_identical'] else 'NO'}.",
        "",
        "| method | seconds: median (least to most) | MB/s | times `encode_batch` | peak memory, MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, facts in result["methods"].items():
        times = f"{facts['median_s']:.2f} ({min(facts['seconds']):.2f} to {max(facts['seconds']):.2f})"
        ratio = f"{base / facts['median_s']:.1f}" if base else ""
        lines.append(f"| {NAMES[name]} | {times} | {facts['megabytes_per_s']} | {ratio} | {facts['peak_memory_mb']} |")
    alone = result["encode_batch_on_the_same"]
    lines += ["", f"`encode_batch` alone on {result['small_bytes'] / 1e6:,.0f} MB: {alone['median_s']:.2f} s."]
    for name, how in (("make_dataset_first", "compiling counted"), ("make_dataset", "compiled before")):
        whole = result[name]
        lines += [
            f"`make_dataset.py` as a whole command on the same text, {how}: {whole['median_s']:.2f} s "
            f"({min(whole['seconds']):.2f} to {max(whole['seconds']):.2f}); ratio "
            f"{alone['median_s'] / whole['median_s']:.1f}."
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
