"""Probes written by hand in the language of TinyStories, read from `written_probes.txt` with its rules checked.

The story world's probes (`data/storyworld/probes.py`) are endless, but ask in its own words. These ask in those of the
real stories. A set of questions shares its continuations, each right once, so a model that does not read the beginning
is right in one of four (grammar: one of two), whatever it prefers. The price is that the answers of one set are
not independent: they hang together negatively, so Wilson's interval is a little too wide.
"""

from itertools import groupby
from pathlib import Path

from mlopstinystories.data.storyworld.probes import KINDS, Probe
from mlopstinystories.errors import DataError

PATH = Path(__file__).with_suffix(".txt")
SET_SIZE = {"facts": 4, "reasoning": 4, "context": 4, "grammar": 2}
"""Questions of one set, which is also the number of continuations to choose from."""


def written_probes(path: Path = PATH) -> dict[str, list[Probe]]:
    """The probes of each kind, in the order of the file; raises `DataError` naming the line that breaks a rule."""
    found: dict[str, list[Probe]] = {kind: [] for kind in KINDS}
    kind = ""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    kept = [(number, line.strip()) for number, line in lines if not line.startswith("#")]
    for empty, block in groupby(kept, key=lambda pair: not pair[1]):
        rows = list(block)
        if not empty and rows[0][1].startswith("["):
            (number, head), *rows = rows
            kind = head.strip("[]")
            if kind not in KINDS:
                raise DataError(f"{path}, line {number}: expected one of the kinds {', '.join(KINDS)}, not {head!r}.")
        if rows and not empty:
            if not kind:
                raise DataError(
                    f"{path}, line {rows[0][0]}: expected a kind in brackets, such as [{KINDS[0]}], above it."
                )
            found[kind] += _one_set(path, kind, rows)
    return found


def _one_set(path: Path, kind: str, rows: list[tuple[int, str]]) -> list[Probe]:
    """The questions of one set, each with the other ones' right continuations as its wrong ones."""
    first = rows[0][0]
    if len(rows) != SET_SIZE[kind]:
        raise DataError(
            f"{path}, line {first}: expected {SET_SIZE[kind]} questions in a set of {kind}, not {len(rows)}."
        )
    pairs = []
    for number, line in rows:
        prompt, bar, right = (part.strip() for part in line.partition(" | "))
        if not prompt or not right or not bar or "|" in right:
            raise DataError(f"{path}, line {number}: expected a beginning, a bar and a continuation, not {line!r}.")
        pairs.append((prompt, f" {right}"))
    options = [right for _, right in pairs]
    if len(set(options)) < len(options) or len({prompt for prompt, _ in pairs}) < len(pairs):
        raise DataError(f"{path}, line {first}: expected different beginnings and continuations in one set.")
    return [Probe(kind, prompt, right, tuple(one for one in options if one != right)) for prompt, right in pairs]
