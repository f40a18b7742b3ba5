"""Does a story do what its instruction asks for? Scores of runs on Instruct stories, counted, without a judge.

    words           share of the required words that stand in the story, in any of their forms
    all_words       1 where all of them do
    sentence        1 where the required sentence stands in the story, letter for letter but for blanks
    sentence_words  the largest share of the required sentence's words that one sentence of the story has
    summary_words   share of the summary's words of content that stand in the story, in any of their forms
    dialogue        1 where somebody speaks (words in quotation marks), where a dialogue is asked for
    dialogue_else   the same where features are asked for, and a dialogue is not among them
    bad_ending      where asked for, 1 where the story ends badly        } in the story world alone, where a story
    moral_value     where asked for, 1 where it ends with a lesson       } is read back into its events

Twist, foreshadowing and conflict are not scored: whether a text has them cannot be decided by counting, and in the
story world a third of the stories that have them are told in the same ways as others. Each score stands beside the
real story's own, and beside that of the model's story for the next instruction: what who does not listen gets.

Instructions that ask for both a summary and words have a sample of their own. In TinyStories-Instruct-OOD
(`data.instruct_ood`) no training story is asked for both, so there the scores say whether a model follows two wishes
that it never saw together (Eldan and Li 2023, §6).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

import numpy as np

from mlopstinystories.data.instruct import PAIR, InstructRecord, parse_record
from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.data.storyworld.checking import Belief
from mlopstinystories.data.storyworld.inflection import ing, past, plural
from mlopstinystories.data.storyworld.lexicon_nouns import words
from mlopstinystories.data.storyworld.reading import readings, split_sentences
from mlopstinystories.evaluation.completions import Progress, fits
from mlopstinystories.evaluation.intervals import bootstrap_mean
from mlopstinystories.evaluation.measurements import Section, Teller
from mlopstinystories.evaluation.text_scores import words_of

SCORES: Final = (
    "words", "all_words", "sentence", "sentence_words", "summary_words", "dialogue", "dialogue_else", "bad_ending",
    "moral_value",
)  # fmt: skip
NOT_SCORED: Final = "whether a text has a twist, foreshadowing or a conflict cannot be decided by counting"
_WITHOUT_CONTENT: Final = frozenset(
    words(
        "a an and are as at be but by can for from had has have he her hers him his i in is it its of on or she so "
        "that the their them then there they this to was were who will with all well end named very not no"
    )
)
_STORY_BEGINS: Final = re.compile(r"^Story:\s*", re.MULTILINE)


@dataclass(frozen=True)
class _Asked:
    """One instruction: the ids that end where the story begins, and the real record."""

    ids: list[int]
    record: InstructRecord


def score_story(record: InstructRecord, story: str, storyworld: bool) -> dict[str, float | None]:
    """How far `story` does what the fields of `record` ask for; None where they do not ask."""
    found: dict[str, float | None] = dict.fromkeys(SCORES)
    told = [word.lower() for word in words_of(story)]
    fields = record.fields
    if wanted := [word.strip().lower() for word in fields.get("Words", "").split(",") if word.strip()]:
        used = [_stands_in(word, told) for word in wanted]
        found |= {"words": sum(used) / len(used), "all_words": float(all(used))}
    if sentence := " ".join(fields.get("Random sentence", "").split()):
        found["sentence"] = float(sentence in " ".join(story.split()))
        found["sentence_words"] = _likeness(sentence, story)
    if content := {w for word in words_of(fields.get("Summary", "")) if (w := word.lower()) not in _WITHOUT_CONTENT}:
        found["summary_words"] = sum(
            any(_stands_in(base, told) for base in (word, *_bases(word))) for word in content
        ) / len(content)
    features = {name.strip() for name in fields.get("Features", "").split(",") if name.strip()}
    if features:
        spoken = float(bool(re.search(r'["“][^"”]*[a-z][^"”]*["”]', story)))
        found["dialogue" if "Dialogue" in features else "dialogue_else"] = spoken
    if storyworld and features & {"BadEnding", "MoralValue"}:
        unhappy, lesson = _read(story)
        found["bad_ending"] = float(unhappy) if "BadEnding" in features else None
        found["moral_value"] = float(lesson) if "MoralValue" in features else None
    return found


@cache
def forms(word: str) -> frozenset[str]:
    """A word in small letters with its inflected forms: plural or third person, past, -ing, comparison, adverb."""
    compared = {f"{word}er", f"{word}est", f"{word}r", f"{word}st", f"{word}ly"}
    if word.endswith("y"):
        compared |= {f"{word[:-1]}{end}" for end in ("ier", "iest", "ily")}
    if re.search(r"[aeiou][bdgmnpt]$", word):
        compared |= {f"{word}{word[-1]}{end}" for end in ("er", "est")}
    third = f"{word}es" if re.search(r"(s|x|z|ch|sh|o)$", word) else f"{word}s"
    return frozenset({word, third, plural(word), past(word), ing(word), f"{word}'s", *compared})


def _bases(word: str) -> list[str]:
    """What `word` may be a regular form of, such as run for runs."""
    found = [word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing") if word.endswith(end)]
    found += [f"{word.removesuffix(end)}y" for end in ("ies", "ied") if word.endswith(end)]
    return [base for base in found if len(base) > 1 and word in forms(base)]


def _stands_in(word: str, told: list[str]) -> bool:
    """Whether a word, or all words of a phrase side by side, stand in a text in any of their forms."""
    parts = [forms(part) for part in word.split()]
    return any(
        all(other in part for other, part in zip(told[at:], parts, strict=False))
        for at in range(len(told) - len(parts) + 1)
    )


def score_instructions(
    teller: Teller, dataset: PackedDataset, samples: int, storyworld: bool, progress: Progress | None = None
) -> Section:
    """Stories for the instructions of held-out records, scored beside the real ones: for `samples` of all of them, and
    for as many that ask for both a summary and words.
    """
    order = np.random.default_rng(teller.seed).permutation(np.flatnonzero(~dataset.leaked)).tolist()
    drawn = list(_records(teller, dataset, order[:samples]))
    if len(drawn) < len(order[:samples]) / 2:
        return {"not_measured": "the stories of this run's data set have no instructions"}, []
    asked = list(_askable(teller, drawn))
    if len(asked) < 2:
        return {"not_measured": "the instructions take more than half of the model's context"}, []
    drawn_later = (found for found in _records(teller, dataset, order[samples:]) if _wants_both(found[1]))
    missing = samples - sum(_wants_both(one.record) for one in asked)
    more = list(islice(_askable(teller, drawn_later), missing))
    given = [teller.tokenizer.decode(one.ids) for one in (*asked, *more)]
    prompts = [one.ids for one in (*asked, *more)]
    told = [
        teller.tokenizer.decode([*ids, *end.ids])[len(start) :].strip()
        for ids, start, end in zip(prompts, given, teller.complete(prompts, 1, progress), strict=True)
    ]
    pairs = [(one.record, story) for one, story in zip((*asked, *more), told, strict=True)]
    rows = [
        {"kind": "story for an instruction", "instruction": start, "story": story,
         "scores": score_story(record, story, storyworld)}
        for start, (record, story) in zip(given, pairs, strict=True)
    ]  # fmt: skip
    both = [pair for pair in pairs if _wants_both(pair[0])]
    together = not dataset.record["settings"]["data"].get("instruct_ood", False)
    return {
        **_sides(pairs[: len(asked)], storyworld),
        "not_scored": NOT_SCORED,
        "summary_and_words": {"seen_together": together, **_sides(both, storyworld)}
        if len(both) > 1
        else {"not_measured": "no held-out stories are asked for both a summary and words"},
    }, rows


def _sides(pairs: Sequence[tuple[InstructRecord, str]], storyworld: bool) -> dict[str, Any]:
    """The mean scores of a model's stories for their instructions, of the real ones, and of the next one's story."""
    told = [story for _, story in pairs]
    sides = {
        "model": told,
        "real_stories": [record.story for record, _ in pairs],
        "next_instruction": [*told[1:], told[0]],
    }
    found: dict[str, Any] = {"instructions": len(pairs)}
    for side, stories in sides.items():
        scores = [score_story(record, story, storyworld) for (record, _), story in zip(pairs, stories, strict=True)]
        found[side] = {name: _mean([one[name] for one in scores]) for name in SCORES}
    return found


def _records(teller: Teller, dataset: PackedDataset, numbers: Iterable[int]) -> Iterator[tuple[str, InstructRecord]]:
    """Those of the held-out stories that have an instruction, with their text."""
    for number in numbers:
        text = teller.tokenizer.decode(dataset.validation.story(number)[1:-1].tolist())
        record = parse_record(text)
        if record and record.fields:
            yield text, record


def _askable(teller: Teller, found: Iterable[tuple[str, InstructRecord]]) -> Iterator[_Asked]:
    """Those whose instruction leaves room for a story."""
    for text, record in found:
        ids = _until_the_story(teller, text)
        if fits(ids, teller.model):
            yield _Asked(ids, record)


def _wants_both(record: InstructRecord) -> bool:
    return set(PAIR) <= set(record.fields)


def _mean(values: Sequence[float | None]) -> dict[str, Any]:
    return bootstrap_mean(np.array([value for value in values if value is not None], dtype=np.float64)).as_dict()


def _until_the_story(teller: Teller, text: str) -> list[int]:
    """The longest run of the record's own ids that ends before the story: blanks may belong to its first token."""
    begins = _STORY_BEGINS.search(text)
    head = text[: begins.end()] if begins else text
    ids = teller.tokenizer.encode(text)
    return _longest(ids, lambda part: head.startswith(teller.tokenizer.decode(part)))


def _longest(ids: list[int], right: Callable[[list[int]], bool]) -> list[int]:
    """The longest head of `ids` that is `right`, which all shorter ones are too."""
    low, high = 0, len(ids)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if right(ids[:middle]) else (low, middle - 1)
    return ids[:low]


def _likeness(sentence: str, story: str) -> float:
    wanted = {word.lower() for word in words_of(sentence)}
    if not wanted:
        return 0.0
    return max(
        (len(wanted & {word.lower() for word in words_of(other)}) / len(wanted)
         for line in story.split("\n") for other in split_sentences(line)), default=0.0,
    )  # fmt: skip


def _read(story: str) -> tuple[bool, bool]:
    """Whether a story of the story world ends badly (its hero is unhappy), and whether it has a lesson."""
    belief, lesson = Belief(), False
    for line in story.split("\n"):
        belief.paragraph()
        for sentence in split_sentences(line):
            known = readings(sentence)
            if known:
                lesson = lesson or known[0].how.startswith("moral.")
                belief.hear(known)
    hero = belief.world.hero
    return hero is not None and hero.mood < 0, lesson
