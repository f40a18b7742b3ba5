"""The comparison by minutes of training: its two held-out parts, the peers' scores, its table and its figure."""

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pytest
import torch

from benchmarks import time_to_quality
from benchmarks.contenders import Places
from mlopstinystories.paths import PROJECT_ROOT

PEERS = PROJECT_ROOT / "benchmarks" / "peers"


def score_peer():
    spec = importlib.util.spec_from_file_location("score_peer", PEERS / "score_peer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name, minutes, seed, score):
    machine = {"processor": "P", "cores": 2, "libraries": {"torch": "2"}}
    found = {"name": name, "minutes": minutes, "seed": seed, "bits_per_byte": score, "trained_s": 60 * minutes}
    return {**found, "curve": [[minutes / 2, score + 0.1], [minutes, score]], "machine": machine, "others_cores": 0.04}


def test_every_second_held_out_story_is_for_choosing(tmp_path):
    held_out = tmp_path / "held_out.txt"
    held_out.write_text("".join(f"story {k}\n<|endoftext|>\n" for k in range(5)), encoding="utf-8")

    report = time_to_quality.parts(held_out, tmp_path)

    assert report.read_text(encoding="utf-8").split("\n<|endoftext|>\n")[:-1] == ["story 1", "story 3"]
    choice = (tmp_path / "choice.txt").read_text(encoding="utf-8")
    assert choice.split("\n<|endoftext|>\n")[:-1] == ["story 0", "story 2", "story 4"]


def test_a_command_is_kept_without_this_machines_folders(tmp_path):
    places = Places(
        tmp_path / "work", tmp_path / "t", tmp_path / "v", "python", "python", "cpu",
        nanogpt=tmp_path / "clone", llama2c=None, validation_stories=None,
    )  # fmt: skip

    kept = [time_to_quality.without_folders(f"--x={tmp_path}/{part}", places) for part in ("work/out", "clone/a.py")]

    assert kept == ["--x=WORK/out", "--x=nanoGPT/a.py"]


def test_a_peers_model_sees_every_token_once_with_at_least_half_a_context():
    seen = []

    def logits(inputs_BT, targets_BT):
        seen.append(targets_BT)
        # certain of the next number, so that nothing but the right target costs nothing
        return 50 * torch.nn.functional.one_hot((inputs_BT + 1) % 40, 40).float()

    nats, count = score_peer().nats_of_stream(logits, np.arange(33) % 40, context=8)

    assert count == 32  # every token but the first
    assert nats == pytest.approx(0, abs=1e-3)
    assert torch.cat(seen).shape == (7, 8)


def test_a_folder_of_transformers_is_scored_as_a_peer(tmp_path):
    from transformers import GPTNeoConfig, GPTNeoForCausalLM

    torch.manual_seed(0)
    config = GPTNeoConfig(
        vocab_size=30, hidden_size=8, num_layers=1, num_heads=1, attention_types=[[["global"], 1]],
        max_position_embeddings=16, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    GPTNeoForCausalLM(config).save_pretrained(tmp_path / "model")
    np.save(tmp_path / "tokens.npy", np.arange(49, dtype=np.uint16) % 30)
    command = [sys.executable, str(PEERS / "score_peer.py"), "--kind=hf", f"--checkpoint={tmp_path}/model"]
    done = subprocess.run([*command, f"--tokens={tmp_path}/tokens.npy"], capture_output=True, text=True, check=True)

    score = json.loads(done.stdout.splitlines()[-1])
    assert score["scored_tokens"] == 48
    assert score["nats"] / 48 == pytest.approx(np.log(30), rel=0.05)  # it knows nothing


def test_losses_are_read_from_the_peers_own_lines():
    text = "step 0: train loss 8.3, val loss 8.4\niter 0: loss 8.3\nstep 10: train loss 4.1, val loss 4.2\n"
    assert time_to_quality.validation_losses(text) == [(0, 8.4), (10, 4.2)]


def test_the_peers_get_their_own_published_settings_and_as_many_steps_as_fit(tmp_path):
    places = Places(tmp_path, tmp_path, tmp_path, "python", "python", "cpu", nanogpt=tmp_path, llama2c=tmp_path)
    (tmp_path / "llama2c").mkdir()
    commands = {peer.name: peer.command(500, 50) for peer in time_to_quality.all_peers(places, 4096)}

    assert list(commands) == ["HF Trainer", "nanoGPT", "llama2.c"]
    assert {"--max_iters=500", "--lr_decay_iters=500", "--eval_interval=50"} <= {*commands["nanoGPT"]}
    assert {"--max_iters=500", "--warmup_iters=5", "--vocab_size=4096"} <= {*commands["llama2.c"]}
    assert {"--steps=500", "--points=10", "--learning-rate=5e-4"} <= {*commands["HF Trainer"]}


def test_a_later_run_takes_the_place_of_an_earlier_one_and_seeds_share_a_row(tmp_path):
    result = {"kind": "time_to_quality", "runs": []}
    path = tmp_path / "result.json"
    for one in (
        run("ours", 4, 0, 0.9),
        run("ours", 4, 0, 0.8),
        run("ours", 4, 1, 0.82),
        run("nanoGPT", 20, None, 0.95),
    ):
        time_to_quality.keep(result, path, one)

    lines = time_to_quality.table(result).splitlines()
    assert lines[2] == "| nanoGPT | 20 | 20.0 | 0.9500 |"
    assert lines[3] == "| ours | 4 | 4.0 | 0.8100 (0.8000–0.8200, 2 seeds) |"
    assert "at most 0.04 cores" in lines[5]

    (axes,) = time_to_quality.figure(result).axes
    assert [line.get_label() for line in axes.lines if not line.get_label().startswith("_")] == [
        "nanoGPT, 20 min", "ours, 4 min",
    ]  # fmt: skip
