"""The truth of a finished text: reads it sentence by sentence into a world of its own and tells what contradicts it.

The sentences are read by the templates (`reading.py`), their effects are applied by the same rules that a plot obeys
(`events.py`), so a contradiction is an event that could not have happened, or a claim that is not so. What cannot be
read changes nothing; `CheckedStory.share_read` says how much of the text stands behind the verdict.
"""

from dataclasses import dataclass
from typing import Final

from . import words_people, words_places
from .events import Contradiction, Event, ImpossibleEventError, apply
from .lexicon_nouns import KIND_OF
from .plots_making import MADE
from .reading import Reading, readings, split_sentences
from .templates import Effect
from .world import Character, Place, Thing, World, make_character, make_thing

_MOVING: Final = frozenset(("leave", "mention", "lives", "fall_sick", "belongs"))
_GENDERS: Final = {
    **dict.fromkeys((*words_people.GIRLS, *words_people.ANIMAL_GIRLS), "she"),
    **dict.fromkeys((*words_people.BOYS, *words_people.ANIMAL_BOYS), "he"),
}
_GENDER_OF_PRONOUN: Final = {"he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she",
                             "herself": "she", "it": "it", "its": "it", "itself": "it"}  # fmt: skip
_PLACE_NAMES: Final = sorted(
    (
        words.name
        for words in (*words_places.OUTDOOR, *words_places.INDOOR, *words_places.HOMES, *words_places.SIGHTS)
    ),
    key=len, reverse=True,
)  # fmt: skip
_WORKERS: Final = frozenset(noun for noun, kind in KIND_OF.items() if kind == "worker")


@dataclass(slots=True, frozen=True)
class Finding:
    """One contradiction: the sentence (its number and its text), of which kind, and why."""

    number: int
    sentence: str
    kind: Contradiction
    why: str


@dataclass(slots=True, frozen=True)
class CheckedStory:
    """What `check_story` found, and how much of the text it could read."""

    findings: tuple[Finding, ...]
    sentences: int
    read: int

    @property
    def share_read(self) -> float:
        """Sentences read, of all."""
        return self.read / self.sentences if self.sentences else 0.0


def check_story(text: str) -> CheckedStory:
    """The contradictions in a text of the story world, a told one or one that a model wrote."""
    belief = Belief()
    findings: list[Finding] = []
    sentences = 0
    read = 0
    for paragraph in text.split("\n"):
        belief.paragraph()
        for sentence in split_sentences(paragraph):
            known = readings(sentence)
            if known:
                read += 1
                problem = belief.hear(known)
                if problem is not None:
                    findings.append(Finding(sentences, sentence, problem.contradiction, str(problem)))
            sentences += 1
    return CheckedStory(tuple(findings), sentences, read)


def _spans(phrase: str) -> list[str]:
    """All runs of words in a phrase, the longest first: a name may have an adjective before or an adverb behind it."""
    parts = phrase.split(" ")
    return [
        " ".join(parts[at : at + length])
        for length in range(len(parts), 0, -1)
        for at in range(len(parts) - length, -1, -1)
    ]


