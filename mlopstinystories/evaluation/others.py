"""Any model opened by its path, and scored beside a run on the same held-out stories, each by its own tokenizer.

A path is a run, a Hugging Face folder of any causal language model, or a `.bin` of the llama2.c project with its
tokenizer (`tok512.bin`, `tokenizer.bin`) beside it.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from mlopstinystories.errors import ModelError
from mlopstinystories.evaluation.held_out import HeldOut, TextStories, whole
from mlopstinystories.evaluation.intervals import bootstrap_ratio
from mlopstinystories.evaluation.loss import score_stories
from mlopstinystories.evaluation.loss_profile import LossProfile
from mlopstinystories.evaluation.probing import score_probes
from mlopstinystories.evaluation.written_probes import written_probes
from mlopstinystories.models.folders import LLAMA2C_SUFFIX, open_model_folder
from mlopstinystories.models.llama2c import load_llama2c
from mlopstinystories.models.model import context_length, parameter_count
from mlopstinystories.records import file_sha256, fingerprint
from mlopstinystories.tokenizer import StoryTokenizer
from mlopstinystories.tokenizer.llama2c import read_llama2c_tokenizer


def open_model(path: Path, device: torch.device) -> tuple[PreTrainedModel, StoryTokenizer]:
    """The model at `path` and its tokenizer; raises `ModelError` or `TokenizerError` as the readers do."""
    if path.suffix != LLAMA2C_SUFFIX:
        return open_model_folder(path, device)
    model = load_llama2c(path, device)
    rows = model.config.vocab_size
    names = [path.with_name(f"tok{rows}{LLAMA2C_SUFFIX}"), path.with_name(f"tokenizer{LLAMA2C_SUFFIX}")]
    found = next((candidate for candidate in names if candidate.is_file()), None)
    if found is None:
        raise ModelError(f"{path} has no tokenizer beside it: expected {names[0].name} or {names[1].name}.")
    tokenizer = read_llama2c_tokenizer(found)
    if tokenizer.vocab_size != rows:
        raise ModelError(f"{found} has {tokenizer.vocab_size} pieces, but {path} has {rows} rows: not its tokenizer.")
    return model, tokenizer


def weights_fingerprint(path: Path) -> str:
    """SHA-256 of the weights, or of the list of them where they lie in several files."""
    files = [path] if path.is_file() else sorted(path.glob("*.safetensors"))
    return file_sha256(files[0]) if len(files) == 1 else fingerprint([file_sha256(file) for file in files])


def beside(path: Path, held_out: HeldOut, nats_G: NDArray[np.float64], device: torch.device) -> dict[str, Any]:
    """The row of another model: its loss on the same stories, how far from the run's, and the hand-written probes.

    Args:
        path: From `find_model`.
        held_out: The stories on which the run was scored.
        nats_G: The run's nats of each of them.
        device: Where to compute.
    """
    model, tokenizer = open_model(path, device)
    stories = TextStories(held_out.texts, tokenizer)
    profile = LossProfile(stories.stories, context_length(model.config))
    score = score_stories(model, stories, whole(stories), device=device, observe=profile.observe)
    bytes_G = stories.byte_lengths.astype(np.float64) + 1
    further_G = (profile.story_nats - nats_G) / np.log(2)
    intervals = profile.as_dict(stories.byte_lengths.astype(np.int64) + 1)
    return {
        "name": path.stem if path.is_file() else path.name,
        "parameters": parameter_count(model),
        "vocab_size": tokenizer.vocab_size,
        "context": context_length(model.config),
        "weights_sha256": weights_fingerprint(path),
        **score.as_dict(),
        "changed": stories.changed,
        "intervals": {key: intervals[key] for key in ("bits_per_byte", "nats_per_token")},
        "bits_per_byte_above_the_run": bootstrap_ratio(further_G, bytes_G).as_dict(),
        "written": score_probes(model, tokenizer, device, written_probes(), in_sets=True),
    }
