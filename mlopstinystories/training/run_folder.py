"""A run is its folder: how it is named, whose it is, and whether it is new, unfinished or finished."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from mlopstinystories.errors import RunError
from mlopstinystories.records import RECORD_NAME, file_sha256, fingerprint, is_leftover, read_json, remove_folder
from mlopstinystories.settings import TrainSettings

LONGEST_NAME = 120
WITHOUT_EFFECT = (
    "root", "run", "overwrite", "log_every", "checkpoint_every", "sample_prompts", "sample_tokens", "profiler",
    "on_divergence", "parallel", "loss_spike", "check_gradient", "accept_other_data", "tracker",
)  # fmt: skip
"""Settings that leave the weights of a sound training as they are: they neither name a run nor end its continuing."""
BUDGETS = ("max_steps", "max_tokens", "budget")
MAY_CHANGE = (*BUDGETS, "device", "precision", "threads", "micro_batch_size", "find_micro_batch", "compile")
"""Settings under which a run may go on although they change the result: how long, and with which arithmetic. With any
other one changed, what was learned before and what is learned after would not belong together."""


class Standing(StrEnum):
    """What an earlier call of the same command left."""

    new = "new"
    unfinished = "unfinished"
    finished = "finished"


def default_name(config_name: str, overrides: Sequence[str]) -> str:
    """The configuration's name and the overrides that change the result, such as `quick+model.num_layers=2`."""
    telling = [text for text in overrides if re.split(r"[.=@]", text.lstrip("+~"))[0] not in WITHOUT_EFFECT]
    name = "+".join([config_name, *(plain(text) for text in telling)])
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 13]}-{fingerprint(telling)}"
    return name


def settings_of_result(settings: TrainSettings) -> dict[str, Any]:
    """The settings that decide the trained weights, as plain values."""
    result = {key: value for key, value in asdict(settings).items() if key not in WITHOUT_EFFECT}
    if settings.idea is None:
        return {key: value for key, value in result.items() if key not in ("idea", "idea_settings")}
    file = Path(settings.idea).expanduser()
    # another content of the file is another idea
    return {**result, "idea_sha256": file_sha256(file) if file.is_file() else None}


def standing(folder: Path, settings: TrainSettings) -> Standing:
    """What is in `folder`; with `overwrite=true` it is thrown away first.

    Raises `RunError`, naming the difference, when the folder belongs to other settings. A finished run whose budget is
    another one now is unfinished.
    """
    if settings.overwrite and folder.exists():
        remove_folder(folder)
    if not folder.exists() or all(is_leftover(path) for path in folder.iterdir()):
        return Standing.new
    if not (folder / RECORD_NAME).exists():
        raise RunError(f"{folder} is not a run of this project (no {RECORD_NAME}). Choose another name with run=…")
    record = read_json(folder / RECORD_NAME)
    before, now = record["settings"], settings_of_result(settings)
    changes = differences(without(before, MAY_CHANGE), without(now, MAY_CHANGE))
    if changes:
        raise RunError(
            f"{folder} was trained with other settings: {'; '.join(changes)}. Choose another name with run=…, or throw "
            "the earlier run away with overwrite=true."
        )
    longer = any(before.get(key) != now.get(key) for key in BUDGETS)
    return Standing.finished if record["status"] == "finished" and not longer else Standing.unfinished


def changed(before: dict[str, Any], settings: TrainSettings) -> list[str]:
    """`key=old there, key=new now` for every setting that may change and did, since the record said `before`."""
    return differences(before, settings_of_result(settings))


def differences(before: dict[str, Any], now: dict[str, Any], path: str = "") -> list[str]:
    """`key=old there, key=new now` for every setting that differs."""
    found = []
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{path}{key}.")
        elif old != new:
            found.append(f"{path}{key}={old} there, {path}{key}={new} now")
    return found


def without(values: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """`values` but for these keys."""
    return {key: value for key, value in values.items() if key not in keys}


def plain(override: str) -> str:
    """An override without quotes, brackets and slashes, fit for the name of a folder."""
    text = re.sub(r"['\"\s\[\]{}]", "", override.lstrip("+"))
    return re.sub(r"[^\w+=,.@-]", "-", text)
