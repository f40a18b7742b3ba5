"""Plots about learning something hard, and about being afraid."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .frame import close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import Character

_LEARN: Final = "fast eyes copy angry slow count song dawn"
_LEARN_HELPERS: Final = ("tortoise goat duck crow frog", "clown teacher sailor dancer lifeguard")
LEARN: Final = obstacle(_LEARN, {}, *_LEARN_HELPERS)
# What one falls at can be learned with a cushion around the belly.
LEARN_FALLING: Final = obstacle(_LEARN, {"pad": "pillow cushion"}, *_LEARN_HELPERS)
FEAR: Final = obstacle(
    "hide run shout later count step look song joke", {"charm": "pebble button feather shell coin bell"}, "mouse snail robin ladybug",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class Skill:
    """Something that takes practice: what a beginner does wrong, and what helps."""

    base: str
    mishap: str
    tip: str
    places: tuple[str, ...] = ("park", "garden", "meadow", "backyard", "playground")

    @property
    def falling(self) -> bool:
        """Whether a beginner falls, on dry land."""
        return self.mishap.startswith(("tipped", "slid ", "fell", "wobbled"))


SKILLS: Final = (
    Skill("ride a bike", "tipped over into the grass", "Look ahead, not down"),
    Skill("swim", "got water up the nose", "Kick your legs and breathe slowly", ("lake", "beach")),
    Skill("skate", "slid and sat down with a bump", "Bend your knees a little", ("lake", "village square")),
    Skill("whistle with two fingers", "only blew air", "Make your lips round and small"),
    Skill("jump rope", "got tangled in the rope", "Count while you jump"),
    Skill("juggle three balls", "dropped every ball", "Start with only one ball"),
    Skill("tie a bow", "made a big knot", "Make two loops like rabbit ears"),
    Skill("climb a rope", "slid right down", "Hold on with your feet", ("playground", "barn")),
    Skill("do a cartwheel", "fell flat on the grass", "Keep your arms strong"),
    Skill("play the flute", "made a noise like a sick goose", "Blow as softly as the wind"),
    Skill("row a boat", "went around in circles", "Pull both sides together", ("lake", "river")),
    Skill("skip stones", "only made a big splash", "Pick a flat stone and throw low", ("lake", "river")),
    Skill("fly a kite", "crashed the kite into the ground", "Let the string go slowly"),
    Skill("catch a ball", "missed the ball", "Watch the ball all the way"),
    Skill("stand on one leg", "wobbled and fell over", "Look at one spot"),
    Skill("flip pancakes", "dropped the pancake on the floor", "Wait until you see the bubbles", ("school",)),
    Skill("walk on stilts", "fell off like a sack of flour", "Take very small steps"),
    Skill("ride a pony", "slid off on the other side", "Sit up straight and hold on with your knees", ("farm", "meadow")),
    Skill("write a whole page", "made a big ink spot", "Write one word and then the next", ("school",)),
    Skill("build a tower of ten stones", "only made a heap", "Put the flat ones at the bottom", ("garden", "beach", "river")),
    Skill("dive", "hit the water flat as a board", "Put your chin on your chest", ("lake", "beach")),
    Skill("hit a drum in time", "hit the wrong beat", "Listen first and then play"),
)  # fmt: skip

# What is feared: the key of the moment, how it is called, the noise if there is one, and what is behind it.
_FEARS: Final = (
    ("dark", "the dark", ("scratch, scratch", "creak", "tap, tap, tap", "whoo, whoo", "rustle, rustle"),
     ("a branch at the window", "the cat", "an owl on the roof", "the old clock", "a mouse with a nut", "the coat on the door")),
    ("thunder", "thunder", ("boom", "rumble, rumble", "crash"), ("two big clouds bumping", "the sky clearing its throat", "air and light")),
    ("water", "deep water", (), ("wet and a bit cold", "water, the same as in the bathtub")),
    ("dog", "big dogs", ("woof, woof", "grr"), ("an old dog who wanted to play", "a dog with a wagging tail")),
    ("stage", "singing in front of people", (), ("mothers and fathers and friends", "a lot of friendly faces")),
    ("doctor", "the doctor", (), ("a kind woman with cold fingers", "a man with a funny tie")),
    ("school", "new places", (), ("a room full of children who were shy, too", "a teacher with a friendly smile")),
    ("high", "high places", (), ("a slide, and slides are made for sliding", "a long, shiny slide")),
    ("haircut", "scissors", ("snip, snap", "clip, clip"), ("a comb, a chair and a mirror", "a pair of small scissors")),
)  # fmt: skip


# Who need not learn it.
_SWIMMERS: Final = ("duck", "frog", "beaver", "otter", "turtle", "penguin")
_BORN_TO: Final = {"swim": _SWIMMERS, "dive": _SWIMMERS, "climb a rope": ("squirrel", "monkey", "raccoon", "chipmunk")}
_OUTDOORS: Final = ("water", "dog", "high")
# What nobody can do at the top of a slide: run, creep behind something, find something by the path.
_NOT_AT_THE_TOP: Final = ("run", "hide", "charm")
_WHERE: Final = {
    "water": ("lake",), "dog": ("farm",), "stage": ("school",), "doctor": ("doctor's office",), "school": ("school",),
    "high": ("playground",), "haircut": ("barber shop",),
}  # fmt: skip


def learning(s: Stage) -> None:
    """A skill that will not come at once."""
    skill = s.some(SKILLS)
    s.bar(_BORN_TO.get(skill.base, ()))
    a = s.a
    b = s.friend() if s.conflict or s.chance(0.3) else None
    s.strings.update(k=skill.base, mishap=skill.mishap, tip=skill.tip)
    open_story(s, friend=b)
    reason = s.pick(("want", "race", "show")) if b is not None else s.pick(("want", "race"))
    p = s.place(skill.places)
    s.para()
    if b is not None:
        s.tell("go.with", a, b, p=p)
    else:
        s.tell("go.place", p=p)
    s.tell(f"learn.{reason}", a, b, p=p)
    if s.moral:
        s.tell("learn.boast")
    learn = LEARN_FALLING if skill.falling else LEARN
    struggle = Struggle(s, "learn", learn if p.outdoors else learn.indoors(), b)
    if s.foreshadow:
        struggle.plant()
    s.tell("learn.first")
    if s.conflict and b is not None:
        s.tell("learn.laugh", a, b)
        s.tell("sorry", b, a)
        s.tell("forgive", b, a)
    else:
        s.maybe(0.3, "felt.sad")
    s.para()
    quarrels, s.conflict = s.conflict, False
    struggle.tries(least=2 if s.bad else 1)
    s.conflict = quarrels
    if s.moral:
        s.tell("learn.boast_lesson")
        s.lesson = "patience"
    if s.bad:
        s.tell(s.pick(("learn.hurt", "learn.give_up")) if skill.falling else "learn.give_up")
        if b is not None:
            s.tell("comfort", a, b)
        close_story(s, "gave up for now", s.lesson or "try", b, happy=False)
        return
    s.para()
    helper = struggle.solve()
    if helper is not None:
        s.maybe(0.5, "thanks", a, helper)
    s.maybe(0.5, "learn.show_off")
    if s.twist:
        s.tell("learn.teach_other")
    close_story(s, "learned and taught" if s.twist else "learned", s.lesson or "try", b)


def _fear(kind: str, name: str, noises: tuple[str, ...], truths: tuple[str, ...]) -> Callable[[Stage], None]:
    def plot(s: Stage) -> None:
        a = s.a
        alone = kind in ("dark", "thunder")
        b = s.friend() if not alone and (s.conflict or s.chance(0.3)) else None
        m = s.parent()
        s.strings.update(
            f=name,
            was="were" if name.endswith(("dogs", "places", "scissors")) else "was",
            truth=s.pick(truths),
            night=s.pick(("dark", "windy", "cold", "quiet", "long", "rainy")),
        )
        open_story(s, friend=b, family=m if b is None else None)
        fear = FEAR if kind in _OUTDOORS else FEAR.indoors()
        struggle = Struggle(s, "fear", fear.without(*_NOT_AT_THE_TOP) if kind == "high" else fear, b)
        s.tell("fear.have")
        s.para()
        if s.foreshadow:
            struggle.plant()
        if alone:
            s.tell(f"fear.must.{kind}")
        else:
            s.tell(f"fear.must.{kind}", p=s.place(_WHERE[kind]))
        if b is not None:
            s.tell("with.b", a, b)
        if noises:
            s.word("noise", noises)
            s.tell("fear.noise")
        _struggle_with_fear(s, struggle, b, m)

    return plot


def _struggle_with_fear(s: Stage, struggle: Struggle, b: Character | None, m: Character) -> None:
    a = s.a
    quarrels = s.conflict and b is not None
    if quarrels:
        s.tell("fear.laugh", a, b)
    s.conflict = False
    s.para()
    struggle.tries(least=2 if s.bad else 1)
    if quarrels:
        s.tell("sorry", b, a)
        s.tell("forgive.fear", b, a)
        if s.twist:
            s.tell("fear.v_too", a, b)
    if s.bad:
        s.tell("fear.gave_up" if a.place is s.home else "fear.gave_up.away")
        if b is not None or s.world.here(m):
            s.tell("comfort", a, b if b is not None else m)
        close_story(s, "still afraid", "brave", happy=False)
        return
    s.para()
    helper: Character | None
    if b is None and s.a.place is s.home and not struggle.planted and struggle.saved is None and s.chance(0.4):
        s.tell("call.family", a, m)
        s.tell("fear.family.win", a, m)
        helper = m
    else:
        helper = struggle.solve()
    s.tell("fear.proud")
    if helper is not None:
        s.maybe(0.5, "thanks", a, helper)
    close_story(s, "overcame it", "brave", b if b is not None else (m if helper is m else None))


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "learning": learning, "learning it": learning, "to be able to": learning,
    **{f"afraid of {kind}": _fear(kind, name, noises, truths) for kind, name, noises, truths in _FEARS},
}  # fmt: skip