class Belief:
    """The world as a reader knows it after so many sentences."""

    def __init__(self) -> None:
        self.world = World()
        self.people: dict[str, Character] = {}
        self.things: dict[str, Thing] = {}
        self.places: dict[str, Place] = {}
        self._named: list[Character] = []
        self._sure = False
        self._learned: list[tuple[Character, str]] = []
        self._partner: Character | None = None
        self._object: Thing | None = None

    def paragraph(self) -> None:
        """Pronouns do not reach over the beginning of a paragraph."""
        self._named.clear()

    def hear(self, known: list[Reading]) -> ImpossibleEventError | None:
        """Take in one sentence in its likeliest reading that is not contradictory; the problem if there is none."""
        first: ImpossibleEventError | None = None
        for reading in known:
            if reading.weight < 0.8 * known[0].weight:
                break
            for sure in (False, True):
                try:
                    self._take(reading, sure)
                except ImpossibleEventError as problem:
                    first = first or problem
                else:
                    return None
        return first

    # -- one reading ----------------------------------------------------------------------------------------------

    def _take(self, reading: Reading, sure: bool) -> None:
        """Let what the reading says happen; `sure` takes a pronoun for nobody whose gender is not known."""
        self._sure = sure
        self._learned = []
        named = list(self._named)
        new = {effect.roles[0] for effect in reading.effects if effect.kind == "intro"}
        sorts = {role: words for role, form, words in reading.words if form == "sort"}
        roles: dict[str, Character | Thing | Place] = {}
        for role, form, words in reading.words:
            if form in ("sort", "gender"):
                continue
            one = self._resolve(role, form, words, sorts.get(role, "") if role in new else None, named)
            if one is None:
                continue
            if roles.get(role, one) is not one:
                raise ImpossibleEventError(f"{roles[role].name} is also called {one.name}", "name")
            roles[role] = one
            if isinstance(one, Character) and form != "target" and words.lower() not in _GENDER_OF_PRONOUN:
                named.append(one)
        self._fill_in(reading, roles, sorts)
        events = [event for effect in reading.effects if (event := self._event(effect, roles)) is not None]
        for event in events:
            apply(self.world, event)
        self._check_cast(roles, events)
        self._remember(roles, named)

    def _fill_in(self, reading: Reading, roles: dict[str, Character | Thing | Place], sorts: dict[str, str]) -> None:
        """Who is named by the sort alone ("the little puppy"), and genders that pronouns give away."""
        for role, sort in sorts.items():
            if role not in roles and sort in self.people:
                roles[role] = self.people[sort]
        named = {role for role, _, words in reading.words if words.lower() not in _GENDER_OF_PRONOUN}
        for role, form, words in reading.words:
            who = roles.get(role)
            if form == "gender" and role in named and isinstance(who, Character) and who.pronoun == "?":
                self._learned.append((who, _GENDER_OF_PRONOUN[words.lower()]))

    def _resolve(
        self, role: str, form: str, words: str, sort: str | None, named: list[Character]
    ) -> Character | Thing | Place | None:
        if role in "pq":
            return self._place(words)
        if role in "xyz":
            return self._thing(words)
        return self._who(role, form, words.removesuffix("'s"), sort is not None, sort or "", named)

    def _who(
        self, role: str, form: str, words: str, new: bool, sort: str, named: list[Character]
    ) -> Character | Thing | None:
        pronoun = _GENDER_OF_PRONOUN.get(words.lower())
        if pronoun is not None:
            genders = (pronoun,) if self._sure else (pronoun, "?")
            who = next((who for who in reversed(named) if who.pronoun in genders), None)
            # Only where nobody else can be meant does a pronoun give a gender away.
            if who is not None and who.pronoun == "?" and all(one.pronoun != pronoun for one in named):
                self._learned.append((who, pronoun))
            return who
        key = words.removeprefix("dear ")
        key = key[4:] if key.lower().startswith("the ") else key
        if form == "intro":
            return self._new_nameless(words.split(" ", 1)[1])
        for name in _spans(key):
            if name in self.people:
                return self.people[name]
            if role == "t" and name in self.things:
                return self.things[name]
        if new and key[0].isupper():
            return self._new_named(key, sort)
        if key in words_people.FAMILY:
            who = make_character(key, key.lower(), words_people.FAMILY[key])
            who.known = who.resident = True
            self.people[key] = who
            return who
        if role == "t" and not key[0].isupper():
            return None
        raise ImpossibleEventError(f"nobody has introduced {words}", "name")

    def _new_named(self, name: str, sort: str) -> Character:
        pronoun = {"girl": "she", "boy": "he"}.get(sort) or _GENDERS.get(name, "?")
        who = make_character(name, sort, pronoun if pronoun != "?" else "it")
        who.pronoun = pronoun
        if not self.people:
            home = Place("house", False, (), {"at": "at home"})
            self.places["house"] = who.place = self.world.home = home
        self.people[name] = who
        return who

    def _new_nameless(self, phrase: str) -> Character:
        sort = next((s for s in self._suffixes(phrase) if s in KIND_OF), phrase.rpartition(" ")[2])
        if sort in self.people:
            return self.people[sort]
        who = make_character(f"the {sort}", sort, "it")
        who.pronoun = "?" if sort in _WORKERS else "it"
        self.people[sort] = who
        return who

    def _thing(self, phrase: str) -> Thing:
        options = list(self._suffixes(phrase))
        name = next((o for o in options if o in self.things or o in KIND_OF or o in MADE), options[-1])
        if name not in self.things:
            self.things[name] = make_thing(name, KIND_OF.get(name, "toy"))
        return self.things[name]

    def _place(self, phrase: str) -> Place:
        name = phrase
        for start in ("at ", "in ", "on ", "by ", "to ", "over ", "along ", "through "):
            name = name.removeprefix(start)
        name = name.removeprefix("the ")
        name = "house" if name == "home" else name
        name = next((known for known in _PLACE_NAMES if name.startswith(f"{known} ")), name)
        if name not in self.places:
            self.places[name] = Place(name, True, (), {"at": phrase})
        return self.places[name]

    @staticmethod
    def _suffixes(phrase: str) -> list[str]:
        parts = phrase.split(" ")
        return [" ".join(parts[at:]) for at in range(len(parts))]

    def _event(self, effect: Effect, roles: dict[str, Character | Thing | Place]) -> Event | None:
        people: list[Character] = []
        event = Event(effect.kind, self.world.hero)  # type: ignore[arg-type]
        for role in effect.roles:
            one = roles.get(role) or self._default(role, effect, roles)
            if one is None:
                return None
            if isinstance(one, Character):
                people.append(one)
            elif isinstance(one, Thing):
                event.x = one
            else:
                event.p = one
        if people:
            event.u = people[0]
        event.v = people[1] if len(people) > 1 else None
        event.w = effect.word
        return event if event.u is not None else None

    def _default(
        self, role: str, effect: Effect, roles: dict[str, Character | Thing | Place]
    ) -> Character | Thing | None:
        """Who or what a telling means without a word for it."""
        if role == "u":
            thing = roles.get("x")
            if effect.kind in ("lose", "spoil", "down") and isinstance(thing, Thing):
                return self._loser(thing)
            return self._partner if roles.get("v") is self.world.hero else self.world.hero
        if role in "vw":
            return self._partner if roles.get("u") is not self._partner else self.world.hero
        return self._object if role == "x" else None

    def _loser(self, thing: Thing) -> Character | None:
        return thing.holder or thing.owner or self.world.hero

    def _check_cast(self, roles: dict[str, Character | Thing | Place], events: list[Event]) -> None:
        moving = any(event.kind in _MOVING for event in events)
        for role, who in roles.items():
            if not isinstance(who, Character):
                continue
            if not who.known:
                raise ImpossibleEventError(f"nobody has introduced {who.name}", "name")
            if role in "uv" and not moving and not self.world.here(who):
                raise ImpossibleEventError(f"{who.name} is not here", "absence")

    def _remember(self, roles: dict[str, Character | Thing | Place], named: list[Character]) -> None:
        self._named = named
        for who, pronoun in self._learned:
            who.pronoun = pronoun
        for role in ("v", "u", "w"):
            one = roles.get(role)
            if isinstance(one, Character) and one is not self.world.hero:
                self._partner = one
                break
        thing = roles.get("x") or roles.get("t")
        if isinstance(thing, Thing):
            self._object = thing
