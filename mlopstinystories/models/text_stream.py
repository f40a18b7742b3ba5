"""Text as it is made: tokens in one by one, whole characters out as soon as they are settled.

A character may be spelled by several tokens (an emoji in a byte-level vocabulary has up to four), and some decoders
treat the first token of a text in their own way, so a token cannot be decoded alone. Here the newest tokens are decoded
together with the one before them, and what looks unfinished is held back: the pieces and the rest, joined, are the text
of all tokens. The work for each token does not grow with the text.
"""

from collections.abc import Callable

UNFINISHED = "\ufffd"
"""What decoders write for bytes that are no character, or not yet one."""
_LONGEST_WINDOW = 32
"""Tokens that are decoded together at most. Only bytes that are no text at all come so far; of those, all are let go
but the last few, which may begin a character."""
_LONGEST_UNFINISHED = 3
"""Marks that an unfinished character can leave: it lacks at least one of its four bytes."""


class TextStream:
    """Turns a growing list of tokens into a growing text; `decode` turns a list of tokens into text."""

    def __init__(self, decode: Callable[[list[int]], str]) -> None:
        self._decode = decode
        self._window: list[int] = []  # a token whose text is given out, for context, and those after it
        self._given = 0  # characters of the window's text that are given out

    def push(self, token: int) -> str:
        """The text that is settled now and was not before; often a word, sometimes nothing."""
        self._window.append(token)
        text = self._decode(self._window)
        held = len(text) - len(text.rstrip(UNFINISHED))
        too_long = len(self._window) > _LONGEST_WINDOW
        if too_long:
            held = min(held, _LONGEST_UNFINISHED)
        piece = text[self._given : len(text) - held]
        if held == 0 or too_long:
            self._window = [token] if held == 0 else self._window[-_LONGEST_WINDOW // 2 :]
            self._given = len(self._decode(self._window)) - held
        else:
            self._given = max(self._given, len(text) - held)
        return piece

    def rest(self) -> str:
        """What was held back; called once, after the last token."""
        return self._decode(self._window)[self._given :] if self._window else ""
