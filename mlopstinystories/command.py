"""What the thin commands share: typed settings out of Hydra, plain error messages, and free text on the command line.

Hydra reads the command line; below a command nobody knows it. Two of its habits are mended here: its own error text
does not say which keys exist, and its grammar trips over the commas and equal signs of a prompt.
"""

import contextlib
import dataclasses
import difflib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import hydra.errors
import omegaconf.errors
from hydra._internal.hydra import Hydra
from hydra.core.utils import JobReturn, JobStatus
from hydra.experimental.callback import Callback
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from mlopstinystories import settings
from mlopstinystories.errors import CAN_BE_CONTINUED, SettingsError, StoppedError, UserError

FREE_TEXT = (
    "prompt",
    "run",
    "root",
    "name",
    "tokenizer.source",
    "data.train_path",
    "data.validation_path",
    "a",
    "b",
    "idea",
    "text",
    "judge.base_url",
    "judge.model",
    "judge.beginnings_file",
)
"""Keys whose values are taken to the letter, unless they are lists or quoted already."""

OVERRIDES = ("a", "b", "common")
"""Keys whose values are lists of overrides, as they would stand on the command line of another command."""

_QUOTES = ("'", '"')

EXPECTED = (UserError, hydra.errors.HydraException, omegaconf.errors.OmegaConfBaseException)
"""Mistakes of a user: they get one message and no traceback."""

Settings = TypeVar("Settings")

settings.register()


def typed(config: DictConfig, kind: type[Settings]) -> Settings:
    """The configuration as the dataclass `kind`; its checks raise `SettingsError`."""
    _refuse_added_keys(config, "")
    result = OmegaConf.to_object(config)
    if not isinstance(result, kind):
        raise SettingsError(
            f"This command reads {kind.__name__}, but its configuration has the schema {type(result).__name__}: begin "
            "the defaults list of the configuration file with the schema of the command."
        )
    return result


def replace_budget(config: DictConfig, overrides: Sequence[str]) -> DictConfig:
    """A budget that is given on the command line takes the place of the configuration file's, of whatever kind."""
    kinds = ("max_steps", "max_tokens", "budget")
    given = {text.partition("=")[0] for text in overrides} & set(kinds)
    for kind in kinds:
        if given and kind not in given:
            config[kind] = None
    return config


@contextlib.contextmanager
def entry_point() -> Iterator[None]:
    """Around a command's main function: a user's mistake becomes one message on standard error and exit code 2."""
    os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # Hydra hands its errors on instead of printing its own short form
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")  # otherwise each fork prints a warning
    if "OMP_WAIT_POLICY" not in os.environ:
        # A thread that waits for the others spins for milliseconds by default, and takes a core from them when other
        # programs run; a tenth of a millisecond costs nothing alone, and is 2 to 3 times as fast beside a busy program
        # (docs/source/experiments.md). Read by GNU's OpenMP when PyTorch is imported, so it is set before.
        os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    sys.argv[1:] = overrides_last(quote_free_text(sys.argv[1:]))
    if not any(re.match(r"-|.*hydra|\+*experiment=", argument) for argument in sys.argv[1:]):
        # Hydra composes the whole configuration a first time, only to see whether it asks for a sweep by itself.
        setattr(Hydra, "get_mode", lambda *_, **__: None)  # noqa: B010 - mypy refuses to replace a method
    try:
        yield
    except EXPECTED as error:
        _fail(explain(error))
    except StoppedError as stopped:
        print(stopped, file=sys.stderr)
        raise SystemExit(CAN_BE_CONTINUED) from None
    except KeyboardInterrupt:
        _fail("interrupted", code=130)
    except BrokenPipeError:  # the reader has seen enough, as in `--help | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class OneMessage(Callback):
    """A callback of Hydra (`conf/hydra_quiet.yaml`): a user's mistake ends the command before Hydra adds a line to it.

    In a sweep the other jobs go on; there the mistake is left to the sweep.
    """

    def on_job_end(self, config: DictConfig, job_return: JobReturn, **_: Any) -> None:
        """Say what is wrong and end the command, when its one job failed."""
        error = job_return._return_value
        if config.hydra.mode is RunMode.RUN and job_return.status is JobStatus.FAILED and isinstance(error, EXPECTED):
            _fail(explain(error))


