"""A file of the user's that puts a part of its own into a model or its training: `idea=my_idea.py`.

The file defines one or several of these names, and nothing has to be imported from here:

    activation(x)                    of the feed-forward blocks, elementwise
    attention(q, k, v, mask)         of every layer: q, k, v (B, H, T, D); mask, boolean and broadcastable to
                                     (B, H, T, T), True where a query sees a key; returns (B, H, T, D)
    Block(config, layer)             a module in the place of every layer; forward(x, mask) returns x, (B, T, C)
    optimizer(model, learning_rate)  a torch.optim.Optimizer whose groups' `lr` is the peak rate
    schedule(fraction)               what the peak rate is multiplied with, at 0 to 1 of the budget
    loss(logits, targets)            a scalar to be minimised: logits (N, V), targets (N,)

A dataclass named `Settings` in the file types what `idea_settings={…}` may hold; whoever of the above has a parameter
`settings` gets it. The file is code and is run, so only a file that was named by the user is: a model folder brings
along a copy to be read, which is never run from there.
"""

import functools
import importlib.util
import inspect
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from mlopstinystories.errors import ModelError, SettingsError
from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.records import file_sha256

MODEL_SLOTS = ("activation", "attention", "Block")
"""What changes the function that the model computes, so that a saved model needs the file."""
TRAINING_SLOTS = ("optimizer", "schedule", "loss")
SLOTS = (*MODEL_SLOTS, *TRAINING_SLOTS)
COPY_NAME = "idea.py"
"""The copy in a run folder."""


@dataclass(frozen=True)
class Idea:
    """The file, opened: its parts by the names of the slots."""

    path: Path
    sha256: str
    source: bytes
    """The file's content, as it was when it was opened."""
    settings: Any
    """An instance of the file's `Settings`, or None."""
    parts: dict[str, Callable[..., Any]]

    def part(self, slot: str) -> Callable[..., Any] | None:
        """The part for `slot`, its settings filled in; None where the idea has none."""
        part = self.parts.get(slot)
        if part is not None and "settings" in inspect.signature(part).parameters:
            return functools.partial(part, settings=self.settings)
        return part

    @property
    def changes_the_model(self) -> bool:
        """Whether a model that was trained with it can only be opened with it."""
        return any(slot in self.parts for slot in MODEL_SLOTS)

    def as_record(self) -> dict[str, Any]:
        """What a model's configuration says of it."""
        path = self.path
        shown = path.relative_to(PROJECT_ROOT).as_posix() if PROJECT_ROOT in path.parents else str(path)
        values = asdict(self.settings) if self.settings is not None else {}
        return {"path": shown, "sha256": self.sha256, "settings": values, "slots": sorted(self.parts)}


def open_idea(path: str | Path, given: dict[str, Any] | None = None) -> Idea:
    """Run the file and take its parts; raises `SettingsError` when it has none, or `given` does not fit `Settings`."""
    file = Path(path).expanduser().resolve()
    if not file.is_file():
        raise SettingsError(f"There is no file {file} (idea={path}). A relative path starts at the working directory.")
    source, sha256 = file.read_bytes(), file_sha256(file)
    module = _run(file, sha256)
    parts = {slot: getattr(module, slot) for slot in SLOTS if callable(getattr(module, slot, None))}
    if not parts:
        raise SettingsError(
            f"{file} has no part that has a place here. Define one or several of: {', '.join(SLOTS)} "
            "(docs/source/ideas.md says what each takes and returns)."
        )
    return Idea(file, sha256, source, _typed(module, given or {}, file), parts)


def reopen_idea(record: dict[str, Any], model_folder: str) -> Idea:
    """The idea of a saved model; raises `ModelError` unless the very file lies where the user once named it.

    A folder that came from elsewhere cannot bring code to be run along: a file inside a model folder is refused.
    """
    file = Path(PROJECT_ROOT / record["path"])
    inside = [parent for parent in file.resolve().parents if (parent / "config.json").is_file()]
    if inside or not file.is_file() or file_sha256(file) != record["sha256"]:
        state = "lies in a model folder" if inside else "has changed since" if file.is_file() else "is not there"
        raise ModelError(
            f"The model in {model_folder} has parts of its own ({', '.join(record['slots'])}), and needs their code: "
            f"expected {file} as it was in training, but it {state}. A copy is {COPY_NAME} in the model's folder: read "
            "it, and if you trust it, copy it there."
        )
    return open_idea(file, record["settings"])


@functools.lru_cache(maxsize=16)
def _run(file: Path, sha256: str) -> ModuleType:
    """The module, once for each content of the file."""
    name = f"mlopstinystories_idea_{sha256[:12]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise SettingsError(f"{file} is no Python file: its name must end with .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        line = getattr(error, "lineno", None) or _line_in(error, file)
        raise SettingsError(f"{file}, line {line}: {type(error).__name__}: {error}") from error
    return module


def _line_in(error: Exception, file: Path) -> int | str:
    lines = [frame.tb_lineno for frame in _frames(error) if frame.tb_frame.f_code.co_filename == str(file)]
    return lines[-1] if lines else "unknown"


def _frames(error: Exception) -> list[Any]:
    frames, frame = [], error.__traceback__
    while frame is not None:
        frames.append(frame)
        frame = frame.tb_next
    return frames


def _typed(module: ModuleType, given: dict[str, Any], file: Path) -> Any:
    """`given` as the file's own dataclass, checked by its types."""
    kind = getattr(module, "Settings", None)
    if kind is None:
        if given:
            raise SettingsError(
                f"{file} takes no settings, but idea_settings={given} was given. Define a dataclass Settings there."
            )
        return None
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise SettingsError(f"Settings in {file} must be a dataclass.")
    try:
        return OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(kind), given))
    except OmegaConfBaseException as error:
        first = str(error).splitlines()[0]
        raise SettingsError(f"idea_settings={given} do not fit Settings in {file}: {first}") from error
