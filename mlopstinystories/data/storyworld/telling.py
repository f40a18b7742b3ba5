"""The teller: turns a list of events into English paragraphs.

Pronouns are careful: `{a:he}` becomes "he" only where no other "he" was spoken of in this sentence or, unless a was
named again since, in the one before; else the name. That costs a repeated name now and then, and buys stories in
which every pronoun has one meaning.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from .english import FRESH, NAMING, WAYS
from .events import Event
from .inflection import with_article
from .templates import Choice, Fresh, Node, Slot
from .world import Character, Spoken, Thing

Roles = Mapping[str, Spoken | str]

# A beat that only begins a new paragraph.
PARAGRAPH: Final = None
# How often a subject that may be a pronoun is one.
_SUBJECT_PRONOUNS: Final = 0.35
# How often "the kite" is told with its adjective, "the red kite".
_FULL_SHARE: Final = 0.7
# Plain language: only so many choices and words of each list, the first and commonest.
_PLAIN_CHOICES: Final = 2
_PLAIN_WORDS: Final = 4
# So often a noun is drawn anew that the story has named already.
_REDRAWS: Final = 8
# How a sentence begins that needs no opener.
_OPEN_ALREADY: Final = (
    '"', "Then ", "So ", "Next", "Just ", "And ", "But ", "In ", "On ", "At ", "One ", "By ", "That ", "Every ",
    "While ", "With ", "Not ", "From ", "Under ",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Beat:
    """One telling: the key of its ways, who and what take part, and the events that it lets happen.

    `opener` may begin the sentence ("After that,"). `scene` is the place where it happens (`english.HERE` knows what
    stands there). `start` and `end` are the character offsets of its sentences in
    the story's text.
    """

    how: str
    roles: Roles
    events: tuple[Event, ...]
    opener: str = ""
    scene: str = "house"
    start: int = 0
    end: int = 0


class Teller:
    """Tells one story. `random` gives floats in [0, 1); `dialogue` asks for direct speech where there is a choice."""

    def __init__(self, random: Callable[[], float], dialogue: bool, plain: bool) -> None:
        self._random = random
        self._share_spoken = 0.75 if dialogue else 0.06
        self._plain = plain
        self._roles: Roles = {}
        self._sentence = 0
        self._last: dict[str, Character] = {}
        self._rival: dict[str, int] = {}
        self._named: dict[int, int] = {}
        self._used: set[int] = set()
        self._taken: set[str] = set()
        self._before: set[Node] = set()
        self._chosen: set[Node] = set()
        self._here = ""

    def tell(self, beats: Sequence[Beat | None]) -> str:
        """The story's text: paragraphs separated by single newlines. Fills in each beat's `start` and `end`."""
        out: list[str] = []
        length = 0
        fresh = True
        self._taken = {_head(name) for beat in beats if beat is not None for name in _names(beat)}
        for beat in beats:
            if beat is PARAGRAPH:
                fresh = True
                continue
            if fresh:
                self._last.clear()
                self._rival.clear()
                self._named.clear()
            sentence = self._say(beat)
            if out:
                out.append("\n" if fresh else " ")
                length += 1
            fresh = False
            out.append(sentence)
            beat.start, beat.end = length, length + len(sentence)
            length = beat.end
        return "".join(out)

    def _say(self, beat: Beat) -> str:
        self._roles = beat.roles
        self._here = f"here {beat.scene}" if f"here {beat.scene}" in FRESH else "here"
        self._sentence += 1
        self._before, self._chosen = self._chosen, set()
        ways = WAYS[beat.how]
        options = ways.plain
        if ways.spoken and (not options or self._random() < self._share_spoken):
            options = ways.spoken
        out: list[str] = []
        self._render(self._fresh_way(options), out)
        text = "".join(out)
        if beat.opener and not text.startswith(_OPEN_ALREADY):
            named = text.startswith(tuple(who.name for who in beat.roles.values() if isinstance(who, Character)))
            text = f"{beat.opener} {text if named else text[0].lower() + text[1:]}"
        return _finish(text)

    def _fresh_way(self, options: tuple[Node, ...]) -> Node:
        """One of `options`, preferring one this story has not used."""
        way = options[int(self._random() * len(options))]
        if id(way) in self._used:
            way = options[int(self._random() * len(options))]
        self._used.add(id(way))
        return way

    def _render(self, node: Node, out: list[str]) -> None:
        random = self._random
        for part in node:
            if part.__class__ is str:
                out.append(part)
            elif isinstance(part, Choice):
                options = part.options
                if self._plain:
                    options = options[:_PLAIN_CHOICES]
                option = options[int(random() * len(options))]
                if len(option) == 1 and option[0].__class__ is str:
                    # A turn of phrase that the sentence before has: one more draw.
                    if option in self._before:
                        option = options[int(random() * len(options))]
                    self._chosen.add(option)
                self._render(option, out)
            elif isinstance(part, Fresh):
                out.append(self._fresh_word(part.list_name))
            else:
                assert not isinstance(part, str)
                entity = self._roles[part.role]
                if isinstance(entity, Character):
                    text = self._name(entity, part)
                elif isinstance(entity, str):
                    text = entity
                elif part.form == "the" and not self._plain and "thefull" in entity.forms and random() < _FULL_SHARE:
                    text = entity.forms["thefull"]
                else:
                    text = entity.forms[part.form]
                out.append(text[0].upper() + text[1:] if part.capital else text)

    def _fresh_word(self, name: str) -> str:
        """A word or phrase of a list; of a list of nouns mostly one whose noun the story has not named yet."""
        words = FRESH[self._here if name == "here" else name]
        if self._plain:
            words = words[:_PLAIN_WORDS]
        word = words[int(self._random() * len(words))]
        if name in NAMING:
            for _ in range(_REDRAWS):
                if _head(word) not in self._taken:
                    break
                word = words[int(self._random() * len(words))]
            self._taken.add(_head(word))
        return word

    def _name(self, who: Character, part: Slot) -> str:
        form, tail = part.form, ""
        if part.careful:
            if self._is_clear(who):
                self._named[id(who)] = self._sentence
                return who.forms[form]
            form, tail = "", ("'s" if form == "his" else "")
        elif part.subject and self._random() < _SUBJECT_PRONOUNS and self._is_clear(who):
            self._named[id(who)] = self._sentence
            return who.forms["he"]
        if form in ("", "a", "call"):
            gender = who.pronoun
            last = self._last.get(gender)
            if last is not None and last is not who:
                self._rival[gender] = (
                    self._sentence if self._named[id(last)] == self._sentence else self._named[id(last)]
                )
            self._last[gender] = who
            self._named[id(who)] = self._sentence
        if form == "" and "thefull" in who.forms and not self._plain and self._random() < _FULL_SHARE:
            return who.forms["thefull"] + tail
        return who.forms[form] + tail

    def _is_clear(self, who: Character) -> bool:
        if self._last.get(who.pronoun) is not who:
            return False
        since_rival = self._sentence - self._rival.get(who.pronoun, -9)
        return since_rival > 1 or (since_rival == 1 and self._named[id(who)] == self._sentence)


@cache
def _head(phrase: str) -> str:
    """The noun of a phrase, the same for one and for many: "bear" of "two brown teddy bears"."""
    return phrase.rpartition(" ")[2].removesuffix("s")


def _names(beat: Beat) -> Iterator[str]:
    """The nouns that a beat's roles name."""
    yield beat.scene
    for one in beat.roles.values():
        if isinstance(one, Thing):
            yield one.name
        elif isinstance(one, Character):
            yield one.sort


def _finish(text: str) -> str:
    """The sentence with its articles settled, no doubled blanks, and a capital at its head."""
    if "~" in text:
        head, *tail = text.split("a~ ")
        text = head + "".join(with_article(part) for part in tail)
    if "A~" in text:
        head, *tail = text.split("A~ ")
        text = head + "".join("A" + with_article(part)[1:] for part in tail)
    if "hoofs" in text:
        text = text.replace("hoofs", "hooves")
    if "  " in text:
        text = text.replace("  ", " ")
    if text[0] == '"':
        return '"' + text[1].upper() + text[2:]
    return text[0].upper() + text[1:]
