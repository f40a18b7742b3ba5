"""A story's way through the engine: what is asked for, its ticket, and what its receiver hears."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mlopstinystories.models.generation import Alternative, Ending, Sampling
from mlopstinystories.serving.answers import RefusalError
from mlopstinystories.serving.catalogue import Source
from mlopstinystories.serving.loading import Loaded


@dataclass(frozen=True)
class StoryRequest:
    """What one story needs; see `StoryBatch.join`."""

    source: Source
    prompt: str
    sampling: Sampling
    seed: int
    forced: tuple[int, ...] = ()
    alternatives: int = 0


# --- what a story's receiver hears ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """The story has not begun: its model is being read (`loading`), or others come first (`queue`)."""

    reason: str
    position: int


@dataclass(frozen=True, slots=True)
class Started:
    """The story has its row."""

    loaded: Loaded
    prompt: list[int]


@dataclass(frozen=True, slots=True)
class Token:
    """The next token."""

    id: int
    log_probability: float
    alternatives: Sequence[Alternative]


@dataclass(frozen=True, slots=True)
class Finished:
    """There are no further tokens."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class Refused:
    """The story cannot be told, or not to its end."""

    refusal: RefusalError


Event = Waiting | Started | Token | Finished | Refused


@dataclass(eq=False)
class Ticket:
    """A story in the engine; made by `Engine.submit`."""

    request: StoryRequest
    submitted_s: float
    waiting: Waiting | None = None
    """What the receiver was last told that the story waits for."""
    told: int = 0
    cancelled: bool = False


Post = Callable[[list[tuple[Ticket, list[Event]]]], None]
