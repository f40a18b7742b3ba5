"""Outputs are whole or absent, and change their fingerprint when anything that matters changes."""

import errno
import json

import pytest

from mlopstinystories.errors import DiskFullError, UserError
from mlopstinystories.records import (
    disk_errors,
    file_sha256,
    fingerprint,
    hardware,
    libraries,
    new_folder,
    read_json,
    write_json,
    write_text,
)


def test_a_fingerprint_ignores_order_and_sees_everything_else():
    assert fingerprint({"a": 1, "b": [2, 3]}) == fingerprint({"b": [2, 3], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert len(fingerprint("x")) == 12


def test_the_sha256_of_a_file(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert file_sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_json_goes_there_and_back(tmp_path):
    write_json(tmp_path / "deep" / "a.json", {"ü": 1.5})
    assert read_json(tmp_path / "deep" / "a.json") == {"ü": 1.5}


def test_damaged_json_names_the_file_and_the_mend(tmp_path):
    (tmp_path / "a.json").write_text('{"a": ', encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.json is damaged: expected JSON.*Remove it"):
        read_json(tmp_path / "a.json")


def test_text_is_written_with_line_feeds_alone(tmp_path):
    write_text(tmp_path / "a.txt", "one\ntwo\n")
    assert (tmp_path / "a.txt").read_bytes() == b"one\ntwo\n"


def test_a_folder_appears_when_it_is_whole(tmp_path):
    with new_folder(tmp_path / "out") as partial:
        (partial / "a").write_text("1", encoding="utf-8")
        assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_folder_and_nothing_else(tmp_path):
    with new_folder(tmp_path / "out") as partial:
        (partial / "a").write_text("old", encoding="utf-8")

    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out") as partial:
        (partial / "a").write_text("new", encoding="utf-8")
        1 / 0  # noqa: B018 - the failure

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "a").read_text(encoding="utf-8") == "old"


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    for name in ("a", "b"):
        with new_folder(tmp_path / "out") as partial:
            (partial / name).write_text(name, encoding="utf-8")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_one_clear_error_and_leaves_nothing(tmp_path, number):
    with pytest.raises(DiskFullError, match=r"The disk is full: .*out could not be written .*root=/another/folder"):
        with new_folder(tmp_path / "out") as partial:
            (partial / "a").write_text("half", encoding="utf-8")
            raise OSError(number, "no room")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_that_is_reported_as_text_is_recognised(tmp_path):
    with pytest.raises(DiskFullError), disk_errors(tmp_path / "x"):
        raise RuntimeError("I/O error: No space left on device (os error 28)")


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    with pytest.raises(UserError, match="cannot be written"), disk_errors(tmp_path / "x"):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_other_errors_pass_unchanged(tmp_path):
    with pytest.raises(ZeroDivisionError), disk_errors(tmp_path / "x"):
        raise ZeroDivisionError


def test_the_machine_and_the_libraries_in_words():
    assert hardware()["cores"] >= 1
    assert {"python", "torch", "transformers"} <= libraries().keys()
    json.dumps([hardware(), libraries()])
