"""The judge as a part of an evaluation: what is given, what comes out, and what stays when judging fails."""

import json
import re
import shlex
import subprocess
import sys

import numpy as np
import pytest

from mlopstinystories.command import quote_free_text
from mlopstinystories.data.instruct import InstructRecord, write_record
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.errors import DataError, JudgeError
from mlopstinystories.evaluate_model import show
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.evaluation.evaluating import evaluate
from mlopstinystories.evaluation.judge.given import as_asked, read_beginnings, what_is_given
from mlopstinystories.evaluation.judge.grades import ASPECTS, read_grades
from mlopstinystories.evaluation.judge.judging import Judge
from mlopstinystories.evaluation.judge.prompts import Exercise, first_turn
from mlopstinystories.evaluation.judge.section import judge_stories
from mlopstinystories.evaluation.judge.summary import judge_summary
from mlopstinystories.models.folders import find_model_folder
from mlopstinystories.models.model import build_model
from mlopstinystories.paths import PROJECT_ROOT, folders
from mlopstinystories.records import write_json
from mlopstinystories.settings import (
    BpeSettings,
    DeviceName,
    EvaluateSettings,
    GPTNeoSettings,
    JudgeSettings,
    JudgeTask,
    TextFilesSettings,
)
from mlopstinystories.tokenizer import load_tokenizer
from tests.conftest import compose, small_stories
from tests.judge_server import NAMED, Act, grades_for, judge_server, well
from tests.test_documented_commands import JUDGED


def run_on(root, stories, validation, **data):
    """A root with a data set and an untrained run `tiny` that has room for the beginnings."""
    for name, part in (("train.txt", stories), ("validation.txt", validation)):
        (root / name).write_text("".join(story + "\n<|endoftext|>\n" for story in part), encoding="utf-8")
    settings = TextFilesSettings(
        train_path=str(root / "train.txt"), validation_path=str(root / "validation.txt"), **data
    )
    dataset = make_dataset(settings, BpeSettings(vocab_size=300), folders(root))
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    folder = root / "models" / "tiny"
    shape = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=256)
    build_model(shape, tokenizer.vocab_size, tokenizer.end_of_text_id, seed=0).save_pretrained(folder)
    tokenizer.save(folder)
    known = {"folder": dataset.folder.relative_to(root).as_posix(), "fingerprint": dataset.record["fingerprint"]}
    write_json(folder / "record.json", {"kind": "run", "dataset": known})
    return dataset, tokenizer


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("judged")
    stories = small_stories(60)
    run_on(root, stories[:50], stories[50:])
    return root


def judge_of(server, **changes):
    quick = {"backoff_s": 0.01, "retries": 0, "timeout_s": 5.0}
    return JudgeSettings(name="endpoint", base_url=server.base_url, model="judge", **{**quick, **changes})


def evaluated(root, judge, completions=2):
    settings = EvaluateSettings(
        run="tiny", completions=completions, probes=1, samples=2, judge=judge, device=DeviceName.cpu
    )
    path = evaluate(root / "models" / "tiny", folders(root), settings)
    rows = [json.loads(line) for line in path.with_name("stories.jsonl").read_text("utf-8").splitlines()]
    return json.loads(path.read_text("utf-8")), rows, path.with_name("summary.md").read_text("utf-8")


# --- a whole evaluation -------------------------------------------------------------------------------------------
def test_an_evaluation_has_the_judges_means_and_each_graded_story(root):
    with judge_server() as server:
        scores, rows, summary = evaluated(root, judge_of(server))
        asked = server.asked
        again, _, _ = evaluated(root, judge_of(server))

        assert server.asked == asked
        assert max(server.paid.values()) == 1
        host = server.base_url.removeprefix("http://").removesuffix("/v1")
    section = scores["judge"]
    (judge,) = section["judges"]
    graded = [row for row in rows if "judge" in row]
    assert {row["number"] for row in graded} <= set(range(50))
    assert section["given"]["judged"] == len({row["number"] for row in graded})
    assert (judge["model"], judge["answered_as"], judge["host"]) == ("judge", [NAMED], host)
    assert judge["stories"] == judge["graded"] == len(graded) == 2 * section["given"]["judged"]
    assert sum(judge["age_groups"].values()) == len(graded)
    for row in graded:
        exercise = Exercise(JudgeTask.beginnings, row["number"], row["beginning"], row["completion"])
        expected = read_grades(grades_for(first_turn(exercise)))
        assert row["judge"]["plot"] == expected.plot
        assert row["judge"]["comment"]
        assert (row["judge"]["host"], row["judge"]["answered_as"]) == (host, [NAMED])
    for name in ASPECTS:
        mean = judge["grades"][name]
        assert mean["value"] == pytest.approx(np.mean([row["judge"][name] for row in graded]))
        assert mean["low"] < mean["value"] < mean["high"]
        assert mean["groups"] == section["given"]["judged"]
    assert judge["malformed"]["value"] == 0
    assert (again["judge"]["judges"], again["judge"]["spent"]["calls"]) == (section["judges"], 0)
    assert "## Grades by a judge" in summary
    assert "### The story with the lowest grades" in summary
    assert f"**{NAMED}** (asked for as judge) at {host}, wording {judge['prompts']}" in summary


