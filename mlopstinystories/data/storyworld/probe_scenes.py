"""Probes from short scenes made for the purpose: told in words of the stories, but in a manner that no story has.

So they ask whether what was learned from stories holds where the sentences are new. The options of a probe are drawn
from one list, and chance alone decides which of them the scene makes right. In `context`, and in `reasoning` wherever
something changes hands, the answer is read off a simulated world.
"""

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from . import words_people, words_places
from .events import Event, apply
from .inflection import with_article
from .lexicon_nouns import words
from .probe import Probe, among
from .world import Character, Place, World, make_character, make_thing

_OPTIONS: Final = 4
_THINGS: Final = words(
    "ball doll kite drum robot puppet puzzle balloon marble coin key shell ring hat scarf coat sweater cap rope bucket"
    " basket pencil crayon book apple pear plum peach carrot cookie muffin lamp pillow cup bowl feather ribbon whistle"
)
_PLACES: Final = words(
    "park beach forest garden playground farm meadow lake zoo orchard school library barn shop hill river"
)


# -- people -----------------------------------------------------------------------------------------------------------


def _people(rng: random.Random, count: int) -> list[Character]:
    """Children with different names; the first two are a girl and a boy in either order."""
    girls, boys = rng.sample(words_people.GIRLS[:40], count), rng.sample(words_people.BOYS[:40], count)
    girl_first = rng.random() < 0.5
    people = []
    for number in range(count):
        girl = (number % 2 == 0) == girl_first
        name = (girls if girl else boys)[number]
        who = make_character(name, "girl" if girl else "boy", "she" if girl else "he")
        who.known = True
        people.append(who)
    return people


# -- context: what is so now ------------------------------------------------------------------------------------------


def _scene(rng: random.Random) -> tuple[World, Character, Character]:
    a, b = _people(rng, 2)
    place = Place.from_words(rng.choice(words_places.OUTDOOR))
    a.place = b.place = place
    return World(hero=a, home=place), a, b


def _left_in_the_bag(rng: random.Random) -> Probe:
    world, a, b = _scene(rng)
    names = rng.sample(_THINGS, _OPTIONS)
    things = [make_thing(name, "toy") for name in names[:3]]
    for thing in things:
        apply(world, Event("own", a, x=thing))
    first, second = rng.sample(things, 2)
    apply(world, Event("give", a, b, first))
    apply(world, Event("give", a, b, second))
    listed = f"{things[0].forms['a']}, {things[1].forms['a']} and {things[2].forms['a']}"
    prompt = (
        f"{a.name} had {listed} in a bag. {a.name} gave {b.name} the {first.name}. Then {a.name} gave {b.name} the "
        f"{second.name}. After that, {a.name} looked into the bag, and there was only the"
    )
    (left,) = [thing.name for thing in things if thing.holder is a]
    return among("context", prompt, left, names)


def _three_hands(rng: random.Random) -> Probe:
    people, names = _people(rng, 3), rng.sample(_THINGS, _OPTIONS)
    place = Place.from_words(rng.choice(words_places.OUTDOOR))
    for who in people:
        who.place = place
    world = World(hero=people[0], home=place)
    things = [make_thing(name, "toy") for name in names[:3]]
    for who, thing in zip(people, things, strict=True):
        apply(world, Event("own", who, x=thing))
    a, b, c = people
    x, y, z = things
    prompt = f"{a.name} had {x.forms['a']}, {b.name} had {y.forms['a']}, and {c.name} had {z.forms['a']}. "
    if rng.random() < 0.5:
        (u, its), (v, other) = rng.sample(list(zip(people, things, strict=True)), 2)
        apply(world, Event("give", u, v, its))
        apply(world, Event("give", v, u, other))
        prompt += f"Then {u.name} and {v.name} swapped their things. "
    asked = rng.choice(people)
    prompt += f'"What do you have there, {asked.name}?" asked Mom. "Look, Mom, I have the'
    (held,) = [thing.name for thing in things if thing.holder is asked]
    return among("context", prompt, held, names)


def _who_has_it(rng: random.Random) -> Probe:
    people = _people(rng, _OPTIONS)
    place = Place.from_words(rng.choice(words_places.OUTDOOR))
    for who in people:
        who.place = place
    world = World(hero=people[0], home=place)
    thing = make_thing(rng.choice(_THINGS), "toy")
    path = rng.sample(people, 3)
    apply(world, Event("own", path[0], x=thing))
    sentences = [f"{', '.join(who.name for who in people[:3])} and {people[3].name} played together.",
                 f"{path[0].name} had {thing.forms['a']}."]  # fmt: skip
    steps = rng.choice((1, 2))
    for giver, taker in pairwise(path[: steps + 1]):
        apply(world, Event("give", giver, taker, thing))
        sentences.append(f"{giver.name} gave the {thing.name} to {taker.name}.")
    assert thing.holder is not None
    *first, last = rng.sample([who.name for who in people], _OPTIONS)
    sentences.append(f"{', '.join(first)} and {last} went home, and the one who had the {thing.name} at home was")
    return among("context", " ".join(sentences), thing.holder.name, [who.name for who in people])