def quote_free_text(arguments: Sequence[str]) -> list[str]:
    """Quote the values of free-text keys for Hydra's grammar, so that `prompt=Tom said, "Hi"` arrives as typed.

    A prompt is always text; a path or a name may also be `null`, a list, or quoted already.
    """
    quoted = []
    for argument in arguments:
        key, equals, value = argument.partition("=")
        is_text = key == "prompt" or (key in FREE_TEXT and value != "null" and not value.startswith(("[", "'", '"')))
        if key in OVERRIDES and value.startswith("[") and value.endswith("]"):
            items = (item.strip() for item in split_outside_brackets(value[1:-1]))
            quoted.append(f"{key}=[{','.join(item if item[:1] in _QUOTES else _quote(item) for item in items)}]")
        elif key == "runs" and re.fullmatch(r"\[[^'\"]+\]", value):  # names hold equal signs
            quoted.append(f"{key}=[{','.join(_quote(name.strip()) for name in value[1:-1].split(','))}]")
        else:
            quoted.append(f"{key}={_quote(value)}" if equals and is_text else free_key(argument))
    return quoted


def free_key(override: str) -> str:
    """`idea_settings.power=2` or `judge.body.think=false` with the `++` that Hydra asks for where keys are free."""
    return f"++{override}" if override.startswith(("idea_settings.", "judge.body.")) else override


def split_outside_brackets(text: str) -> list[str]:
    """The parts of `text` between commas, those within brackets, braces and quotes left whole; empty for no text."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        depth += 0 if quote else (letter in "[{(") - (letter in ")}]")
        if letter == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return parts if text.strip() else []


def overrides_last(arguments: Sequence[str]) -> list[str]:
    """Options before settings, each in their order: `model=8M --config-name train seed=1` is else a usage error."""
    settings_given = [text for text in arguments if re.match(r"[+~]{0,2}[\w./@]+=", text)]
    return [text for text in arguments if text not in settings_given] + settings_given


def _quote(text: str) -> str:
    """`text` between single quotes; a backslash needs a second one only before a quote, an interpolation or the end."""
    text = re.sub(r"(\\*)('|\$\{|$)", lambda match: match[1] * 2 + ("\\" if match[2] else "") + match[2], text)
    return f"'{text}'"


def explain(error: Exception) -> str:
    """One message for a configuration error: what is wrong, and what exists instead."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for cause in causes:
        if isinstance(cause, UserError):
            return str(cause)
        if isinstance(cause, omegaconf.errors.MissingMandatoryValue):
            return f"A value is missing: {cause.full_key} must be given, for example {cause.full_key}=…"
        if isinstance(cause, (omegaconf.errors.ConfigAttributeError, omegaconf.errors.ConfigKeyError)):
            return _unknown_key(cause)
        if isinstance(cause, omegaconf.errors.ValidationError):
            first_line = str(cause.msg or cause).splitlines()[0]
            return f"{cause.full_key or 'A setting'} has a wrong value: {first_line}"
    return str(error).replace("\nSet the environment variable HYDRA_FULL_ERROR=1 for a complete stack trace.", "")


def _refuse_added_keys(config: DictConfig, path: str) -> None:
    """Hydra lets `+key=value` past the schema; such a key would be accepted and ignored."""
    kind: Any = OmegaConf.get_type(config)
    if not dataclasses.is_dataclass(kind):
        return
    existing = [item.name for item in dataclasses.fields(kind)]
    for key in config:
        if key not in existing:
            raise SettingsError(f"There is no setting {path + str(key)!r}. What exists here: {', '.join(existing)}.")
        child = config._get_node(key)
        if isinstance(child, DictConfig) and not child._is_none() and not child._is_missing():
            _refuse_added_keys(child, f"{path}{key}.")


def _unknown_key(error: omegaconf.errors.OmegaConfBaseException) -> str:
    full_key = str(error.full_key or error.key)
    key = full_key.rpartition(".")[2]
    message = f"There is no setting {full_key!r}."
    kind: Any = error.object_type
    if dataclasses.is_dataclass(kind):
        existing = [item.name for item in dataclasses.fields(kind)]
        close = difflib.get_close_matches(key, existing, n=1)
        if close:
            message += f" Did you mean {full_key.removesuffix(key)}{close[0]}?"
        message += f" What exists here: {', '.join(existing)}."
    return message


def _fail(message: str, code: int = 2) -> None:
    if os.environ.get("RANK", "0") == "0":  # of the processes that torchrun started, one speaks for all
        print(f"error: {message}", file=sys.stderr)
    raise SystemExit(code)
