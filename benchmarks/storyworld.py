"""Compare the stories of the story world with real ones: table, JSON, and the growth of the vocabulary as a figure.

    python benchmarks/storyworld.py --real PATH.txt.gz [--stories 10000] [--unique 1000000] [--seed 1]
    python benchmarks/storyworld.py --tell

Real stories are text with a line `<|endoftext|>` after each. The same count of both is measured in the same way: a
token is a word or a punctuation mark, a word a run of letters (with - and ' inside), a sentence ends at [.!?]. Writes
`benchmarks/results/storyworld.json`, `docs/source/images/storyworld_vocabulary` (.png, .svg) and, at the end of
`docs/source/storyworld.md`, ten stories (these alone: `--tell`). Each figure stands with the bound that it must keep;
the command fails when one does not.
"""

import argparse
import gzip
import hashlib
import json
import platform
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mlopstinystories.data.storyworld import Story, check_story, make_story, tell_stories

ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]+|[^\w\s]")
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
PAGE = ROOT / "docs/source/storyworld.md"
SHOWN = "The first ten of seed 2025, as they come.\n"
SENTENCE_END = re.compile(r'(?<=[.!?])["”]?\s+')


def read_real(path: Path, count: int) -> list[str]:
    """The first `count` stories of a gzipped text file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        stories = [piece.strip() for piece in file.read().split("<|endoftext|>")]
    return [story for story in stories if story][:count]


def measure(stories: Sequence[str]) -> dict[str, float]:
    """The figures of a set of stories."""
    words: Counter[str] = Counter()
    fours: set[tuple[str, ...]] = set()
    sentences: Counter[str] = Counter()
    tokens = 0
    for story in stories:
        tokens += len(TOKEN.findall(story))
        told = WORD.findall(story.lower())
        words.update(told)
        fours.update(zip(told, told[1:], told[2:], told[3:], strict=False))
        sentences.update(s for s in SENTENCE_END.split(story) if s)
    text = "\n".join(stories).encode()
    total = sum(words.values())
    return {
        "tokens per story": tokens / len(stories),
        "sentences per story": sum(sentences.values()) / len(stories),
        "distinct words": len(words),
        "distinct words seen 5 times": sum(times >= 5 for times in words.values()),
        "distinct 4-grams per 1,000 words": 1000 * len(fours) / total,
        "share of sentences that occur more than once": sum(t for t in sentences.values() if t > 1)
        / sum(sentences.values()),
        "gzip bytes per byte": len(gzip.compress(text, 6)) / len(text),
        "duplicate stories": len(stories) - len(set(stories)),
    }


def course(story: Story) -> tuple[tuple[str, ...], ...]:
    """The story's events and tries, people and things numbered as they come up: names and nouns abstracted."""
    number: dict[object, str] = {}
    return tuple(
        (
            e.kind,
            e.w if e.kind in ("try", "fail") else "",
            *(number.setdefault(one, str(len(number))) for one in (e.u, e.v, e.x) if one is not None),
        )
        for e in story.events
    )


def share_of_unique_courses(seed: int, count: int) -> float:
    """The share of stories whose course of events no other of them has."""
    courses = Counter(course(make_story(seed, index)) for index in range(count))
    return sum(times for times in courses.values() if times == 1) / count


def count_duplicates(seed: int, count: int, processes: int) -> tuple[int, float]:
    """Stories that are word for word an earlier one, of `count`, and the stories per second."""
    seen: set[bytes] = set()
    start_s = time.perf_counter()
    for story in tell_stories(seed, 0, count, processes):
        seen.add(hashlib.blake2b(story.encode(), digest_size=12).digest())
    return count - len(seen), count / (time.perf_counter() - start_s)


def truth(stories: Iterable[str]) -> dict[str, float]:
    """What `check_story` says of told stories: alarms, and the share of sentences that it reads."""
    alarms = sentences = read = 0
    for story in stories:
        checked = check_story(story)
        alarms += bool(checked.findings)
        sentences += checked.sentences
        read += checked.read
    return {"stories with an alarm": alarms, "share of sentences read": read / sentences}


