"""Plots between people: a new friend, wanting the same thing, sharing, doing wrong, being left out, a race."""

from collections.abc import Callable
from typing import Final

from .frame import arrive, close_story, open_story
from .stage import Stage
from .struggle import Struggle, obstacle
from .world import Character, Thing

_FIELDS: Final = ("park", "beach", "meadow", "hill", "playground", "farm", "garden", "backyard")
FRIEND: Final = obstacle(
    "shy near ask trick show game trouble joke", {"gift": "shell pebble feather marble apple cookie"}
)
BOTH: Final = obstacle("pull loud first race coin count build")
BABY: Final = obstacle("loud good cry hide smile song talk", {"gift": "rattle bell"})
LEFT: Final = obstacle("ask show cry own small brave")
HOLE: Final = obstacle("call jump dig")


def new_friend(s: Stage) -> None:
    """The hero is alone and wants a friend; saying hello is not easy."""
    a = s.a
    m = s.parent()
    open_story(s)
    s.tell("friend.lonely")
    if s.moral or s.dialogue:
        s.tell("friend.advice", a, m)
    s.para()
    s.tell("go.place", p=s.place(_FIELDS))
    struggle = Struggle(s, "friend", FRIEND, None)
    x = s.thing("toy")
    if s.foreshadow:
        struggle.plant()
    b = s.friend()
    s.tell("friend.sees", a, b, x=x)
    struggle.roles = {"v": b, "x": x}
    s.para()
    struggle.tries(least=2 if s.bad else 1)
    if s.conflict:
        s.tell("felt.sad")
    if s.bad:
        s.tell("friend.play_bad", a, b, x=x)
        close_story(s, "still alone", "patience", happy=False)
        return
    struggle.solve()
    s.para()
    s.tell("friend.play", a, b, x=x)
    if s.twist:
        s.tell("friend.same", a, b)
    close_story(s, "a new friend", "friends" if s.twist else "brave", b)


def _sharing(food: bool) -> Callable[[Stage], None]:
    def plot(s: Stage) -> None:
        a = s.a
        b, m = s.friend(), s.parent()
        x = s.thing(*(("treat", "fruit") if food else ("toy",)))
        open_story(s, friend=b)
        s.para()
        s.tell("share.get", a, m, x=x)
        if s.foreshadow:
            s.tell("share.hint", a, m, x=x)
        s.tell("go.place", p=s.place(_FIELDS))
        s.tell("share.b_comes", a, b, x=x)
        s.tell("share.ask" if food else "share.ask_toy", a, b, x=x)
        s.para()
        if s.conflict or s.bad or s.moral:
            s.tell(s.pick(("share.refuse", "share.excuse")), a, b, x=x)
            s.maybe(0.5, "share.sad_v", a, b)
            if s.bad:
                s.tell("leave.angry", a, b)
                s.tell("share.dropped", x=x)
                close_story(s, "nobody had it", "share", happy=False)
                return
            s.tell("share.alone", a, b, x=x)
            if s.twist or s.chance(0.4):
                s.tell("share.kind_v", a, b)
                s.tell("thanks", a, b)
            s.tell("sorry", a, b)
            s.tell("forgive", a, b)
            s.para()
        s.tell("share.half" if food else "share.turns", a, b, x=x)
        s.tell("thanks", b, a)
        if s.twist:
            s.tell("share.back", a, b)
        close_story(s, "shared", "share", b)

    return plot


def same_thing(s: Stage) -> None:
    """Two find one thing and both want it."""
    a, b = s.a, s.friend()
    x = s.thing("toy", "toy", "treasure")
    open_story(s, friend=b)
    s.para()
    s.tell("go.with", a, b, p=s.place(("park", "beach", "playground", "village square")))
    s.tell("both.see", a, b, x=x)
    s.tell("both.want", a, b, x=x)
    s.para()
    struggle = Struggle(s, "both", BOTH, None, v=b, x=x)
    s.conflict, quarrels = False, s.conflict
    struggle.tries(least=2 if s.bad or quarrels else 1)
    if s.bad:
        s.tell("both.broken", a, b, x=x)
        s.tell("both.go", a, b)
        close_story(s, "lost to both", "share", happy=False)
        return
    if s.chance(0.3):
        helper = s.worker()
        arrive(s, "worker", helper)
        s.tell("both.worker.win", a, helper)
        s.tell("makeup", a, b)
    else:
        struggle.solve()
    s.para()
    s.tell("both.take", a, b, x=x)
    close_story(s, "for both", "share", b)


