"""One thread that tells all stories: requests join and leave the running batches of their models between two steps.

    submit ──▶ waiting ──(model read, room free)──▶ telling: a token of every story a step ──▶ ended
                  │                                    │
                  └────────────── cancel ──────────────┘

Each model with stories under way has a `StoryBatch`; they take turns, a step each. A model is read by a second thread,
so that stories of other models go on meanwhile. What happens is handed over in one call a step (`post`), with all
stories' events: waking the receiver is dearer than a token. Ids go out; the receiver makes text of them.

The price of one thread in Python: it shares the interpreter's lock with the receiver, so tokens per second over HTTP
are fewer than those of the engine alone (docs/source/serving.md).
"""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from mlopstinystories.errors import UserError
from mlopstinystories.models.generation import Ended, Step, StoryBatch
from mlopstinystories.serving.answers import BadRequestError, BrokenModelError, BusyError, RefusalError
from mlopstinystories.serving.catalogue import Source
from mlopstinystories.serving.loading import Loaded, ModelStore, NoRoomError
from mlopstinystories.serving.story_events import (
    Event,
    Finished,
    Post,
    Refused,
    Started,
    StoryRequest,
    Ticket,
    Token,
    Waiting,
)

RETRY_ROOM_S = 0.05
"""How often a model that found no room in memory is tried again."""

LOOK_UP_S = 0.5
"""How often an idle engine looks whether it is to stop: a signal's handler cannot wake it."""


@dataclass
class _Telling:
    """A model with stories under way."""

    loaded: Loaded
    batch: StoryBatch
    tickets: dict[int, Ticket] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """How much at once."""

    stories: int = 64
    """Under way, of all models together."""
    waiting: int = 256