def test_without_a_judge_the_section_says_so(root):
    scores, rows, summary = evaluated(root, JudgeSettings(), completions=1)

    assert scores["judge"] == {"not_measured": "no judge was named (judge=none)"}
    assert not [row for row in rows if "judge" in row]
    assert "Not measured: no judge was named (judge=none)." in summary


def test_when_judging_fails_everything_else_is_written(root):
    with judge_server(lambda number, _: Act() if number < 3 else Act(status=401)) as server:
        with pytest.raises(JudgeError, match="refused the key"):
            evaluated(root, judge_of(server), completions=1)
        path = root / "reports" / "tiny" / "scores.json"
        scores = json.loads(path.read_text("utf-8"))

        assert scores["judge"]["not_measured"].startswith("the judge did not come to an end")
        assert scores["bits_per_byte"] > 0
        server.behave = well
        assert evaluated(root, judge_of(server), completions=1)[0]["judge"]["judges"][0]["graded"] > 0
        assert max(server.paid.values()) == 1


def test_fewer_stories_of_each_beginning_can_be_judged(root):
    with judge_server() as server:
        scores, rows, _ = evaluated(root, judge_of(server, each=1))

    graded = [row["number"] for row in rows if "judge" in row]
    assert len(graded) == len(set(graded)) == scores["judge"]["judges"][0]["stories"]


def test_beginnings_of_a_file_take_the_place_of_our_own(root, tmp_path):
    path = tmp_path / "Evaluation prompts.yaml"
    path.write_text("- |-\n  Mia had a\n- |-\n  Tom took the ball\n  to the\n", encoding="utf-8")
    with judge_server() as server:
        scores, rows, _ = evaluated(root, judge_of(server, beginnings_file=str(path)))

    assert scores["judge"]["given"]["source"] == "Evaluation prompts.yaml"
    graded = [row for row in rows if "judge" in row]
    assert [row["beginning"] for row in graded] == ["Mia had a"] * 2 + ["Tom took the ball\nto the"] * 2
    assert {row["kind"] for row in graded} == {"after Evaluation prompts.yaml"}
    assert len([row for row in rows if row["kind"] == "beginning"]) == 2 * scores["told"]["beginnings"]["beginnings"]


# --- as documented ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """Two untrained runs under the names of the documentation, and the file of beginnings that it fetches."""
    folder = tmp_path_factory.mktemp("workplace")
    asked = [write_record(InstructRecord(story, {"Words": "ball, park"})) for story in small_stories(60)]
    for name, stories, data in (("quick", small_stories(60), {}), ("instruct", asked, {"instruct": True})):
        (folder / name).mkdir()
        run_on(folder / name, stories[:50], stories[50:], **data)
        (folder / name / "models" / "tiny").rename(folder / name / "models" / name)
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "raw" / "Evaluation prompts.yaml").write_text("- One day, Mia\n- Tom had\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", JUDGED)
def test_documented_judge(command, workplace, monkeypatch, capsys):
    monkeypatch.chdir(workplace)
    monkeypatch.setenv("OPENAI_API_KEY", "key-0123456789")
    monkeypatch.setenv("MY_KEY", "key-0123456789")
    program, script, *given = shlex.split(command)
    run = next(word for word in given if word.startswith("run=")).removeprefix("run=")
    small = f"completions=1 probes=1 samples=2 device=cpu root={workplace / run} judge.requests_per_minute=9000".split()
    with judge_server() as server:
        overrides = quote_free_text([*given, *small, f"judge.base_url={server.base_url}"])
        settings = compose("evaluate", *overrides)
        path = evaluate(find_model_folder(folders(settings.root), settings.run), folders(settings.root), settings)
        keys = set(server.keys)

    assert (program, script) == ("python", "mlopstinystories/evaluate_model.py")
    show(json.loads(path.read_text("utf-8")), path)
    shown = capsys.readouterr().out
    assert f"plot, of 10, by {NAMED}" in shown
    assert "key-0123456789" not in shown
    assert keys == {None if settings.judge.key_variable is None else "Bearer key-0123456789"}


