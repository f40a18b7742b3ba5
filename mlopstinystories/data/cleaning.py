"""Stories cleaned by named rules, each of which can be switched; every rule counts what it touched.

    empty             nothing but blanks: always dropped, since there is nothing to learn and nothing to score
    mojibake          "itâ€™s" repaired to "it’s": UTF-8 that somebody once read as Windows-1252
    odd_unicode       invisible characters removed, odd blanks made plain; then a story with letters of another script
                      than Latin, private characters or U+FFFD is dropped
    cut               dropped when it is short or does not end as a story does
    duplicates        dropped when the same text came by before
    near_duplicates   dropped when the same words in the same order came by before, whatever their case and punctuation,
                      or nearly the same ones (`near_copies.py`)

The rules follow what users of the published data complain about. They work on one story at a time, in this order, and a
later rule sees what an earlier one has repaired. On which side of a split a story stands is decided before, by its raw
text.

The price: the last two remember 64 bits of every story, some 100 bytes each in Python; near copies take a tenth of a
millisecond a story; and a rule such as `cut` is a guess, which also drops a whole story that ends in an unusual way. So
the default drops nothing but empty stories.
"""

import functools
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from mlopstinystories.settings import CleaningSettings

if TYPE_CHECKING:
    from mlopstinystories.data.near_copies import NearCopies

_SUSPICIOUS = re.compile("[âÃÂð]")
"""What UTF-8 read as Windows-1252 contains; asking the repairing library about every story would take an hour."""
_CUT_QUOTE = re.compile(r"â€(?=[\s\"'.,!?;:)]|\Z)")
"""A closing quote whose last byte is lost, since Windows-1252 has no character for it."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_ODD_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ODD_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_WHOLE_END = re.compile(r"(?:[.!?…][\"'”’»)\]*]*|\bthe end)\Z", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Cleaner:
    """The rules for one pass over stories; what it has seen belongs to that pass.

    `counts` holds for each rule that touched a story how many it `repaired` or `dropped`, as `"cut dropped": 3`.
    `needs_text` says whether a rule looks into the stories; without, only empty ones are dropped.
    """

    def __init__(self, settings: CleaningSettings) -> None:
        self._settings = settings
        self.needs_text = any(
            (settings.mojibake, settings.odd_unicode, settings.cut, settings.duplicates, settings.near_duplicates)
        )
        self._texts: set[int] = set()
        self._words: set[int] = set()
        self._near_copies = _near_copies() if settings.near_duplicates else None
        self.counts: Counter[str] = Counter()

    def clean(self, story: str) -> str:
        """The story as it goes into the data set; the empty text when it does not. `story` has no blank ends."""
        if not story:
            self.counts["empty dropped"] += 1
            return ""
        return self._by_rules(story) if self.needs_text else story

    def report(self) -> dict[str, int]:
        """`counts` in the order of their names; always with `empty dropped`."""
        return dict(sorted({"empty dropped": 0, **self.counts}.items()))

    def _by_rules(self, story: str) -> str:
        rules = self._settings
        if rules.mojibake and not story.isascii():
            story = self._noted("mojibake", story, repair_mojibake(story))
        if rules.odd_unicode:
            story = self._noted("odd_unicode", story, plain_characters(story))
            if story and not story.isascii() and any(map(_is_foreign, set(story))):
                return self._drop("odd_unicode")
        if not story:  # it was made of invisible characters alone
            return self._drop("empty")
        if rules.cut and is_cut(story, rules.shortest_story):
            return self._drop("cut")
        if rules.duplicates and _seen(story, self._texts):
            return self._drop("duplicates")
        if self._near_copies is not None:
            words = _BETWEEN_WORDS.sub(" ", story.casefold()).strip()
            if _seen(words, self._words) or self._near_copies.seen(words.split()):
                return self._drop("near_duplicates")
        return story

    def _noted(self, rule: str, before: str, after: str) -> str:
        if before != after:
            self.counts[f"{rule} repaired"] += 1
        return after

    def _drop(self, rule: str) -> str:
        self.counts[f"{rule} dropped"] += 1
        return ""


def _near_copies() -> "NearCopies":
    from mlopstinystories.data.near_copies import NearCopies  # numpy is needed for this rule alone

    return NearCopies()


def repair_mojibake(story: str) -> str:
    """The story with UTF-8 that was read as Windows-1252 read rightly, quotes whose last byte is lost included."""
    if not _SUSPICIOUS.search(story):
        return story
    import ftfy

    return ftfy.fix_encoding(_CUT_QUOTE.sub("”", story)).strip()


def plain_characters(story: str) -> str:
    """The story without invisible characters, and with plain blanks and line breaks."""
    return _ODD_BLANK.sub(" ", _INVISIBLE.sub("", _ODD_LINE_BREAK.sub("\n", story))).strip()


def is_cut(story: str, shortest: int) -> bool:
    """Whether a story has fewer than `shortest` characters, or ends without a full stop, quote or "The End"."""
    return len(story) < shortest or _WHOLE_END.search(story, max(len(story) - 16, 0)) is None


@functools.cache
def _is_foreign(character: str) -> bool:
    """Letters and digits of other scripts than Latin, private and unassigned characters, the replacement character."""
    kind = unicodedata.category(character)
    if character == "\ufffd" or kind in ("Co", "Cn", "Cs"):
        return True
    if kind[0] != "L" and kind != "Nd":
        return False
    return not character.isascii() and "LATIN" not in unicodedata.name(character, "")


def _seen(text: str, before: set[int]) -> bool:
    """Whether an equal text came by. 64 bits: among three million texts the chance of one error is below 1e-6."""
    key = hash(text)
    if key in before:
        return True
    before.add(key)
    return False
