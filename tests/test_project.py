"""The promises of the project as a whole: its tree, its pins, its text files."""

import re
import subprocess
import tomllib

import pytest

from mlopstinystories.paths import PROJECT_ROOT, folders


def tracked():
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("not a git checkout")
    return [PROJECT_ROOT / name for name in done.stdout.splitlines() if (PROJECT_ROOT / name).is_file()]


def texts():
    for path in tracked():
        if path.suffix not in (".png", ".gz", ".npz", ".parquet", ".safetensors"):
            yield path, path.read_bytes()


PROMISED = """
    Makefile README.md LICENSE pyproject.toml requirements.txt requirements_dev.txt .pre-commit-config.yaml
    .gitattributes
    conf data/raw data/processed models notebooks reports/figures profiling docs/index.md docs/mkdocs.yml docs/source
    mlopstinystories/__init__.py mlopstinystories/data/fetch_raw_data.py mlopstinystories/data/make_dataset.py
    mlopstinystories/models/model.py mlopstinystories/visualization/visualize.py mlopstinystories/train_model.py
    mlopstinystories/predict_model.py mlopstinystories/profile_training.py tests .ci/run
""".split()


@pytest.mark.parametrize("path", PROMISED)
def test_the_promised_tree(path):
    assert (PROJECT_ROOT / path).exists()


def test_no_file_of_the_package_is_empty():
    """An empty `visualize.py` once stood for a feature."""
    assert [str(path) for path in (PROJECT_ROOT / "mlopstinystories").rglob("*.py") if not path.stat().st_size] == []


def test_text_files_have_line_feeds_alone():
    assert [str(path) for path, content in texts() if b"\r\n" in content] == []


def test_pins_are_compatible_releases():
    for name in ("requirements.txt", "requirements_dev.txt"):
        for line in (PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"#.*|-r requirements\.txt|[\w\-\[\]]+~=\d+(\.\d+)+|", line), line


def test_no_requirement_is_listed_twice():
    lines = [
        re.split(r"[~\[]", line)[0].lower()
        for name in ("requirements.txt", "requirements_dev.txt")
        for line in (PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines()
        if "~=" in line
    ]
    assert len(lines) == len(set(lines))


def test_every_dependency_is_justified_in_the_design():
    design = (PROJECT_ROOT / "docs" / "source" / "design.md").read_text(encoding="utf-8")
    for name in ("requirements.txt", "requirements_dev.txt"):
        for line in (PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines():
            if "~=" in line:
                package = re.split(r"[~\[]", line)[0]
                assert f"`{package}`" in design, package


def test_subpackages_belong_to_the_package():
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["packages"]["find"]["include"] == ["mlopstinystories*"]
    for folder in (PROJECT_ROOT / "mlopstinystories").rglob("*"):
        if folder.is_dir() and any(folder.glob("*.py")):
            assert (folder / "__init__.py").is_file(), folder


def test_nothing_is_unpickled():
    for path, content in texts():
        if path.is_relative_to(PROJECT_ROOT / "mlopstinystories"):
            assert not re.search(rb"\bpickle\b|torch\.load\(|joblib|allow_pickle=True", content), path


def test_commands_and_defaults_name_no_path_of_one_machine():
    for path, content in texts():
        assert b"../" + b"shared" not in content, path
        assert not re.search(rb"/home/\w+/", content), path


def test_the_first_screen_of_the_readme_says_the_two_commands():
    first_screen = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:15]
    assert any(line.startswith("make train ") and "3 minutes" in line for line in first_screen)
    assert any(line.startswith("make test ") and "10 minutes" in line for line in first_screen)


def test_all_folders_lie_below_one_root(tmp_path, monkeypatch):
    places = folders(tmp_path)
    for path in (places.raw, places.processed, places.models, places.reports, places.profiling):
        assert path.is_relative_to(tmp_path)

    monkeypatch.chdir(tmp_path)
    assert folders("here").root == tmp_path / "here"
