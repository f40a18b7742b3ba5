"""What several tests share: the real configuration composed and shrunk, and stories that fit on a screen."""

import os

# Two pytest workers with two threads each on two cores would wait for one another; and exactness is promised for a
# fixed number of threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import hydra
import pytest
import torch  # noqa: F401 - the parallel loops run with its threads
from omegaconf import OmegaConf

from mlopstinystories import command  # noqa: F401 - registers the schemas
from mlopstinystories.native import native
from mlopstinystories.paths import PROJECT_ROOT, folders

NAMES = ("Mia", "Ben", "Lily", "Tom", "Anna")
THINGS = ("ball", "boat", "cake", "drum", "kite", "lamp", "map")
PLACES = ("park", "house", "garden", "shop")


def small_stories(count):
    """Different little stories, made of few words so that a very small model learns something from them."""
    return [
        f"Once upon a time, {NAMES[k % 5]} had a {THINGS[k % 7]}. {NAMES[k % 5]} took it to the {PLACES[k % 4]}.\n"
        f'"I like my {THINGS[k % 7]}," said {NAMES[k % 5]}. It was day {k}.'
        for k in range(count)
    ]


def compose(config_name, *overrides):
    """The settings that a command would get from `conf/`, as their dataclass."""
    with hydra.initialize_config_dir(str(PROJECT_ROOT / "conf"), version_base="1.3"):
        return OmegaConf.to_object(hydra.compose(config_name, overrides=list(overrides)))


REQUIRED = {"browser": "BROWSER_TESTS", "loops": "LOOPS_TESTS"}
"""For each mark the variable that, as `required`, makes a failure of a test that steps aside."""


def pytest_runtest_setup(item):
    """Tests of the loops in C step aside where there are none; everything else must work there too."""
    if item.get_closest_marker("loops") and (reason := native("attention", threads=True).reason):
        pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Where a browser or a compiler is required, a test that steps aside for want of it has failed."""
    report = yield
    for mark, variable in REQUIRED.items():
        if report.skipped and item.get_closest_marker(mark) and os.environ.get(variable) == "required":
            report.outcome = "failed"
            report.longrepr = f"it stepped aside, but {variable}=required: {report.longrepr}"
    return report


@pytest.fixture
def places(tmp_path):
    """The pipeline's folders below a temporary root."""
    return folders(tmp_path / "root")


@pytest.fixture(scope="session")
def story_files(tmp_path_factory):
    """A training file of 120 small stories and a validation file of 8 others."""
    folder = tmp_path_factory.mktemp("stories")
    stories = small_stories(128)
    for name, part in (("train.txt", stories[:120]), ("validation.txt", stories[120:])):
        text = "".join(story + "\n<|endoftext|>\n" for story in part)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tiny_overrides(story_files):
    """The debug configuration on the small story files: trains in about a second."""
    return [
        "data=text_files",
        f"data.train_path={story_files}/train.txt",
        f"data.validation_path={story_files}/validation.txt",
        "tokenizer.vocab_size=300",
        "max_steps=12",
        "batch_size_tokens=256",
        "log_every=5",
        "checkpoint_every=4",
        "validations=2",
        "sample_tokens=5",
        "precision=fp32",
    ]


@pytest.fixture
def tiny_settings(tiny_overrides):
    """`tiny_overrides` as typed settings, for calls below the commands."""
    return compose("debug", *tiny_overrides)
