"""GPT-2's rule of cutting text into pieces, on which a byte-level BPE works: who follows it, how pieces are spelled.

The rule cuts a text before anything is merged: contractions ('s 't 're 've 'm 'll 'd), then letters, digits or other
signs in runs with at most one blank before each, and what is left of the white space. The loops in C follow it
(`native/encode.c`). Which characters are letters, digits or white space changes with every version of Unicode, so
outside ASCII nobody is asked but the `tokenizers` library, by putting the character behind one of each kind.
"""

from typing import Final

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

LETTER, DIGIT, SIGN, SPACE = 0, 1, 2, 4
"""Classes of characters; in `native/encode.c` a plain blank is number 3, since it joins the piece after it."""
_RULE: Final = ByteLevel(add_prefix_space=False)


def _letters() -> list[str]:
    """The letter by which a byte-level BPE spells each of the 256 bytes.

    GPT-2's table: a byte that is a visible character of Latin-1 is spelled by itself, the others by the characters from
    256 on, in their order.
    """
    visible = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    others = iter(range(256, 512))
    return [chr(byte if byte in visible else next(others)) for byte in range(256)]


LETTERS: Final = _letters()


def pieces_of(text: str) -> list[str]:
    """The pieces of a text, spelled with one letter a byte, as the library cuts them: some microseconds each."""
    return [piece for piece, _ in _RULE.pre_tokenize_str(text)]


def character_class(character: str) -> int:
    """The class that the library's rule gives a character: it joins the letter, the digit or the sign before it."""
    for neighbour, its_class in (("a", LETTER), ("1", DIGIT), ("!", SIGN)):
        if len(_RULE.pre_tokenize_str(neighbour + character)) == 1:
            return its_class
    return SPACE


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
