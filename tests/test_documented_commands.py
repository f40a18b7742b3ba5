"""Every command in the README and in the documentation is run, made small; one without a rule fails.

A rule only adds what makes a command small (fewer stories, fewer steps, another root); what a person would type stays
as it is. What needs the network must end with the one error that says so.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tokenizers import ByteLevelBPETokenizer

from mlopstinystories.paths import PROJECT_ROOT
from tests.conftest import small_stories

PAGES = [PROJECT_ROOT / "README.md", *sorted((PROJECT_ROOT / "docs").rglob("*.md"))]
VENV_BIN = Path(sys.executable).parent

DATA = "data.train_stories=300 data.validation_stories=10 tokenizer.vocab_size=400"
TRAIN = f"{DATA} max_steps=2 batch_size_tokens=512 validations=1 sample_tokens=4 validation_subset=4"
OWN_TEXT = TRAIN.replace(DATA, "data.validation_fraction=0.1 tokenizer.vocab_size=300")
SMALL = {
    "train": TRAIN,
    "doctor": "",
    "profile": f"{TRAIN} profiler.steps=4 profiler.traced_steps=1",
    "data": DATA,
    "fetch": "",
    "predict": "max_new_tokens=5",
    "evaluate": "completions=1 probes=4 samples=5 endings=5",
    "visualize": "",
    "explain": "stories=5 neurons=2",
    "check_idea": "",
    "compare": "seeds=1 common=[data=text_files,data.train_path=my_stories.txt,tokenizer.vocab_size=300,"
    "data.validation_fraction=0.5,max_steps=2,batch_size_tokens=512,validations=1,sample_tokens=4]",
}
SCRIPTS = {
    "train_model.py": "train",
    "profile_training.py": "profile",
    "doctor.py": "doctor",
    "make_dataset.py": "data",
    "fetch_raw_data.py": "fetch",
    "predict_model.py": "predict",
    "evaluate_model.py": "evaluate",
    "visualize.py": "visualize",
    "explain_model.py": "explain",
    "check_idea.py": "check_idea",
    "compare_runs.py": "compare",
}
NEEDS_NETWORK = ("data=tinystories", "experiment=replication", "experiment=speedrun")
RUN_BY_OTHER_TESTS = {
    "make": "test_makefile.py",
    "pre-commit": "test_pre_commit.py",
    "torchrun": "training/test_distributed.py",
    "source": "test_makefile.py",
    "python mlopstinystories/serve_model.py": "serving/test_page.py",
    "python benchmarks/train_speed.py": "test_benchmarks.py",
    "python benchmarks/overhead.py": "test_benchmarks.py",
    "python benchmarks/kills.py": "test_kills.py",
    "python benchmarks/starter.py": "test_starter_made.py",
    "python benchmarks/time_to_quality.py": "test_time_to_quality.py",
    "python benchmarks/compare_power.py": "test_benchmark_compare.py",
    "python benchmarks/data.py": "test_benchmark_data.py",
    "python benchmarks/data_full_size.py": "test_benchmark_data.py",
}


def documented_commands():
    """The lines of all bash blocks, without comments, each once."""
    found = {}
    for page in PAGES:
        for block in re.findall(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
            for line in block.splitlines():
                if command := re.sub(r"\s+#\s.*$", "", line).strip():
                    found.setdefault(command, page.name)
    return list(found)


def arguments_of(command):
    """(verb, arguments) of a pipeline command, with or without make; None for the others."""
    words = shlex.split(command)
    if words[0] == "make" and words[1] in SMALL:
        given = [word.removeprefix("ARGS=") for word in words[2:] if word.startswith("ARGS=")]
        return words[1], shlex.split(given[0]) if given else []
    if words[0] == "python" and Path(words[1]).name in SCRIPTS:
        return SCRIPTS[Path(words[1]).name], words[2:]
    return None


COMMANDS = documented_commands()
JUDGED = [command for command in COMMANDS if " judge=" in command]
"""They need a judge, and are run by evaluation/test_judge_section.py."""
PIPELINE = [command for command in COMMANDS if arguments_of(command) and command not in JUDGED]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A working directory with a person's own files, and a root with finished runs and the model in the box."""
    folder = tmp_path_factory.mktemp("workplace")
    stories = small_stories(120)
    (folder / "my_stories.txt").write_text("".join(story + "\n<|endoftext|>\n" for story in stories), encoding="utf-8")
    (folder / "stories").mkdir()
    rows = [json.dumps({"story": story}) + "\n" for story in stories]
    (folder / "stories" / "mine.jsonl").write_text("".join(rows), encoding="utf-8")
    shutil.copytree(PROJECT_ROOT / "examples", folder / "examples")
    (folder / "gpt2_files").mkdir()
    gpt2 = ByteLevelBPETokenizer()
    gpt2.train_from_iterator(stories, vocab_size=500, special_tokens=["<|endoftext|>"], show_progress=False)
    gpt2.save_model(str(folder / "gpt2_files"))
    small = "data=text_files data.train_path=my_stories.txt tokenizer.vocab_size=300 data.validation_fraction=0.1"
    for name, steps in (("quick", 64), ("quick+model.num_layers=2", 2), ("debug", 2)):
        overrides = [*small.split(), "--config-name", "debug", f"run={name}", f"max_steps={steps}", "sample_tokens=4"]
        done = run_script("train_model.py", overrides, folder)
        assert done.returncode == 0, done.stderr
    shutil.copytree(PROJECT_ROOT / "models" / "starter", folder / "root" / "models" / "starter")
    return folder


