"""The loader of the loops in C: built once, never half, never from a folder that others can write into."""

import ctypes
import shutil
from pathlib import Path

import pytest

import mlopstinystories.native as loader

SOURCE = b"""
#ifdef _OPENMP
int parallel(void) { return 1; }
#else
int parallel(void) { return 0; }
#endif
double twice(double x) { return x + x; }
"""
pytestmark = pytest.mark.usefixtures("sources")
needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A folder of sources, and an empty cache folder."""
    loader.native.cache_clear()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "example.c").write_bytes(SOURCE)
    monkeypatch.setattr(loader, "_SOURCES", tmp_path / "sources")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(loader.SWITCH, raising=False)
    yield tmp_path / "sources"
    loader.native.cache_clear()


def built(tmp_path):
    return sorted((tmp_path / "cache" / "mlops-tinystories" / "native").glob("*"))


@needs_compiler
def test_a_library_is_compiled_once_and_found_again(tmp_path, monkeypatch):
    library = loader.native("example").library
    library.twice.restype, library.twice.argtypes = ctypes.c_double, (ctypes.c_double,)
    assert library.twice(21.0) == 42.0
    (first,) = built(tmp_path)

    loader.native.cache_clear()
    monkeypatch.setattr(loader.subprocess, "run", None)  # a second compilation would fail
    assert loader.native("example").library is not None
    assert built(tmp_path) == [first]


@needs_compiler
def test_a_changed_source_is_compiled_anew(sources, tmp_path):
    assert loader.native("example").library is not None
    loader.native.cache_clear()
    (sources / "example.c").write_bytes(SOURCE + b"int more;\n")
    assert loader.native("example").library is not None
    assert len(built(tmp_path)) == 2


@needs_compiler
def test_the_parallel_library_shares_the_threads_of_pytorch():
    import torch  # noqa: F401 - loads its libgomp

    if loader._loaded_gomp() is None:
        pytest.skip("needs a PyTorch with GCC's OpenMP")
    assert loader.native("example", threads=True).library.parallel() == 1
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    assert len({line.split()[-1] for line in lines if "/libgomp" in line}) == 1


@needs_compiler
def test_without_the_threads_of_pytorch_there_are_no_parallel_loops(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "_loaded_gomp", lambda: None)
    found = loader.native("example", threads=True)
    assert found.library is None
    assert "would have one thread" in found.reason
    assert not (tmp_path / "cache").exists()


@needs_compiler
def test_a_compiler_that_cannot_make_parallel_loops_is_said_to(monkeypatch, sources):
    import torch  # noqa: F401 - loads its libgomp

    monkeypatch.setattr(loader, "_loaded_gomp", lambda: str(sources / "no-such-libgomp.so.1"))
    found = loader.native("example", threads=True)
    assert found.library is None
    assert "could not build example.c" in found.reason


@needs_compiler
def test_a_source_that_does_not_compile_leaves_a_reason_and_no_file(sources, tmp_path):
    (sources / "example.c").write_bytes(b"int broken(\n")
    found = loader.native("example")
    assert found.library is None
    assert "could not build example.c" in found.reason
    assert "error" in found.reason
    assert built(tmp_path) == []


def test_without_a_compiler_the_reason_says_how_to_get_one(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    found = loader.native("example")
    assert found.library is None
    assert "apt install gcc" in found.reason


def test_the_switch_turns_it_off(monkeypatch):
    monkeypatch.setenv(loader.SWITCH, "off")
    assert loader.native("example") == loader.Native(None, f"{loader.SWITCH}=off")


@needs_compiler
def test_a_cache_folder_that_others_can_write_into_is_not_trusted(tmp_path):
    assert loader.native("example").library is not None
    built(tmp_path)[0].parent.chmod(0o777)
    loader.native.cache_clear()
    found = loader.native("example")
    assert found.library is None
    assert "chmod go-w" in found.reason
