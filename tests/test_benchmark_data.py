import json
import subprocess
import sys
from pathlib import Path

from mlopstinystories.paths import PROJECT_ROOT


def test_the_data_benchmark_compares_the_methods_and_finds_the_same_ids(story_files: Path, tmp_path: Path) -> None:
    result = tmp_path / "data.json"
    small = "--megabytes 0.3 --command-megabytes 0.3 --repeats 2 --methods ours,tokenizers".split()
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
    assert {name: len(facts["seconds"]) for name, facts in found["methods"].items()} == {"ours": 2, "tokenizers": 2}
    assert len(found["make_dataset"]["seconds"]) == 2
    assert found["text"]["bytes"] >= 300_000
    assert found["text"]["distinct_pieces"] > 500
    assert "times `encode_batch`" in done.stdout
