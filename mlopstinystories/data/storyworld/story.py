"""Stories by number: `tell_story(seed, index)` and its many-at-once form.

A story's generator is seeded with a mix of seed and index (splitmix64's finaliser), so story 1,000,000 costs no
more than story 0 and neighbours have nothing in common. Several processes share the work in chunks; the stories do
not depend on it.
"""

import multiprocessing
import os
import random
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Final

from ...errors import DataError
from .events import Event
from .frame import insist_on_words, settle_words
from .plots import GROUPS, PLAIN, PLOTS
from .stage import Stage, State
from .telling import Beat, Teller

_MASK: Final = (1 << 64) - 1
# Large enough that handing a chunk to a process costs nothing beside telling it, small enough to spread the work.
_CHUNK: Final = 500


@dataclass(slots=True, frozen=True)
class Story:
    """A told story and what happened in it.

    `beats` are in the order they happened, each with its events and the offsets of its sentences in `text`, and
    `states` is what is true after each of them. `words` are the required noun, verb and adjective; `features` the drawn
    ones of `stage.FEATURES`.
    """

    text: str
    plot: str
    outcome: str
    features: frozenset[str]
    words: tuple[str, str, str]
    beats: tuple[Beat, ...]
    states: tuple[State, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """All events in order."""
        return tuple(event for beat in self.beats for event in beat.events)


def _mix(seed: int, index: int) -> int:
    z = (seed * 0x9E3779B97F4A7C15 + index * 0xD1B54A32D192ED03 + 0x8CB92BA72F3D8DD7) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def make_story(
    seed: int, index: int, plot: str | None = None, *, plain: bool = False, features: Iterable[str] | None = None,
    words: tuple[str, str, str] | None = None,
) -> Story:  # fmt: skip
    """Story `index` of world `seed` with its event log.

    `plot` (one of `PLOTS`), `features` (of `stage.FEATURES`) and `words` (a noun, a verb, an adjective of the lexicon)
    replace what would be drawn. `plain` tells it with few and common words and without what the plot does not need.
    """
    name, stage, text = _tell(seed, index, plot, plain, features, words, record=True)
    beats = tuple(beat for beat in stage.beats if beat is not None)
    assert stage.states is not None
    required = (stage.noun, stage.verb, stage.adjective)
    return Story(text, name, stage.outcome, stage.features, required, beats, tuple(stage.states))


def _tell(
    seed: int, index: int, plot: str | None, plain: bool, features: Iterable[str] | None,
    words: tuple[str, str, str] | None, record: bool,
) -> tuple[str, Stage, str]:  # fmt: skip
    rng = random.Random(_mix(seed, index))
    names = PLAIN if plain else _NAMES[int(rng.random() * len(_NAMES))]
    drawn = names[int(rng.random() * len(names))]
    name = drawn if plot is None else plot
    stage = Stage(rng, plain, features, words, record)
    PLOTS[name](stage)
    settle_words(stage)
    text = Teller(rng.random, stage.dialogue, plain).tell(stage.beats)
    if insist_on_words(stage, text):
        text = Teller(rng.random, stage.dialogue, plain).tell(stage.beats)
    return name, stage, text


# A group of plots is drawn first, so that many plots of one kind do not crowd out the few of another; the groups with
# the longest stories (journeys, making) are drawn a third as often as the others.
_WEIGHTS: Final = (3, 1, 1, 3, 3, 3, 3)
_NAMES: Final = tuple(tuple(group) for group, weight in zip(GROUPS, _WEIGHTS, strict=True) for _ in range(weight))


def tell_story(seed: int, index: int, plain: bool = False) -> str:
    """The text of story `index` (0 or more) of world `seed`; always the same for the same numbers."""
    return _tell(seed, index, None, plain, None, None, record=False)[2]


def tell_stories(seed: int, start: int, stop: int, processes: int = 1, plain: bool = False) -> Iterator[str]:
    """Stories `start` to `stop` (exclusive), in order, told by `processes` processes.

    Raises `DataError` when the processes cannot start, as from a program on standard input.
    """
    if processes < 1:
        raise ValueError(f"processes must be 1 or more, got {processes}")
    if processes == 1 or stop - start <= _CHUNK:
        for index in range(start, stop):
            yield tell_story(seed, index, plain)
        return
    chunks = [(seed, at, min(at + _CHUNK, stop), plain) for at in range(start, stop, _CHUNK)]
    try:
        yield from _tell_chunks(chunks, processes)
    except BrokenProcessPool as broken:
        raise DataError(
            f"expected {processes} processes to tell stories, but they could not start or were killed. A program on "
            "standard input, or one without `if __name__ == '__main__':`, cannot have any: put it into a file, or tell "
            "with processes=1."
        ) from broken


def _tell_chunks(chunks: list[tuple[int, int, int, bool]], processes: int) -> Iterator[str]:
    # An executor, not a pool: a pool waits for ever for workers that cannot start.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _end_with_parent) as executor:
        # A bounded number of chunks in flight, so that a slow reader does not fill the memory.
        waiting = deque(executor.submit(_tell_chunk, chunk) for chunk in chunks[: 2 * processes])
        for following in range(len(waiting), len(chunks) + len(waiting)):
            texts = waiting.popleft().result()
            if following < len(chunks):
                waiting.append(executor.submit(_tell_chunk, chunks[following]))
            yield from texts


def _end_with_parent() -> None:
    """Without this a worker whose parent was killed waits for work for ever."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _tell_chunk(chunk: tuple[int, int, int, bool]) -> list[str]:
    seed, start, stop, plain = chunk
    return [tell_story(seed, index, plain) for index in range(start, stop)]
