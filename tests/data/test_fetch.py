import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants
from small_hub import REPOSITORY, REVISION, SmallHub, small_hub

from mlopstinystories.data import hub, tinystories
from mlopstinystories.data import progress as progress_module
from mlopstinystories.data.fetch_raw_data import fetch_raw_data
from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.stories import open_source
from mlopstinystories.errors import DataError, DiskFullError, FetchError
from mlopstinystories.paths import PROJECT_ROOT, Folders
from mlopstinystories.settings import (
    BpeSettings,
    StoryworldSettings,
    TextFilesSettings,
    TinystoriesSettings,
    TinystoriesVariant,
)

TRAIN, VALIDATION = "TinyStoriesV2-GPT4-train.txt", "TinyStoriesV2-GPT4-valid.txt"
TRAIN_TEXT = "".join(f"Story {k} of a long afternoon.\n<|endoftext|>\n" for k in range(5000)).encode()
FILES = {TRAIN: TRAIN_TEXT, VALIDATION: b"One held out.\n<|endoftext|>\n"}
SETTINGS = TinystoriesSettings(variant=TinystoriesVariant.V2, repository=REPOSITORY, revision=REVISION)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallHub]:
    """The small hub, and the client in this process told to use it, without waiting between attempts."""
    with small_hub(dict(FILES)) as served:
        monkeypatch.setattr(constants, "ENDPOINT", served.url)
        template = served.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(hub, "WAIT_S", 0.0)
        yield served


def raw(places: Folders, name: str = TRAIN) -> Path:
    return places.raw / "tinystories" / name


def listing(places: Folders) -> list[str]:
    return sorted(path.name for path in places.raw.rglob("*") if path.is_file())


def partials(places: Folders) -> list[Path]:
    return list(places.raw.rglob(".*.partial"))


