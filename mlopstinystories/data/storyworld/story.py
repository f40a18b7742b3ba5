"""Stories by number: `tell_story(seed, index)` and its many-at-once form.

A story's generator is seeded with a mix of seed and index (splitmix64's finaliser), so story 1,000,000 costs no
more than story 0 and neighbours have nothing in common. Several processes share the work in chunks; the stories do
not depend on it.
"""

import multiprocessing
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .events import Event
from .plots import PLOTS
from .stage import Stage
from .telling import Teller

_MASK: Final = (1 << 64) - 1
# Large enough that handing a chunk to a process costs nothing beside telling it, small enough to spread the work.
_CHUNK: Final = 500


@dataclass(slots=True, frozen=True)
class Story:
    """A told story and what happened in it.

    `events` are in the order they happened, each with the offsets of its sentences in `text`. `words` are the
    drawn noun, verb and adjective; `features` the drawn ones of `stage.FEATURES`.
    """

    text: str
    plot: str
    outcome: str
    features: frozenset[str]
    words: tuple[str, str, str]
    events: tuple[Event, ...]


def _mix(seed: int, index: int) -> int:
    z = (seed * 0x9E3779B97F4A7C15 + index * 0xD1B54A32D192ED03 + 0x8CB92BA72F3D8DD7) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def make_story(seed: int, index: int, plot: str | None = None) -> Story:
    """Story `index` of world `seed` with its event log; `plot` names one of `PLOTS` instead of the drawn one."""
    rng = random.Random(_mix(seed, index))
    drawn = _PLOT_NAMES[int(rng.random() * len(_PLOT_NAMES))]
    name = drawn if plot is None else plot
    stage = Stage(rng)
    PLOTS[name](stage)
    text = Teller(rng.random, stage.cast, "dialogue" in stage.features).tell(stage.beats)
    events = tuple(beat for beat in stage.beats if beat is not None)
    words = (stage.noun, stage.verb, stage.adjective)
    return Story(text, name, stage.outcome, stage.features, words, events)


_PLOT_NAMES: Final = tuple(PLOTS)


def tell_story(seed: int, index: int) -> str:
    """The text of story `index` (0 or more) of world `seed`; always the same for the same two numbers."""
    return make_story(seed, index).text


def tell_stories(seed: int, start: int, stop: int, processes: int = 1) -> Iterator[str]:
    """Stories `start` to `stop` (exclusive), in order, told by `processes` processes."""
    if processes < 1:
        raise ValueError(f"processes must be 1 or more, got {processes}")
    if processes == 1 or stop - start <= _CHUNK:
        for index in range(start, stop):
            yield tell_story(seed, index)
        return
    chunks = [(seed, at, min(at + _CHUNK, stop)) for at in range(start, stop, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        # A bounded number of chunks in flight, so that a slow reader does not fill the memory.
        waiting = deque(pool.apply_async(_tell_chunk, (chunk,)) for chunk in chunks[: 2 * processes])
        for following in range(len(waiting), len(chunks) + len(waiting)):
            texts = waiting.popleft().get()
            if following < len(chunks):
                waiting.append(pool.apply_async(_tell_chunk, (chunks[following],)))
            yield from texts


def _tell_chunk(chunk: tuple[int, int, int]) -> list[str]:
    seed, start, stop = chunk
    return [tell_story(seed, index) for index in range(start, stop)]
