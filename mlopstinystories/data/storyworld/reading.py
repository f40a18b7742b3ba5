"""The reader: finds for a sentence the template that could have told it, and who and what it speaks of.

Every sentence of every template becomes a pattern, with a group for each role. A sentence is tried against those
patterns alone that share its rarest fixed word. That costs a second at the first use and some tens of microseconds a
sentence after, and needs no second description of the language: a new template can be read as soon as it can be told.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from .english import FRESH, WAYS
from .struggle import OPENERS
from .templates import NEXT, Choice, Effect, Fresh, Node, Part, Slot, compile_template

_PEOPLE: Final = "uvw"
_THINGS: Final = "xyzt"
_PLACES: Final = "pq"
# Lists up to this length are matched word by word, longer ones by any words.
_SHORT_LIST: Final = 24

_NAME: Final = r"[A-Z][a-z]+(?: [A-Z][a-z]+)?|[Tt]he [a-z]+(?:[ -][a-z]+){0,4}"
_PRONOUN: Final = r"[Hh]e|[Ss]he|[Ii]t|[Hh]er|[Hh]is|[Hh]im|[Ii]ts|himself|herself|itself"
_WORDS: Final = r"[A-Za-z][\w',.!?-]*(?: [\w',.!?-]+){0,14}?"
_PHRASE: Final = r"[a-z][a-z'-]*(?: [a-z'-]+){0,7}?"
_NOUN: Final = r"[a-z][a-z'-]*(?: (?!and\b|was\b|but\b|that\b|from\b|to\b|with\b|for\b)[a-z'-]+){0,4}?"
_PLACE_FORMS: Final = {
    "to": "home|to [a-z' ]+?|to [A-Z][a-z]+'s house",
    "at": "(?:[Aa]t|[Ii]n|[Oo]n|[Bb]y) [a-z' ]+?|at [A-Z][a-z]+'s house",
    "the": "the [a-z' ]+?",
    "over": "(?:over|along|through) the [a-z' ]+?",
}  # fmt: skip
_ARTICLES: Final = {
    "the": "[Tt]he ", "thefull": "[Tt]he ", "a": "(?:[Aa]n?|[Ss]ome) ", "bare": "(?:[Aa]n?|[Ss]ome) ", "my": "my ",
}  # fmt: skip
# What a slot of any words takes from a pattern's weight: such a pattern says little about the sentence.
_ANY_WORDS: Final = 12
_SPOT: Final = r"(?:in|on|under|behind|at|between|into|down|far|next|inside|beside|near|by|out) [\w' -]+?"
_SPECIAL: Final = {
    "spot": _SPOT, "s1": _SPOT, "s2": _SPOT, "s3": _SPOT, "weather": "[a-z]+", "spotnoun": "[Tt]he [a-z -]+?",
    "guard": "[a-z]+ [a-z]+", "guilty": "(?:an?|the) [a-z' ]+?",
}  # fmt: skip


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`; direct speech belongs to the sentence around it."""
    sentences, start, quoted = [], 0, False
    for found in re.finditer(r'"|[.!?]+(?="?(?:\s|$))|\n', text):
        mark = found.group()
        if mark == '"':
            quoted = not quoted
            continue
        if mark == "\n":
            end = found.start()
        elif quoted:
            if text[found.end() : found.end() + 1] != '"' or re.match(r'"\s+[a-z]', text[found.end() :]):
                continue
            end = found.end() + 1
        else:
            end = found.end()
        piece = text[start:end].strip()
        if piece:
            sentences.append(piece)
        start = end
        if mark == "\n":
            quoted = False
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


@dataclass(slots=True, frozen=True)
class Reading:
    """A sentence as a telling: its key, its effects, and in order the roles with their form and the words for them."""

    how: str
    effects: tuple[Effect, ...]
    words: tuple[tuple[str, str, str], ...]
    weight: int


