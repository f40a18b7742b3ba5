"""Tells many stories at once: a thread that owns the models and drives one `StoryBatch` for each model in use.

    submit ──queue──▶ model loaded? ──join──▶ batch ──step──▶ events of all stories ──▶ deliver      cancel ──leave

Requests join and leave a running batch between two steps, so nobody waits for another one's story to end. A story has
its own random numbers and is the same alone and in a crowd (`models/generation.py`). Models are opened by a second
thread, so that stories under way go on meanwhile.

All state belongs to the engine's thread; other threads only put requests and cancellations into its inbox. Events go out
through `deliver`, once a step for all stories, since waking another thread for each token would cost as much as the
token. The price of one thread: two models in use take turns.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import PreTrainedModel

from mlopstinystories.errors import ModelError, PromptError, TokenizerError, UserError
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.generation import Alternative, Ended, Ending, Sampling, StoryBatch
from mlopstinystories.serving.catalog import Place
from mlopstinystories.tokenizer import StoryTokenizer

IDLE_WAIT_S = 0.5


class BusyError(UserError):
    """The queue is full; worth trying again in a moment."""


@dataclass(frozen=True)
class Limits:
    """What the engine takes on at once."""

    stories: int = 64
    """Stories under way in one model."""
    queue: int = 256
    """Requests that wait."""
    model_bytes: int = 2 * 2**30
    """Memory of the opened models; the least recently used goes first, and one in use never."""


@dataclass(eq=False)
class Request:
    """A story that somebody wants."""

    place: Place
    prompt: str
    sampling: Sampling
    seed: int
    forced: Sequence[int] = ()
    alternatives: int = 0
    deliver: Callable[[list[tuple["Request", "Event"]]], None] = lambda events: None
    arrived_s: float = field(default_factory=time.monotonic)
    cancelled: bool = False
    waiting: tuple[str, int | None] | None = None
    """What the person was last told that this waits for."""


@dataclass(frozen=True)
class Waiting:
    """The story has not begun: its model is being opened (`loading`), or others are before it (`queue`)."""

    reason: str
    position: int | None


@dataclass(frozen=True)
class Started:
    """The prompt has been read by this model's tokenizer."""

    prompt_tokens: list[int]
    tokenizer: StoryTokenizer


@dataclass(frozen=True)
class Token:
    """The next token."""

    id: int
    log_probability: float
    forced: bool
    alternatives: Sequence[Alternative]


@dataclass(frozen=True)
class Finished:
    """Why the story ended."""

    ending: Ending


@dataclass(frozen=True)
class Failed:
    """The story cannot go on."""

    error: UserError


Event = Waiting | Started | Token | Finished | Failed


@dataclass(eq=False)
class Opened:
    """A model in memory, its stories under way, and how many others are looking into it."""

    key: tuple[str, int]
    model: PreTrainedModel
    tokenizer: StoryTokenizer
    size_bytes: int
    batch: StoryBatch
    stories: dict[int, Request] = field(default_factory=dict)
    told: dict[int, int] = field(default_factory=dict)
    borrowers: int = 0

    @property
    def in_use(self) -> bool:
        """May it not be dropped?"""
        return bool(self.stories) or self.borrowers > 0


