"""Which folder a `run=` on the command line means, and the model and tokenizer in it.

Light to import, so that a mistyped name is answered at once.

A name stays under `models/`: `RUN`, `models/RUN` or `RUN/checkpoints/step_100`. Anything else is a path and has to look
like one (absolute, or beginning with `./`, `../` or `~`), or to be a folder below the working directory.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from mlopstinystories.errors import ModelError, TokenizerError
from mlopstinystories.paths import Folders
from mlopstinystories.records import RECORD_NAME

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

    from mlopstinystories.tokenizer import StoryTokenizer

CONFIG_NAME = "config.json"
"""The file that every Hugging Face model folder has."""
LLAMA2C_SUFFIX = ".bin"
"""How a model of the llama2.c project ends (`llama2c.py`)."""
_SHOWN = 20


def find_model_folder(folders: Folders, name: str) -> Path:
    """The Hugging Face folder that `name` means; raises `ModelError` listing the runs that exist."""
    if _looks_like_path(name):
        folder = Path(name).expanduser().resolve()
        if not (folder / CONFIG_NAME).is_file():
            raise ModelError(f"run={name} is no model folder: there is no {CONFIG_NAME} in {folder}.")
        return folder
    if ".." in Path(name).parts:
        raise ModelError(f"run={name} leaves models/. Name a run, or give a path that begins with ./, ../ or /.")
    for folder in (folders.models / name, folders.models / name.removeprefix("models/"), Path(name)):
        if name and (folder / CONFIG_NAME).is_file():
            return folder.resolve()
    raise ModelError(f"There is no run {name!r} in {folders.models}. {_what_exists(folders)}")


def find_model(folders: Folders, name: str) -> Path:
    """As `find_model_folder`, or the llama2.c file that `name` means."""
    path = Path(name).expanduser()
    return path.resolve() if path.suffix == LLAMA2C_SUFFIX and path.is_file() else find_model_folder(folders, name)


def no_run_named(folders: Folders) -> ModelError:
    """The error for a command without `run=`."""
    return ModelError(f"Which run? Name one with run=… {_what_exists(folders)}")


def existing_runs(folders: Folders) -> list[str]:
    """Names of the runs in `models/`, the newest first."""
    if not folders.models.is_dir():
        return []
    runs = [
        folder
        for folder in folders.models.iterdir()
        if not folder.name.startswith(".") and (folder / CONFIG_NAME).is_file()
    ]
    return [folder.name for folder in sorted(runs, key=lambda folder: (-_changed_s(folder), folder.name))]


def open_model_folder(folder: Path, device: "torch.device") -> "tuple[PreTrainedModel, StoryTokenizer]":
    """The model in a Hugging Face folder, in evaluation mode on `device`, and its tokenizer.

    Raises `ModelError` or `TokenizerError` when one of them cannot be opened, or the two do not belong together.
    """
    from mlopstinystories.models.model import load_model
    from mlopstinystories.tokenizer import load_tokenizer

    tokenizer = load_tokenizer(folder)
    model = load_model(folder, device)
    rows = model.config.vocab_size
    if tokenizer.vocab_size > rows:
        raise TokenizerError(
            f"Tokenizer and model in {folder} do not match: the tokenizer has {tokenizer.vocab_size:,} entries, the "
            f"model's embedding {rows:,} rows. Put the tokenizer with which the model was trained beside it."
        )
    return model, tokenizer


def _looks_like_path(name: str) -> bool:
    return name.startswith(("./", "../", "~", ".\\", "..\\")) or name in (".", "..") or Path(name).is_absolute()


def _what_exists(folders: Folders) -> str:
    runs = existing_runs(folders)
    if not runs:
        return "No model has been trained there yet: `make train` trains one."
    more = f" and {len(runs) - _SHOWN} more" if len(runs) > _SHOWN else ""
    return f"What exists, the newest first: {', '.join(runs[:_SHOWN])}{more}."


def _changed_s(folder: Path) -> float:
    """When a run was last written to: its record at the end, its configuration whenever the weights were."""
    return max((folder / file).stat().st_mtime for file in (CONFIG_NAME, RECORD_NAME) if (folder / file).is_file())
