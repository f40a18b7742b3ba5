"""Whether a training fits, before it begins: memory and disk, from the settings alone; and what would fit.

Weights, gradients and optimizer state are exact. Activations are counted for GPT-Neo as what its layers keep for the
backward pass, and for other families likewise plus their logits; that is right within a factor of about two, so a
training is refused only when it does not fit with half of them, and warned of when it does not with all.

B sequences in a micro-batch, T tokens, C hidden size, V vocabulary.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedConfig, PreTrainedModel

from mlopstinystories.errors import DiskFullError, SettingsError
from mlopstinystories.models.loss import CHUNK_LOGITS
from mlopstinystories.models.model import context_length
from mlopstinystories.settings import MuonSettings, OptimizerSettings
from mlopstinystories.training.checkpoint import BESIDE_TENSORS, SNAPSHOTS_KEPT, WHOLE_KEPT
from mlopstinystories.training.optimizer import hidden_matrices

FLOAT = 4
"""Bytes of a number of weights, gradients and optimizer state."""
KEPT_PER_HIDDEN = 32
"""Numbers a layer keeps for the backward pass, for each token and place of the hidden state: its inputs and outputs,
queries, keys and values, and the feed-forward block's four times as wide insides, some of them in two formats."""


@dataclass(frozen=True)
class Needs:
    """Bytes that a training needs."""

    states: int
    """Weights, gradients and optimizer state."""
    activations: int
    """Of one micro-batch."""
    checkpoint: int
    """One checkpoint on the disk."""
    snapshot: int
    """The weights of one step on the disk."""

    @property
    def memory(self) -> int:
        """All that has to be in memory at once."""
        return self.states + self.activations

    @property
    def disk(self) -> int:
        """All that the run folder may grow to: one checkpoint more than are kept, while it is written."""
        return (WHOLE_KEPT + 1) * self.checkpoint + (SNAPSHOTS_KEPT + 2) * self.snapshot


def needs(config: PreTrainedConfig, optimizer: OptimizerSettings, rows: int, device: torch.device) -> Needs:
    """What training a model of `config` with `rows` sequences a micro-batch needs; no memory is used to find out."""
    with torch.device("meta"):
        model: PreTrainedModel = AutoModelForCausalLM.from_config(config)
    weights = sum(weight.numel() for weight in model.parameters())
    moments = 2 * weights
    if isinstance(optimizer, MuonSettings):
        moments -= sum(weight.numel() for weight in hidden_matrices(model))
    return Needs(
        states=FLOAT * (2 * weights + moments),
        activations=activation_bytes(config, rows, device),
        checkpoint=FLOAT * (weights + moments) + BESIDE_TENSORS,
        snapshot=FLOAT * weights + BESIDE_TENSORS,
    )


def activation_bytes(config: PreTrainedConfig, rows: int, device: torch.device) -> int:
    """What the forward pass over `rows` full contexts leaves for the backward pass, and the loss in between."""
    text = config.get_text_config()
    layers, hidden, heads = text.num_hidden_layers, text.hidden_size, text.num_attention_heads
    context, vocab = context_length(config), text.vocab_size
    tokens = rows * context
    kept = layers * tokens * hidden * KEPT_PER_HIDDEN
    if device.type == "cpu":
        kept += 2 * layers * heads * rows * context**2 // 2  # attention's weights, where the plain formula is taken
    logits = tokens * vocab
    if config.model_type == "gpt_neo":
        logits = min(logits, CHUNK_LOGITS[device.type == "cpu"])
    return int(FLOAT * (kept + 3 * logits + vocab * hidden))


def check_memory(found: Needs, free: int | None, rows: int, least: int, described: str) -> str | None:
    """Refuse what cannot fit into `free` bytes, naming what would; returns a warning for what may not.

    `least` is what activations need with one sequence a micro-batch. Raises `SettingsError`.
    """
    if free is None or found.memory <= free:
        return None
    said = (
        f"{described} needs about {found.memory / 2**20:,.0f} MiB of memory ({found.states / 2**20:,.0f} for weights, "
        f"gradients and optimizer, {found.activations / 2**20:,.0f} for the activations of {rows} sequences), and "
        f"{free / 2**20:,.0f} MiB are free"
    )
    if found.states + least > free:
        mend = "Not even one sequence at a time fits: take a smaller model, or close other programs"
    else:
        fitting = max(1, math.floor(rows * (free - found.states) / max(found.activations, 1)))
        mend = f"What fits: micro_batch_size={fitting}; the batch stays the same, only its parts get smaller"
    if found.states + found.activations // 2 > free:
        raise SettingsError(f"{said}. {mend}.")
    return f"{said}. It may not fit. {mend}."


def check_disk(found: Needs, free: int, folder: Path) -> None:
    """Refuse a run whose checkpoints have no room; raises `DiskFullError`."""
    if found.disk > free:
        raise DiskFullError(
            f"The checkpoints of this run grow to about {found.disk / 2**20:,.0f} MiB ({WHOLE_KEPT} to go on from, "
            f"{SNAPSHOTS_KEPT} to look back on), and {free / 2**20:,.0f} MiB are free in {folder}. Free some space, "
            "take a smaller model, or put everything elsewhere with root=/another/folder."
        )
