"""`compare_runs.py` from two recipes to a verdict: pairs, what is reused, what is refused, and its looks."""

import json
from dataclasses import replace

import hydra
import numpy as np
import pytest

from mlopstinystories import compare_runs
from mlopstinystories.command import quote_free_text, split_outside_brackets, typed
from mlopstinystories.errors import RunError, SettingsError
from mlopstinystories.evaluation.story_scores import StoryScores, in_common
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.settings import CompareSettings
from mlopstinystories.training import pairs as pairing


@pytest.fixture
def compare(tmp_path, story_files):
    """The command on the small story files, run in this process; returns the content of `comparison.json`."""
    common = (
        f"common=[data=text_files,data.train_path={story_files}/train.txt,data.validation_fraction=0.4,"
        "tokenizer.vocab_size=300,batch_size_tokens=256,max_steps=3,validations=1,validation_subset=4,sample_tokens=2,"
        "precision=fp32]"
    )

    def run(*arguments):
        given = [f"root={tmp_path / 'root'}", "config=debug", common, *arguments]
        with hydra.initialize_config_dir(str(PROJECT_ROOT / "conf"), version_base="1.3"):
            config = hydra.compose("compare", overrides=quote_free_text(given))
            compare_runs.compare_sides(typed(config, CompareSettings))
        (file,) = (tmp_path / "root" / "reports" / "comparisons").glob("*/comparison.json")
        return json.loads(file.read_text(encoding="utf-8")) | {"folder": file.parent}

    return run


def test_two_recipes_become_a_verdict_a_figure_and_pairs_with_equal_seeds(compare, capsys):
    result = compare("a=[]", "b=[optimizer.learning_rate=0.01]", "seeds=2")

    assert [run["seed"] for run in result["runs"]] == [0, 1]
    assert result["verdict"] in ("yes", "no", "cannot tell yet")
    assert result["low"] < result["estimate"] < result["high"]
    mean = np.mean([run["b"]["bits_per_byte"] - run["a"]["bits_per_byte"] for run in result["runs"]])
    assert result["estimate"] == pytest.approx(mean)
    assert (result["folder"] / "comparison.png").is_file()
    output = capsys.readouterr().out
    assert "Is b better than a?" in output
    assert "97.5 % interval" in output


def test_more_seeds_use_the_runs_that_exist_and_are_another_look(compare, monkeypatch):
    compare("a=[]", "b=[model.num_heads=4]", "seeds=2")
    trained = []
    real = pairing.train
    monkeypatch.setattr(
        pairing, "train", lambda settings, *rest: trained.append(settings.seed) or real(settings, *rest)
    )

    result = compare("a=[]", "b=[model.num_heads=4]", "seeds=3")
    again = compare("a=[]", "b=[model.num_heads=4]", "seeds=3")

    assert trained == [2, 2]
    assert (result["look"], result["alpha"]) == (2, 0.0125)
    assert (again["look"], again["low"]) == (2, result["low"])
    assert [look["pairs"] for look in again["looks"]] == [2, 3]


def test_a_run_stands_for_its_recipe_and_is_used_under_its_own_name(compare, tmp_path):
    first = compare("a=[]", "b=[model.num_heads=4]", "seeds=1", "name=same")
    baseline, idea = (first["runs"][0][key]["run"] for key in "ab")

    result = compare(f"a={baseline}", f"b={idea}", "seeds=1", "name=same")

    assert result["runs"] == first["runs"]
    assert result["look"] == 1
    assert result["verdict"] == "cannot tell yet"
    with hydra.initialize_config_dir(str(PROJECT_ROOT / "conf"), version_base="1.3"):
        settings = compare_runs.settings_of_run(tmp_path / "root" / "models" / idea, str(tmp_path / "root"))
    assert settings.model.num_heads == 4
    assert settings.max_steps == 3


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ("[batch_size_tokens=512]", r"budget \(768 tokens on side a, 1,536 tokens on side b\).*unfair=\[budget\]"),
        ("[data.train_stories=20]", r"stories \(data.train_stories=500 on side a.*unfair=\[data\]"),
        ("[seed=3]", "seed=3 cannot be part of a side"),
        ("[model.num_hats=3]", "num_hats"),
    ],
)
def test_what_is_not_fair_is_refused_before_anything_is_trained(compare, side, message, tmp_path):
    with pytest.raises(Exception, match=message):
        compare("a=[]", f"b={side}", "seeds=2")

    assert not (tmp_path / "root" / "models").exists()


def test_a_folder_that_no_run_left_has_no_recipe(compare, tmp_path):
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock" / "config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(RunError, match="its recipe is not known"):
        compare(f"a={tmp_path / 'stock'}", "b=[]")


def test_stories_are_matched_by_their_text_whatever_their_order():
    def scores(texts):
        return StoryScores(
            nats=np.array(texts) * np.log(2),
            bytes=np.array(texts) * 10,
            texts=np.array(texts, np.uint64),
            weights_sha256="",
        )

    bits, sizes = in_common([scores([3, 1, 2]), scores([2, 4, 3])])

    assert bits.tolist() == [[2, 3], [2, 3]]
    assert sizes.tolist() == [20, 30]


def test_pairs_take_turns_in_who_goes_first(monkeypatch, tmp_path, places, tiny_settings):
    order = []
    monkeypatch.setattr(pairing, "finished_run", lambda *_: None)
    monkeypatch.setattr(pairing, "train", lambda _settings, _places, name: order.append(name) or tmp_path)
    a, b = (pairing.Side(name, tiny_settings, name) for name in "ab")

    pairing.pairs(a, b, [0, 1, 2], places, say=lambda _: None)

    assert order == ["a+seed=0", "b+seed=0", "b+seed=1", "a+seed=1", "a+seed=2", "b+seed=2"]


def test_lists_of_overrides_are_cut_at_their_own_commas():
    assert split_outside_brackets('a=1, b=[2,3],c={x: 1, y: 2},d="4,5"') == [
        "a=1",
        " b=[2,3]",
        "c={x: 1, y: 2}",
        'd="4,5"',
    ]
    assert split_outside_brackets("") == []
    assert quote_free_text(["b=[optimizer=adamw,seed=1]", "a=[]"]) == ["b=['optimizer=adamw','seed=1']", "a=[]"]
    assert quote_free_text(["a=quick+model.num_layers=2"]) == ["a='quick+model.num_layers=2'"]


def test_equal_budgets_may_differ_by_the_rounding_to_whole_steps(tiny_settings):
    a = replace(tiny_settings, max_steps=None, max_tokens=100_000, batch_size_tokens=256)
    b = replace(a, batch_size_tokens=512)

    pairing.check_fair(a, b, [])
    with pytest.raises(SettingsError, match="60 s on side b"):
        pairing.check_fair(a, replace(a, max_tokens=None, budget="1m"), [])
