"""What a person sees who mistypes something, and free text on the command line."""

import subprocess
import sys

import hydra
import pytest
from omegaconf import OmegaConf

from mlopstinystories.command import overrides_last, quote_free_text
from mlopstinystories.paths import PROJECT_ROOT


def run(*arguments, cwd=None):
    """A command of the package in its own process: exit code, standard output, standard error."""
    command = [sys.executable, str(PROJECT_ROOT / "mlopstinystories" / arguments[0]), *arguments[1:]]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (
            "model.num_layer=2",
            "There is no setting 'model.num_layer'. Did you mean model.num_layers? What exists here: ",
        ),
        ("max_step=3", "There is no setting 'max_step'. Did you mean max_steps? What exists here: "),
        ("+model.depth=2", "There is no setting 'model.depth'. What exists here: name, model_type, num_layers"),
        ("model=9M", "Available options in 'model':\n\t1M\n"),
        ("max_steps=many", "max_steps has a wrong value: Value 'many' of type 'str' could not be converted to Integer"),
        ("device=gpu", "device has a wrong value: Invalid value 'gpu', expected one of [auto, cpu, cuda, mps]"),
        ("data=text_files", "A value is missing: data.train_path must be given"),
        ("data.train_path=x", "There is no setting 'data.train_path'."),
        ("model.hidden_size=130", "model.hidden_size=130 is not a multiple of model.num_heads=3"),
        ("budget=soon", "budget='soon' is not a duration"),
        ("budget=null", "A budget is needed"),
        ("run=../../elsewhere", "run='../../elsewhere' cannot name a folder under models/"),
        ("batch_size_tokens=0", "batch_size_tokens must be at least 1, not 0"),
    ],
)
def test_a_mistyped_key_or_value_is_refused_with_what_exists(argument, message, tmp_path):
    code, _, errors = run("train_model.py", f"root={tmp_path}", argument)

    assert code == 2
    assert message in errors
    assert errors.startswith("error: "), "nothing stands before the message"
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_a_typo_in_a_configuration_file_is_refused_too(tmp_path):
    (tmp_path / "mine.yaml").write_text("defaults: [quick, _self_]\nmax_step: 3\n", encoding="utf-8")
    code, _, errors = run("train_model.py", f"root={tmp_path}", "--config-dir", str(tmp_path), "--config-name", "mine")

    assert code == 2
    assert "There is no setting 'max_step'. Did you mean max_steps?" in errors


@pytest.mark.parametrize(
    ("argument", "quoted"),
    [
        ('prompt=Tom said, "Hi!"', "prompt='Tom said, \"Hi!\"'"),
        ("prompt=it's", r"prompt='it\'s'"),
        ("run=quick+model.num_layers=2", "run='quick+model.num_layers=2'"),
        ("prompt='already'", r"prompt='\'already\''"),
        ("prompt=null", "prompt='null'"),
        ("prompt=[one]", "prompt='[one]'"),
        ("prompt=back\\", "prompt='back\\\\'"),
        ("prompt=costs ${5}", r"prompt='costs \${5}'"),
        ("run='already'", "run='already'"),
        ("data.train_path=[a.txt,b.txt]", "data.train_path=[a.txt,b.txt]"),
        ("run=null", "run=null"),
        ("runs=[quick,quick+model.num_layers=2]", "runs=['quick','quick+model.num_layers=2']"),
        ("runs=[]", "runs=[]"),
        ("model.num_layers=1,2", "model.num_layers=1,2"),
        ("--help", "--help"),
    ],
)
def test_free_text_is_quoted_for_the_grammar_of_the_command_line(argument, quoted):
    assert quote_free_text([argument]) == [quoted]


@pytest.mark.parametrize("script", ["train_model.py", "predict_model.py", "evaluate_model.py", "profile_training.py"])
def test_help_answers_without_loading_torch(script):
    code = f"""
import runpy, sys
sys.argv = ["{script}", "--help"]
try:
    runpy.run_path(r"{PROJECT_ROOT / "mlopstinystories" / script}", run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
assert "torch" not in sys.modules, "torch was loaded"
assert "transformers" not in sys.modules, "transformers was loaded"
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert "Configuration groups" in done.stdout


def test_options_and_settings_may_be_mixed():
    mixed = ["model=8M", "--config-name", "train", "+seed=1", "-m", "~data"]
    assert overrides_last(mixed) == ["--config-name", "train", "-m", "~data", "model=8M", "+seed=1"]


@pytest.mark.parametrize(
    "prompt", ['"Hi," said Tom', "[once]", "back\\", "it costs ${five}", "null", "it's \\' odd", "a=b, c", "Grüße ☃"]
)
def test_any_prompt_arrives_as_typed(prompt):
    with hydra.initialize_config_dir(str(PROJECT_ROOT / "conf"), version_base="1.3"):
        config = hydra.compose("predict", overrides=quote_free_text(["run=x", f"prompt={prompt}"]))
    assert OmegaConf.to_object(config).prompt == prompt


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, mlopstinystories; assert not {'torch', 'transformers', 'hydra'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# --- Hydra composes a configuration once ---
@pytest.mark.parametrize(
    ("arguments", "times"),
    [
        (["data=storyworld"], 1),
        (["data=storyworld,storyworld_plain", "-m"], 2),
        (["data=storyworld,storyworld_plain", "hydra.mode=MULTIRUN"], 2),
    ],
)
def test_a_sweep_is_made_where_one_is_asked_for(tmp_path, arguments, times):
    sweep = [f"hydra.sweep.dir={tmp_path}"] if times > 1 else []
    code, output, errors = run("data/fetch_raw_data.py", f"root={tmp_path}", *arguments, *sweep)

    assert code == 0, errors
    assert output.count("Nothing to fetch") == times


def test_only_experiments_ask_for_a_sweep_by_themselves():
    asking = {
        path.parent.name for path in (PROJECT_ROOT / "conf").rglob("*.yaml") if "MULTIRUN" in path.read_text("utf-8")
    }
    assert asking == {"experiment"}
