"""What stands on the axes is what stands in `metrics.jsonl` and in the data set."""

import json
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest

from mlopstinystories.data.make_dataset import make_dataset
from mlopstinystories.errors import RunError
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.records import read_json, write_json
from mlopstinystories.visualization.figures import (
    dataset_figure,
    draw_dataset,
    draw_runs,
    learning_rate_figure,
    loss_figure,
)
from mlopstinystories.visualization.series import dataset_series, labels, run_series
from tests.conftest import small_stories


def planted_run(folder, scale=1.0, layers=2):
    """A run folder with hand-written curves."""
    train = [
        {
            "kind": "train", "step": step, "tokens": step * 100, "elapsed_s": step / 2, "loss": 9.0,
            "bits_per_byte": scale * 4 / step, "learning_rate": step * 1e-3, "gradient_norm": 1.0 + step,
            "tokens_per_second": 200.0,
        }
        for step in (1, 2, 4)
    ]  # fmt: skip
    validation = [
        {"kind": "validation", "step": 4, "tokens": 400, "elapsed_s": 2.0, "loss": 5.0, "bits_per_byte": scale * 1.5}
    ]
    folder.mkdir()
    rows = [train[0], train[1], validation[0], train[2]]
    (folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    write_json(
        folder / "record.json",
        {
            "status": "finished",
            "settings": {"model": {"num_layers": layers, "name": "small"}, "seed": 0},
            "result": {"scores": {"bits_per_byte": scale * 1.25}},
        },
    )
    return folder


def points(line):
    return [tuple(float(value) for value in pair) for pair in line.get_xydata()]


def is_blank(path):
    return np.ptp(matplotlib.image.imread(path)[..., :3]) < 0.5


def test_loss_is_drawn_against_tokens_and_against_seconds(tmp_path):
    by_tokens, by_seconds = loss_figure([run_series(planted_run(tmp_path / "run"))]).axes

    assert points(by_tokens.lines[0]) == [(100, 4.0), (200, 2.0), (400, 1.0)]
    assert points(by_tokens.lines[1]) == [(400, 1.5)]
    assert points(by_seconds.lines[0]) == [(0.5, 4.0), (1.0, 2.0), (2.0, 1.0)]
    assert points(by_seconds.lines[1]) == [(2.0, 1.5)]
    assert by_tokens.get_ylabel() == "bits per byte"
    assert by_tokens.get_xlabel() == "training tokens"
    assert by_seconds.get_xlabel() == "training time (seconds)"


def test_several_runs_are_told_apart_by_what_differs_and_their_final_scores_stand_below(tmp_path):
    planted = [planted_run(tmp_path / "a", scale=2, layers=1), planted_run(tmp_path / "b", scale=1, layers=3)]
    runs = [run_series(folder) for folder in planted]

    scores = loss_figure(runs).axes[2]

    assert [text.get_text() for text in scores.get_yticklabels()] == ["num_layers=3", "num_layers=1"]  # best first
    assert [points(line)[0][0] for line in scores.lines] == [1.25, 2.5]


def test_runs_that_differ_in_nothing_keep_their_names(tmp_path):
    assert labels([run_series(planted_run(tmp_path / name)) for name in ("a", "b")]) == ["a", "b"]


def test_learning_rate_and_gradient_norm(tmp_path):
    rate, norm = learning_rate_figure([run_series(planted_run(tmp_path / "run"))]).axes

    assert points(rate.lines[0]) == [(100, 0.001), (200, 0.002), (400, 0.004)]
    assert points(norm.lines[0]) == [(100, 2.0), (200, 3.0), (400, 5.0)]


def test_png_and_svg_are_written_and_not_blank(tmp_path):
    path = draw_runs([planted_run(tmp_path / "run")], tmp_path / "figures")

    names = sorted(file.name for file in (tmp_path / "figures").iterdir())
    assert path == tmp_path / "figures" / "loss.png"
    assert names == ["learning_rate.png", "learning_rate.svg", "loss.png", "loss.svg"]
    assert not is_blank(path)
    assert b"<svg" in (tmp_path / "figures" / "loss.svg").read_bytes()


def test_a_run_without_metrics_is_one_clear_error(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(RunError, match="has no metrics yet"):
        draw_runs([tmp_path / "run"], tmp_path / "figures")


def test_data_set_figures_show_the_data_set(tiny_settings, places):
    dataset = make_dataset(tiny_settings.data, tiny_settings.tokenizer, places)
    stories = small_stories(120)

    series = dataset_series(dataset)
    lengths, sizes, frequency, coverage = dataset_figure(series).axes

    assert series.story_bytes.tolist() == [len(story.encode()) for story in stories]
    assert series.story_tokens.tolist() == [len(dataset.train.story(k)) - 2 for k in range(120)]
    assert series.token_counts.sum() == len(dataset.train.tokens)
    assert series.coverage[-1] == 1.0
    assert frequency.lines[0].get_ydata().tolist() == series.token_counts.tolist()
    assert coverage.lines[0].get_ydata().tolist() == series.coverage.tolist()
    assert lengths.lines[0].get_xdata()[0] == series.story_tokens.mean()
    assert sizes.lines[1].get_xdata()[0] == np.median(series.story_bytes)
    assert not is_blank(draw_dataset(dataset.folder, places.reports / "figures"))


def visualize(*arguments):
    script = PROJECT_ROOT / "mlopstinystories" / "visualization" / "visualize.py"
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_draws_the_newest_run_and_its_data_set(tiny_settings, places):
    dataset = make_dataset(tiny_settings.data, tiny_settings.tokenizer, places)
    places.models.mkdir()
    run = planted_run(places.models / "a-run")
    write_json(run / "config.json", {})
    record = read_json(run / "record.json")
    folder = dataset.folder.relative_to(places.root).as_posix()
    write_json(run / "record.json", {**record, "dataset": {"folder": folder}})

    done = visualize(f"root={places.root}")

    assert done.returncode == 0, done.stderr
    drawn = places.reports / "figures" / "a-run"
    assert sorted(path.stem for path in drawn.glob("*.png")) == ["dataset", "learning_rate", "loss"]
    assert f"stories  {drawn / 'dataset.png'}" in done.stdout

    write_json(run / "record.json", {**record, "dataset": {"folder": "data/processed/gone"}})
    done = visualize(f"root={places.root}", "runs=[a-run]", "name=again")
    assert done.returncode == 0, done.stderr
    assert "no longer there" in done.stdout
    assert (places.reports / "figures" / "again" / "loss.png").is_file()


def test_the_command_refuses_unknown_runs(tmp_path):
    done = visualize(f"root={tmp_path}")
    assert done.returncode == 2
    assert "make train" in done.stderr

    done = visualize(f"root={tmp_path}", "runs=[nothing]")
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert "Traceback" not in done.stderr


def test_long_names_and_many_runs_leave_the_curves_their_room(tmp_path):
    name = "quick+" + "data.train_stories=3000+" * 4
    runs = [run_series(planted_run(tmp_path / f"{name}{k}")) for k in range(9)]

    figure = loss_figure(runs)
    figure.canvas.draw()  # a layout that collapses warns, and warnings are errors here

    assert figure.axes[0].get_window_extent().width > 0.35 * figure.bbox.width
