import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from omegaconf import OmegaConf

from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.data.packing import open_dataset
from mlopstinystories.errors import DataError, ModelError, RunError, SettingsError, TokenizerError
from mlopstinystories.evaluation.evaluating import evaluate, evaluated
from mlopstinystories.evaluation.held_out import TextStories
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.models.folders import find_model, find_model_folder
from mlopstinystories.models.model import build_model, load_model
from mlopstinystories.paths import PROJECT_ROOT, folders
from mlopstinystories.records import write_json
from mlopstinystories.settings import BpeSettings, EvaluateSettings, GPTNeoSettings, TextFilesSettings
from mlopstinystories.tokenizer import StoryTokenizer, load_tokenizer, make_tokenizer
from mlopstinystories.visualization.study_figure import find_place
from tests.conftest import small_stories
from tests.evaluation.llama2c_files import write_model, write_tokenizer

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


def test_what_is_measured_already_is_not_measured_again_until_the_weights_or_the_settings_change(places):
    run, settings = places.models / "tiny", EvaluateSettings(run="tiny", **SHORT)
    first = evaluated(run, places, settings)
    assert evaluated(run, places, settings) == first
    assert evaluated(run, places, replace(settings, seed=1))["settings"]["seed"] == 1
    build_model(GPTNeoSettings(num_layers=1, num_heads=2, hidden_size=16, max_position_embeddings=32), 280, 0, seed=5
                ).save_pretrained(run)  # fmt: skip
    assert evaluated(run, places, replace(settings, seed=1))["weights_sha256"] != first["weights_sha256"]


@pytest.mark.parametrize(
    "file", sorted((PROJECT_ROOT / "conf" / "experiment").glob("*.yaml")), ids=lambda one: one.stem
)
def test_every_score_that_a_study_names_is_in_the_scores(trained, file):
    study = OmegaConf.select(OmegaConf.load(file), "hydra.callbacks.study") or {}
    scores = evaluated(trained / "models" / "tiny", folders(trained), EvaluateSettings(run="tiny", **SHORT))
    for place in study.get("scores", {}).values():
        assert isinstance(find_place(scores, place), dict)
    EvaluateSettings(run="tiny", **study.get("evaluation", {}))


def test_a_missing_data_set_names_the_command_that_makes_it(places):
    shutil.rmtree(places.processed)
    with pytest.raises(DataError) as caught:
        evaluate(places.models / "tiny", places)
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [
        "python mlopstinystories/data/make_dataset.py data=text_files 'data.train_path=my stories.txt' tokenizer=bpe "
        "tokenizer.vocab_size=280",
        "or score it on stories that you name: held_out=FILE, or another run.",
    ]


def test_a_run_without_its_data_set_is_scored_on_stories_that_are_named(places, tmp_path):
    shutil.rmtree(places.processed)
    write_stories(tmp_path / "mine.txt", ["Tom ran to the shop.", "Lily sang a song."])
    settings = EvaluateSettings(run="tiny", held_out=str(tmp_path / "mine.txt"), **SHORT)

    scores = json.loads(evaluate(places.models / "tiny", places, settings).read_text(encoding="utf-8"))

    assert (scores["stories"], scores["dataset"]["name"]) == (2, "mine.txt")


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


# --- models from elsewhere ------------------------------------------------------------------------------------------
SHORT = {"completions": 1, "probes": 4, "samples": 5, "endings": 8}


def test_a_model_from_elsewhere_has_no_held_out_stories_of_its_own(places, tmp_path):
    (places.models / "tiny" / "record.json").rename(tmp_path / "record.json")
    with pytest.raises(RunError, match=r"no record\.json of a run.*held_out=FILE"):
        evaluate(places.models / "tiny", places)


def test_a_run_keeps_to_its_own_held_out_stories(places):
    with pytest.raises(SettingsError, match="has held-out stories of its own run"):
        evaluate(places.models / "tiny", places, EvaluateSettings(run="tiny", held_out="tiny"))