def broken_thing(s: Stage) -> None:
    """The hero breaks what somebody else loves; hiding it does not help, the truth does."""
    a, m = s.a, s.parent()
    x = s.thing(
        names=("vase", "cup", "plate", "bowl", "lamp", "mirror", "clock", "teapot", "jug", "music box", "picture frame")
    )
    open_story(s, family=m)
    s.tell("precious", a, m, x=x)
    if s.foreshadow:
        s.tell("warn.precious", a, m, x=x)
    s.para()
    s.tell("alone.with", a, m, x=x)
    s.tell(s.pick(("broke.x", "broke.ball")), x=x)
    tries = s.rng.sample(("hide.pieces", "glue.pieces", "run.away", "say.nothing"), s.pick((1, 1, 2, 3)))
    for key in tries:
        s.tell(f"{key}.fail")
    s.para()
    s.tell("found.out", a, m, x=x)
    if s.conflict or s.bad:
        s.tell("blame.cat.fail", a, m)
    if s.bad:
        s.tell("no.truth", a, m)
        s.tell("trust.lost", a, m, x=x)
        close_story(s, "the lie came out", "honest", happy=False)
        return
    if s.conflict:
        s.tell("borrow.regret", a, m)
    s.tell("confess", a, m, x=x)
    if s.conflict:
        s.tell("angry.v", a, m)
    s.tell("sorry", a, m)
    s.tell("forgive", a, m)
    if s.twist:
        s.tell("never.liked", a, m, x=x)
    elif s.chance(0.6):
        s.tell("mend.x", a, m, x=x)
    else:
        s.tell("pay.x", a, m)
    s.tell("proud.truth", a, m)
    close_story(s, "told the truth", "honest", m)


def borrowed(s: Stage) -> None:
    """A friend's thing is taken without asking, and lost."""
    a, b = s.a, s.friend()
    x = s.thing("toy", "toy", "treasure")
    open_story(s, friend=b)
    s.para()
    s.tell("go.with", a, b, p=s.place())
    s.tell("own.v", a, b, x=x)
    s.tell("want.x", x=x)
    if s.foreshadow:
        s.tell("borrow.warn", a, b)
    s.tell("borrow.take", a, b, x=x)
    s.tell("borrow.away", a, b)
    s.tell("borrow.lose", x=x)
    s.maybe(0.6, "sad.about", x=x)
    s.para()
    s.tell("borrow.asks", a, b, x=x)
    if s.conflict or s.bad:
        s.tell("borrow.lie", a, b)
    if s.bad:
        s.tell("borrow.never", a, b)
        close_story(s, "the friend walked away", "honest", happy=False)
        return
    if s.conflict:
        s.tell("borrow.regret", a, b)
    s.tell("borrow.confess", a, b, x=x)
    s.tell("sorry", a, b)
    s.tell("forgive", a, b)
    s.para()
    s.tell("borrow.had_it" if s.twist else "borrow.look", a, b, x=x)
    close_story(s, "told the truth", "honest", b)


def crying_wolf(s: Stage) -> None:
    """False alarms for fun, and then a real one."""
    a, b = s.a, s.friend()
    s.word("monster", ("a wolf", "a bear", "a snake", "a big spider", "a ghost", "a dragon"))
    open_story(s, friend=b)
    s.para()
    s.tell("go.with", a, b, p=s.place(("forest", "meadow", "hill", "farm")))
    s.tell("lie.wolf", a, b)
    s.tell("lie.again", a, b)
    if s.conflict:
        s.tell("angry.v", a, b)
    s.tell("lie.leave", a, b)
    s.para()
    s.tell("lie.real")
    struggle = Struggle(s, "lie", HOLE, None)
    struggle.tries(least=2)
    s.para()
    if s.bad:
        s.tell("lie.night")
        close_story(s, "nobody came", "honest", happy=False)
        return
    if s.twist:
        helper = s.worker()
        s.tell("lie.worker", a, helper)
        s.tell("thanks", a, helper)
        close_story(s, "a stranger came", "honest")
        return
    s.tell("lie.v_comes", a, b)
    s.tell("sorry", a, b)
    s.tell("forgive", a, b)
    close_story(s, "the friend came all the same", "honest", b)


