"""A run that is interrupted at any moment, by whatever, ends bit for bit like one that is not."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from mlopstinystories.command import entry_point
from mlopstinystories.errors import DataError, DiskFullError, RunError, StoppedError, UserError
from mlopstinystories.models import gpt_neo
from mlopstinystories.native import Native
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.records import read_rows, write_json
from mlopstinystories.settings import AdamWSettings, DeviceName, MuonSettings, ScheduleSettings, ScheduleShape
from mlopstinystories.training import checkpoint, loop
from mlopstinystories.training.continuing import check_same_data, check_same_device
from mlopstinystories.training.experiment import train
from mlopstinystories.training.locking import only_process
from mlopstinystories.training.stopping import StopSignals
from mlopstinystories.training.tracking import TIMING_FIELDS
from tests.conftest import small_stories


class PowerCutError(Exception):
    """Stands for anything that ends a process without a word."""


@pytest.fixture(autouse=True)
def signals_as_in_a_terminal():
    """Below `nohup`, or in the background, signals are ignored from the start, and the product leaves them so."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def without_timing(rows):
    return [{key: value for key, value in row.items() if key not in TIMING_FIELDS} for row in rows]


def board(folder):
    """(tag, step, value) of everything in TensorBoard but the timing."""
    events = EventAccumulator(str(folder / "tensorboard"), size_guidance={"scalars": 0, "tensors": 0}).Reload()
    tags = [tag for tag in events.Tags()["scalars"] if not tag.endswith(TIMING_FIELDS)]
    scalars = [(tag, event.step, event.value) for tag in tags for event in events.Scalars(tag)]
    texts = [
        (tag, event.step, str(event.tensor_proto)) for tag in events.Tags()["tensors"] for event in events.Tensors(tag)
    ]
    return scalars + texts


def assert_same_run(one, other):
    assert without_timing(read_rows(one / "metrics.jsonl")) == without_timing(read_rows(other / "metrics.jsonl"))
    assert read_rows(one / "samples.jsonl") == read_rows(other / "samples.jsonl")
    for name in ("model.safetensors", f"checkpoints/step_{checkpoint.newest_step(one)}/model.safetensors"):
        first, second = load_file(one / name), load_file(other / name)
        assert first.keys() == second.keys()
        assert all(torch.equal(first[key], second[key]) for key in first)
    results = [json.loads((run / "record.json").read_text(encoding="utf-8"))["result"] for run in (one, other)]
    for result in results:
        del result["train_seconds"], result["tokens_per_second"]
    assert results[0] == results[1]


@pytest.fixture
def at_step(monkeypatch):
    """Call something in the place of the training step that would be step N, or after it, once."""

    def arrange(step, action, after=False):
        real = loop.training_step

        def disturbed(state, *arguments):
            if state.progress.step + 1 != step:
                return real(state, *arguments)
            monkeypatch.setattr(loop, "training_step", real)
            result = real(state, *arguments) if after else None
            action()
            return result

        monkeypatch.setattr(loop, "training_step", disturbed)

    return arrange


def cut_power():
    raise PowerCutError


def plain_adamw(settings):
    """AdamW, and a learning rate that falls at the end."""
    settings.optimizer = AdamWSettings()


def muon_in_parts(settings):
    """Muon, a cosine, and a batch in uneven parts."""
    settings.optimizer, settings.micro_batch_size = MuonSettings(), 3
    settings.schedule = ScheduleSettings(ScheduleShape.cosine, final_fraction=0.1)


def dropout_over_epochs(settings):
    """Random numbers in each step, a constant rate, and so few stories that epochs end within the run."""
    settings.model.resid_dropout = settings.model.embed_dropout = 0.1
    settings.schedule = ScheduleSettings(ScheduleShape.constant)
    settings.data.train_stories = 25


VARIANTS = [plain_adamw, muon_in_parts, dropout_over_epochs]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
@pytest.mark.parametrize("step", [1, 4, 5, 7, 12])
def test_a_run_whose_power_was_cut_ends_like_an_undisturbed_one(step, variant, tiny_settings, places, at_step):
    variant(tiny_settings)
    undisturbed = train(tiny_settings, places, "undisturbed")

    at_step(step, cut_power)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "interrupted")
    continued = train(tiny_settings, places, "interrupted")

    assert_same_run(undisturbed, continued)
    assert board(undisturbed) == board(continued)


