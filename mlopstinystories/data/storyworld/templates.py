"""A small language for sentences that can be said in many ways, compiled once and rendered by table look-up.

    [old|new|]        one of these, perhaps nothing; may be nested; the plain language takes the first
    {a} {a.his}       a role by its plain name or by one of its forms; a capital letter ({A}) begins a sentence
    {a:he} {a:his}    a pronoun if it can only mean this character here, else the name
    {#color}          a fresh word of a list
    <watch>           a tail, one of `synonyms.TAILS`
    <said a>          a tag for direct speech, one of the list of that name in `SPEECH_TAGS`
    a~ word           "a" or "an", as the next word asks
    +Sentence         may begin with "Then", "After a while," ...

A block of templates is a text: at the margin a key with the effects of telling it ("key: lose u x; down u"), below
it its templates, indented. An effect is a kind of `events.RULES`, then roles (u v w t: who; x y z: things; p q:
places), then perhaps a word. Sentences end outside brackets, so that a reader can take them one by one.
"""

from dataclasses import dataclass, replace
from typing import Final

from .synonyms import TAILS, vary

SPEECH_TAGS: Final = {
    "said": "[said {@}|{@} said|{@:he} said|{@} said [softly|quietly|slowly|with a smile|after a while]"
    "|said {@} [softly|quietly|in a low voice]]",
    "asked": "asked {@}[| softly| with wide eyes| quietly| at once]",
    "cried": "[cried|shouted|called|yelled] {@}[|| loudly| as loud as {@.he} could]",
    "kindly": "[said {@} [kindly|gently|warmly|with a smile]|{@} said [kindly|gently|in a warm voice]|{@:he} said [kindly"
    "|gently|softly]|{@} whispered|{@} said with a warm smile]",
    "sadly": "[said {@} [sadly|with tears in {@.his} eyes|in a tiny voice|with a sigh]|{@} said [sadly|with a sigh]|sobbed {@}"
    "|{@} sighed|sniffed {@}|{@:he} said [sadly|in a small voice]]",
    "sobbed": "[sobbed|cried|sighed|said] {@}[| sadly| in a tiny voice| with tears in {@.his} eyes]",
    "gladly": "[said {@} [happily|with a big smile|with shining eyes|with a laugh]|{@} said [happily|cheerfully]|laughed {@}"
    "|{@:he} said [happily|with a big grin]]",
    "cheered": "[cheered|laughed|cried|shouted] {@}[| happily| with shining eyes| at the top of {@.his} voice]",
    "crossly": "[said {@} [angrily|crossly|with a frown]|{@} said [angrily|in a loud voice]|grumbled {@}"
    "|{@} snapped|{@:he} said [crossly|angrily]]",
    "shouted": "[shouted|snapped|cried] {@}[| angrily| crossly| with a red face]",
}  # fmt: skip

# Openings that fit any sentence that simply comes next.
NEXT: Final = ("Then", "After that,", "Soon", "A little later,", "Before long,", "A moment later,", "After a while,",
               "Then", "After a little while,")  # fmt: skip


@dataclass(slots=True, frozen=True)
class Slot:
    """A role and the form it is wanted in. `careful` pronouns give way to the name where they could mislead."""

    role: str
    form: str
    careful: bool
    capital: bool
    subject: bool = False


@dataclass(slots=True, frozen=True)
class Fresh:
    """A word drawn from a list at rendering time."""

    list_name: str


@dataclass(slots=True, frozen=True)
class Choice:
    """One of several node sequences; the plain language takes the first."""

    options: tuple["Node", ...]


Part = str | Slot | Fresh | Choice
Node = tuple[Part, ...]


@dataclass(slots=True, frozen=True)
class Effect:
    """What telling changes or claims: a kind of event with the roles that take part."""

    kind: str
    roles: tuple[str, ...]
    word: str


