"""What made a run: `record.json` says it from the first moment, and again at the end with the result.

`sessions` lists every start of the command: when, from which step, with which code and on what.
"""

import os
import socket
from typing import Any

import torch
from transformers import PreTrainedModel

from mlopstinystories.data.packing import PackedDataset, Split
from mlopstinystories.device import Device
from mlopstinystories.models.gpt_neo import step_by
from mlopstinystories.models.model import context_length, parameter_count, training_flops_per_token
from mlopstinystories.paths import Folders
from mlopstinystories.records import code_version, hardware, libraries, now
from mlopstinystories.settings import TrainSettings
from mlopstinystories.tokenizer import StoryTokenizer
from mlopstinystories.training.run_folder import settings_of_result

VARIABLES = ("OMP_", "GOMP_", "MKL_", "KMP_", "CUDA_", "PYTORCH_", "TORCH_", "NVIDIA_TF32")
"""Beginnings of the environment variables that change what or how fast PyTorch computes."""


def new_record(
    run: str,
    settings: TrainSettings,
    folders: Folders,
    dataset: PackedDataset,
    tokenizer: StoryTokenizer,
    device: Device,
    model: PreTrainedModel,
) -> dict[str, Any]:
    """The record of a run that begins or goes on now."""
    return {
        "kind": "run",
        "run": run,
        "status": "unfinished",
        "created": now(),
        "settings": settings_of_result(settings),
        "dataset": {
            "folder": dataset.folder.relative_to(folders.root).as_posix(),
            "fingerprint": dataset.record["fingerprint"],
            "name": settings.data.name,
            "tokenizer": settings.tokenizer.name,
            "tokenizer_fingerprint": tokenizer.fingerprint(),
            "train": _counts(dataset.train),
            "validation": _counts(dataset.validation),
        },
        "model": {
            "model_type": model.config.model_type,
            "parameters": parameter_count(model),
            "vocab_size": model.config.vocab_size,
            "context": context_length(model.config),
            "training_flops_per_token": training_flops_per_token(model),
        },
        "seed": settings.seed,
        "device": device.describe(),
        "step_by": step_by(model, device.device),
        "threads": torch.get_num_threads(),
        "hardware": hardware(),
        "libraries": libraries(),
        "environment": environment(),
        "code": code_version(),
    }


def session(record: dict[str, Any], from_step: int) -> dict[str, Any]:
    """One start of the command, as `sessions` lists it."""
    keys = ("device", "step_by", "threads", "code")
    return {
        "started": now(), "from_step": from_step, "host": socket.gethostname(), **{key: record[key] for key in keys},
    }  # fmt: skip


def environment() -> dict[str, str]:
    """The variables that change what or how fast PyTorch computes."""
    return {key: value for key, value in sorted(os.environ.items()) if key.startswith(VARIABLES)}


def _counts(split: Split) -> dict[str, int]:
    return {"stories": split.stories, "tokens": len(split.tokens), "bytes": int(split.byte_lengths.sum())}