@dataclass(slots=True, frozen=True)
class _Pattern:
    how: str
    effects: tuple[Effect, ...]
    source: str
    slots: tuple[tuple[str, str], ...]
    fixed: frozenset[str]
    weight: int


class _Writer:
    """Turns a node into the text of a regular expression, counting fixed letters and collecting the roles."""

    def __init__(self) -> None:
        self.slots: list[tuple[str, str]] = []
        self.loose = 0

    def node(self, node: Node) -> str:
        return "".join(self.part(part) for part in node)

    def part(self, part: Part) -> str:
        if isinstance(part, str):
            return re.escape(part).replace(r"a\~", "an?").replace(r"A\~", "An?")
        if isinstance(part, Choice):
            return "(?:" + "|".join(self.node(option) for option in part.options) + ")"
        if isinstance(part, Fresh):
            words = FRESH[part.list_name]
            return "(?:" + "|".join(map(re.escape, words)) + ")" if len(words) <= _SHORT_LIST else f"(?:{_PHRASE})"
        return self.slot(part)

    def slot(self, part: Slot) -> str:
        role, form = part.role, part.form
        if role in _SPECIAL:
            return _SPECIAL[role]
        if role not in _PEOPLE + _THINGS + _PLACES:
            self.loose += 1
            return f"(?:{_WORDS})"
        if role in _PLACES:
            return self.group(role, form, _PLACE_FORMS.get(form, _PHRASE))
        if role in "uvwt" and form in ("", "call") and (role != "t" or form == ""):
            possible = f"{_NAME}|dear [a-z -]+" if form == "call" else _NAME
            return self.group(role, "name", f"{possible}|{_PRONOUN}" if part.subject or part.careful else possible)
        if part.careful:
            tail = "'s" if form == "his" else ""
            return self.group(role, "name", f"(?:{_NAME}){tail}|{_PRONOUN}")
        if form in ("he", "him", "his", "himself"):
            return self.group(role, "gender", _PRONOUN) if role in "uvwt" else f"(?:{_PRONOUN})"
        if role in "uvwt" and form == "a" and role not in "xyz":
            return self.group(role, "intro", rf"[Aa]n? {_PHRASE}")
        if role in "uvw" or (role == "t" and form in ("sort", "trait", "hand")):
            return self.group(role, form, _PHRASE) if form == "sort" else f"(?:{_PHRASE})"
        if role == "t":
            return self.group(role, "target", _NAME)
        if form == "look":
            return f"(?:{_PHRASE})"
        article = {
            "the": "[Tt]he ",
            "thefull": "[Tt]he ",
            "a": "(?:[Aa]n?|[Ss]ome) ",
            "bare": "(?:[Aa]n?|[Ss]ome) ",
            "my": "my ",
        }
        return article.get(form, "") + self.group(role, "thing", _NOUN)

    def group(self, role: str, form: str, pattern: str) -> str:
        self.slots.append((role, form))
        return f"({pattern})"


def _sentences(node: Node) -> Iterator[Node]:
    """The node cut where a sentence ends outside brackets."""
    current: list[Part] = []
    for at, part in enumerate(node):
        if not isinstance(part, str):
            current.append(part)
            continue
        rest = part
        follows = node[at + 1] if at + 1 < len(node) else None
        while (found := re.search(r'[.!?]"? (?=[A-Z"])|[.!?]"? $', rest)) is not None:
            quotes = "".join(p for p in current if isinstance(p, str)) + rest[: found.end()]
            tag = found.group().endswith('" ') and found.end() == len(rest) and _begins_small(follows)
            if quotes.count('"') % 2 or tag:
                head, rest = rest[: found.end()], rest[found.end() :]
                current.append(head)
                continue
            yield (*current, rest[: found.end() - 1])
            current, rest = [], rest[found.end() :]
        if rest:
            current.append(rest)
    if current:
        yield tuple(current)


def _begins_small(part: Part | None) -> bool:
    """Whether what follows direct speech is its tag ("cried Tom"), and not the next sentence."""
    if isinstance(part, Choice):
        head = part.options[0][0] if part.options[0] else None
        return isinstance(head, str) and head[0].islower()
    return isinstance(part, str) and part[0].islower()