def environment():
    # the tests may run below `make test`, whose own variables would change what a make below them prints
    inherited = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return {**inherited, "HF_HUB_OFFLINE": "1", "PATH": f"{VENV_BIN}{os.pathsep}{os.environ['PATH']}"}


def run_script(script, arguments, folder):
    path = next((PROJECT_ROOT / "mlopstinystories").rglob(script))
    command = [sys.executable, str(path), *arguments, f"root={folder / 'root'}"]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=240, check=False
    )


def test_there_are_commands_to_run():
    assert len(PIPELINE) > 20


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in [*PIPELINE, *JUDGED]])
def test_a_command_outside_the_pipeline_is_run_by_a_test_of_its_own(command):
    first = shlex.split(command)[0]
    if first == "tensorboard":
        return  # below
    program = " ".join(shlex.split(command)[:2]) if first == "python" else first
    assert program in RUN_BY_OTHER_TESTS, f"no test runs: {command}"
    if first == "make":
        assert re.search(rf"^{shlex.split(command)[1]}:", (PROJECT_ROOT / "Makefile").read_text("utf-8"), flags=re.M)


@pytest.mark.parametrize("command", PIPELINE)
def test_documented_command(command, workplace):
    verb, given = arguments_of(command)
    small = SMALL[verb]
    if "data=text_files" in given:
        small = small.replace(TRAIN, OWN_TEXT).replace(DATA, "data.validation_fraction=0.1 tokenizer.vocab_size=300")
    if "experiment=heads_laptop" in given:
        small += " model.num_heads=1,2 model.num_layers=1"
    if "experiment=width_depth_laptop" in given:
        small += " model.hidden_size=16 model.num_layers=1 seed=0,1"
    if "experiment=instruct_laptop" in given:
        small += " data.instruct_ood=true model.num_layers=1 seed=0 hydra.callbacks.study.evaluation.completions=1"
    if "experiment=vocabulary_laptop" in given:
        small += " seed=0"
    if any(word.startswith("tokenizer=gpt_neo") for word in given):
        small = small.replace("tokenizer.vocab_size=400", "tokenizer.top_k=300")
    if any(word.startswith(NEEDS_NETWORK) for word in given):
        small = ""
    script = next(name for name, of in SCRIPTS.items() if of == verb)

    done = run_script(script, [*given, *small.split()], workplace)

    if any(word.startswith(NEEDS_NETWORK) for word in given):
        assert done.returncode == 2, done.stdout + done.stderr
        assert done.stderr.count("error:") == 1
        assert "Traceback" not in done.stderr
        assert re.search(r"data=text_files|fetch_raw_data|make data", done.stderr)
    else:
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("tensorboard")])
def test_tensorboard_answers(command, workplace):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program, *arguments = shlex.split(command)
    (workplace / "root" / "profiling").mkdir(exist_ok=True)
    server = subprocess.Popen(
        [shutil.which(program, path=str(VENV_BIN)), *arguments, "--host=127.0.0.1", f"--port={port}"],
        cwd=workplace / "root", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        assert wait_for(f"http://127.0.0.1:{port}/").status == 200
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # TensorBoard's own processes too
        server.wait()


def wait_for(url, seconds=60):
    deadline_s = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=5)
        except OSError:
            assert time.monotonic() < deadline_s, f"{url} does not answer"
            time.sleep(0.3)
