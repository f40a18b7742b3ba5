"""A user's file: each slot takes its place, each broken promise is caught, and a saved model says what it needs."""

import json
import re
import subprocess
import sys
import textwrap

import pytest
import torch
from transformers import AutoModelForCausalLM

from mlopstinystories.errors import ModelError, SettingsError
from mlopstinystories.models.generation import Sampling, complete
from mlopstinystories.models.ideas import open_idea
from mlopstinystories.models.loss import logits
from mlopstinystories.models.model import build_model, load_model, training_flops_per_token
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.training.contract import check_contract
from mlopstinystories.training.experiment import train
from mlopstinystories.training.run_folder import settings_of_result
from tests.conftest import compose

GOOD = """
from dataclasses import dataclass
import torch
from torch import nn

@dataclass
class Settings:
    power: int = 2

def activation(x, settings):
    return x.relu() ** settings.power

def attention(q, k, v, mask):
    logits = (q @ k.mT) / q.shape[-1] ** 0.5
    return logits.masked_fill(~mask, float("-inf")).softmax(-1) @ v

def optimizer(model, learning_rate):
    return torch.optim.SGD(model.parameters(), lr=learning_rate * 10, momentum=0.9)

def schedule(fraction):
    return 1 - fraction

def loss(logits, targets):
    return nn.functional.cross_entropy(logits, targets, label_smoothing=0.1)
"""
BLOCK = """
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, config, layer):
        super().__init__()
        self.mix = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x, mask):
        seen = mask.to(x.dtype).reshape(-1, *mask.shape[-2:])
        return x + self.mix(seen / seen.sum(-1, keepdim=True) @ x).tanh()
"""


@pytest.fixture
def written(tmp_path):
    def write(code, name="my_idea.py"):
        file = tmp_path / name
        file.write_text(textwrap.dedent(code), encoding="utf-8")
        return file

    return write


@pytest.fixture
def settings(tiny_overrides):
    kept = [text for text in tiny_overrides if not text.startswith(("max_steps", "checkpoint", "log", "validations"))]
    return compose("check_idea", *kept, "data.train_stories=100")


def faults(settings, file, **values):
    settings.idea, settings.idea_settings = str(file), values
    return {outcome.check: outcome.fault for outcome in check_contract(settings) if outcome.fault}


@pytest.mark.parametrize("code", [GOOD, BLOCK], ids=["functions", "block"])
def test_a_sound_idea_keeps_to_the_contract(code, settings, written):
    assert faults(settings, written(code)) == {}


def test_the_shipped_example_keeps_to_the_contract(settings):
    file = PROJECT_ROOT / "examples" / "squared_relu.py"

    assert faults(settings, file, z_loss=0.01) == {}
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 25


