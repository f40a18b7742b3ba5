"""Plots about patience and care: a seed, an egg, a sick friend, a bird in winter, a rainy day, a sleepless night."""

from collections.abc import Callable
from typing import Final

from .frame import close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import make_thing

GROW: Final = obstacle(
    "shout dig flood cake sun water song", {"fence": "stick bucket basket", "scarecrow": "broom umbrella"}, "mole worm hedgehog",
    "gardener farmer",
)  # fmt: skip
WARM: Final = obstacle("sit stove bed sun hen", {"hat": "hat mitten scarf sock cap"})
CHEER: Final = obstacle("story dance picture joke song puppets quiet")
FEED: Final = obstacle("open soup call cat high still trail")
BORED: Final = obstacle("window count toys dance tent cook boots stories indoors")
AWAKE: Final = obstacle(
    "sheep turn eyes water breath dream stars", {"toy": "doll teddy_bear toy_rabbit rag_doll toy_lion"}
)
_GROWN: Final = (
    "a tall sunflower", "a red rose", "a big pumpkin", "a sweet melon", "a bean plant up to the roof", "a yellow tulip",
    "a purple pansy", "a bush full of berries", "a blue violet", "a row of carrots", "a fat white cabbage", "a row of green peas",
)  # fmt: skip


def planting(s: Stage) -> None:
    """A seed that does not want to grow."""
    a, m = s.a, s.parent()
    b = s.friend() if s.conflict or s.chance(0.3) else None
    s.strings["grown"], s.strings["othergrown"] = s.rng.sample(_GROWN, 2)
    open_story(s, friend=b, family=m)
    s.para()
    s.maybe(0.2, "day")
    s.outside = "backyard"
    seed = make_thing("seed", "nature", s.pick(("tiny", "round", "brown", "flat", "odd")))
    s.tell("plant.get", a, m, x=seed)
    struggle = Struggle(s, "grow", GROW, b)
    if s.foreshadow:
        struggle.plant()
    s.tell("plant.sow", x=seed)
    if b is not None:
        s.tell("with.friend", a, b)
    s.tell("plant.wait")
    s.para()
    struggle.tries(least=2 if s.bad or s.moral else 1)
    s.para()
    if s.bad:
        s.tell("plant.eaten", x=seed)
        close_story(s, "eaten", "patience", b, happy=False)
        return
    helper = struggle.solve()
    s.tell("plant.other" if s.twist else "plant.grew", x=seed)
    if helper is not None:
        s.tell("thanks", a, helper)
    close_story(s, "it became something else" if s.twist else "it grew", "patience", b)


def egg(s: Stage) -> None:
    """An egg without a nest."""
    a, m = s.a, s.parent()
    open_story(s, family=m)
    s.para()
    s.tell("go.place", p=s.place(("garden", "meadow", "farm", "river", "park")))
    x = s.thing(names=("egg",), look=s.pick(("big", "small", "spotted", "white", "blue", "round")))
    struggle = Struggle(s, "warm", WARM, None)
    if s.foreshadow:
        struggle.plant()
    s.tell("egg.find", x=x)
    s.tell("home.carry", x=x, p=s.home)
    s.tell("egg.warm", a, m)
    s.para()
    struggle.tries(least=1)
    if s.conflict or s.bad:
        s.tell("felt.sad")
    s.para()
    if s.bad:
        s.tell("egg.cold")
        s.tell("comfort", a, m)
        close_story(s, "it did not hatch", "patience", happy=False)
        return
    struggle.solve()
    s.tell("egg.twist" if s.twist else "egg.hatch", x=x)
    s.tell("egg.follow")
    close_story(s, "a turtle" if s.twist else "a duckling", "patience", m)