def _where_now(rng: random.Random) -> Probe:
    world, a, b = _scene(rng)
    names = rng.sample(_PLACES, _OPTIONS)
    first, second, other = (Place(name, True, (), {}) for name in names[:3])
    b.place = None
    apply(world, Event("go", a, p=first))
    apply(world, Event("go", a, p=second))
    b.place = other
    told = [
        f"In the morning, {a.name} went to the {first.name}, and after lunch to the {second.name}, and stayed there.",
        f"{b.name} was at the {other.name} all day.",
    ]
    rng.shuffle(told)
    asked = rng.choice((a, b))
    assert asked.place is not None
    prompt = f"{' '.join(told)} Mom wanted to call {asked.name} for dinner, so she ran to the"
    return among("context", prompt, asked.place.name, names)


def _whose_name(rng: random.Random) -> Probe:
    people = _people(rng, _OPTIONS)
    met = people[:3]
    traits = rng.sample(("tall", "small", "quiet", "loud", "shy", "brave"), 3)
    a, b, c = (f"a {trait} {who.sort} named {who.name}" for who, trait in zip(met, traits, strict=True))
    asked, trait = rng.choice(list(zip(met, traits, strict=True)))
    prompt = (
        f"{a[0].upper()}{a[1:]} met {b} and {c}. They played until it was dark. "
        f'"What is your name?" asked Grandma. The {trait} child said, "My name is'
    )
    return among("context", prompt, asked.name, [who.name for who in people])


# -- reasoning: what follows ------------------------------------------------------------------------------------------


def _not_that_one(rng: random.Random) -> Probe:
    (a, _), names = _people(rng, 2), rng.sample(_THINGS, _OPTIONS)
    wanted, refused = names[0], names[1]
    options = rng.sample((wanted, refused), 2)
    prompt = (
        f"{a.name} wanted the {options[0]} or the {options[1]}. Mom said that {a.name} could not have the {refused}. "
        f"So {a.name} asked Mom for the"
    )
    return among("reasoning", prompt, wanted, names)


def _bargain(rng: random.Random) -> Probe:
    world, a, b = _scene(rng)
    names = rng.sample(_THINGS, _OPTIONS)
    x, y = (make_thing(name, "toy") for name in names[:2])
    apply(world, Event("own", a, x=x))
    apply(world, Event("own", b, x=y))
    prompt = (
        f'"If you give me your {y.name}, I will give you my {x.name}," said {a.name} to {b.name}. {b.name} agreed '
        f"and gave {a.name} the {y.name}. So, as promised, {b.name} got the"
    )
    return among("reasoning", prompt, x.name, names)


def _rule_and_case(rng: random.Random) -> Probe:
    (a, _), names = _people(rng, 2), rng.sample(_PLACES, _OPTIONS)
    cases = rng.sample((("On sunny days", "the sun was shining"), ("On rainy days", "it was raining"),
                        ("On Sundays", "it was Sunday"), ("On school days", "it was a school day")), 2)  # fmt: skip
    number = rng.choice((0, 1))
    prompt = (
        f"{cases[0][0]}, {a.name} always went to the {names[0]}. {cases[1][0]}, it was always the {names[1]}. "
        f"Today {cases[number][1]}, so {a.name} went to the"
    )
    return among("reasoning", prompt, names[number], names)


def _who_is_home(rng: random.Random) -> Probe:
    (a, _) = _people(rng, 2)
    family = rng.sample(("Mom", "Dad", "Grandma", "Grandpa"), 4)
    home, away = family[0], family[1]
    parts = [f"{home} was at home", f"{away} was not at home"]
    rng.shuffle(parts)
    prompt = f"{parts[0]}, and {parts[1]}. When {a.name} came home from school, {a.name} said hello to"
    return among("reasoning", prompt, home, family)


def _most_votes(rng: random.Random) -> Probe:
    names = rng.sample(_PLACES, _OPTIONS)
    people = [who.name for who in _people(rng, 3)]
    wishes = [names[0], names[0], names[1]]
    rng.shuffle(wishes)
    said = ". ".join(f"{who} wanted to go to the {wish}" for who, wish in zip(people, wishes, strict=True))
    prompt = f"{said}. They did what most of them wanted, and so they all went to the"
    return among("reasoning", prompt, names[0], names)


def _disagree(rng: random.Random) -> Probe:
    (a, b), names = _people(rng, 2), rng.sample(_THINGS, _OPTIONS)
    taken, left = rng.sample(names[:2], 2)
    prompt = (
        f"{a.name} and {b.name} never liked the same thing. There were two presents, {with_article(names[0])} and "
        f"{with_article(names[1])}. {a.name} took the {taken}, so {b.name} took the"
    )
    return among("reasoning", prompt, left, names)


# -- facts: what is always so -----------------------------------------------------------------------------------------

