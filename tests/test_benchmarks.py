"""The benchmarks of training: what they read, compute and write; tiny runs, and no time is judged."""

import json
import os
import subprocess
import sys

import pytest

from benchmarks import common, overhead, train_speed
from benchmarks.common import BenchmarkError, Contender
from benchmarks.contenders import PRODUCTS, Shape, llama2c_steps_s, nanogpt_steps_s
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.records import read_json, write_json

NANOGPT_OUTPUT = """\
number of parameters: 3.21M
step 0: train loss 9.2134, val loss 9.2101
iter 0: loss 9.2134, time 1512.25ms, mfu -100.00%
iter 1: loss 9.1020, time 250.50ms, mfu -100.00%
"""
LLAMA2C_OUTPUT = """\
tokens per iteration will be: 2,048
step 0: train loss 9.2134, val loss 9.2101
0 | loss 9.2134 | lr 0.000000e+00 | 1512.25ms | mfu -100.00%
1 | loss 9.1020 | lr 5.000000e-07 | 250.50ms | mfu -100.00%
"""


def test_step_times_are_read_from_the_peers_own_lines():
    assert nanogpt_steps_s(NANOGPT_OUTPUT) == pytest.approx([1.51225, 0.2505])
    assert llama2c_steps_s(LLAMA2C_OUTPUT) == pytest.approx([1.51225, 0.2505])