@pytest.mark.parametrize(
    ("code", "check", "message"),
    [
        ("def attention(q, k, v, mask): return v.mean(2, keepdim=True).expand_as(v)", "causality", "use the mask"),
        ("def attention(q, k, v, mask): return v.cumsum(2)", "causality", "another story"),
        ("def attention(q, k, v, mask): return v[:, :, :, :1]", "shapes", "shape|size"),
        ("def activation(x): return x / (x - x)", "shapes", "not numbers"),
        ("def activation(x): return x.detach() * 0", "gradient", "gets no gradient"),
        ("def loss(logits, targets): return logits.sum(1)", "gradient", "a loss is one number"),
        ("def schedule(fraction): return fraction - 0.5", "schedule", "at 0% of the budget is -0.5"),
        ("s = []\ndef schedule(f):\n    s.append(f)\n    return 1 / len(s)", "training and continuation", "differs"),
        ("import random\ndef activation(x): return x * random.random()", "save and load", "something else"),
        ("def schedule(fraction): return 0.0", "training and continuation", "does not fall"),
        ("def activation(x): raise ValueError('no')", "shapes", "ValueError: no"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_caught_by_its_check(code, check, message, settings, written):
    found = faults(settings, written(code))

    assert check in found
    assert re.search(message, found[check])


@pytest.mark.parametrize(
    ("code", "given", "message"),
    [
        ("x = 1", {}, "no part that has a place here. Define one or several of: activation, attention"),
        ("def activation(x)\n", {}, "line 1: SyntaxError"),
        ("\nimport nowhere_at_all", {}, "line 2: ModuleNotFoundError"),
        ("def activation(x): return x", {"power": 2}, "takes no settings"),
        (GOOD, {"powre": 2}, "Key 'powre' not in 'Settings'"),
        (GOOD, {"power": "two"}, "could not be converted"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(code, given, message, written):
    with pytest.raises(SettingsError, match=message):
        open_idea(written(code), given)


def test_a_missing_file_is_named():
    with pytest.raises(SettingsError, match=r"There is no file .*nowhere\.py"):
        open_idea("nowhere.py")


def test_a_run_with_an_idea_opens_again_and_brings_a_copy_that_is_not_run(tiny_settings, places, written):
    tiny_settings.idea, tiny_settings.idea_settings = str(file := written(GOOD)), {"power": 3}
    folder = train(tiny_settings, places, "mine")

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["idea"]["path"] == str(file)
    assert config["idea"]["settings"] == {"power": 3}
    assert (folder / "idea.py").read_text(encoding="utf-8") == GOOD
    model = load_model(folder, torch.device("cpu"))
    assert type(model).__name__ == "IdeaForCausalLM"
    told = complete(model, [[5, 6]], Sampling(max_new_tokens=3), [0], 0)
    assert len(told[0]) <= 3

    file.write_text(GOOD + "\n# another content", encoding="utf-8")
    with pytest.raises(ModelError, match=r"activation, attention.*has changed since.*A copy is idea.py"):
        load_model(folder, torch.device("cpu"))
    file.unlink()
    with pytest.raises(ModelError, match="is not there"):
        load_model(folder, torch.device("cpu"))


def test_a_foreign_folder_cannot_have_its_own_code_run(tiny_settings, places, written):
    tiny_settings.idea = str(written("def activation(x): return x.relu()"))
    folder = train(tiny_settings, places, "mine")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["idea"]["path"] = str(folder / "idea.py")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    with pytest.raises(ModelError, match="lies in a model folder"):
        load_model(folder, torch.device("cpu"))


def test_stock_transformers_refuses_a_model_whose_function_it_does_not_know(written, tmp_path):
    model = build_model(compose("debug").model, 300, 0, 0, open_idea(written("def activation(x): return x.relu()")))
    model.save_pretrained(tmp_path / "mine")
    stock = "import sys; from transformers import AutoModelForCausalLM as M; M.from_pretrained(sys.argv[1])"

    done = subprocess.run([sys.executable, "-c", stock, tmp_path / "mine"], capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "gpt_neo_with_idea" in done.stderr


def test_an_idea_that_only_trains_leaves_a_stock_model(tiny_settings, places, written):
    tiny_settings.idea = str(written("def schedule(fraction): return 1 - fraction"))
    folder = train(tiny_settings, places, "mine")

    assert type(AutoModelForCausalLM.from_pretrained(folder)).__name__ == "GPTNeoForCausalLM"


def test_the_named_activation_is_computed(written):
    settings = compose("debug").model
    stock = build_model(settings, 300, 0, 0)
    same = build_model(settings, 300, 0, 0, open_idea(written(
        "import torch\ndef activation(x): return torch.nn.functional.gelu(x, approximate='tanh')")))  # fmt: skip
    other = build_model(settings, 300, 0, 0, open_idea(written("def activation(x): return x.relu()", "other.py")))
    tokens_BT = torch.randint(0, 300, (2, 16))

    torch.testing.assert_close(logits(same, tokens_BT), logits(stock, tokens_BT))
    assert not torch.allclose(logits(other, tokens_BT), logits(stock, tokens_BT))
    assert training_flops_per_token(other) == training_flops_per_token(stock)


def test_another_content_of_the_file_is_another_run(tiny_settings, written):
    without = settings_of_result(tiny_settings)
    tiny_settings.idea = str(written("def activation(x): return x.relu()"))
    first = settings_of_result(tiny_settings)
    written("def activation(x): return x.sigmoid()")

    assert "idea" not in without
    assert first["idea_sha256"] != settings_of_result(tiny_settings)["idea_sha256"]


def test_other_families_take_no_parts_of_gpt_neo(written):
    with pytest.raises(SettingsError, match="has parts for GPT-Neo, but this model is of the kind llama"):
        build_model(compose("debug", "model=llama").model, 300, 0, 0, open_idea(written(GOOD)))