def new_baby(s: Stage) -> None:
    """A baby in the house, and nobody has time for the hero."""
    a, m = s.a, s.parent()
    open_story(s, family=m)
    s.tell("new.baby")
    struggle = Struggle(s, "baby", BABY, None, v=m)
    if s.foreshadow:
        struggle.plant()
    s.tell("baby.jealous")
    s.para()
    struggle.tries(least=2 if s.bad else 1)
    if s.conflict or s.bad:
        s.tell("baby.hit", a, m)
        s.tell("baby.sorry")
    if s.bad:
        s.tell("comfort", a, m)
        close_story(s, "still jealous", "kind", happy=False)
        return
    s.para()
    struggle.solve()
    close_story(s, "the big one", "patience", m)


def left_out(s: Stage) -> None:
    """The others play and do not ask the hero."""
    a, b = s.a, s.friend()
    open_story(s, friend=b)
    s.para()
    p = s.place(("park", "playground", "meadow", "beach", "village square"))
    s.tell("go.place", p=p)
    s.tell("left.meets", a, b)
    s.tell("left.out", a, b)
    s.para()
    struggle = Struggle(s, "left", LEFT, b, v=b)
    conflict, s.conflict, dialogue = s.conflict, False, s.dialogue
    s.dialogue = False
    struggle.b = None
    struggle.tries(least=2 if s.bad or conflict else 1)
    s.dialogue = dialogue
    if s.bad:
        s.tell("left.home")
        close_story(s, "left out", "kind", happy=False, stay=True)
        return
    s.para()
    if s.chance(0.25):
        s.tell("left.friend.win", a, b)
    else:
        struggle.solve()
    s.tell("left.in", a, b)
    close_story(s, "one of them", "friends", b)


def race(s: Stage) -> None:
    """A race between two; winning, losing, cheating, or stopping to help the one who fell."""
    a, b = s.a, s.friend()
    s.word(
        "goal", ("the big tree", "the fence", "the old bridge", "the gate", "the red flag", "the well", "the gray rock")
    )
    open_story(s, friend=b)
    s.para()
    s.tell("go.with", a, b, p=s.place(("park", "beach", "meadow", "hill", "playground", "farm", "lake")))
    x = s.thing(names=("leaf", "cookie", "crown", "ribbon", "button", "acorn", "marble", "apple", "medal", "balloon"))
    s.tell("race.idea", a, b, x=x)
    if s.foreshadow or s.conflict:
        s.tell("race.boast", a, b)
    s.para()
    s.tell("race.start", a, b)
    if s.bad:
        s.tell("race.cheat", a, b)
        s.tell("race.prize", x=x)
        s.tell("race.seen", a, b)
        s.tell("race.angry", a, b)
        close_story(s, "cheated", "race", happy=False)
    elif s.moral:
        s.tell("race.cheat", a, b)
        s.tell("race.prize", x=x)
        s.tell("race.seen", a, b)
        s.tell("race.confess", a, b)
        s.tell("sorry", a, b)
        s.tell("forgive", a, b)
        s.tell("race.give", a, b, x=x)
        close_story(s, "cheated and set it right", "race", b)
    elif s.twist:
        s.tell("race.fall", a, b)
        s.tell("race.stop", a, b)
        s.tell("race.up", a, b)
        s.tell("thanks", b, a)
        s.tell("race.together", a, b, x=x)
        close_story(s, "stopped to help", "race", b)
    else:
        _race_end(s, b, x)


def _race_end(s: Stage, b: Character, x: Thing) -> None:
    way = s.pick(("win", "lose", "slow"))
    s.tell(f"race.{way}", s.a, b, x=x)
    if way == "lose":
        s.tell("race.comfort", s.a, b, x=x)
    else:
        s.tell("race.good", s.a, b)
    close_story(s, way, "race", b)


PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    "new friend": new_friend, "alone": new_friend, "sharing food": _sharing(food=True), "sharing a toy": _sharing(food=False),
    "the same thing": same_thing, "broken thing": broken_thing, "something broke": broken_thing, "borrowed": borrowed,
    "crying wolf": crying_wolf, "new baby": new_baby, "left out": left_out, "race": race,
}  # fmt: skip