def test_the_variant_with_few_stories_crosses_borders_of_epochs(tiny_settings, places):
    dropout_over_epochs(tiny_settings)

    folder = train(tiny_settings, places, "first")

    assert json.loads((folder / "record.json").read_text(encoding="utf-8"))["result"]["epochs"] > 2


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("step", [6, 7, 12])
def test_a_signal_saves_after_the_step_and_the_run_goes_on_from_there(name, step, tiny_settings, places, at_step):
    undisturbed = train(tiny_settings, places, "undisturbed")

    at_step(step, lambda: os.kill(os.getpid(), getattr(signal, name)), after=True)
    with pytest.raises(StoppedError, match=rf"Stopped by {name} at step {step}: saved in .*step_{step}\. The same"):
        train(tiny_settings, places, "interrupted")
    assert checkpoint.newest_step(places.models / "interrupted") == step
    continued = train(tiny_settings, places, "interrupted")

    assert_same_run(undisturbed, continued)
    assert board(undisturbed) == board(continued)


def test_a_stopped_command_exits_with_a_code_of_its_own(capsys):
    with pytest.raises(SystemExit) as exit_, entry_point():
        raise StoppedError("Stopped by SIGTERM at step 7")

    assert exit_.value.code == 75
    assert capsys.readouterr().err == "Stopped by SIGTERM at step 7\n"


def test_before_the_loop_a_signal_ends_the_command_at_once():
    with StopSignals(), pytest.raises(StoppedError, match="Stopped by SIGTERM; nothing is lost"):
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_that_was_ignored_before_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals() as signals:
            os.kill(os.getpid(), signal.SIGHUP)
        assert signals.received is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_second_signal_ends_the_process_at_once():
    program = (
        "import os, signal\n"
        "from mlopstinystories.training.stopping import StopSignals\n"
        "with StopSignals() as signals, signals.noted():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    print('goes on', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    print('never said')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == -signal.SIGTERM
    assert done.stdout == "goes on\n"
    assert "SIGINT: saving after this step. Once more ends it at once." in done.stderr


def test_two_processes_do_not_train_the_same_run(tiny_settings, places):
    with only_process(places.models / "first"):
        with pytest.raises(RunError, match=rf"first is being trained by process {os.getpid()} on .*kill {os.getpid()}"):
            train(tiny_settings, places, "first")
        train(tiny_settings, places, "second")


def test_the_lock_of_a_dead_process_is_in_nobodys_way(tiny_settings, places):
    write_json(places.models / ".first.lock", {"pid": 1, "host": "elsewhere", "since": "long ago"})

    train(tiny_settings, places, "first")

    assert not (places.models / ".first.lock").exists()


def test_the_heartbeat_says_what_the_run_does(tiny_settings, places, at_step):
    file = places.models / "first" / "heartbeat.json"
    said = []
    at_step(5, lambda: said.append(json.loads(file.read_text(encoding="utf-8"))), after=True)

    train(tiny_settings, places, "first")

    assert (said[0]["doing"], said[0]["step"], said[0]["pid"]) == ("training", 4, os.getpid())
    assert json.loads(file.read_text(encoding="utf-8"))["doing"] == "finished"


WRITES = os.O_WRONLY | os.O_RDWR
watch = None


def watch_files(event, arguments):
    """An audit hook: Python calls it before each file operation. It cannot be removed again, only told nothing."""
    if watch is None:
        return
    if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
    ):
        watch(str(arguments[0]))


@pytest.fixture(scope="module")
def disks(tmp_path_factory):
    """Calls a function, and copies a folder as it is before every file operation in it: what a kill would leave."""
    sys.addaudithook(watch_files)

    def copies(function, folder):
        global watch
        out, busy = tmp_path_factory.mktemp("disks"), False

        def copy(path):
            nonlocal busy
            if not busy and path.startswith(str(folder)) and folder.exists():
                busy = True
                shutil.copytree(folder, out / f"{len(list(out.iterdir())):04d}")
                busy = False

        watch = copy
        try:
            function()
        finally:
            watch = None
        return sorted(out.iterdir())

    return copies


def test_a_kill_before_a_file_operation_changes_nothing_in_the_end(tiny_settings, places, disks):
    tiny_settings.max_steps, tiny_settings.checkpoint_every, tiny_settings.log_every = 4, 2, 1
    undisturbed = places.models / "undisturbed"
    states = disks(lambda: train(tiny_settings, places, "undisturbed"), undisturbed)
    inside_a_save = [state for state in states if list(state.glob("checkpoints/.step_2.partial-*"))]
    assert len(inside_a_save) > 8

    for state in sorted({*inside_a_save[::4], *states[::20]}):
        continued = places.models / state.name
        shutil.copytree(state, continued)
        assert train(tiny_settings, places, state.name) == continued
        assert_same_run(undisturbed, continued)


