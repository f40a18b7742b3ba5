"""All plots by name. A plot is a function that makes one story happen on a stage and names its outcome."""

from collections.abc import Callable
from typing import Final

from . import plots_finding, plots_friends
from .stage import Stage

PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    **plots_finding.PLOTS,
    **plots_friends.PLOTS,
}
