"""A study of the paper: one command, a table with the paper's numbers, a figure, and a line where it is asked for."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from mlopstinystories.errors import SettingsError
from mlopstinystories.evaluation.power_law import fit_power_law, frontier
from mlopstinystories.evaluation.trend import trend
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.visualization.study import Study
from mlopstinystories.visualization.study_figure import read_cell, show_study

STUDIES = ("width_depth", "heads", "scaling", "tokens", "vocabulary", "instruct")


def test_the_line_through_runs_on_a_power_law_is_that_law():
    flops = [1e9, 1e10, 1e11, 1e12]

    law = fit_power_law(flops, [2 * f**-0.07 for f in flops])

    assert law.exponent == pytest.approx(0.07)
    assert law.low == pytest.approx(law.high)
    assert law.at(1e13) == pytest.approx(2 * 1e13**-0.07)


def test_the_interval_of_the_exponent_covers_the_truth_as_often_as_it_says():
    random, flops, hits = np.random.default_rng(0), np.logspace(9, 12, 8), 0
    for _ in range(300):
        law = fit_power_law(flops, 2 * flops**-0.1 * np.exp(0.005 * random.standard_normal(8)))
        hits += law.low <= 0.1 <= law.high

    assert hits / 300 > 0.9


def test_only_runs_that_none_beats_with_as_little_compute_count():
    assert frontier([1, 2, 3, 3, 4], [5.0, 6.0, 4.0, 3.0, 3.5]) == [0, 3]
    assert fit_power_law([1, 2], [2.0, 1.0]) is None


def write_run(folder, width, layers, tokens, score, seed=0, ood=False):
    folder.mkdir(parents=True)
    record = {
        "seed": seed,
        "settings": {
            "model": {"hidden_size": width, "num_layers": layers}, "max_tokens": tokens, "data": {"instruct_ood": ood},
        },
        "model": {"parameters": width * 100, "training_flops_per_token": width * 1000},
        "result": {
            "tokens": tokens, "train_seconds": 3.0, "scores": {"bits_per_byte": score, "nats_per_token": 2 * score},
        },
    }  # fmt: skip
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def test_the_table_stands_beside_the_papers_numbers(tmp_path):
    runs = [write_run(tmp_path / f"{w}x{n}", w, n, 1000, 2 / w / n) for w in (32, 64) for n in (8, 1)]
    study = Study("model.hidden_size", "model.num_layers", {"64x8": "2.08"}, "Figure 4", power_law=True)

    show_study(study, runs, tmp_path / "out")

    rows = (tmp_path / "out" / "table.md").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("| hidden_size | num_layers | parameters |")
    assert rows[2].startswith("| 32 | 1 | 3,200 | 3.2e+07 | 1,000 | 3 | 0.0625 | 0.1250 |  |")
    assert rows[5].endswith("| 2.08 |")
    assert "The paper: Figure 4" in rows
    assert (tmp_path / "out" / "study.png").is_file()
    assert read_cell(runs[0], "max_tokens", "model.num_layers").axis == 1000


def test_seeds_are_shown_as_mean_and_range_and_the_trend_is_tested(tmp_path):
    runs = [
        write_run(tmp_path / f"{w}x{n}s{s}", w, n, 1000, 10 / w / n + s / 100, s)
        for w in (32, 64, 128) for n in (1, 2) for s in (0, 1)
    ]  # fmt: skip

    show_study(Study("model.hidden_size", "model.num_layers"), runs, tmp_path / "out")

    text = (tmp_path / "out" / "table.md").read_text(encoding="utf-8")
    assert "| 32 | 1 | 3,200 | 3.2e+07 | 1,000 | 3 | 0.3175 (0.3125–0.3225, 2 seeds) | 0.6350 |  |" in text
    assert (
        "The score tends to fall as hidden_size grows: in 8 of 8 steps from one of 3 values to the next, in 4 blocks"
        in text
    )
    assert "as num_layers grows" not in text  # two values are no order


def share(value):
    return {"value": value, "low": value - 0.1, "high": value + 0.1, "groups": 9}


def test_what_is_measured_of_each_run_stands_in_the_table_and_its_rise_is_tested(tmp_path):
    places = [(n, ood, s) for n in (1, 2, 4) for ood in (False, True) for s in (0, 1)]
    runs = [write_run(tmp_path / f"{n}{ood}{s}", 32, n, 1000, 1 / n + s / 100, s, ood) for n, ood, s in places]
    study = Study(
        "model.num_layers", "data.instruct_ood", {"1xfalse": "4 of 10"},
        scores={"words": "told.words", "both": "told.both.words"},
    )  # fmt: skip
    measured = [
        {
            "told": {
                "words": share(0.2 * n + 0.02 * s),
                "both": {"not_measured": "none"} if ood else {"words": share(0.5)},
            }
        }
        for n, ood, s in places
    ]

    show_study(study, runs, tmp_path / "out", measured)

    text = (tmp_path / "out" / "table.md").read_text(encoding="utf-8")
    assert text.splitlines()[0].endswith("| nats a token | words | both | the paper |")
    assert "| 0.210 (0.200–0.220, 2 seeds) | 0.500 (0.500–0.500, 2 seeds) | 4 of 10 |" in text
    assert "| 4 | true | 3,200 |" in text
    assert "| 0.810 (0.800–0.820, 2 seeds) | no occasion |  |" in text
    assert "'words' tends to rise as num_layers grows: in 8 of 8 steps" in text
    assert "'both' does not surely rise as num_layers grows: in 0 of 4 steps" in text
    assert (tmp_path / "out" / "study.png").is_file()

    show_study(study, runs[:1], tmp_path / "out", measured[:1])
    assert "| 0.200 (0.100 to 0.300) |" in (tmp_path / "out" / "table.md").read_text(encoding="utf-8")


def test_a_place_that_the_scores_do_not_have_is_named(tmp_path):
    run = write_run(tmp_path / "a", 32, 1, 1000, 1.0)
    study = Study("model.num_layers", "model.hidden_size", scores={"words": "told.wrods"})
    with pytest.raises(SettingsError, match=r"no told\.wrods; 'wrods' was expected among: words"):
        show_study(study, [run], tmp_path / "out", [{"told": {"words": share(0.5)}}])


def test_an_order_that_comes_from_the_setting_is_told_from_chance():
    falling = {block: {value: 10 - value + block for value in range(4)} for block in range(3)}
    random = np.random.default_rng(0)

    found = trend(falling)
    alarms = sum(
        trend({b: dict(enumerate(random.standard_normal(4))) for b in range(6)}).p_value < 0.05 for _ in range(300)
    )

    assert (found.fell, found.steps, found.blocks, found.values) == (9, 9, 3, 4)
    assert found.p_value == pytest.approx((1 / 24) ** 3, rel=1e-6)  # one order of 24, three times
    assert alarms / 300 < 0.08
    assert trend({0: {1: 2.0, 2: 1.0, 3: 0.5}, 1: {1: 2.0, 2: 1.0}}) is None  # one whole block is not enough
    short = trend({**falling, 3: {0: 1.0}})
    assert (short.blocks, short.left_out) == (3, 1)
    assert "in 3 blocks (1 incomplete left out); Page's" in short.in_words("depth")


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("scale", ["laptop", "gpu", "paper"])
def test_every_study_exists_at_every_scale(study, scale):
    text = (PROJECT_ROOT / "conf" / "experiment" / f"{study}_{scale}.yaml").read_text(encoding="utf-8")

    assert "mode: MULTIRUN" in text
    assert f"experiment={study}_{scale}" in text


def test_one_command_trains_the_grid_and_shows_it(tmp_path, tiny_overrides):
    small = [text for text in tiny_overrides if not text.startswith(("max_steps", "checkpoint", "log"))]
    command = [
        sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "train_model.py"), "experiment=heads_laptop", *small,
        "max_steps=2", "model.num_heads=1,2", "model.num_layers=1", "model.hidden_size=16", f"root={tmp_path}",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    table = (tmp_path / "reports" / "studies" / "heads_laptop" / "table.md").read_text(encoding="utf-8")
    assert [row.split("|")[1].strip() for row in table.splitlines()[2:4]] == ["1", "2"]
    assert "1.58" in table
    assert done.stdout.count("study    ") == 2


def test_a_study_of_instructions_measures_each_run_once(tmp_path, tiny_overrides):
    small = [text for text in tiny_overrides if not text.startswith(("max_steps", "checkpoint", "log", "data"))]
    command = [
        sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "train_model.py"), "experiment=instruct_laptop", *small,
        "max_steps=2", "data.train_stories=60", "data.validation_stories=40", "model.num_layers=1",
        "model.hidden_size=16", "model.num_heads=2", "model.max_position_embeddings=256", f"root={tmp_path}",
        "hydra.callbacks.study.evaluation.completions=1",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    table = (tmp_path / "reports" / "studies" / "instruct_laptop" / "table.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[:4]]
    assert rows[0][8:] == [
        "words used", "summary used", "words used, both asked", "summary used, both asked", "the paper",
    ]  # fmt: skip
    assert [row[:2] for row in rows[2:]] == [["1", "false"], ["1", "true"]]
    assert all(re.fullmatch(r"\d\.\d{3} \(.*\)", cell) for row in rows[2:] for cell in row[8:12])
    scores = sorted((tmp_path / "reports").glob("*/scores.json"))
    seen = [
        json.loads(path.read_text(encoding="utf-8"))["told"]["instructions"]["summary_and_words"] for path in scores
    ]
    assert sorted(one["seen_together"] for one in seen) == [False, True]
    before = [path.stat().st_mtime_ns for path in scores]

    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=240, check=True)

    assert [path.stat().st_mtime_ns for path in scores] == before
