"""A model and its tokenizer as a stock Hugging Face folder, which opens in programs that never heard of us."""

from pathlib import Path

from transformers import PreTrainedModel

from mlopstinystories.models.idea_model import IdeaForCausalLM
from mlopstinystories.models.ideas import COPY_NAME
from mlopstinystories.models.model import context_length
from mlopstinystories.records import disk_errors, new_folder
from mlopstinystories.tokenizer import StoryTokenizer

WEIGHTS_NAME = "model.safetensors"


def write_model_files(folder: Path, model: PreTrainedModel, tokenizer: StoryTokenizer) -> None:
    """Write config, weights, generation settings and tokenizer into an existing folder (not atomically)."""
    with disk_errors(folder):
        model.save_pretrained(folder)
        tokenizer.save(folder, context_length(model.config))
        if isinstance(model, IdeaForCausalLM):
            (folder / COPY_NAME).write_bytes(model.idea_source)


def update_model_folder(folder: Path, model: PreTrainedModel, tokenizer: StoryTokenizer) -> None:
    """Bring the model in `folder` up to date file by file, each atomically; other files there are left alone.

    The weights are one file and everything beside them depends only on settings, so a reader finds a whole model at any
    moment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with new_folder(folder / ".new-model") as fresh:
        write_model_files(fresh, model, tokenizer)
    for file in sorted((folder / ".new-model").iterdir()):
        file.replace(folder / file.name)
    (folder / ".new-model").rmdir()
