"""The learning rate as a pure function of the fraction of the budget that is spent.

    constant   1 after the warm-up (the recipe on the paper's model card)
    cosine     final + (1 - final) · (1 + cos(π·p)) / 2, p the way after the warm-up (Loshchilov, Hutter 2017)
    wsd        warm-up, stable, then a linear fall to `final` over the last `decay_fraction` (Hu et al. 2024)

A fraction instead of a step lets one schedule serve a budget in steps, tokens or seconds.
"""

import math
from collections.abc import Callable

from mlopstinystories.models.ideas import open_idea
from mlopstinystories.settings import ScheduleSettings, ScheduleShape, TrainSettings


def schedule_of(settings: TrainSettings) -> Callable[[float], float]:
    """What the peak rate is multiplied with, as a function of the spent fraction; the idea's where it has one."""
    if settings.idea and (own := open_idea(settings.idea, settings.idea_settings).part("schedule")):
        return own
    return lambda fraction: learning_rate_factor(fraction, settings.schedule)


def learning_rate_factor(fraction: float, settings: ScheduleSettings) -> float:
    """What the peak learning rate is multiplied with when `fraction` (0 to 1) of the budget is spent."""
    fraction = min(max(fraction, 0.0), 1.0)
    warmup, final, decay = settings.warmup_fraction, settings.final_fraction or 0.0, settings.decay_fraction or 0.0
    if fraction < warmup:
        return fraction / warmup
    if settings.shape is ScheduleShape.cosine:
        way = (fraction - warmup) / (1 - warmup) if warmup < 1 else 1.0
        return final + (1 - final) * (1 + math.cos(math.pi * way)) / 2
    if settings.shape is ScheduleShape.wsd and fraction > 1 - decay:
        return final + (1 - final) * (1 - fraction) / decay
    return 1.0
