"""How the model in the box is made: 16-bit weights, nothing of the machine, and what it has in common with its text."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from benchmarks import starter
from mlopstinystories.errors import ModelError
from mlopstinystories.models.folders import open_model_folder
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.training.experiment import train

TRAINING = ["The cat sat on the mat. The dog ran.", "A bird can sing all day long."]


def test_words_in_a_row_are_counted_within_one_story():
    texts = [
        "the CAT sat, on a mat",  # four
        "dog ran a bird can",  # three: "a bird can" is in one story, "ran a" goes over two
        "nothing known here",
        "",
        "A bird can sing all day long.",
    ]
    assert starter.longest_shared(texts, TRAINING).tolist() == [4, 3, 0, 0, 7]


def test_longest_shared_is_what_a_search_finds():
    random = np.random.default_rng(0)
    some = [" ".join(random.choice(list("abc"), 12)) for _ in range(12)]

    def searched(text):
        words = text.split()
        return max(
            (length for length in range(1, 13) for at in range(13 - length)
             if any(f" {' '.join(words[at : at + length])} " in f" {one} " for one in some[6:])),
            default=0,
        )  # fmt: skip

    assert starter.longest_shared(some[:6], some[6:]).tolist() == [searched(text) for text in some[:6]]


def test_the_record_that_is_shared_says_nothing_of_the_machine():
    record = {
        "run": "mine", "environment": {"OMP_X": "1"}, "settings": {"seed": 1, "data": {"train_path": "/srv/a/t.txt"}},
        "sessions": [{"host": "myhost", "from_step": 0}],
    }  # fmt: skip

    shared = starter.shareable(record, "starter")

    assert shared == {
        "run": "starter", "settings": {"seed": 1, "data": {"train_path": "t.txt"}}, "sessions": [{"from_step": 0}],
    }  # fmt: skip


def test_the_curve_becomes_short_and_keeps_its_end_and_its_validations():
    rows = [{"kind": "train", "step": step} for step in range(1, 1001)]
    rows.insert(500, {"kind": "validation", "step": 500})

    kept = starter.thinned(rows)

    assert [row["step"] for row in kept if row["kind"] == "train"] == list(range(5, 1001, 5))
    assert {"kind": "validation", "step": 500} in kept
    assert starter.thinned(rows[:10]) == rows[:10]


@pytest.fixture
def trained_run(tiny_settings, places):
    return train(tiny_settings, places, "first")


def test_a_run_becomes_a_model_in_the_box(trained_run, tmp_path):
    text, report, out = tmp_path / "train.txt", tmp_path / "report.txt", tmp_path / "models" / "starter"
    for path, stories in ((text, TRAINING), (report, [*TRAINING[:1], "A dog can sing on the mat."])):
        path.write_text("".join(f"{story}\n<|endoftext|>\n" for story in stories), encoding="utf-8")
    command = [
        sys.executable, str(PROJECT_ROOT / "benchmarks" / "starter.py"), f"--run={trained_run}", f"--text={text}",
        f"--report={report}", "--source=Stories of mine, licence CC0.", f"--out={out}", "--stories=3",
    ]  # fmt: skip

    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    assert "| held out | 1 |" in done.stdout  # the story that is in the training text too is left out
    stored = (out / "model.safetensors").stat().st_size
    assert stored < 0.55 * (trained_run / "model.safetensors").stat().st_size
    by_others = AutoModelForCausalLM.from_pretrained(out)
    ours, tokenizer = open_model_folder(out, torch.device("cpu"))
    ids = torch.tensor([AutoTokenizer.from_pretrained(out)("Once").input_ids])
    assert by_others.dtype == torch.float32
    assert torch.equal(by_others(ids).logits, ours(ids).logits)
    assert tokenizer.encode("Once") == ids[0].tolist()
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    assert record["result"]["scores"]["stories"] == 1
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "Stories of mine, licence CC0." in card
    assert str(tmp_path) not in card + json.dumps(record)


def test_a_model_too_large_for_the_box_is_refused(trained_run, tmp_path, monkeypatch):
    monkeypatch.setattr(starter, "MOST_BYTES", 1000)
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelError, match=r"bytes of weights, and 1,000 are allowed"):
        starter.shrink(trained_run, tmp_path / "out")
