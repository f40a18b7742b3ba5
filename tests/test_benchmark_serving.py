"""The benchmark of the server: what it computes and writes; a tiny run, and no time is judged."""

from benchmarks import serving
from mlopstinystories.records import read_json
from tests.serving.conftest import write_model


def test_every_story_is_held_against_the_same_told_alone(tmp_path):
    write_model(tmp_path / "root" / "models" / "tiny")
    page = tmp_path / "page.md"
    page.write_text("above\n<!-- serving: begin -->\nyesterday\n<!-- serving: end -->\nbelow\n", encoding="utf-8")
    options = ["--model=tiny", "--streams=3", "--seconds=1", "--new-tokens=8", "--checked=40"]
    serving.main([*options, f"--root={tmp_path / 'root'}", f"--results={tmp_path / 'r.json'}", f"--page={page}"])

    report = read_json(tmp_path / "r.json")
    assert list(report["phases"]) == ["engine, 1 stream", "engine, 3 streams", "HTTP, 3 streams"]
    assert all(phase["stories"] > 0 and phase["errors"] == 0 for phase in report["phases"].values())
    assert report["checked"]["stories"] > 10
    assert report["checked"]["different"] == 0
    text = page.read_text(encoding="utf-8")
    assert "| HTTP, 3 streams |" in text
    assert "yesterday" not in text
    assert text.startswith("above")
    assert text.endswith("below\n")