def _fixed(node: Node) -> str:
    return " ".join(part for part in node if isinstance(part, str))


def _pattern(how: str, effects: tuple[Effect, ...], node: Node) -> _Pattern:
    writer = _Writer()
    source = writer.node(node)
    literal = _fixed(node)
    head = node[0]
    if isinstance(head, str) and head[0].isalpha() and not head.startswith(("a~", "A~")):
        source = f"[{head[0].upper()}{head[0].lower()}]" + source[1:]
    fixed = frozenset(word for word in re.findall(r"(?<![\w'])[a-z]{2,}(?![\w'])", literal.replace("a~", " ")))
    return _Pattern(how, effects, source, tuple(writer.slots), fixed, len(literal) - _ANY_WORDS * writer.loose)


def _roles(node: Node) -> set[str]:
    """All roles that a node speaks of."""
    found: set[str] = set()
    for part in node:
        if isinstance(part, Slot):
            found.add(part.role)
        elif isinstance(part, Choice):
            for option in part.options:
                found |= _roles(option)
    return found


def _at(effect: Effect, roles: list[set[str]]) -> int:
    """The number of the sentence that an effect belongs to: the first that names all who take part."""
    needed = set(effect.roles)
    for wanted in (needed, needed - {"u"}):
        for number, named in enumerate(roles):
            if wanted <= named:
                return number
    return 0


@cache
def _patterns() -> tuple[tuple[_Pattern, ...], dict[str, list[int]], list[int]]:
    """All patterns, their numbers by rarest fixed word, and the numbers of those without one."""
    found: dict[tuple[str, str], _Pattern] = {}
    for how, ways in WAYS.items():
        for source in ways.sources:
            nodes = list(_sentences(compile_template(source)))
            roles = [_roles(node) for node in nodes]
            for number, node in enumerate(nodes):
                effects = tuple(effect for effect in ways.effects if _at(effect, roles) == number)
                pattern = _pattern(how, effects, node)
                found.setdefault((how, pattern.source), pattern)
    patterns = tuple(found.values())
    counts = Counter(word for pattern in patterns for word in pattern.fixed)
    index: dict[str, list[int]] = {}
    bare: list[int] = []
    for number, pattern in enumerate(patterns):
        if pattern.fixed:
            index.setdefault(min(pattern.fixed, key=lambda word: (counts[word], word)), []).append(number)
        else:
            bare.append(number)
    return patterns, index, bare


@cache
def _compiled(number: int) -> re.Pattern[str]:
    return re.compile(_patterns()[0][number].source)


_OPENERS: Final = tuple(f"{opener} " for opener in sorted({*OPENERS, *NEXT}))


# A probe is checked once for each of its options, with the same sentences before it.
@lru_cache(maxsize=256)
def readings(sentence: str) -> list[Reading]:
    """All tellings that `sentence` can be, those with the most fixed words first; none if it cannot be read."""
    found = _match(sentence)
    for opener in _OPENERS:
        if sentence.startswith(opener):
            rest = sentence[len(opener) :]
            found += _match(rest[0].upper() + rest[1:])
    return sorted(found, key=lambda reading: -reading.weight)


def _match(sentence: str) -> list[Reading]:
    patterns, index, bare = _patterns()
    present = set(re.findall(r"(?<![\w'])[a-z]{2,}(?![\w'])", sentence))
    numbers = [number for word in present if word in index for number in index[word]] + bare
    found = []
    for number in numbers:
        pattern = patterns[number]
        if not pattern.fixed <= present:
            continue
        matched = _compiled(number).fullmatch(sentence)
        if matched is None:
            continue
        words = tuple(
            (role, form, surface)
            for (role, form), surface in zip(pattern.slots, matched.groups(), strict=True)
            if surface is not None
        )
        found.append(Reading(pattern.how, pattern.effects, words, pattern.weight))
    return found
