import json
import subprocess
import sys
from pathlib import Path

from mlopstinystories.paths import PROJECT_ROOT


def test_the_data_benchmark_compares_the_methods_and_finds_the_same_ids(story_files: Path, tmp_path: Path) -> None:
    result = tmp_path / "data.json"
    small = (
        "--megabytes 0.3 --command-megabytes 0.3 --repeats 2 --methods ours_first,ours,ours_plain,tokenizers".split()
    )
    command = [sys.executable, str(PROJECT_ROOT / "benchmarks" / "data.py"), *small]

    done = subprocess.run(
        [*command, "--text", str(story_files / "train.txt"), "--result", str(result)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(result.read_text(encoding="utf-8"))
    assert found["ids_identical"] is True
    samples = {name: len(facts["seconds"]) for name, facts in found["methods"].items()}
    assert samples == {"ours_first": 2, "ours": 2, "ours_plain": 2, "tokenizers": 2}
    assert len(found["make_dataset_first"]["seconds"]) == len(found["make_dataset"]["seconds"]) == 2
    assert found["text"]["bytes"] >= 300_000
    assert found["text"]["distinct_pieces"] > 500
    assert "times `encode_batch`" in done.stdout


def test_the_benchmark_of_full_size_says_seconds_and_memory(story_files: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(PROJECT_ROOT / "benchmarks" / "data_full_size.py"), "--megabytes", "0.3"]

    done = subprocess.run(
        [*command, "--text", str(story_files / "train.txt"), "--result", str(tmp_path / "full.json")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "full.json").read_text(encoding="utf-8"))
    assert found["wall_s"] > 0
    assert found["peak_mib"] > 30
    assert "tokens a story, in training" in found["report"]
    assert f"{found['text']['stories']:,} stories" in done.stdout