class Engine:
    """Start it, `submit` requests from any thread, and `close` it."""

    def __init__(self, limits: Limits, device: torch.device | None = None) -> None:
        self._limits = limits
        self._device = device or torch.device("cpu")
        self._wake = threading.Condition()
        self._inbox: deque[Request] = deque()
        self._queue: list[Request] = []
        self._models: OrderedDict[tuple[str, int], Opened] = OrderedDict()
        self._opening: dict[tuple[str, int], Future[Opened]] = {}
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="open-model")
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="tell-stories", daemon=True)
        self._outgoing: list[tuple[Request, Event]] = []

    # --- from other threads ---------------------------------------------------------------------------------------
    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """End all stories and the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(timeout=30)
        self._opener.shutdown(wait=False, cancel_futures=True)

    def submit(self, request: Request) -> None:
        """Have a story told; its events come through `request.deliver`. Raises `BusyError` when too many wait."""
        with self._wake:
            waiting = len(self._inbox) + len(self._queue)
            if waiting >= self._limits.queue or self._stopping:
                raise BusyError(f"The server has {waiting} stories waiting already, which is as many as it takes.")
            self._inbox.append(request)
            self._wake.notify()

    def cancel(self, request: Request) -> None:
        """Nobody waits for this story any more; its row is free at the next step."""
        request.cancelled = True
        with self._wake:
            self._wake.notify()

    def borrow(self, place: Place) -> Opened:
        """A model to look into, opened if need be; hand it back with `give_back`. Blocks; raises `UserError`."""
        key = _key(place)
        with self._wake:
            while (opened := self._models.get(key)) is None:
                future = self._open(place, key)
                if future is None:
                    raise BusyError("All opened models are in use, and there is no memory for another one.")
                self._wake.release()
                try:
                    future.result()
                finally:
                    self._wake.acquire()
                self._take_in_opened()
            opened.borrowers += 1
            self._models.move_to_end(key)
            return opened

    def give_back(self, opened: Opened) -> None:
        """Nobody looks into it any more."""
        with self._wake:
            opened.borrowers -= 1

    def facts(self) -> dict[str, Any]:
        """Counts for the metrics page: stories under way and waiting, opened models and their bytes."""
        with self._wake:
            return {
                "stories": sum(len(opened.stories) for opened in self._models.values()),
                "waiting": len(self._inbox) + len(self._queue),
                "models": [key[0] for key in self._models],
                "model_bytes": sum(opened.size_bytes for opened in self._models.values()),
            }

    # --- the engine's thread --------------------------------------------------------------------------------------
    def _run(self) -> None:
        while True:
            with self._wake:
                while not (self._stopping or self._inbox or self._working()):
                    self._wake.wait(IDLE_WAIT_S)
                if self._stopping:
                    self._end_all()
                    break
                self._queue += self._inbox
                self._inbox.clear()
                self._take_in_opened()
                self._drop_cancelled()
                self._seat()
                active = [opened for opened in self._models.values() if opened.stories]
                if not active and not self._outgoing:
                    self._wake.wait(IDLE_WAIT_S)  # for a model that is being opened
            for opened in active:
                self._step(opened)
            self._send()

    def _working(self) -> bool:
        return bool(self._queue) or any(opened.stories for opened in self._models.values())

    def _step(self, opened: Opened) -> None:
        """One more token for each story of a model."""
        try:
            events = opened.batch.step()
        except Exception as error:  # damaged weights, no memory: this model's stories end, the others go on
            fault = error if isinstance(error, UserError) else ModelError(f"The model failed: {type(error).__name__}.")
            with self._wake:
                for request in opened.stories.values():
                    self._outgoing.append((request, Failed(fault)))
                opened.stories.clear()
                self._models.pop(opened.key, None)
            return
        for event in events:
            request = opened.stories[event.story]
            if isinstance(event, Ended):
                self._outgoing.append((request, Finished(event.ending)))
                with self._wake:
                    del opened.stories[event.story]
                opened.told.pop(event.story)
            else:
                number = opened.told[event.story]
                opened.told[event.story] = number + 1
                forced = number < len(request.forced)
                token = Token(event.id, event.log_probability, forced, event.alternatives)
                self._outgoing.append((request, token))

    def _send(self) -> None:
        """Everything that has happened since the last time, in one call for each receiver."""
        by_receiver: dict[Any, list[tuple[Request, Event]]] = {}
        for request, event in self._outgoing:
            by_receiver.setdefault(request.deliver, []).append((request, event))
        self._outgoing.clear()
        for deliver, events in by_receiver.items():
            deliver(events)

    def _drop_cancelled(self) -> None:
        self._queue = [request for request in self._queue if not request.cancelled]
        for opened in self._models.values():
            gone = [number for number, request in opened.stories.items() if request.cancelled]
            if gone:
                opened.batch.leave(*gone)
                for number in gone:
                    del opened.stories[number]
                    opened.told.pop(number)

    def _seat(self) -> None:
        """Let those who wait join their model's batch, in the order of their arrival."""
        still: list[Request] = []
        for request in self._queue:
            reason = self._try_to_seat(request)
            if reason is None:
                continue
            still.append(request)
            told = (reason, len(still) if reason == "queue" else None)
            if request.waiting != told:
                request.waiting = told
                self._outgoing.append((request, Waiting(*told)))
        self._queue = still

    def _try_to_seat(self, request: Request) -> str | None:
        """None when the request has joined or failed, otherwise what it waits for."""
        try:
            key = _key(request.place)
            opened = self._models.get(key)
            if opened is None:
                return "loading" if self._open(request.place, key) else "queue"
            if len(opened.stories) >= self._limits.stories:
                return "queue"
            self._models.move_to_end(key)
            self._begin(request, opened)
        except UserError as error:
            self._outgoing.append((request, Failed(error)))
        return None

    def _begin(self, request: Request, opened: Opened) -> None:
        prompt = opened.tokenizer.encode(request.prompt)
        unknown = [token for token in request.forced if not 0 <= token < opened.tokenizer.vocab_size]
        if unknown or opened.tokenizer.end_of_text_id in request.forced:
            raise PromptError("forced holds a token that this model's stories cannot have.")
        number = opened.batch.join(prompt, request.sampling, request.seed, request.forced, request.alternatives)
        opened.stories[number], opened.told[number] = request, 0
        self._outgoing.append((request, Started(prompt, opened.tokenizer)))

    # --- models in memory -----------------------------------------------------------------------------------------
    def _open(self, place: Place, key: tuple[str, int]) -> "Future[Opened] | None":
        """Begin to open a model, or go on with that; None while there is no memory for it.

        Raises the error with which opening it ended, and `ModelError` for one that can never fit.
        """
        if key in self._opening:
            future = self._opening[key]
            if future.done() and future.exception():
                del self._opening[key]
                raise _without_paths(future.exception(), place)
            return future
        size = _size_bytes(place)
        if size > self._limits.model_bytes:
            raise ModelError(
                f"{place.id} needs {size / 2**20:,.0f} MiB of memory, more than the {self._limits.model_bytes / 2**20:,.0f} "
                "MiB that the server may use for models. Start it with a larger memory_mib=…"
            )
        if not self._make_room(size):
            return None
        future = self._opener.submit(self._open_now, place, key, size)
        self._opening[key] = future
        future.add_done_callback(lambda _: self._awake())
        return future

    def _open_now(self, place: Place, key: tuple[str, int], size: int) -> Opened:
        model, tokenizer = open_model_folder(place.folder, self._device)
        return Opened(key, model, tokenizer, size, StoryBatch(model, tokenizer.end_of_text_id))

    def _take_in_opened(self) -> None:
        for key, future in list(self._opening.items()):
            if future.done() and not future.exception():
                del self._opening[key]
                self._models[key] = future.result()

    def _make_room(self, size: int) -> bool:
        """Drop models, the least recently used first, until `size` bytes fit beside the others."""
        coming = sum(_opened_bytes(key, self._sizes_of_opening) for key in self._opening)
        while sum(opened.size_bytes for opened in self._models.values()) + coming + size > self._limits.model_bytes:
            idle = next((key for key, opened in self._models.items() if not opened.in_use), None)
            if idle is None:
                return False
            del self._models[idle]
        return True

    def _awake(self) -> None:
        with self._wake:
            self._wake.notify()

    def _end_all(self) -> None:
        error = BusyError("The server is stopping.")
        for opened in self._models.values():
            self._outgoing += [(request, Failed(error)) for request in opened.stories.values()]
        self._outgoing += [(request, Failed(error)) for request in (*self._queue, *self._inbox)]
        self._send()


def _key(place: Place) -> tuple[str, int]:
    try:
        return place.id, place.version()
    except OSError as error:
        raise ModelError(f"{place.id} is no longer there: its folder was removed.") from error


def _size_bytes(place: Place) -> int:
    """Memory of an opened model: its weights in fp32, and the copy of them that telling makes."""
    try:
        return 2 * (place.folder / "model.safetensors").stat().st_size
    except OSError as error:
        raise ModelError(f"{place.id} is no longer there: its folder was removed.") from error


def _without_paths(error: BaseException | None, place: Place) -> UserError:
    """An error of opening a model, in words that tell nothing about the machine."""
    if isinstance(error, (ModelError, TokenizerError)):
        return type(error)(str(error).replace(str(place.folder), place.id))
    return ModelError(f"{place.id} could not be opened: {type(error).__name__}.")
