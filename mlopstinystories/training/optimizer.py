"""Optimizers by name; which parameters decay is decided here, once."""

import torch
from torch import nn

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import AdamWSettings, OptimizerSettings


def make_optimizer(model: nn.Module, settings: OptimizerSettings) -> torch.optim.Optimizer:
    """The optimizer of `settings` over all parameters of `model`."""
    if not isinstance(settings, AdamWSettings):
        raise SettingsError(f"There is no optimizer of the kind {type(settings).__name__}.")
    on_gpu = next(model.parameters()).is_cuda
    return torch.optim.AdamW(
        decay_groups(model, settings.weight_decay),
        lr=settings.learning_rate,
        betas=(settings.beta1, settings.beta2),
        eps=settings.epsilon,
        fused=True,
        capturable=on_gpu,
    )


def decay_groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Matrices decay; biases and layer-norm weights, which have one dimension, do not (Brown et al. 2020)."""
    matrices = [parameter for parameter in model.parameters() if parameter.ndim >= 2]
    vectors = [parameter for parameter in model.parameters() if parameter.ndim < 2]
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]
