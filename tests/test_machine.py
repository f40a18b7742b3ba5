"""What the machine says of itself, and what is said when it does not."""

import torch

from mlopstinystories import machine
from mlopstinystories.records import code_version


def test_memory_disk_and_cores_are_numbers_above_zero(tmp_path):
    assert machine.cores() >= 1
    assert machine.memory_bytes() > 2**28
    assert 0 < machine.free_memory_bytes(torch.device("cpu")) <= machine.memory_bytes()
    assert machine.free_disk_bytes(tmp_path / "not" / "there" / "yet") > 0


def test_energy_is_the_difference_of_the_package_counters_also_when_they_begin_anew(tmp_path):
    for name in ("intel-rapl:0", "intel-rapl:0:0"):  # the second is a part of the first
        (tmp_path / name).mkdir()
        (tmp_path / name / "energy_uj").write_text("900", encoding="utf-8")
        (tmp_path / name / "max_energy_range_uj").write_text("1000", encoding="utf-8")
    meter = machine.EnergyMeter(tmp_path)
    assert meter.joules() == 0
    (tmp_path / "intel-rapl:0" / "energy_uj").write_text("200", encoding="utf-8")

    assert abs(meter.joules() - 300e-6) < 1e-12


def test_a_system_without_counters_has_no_energy(tmp_path):
    assert machine.EnergyMeter(tmp_path).joules() is None


def test_a_gpu_that_pytorch_cannot_use_is_named_with_the_mend(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(machine.shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(torch.version, "cuda", None)
    assert "make requirements TORCH=gpu" in machine.unused_gpu()
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    assert "was built for CUDA 13.0, and cannot use the driver here" in machine.unused_gpu()


def test_the_version_of_the_code_has_a_fingerprint_of_its_sources():
    version = code_version()

    assert len(version["sources"]) == 12
    assert version["dirty"] in (True, False, None)
