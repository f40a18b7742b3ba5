import re

import pytest

from mlopstinystories.data import progress as progress_module
from mlopstinystories.data.progress import Progress, progress


def test_without_a_terminal_a_line_says_how_far_how_fast_and_how_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LINES", 0.0)
    with progress("bytes") as show:
        show.expect(8_000_000)
        with show.stage("training stories", 6_000_000):
            show.advance(3_000_000)

    (line,) = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"  training stories: 3 of 6 MB, [\d,]+ MB/s, \d+ s left", line)


def test_lines_come_seldom(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("stories") as show:
        show.expect(1000)
        with show.stage("training stories", 1000):
            for _ in range(1000):
                show.advance(1)

    assert capsys.readouterr().out == ""


class Bar:
    """Remembers what a bar was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []
        self.seen: list[bool] = []

    def add_task(self, _description: str, **_: object) -> int:
        return 0

    def update(self, _task: int, description: str, completed: int, total: int, visible: bool, **_: object) -> None:
        self.seen.append(visible)
        self.told.append((description, completed, total))


def test_one_bar_covers_all_stages_and_gives_back_what_a_short_one_did_not_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    bar = Bar()
    show = Progress("bytes", bar)
    show.expect(10)
    with show.stage("fetching", 4):
        show.advance(5)
        show.advance(-1)
    with show.stage("training stories", 6):
        show.advance(2)

    assert bar.told[0] == ("", 0, 10)
    assert ("fetching", 5, 10) in bar.told
    assert bar.told[-1] == ("training stories", 6, 6)


def test_a_bar_is_seen_once_there_is_a_whole_and_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    bar = Bar()
    show = Progress("bytes", bar)
    with show.stage("looking up", 0):
        pass
    show.expect_in_all(10 + 20)
    with show.stage("fetching", 10):
        show.advance(6)
        show.advance(-6)  # a server that begins again
        show.advance(10)
    show.expect_in_all(20)
    with show.stage("training stories", 20):
        show.advance(20)

    assert bar.seen[0] is False
    assert bar.seen == [total != 0 for _, _, total in bar.told]
    shares = [completed / total for _, completed, total in bar.told if total]
    assert shares == sorted(shares)
    assert shares[-1] == 1
