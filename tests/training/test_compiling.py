"""PyTorch's compiler for the steps: the same function, chosen from measured times, kept when a run goes on."""

import shutil
from types import SimpleNamespace

import pytest
import torch
import torch._inductor.config
from safetensors.torch import load_file

from mlopstinystories.device import choose_device
from mlopstinystories.errors import SettingsError
from mlopstinystories.models.gpt_neo import hidden_states
from mlopstinystories.models.loss import logits, mean_nats
from mlopstinystories.records import read_json
from mlopstinystories.settings import Compile, DeviceName, PrecisionName
from mlopstinystories.training import compiling, loop
from mlopstinystories.training.compiling import choose_body, compiled_body
from mlopstinystories.training.experiment import train
from tests.conftest import compose
from tests.models.test_gpt_neo import SHAPES, some_tokens, stock_gpt_neo

CPU = choose_device(DeviceName.cpu, PrecisionName.fp32)
GPU = SimpleNamespace(device=SimpleNamespace(type="cuda"))
needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler")
pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's compiler warns about its own code


@pytest.fixture(autouse=True)
def fresh_compiler():
    """With nothing compiled yet, and without processes beside this one that compile."""
    torch._dynamo.reset()
    with torch._inductor.config.patch(compile_threads=1):
        yield
    torch._dynamo.reset()


@needs_compiler
def test_compiled_logits_loss_and_gradients_equal_the_stock_model():
    model = stock_gpt_neo(num_layers=1, attention_types=[[["local"], 1]], num_heads=2)
    tokens_BT, body = some_tokens(2, 33), compiled_body()

    loss = mean_nats(model, tokens_BT[:, :-1], tokens_BT[:, 1:], False, body)
    loss.backward()
    ours = {name: parameter.grad for name, parameter in model.named_parameters()}
    our_logits_BTV = logits(model, tokens_BT[:, :-1], False, body)
    model.zero_grad()
    stock = model(input_ids=tokens_BT, labels=tokens_BT)
    stock.loss.backward()

    assert torch._dynamo.utils.counters["stats"]["unique_graphs"] >= 1
    assert not torch._dynamo.utils.counters["graph_break"]
    torch.testing.assert_close(our_logits_BTV, stock.logits[:, :-1], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(loss, stock.loss, atol=1e-5, rtol=1e-5)
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(ours[name], parameter.grad, atol=1e-5, rtol=1e-4, msg=name)


@needs_compiler
def test_a_compiled_run_that_was_interrupted_ends_like_an_undisturbed_one(tiny_overrides, places, monkeypatch):
    settings = compose(
        "debug", *tiny_overrides, "compile=on", "max_steps=6", "checkpoint_every=3", "model.num_layers=1"
    )
    undisturbed = train(settings, places, "undisturbed")

    step = loop.training_step

    def cut_power(state, *arguments):
        if state.progress.step == 4:
            raise KeyboardInterrupt
        return step(state, *arguments)

    monkeypatch.setattr(loop, "training_step", cut_power)
    with pytest.raises(KeyboardInterrupt):
        train(settings, places, "interrupted")
    monkeypatch.setattr(loop, "training_step", step)
    interrupted = train(settings, places, "interrupted")

    assert read_json(interrupted / "record.json")["compiled"] is True
    one, other = (load_file(run / "model.safetensors") for run in (undisturbed, interrupted))
    assert all(torch.equal(one[name], other[name]) for name in one)


def a_state(step=0, model=None, processes=1):
    model = model or stock_gpt_neo(**SHAPES["one global layer"])
    engine = SimpleNamespace(processes=SimpleNamespace(size=processes))
    progress = SimpleNamespace(step=step, elapsed_s=0.0, next_batch=step)
    return SimpleNamespace(model=model, engine=engine, progress=progress, body=hidden_states, own_loss=None)


def asked(choice, *overrides):
    return compose("debug", f"compile={choice}", *overrides)


def test_on_a_cpu_auto_leaves_it_and_says_why():
    state = a_state()
    assert choose_body(state, None, asked("auto"), CPU, {}) == (
        False, "not used: on a CPU it was 3 % faster at best, after 32 s of compiling"
    )  # fmt: skip
    assert choose_body(state, None, asked("off"), CPU, {}) == (False, "off")
    assert state.body is hidden_states


@pytest.mark.parametrize(
    ("plain_s", "compiled_s", "steps", "used", "said"),
    [
        (0.1, 0.08, 10_000, True, "used: 80.0 ms a forward and backward pass, 100.0 without, after 40 s"),
        (
            0.1,
            0.099,
            10_000,
            False,
            "tried and not used: 99.0 ms a forward and backward pass, 100.0 without, after 40 s",
        ),
        (0.1, 0.08, 100, False, "not tried: about 10 s of training are left, 240 would be enough"),
    ],
)
def test_on_a_gpu_a_trial_decides_when_the_run_is_long(plain_s, compiled_s, steps, used, said, monkeypatch):
    def tried(state, body, *_):
        state.body = body
        return 40.0, compiled_s

    monkeypatch.setattr(compiling, "_seconds_a_pass", lambda *_: plain_s)
    monkeypatch.setattr(compiling, "_tried", tried)
    state = a_state()
    assert choose_body(state, None, asked("auto", f"max_steps={steps}"), GPU, {}) == (used, said)
    assert (state.body is not hidden_states) == used


@pytest.mark.parametrize("compiled", [False, True])
def test_a_run_that_goes_on_takes_the_same_choice_without_a_trial(compiled, monkeypatch):
    monkeypatch.setattr(compiling, "_by_trial", None)
    monkeypatch.setattr(compiling, "_tried", lambda *_: (5.0, 0.1))
    before = {"compiled": compiled, "settings": {"compile": Compile.auto.value}}
    assert choose_body(a_state(step=4), None, asked("auto"), GPU, before)[0] is compiled


def test_on_is_refused_where_it_cannot_be():
    with pytest.raises(SettingsError, match=r"several processes train together\. Use compile=auto or compile=off"):
        choose_body(a_state(processes=2), None, asked("on"), CPU, {})
    assert choose_body(a_state(processes=2), None, asked("auto"), CPU, {})[0] is False


def test_a_compiler_that_fails_is_one_clear_message(monkeypatch):
    def fails(*_):
        raise RuntimeError("no g++ here\nand much more")

    monkeypatch.setattr(compiling, "_seconds_a_pass", fails)
    with pytest.raises(
        SettingsError, match=r"could not compile this model here: RuntimeError: no g\+\+ here Train without"
    ):
        choose_body(a_state(), None, asked("on"), CPU, {})