def test_a_llama2c_model_stands_beside_a_run_on_the_same_stories(places, tmp_path):
    write_model(tmp_path / "small.bin")
    write_tokenizer(tmp_path / "tok280.bin")
    settings = EvaluateSettings(run="tiny", compare_with=[str(tmp_path / "small.bin"), "tiny"], **SHORT)
    path = evaluate(find_model(places, "tiny"), places, settings)
    scores = json.loads(path.read_text(encoding="utf-8"))
    stranger, twin = scores["beside"]
    assert (stranger["stories"], stranger["bytes"]) == (scores["stories"], scores["bytes"])
    assert stranger["changed"] == twin["changed"] == 0
    assert stranger["intervals"]["bits_per_byte"]["value"] == pytest.approx(stranger["bits_per_byte"])
    assert stranger["bits_per_byte"] - scores["bits_per_byte"] == pytest.approx(
        stranger["bits_per_byte_above_the_run"]["value"]
    )
    # the same model twice: cut again from text, it has the same score story by story
    assert twin["bits_per_byte"] == pytest.approx(scores["bits_per_byte"], rel=1e-6)
    assert twin["bits_per_byte_above_the_run"]["value"] == pytest.approx(0, abs=1e-6)
    page = path.with_name("summary.md").read_text(encoding="utf-8")
    assert "## Beside other models" in page
    assert "| small |" in page


def test_a_llama2c_model_is_scored_on_the_held_out_stories_of_a_run(places, tmp_path):
    write_model(tmp_path / "small.bin")
    write_tokenizer(tmp_path / "tok280.bin")
    settings = EvaluateSettings(run="small", held_out="tiny", **SHORT)
    path = evaluate(find_model(places, str(tmp_path / "small.bin")), places, settings)
    scores = json.loads(path.read_text(encoding="utf-8"))
    assert path == places.reports / "small" / "scores.json"
    assert (scores["stories"], scores["left_out"]) == (8 - LEAKED, LEAKED)
    assert "not known" in scores["told"]["memorisation"]["not_measured"]
    assert "Not measured: this model was not trained here" in path.with_name("summary.md").read_text(encoding="utf-8")


def test_a_hugging_face_folder_is_scored_on_a_file_by_its_own_tokens_and_the_bytes_of_the_text(places, tmp_path):
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path / "stranger"
    tokenizer = make_tokenizer(BpeSettings(vocab_size=300), lambda: small_stories(60))
    tokenizer.tokenizer.add_special_tokens(["<s>"])
    tokenizer.save(folder)
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    write_json(folder / "tokenizer_config.json", {**config, "bos_token": "<s>"})
    torch.manual_seed(0)
    shape = LlamaConfig(
        vocab_size=301, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=64,
    )  # fmt: skip
    LlamaForCausalLM(shape).save_pretrained(folder)
    texts = ["Zoë sang.", "Tom ran to the shop and saw a café there, and he was glad."]
    write_stories(tmp_path / "mine.txt", [*texts, texts[0]])

    settings = EvaluateSettings(run="x", held_out=str(tmp_path / "mine.txt"), **SHORT)
    path = evaluate(find_model(places, str(folder)), places, settings)
    scores = json.loads(path.read_text(encoding="utf-8"))

    model, cut = load_model(folder, torch.device("cpu")), load_tokenizer(folder)
    begin, end = cut.begin_id, cut.end_of_text_id
    assert (begin, end) == (300, tokenizer.end_of_text_id)
    nats = 0.0
    for text in texts:  # token by token, with the library's own forward pass
        ids = [begin, *cut.encode(text), end]
        with torch.no_grad():
            log_p = model(torch.tensor([ids[:-1]])).logits[0].log_softmax(-1)
        nats -= sum(log_p[place, target].item() for place, target in enumerate(ids[1:]))
    size = sum(len(text.encode()) + 1 for text in texts)
    assert (scores["stories"], scores["bytes"], scores["dataset"]["name"]) == (2, size, "mine.txt")
    assert scores["bits_per_byte"] == pytest.approx(nats / np.log(2) / size, rel=1e-5)


def test_stories_that_a_tokenizer_does_not_give_back_are_counted():
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = Tokenizer(models.WordLevel({"<|endoftext|>": 0, "Tom": 1, "?": 2}, unk_token="?"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert TextStories(["Tom", "Tom ran", "Tom"], StoryTokenizer(words)).changed == 1


def test_an_unknown_run_lists_what_exists(places):
    with pytest.raises(ModelError, match="the newest first: tiny"):
        find_model_folder(places, "tinny")
