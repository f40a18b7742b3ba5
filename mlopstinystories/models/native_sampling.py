"""The next token of each story, drawn in C (`native/sampling.c`); where that is not to be had, by `sampling.py`.

The same settings, random numbers and rules as there, so the same tokens, but for draws that fall within a rounding error
of the border between two: PyTorch's operators cost more than the sampling of one story itself.

B stories in the batch, V vocabulary.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
import torch

from mlopstinystories.models import sampling as plain
from mlopstinystories.models.sampling import Alternative, Drawn, Draws, Sampling, damaged_model
from mlopstinystories.native import native

_ROWS_A_THREAD = 4
"""Fewer rows are drawn sooner than another thread has begun."""

_int, _real, _pointer = ctypes.c_int64, ctypes.c_double, ctypes.c_void_p


class _Choice(ctypes.Structure):
    _fields_ = [
        *((name, _real) for name in ("temperature", "top_p", "draw")),
        *((name, _int) for name in ("top_k", "forced", "alternatives", "named", "token")),
        ("log_probability", _real),
    ]


class _Entry(ctypes.Structure):
    _fields_ = [("log_probability", ctypes.c_float), ("token", ctypes.c_int32)]


class Chooser(Protocol):
    """Draws the next token of each of some stories; see `sampling.sample`."""

    def __call__(self, logits_BV: torch.Tensor, forced: Sequence[int | None] | None = None) -> Drawn:
        """One token a story; `forced` as there."""


def chooser(samplings: Sequence[Sampling], draws: Sequence[Draws], alternatives: Sequence[int]) -> Chooser:
    """For stories with these settings, in the order of their rows."""
    if _library()[0] is not None:
        return _NativeChooser(samplings, draws, alternatives)
    return lambda logits_BV, forced=None: plain.sample(
        logits_BV, samplings, draws, forced, alternatives if any(alternatives) else None
    )


class _NativeChooser:
    def __init__(self, samplings: Sequence[Sampling], draws: Sequence[Draws], alternatives: Sequence[int]) -> None:
        self._choices = (_Choice * len(samplings))()
        for choice, sampling, named in zip(self._choices, samplings, alternatives, strict=True):
            choice.temperature, choice.top_k = sampling.temperature, sampling.top_k or 0
            choice.top_p = 1.0 if sampling.top_p is None else sampling.top_p
            choice.forced, choice.alternatives = -1, named
        self._drawing = [
            (choice, numbers) for choice, numbers in zip(self._choices, draws, strict=True) if choice.temperature
        ]
        self._entries = (_Entry * 0)()
        self._size = self._threads = self._memory_pointer = 0

    def __call__(self, logits_BV: torch.Tensor, forced: Sequence[int | None] | None = None) -> Drawn:
        choices = self._choices
        if logits_BV.dtype != torch.float32 or logits_BV.device.type != "cpu" or not logits_BV.is_contiguous():
            logits_BV = logits_BV.float().cpu().contiguous()
        rows, size = logits_BV.shape
        assert rows == len(choices)
        if size != self._size:
            self._prepare(size)
        for choice, numbers in self._drawing:
            choice.draw = numbers.next()
        if forced is not None:
            for choice, token in zip(choices, forced, strict=True):
                assert token is None or 0 <= token < size
                choice.forced = -1 if token is None else token
        if not self._sampling(
            choices, rows, logits_BV.data_ptr(), size, self._entries, self._memory_pointer, self._threads
        ):
            raise damaged_model()
        return Drawn(
            [choice.token for choice in choices],
            [choice.log_probability for choice in choices],
            [self._alternatives(choice) for choice in choices] if self._entries else self._none,
        )

    def _prepare(self, size: int) -> None:
        library, _ = _library()
        assert library is not None
        named = 0
        for choice in self._choices:
            choice.alternatives, choice.named = min(choice.alternatives, size), named
            named += choice.alternatives
        self._sampling, self._size = library.sampling, size
        self._entries = (_Entry * named)()
        self._none: list[list[Alternative]] = [[] for _ in self._choices]
        self._threads = max(1, min(torch.get_num_threads(), len(self._choices) // _ROWS_A_THREAD))
        self._memory = np.empty(self._threads * library.sampling_memory(size))
        self._memory_pointer = self._memory.ctypes.data

    def _alternatives(self, choice: _Choice) -> list[Alternative]:
        entries = self._entries[choice.named : choice.named + choice.alternatives]
        return [Alternative(entry.token, entry.log_probability) for entry in entries]


@cache
def _library() -> tuple[ctypes.CDLL | None, str]:
    found = native("sampling", threads=True)
    library = found.library
    if library is not None:
        library.sampling.argtypes = (_pointer, _int, _pointer, _int, _pointer, _pointer, _int)
        library.sampling.restype = library.sampling_memory.restype = _int
        library.sampling_memory.argtypes = (_int,)
    return library, found.reason