class Engine:
    """Tells stories in a thread of its own, from `start` to `close`.

    `post` is called in that thread, with the new events of all stories, and must not block.
    """

    def __init__(self, store: ModelStore, limits: Limits, post: Post) -> None:
        self._store, self._limits, self._post = store, limits, post
        self._changed = threading.Condition()
        self._arrived: list[Ticket] = []
        self._open: set[Ticket] = set()
        """Neither ended nor refused; guarded by `_changed`, as is `_arrived`."""
        self._closing = False
        self._waiting: list[Ticket] = []
        self._tellings: dict[Source, _Telling] = {}
        self._reading: dict[Source, Future[Loaded]] = {}
        self._reader = ThreadPoolExecutor(1, "reads-models")
        self._no_room_before_s = 0.0
        self._events: dict[Ticket, list[Event]] = {}
        self._thread = threading.Thread(target=self._run, name="tells-stories", daemon=True)
        self.failure: BaseException | None = None

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop_soon(self) -> None:
        """Begin to end, without waiting; safe to call from a signal's handler."""
        self._closing = True

    def close(self) -> None:
        """End all stories with a refusal, and the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join()
        self._reader.shutdown(wait=True, cancel_futures=True)

    def submit(self, request: StoryRequest) -> Ticket:
        """Take a story on; raises `BusyError` when as many as may wait do so already."""
        with self._changed:
            if self._closing or self.failure is not None:
                raise BusyError("The server is stopping.", "Start it again with `make serve`, and try again.")
            if len(self._open) >= self._limits.stories + self._limits.waiting:
                telling, waiting = self._limits.stories, self._limits.waiting
                raise BusyError(f"The server is busy: {telling} stories are being told, and {waiting} wait.")
            ticket = Ticket(request, time.monotonic())
            self._open.add(ticket)
            self._arrived.append(ticket)
            self._changed.notify()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Tell this story no further; its row is free before the next step. No event follows."""
        with self._changed:
            ticket.cancelled = True
            self._changed.notify()

    def counts(self) -> tuple[int, int]:
        """Stories under way, and stories that wait."""
        telling = sum(len(telling.tickets) for telling in list(self._tellings.values()))
        return telling, max(0, len(self._open) - telling)

    # --- the thread -------------------------------------------------------------------------------------------------
    def _run(self) -> None:
        try:
            while self._wait_for_work():
                self._drop_cancelled()
                self._admit()
                for telling in list(self._tellings.values()):
                    self._step(telling)
                self._hand_over()
        except BaseException as error:  # a fault of ours: the receivers must hear of it, or they would wait for ever
            self.failure = error
            raise
        finally:
            self._end_all()

    def _wait_for_work(self) -> bool:
        """Sleep until there is something to do; False when it is time to end."""
        with self._changed:
            while not (self._closing or self._arrived or self._tellings or self._can_move()):
                self._changed.wait(RETRY_ROOM_S if self._waiting else LOOK_UP_S)
                if self._waiting:
                    break
            self._waiting += self._arrived
            self._arrived = []
            return not self._closing

    def _can_move(self) -> bool:
        return any(ticket.cancelled for ticket in self._waiting) or any(
            future.done() for future in self._reading.values()
        )

    def _drop_cancelled(self) -> None:
        for ticket in [ticket for ticket in self._waiting if ticket.cancelled]:
            self._waiting.remove(ticket)
            self._forget(ticket)
        for telling in list(self._tellings.values()):
            gone = [number for number, ticket in telling.tickets.items() if ticket.cancelled]
            if gone:
                telling.batch.leave(*gone)
                for number in gone:
                    self._forget(telling.tickets.pop(number))
                self._close_if_idle(telling)

    def _admit(self) -> None:
        """Give rows to those who wait longest and whose model is there; say to the others why they wait."""
        room = self._limits.stories - sum(len(telling.tickets) for telling in self._tellings.values())
        still: list[Ticket] = []
        for ticket in self._waiting:
            try:
                telling = self._telling_of(ticket.request.source) if room > 0 else None
                if telling is None:
                    still.append(ticket)
                    waiting = Waiting("queue" if room <= 0 else "loading", len(still))
                    if ticket.waiting != waiting:
                        ticket.waiting = waiting
                        self._say(ticket, waiting)
                    continue
                self._join(telling, ticket)
                room -= 1
            except RefusalError as refusal:
                self._refuse(ticket, refusal)
        self._waiting = still
        self._give_up_reading({ticket.request.source for ticket in still})
        for telling in list(self._tellings.values()):
            self._close_if_idle(telling)

    def _telling_of(self, source: Source) -> _Telling | None:
        """The batch of a model, or None while the model is being read; raises `BrokenModelError`."""
        if source in self._tellings:
            return self._tellings[source]
        if source in self._reading:
            if not self._reading[source].done():
                return None
            try:
                loaded: Loaded | None = self._reading.pop(source).result()
            except NoRoomError:
                self._no_room_before_s = time.monotonic() + RETRY_ROOM_S
                return None
        else:
            loaded = self._store.get(source)
        if loaded is None:
            if time.monotonic() < self._no_room_before_s:
                return None
            future = self._reader.submit(self._store.acquire, source)
            future.add_done_callback(self._wake)
            self._reading[source] = future
            return None
        telling = _Telling(loaded, StoryBatch(loaded.model, loaded.tokenizer.end_of_text_id))
        self._tellings[source] = telling
        return telling

    def _give_up_reading(self, wanted: set[Source]) -> None:
        """Models that were read for stories which have been cancelled meanwhile are let go."""
        for source in [source for source, future in self._reading.items() if future.done() and source not in wanted]:
            future = self._reading.pop(source)
            if future.exception() is None:
                self._store.release(future.result())

    def _wake(self, _: object) -> None:
        with self._changed:
            self._changed.notify()

    def _join(self, telling: _Telling, ticket: Ticket) -> None:
        request, loaded = ticket.request, telling.loaded
        end = loaded.tokenizer.end_of_text_id
        if wrong := [token for token in request.forced if token >= loaded.vocab_size or token == end]:
            raise BadRequestError(
                "bad_value",
                f"forced holds the id {wrong[0]}, which is no token of {loaded.source.id} that a story can have.",
                f"Ids are below {loaded.vocab_size}, and {end}, the end of text, cannot be forced.",
                "forced",
            )
        try:
            prompt = loaded.tokenizer.encode(request.prompt)
            number = telling.batch.join(prompt, request.sampling, request.seed, request.forced, request.alternatives)
        except UserError as error:
            message, _, hint = str(error).partition(". ")
            raise BadRequestError("bad_prompt", message + ".", hint or "Change the prompt.", "prompt") from error
        telling.tickets[number] = ticket
        self._say(ticket, Started(loaded, prompt))

    def _step(self, telling: _Telling) -> None:
        try:
            step: Step = telling.batch.step()
        except UserError as error:  # weights that are not numbers: this model's stories end, the others go on
            print(f"The model {telling.loaded.source.id} cannot be used: {error}", flush=True)
            self._store.drop(telling.loaded)
            for ticket in telling.tickets.values():
                self._refuse(ticket, _damaged(telling.loaded.source))
            telling.tickets.clear()
            self._close_if_idle(telling)
            return
        for event in step:
            ticket = telling.tickets[event.story]
            if isinstance(event, Ended):
                self._say(ticket, Finished(event.ending))
                del telling.tickets[event.story]
                self._forget(ticket)
            else:
                ticket.told += 1
                self._say(ticket, Token(event.id, event.log_probability, event.alternatives))
        self._close_if_idle(telling)

    def _close_if_idle(self, telling: _Telling) -> None:
        """Without stories the batch goes, with its cache and its copy of the weights; the model stays in memory."""
        if not telling.tickets and self._tellings.get(telling.loaded.source) is telling:
            del self._tellings[telling.loaded.source]
            self._store.release(telling.loaded)

    # --- events -------------------------------------------------------------------------------------------------------
    def _say(self, ticket: Ticket, event: Event) -> None:
        if not ticket.cancelled:
            self._events.setdefault(ticket, []).append(event)

    def _refuse(self, ticket: Ticket, refusal: RefusalError) -> None:
        self._say(ticket, Refused(refusal))
        self._forget(ticket)

    def _forget(self, ticket: Ticket) -> None:
        with self._changed:
            self._open.discard(ticket)

    def _hand_over(self) -> None:
        if self._events:
            events, self._events = self._events, {}
            self._post(list(events.items()))

    def _end_all(self) -> None:
        """Whoever is still there hears that the server stops."""
        with self._changed:
            self._closing = True
            left = list(self._open)
            self._open.clear()
        stopping = BusyError("The server is stopping.", "Start it again with `make serve`, and try again.")
        for ticket in left:
            self._say(ticket, Refused(stopping))
        for telling in list(self._tellings.values()):
            telling.tickets.clear()
            self._close_if_idle(telling)
        self._waiting.clear()
        self._hand_over()


def _damaged(source: Source) -> BrokenModelError:
    return BrokenModelError(
        "damaged_model",
        f"The weights of {source.id} are damaged: its logits are not numbers, so its training has diverged.",
        "Take an earlier checkpoint of the run, or train it again with a lower learning rate.",
        "model",
    )
