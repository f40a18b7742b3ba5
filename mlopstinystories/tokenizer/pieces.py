"""Text cut into the pieces on which a byte-level BPE works, by GPT-2's rule, many stories in one pass over their bytes.

GPT-2 cuts a text before it merges anything: contractions ('s 't 're 've 'm 'll 'd), then letters, digits or other signs
in runs with at most one blank before each, and what is left of the white space. The rule is a regular expression; run
as one it reads a few MB/s. Here it is a table: whether a piece begins at a byte depends only on the class of that byte
and of its two neighbours, except after a contraction, and numpy looks that up for a million bytes at once.

Which characters are letters, digits or white space changes with every version of Unicode, so outside ASCII nobody is
asked but the `tokenizers` library: each new character is put behind a letter, a digit and a sign, and joins the one of
its own class. The tests hold the pieces against the library's on random Unicode.

The price is that the rule is written a second time, and only this one: `is_gpt2` says whether a tokenizer cuts so.

N bytes.
"""

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

from mlopstinystories.tokenizer.words import SEPARATOR, Cut, told_apart

_LETTER, _DIGIT, _SIGN, _BLANK, _SPACE, _END, _UNKNOWN = range(7)
"""Classes of bytes; `_BLANK` is the one character that joins the piece after it, `_SPACE` all other white space."""
_CLASSES = 6
_ASCII_SPACE = b"\t\n\v\f\r"
_LAST_CODE_POINT = 0x10FFFF


def _letters() -> list[str]:
    """The letter by which a byte-level BPE spells each of the 256 bytes.

    GPT-2's table: a byte that is a visible character of Latin-1 is spelled by itself, the others by the characters from
    256 on, in their order.
    """
    visible = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    others = iter(range(256, 512))
    return [chr(byte if byte in visible else next(others)) for byte in range(256)]


LETTERS = _letters()
_LETTER_OF_LATIN_1 = dict(enumerate(LETTERS))


def spelled(piece: bytes) -> str:
    """A piece as the vocabulary of a byte-level BPE spells it, one letter a byte."""
    return piece.decode("latin-1").translate(_LETTER_OF_LATIN_1)


def is_gpt2(tokenizer: Tokenizer) -> bool:
    """Whether a tokenizer encodes text piece by piece, each for itself, and cuts the pieces by GPT-2's rule."""
    cutting = tokenizer.pre_tokenizer
    return (
        tokenizer.normalizer is None
        and isinstance(cutting, ByteLevel)
        and cutting.use_regex
        and not cutting.add_prefix_space
        # An ordinary added token is cut out of the text before the rule sees it.
        and all(token.special for token in tokenizer.get_added_tokens_decoder().values())
        and tokenizer.encode_special_tokens
        and not getattr(tokenizer.model, "dropout", None)
    )


