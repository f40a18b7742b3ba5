"""Where to compute: what is there, what was asked for, and why."""

import pytest
import torch

from mlopstinystories.device import choose_device
from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import DeviceName, PrecisionName


@pytest.fixture(autouse=True)
def plain_cpu(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": False})


@pytest.fixture
def without_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.fixture
def with_apple_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)


@pytest.mark.usefixtures("without_gpu")
def test_without_a_gpu_the_cpu_in_fp32():
    assert choose_device(DeviceName.auto).describe() == "cpu, fp32 (no GPU found)"


@pytest.mark.usefixtures("without_gpu")
def test_a_cpu_with_matrix_units_takes_bf16_unless_told_otherwise(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})

    assert choose_device(DeviceName.auto).describe() == ("cpu, bf16 (no GPU found; this CPU has matrix units for bf16)")
    assert choose_device(DeviceName.cpu, PrecisionName.fp32).precision is PrecisionName.fp32


@pytest.mark.usefixtures("without_gpu")
@pytest.mark.parametrize(("hidden_size", "precision"), [(64, "fp32"), (127, "fp32"), (128, "bf16"), (None, "bf16")])
def test_a_narrow_model_stays_in_fp32_on_such_a_cpu(monkeypatch, hidden_size, precision):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})

    assert choose_device(DeviceName.auto, hidden_size=hidden_size).precision == precision


@pytest.mark.usefixtures("with_apple_gpu")
def test_an_apple_gpu_is_found():
    assert choose_device(DeviceName.auto).describe() == "mps, fp32 (found, and faster than the CPU)"


@pytest.mark.usefixtures("with_apple_gpu")
def test_what_was_asked_for_is_taken():
    assert choose_device(DeviceName.cpu).describe() == "cpu, fp32 (device=cpu was asked for)"


@pytest.mark.usefixtures("without_gpu")
@pytest.mark.parametrize("name", [DeviceName.cuda, DeviceName.mps])
def test_a_device_that_is_not_there_is_refused(name):
    with pytest.raises(SettingsError, match=f"device={name} was asked for, but .* Use device=cpu"):
        choose_device(name)


@pytest.mark.usefixtures("without_gpu")
def test_fp16_on_a_cpu_is_refused():
    with pytest.raises(SettingsError, match="precision=fp16 needs device=cuda"):
        choose_device(DeviceName.cpu, PrecisionName.fp16)


@pytest.mark.usefixtures("without_gpu")
def test_bf16_products_on_request():
    device = choose_device(DeviceName.cpu, PrecisionName.bf16)
    with device.autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16
    assert not device.needs_loss_scaling


def test_a_real_gpu_computes_the_same_loss():
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    assert choose_device(DeviceName.auto).device.type == "cuda"
