"""What several tests share: the real configuration composed and shrunk, and stories that fit on a screen."""

import os

# Two pytest workers with two threads each on two cores would wait for one another; and exactness is promised for a
# fixed number of threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import hydra
import pytest
from omegaconf import OmegaConf

from mlopstinystories import command  # noqa: F401 - registers the schemas
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Where a browser is required (BROWSER_TESTS=required), a browser test that steps aside has failed."""
    report = yield
    required = os.environ.get("BROWSER_TESTS") == "required"
    if required and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"it stepped aside, but BROWSER_TESTS=required: {report.longrepr}"
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
