"""Every error that a user can mend, as one tree; the message says what was expected, what came and what to do.

    UserError
    ├── SettingsError         a key, a value or a combination of settings that cannot be used
    ├── DataError             story files: missing, damaged, empty, of an unknown kind
    │   └── FetchError        the network or the hub did not give the file
    ├── TokenizerError        a tokenizer that cannot be made, read or matched
    ├── ModelError            a model folder or configuration that cannot be used
    ├── RunError              a run folder that belongs to other settings, is in use, or is damaged
    ├── TrainingError         a guard stopped the training (wrong targets, loss not a number, ...)
    │   └── DivergenceError   the loss is not a number, or leapt
    ├── JudgeError            the judge's endpoint does not answer, refuses, or a limit on calls or cost is reached
    ├── PromptError           a prompt that does not fit the model
    └── DiskFullError         the disk has no room; nothing half-written was left behind

Commands print the message without a traceback and exit with 2 (`mlopstinystories/command.py`). Anything that is not a
`UserError` is a fault of ours and keeps its traceback, apart from `StoppedError`, which is no fault at all: somebody
asked the training to stop, and it may be continued. It exits with `CAN_BE_CONTINUED`.
"""

CAN_BE_CONTINUED = 75
"""The exit code of a run that was stopped by a signal: EX_TEMPFAIL of sysexits.h, "try again later"."""


class UserError(Exception):
    """Base of the errors that the person at the keyboard can mend."""


class SettingsError(UserError):
    """A key, a value or a combination of settings that cannot be used."""


class DataError(UserError):
    """Story files are missing, damaged, empty or of an unknown kind."""


class FetchError(DataError):
    """The network or the hub did not give the file."""


class TokenizerError(UserError):
    """A tokenizer cannot be made, read or matched with its model."""


class ModelError(UserError):
    """A model folder or a model configuration cannot be used."""


class RunError(UserError):
    """A run folder belongs to other settings, is in use by another process, or is damaged."""


class TrainingError(UserError):
    """A guard stopped the training."""


class DivergenceError(TrainingError):
    """The loss or the gradient is not a number, or the loss leapt; the weights are those before this step."""


class JudgeError(UserError):
    """The judge's endpoint does not answer or refuses, or a limit on calls, cost or time is reached."""


class PromptError(UserError):
    """A prompt does not fit the model."""


class DiskFullError(UserError):
    """The disk has no room for what was to be written."""


class StoppedError(KeyboardInterrupt):
    """Ctrl-C, SIGTERM or SIGHUP ended a training; the same command goes on from what was saved.

    A `KeyboardInterrupt`, so that it ends a sweep too instead of counting as one failed run of it.
    """
