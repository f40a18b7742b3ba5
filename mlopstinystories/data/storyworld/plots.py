"""All plots by name. A plot is a function that makes one story happen on a stage and names its outcome."""

from collections.abc import Callable
from typing import Final

from . import plots_caring, plots_friends, plots_journey, plots_making, plots_reach, plots_search, plots_skills
from .stage import Stage

GROUPS: Final[tuple[dict[str, Callable[[Stage], None]], ...]] = (
    plots_reach.PLOTS, plots_journey.PLOTS, plots_making.PLOTS, plots_skills.PLOTS, plots_friends.PLOTS,
    plots_search.PLOTS, plots_caring.PLOTS,
)  # fmt: skip
PLOTS: Final[dict[str, Callable[[Stage], None]]] = {name: plot for group in GROUPS for name, plot in group.items()}

PLAIN: Final = (
    "sharing a toy", "sharing food", "the same thing", "new friend", "borrowed", "crying wolf", "left out", "sick friend",
    "lost, high", "friend's thing, high", "wanted, high", "animal, high",
)  # fmt: skip
"""The plots of the plain language: those that need few words, and much the same ones."""