@dataclass(slots=True, frozen=True)
class Ways:
    """All the ways of telling one thing, those with direct speech apart from those without, and its effects."""

    effects: tuple[Effect, ...]
    plain: tuple[Node, ...]
    spoken: tuple[Node, ...]
    sources: tuple[str, ...]


class TemplateError(ValueError):
    """A template is not well formed; the message quotes it."""


def _slot(text: str) -> Slot | Fresh:
    if text.startswith("#"):
        return Fresh(text[1:])
    capital = text[0].isupper()
    careful = ":" in text
    role, _, form = text.replace(":", ".").partition(".")
    return Slot(role.lower(), form.lower(), careful, capital)


def expand_tags(text: str) -> str:
    """`text` with its tags for direct speech and its tails written out."""
    out, rest = [], text
    while "<" in rest:
        before, _, tail = rest.partition("<")
        tag, _, rest = tail.partition(">")
        name, _, role = tag.partition(" ")
        out += [before, SPEECH_TAGS[name].replace("@", role) if role else TAILS[name]]
    return "".join(out) + rest


def _parse(text: str, at: int, inside: bool) -> tuple[list[Node], int]:
    """Alternatives from `at` on, up to the closing bracket (or the end), and where parsing stopped."""
    options: list[Node] = []
    parts: list[Part] = []
    literal = ""

    def flush() -> None:
        nonlocal literal
        if literal:
            parts.append(literal)
            literal = ""

    while at < len(text):
        char = text[at]
        if char == "[":
            flush()
            inner, at = _parse(text, at + 1, inside=True)
            parts.append(Choice(tuple(inner)))
        elif char == "{":
            flush()
            close = text.index("}", at)
            parts.append(_slot(text[at + 1 : close]))
            at = close
        elif inside and char in "|]":
            flush()
            options.append(tuple(parts))
            parts = []
            if char == "]":
                return options, at
        else:
            literal += char
        at += 1
    if inside:
        raise TemplateError(f"a bracket is not closed in: {text}")
    flush()
    return [tuple(parts)], at


def compile_template(text: str) -> Node:
    """The node sequence of one template. Raises `TemplateError` when brackets do not match."""
    if text.count("[") != text.count("]") or text.count("{") != text.count("}"):
        raise TemplateError(f"brackets do not match in: {text}")
    expanded = expand_tags(vary(text))
    if expanded.startswith("+"):
        # One in three such sentences begins with a word of time; more reads like a list.
        expanded = "[||||||{#next} |{#next} |{#next} ]" + expanded[1:]
    return _mark_subject(_parse(expanded, 0, inside=False)[0][0])


def _mark_subject(node: Node) -> Node:
    """The node with its first role marked as the sentence's subject, which may become a pronoun."""
    at = 1 if node and isinstance(node[0], Choice) and len(node) > 1 else 0
    part = node[at]
    together = len(node) > at + 1 and node[at + 1] in (" and ", ", ")
    if isinstance(part, Slot) and part.form == "" and not part.careful and not together:
        return (*node[:at], replace(part, subject=True), *node[at + 1 :])
    return node


def _effect(text: str) -> Effect:
    kind, *rest = text.split()
    roles = tuple(part for part in rest if part in "uvwtxyzpq")
    return Effect(kind, roles, " ".join(part for part in rest if part not in "uvwtxyzpq"))


def compile_block(text: str) -> dict[str, Ways]:
    """Templates by key from a block (see the head of this file)."""
    lines: dict[str, list[str]] = {}
    effects: dict[str, tuple[Effect, ...]] = {}
    key = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        if line.startswith(" "):
            lines[key].append(line.strip())
            continue
        key, _, listed = line.strip().partition(":")
        if key in lines:
            raise TemplateError(f"the key {key} stands twice")
        lines[key] = []
        effects[key] = tuple(_effect(part) for part in listed.split(";") if part.strip())
    return {
        key: Ways(
            effects[key],
            tuple(compile_template(t) for t in templates if '"' not in t),
            tuple(compile_template(t) for t in templates if '"' in t),
            tuple(templates),
        )
        for key, templates in lines.items()
    }
