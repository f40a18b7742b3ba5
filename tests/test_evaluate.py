import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.packing import open_dataset
from mlopstinystories.errors import DataError, ModelError, RunError, TokenizerError
from mlopstinystories.evaluate_model import evaluate
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.models.folders import find_model_folder
from mlopstinystories.models.model import build_model, load_model
from mlopstinystories.paths import PROJECT_ROOT, folders
from mlopstinystories.records import write_json
from mlopstinystories.settings import BpeSettings, GPTNeoSettings, TextFilesSettings
from mlopstinystories.tokenizer import load_tokenizer, make_tokenizer
from tests.conftest import small_stories

LEAKED = 2
"""Held-out stories that also stand in the training text."""


def write_stories(path, stories):
    path.write_text("".join(story + "\n<|endoftext|>\n" for story in stories), encoding="utf-8")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A root with a data set, of whose 8 held-out stories two are leaked, and an untrained run `tiny` on it."""
    root = tmp_path_factory.mktemp("evaluate")
    stories = small_stories(60)
    write_stories(root / "train.txt", stories[: 52 + LEAKED])
    write_stories(root / "validation.txt", stories[52:])
    data = TextFilesSettings(train_path=str(root / "train.txt"), validation_path=str(root / "validation.txt"))
    dataset = make_dataset(data, BpeSettings(vocab_size=280), folders(root))
    tokenizer = load_tokenizer(dataset.tokenizer_folder)
    folder = root / "models" / "tiny"
    settings = GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=32)
    for place in (folder, folder / "checkpoints" / "step_4"):
        build_model(settings, 280, tokenizer.end_of_text_id, seed=0).save_pretrained(place)
        tokenizer.save(place)
    write_json(
        folder / "record.json",
        {
            "kind": "run",
            "dataset": {
                "folder": dataset.folder.relative_to(root).as_posix(),
                "fingerprint": dataset.record["fingerprint"],
                "name": "text_files",
                "tokenizer": "bpe",
            },
            "settings": {
                "data": {"name": "text_files", "train_path": "my stories.txt", "train_stories": None},
                "tokenizer": {"name": "bpe", "vocab_size": 280},
            },
            "result": {"tokens": 12_345},
        },
    )
    return root


@pytest.fixture
def places(trained, tmp_path):
    """A copy of it, to be damaged."""
    shutil.copytree(trained, tmp_path / "copy")
    return folders(tmp_path / "copy")


def test_the_command_writes_the_scores_of_the_whole_split_and_shows_them(trained):
    result = subprocess.run(
        [sys.executable, "mlopstinystories/evaluate_model.py", f"root={trained}", "run=tiny", "device=cpu"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    path = trained / "reports" / "tiny" / "scores.json"
    scores = json.loads(path.read_text(encoding="utf-8"))

    record = json.loads((trained / "models" / "tiny" / "record.json").read_text(encoding="utf-8"))
    dataset = open_dataset(trained / record["dataset"]["folder"])
    held_out = np.flatnonzero(~dataset.leaked)
    model = load_model(trained / "models" / "tiny", torch.device("cpu"))
    expected = score_stories(model, dataset.validation, held_out, device=torch.device("cpu"))

    assert (scores["stories"], scores["left_out"]) == (8 - LEAKED, LEAKED)
    assert scores["bits_per_byte"] == pytest.approx(expected.bits_per_byte, rel=1e-6)
    assert (scores["tokens"], scores["bytes"]) == (expected.tokens, expected.bytes)
    assert scores["dataset"]["fingerprint"] == dataset.record["fingerprint"]
    assert scores["tokenizer"]["fingerprint"] == dataset.record["tokenizer"]["fingerprint"]
    assert scores["training_tokens"] == 12_345
    assert {"hardware", "device", "elapsed_s", "created", "libraries"} <= scores.keys()
    assert f"{scores['bits_per_byte']:.4f}" in result.stdout
    assert result.stdout.splitlines()[-1] == f"scores   {path}"


def test_a_checkpoint_is_scored_on_the_data_of_its_run(places):
    path = evaluate(find_model_folder(places, "tiny/checkpoints/step_4"), places)
    assert path == places.reports / "tiny" / "checkpoints" / "step_4" / "scores.json"


def test_a_missing_data_set_names_the_command_that_makes_it(places):
    shutil.rmtree(places.processed)
    with pytest.raises(DataError) as caught:
        evaluate(places.models / "tiny", places)
    assert str(caught.value).splitlines()[-1].strip() == (
        "python mlopstinystories/data/make_dataset.py data=text_files 'data.train_path=my stories.txt' tokenizer=bpe "
        "tokenizer.vocab_size=280"
    )


def test_another_data_set_under_the_same_name_is_refused(places):
    (folder,) = places.processed.iterdir()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    write_json(folder / "record.json", {**record, "fingerprint": "0123456789ab"})
    with pytest.raises(DataError, match="found 0123456789ab"):
        evaluate(places.models / "tiny", places)


def test_another_tokenizer_is_refused(places):
    other = make_tokenizer(BpeSettings(vocab_size=279), lambda: small_stories(60))
    other.save(places.models / "tiny")
    with pytest.raises(TokenizerError, match=other.fingerprint()):
        evaluate(places.models / "tiny", places)


def test_a_model_from_elsewhere_has_no_held_out_stories(places, tmp_path):
    (places.models / "tiny" / "record.json").rename(tmp_path / "record.json")
    with pytest.raises(RunError, match=r"no record\.json of a run"):
        evaluate(places.models / "tiny", places)


def test_an_unknown_run_lists_what_exists(places):
    with pytest.raises(ModelError, match="the newest first: tiny"):
        find_model_folder(places, "tinny")
