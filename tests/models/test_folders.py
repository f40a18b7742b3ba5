import os

import pytest
import torch

from mlopstinystories.errors import ModelError, TokenizerError
from mlopstinystories.models.folders import existing_runs, find_model_folder, no_run_named, open_model_folder
from mlopstinystories.models.model import build_model
from mlopstinystories.settings import BpeSettings, GPTNeoSettings
from mlopstinystories.tokenizer import make_tokenizer


def model_folder(path, changed_s=1_000_000):
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}", encoding="utf-8")
    os.utime(path / "config.json", (changed_s, changed_s))
    return path


def test_a_run_is_found_by_its_name_with_or_without_models(places):
    folder = model_folder(places.models / "quick+seed=1")
    assert find_model_folder(places, "quick+seed=1") == folder
    assert find_model_folder(places, "models/quick+seed=1") == folder


def test_a_checkpoint_is_found_below_its_run(places):
    folder = model_folder(places.models / "quick" / "checkpoints" / "step_100")
    assert find_model_folder(places, "quick/checkpoints/step_100") == folder
    assert find_model_folder(places, "models/quick/checkpoints/step_100") == folder


def test_a_path_may_lead_anywhere(places, tmp_path, monkeypatch):
    folder = model_folder(tmp_path / "elsewhere" / "gpt")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert find_model_folder(places, str(folder)) == folder
    assert find_model_folder(places, "../elsewhere/gpt") == folder
    monkeypatch.chdir(tmp_path)
    assert find_model_folder(places, "./elsewhere/gpt") == folder
    assert find_model_folder(places, "elsewhere/gpt") == folder


def test_a_name_does_not_leave_models(places, tmp_path):
    model_folder(tmp_path / "secret")
    (places.models / "quick").mkdir(parents=True)
    with pytest.raises(ModelError, match="leaves models/"):
        find_model_folder(places, "quick/../../../secret")


def test_a_path_without_a_model_says_what_is_missing(places, tmp_path):
    with pytest.raises(ModelError, match=r"no config\.json in"):
        find_model_folder(places, str(tmp_path))


@pytest.mark.parametrize("name", ["quik", "", "models"])
def test_an_unknown_run_lists_what_exists_the_newest_first(places, name):
    for changed_s, run in enumerate(["oldest", "newest", "between"]):
        model_folder(places.models / run, changed_s=(1, 3, 2)[changed_s])
    model_folder(places.models / ".half.partial-1")
    (places.models / "empty").mkdir()
    assert existing_runs(places) == ["newest", "between", "oldest"]
    with pytest.raises(ModelError, match="the newest first: newest, between, oldest\\."):
        find_model_folder(places, name)


def test_where_nothing_was_trained_make_train_is_the_advice(places):
    assert existing_runs(places) == []
    assert "make train" in str(no_run_named(places))


def test_a_tokenizer_larger_than_the_model_is_refused(tmp_path):
    tokenizer = make_tokenizer(BpeSettings(vocab_size=260), lambda: ["Once upon a time. Once more."] * 5)
    settings = GPTNeoSettings(num_layers=1, num_heads=1, hidden_size=4, max_position_embeddings=8)
    tokenizer.save(tmp_path)
    build_model(settings, 260, tokenizer.end_of_text_id, seed=0).save_pretrained(tmp_path)
    model, found = open_model_folder(tmp_path, torch.device("cpu"))
    assert (model.config.vocab_size, found.vocab_size) == (260, 260)
    build_model(settings, 259, tokenizer.end_of_text_id, seed=0).save_pretrained(tmp_path)
    with pytest.raises(TokenizerError, match="260 entries, the model's embedding 259 rows"):
        open_model_folder(tmp_path, torch.device("cpu"))
