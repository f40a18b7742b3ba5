"""The model in the box: stock Hugging Face files, small, of nobody's machine, and a model to every command."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from benchmarks.starter import MOST_BYTES, PROMPT
from mlopstinystories.paths import PROJECT_ROOT, Folders
from mlopstinystories.serving.catalogue import Catalogue

STARTER = PROJECT_ROOT / "models" / "starter"
PAGE = PROJECT_ROOT / "docs" / "source" / "starter.md"


@pytest.fixture(scope="module")
def record():
    return json.loads((STARTER / "record.json").read_text(encoding="utf-8"))


def test_stock_transformers_opens_it_and_tells_a_story():
    model, tokenizer = AutoModelForCausalLM.from_pretrained(STARTER), AutoTokenizer.from_pretrained(STARTER)
    prompt = tokenizer(tokenizer.eos_token + PROMPT, return_tensors="pt")

    told = tokenizer.decode(model.generate(**prompt, max_new_tokens=40, do_sample=False)[0])

    assert type(model).__name__ == "GPTNeoForCausalLM"
    assert model.dtype == torch.float32
    assert re.search(r"Once upon a time,? there was a (little )?(girl|boy)", told), told


def test_it_is_small_and_says_nothing_of_a_machine():
    assert (STARTER / "model.safetensors").stat().st_size <= MOST_BYTES
    for path in STARTER.iterdir():
        if path.suffix != ".safetensors":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"[\"' ]/[a-z]+/|\"host\": |environment", text), path.name


def test_the_page_shows_the_scores_of_the_card_and_ten_stories(record):
    page, card = PAGE.read_text(encoding="utf-8"), (STARTER / "README.md").read_text(encoding="utf-8")
    bits = f"{record['result']['scores']['bits_per_byte']:.4f}"

    assert f"{bits} bits per byte" in page
    assert bits in card
    assert "CDLA-Sharing-1.0" in card
    assert page.count("**Seed ") == 10


def test_every_command_finds_it(tmp_path):
    shutil.copytree(STARTER, tmp_path / "models" / "starter")
    command = [
        sys.executable, str(PROJECT_ROOT / "mlopstinystories" / "predict_model.py"), "run=starter", "stories=2",
        'prompt="One day, a little frog"', f"root={tmp_path}",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("One day, a little frog") == 2
    (run,) = Catalogue(Folders(tmp_path)).runs()
    assert (run["run"], run["status"]) == ("starter", "finished")
