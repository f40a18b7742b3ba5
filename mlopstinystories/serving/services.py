"""What the server's addresses share, made once by `create_app`."""

import asyncio
from dataclasses import dataclass, field

from mlopstinystories.serving.catalogue import Catalogue
from mlopstinystories.serving.counting import Counters
from mlopstinystories.serving.engine import Engine
from mlopstinystories.serving.loading import ModelStore
from mlopstinystories.serving.telling import Desk


@dataclass
class Services:
    """What the addresses share."""

    catalogue: Catalogue
    store: ModelStore
    counters: Counters
    desk: Desk
    engine: Engine
    inspecting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    inspections: int = 0
