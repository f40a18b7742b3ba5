"""make_dataset.py killed without warning (SIGKILL) at several moments; the next call must finish as if nothing was."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlopstinystories.paths import PROJECT_ROOT
from tests.conftest import small_stories

TIMING_FIELDS = ("created", "elapsed_s")
COMMAND = PROJECT_ROOT / "mlopstinystories" / "data" / "make_dataset.py"
DYING_AT_THE_RENAME = f"""
import os, pathlib, runpy, signal, sys
when, sys.argv = sys.argv[1], [{str(COMMAND)!r}, *sys.argv[2:]]
rename = pathlib.Path.replace
def replace(path, target):
    is_last = pathlib.Path(target).parent.name == "processed"
    if is_last and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    rename(path, target)
    if is_last:
        os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.replace = replace
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""The command, killed just before or just after the whole folder gets its name."""
Moment = Callable[[Path], bool]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")


def partial_file(name: str, at_least: int = 0) -> Moment:
    """The moment when a file of a half-made data set has some bytes."""

    def reached(processed: Path) -> bool:
        with contextlib.suppress(FileNotFoundError):  # it took its final name meanwhile
            return any(path.stat().st_size >= at_least for path in processed.glob(f".*.partial-*/{name}"))
        return False

    return reached


MOMENTS: dict[str, Moment] = {
    "the folder is begun": lambda processed: any(processed.glob(".*.partial-*")),
    "the tokenizer is written": partial_file("tokenizer/tokenizer.json"),
    "held-out stories are written": partial_file("validation_tokens.npy"),
    "training stories are being written": partial_file("train_tokens.npy", at_least=200_000),
    "all is whole": lambda processed: any(processed.glob("[!.]*/record.json")),
}


@pytest.fixture(scope="module")
def story_files_of_some_size(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    stories = [" ".join(small_stories(k + 8)[k:]) for k in range(800)]
    for name, part in (("train", stories[50:] * 8), ("validation", stories[:60])):
        ends = (f"{number % 1500}{', itâ€™s so' * (number % 50 == 0)}." for number in range(len(part)))
        text = "".join(f"{story} {end}\n<|endoftext|>\n" for story, end in zip(part, ends, strict=True))
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def start(stories: Path, root: Path, cleaning: str = "faithful", program: tuple[str, ...] = (str(COMMAND),)):
    overrides = [
        "data=text_files",
        f"data.train_path={stories}/train.txt",
        f"data.validation_path={stories}/validation.txt",
        "tokenizer.vocab_size=500",
        f"cleaning={cleaning}",
        f"root={root}",
    ]
    return subprocess.Popen(
        [sys.executable, *program, *overrides],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def content(root: Path) -> dict[str, object]:
    """Every file below `data/processed`, with the timing fields of the record left out."""
    found: dict[str, object] = {}
    for path in sorted((root / "data" / "processed").rglob("*")):
        if path.is_file():
            found[str(path.relative_to(root))] = path.read_bytes()
            if path.name == "record.json":
                record = json.loads(path.read_text(encoding="utf-8"))
                found[str(path.relative_to(root))] = {k: v for k, v in record.items() if k not in TIMING_FIELDS}
    return found


def finished(stories: Path, root: Path, cleaning: str) -> dict[str, object]:
    """What a call that nobody kills leaves in `root`."""
    process = start(stories, root, cleaning)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert len(list((root / "data" / "processed").iterdir())) == 1
    return content(root)


@pytest.fixture(scope="module")
def undisturbed(story_files_of_some_size: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return finished(story_files_of_some_size, tmp_path_factory.mktemp("undisturbed"), "faithful")


def kill_at(moment: Moment, process: subprocess.Popen[str], root: Path) -> None:
    while not moment(root / "data" / "processed"):
        assert process.poll() is None, "it ended before the moment came"
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_call_is_finished_by_the_next_one_byte_for_byte(
    moment: str, story_files_of_some_size: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    kill_at(MOMENTS[moment], start(story_files_of_some_size, tmp_path), tmp_path)
    assert finished(story_files_of_some_size, tmp_path, "faithful") == undisturbed


def test_a_call_killed_while_it_cleans_is_finished_by_the_next_one_byte_for_byte(
    story_files_of_some_size: Path, tmp_path: Path
) -> None:
    (tmp_path / "undisturbed").mkdir()
    expected = finished(story_files_of_some_size, tmp_path / "undisturbed", "strict")
    process = start(story_files_of_some_size, tmp_path / "killed", "strict")
    kill_at(partial_file("train_tokens.npy", at_least=100), process, tmp_path / "killed")
    assert finished(story_files_of_some_size, tmp_path / "killed", "strict") == expected
    (record,) = (found for name, found in expected.items() if name.endswith("record.json"))
    touched = record["train"]["cleaned"]  # type: ignore[index]
    assert all(touched[rule] for rule in ("mojibake repaired", "duplicates dropped", "near_duplicates dropped"))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_call_killed_at_the_last_rename_is_finished_by_the_next_one_byte_for_byte(
    when: str, story_files_of_some_size: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    process = start(story_files_of_some_size, tmp_path, program=("-c", DYING_AT_THE_RENAME, when))
    output, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, output
    assert finished(story_files_of_some_size, tmp_path, "faithful") == undisturbed