# Groups of answers that fit one frame, each with what they are true of. All are asked for equally often.
_FACTS: Final[tuple[tuple[str, dict[str, tuple[str, ...]]], ...]] = (
    (
        'A kind {x} came by and said to {a}, "I can help you, because I love to"',
        {"swim": words("duck frog beaver otter swan turtle fish"),
         "climb": words("squirrel monkey raccoon kitten chipmunk"),
         "dig": words("mole badger rabbit worm"),
         "pull": words("ox horse elephant bull donkey bear")},
    ),
    (
        "It was a cold morning. {a} picked up the {x} and put {it} on the",
        {"head": words("hat cap hood helmet bonnet"), "feet": words("shoes boots socks slippers sandals"),
         "hands": words("gloves mittens"), "neck": words("scarf necklace")},
    ),
    (
        "{a} had a problem: {x}. So what {a} needed now was a",
        {"ladder": ("the kite was high up in a tree", "the ball lay on the roof", "the cat sat on a tall wall"),
         "lamp": ("it was too dark to see anything", "the cave was as black as night", "the light went out"),
         "boat": ("the ball floated far out on the lake", "the island was far away", "there was only water all around"),
         "key": ("the door was locked", "the box could not be opened because of the lock", "the gate had a big lock")},
    ),
    (
        "{a} {x}. What {a} wanted most of all was",
        {"dinner": ("was very hungry", "had not eaten all day", "had an empty tummy"),
         "water": ("was very thirsty", "had a dry mouth from the heat", "had not drunk anything all day"),
         "sleep": ("was very tired", "could hardly keep both eyes open", "had been awake all night"),
         "friends": ("was very lonely", "had nobody to play with", "was always alone")},
    ),
    (
        "{a} met the {x}, who was busy all day long with",
        {"bread": ("baker",), "flowers": ("gardener",), "books": ("librarian",), "letters": ("postman",)},
    ),
    (
        "{a} saw {x}. It was easy to see that it was made for the",
        {"road": ("a bus", "a truck", "a taxi", "a car"), "sea": ("a ship", "a ferry", "a sailboat", "a submarine"),
         "sky": ("a plane", "a helicopter", "a rocket"), "snow": ("a sled", "a snowplow")},
    ),
)  # fmt: skip


def _fact(rng: random.Random) -> Probe:
    (a, _) = _people(rng, 2)
    frame, answers = rng.choice(_FACTS)
    right = rng.choice(tuple(answers))
    x = rng.choice(answers[right])
    it = "them" if x.endswith("s") else "it"
    return among("facts", frame.format(x=x, a=a.name, it=it), right, tuple(answers))


# -- grammar: one word right, one wrong -------------------------------------------------------------------------------


def _agreement(rng: random.Random) -> Probe:
    a, b = _people(rng, 2)
    thing = rng.choice(_THINGS)
    plural = rng.random() < 0.5
    subject = f"{a.name} and {b.name}" if plural else f"{a.name}, who had the {thing},"
    right, wrong = ("were", "was") if plural else ("was", "were")
    return Probe("grammar", f"In the evening, {subject}", f" {right} very happy.", (f" {wrong} very happy.",))


def _tense(rng: random.Random) -> Probe:
    (a, _) = _people(rng, 2)
    past, present = rng.choice(
        (("went", "goes"), ("ran", "runs"), ("came", "comes"), ("walked", "walks"), ("drove", "drives"))
    )
    place = rng.choice(_PLACES)
    end = f" to the {place} every day."
    when, right, wrong = rng.choice(
        (("Long ago", past, present), ("Last summer", past, present), ("These days", present, past))
    )
    return Probe("grammar", f"{when}, {a.name}", f" {right}{end}", (f" {wrong}{end}",))


def _pronoun(rng: random.Random) -> Probe:
    (a, _) = _people(rng, 2)
    thing = rng.choice(_THINGS)
    right, wrong = ("her", "his") if a.pronoun == "she" else ("his", "her")
    prompt = f"There was a {a.sort} named {a.name}. {a.name} lost"
    return Probe("grammar", prompt, f" {right} {thing}.", (f" {wrong} {thing}.",))


def _article(rng: random.Random) -> Probe:
    (a, _) = _people(rng, 2)
    noun = rng.choice(words("apple orange owl ant elephant egg umbrella envelope ball kite doll drum pear fox hen cup"))
    right = with_article(noun)
    wrong = f"{'a' if right.startswith('an ') else 'an'} {noun}"
    return Probe("grammar", f"On the way home, {a.name} saw", f" {right}.", (f" {wrong}.",))


SCENES: Final[dict[str, tuple[Callable[[random.Random], Probe], ...]]] = {
    "facts": (_fact,),
    "reasoning": (_not_that_one, _bargain, _rule_and_case, _who_is_home, _most_votes, _disagree),
    "context": (_left_in_the_bag, _three_hands, _who_has_it, _where_now, _whose_name),
    "grammar": (_agreement, _tense, _pronoun, _article),
}
"""The makers of scenes by kind of probe."""