def command(places: Folders, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, because HF_* is read when the client is imported."""
    here = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    fetch = [sys.executable, "mlopstinystories/data/fetch_raw_data.py", f"root={places.root}", *arguments]
    return subprocess.run(
        fetch, cwd=PROJECT_ROOT, env={**here, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


# --- what arrives ---
def test_a_transfer_that_is_cut_is_continued_and_arrives_whole(places: Folders) -> None:
    with small_hub(dict(FILES)) as served:
        served.cuts = [50_000]
        source = f"data.repository={REPOSITORY}", f"data.revision={REVISION}", "data.variant=V2"
        done = command(places, "data=tinystories", *source, HF_ENDPOINT=served.url, HF_HOME=str(places.root / "hub"))

    assert done.returncode == 0, done.stderr
    assert raw(places).read_bytes() == TRAIN_TEXT
    assert (TRAIN, "bytes=50000-") in served.transfers
    assert partials(places) == []
    entry = json.loads(raw(places, "record.json").read_text(encoding="utf-8"))["files"][TRAIN]
    assert entry["sha256"] == hashlib.sha256(TRAIN_TEXT).hexdigest()
    assert (entry["size"], entry["revision"]) == (len(TRAIN_TEXT), REVISION)


@pytest.mark.usefixtures("served")
def test_fetched_stories_are_read_with_the_published_split(places: Folders) -> None:
    fetch_raw_data(SETTINGS, places)

    source = open_source(SETTINGS, places)
    assert list(source.validation()) == ["One held out."]
    assert len(list(source.train())) == 5000


@pytest.mark.usefixtures("served")
def test_one_progress_over_fetching_and_encoding_knows_its_end_from_the_start(
    places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    show = progress_module.Progress("bytes")
    monkeypatch.setattr(show, "_show", lambda: seen.append((show._done, show._total)))
    monkeypatch.setattr(progress_module, "progress", lambda _unit: contextlib.nullcontext(show))

    make_dataset(SETTINGS, BpeSettings(vocab_size=300), places, fetch=True)

    text = sum(map(len, FILES.values()))
    assert seen[0] == (0, text + text + len(TRAIN_TEXT))  # fetched, encoded, and read for the tokenizer
    assert {whole for _, whole in seen} == {seen[0][1]}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (seen[0][1],) * 2


def test_what_is_there_and_checked_is_not_asked_for_again(
    served: SmallHub, places: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch_raw_data(SETTINGS, places)
    asked, before = len(served.requests), raw(places, "record.json").stat().st_mtime_ns
    capsys.readouterr()

    fetch_raw_data(SETTINGS, places)

    assert len(served.requests) == asked
    assert raw(places, "record.json").stat().st_mtime_ns == before
    assert capsys.readouterr().out.startswith("Already fetched and checked: 2 file(s)")


def test_a_later_call_continues_what_an_earlier_one_left(served: SmallHub, places: Folders) -> None:
    served.cuts = [70_000, 0, 0, 0, 0, 0]
    with pytest.raises(FetchError, match=r"70,000 of [\d,]+ bytes have arrived, and 5 more attempts brought nothing"):
        fetch_raw_data(SETTINGS, places)
    [partial] = partials(places)
    assert partial.read_bytes() == TRAIN_TEXT[:70_000]
    served.requests.clear()

    fetch_raw_data(SETTINGS, places)

    assert served.transfers[0] == (TRAIN, "bytes=70000-")
    assert raw(places).read_bytes() == TRAIN_TEXT
    assert partials(places) == []


def test_a_server_that_cannot_continue_is_read_from_the_beginning(served: SmallHub, places: Folders) -> None:
    served.ranges, served.cuts = False, [50_000]

    fetch_raw_data(SETTINGS, places)

    assert raw(places).read_bytes() == TRAIN_TEXT


@pytest.mark.usefixtures("served")
def test_the_beginning_of_another_version_is_never_continued(places: Folders) -> None:
    raw(places).parent.mkdir(parents=True)
    other_version = raw(places).with_name(f".{TRAIN}.0123456789ab.partial")
    other_version.write_bytes(b"another beginning")

    fetch_raw_data(SETTINGS, places)

    assert raw(places).read_bytes() == TRAIN_TEXT
    assert not other_version.exists()


# --- what does not arrive ---
def test_a_file_with_a_wrong_hash_never_takes_its_name(served: SmallHub, places: Folders) -> None:
    served.sends[TRAIN] = b"X" + TRAIN_TEXT[1:]

    with pytest.raises(
        FetchError, match=r"is not the published file: expected .* It was removed; run the command again"
    ):
        fetch_raw_data(SETTINGS, places)

    assert listing(places) == []


def test_a_file_that_the_hub_holds_truncated_never_takes_its_name(served: SmallHub, places: Folders) -> None:
    served.sends[TRAIN] = TRAIN_TEXT[:1000]

    with pytest.raises(FetchError, match=r"could not be fetched whole: 1,000 of .* Three ways on"):
        fetch_raw_data(SETTINGS, places)

    assert not raw(places).exists()


@pytest.mark.parametrize(
    ("repository", "names", "complaint"),
    [
        (REPOSITORY, [TRAIN], rf"{REPOSITORY} at {REVISION} has no file {VALIDATION}: .* was not found"),
        ("someone/else", [TRAIN, VALIDATION], "The hub shows you no data set someone/else"),
        ("not a name", [], "data.repository=not a name is not a name on the hub"),
    ],
)
def test_what_the_hub_does_not_have_is_said_by_name(
    served: SmallHub, places: Folders, repository: str, names: list[str], complaint: str
) -> None:
    served.files = {name: FILES[name] for name in names}
    settings = TinystoriesSettings(variant=TinystoriesVariant.V2, repository=repository, revision=REVISION)

    with pytest.raises(FetchError, match=complaint):
        fetch_raw_data(settings, places)

    assert listing(places) == []


def test_without_a_network_the_command_names_three_ways_on_and_shows_no_traceback(places: Folders) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody_there = f"http://127.0.0.1:{closed.getsockname()[1]}"

    for environment in ({"HF_ENDPOINT": nobody_there}, {"HF_HUB_OFFLINE": "1"}):
        done = command(places, "data=tinystories", HF_HOME=str(places.root / "hub"), **environment)

        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "1. connect to the network and run the command again; it continues where it stopped" in done.stderr
        assert (
            f"{raw(places)}".rpartition("/")[0] + "/data/train-00003-of-00004-d243063613e5a057.parquet" in done.stderr
        )
        assert "3. use other stories: data=text_files data.train_path=…, or the default data=storyworld" in done.stderr
    assert listing(places) == []


@pytest.mark.usefixtures("served")
def test_a_disk_that_fills_up_leaves_nothing_behind(places: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raw(places).with_name(f".{TRAIN}.{hashlib.sha256(TRAIN_TEXT).hexdigest()[:12]}.partial").write_bytes(b"begun")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(hub, "_fetch_rest", no_room)

    with pytest.raises(DiskFullError, match=r"The disk is full: .*Nothing half-written was left behind"):
        fetch_raw_data(SETTINGS, places)

    assert listing(places) == []


def test_a_disk_that_is_too_full_is_refused_before_the_first_byte(
    served: SmallHub, places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))

    with pytest.raises(DiskFullError, match="the files need"):
        fetch_raw_data(SETTINGS, places)

    assert served.transfers == []


# --- files that were copied there by hand ---
@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> TinystoriesSettings:
    """Makes the small files the published ones: sizes known, the hash of the first known too."""
    train = tinystories.PublishedFile(TRAIN, len(TRAIN_TEXT), hashlib.sha256(TRAIN_TEXT).hexdigest())
    validation = tinystories.PublishedFile(VALIDATION, len(FILES[VALIDATION]))
    monkeypatch.setitem(tinystories._FILES, TinystoriesVariant.V2, ((train,), (validation,)))
    return TinystoriesSettings(variant=TinystoriesVariant.V2)


def copy_by_hand(places: Folders, files: dict[str, bytes]) -> None:
    raw(places).parent.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        raw(places, name).write_bytes(content)


def test_files_copied_by_hand_are_accepted_after_the_check_without_a_network(
    published: TinystoriesSettings, places: Folders
) -> None:
    copy_by_hand(places, FILES)

    with pytest.raises(DataError, match="has not been checked"):
        open_source(published, places)
    fetch_raw_data(published, places)

    assert list(open_source(published, places).validation()) == ["One held out."]


@pytest.mark.parametrize("wrong", [TRAIN_TEXT[:-1], b"X" + TRAIN_TEXT[1:]])
def test_a_wrong_file_copied_by_hand_is_moved_aside(
    published: TinystoriesSettings, places: Folders, wrong: bytes
) -> None:
    copy_by_hand(places, {**FILES, TRAIN: wrong})

    with pytest.raises(DataError, match=rf"is not the published file: expected .* received {len(wrong):,} bytes"):
        fetch_raw_data(published, places)

    assert not raw(places).exists()
    assert raw(places, TRAIN + ".other").read_bytes() == wrong


def test_a_file_that_changed_after_the_fetch_is_refused_and_a_touched_one_is_not(
    published: TinystoriesSettings, places: Folders
) -> None:
    copy_by_hand(places, FILES)
    fetch_raw_data(published, places)

    os.utime(raw(places), ns=(1, 1))
    assert len(list(open_source(published, places).train())) == 5000

    raw(places).write_bytes(TRAIN_TEXT[:-1])
    with pytest.raises(DataError, match=r"is damaged: expected .* Remove it and run `make data"):
        open_source(published, places)


def test_the_clients_own_cache_is_used_before_the_network(
    published: TinystoriesSettings, places: Folders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # As `hf download` leaves them.
    snapshot = tmp_path / "datasets--roneneldan--TinyStories" / "snapshots" / published.revision
    snapshot.mkdir(parents=True)
    for name, content in FILES.items():
        (snapshot / name).write_bytes(content)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))

    fetch_raw_data(published, places)

    assert listing(places) == sorted([TRAIN, VALIDATION, "record.json"])


def test_a_hub_with_another_file_than_the_published_one_is_refused(
    served: SmallHub, published: TinystoriesSettings, places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("small_hub.REPOSITORY", published.repository)
    monkeypatch.setattr("small_hub.REVISION", published.revision)
    served.files[TRAIN] = TRAIN_TEXT + b"more"

    with pytest.raises(FetchError, match=r"The hub offers another TinyStoriesV2-GPT4-train.txt than the published one"):
        fetch_raw_data(published, places)

    assert served.transfers == []


# --- the other sources ---
def test_the_story_world_and_text_files_have_nothing_to_fetch(
    places: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")

    assert fetch_raw_data(StoryworldSettings(), places) == []
    assert fetch_raw_data(TextFilesSettings(train_path=f"{tmp_path}/a.txt"), places) == [tmp_path / "a.txt"]

    assert capsys.readouterr().out.splitlines() == [
        "Nothing to fetch: the story world is part of the package.",
        "Nothing to fetch: 1 text file(s) are read where they lie.",
    ]
    with pytest.raises(DataError, match="there is no file"):
        fetch_raw_data(TextFilesSettings(train_path=f"{tmp_path}/b.txt"), places)
    assert not places.raw.exists()