def test_every_benchmark_finds_this_checkout_from_wherever_it_is_called():
    for path in sorted((PROJECT_ROOT / "benchmarks").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if '__name__ == "__main__"' in source and "\nfrom benchmarks" in source:
            assert "sys.path.insert(0, str(" in source.partition("\nfrom benchmarks")[0], path.name


def test_a_shape_is_read_and_written_in_one_notation():
    assert Shape.parse("256x4x8") == Shape(256, 4, 8, 10_000, 4, 512)
    assert Shape.parse("256x4x8", sequences=32).tokens == 32 * 512
    assert str(Shape.parse("64x8x16:4096x4x256")) == "64x8x16:4096x4x256"
    with pytest.raises(BenchmarkError, match=r"'small' is not a shape. Write HIDDENxLAYERSxHEADS"):
        Shape.parse("small")


def test_local_layers_count_fewer_operations():
    shape = Shape.parse("16x2x2:100x1x512")
    layers, output, seen = 2 * 12 * 16 * 16, 100 * 16, 256.5
    assert shape.flops_per_token(local_layers=False) == int(3 * (2 * (layers + output) + 4 * 16 * 2 * seen))
    assert shape.flops_per_token(local_layers=True) < shape.flops_per_token(local_layers=False)


def test_first_steps_do_not_count():
    assert common.settled_step_s([9.0, 9.0, 1.0, 3.0, 2.0], dropped=2) == 2.0
    with pytest.raises(BenchmarkError, match="at least 5 steps, 2 of them to be dropped, not 4"):
        common.settled_step_s([1.0] * 4, dropped=2)


def test_ratios_are_formed_round_by_round():
    rounds = [{"a": {"x": 6.0}, "b": {"x": 2.0}}, {"a": {"x": 9.0}}, {"a": {"x": 4.0}, "b": {"x": 4.0}}]
    assert common.ratios(rounds, "a", "b", "x") == [3.0, 1.0]
    assert common.spread([3.0, 1.0, 2.5], 1) == "2.5 (1.0–3.0)"


def test_each_program_comes_first_in_turn():
    programs = [Contender(name, [], lambda _: {}) for name in "abc"]
    assert ["".join(item.name for item in common.rotated(programs, k)) for k in range(4)] == [
        "abc",
        "bca",
        "cab",
        "abc",
    ]


def test_a_program_that_fails_is_told_with_what_it_wrote():
    failing = Contender("peer", [sys.executable, "-c", "print('no module x'); raise SystemExit(3)"], lambda _: {})
    with pytest.raises(BenchmarkError, match=r"peer ended with code 3 after 0 s[^¶]*no module x"):
        common.run_once(failing)


def test_other_programs_are_noticed():
    burn = [sys.executable, "-c", "import time; end = time.monotonic() + 2\nwhile time.monotonic() < end: pass"]
    with subprocess.Popen(burn):
        beside = common.run_once(
            Contender("waiting", [sys.executable, "-c", "import time; time.sleep(1)"], lambda _: {})
        )
    assert beside["others_cores"] > 0.5


def test_peak_memory_is_that_of_the_program_alone():
    small = common.run_once(Contender("small", [sys.executable, "-c", "pass"], lambda _: {}))
    large = common.run_once(Contender("large", [sys.executable, "-c", "x = b'x' * 2**27"], lambda _: {}))
    assert 100 < large["peak_mib"] - small["peak_mib"] < 200


def one_round(ours_s, peer_s):
    ours = {
        "step_s": ours_s,
        "bytes_per_s": 4096 / ours_s,
        "peak_mib": 500.0,
        "others_cores": 0.1,
        "tokens_per_step": 1024,
    }
    ours |= {"precision": "bf16", "flops_per_token": 10**7}
    peer = {"step_s": peer_s, "bytes_per_s": 4096 / peer_s, "peak_mib": 700.0, "others_cores": 0.1}
    return {"ours": ours, "peer": peer, PRODUCTS: {"others_cores": 0.0, "gflops": {"fp32": 100.0, "bf16": 1024.0}}}


def test_the_table_holds_medians_ratios_and_utilisation():
    machine = {"processor": "P", "cores": 2, "matrix_units": [], "gpu": None}
    machine["libraries"] = {"torch": "2", "transformers": "5"}
    conditions = {"machine": machine, "device": "cpu", "peers": {"nanoGPT": "abc"}, "steps": 15, "dropped": 4}
    entry = {"conditions": conditions, "rounds": [one_round(0.1, 0.4), one_round(0.2, 0.4), one_round(0.1, 0.3)]}

    entry["rounds"].append({"ours": {**one_round(9.0, 9.0)["ours"], "others_cores": 1.0}})  # disturbed: left out

    text = train_speed.table("64x8x16:4096x4x256", entry)

    lines = text.splitlines()
    assert lines[4].startswith("| ours | 100.0 (100.0–200.0) | 41.0 (20.5–41.0) | – |")
    assert "| 10 (5–10) % | 500 | 3 |" in lines[4]
    assert lines[5].startswith("| peer | 400.0 (300.0–400.0) | 10.2 (10.2–13.7) | 3.00 (2.00–4.00) | – | – | 700 | 3 |")
    assert "no matrix units; no GPU used" in lines[7].replace("(", "").replace(")", "")
    assert "1 of 10 runs left out because other programs took more than 0.15 cores" in lines[7]
    assert "best bf16 products 1,024 (1,024–1,024) GFLOP/s; our own choice of number format: bf16." in lines[7]
    conditions["device"], machine["gpu"] = "cuda", "G"
    lines = train_speed.table("64x8x16:4096x4x256", entry).splitlines()
    assert lines[4].startswith("| ours | 100.0 (100.0–200.0) | 10,240 (5,120–10,240) | 41.0 (20.5–41.0) |")


def test_rounds_of_other_conditions_are_not_mixed(capsys):
    shape = Shape.parse("256x4x8")
    result = {"shapes": {}}
    train_speed.entry_for(result, shape, {"steps": 15, "our_version": "a"})["rounds"].append("first")

    assert train_speed.entry_for(result, shape, {"steps": 15, "our_version": "a"})["rounds"] == ["first"]
    assert train_speed.entry_for(result, shape, {"steps": 15, "our_version": "b"})["rounds"] == []
    assert "our_version changed since the rounds in the result; beginning anew" in capsys.readouterr().out


def test_the_table_is_put_between_its_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n", encoding="utf-8")
    common.write_between_marks(page, "x", "new")
    assert page.read_text(encoding="utf-8") == "a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb\n"
    with pytest.raises(BenchmarkError, match="must hold '<!-- y: begin -->'"):
        common.write_between_marks(page, "y", "new")


def test_exclusive_time_goes_to_the_innermost_part():
    clock = overhead.Clock("whole", now=iter([0.0, 1.0, 3.0, 6.0, 10.0, 15.0]).__next__)
    clock.enter("outer")
    clock.enter("inner")
    clock.leave()
    clock.leave()
    clock.turn()
    assert clock.seconds == {"whole": 1.0 + 5.0, "outer": 2.0 + 4.0, "inner": 3.0}
    assert clock.first_s == {"outer": 1.0, "inner": 3.0}


def run_benchmark(name, *arguments):
    command = [sys.executable, str(PROJECT_ROOT / "benchmarks" / name), *arguments]
    done = subprocess.run(command, env={**os.environ}, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_train_speed_measures_our_command(story_files, tmp_path):
    """Our own two and the matrix products; the peers need what is not installed here."""
    result = tmp_path / "result.json"
    given = [f"--text={story_files}/train.txt", f"--validation={story_files}/validation.txt", "--steps=8", "--rounds=1"]
    given += [
        "--shapes",
        "16x2x2:300x2x32",
        "--only",
        "ours",
        PRODUCTS,
        f"--result={result}",
        f"--work={tmp_path}/work",
    ]

    first = run_benchmark("train_speed.py", *given)
    second = run_benchmark("train_speed.py", *given)

    entry = read_json(result)["shapes"]["16x2x2:300x2x32"]
    assert [sorted(part) for part in entry["rounds"]] == [[PRODUCTS, "ours"]] * 2
    assert all(len(part["ours"]["steps_s"]) == 8 for part in entry["rounds"])
    assert all(part["ours"]["tokens_per_step"] == 64 for part in entry["rounds"])
    assert "round 1  ours " in first  # the table may be empty: other programs may run beside the tests
    assert "**Hidden size 16, 2 layers, 2 heads" in first
    assert "Data set is up to date" in second


def test_the_hf_trainer_script_ends_with_the_seconds_of_each_step(tmp_path):
    pytest.importorskip("accelerate")
    numpy = pytest.importorskip("numpy")
    numpy.save(tmp_path / "tokens.npy", numpy.arange(2_000, dtype=numpy.uint16) % 50)
    sizes = "--vocab=50 --hidden=8 --layers=3 --heads=2 --context=16 --batch=2 --window=8 --steps=4".split()
    script = PROJECT_ROOT / "benchmarks" / "peers" / "hf_trainer.py"
    done = subprocess.run(
        [sys.executable, str(script), f"--tokens={tmp_path}/tokens.npy", *sizes],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(done.stdout.splitlines()[-1])["steps_s"]) == 4


def test_overhead_measures_every_part_of_the_command(tmp_path, tiny_overrides):
    """A function that was renamed would end the command with an AttributeError."""
    result = tmp_path / "result.json"

    text = run_benchmark("overhead.py", f"--result={result}", "--", "--config-name=debug", *tiny_overrides)

    (one,) = read_json(result)["rounds"]
    assert one["seconds"].keys() == set(overhead.PARTS)
    assert one["calls"]["steps"] == 12
    assert one["calls"]["loader"] == 12 + 1  # the guard looks at the first batch too
    assert sum(one["seconds"].values()) == pytest.approx(one["wall_s"])
    assert 0 < one["first_step_s"] < one["wall_s"]
    assert 0 < overhead.outside_share(one["seconds"]) < 1
    assert "of the time of loop and saving" in text
    assert all(f"| {part} |" in text for part in overhead.PARTS)


def test_the_kept_results_can_be_shown():
    for path in sorted(common.RESULTS.glob("train_speed*.json")):
        assert "| ours | " in train_speed.tables(read_json(path)), f"{path.name} holds disturbed runs alone"
    for path in sorted(common.RESULTS.glob("overhead*.json")):
        assert "| steps |" in overhead.table(read_json(path))


def test_a_result_is_written_as_json_that_can_be_read_back(tmp_path):
    write_json(tmp_path / "result.json", {"kind": "train_speed", "shapes": {}})
    assert train_speed.load(tmp_path / "result.json") == {"kind": "train_speed", "shapes": {}}
    assert train_speed.load(tmp_path / "none.json") == {"kind": "train_speed", "shapes": {}}
