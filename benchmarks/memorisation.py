"""Time and memory of the search for a sample's k-grams in a training text as large as the paper's.

    python benchmarks/memorisation.py [--tokens 500000000] [--texts 1000] [--folder FOLDER]

Writes a packed training text of so many tokens into FOLDER (two bytes each; it is removed afterwards): stories of 200
tokens from a 10,000-entry vocabulary, drawn as unequally as words are (the n-th commonest in proportion to 1/n), half
of them in runs of ten that come back, so that k-grams repeat. Then `against_training` looks for the k-grams of
as many texts: one half copies of training stories, spread over the whole text, the other half new ones. Every copy has
to be found, as a copy of itself, and no new text may be one. Given are seconds, and the most memory of the process
beside the pages of the memory map, which the system takes back when it needs them.

Prints one line of JSON; fails when a copy is missed.
"""

import argparse
import json
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlopstinystories.evaluation.diversity import against_training
from mlopstinystories.records import hardware

STORY = 200
VOCABULARY = 10_000
STORIES_A_PIECE = 5_000


def write_text(path: Path, stories: int) -> NDArray[Any]:
    """The text as a memory map: end-of-text (0), then each story and an end-of-text."""
    rng = np.random.default_rng(0)
    tokens = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint16, shape=(1 + stories * (STORY + 1),))
    tokens[0] = 0
    weights = 1 / np.arange(1, VOCABULARY)
    phrases = rng.choice(np.arange(1, VOCABULARY), p=weights / weights.sum(), size=(20_000, 10)).astype(np.uint16)
    for first in range(0, stories, STORIES_A_PIECE):
        count = min(STORIES_A_PIECE, stories - first)
        piece = np.zeros((count, STORY + 1), dtype=np.uint16)
        piece[:, :STORY] = rng.choice(np.arange(1, VOCABULARY), p=weights / weights.sum(), size=(count, STORY))
        piece[:, : STORY // 2] = phrases[rng.integers(len(phrases), size=(count, STORY // 20))].reshape(count, -1)
        tokens[1 + first * (STORY + 1) :][: count * (STORY + 1)] = piece.ravel()
    tokens.flush()
    written: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return written


class Memory(threading.Thread):
    """Watches the memory of this process that is no file's, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._ended = threading.Event()

    def run(self) -> None:
        """Look ten times a second."""
        while not self._ended.wait(0.1):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            self.peak = max(self.peak, int(status.partition("RssAnon:")[2].split()[0]) / 1024)

    def end(self) -> float:
        """The most that was seen."""
        self._ended.set()
        self.join()
        return self.peak


def measure(path: Path, tokens: int, texts: int) -> dict[str, Any]:
    """Write the text, look for the sample in it, and compare with what was planted."""
    stories = max(texts, tokens // (STORY + 1))
    packed = write_text(path, stories)
    starts = 1 + np.arange(stories + 1, dtype=np.int64) * (STORY + 1)
    copied = np.linspace(0, stories - 1, texts // 2).astype(np.int64)
    weights = 1 / np.arange(1, VOCABULARY)
    new = np.random.default_rng(1).choice(
        np.arange(1, VOCABULARY), p=weights / weights.sum(), size=(texts - len(copied), STORY)
    )
    sample = [packed[starts[k] : starts[k] + STORY].tolist() for k in copied] + new.tolist()
    memory = Memory()
    memory.start()
    start_s = time.perf_counter()
    found = against_training(sample, packed, starts)
    seconds = time.perf_counter() - start_s
    ours = slice(0, len(copied))
    return {
        "tokens": len(packed),
        "stories": stories,
        "texts": texts,
        "seconds": round(seconds, 1),
        "tokens_per_second": round(len(packed) / seconds),
        "peak_mib": round(memory.end()),
        "copies_found": int((found.overlap_N[ours] == 1).sum()),
        "copies": len(copied),
        "largest_likeness_of_a_new_text": float(found.overlap_N[len(copied) :].max()),
        "hardware": hardware(),
    }


def main() -> int:
    """Measure and print; 1 when a copy was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tokens", type=int, default=500_000_000)
    parser.add_argument("--texts", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        result = measure(Path(folder) / "train_tokens.npy", given.tokens, given.texts)
    print(json.dumps(result))
    return 0 if result["copies_found"] == result["copies"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
