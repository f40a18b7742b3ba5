"""Events out of order in a text of the story world: what is told too early, since it could have happened later.

A sentence is out of order where the story contradicts it at its place, but not when the same sentence is told after a
later one (somebody gives away what they are given two sentences on). What no later place would make right is another
kind of contradiction: a name that nobody has, a thing that was never there.
"""

from mlopstinystories.data.storyworld import CheckedStory, check_story
from mlopstinystories.data.storyworld.reading import split_sentences

MOST = 5
"""So many contradictions of a story are looked at, the first ones: a text without sense has one in each sentence."""


def out_of_order(text: str, checked: CheckedStory) -> int:
    """How many of the contradictions that `check_story` found in `text` are events told too early."""
    lines = [split_sentences(line) for line in text.split("\n")]
    places = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
    return sum(_fits_later(lines, places, finding.number, len(checked.findings)) for finding in checked.findings[:MOST])


def _fits_later(lines: list[list[str]], places: list[tuple[int, int]], number: int, findings: int) -> bool:
    """Whether sentence `number`, told after a later one, leaves the story with fewer contradictions than it has."""
    row, column = places[number]
    sentence = lines[row][column]
    for later_row, later_column in places[number + 1 :]:
        moved = [list(line) for line in lines]
        moved[later_row].insert(later_column + 1, sentence)
        del moved[row][column]
        if len(check_story("\n".join(" ".join(line) for line in moved)).findings) < findings:
            return True
    return False