def growth(stories: Sequence[str]) -> tuple[list[int], list[int]]:
    """Distinct words against words, at some hundred points."""
    seen: set[str] = set()
    xs, ys, total = [0], [0], 0
    for number, story in enumerate(stories, 1):
        told = WORD.findall(story.lower())
        total += len(told)
        seen.update(told)
        if number % max(1, len(stories) // 100) == 0:
            xs.append(total)
            ys.append(len(seen))
    return xs, ys


def draw(real: Sequence[str], world: Sequence[str], plain: Sequence[str], folder: Path) -> None:
    """The type-token curves side by side, as PNG and SVG."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "storyworld"
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for stories, label in ((real, "TinyStories"), (world, "story world"), (plain, "story world, plain")):
        xs, ys = growth(stories)
        axes.plot([x / 1e6 for x in xs], ys, label=label)
    axes.set(xlabel="words read (millions)", ylabel="distinct words", ylim=0, xlim=0)
    axes.legend()
    axes.grid(alpha=0.3)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "storyworld_vocabulary.png", dpi=120, metadata={"Software": None})
    picture = folder / "storyworld_vocabulary.svg"
    figure.savefig(picture, metadata={"Date": None})
    lines = picture.read_text(encoding="utf-8").splitlines()  # matplotlib leaves blanks at the ends of lines
    picture.write_text("".join(line.rstrip() + "\n" for line in lines), encoding="utf-8")


def ten_stories() -> str:
    """The stories of the docs as Markdown."""
    out = []
    for index in range(10):
        story = make_story(2025, index)
        features = ", ".join(sorted(story.features)) or "none"
        paragraphs = "\n>\n".join(f"> {paragraph}" for paragraph in story.text.split("\n"))
        head = f"**{index}** · {story.plot} · features: {features} · words: {', '.join(story.words)}"
        out.append(f"\n{head}\n\n{paragraphs}\n")
    return "".join(out)


def show_stories() -> None:
    """Put them at the end of the docs' page."""
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(SHOWN)
    PAGE.write_text(before + SHOWN + ten_stories(), encoding="utf-8")


def bounds(real: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Lowest and highest allowed value of each figure that has a bound."""
    top = float("inf")
    return {
        "tokens per story": (0.85 * real["tokens per story"], 1.15 * real["tokens per story"]),
        "distinct words": (1500, top),
        "distinct 4-grams per 1,000 words": (0.6 * real["distinct 4-grams per 1,000 words"], top),
        "share of sentences that occur more than once": (0, 2 * real["share of sentences that occur more than once"]),
        "gzip bytes per byte": (0.75 * real["gzip bytes per byte"], top),
        "duplicate stories": (0, 0),
        "share of unique courses of events": (0.5, 1),
        "duplicates in a million": (0, 0),
        "stories per second": (1000, top),
        "stories with an alarm": (0, 0),
    }


def table(real: dict[str, float], world: dict[str, float]) -> str:
    """The comparison as Markdown."""
    allowed = bounds(real)
    rows = ["| | TinyStories | story world | bound |", "| --- | ---: | ---: | --- |"]
    for name, value in world.items():
        low, high = allowed.get(name, (None, None))
        bound = "" if low is None or high is None else _bound(low, high)
        rows.append(f"| {name} | {_show(real.get(name))} | {_show(value)} | {bound} |")
    return "\n".join(rows)


def _bound(low: float, high: float) -> str:
    if high == float("inf"):
        return f"at least {_show(low)}"
    return f"at most {_show(high)}" if low == 0 else f"{_show(low)} to {_show(high)}"


def _show(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}" if value >= 10 else f"{value:.3f}"


def main() -> int:
    """Measure, write, print; 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--real", type=Path, help="real stories, .txt.gz")
    what.add_argument("--tell", action="store_true", help="only tell the docs' ten stories anew")
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--unique", type=int, default=1_000_000, help="stories told in search of a duplicate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    show_stories()
    if given.tell:
        return 0

    real_stories = read_real(given.real, given.stories)
    world_stories = list(tell_stories(given.seed, 0, given.stories, given.processes))
    plain_stories = list(tell_stories(given.seed, 0, given.stories, given.processes, plain=True))
    real, world = measure(real_stories), measure(world_stories)
    world["share of unique courses of events"] = share_of_unique_courses(given.seed, given.stories)
    world |= truth(world_stories)
    world["duplicates in a million"], world["stories per second"] = count_duplicates(
        given.seed, given.unique, given.processes
    )
    draw(real_stories, world_stories, plain_stories, ROOT / "docs/source/images")
    result: dict[str, Any] = {
        "stories": given.stories, "seed": given.seed, "processes": given.processes, "unique": given.unique,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "real": real, "story world": world, "plain": measure(plain_stories),
    }  # fmt: skip
    path = ROOT / "benchmarks/results/storyworld.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(real, world))
    allowed = bounds(real)
    broken = [
        name for name, value in world.items() if name in allowed and not allowed[name][0] <= value <= allowed[name][1]
    ]
    print(f"\nwritten: {path}", *(f"bound not kept: {name}" for name in broken), sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
