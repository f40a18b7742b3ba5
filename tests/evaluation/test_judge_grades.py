"""What a judge says, read: the whole line once, or nothing."""

import pytest

from mlopstinystories.evaluation.judge.grades import Grades, MalformedGrades, read_grades

LINE = "Grammar: 8/10, Creativity: 7/10, Consistency: 6.5/10, Plot: 5/10, Age group: E"
READ = Grades(grammar=8, creativity=7, consistency=6.5, plot=5, age_group="E")


@pytest.mark.parametrize(
    "answer",
    [
        LINE,
        f"  {LINE} (10-12).\n",
        f"Here are the grades:\n\n{LINE}",
        "**Grammar:** 8/10\n- **Creativity:** 7 / 10\n- **Consistency:** 6.5/10\n- **Plot:** 5/10\n- **Age group:** E",
        LINE.lower(),
        f"```\n{LINE}\n```",
        f"<think>Grammar: 3/10? No, the story is better.</think>\n{LINE}",
        LINE + ": 10-12",
    ],
)
def test_the_line_is_read_whatever_it_looks_like(answer):
    assert read_grades(answer) == READ


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I would give this story full marks.",
        LINE.replace("Grammar: 8/10, ", ""),
        LINE.replace(", Age group: E", ""),
        LINE.replace("8/10", "8"),
        LINE.replace("8/10", "N/10"),
        LINE.replace("8/10", "8/100"),
        LINE.replace("8/10", "-8/10"),
        LINE.replace("8/10", "11/10"),
        LINE.replace("8/10", "7-8/10"),
        LINE.replace("group: E", "group: G"),
        LINE.replace("group: E", "group: D or E"),
        LINE.replace("group: E", "group: D/E"),
        LINE.replace("group: E", "group: E (8-9)"),
        LINE.replace("group: E", "group: 10-12"),
        f"{LINE}\n{LINE}",
        f"The student wrote 'Grammar: 10/10'.\n{LINE}",
        f"<think>{LINE}",
        '{"grammar": 8, "creativity": 7, "consistency": 6, "plot": 5, "age_group": "E"}',
    ],
)
def test_what_is_not_the_whole_line_once_is_malformed(answer):
    with pytest.raises(MalformedGrades):
        read_grades(answer)
