"""The benchmark of `compare_runs.py` runs on a pool that is small, and sees what was planted in it."""

import json

import numpy as np

from benchmarks import compare_power


def write_pool(folder, noise):
    random = np.random.default_rng(0)
    sizes = random.integers(500, 900, 40)
    nats = sizes * np.log(2) * (1 + noise * random.standard_normal((20, 1)) + 0.01 * random.standard_normal((20, 40)))
    np.savez_compressed(
        folder / compare_power.POOL_NAME, same=nats, other=nats * 0.99, bytes=sizes, about=json.dumps({})
    )


def test_it_finds_what_was_planted_and_seldom_anything_else(tmp_path, capsys):
    write_pool(tmp_path, noise=0.005)

    compare_power.main(["measure", "--results", str(tmp_path), "--resamples", "100"])

    result = json.loads((tmp_path / compare_power.RESULT_NAME).read_text(encoding="utf-8"))
    assert result["runs"] == 20
    assert result["no_difference"]["claimed_a_difference"]["share"] <= 0.1
    assert result["planted_2_percent"]["said_yes"]["share"] > 0.8
    assert result["planted_2_percent"]["median_pairs"] <= 8
    assert result["other_recipe_paired"]["said_yes"]["share"] > 0.95
    assert "claimed_a_difference" in capsys.readouterr().out


def test_the_pool_is_trained_once_and_holds_the_nats_of_every_story(tmp_path, story_files):
    small = [
        "data=text_files", f"data.train_path={story_files}/train.txt", "data.validation_fraction=0.3", "max_steps=2",
        "tokenizer.vocab_size=300", "model.hidden_size=16",
    ]  # fmt: skip

    compare_power.make_pool(tmp_path / "root", 2, tmp_path / compare_power.POOL_NAME, small)

    with np.load(tmp_path / compare_power.POOL_NAME, allow_pickle=False) as pool:
        assert pool["same"].shape == pool["other"].shape == (2, len(pool["bytes"]))
        assert not np.array_equal(pool["same"][0], pool["same"][1])


def test_shares_have_exact_intervals():
    assert compare_power.share(0, 100)["low"] == 0.0
    assert round(compare_power.share(38, 1000)["high"], 4) == 0.0518
