"""The models in memory, within a bound: whoever was used longest ago goes first, and never one that is in use.

A model counts twice its weights, since PyTorch's operators lay them out once more for decoding
(`models/gpt_neo_decode.py`); told in C it takes them once, so the bound is kept with room to spare. A run that is
still training writes new weights under the same name: they are another model here, and the old one goes when nobody
tells with it any more.
"""

import threading
import time
from dataclasses import dataclass, field

import torch
from torch import nn
from transformers import PreTrainedModel

from mlopstinystories.errors import UserError
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.models.model import context_length
from mlopstinystories.serving.answers import BrokenModelError
from mlopstinystories.serving.catalogue import Source
from mlopstinystories.tokenizer import StoryTokenizer

COPIES = 2


class NoRoomError(Exception):
    """Every model in memory is in use, and together with the new one they would exceed the bound."""


@dataclass
class Loaded:
    """A model and its tokenizer; `users` counts those who must not lose it."""

    source: Source
    model: PreTrainedModel
    tokenizer: StoryTokenizer
    users: int = 0
    used_s: float = 0.0
    texts: dict[int, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def bytes(self) -> int:
        """What it counts towards the bound."""
        return COPIES * sum(parameter.numel() * parameter.element_size() for parameter in self.model.parameters())

    @property
    def context(self) -> int:
        """Tokens that the model reads at most."""
        return context_length(self.model.config)

    @property
    def vocab_size(self) -> int:
        """Rows of the embedding; every id is below."""
        return int(self.model.config.vocab_size)

    def text(self, token: int) -> str:
        """A token alone, as it stands inside a text; U+FFFD where it is a part of a character."""
        text = self.texts.get(token)
        if text is None:
            before = self.tokenizer.decode([self.tokenizer.end_of_text_id])
            text = self.tokenizer.decode([self.tokenizer.end_of_text_id, token])[len(before) :]
            self.texts[token] = text
        return text


class ModelStore:
    """Opens models and keeps them while there is room; safe to call from several threads."""

    def __init__(self, device: torch.device, memory_bytes: int) -> None:
        self._device, self._memory = device, memory_bytes
        self._models: dict[Source, Loaded] = {}
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        """One model is read at a time: two at once would be counted as one."""

    def loaded(self) -> list[Loaded]:
        """The models in memory."""
        with self._lock:
            return list(self._models.values())

    def bytes(self) -> int:
        """What they count together."""
        return sum(loaded.bytes for loaded in self.loaded())

    def get(self, source: Source) -> Loaded | None:
        """The model, if it is in memory; whoever takes it gives it back with `release`."""
        with self._lock:
            loaded = self._models.get(source)
            if loaded is not None:
                loaded.users += 1
            return loaded

    def acquire(self, source: Source) -> Loaded:
        """The model, read from its folder where it is not in memory; given back with `release`.

        Raises `BrokenModelError` when the folder cannot be used, and `NoRoomError` when models in use leave no room.
        """
        with self._opening:
            loaded = self.get(source)
            if loaded is not None:
                return loaded
            self._make_room(source)
            loaded = _open(source, self._device)
            loaded.users, loaded.used_s = 1, time.monotonic()
            with self._lock:
                self._models[source] = loaded
            return loaded

    def release(self, loaded: Loaded) -> None:
        """One user less."""
        with self._lock:
            loaded.users -= 1
            loaded.used_s = time.monotonic()
            assert loaded.users >= 0

    def drop(self, loaded: Loaded) -> None:
        """Forget a model that has turned out to be damaged; those who use it keep it until they release it."""
        with self._lock:
            if self._models.get(loaded.source) is loaded:
                del self._models[loaded.source]

    def _make_room(self, source: Source) -> None:
        needed = COPIES * source.bytes
        if needed > self._memory:
            raise BrokenModelError(
                "model_too_large",
                f"The model {source.id} needs {needed / 2**20:,.0f} MiB, and this server keeps at most "
                f"{self._memory / 2**20:,.0f} MiB of models.",
                f"Start it with models_memory_mb={-(-needed // 2**20)} or more.",
                "model",
            )
        with self._lock:
            idle = sorted(
                (loaded for loaded in self._models.values() if not loaded.users),
                key=lambda loaded: (loaded.source.id != source.id, loaded.used_s),
            )
            held = sum(loaded.bytes for loaded in self._models.values())
            for loaded in idle:
                same_place = loaded.source.id == source.id  # older weights of the run: nobody can ask for them again
                if same_place or held + needed > self._memory:
                    held -= loaded.bytes
                    del self._models[loaded.source]
            if held + needed > self._memory:
                raise NoRoomError


def _open(source: Source, device: torch.device) -> Loaded:
    try:
        model, tokenizer = open_model_folder(source.folder, device)
        context_length(model.config)
    except (UserError, OSError) as error:
        print(f"The model {source.id} cannot be opened: {error}", flush=True)
        raise BrokenModelError(
            "broken_model",
            f"The model {source.id} cannot be opened: its files are damaged, or have just been removed.",
            "The terminal of the server says what is wrong with them. Take another model, or train it again with "
            "overwrite=true.",
            "model",
        ) from error
    nn.Module.requires_grad_(model, False)
    return Loaded(source, model, tokenizer)