def sick_friend(s: Stage) -> None:
    """The friend is ill, and the hero wants to cheer the friend up."""
    a, m, b = s.a, s.parent(), s.friend()
    open_story(s, friend=b)
    s.para()
    s.maybe(0.2, "day")
    s.tell("sick.news", w=b)
    s.tell("sick.worry", w=b)
    x = s.thing(names=("soup", "tea", "cocoa", "porridge", "pudding", "apple sauce"))
    x.forms["a"] = f"some {x.forms['full']}"
    s.tell("sick.make", a, m, x=x)
    q = s.place(names=("village square",))
    q.forms["to"], q.forms["at"] = f"to {b.name}'s house", f"at {b.name}'s house"
    s.tell("sick.go", x=x, p=q)
    spilled = s.conflict or s.bad
    if spilled:
        s.tell("sick.spill", x=x)
    s.para()
    s.tell("sick.arrive", w=b)
    if not spilled:
        s.tell("sick.give", w=b, x=x)
    struggle = Struggle(s, "cheer", CHEER, None, w=b)
    s.conflict = False
    struggle.tries(least=1)
    s.para()
    if s.bad:
        s.tell("sick.worse", w=b)
        close_story(s, "not better yet", "kind", happy=False)
        return
    if spilled and s.chance(0.5):
        s.tell("cheer.spilled.win", w=b, x=x)
    else:
        struggle.solve()
    s.tell("sick.thanks", w=b)
    s.tell("sick.well", w=b)
    if s.twist:
        s.tell("sick.now_a")
        s.tell("sick.w_comes", w=b)
        s.tell("sick.a_well")
    close_story(s, "then the hero fell ill" if s.twist else "well again", "kind", b, stay=True)


def winter_bird(s: Stage) -> None:
    """A hungry bird in the snow."""
    a = s.a
    b = s.friend() if s.conflict or s.chance(0.2) else None
    open_story(s, friend=b)
    s.para()
    s.tell("winter.birds")
    s.tell("winter.sad")
    if b is not None:
        s.tell("with.friend", a, b)
    struggle = Struggle(s, "feed", FEED, b)
    s.para()
    struggle.tries(least=2 if s.bad or s.moral else 1)
    s.para()
    if s.bad:
        s.tell("bird.gone")
        close_story(s, "too late", "kind", b, happy=False)
        return
    struggle.solve()
    s.tell("bird.eats")
    s.tell("bird.more" if s.twist else "bird.spring")
    close_story(s, "twenty birds" if s.twist else "fed", "kind", b)


def rainy_day(s: Stage) -> None:
    """It rains on the wrong day."""
    a, m = s.a, s.parent()
    b = s.friend() if s.conflict or s.chance(0.2) else None
    open_story(s, friend=b, family=m)
    s.para()
    s.tell("rain.plan", p=s.place(("park", "beach", "zoo", "lake", "farm", "meadow")))
    s.tell("rain.comes")
    s.tell("rain.stay", a, m)
    if b is not None:
        s.tell("with.friend", a, b)
    struggle = Struggle(s, "bored", BORED, b, v=m)
    s.para()
    struggle.roles = {"v": b or m}
    struggle.b = None
    if s.conflict and b is not None:
        s.tell("quarrel.way", a, b)
        s.tell("makeup", a, b)
    s.conflict = False
    struggle.tries(least=2 if s.bad or s.moral else 1)
    s.para()
    if s.bad:
        s.tell("rain.sad")
        close_story(s, "a lost day", "glad", happy=False)
        return
    if b is not None and s.chance(0.4):
        s.tell("bored.friend.win", a, b)
    else:
        struggle.solve()
    stopped = any(beat is not None and beat.how == "bored.luck" for beat in s.beats)
    if s.twist and not stopped:
        s.tell("rain.never_saw")
    close_story(s, "nobody saw the sun" if s.twist else "a good day indoors", "glad", b or m)


def sleepless(s: Stage) -> None:
    """A night without sleep."""
    a, m = s.a, s.parent()
    open_story(s, family=m)
    s.strings["night"] = s.pick(("dark", "windy", "warm", "quiet", "long", "rainy"))
    s.para()
    s.tell("sleep.cannot")
    struggle = Struggle(s, "awake", AWAKE, None)
    s.tell("sleep.reason")
    s.para()
    struggle.tries(least=2 if s.moral or s.bad or s.conflict else 1)
    s.para()
    if s.bad:
        s.tell("sleep.never")
        close_story(s, "a tired day", "help", happy=False)
        return
    if s.chance(0.3):
        s.tell("awake.family.win", a, m)
    else:
        struggle.solve()
    s.tell("sleep.asleep")
    s.outcome = "asleep"
    if s.twist:
        s.tell("sleep.twist", a, m)
        s.outcome = "asleep and snoring"
    if s.moral:
        s.tell("moral.rest")


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "planting": planting, "a seed": planting, "an egg": egg, "sick friend": sick_friend, "bird in winter": winter_bird,
    "rainy day": rainy_day, "no sleep": sleepless,
}  # fmt: skip
