"""All plots by name. A plot is a function that makes one story happen on a stage and names its outcome."""

from collections.abc import Callable
from typing import Final

from . import (
    plots_fear,
    plots_finding,
    plots_friends,
    plots_home,
    plots_making,
    plots_nature,
    plots_outing,
    plots_trouble,
)
from .stage import Stage

PLOTS: Final[dict[str, Callable[[Stage], None]]] = {
    **plots_fear.PLOTS,
    **plots_finding.PLOTS,
    **plots_friends.PLOTS,
    **plots_home.PLOTS,
    **plots_making.PLOTS,
    **plots_nature.PLOTS,
    **plots_outing.PLOTS,
    **plots_trouble.PLOTS,
}
