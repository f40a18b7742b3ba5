import json
import subprocess
import sys

from mlopstinystories.paths import PROJECT_ROOT


def test_the_benchmark_of_stories_keeps_its_figures_and_writes_its_table(tmp_path):
    page, results = tmp_path / "page.md", tmp_path / "results.json"
    page.write_text("# P\n\n<!-- generate_speed: begin -->\n<!-- generate_speed: end -->\nafter\n", encoding="utf-8")
    options = "--shapes tiny --samples 1 --new-tokens 4 --prompt-tokens 3 --threads 1".split()
    command = [sys.executable, "benchmarks/generate_speed.py", *options, "--page", page, "--results", results]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, encoding="utf-8", timeout=200)
    assert done.returncode == 0, done.stderr
    (model,) = json.loads(results.read_text(encoding="utf-8"))["models"]
    assert {"one story: ours, whole call", "16 stories: transformers, whole call"} <= model["results"].keys()
    assert "equal to transformers' in 4 tokens" in model["equality"]
    text = page.read_text(encoding="utf-8")
    assert "| one story: ours, whole call |" in text
    assert text.endswith("<!-- generate_speed: end -->\nafter\n")