def test_the_command_grades_and_says_what_it_costs(root):
    with judge_server() as server:
        words = "run=tiny judge=ollama judge.model=llama3.1:8b completions=1 probes=1 samples=2 device=cpu".split()
        places = (f"root={root}", f"judge.base_url={server.base_url}")
        done = subprocess.run(
            [sys.executable, "mlopstinystories/evaluate_model.py", *words, *places],
            cwd=PROJECT_ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    assert re.search(r"Judge: llama3\.1:8b at 127\.0\.0\.1:\d+ grades \d+ stories: about \d+ calls", done.stdout)
    assert f"plot, of 10, by {NAMED}" in done.stdout


# --- several models under one name --------------------------------------------------------------------------------
def rows_told(count):
    return [
        {"kind": "beginning", "number": n // 2, "seed": n, "beginning": BEGINNINGS[n // 2].text, "completion": f" {n}."}
        for n in range(count)
    ]


def test_grades_of_two_models_under_one_name_have_two_rows(tmp_path):
    given = what_is_given(JudgeSettings(), None, None, 0)
    with judge_server(lambda number, _: Act(model="new" if number >= 4 else "old")) as server:
        judge = Judge(judge_of(server, concurrency=1), tmp_path, say=lambda _: None)
        rows = rows_told(6)
        section = judge_stories(judge, given, rows)

    assert [(one["answered_as"], one["stories"]) for one in section["judges"]] == [(["new"], 4), (["old"], 2)]
    old = [row["judge"]["plot"] for row in rows if row["judge"]["answered_as"] == ["old"]]
    assert section["judges"][1]["grades"]["plot"]["value"] == np.mean(old)


def test_malformed_grades_have_a_share_and_no_mean(tmp_path):
    def badly(_number, body):
        lost = len(body["messages"]) > 1 and "\n0.\n" in body["messages"][0]["content"]
        return Act(text="10 points!") if lost else Act()

    given = what_is_given(JudgeSettings(), None, None, 0)
    with judge_server(badly) as server:
        rows = rows_told(4)
        section = judge_stories(Judge(judge_of(server), tmp_path, say=lambda _: None), given, rows)

    (judge,) = section["judges"]
    assert (judge["stories"], judge["graded"], judge["malformed"]["value"]) == (4, 3, 0.25)
    assert rows[0]["judge"]["grammar"] is None
    assert rows[0]["judge"]["malformed"]
    summary = judge_summary(section, rows)
    assert "3 of 4 stories graded. Share whose grades could not be read: 0.250" in summary
    assert "Why: it does not hold the whole line in its form (1)." in summary


# --- instructions -------------------------------------------------------------------------------------------------
def test_instructions_of_held_out_stories_are_given_and_graded(tmp_path):
    stories = [
        write_record(InstructRecord(story, {"Words": "ball, park", "Features": "Dialogue, BadEnding"}))
        for story in small_stories(60)
    ]
    dataset, tokenizer = run_on(tmp_path, stories[:50], stories[50:], instruct=True)
    with judge_server() as server:
        judge = judge_of(server, task=JudgeTask.instructions, instructions=3)
        given = what_is_given(judge, dataset, tokenizer, seed=0)
        scores, rows, _ = evaluated(tmp_path, judge)
        shown = server.bodies[0]["messages"][0]["content"]

    assert given.prompts == ("Words: ball, park\nFeatures: Dialogue, BadEnding\nStory:\n\n",) * 3
    assert "These words have to be in it: ball, park" in shown
    assert "It has to have: a dialogue; an end that is not happy" in shown
    assert scores["judge"]["task"] == "instructions"
    assert scores["judge"]["judges"][0]["stories"] == 6
    assert len([row for row in rows if row["kind"] == "after instructions of held-out stories"]) == 6


def test_stories_without_instructions_are_refused_before_anything(root):
    with judge_server() as server:
        with pytest.raises(DataError, match=r"variant=Instruct"):
            evaluated(root, judge_of(server, task=JudgeTask.instructions))


def test_what_was_asked_is_said_in_words():
    fields = {"Random sentence": "Who is it?", "Summary": "A bear comes.", "Features": "Twist, Rhyme"}
    assert as_asked(fields).splitlines() == [
        "This sentence has to be in it, word for word: Who is it?",
        "This is what has to happen in it: A bear comes.",
        "It has to have: a turn that nobody expects; Rhyme",
    ]


# --- files of beginnings ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["- One day\n- 'Two: she'\n", "prompts:\n  - One day\n  - 'Two: she '\n"])
def test_a_list_or_a_mapping_with_one_list_is_read(text, tmp_path):
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    assert read_beginnings(tmp_path / "some.yaml") == ("One day", "Two: she")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds nothing"),
        (b"One day", "holds a single text"),
        (b"[]", "holds a"),
        (b"a: [x]\nb: [y]", "holds a mapping"),
        (b"- One day\n- 5", "entry 2 is a value of the kind int: '5'"),
        (b"- One: day", "entry 1 is a mapping"),
        (b"- 'open", "cannot be read as a YAML list"),
        (b"\xff\xfe", "cannot be read as a YAML list"),
        (b"- !!python/object/apply:os.system ['false']", "cannot be read as a YAML list"),
    ],
)
def test_a_file_that_is_no_list_of_texts_is_refused(content, said, tmp_path):
    (tmp_path / "some.yaml").write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_beginnings(tmp_path / "some.yaml")


def test_a_missing_file_says_how_to_fetch_the_published_one(tmp_path):
    with pytest.raises(DataError, match=r"hf download roneneldan/TinyStories 'Evaluation prompts\.yaml'"):
        read_beginnings(tmp_path / "Evaluation prompts.yaml")