class PieceScanner:
    """Cuts stories into pieces. What it learns of characters outside ASCII is kept for the next call."""

    def __init__(self) -> None:
        self._rule = ByteLevel(add_prefix_space=False)
        self._class_of_character = np.full(_LAST_CODE_POINT + 1, _UNKNOWN, np.uint8)

    def scan(self, stories: bytes) -> Cut:
        """The pieces of `stories`, told apart; the separators between stories are pieces themselves."""
        return told_apart(stories, self.bounds(stories))

    def bounds(self, stories: bytes) -> NDArray[np.int64]:
        """Where the pieces of `stories` begin, and where the last one ends.

        `stories` are UTF-8 with one `SEPARATOR` before, between and after them. The separators between stories are
        pieces themselves; the first and the last one are not.
        """
        assert stories[:1] == stories[-1:] == SEPARATOR
        if len(stories) <= 2:
            return np.ones(1, np.int64)
        bytes_N = np.frombuffer(stories, np.uint8)
        classes_N = np.frombuffer(bytearray(stories.translate(_CLASS_OF_BYTE)), np.uint8)
        characters = self._classify(bytes_N, classes_N)
        begins_N = _begins(classes_N)
        _mend_wide_spaces(begins_N, classes_N, *characters)
        _cut_contractions(begins_N, bytes_N)
        return np.flatnonzero(begins_N)  # the last separator closes the last piece

    def _classify(
        self, bytes_N: NDArray[np.uint8], classes_N: NDArray[np.uint8]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give every byte of a character outside ASCII the class of that character; returns where they begin and
        how many bytes they have."""
        starts = np.flatnonzero((bytes_N >= 0xC0) & (bytes_N != 0xFF))
        if not len(starts):
            return starts, starts
        lead = bytes_N[starts].astype(np.int64)
        sizes = 2 + (lead >= 0xE0) + (lead >= 0xF0)
        code_points = lead & np.where(sizes == 2, 0x1F, np.where(sizes == 3, 0x0F, 0x07))
        for k in (1, 2, 3):
            more = sizes > k
            code_points[more] = code_points[more] << 6 | (bytes_N[starts[more] + k] & 0x3F)
        classes = self._class_of_character[code_points]
        if (classes == _UNKNOWN).any():
            for code_point in np.unique(code_points[classes == _UNKNOWN]).tolist():
                self._class_of_character[code_point] = self._ask(chr(code_point))
            classes = self._class_of_character[code_points]
        classes_N[starts] = classes
        for k in (1, 2, 3):
            more = sizes > k
            classes_N[starts[more] + k] = classes[more]
        return starts, sizes

    def _ask(self, character: str) -> int:
        """The class that the library's rule gives a character: it joins the letter, the digit or the sign before it."""
        for neighbour, its_class in (("a", _LETTER), ("1", _DIGIT), ("!", _SIGN)):
            if len(self._rule.pre_tokenize_str(neighbour + character)) == 1:
                return its_class
        return _SPACE


def _class_of_byte(byte: int) -> int:
    character = chr(byte)
    if byte >= 0x80:  # 0xff is the separator; all others get their class from their whole character
        return _END if byte == SEPARATOR[0] else _UNKNOWN
    if character.isalpha():
        return _LETTER
    if character.isdigit():
        return _DIGIT
    return _BLANK if character == " " else _SPACE if byte in _ASCII_SPACE else _SIGN


def _is_begin(before: int, here: int, after: int) -> bool:
    """Whether a piece begins at a byte, by the classes of the byte before it, its own and of the byte after it."""
    spaces = (_BLANK, _SPACE)
    if here == _END:
        return True
    if here in spaces:
        # White space is one piece, but its last character stands apart when a story goes on after it.
        return before not in spaces or (after not in spaces and after != _END)
    if before in spaces:
        return before == _SPACE
    return before != here


_CLASS_OF_BYTE = bytes(_class_of_byte(byte) for byte in range(256))
_IS_BEGIN = bytes(
    _is_begin(key // _CLASSES**2, key // _CLASSES % _CLASSES, key % _CLASSES) if key < _CLASSES**3 else 0
    for key in range(256)
)


def _begins(classes_N: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where pieces begin, contractions aside; the first byte is a separator and begins none."""
    keys = classes_N[:-2] * np.uint8(_CLASSES**2)
    keys += classes_N[1:-1] * np.uint8(_CLASSES)
    keys += classes_N[2:]
    inner = keys.tobytes().translate(_IS_BEGIN)
    return np.frombuffer(bytearray(b"\0" + inner + b"\1"), np.bool_)


def _mend_wide_spaces(
    begins_N: NDArray[np.bool_], classes_N: NDArray[np.uint8], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> None:
    """White space of several bytes: what the table says of its last byte holds for its first one."""
    wide = classes_N[starts] == _SPACE
    starts, sizes = starts[wide], sizes[wide]
    lasts = starts + sizes - 1
    begins_N[starts] |= begins_N[lasts]
    begins_N[lasts] = False


def _cut_contractions(begins_N: NDArray[np.bool_], bytes_N: NDArray[np.uint8]) -> None:
    """Where an apostrophe begins a piece, 's 't 'm 'd 're 've 'll are pieces, whatever follows them."""
    at = np.flatnonzero(bytes_N == ord("'"))
    at = at[begins_N[at]]
    first = bytes_N[at + 1]  # at the end of the stories a separator, which is no letter
    second = bytes_N[np.minimum(at + 2, len(bytes_N) - 1)]
    short = np.isin(first, np.frombuffer(b"stmd", np.uint8))
    long = np.zeros(len(at), np.bool_)
    for pair in (b"re", b"ve", b"ll"):
        long |= (first == pair[0]) & (second == pair[1])
    begins_N[at[short | long] + 1] = False
    begins_N[at[short] + 2] = True
    begins_N[at[long] + 3] = True