def test_a_longer_budget_goes_on_with_a_finished_run(tiny_settings, places, capsys):
    train(tiny_settings, places, "first")
    tiny_settings.max_steps = 20

    folder = train(tiny_settings, places, "first")

    assert "from step_12" in capsys.readouterr().out
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert (record["result"]["steps"], record["settings"]["max_steps"]) == (20, 20)
    assert [row["step"] for row in read_rows(folder / "metrics.jsonl") if row["kind"] == "validation"] == [6, 12, 20]


def test_a_budget_that_a_finished_run_has_spent_is_refused(tiny_settings, places):
    train(tiny_settings, places, "first")
    tiny_settings.max_steps = 5

    with pytest.raises(RunError, match=r"finished after 12 steps .*max_steps=5 allows no more.*a larger budget"):
        train(tiny_settings, places, "first")


def test_another_device_or_number_of_threads_is_said_aloud(tiny_settings, places, at_step, capsys):
    at_step(6, cut_power)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "first")
    tiny_settings.threads = 1

    train(tiny_settings, places, "first")

    assert "threads=None there, threads=1 now. The result is not that of an undisturbed run" in capsys.readouterr().out


@pytest.mark.loops
def test_a_compiler_that_has_gone_is_said_aloud(tiny_settings, places, at_step, capsys, monkeypatch):
    at_step(6, cut_power)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "first")
    monkeypatch.setattr(gpt_neo, "attention_loops", lambda: Native(None, "no C compiler was found"))
    monkeypatch.setattr(gpt_neo, "layer_loops", lambda: Native(None, "no C compiler was found"))

    train(tiny_settings, places, "first")

    said = r"step_by=.*step_by=PyTorch's operators \(.*no C compiler was found\) now\. The result is not that of an und"
    assert re.search(said, capsys.readouterr().out)


def test_other_stories_under_the_same_settings_are_refused_unless_accepted(tiny_settings, places, at_step, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("".join(f"{story}\n<|endoftext|>\n" for story in small_stories(60)), encoding="utf-8")
    tiny_settings.data.train_path = str(mine)
    at_step(6, cut_power)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "first")
    mine.write_text("".join(f"{story}\n<|endoftext|>\n" for story in reversed(small_stories(60))), encoding="utf-8")

    with pytest.raises(RunError, match=r"the stories have changed since: .*accept_other_data=true"):
        train(tiny_settings, places, "first")
    tiny_settings.accept_other_data = True
    train(tiny_settings, places, "first")


def test_another_tokenizer_is_refused_always(tmp_path):
    before, now = ({"tokenizer_fingerprint": key, "fingerprint": key, "folder": key} for key in "ab")

    with pytest.raises(RunError, match="fingerprint a, and that of b has b: the same numbers would be other words"):
        check_same_data(tmp_path, before, now, accepted=True)


def test_a_run_does_not_fall_back_from_a_gpu_without_being_told(tmp_path):
    check_same_device(tmp_path, "cuda, bf16 (found)", "cpu, fp32 (no GPU found)", DeviceName.cpu)
    check_same_device(tmp_path, "cpu, fp32 (no GPU found)", "cuda, bf16 (found)", DeviceName.auto)

    with pytest.raises(RunError, match=r"was trained on cuda, bf16 \(found\) until now, .* go on with device=cpu"):
        check_same_device(tmp_path, "cuda, bf16 (found)", "cpu, fp32 (no GPU found)", DeviceName.auto)


def test_a_disk_that_is_filling_is_told_before_a_save_begins(tiny_settings, places, monkeypatch):
    free = iter([10**9, 10**9, 10**6])
    usage = shutil.disk_usage(places.root.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=next(free)))

    with pytest.raises(DiskFullError, match=r"checkpoint of step 8 needs 4 MiB, and 1 MiB .*that of step 4 is whole"):
        train(tiny_settings, places, "first")
    monkeypatch.undo()

    assert_same_run(train(tiny_settings, places, "undisturbed"), train(tiny_settings, places, "first"))


def test_a_truncated_data_file_is_named_before_training(tiny_settings, places, at_step):
    at_step(6, cut_power)
    with pytest.raises(PowerCutError):
        train(tiny_settings, places, "first")
    (tokens,) = places.processed.glob("*/train_tokens.npy")
    whole = tokens.read_bytes()
    tokens.write_bytes(whole[:-100])

    with pytest.raises(DataError, match=r"is damaged: train_tokens.npy cannot be read .*make_dataset.py again"):
        train(tiny_settings, places, "first")
    tokens.write_bytes(whole)

    assert_same_run(train(tiny_settings, places, "undisturbed"), train(tiny_settings, places, "first"))


def test_a_folder_that_cannot_be_written_is_one_clear_message(tiny_settings, places, monkeypatch):
    def read_only(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(UserError, match=r"cannot be written \(Read-only file system\).*root=/another/folder"):
        train(tiny_settings, places, "first")
