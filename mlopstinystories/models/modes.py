"""A model for a while in evaluation mode."""

import contextlib
from collections.abc import Iterator

import torch
from transformers import PreTrainedModel


@contextlib.contextmanager
def evaluation_mode(model: PreTrainedModel) -> Iterator[None]:
    """No dropout inside the block, and no gradients; afterwards the model is in the mode in which it was."""
    was_training = model.training
    if was_training:
        model.train(False)
    try:
        with torch.inference_mode():
            yield
    finally:
        if was_training:
            model.train()
