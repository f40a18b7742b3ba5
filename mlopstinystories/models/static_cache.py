"""Keys and values of stories that are told side by side, in memory that is allocated ahead and written in place.

    columns     0 ……… end − n          end − 1 | end ……… width
    row 0       – – –  The  cat  sat  on   the |  free
    row 1       – – –   ·    ·   One day    ,  |  free          · hidden: before the story's first token

All stories stand aligned at the right, so that the newest tokens form one column: a step writes one slice, and reads
one. What is left of a story's first token is hidden by an additive mask, which is needed only while stories of
different lengths are within reach. Layers with the same reach (the whole context, or the window of local layers) share
a `Lane`; a local lane keeps no column that its layers can no longer see. When the columns are used up, the lane grows
until it has `SLACK` columns beyond its reach, and from then on moves its live columns back to the left.

Keys and values are stored with time last, since what one query computes with them is then a loop over time in the order
of memory, however small the heads are (heads of 4: several times faster than time first). The price: a new key or value
is written to scattered places.

L layers of the lane, B stories, R rows allocated, H heads, D head size, T time, W columns allocated.
"""

from collections.abc import Sequence

import numpy as np
import torch

SLACK = 256
"""Columns beyond the reach: a full lane is moved once in so many steps."""
FIRST_WIDTH = 128
"""Columns of a new lane; few, since untouched memory is many times slower than warm memory."""


class Lane:
    """The layers that see equally far back."""

    def __init__(self, layers: int, reach: int, heads: int, head_size: int, dtypes: tuple[torch.dtype, torch.dtype]):
        self.reach = reach
        self.end = 0
        """One after the column of the newest tokens."""
        self._shape = (layers, heads, head_size)
        self._dtypes = dtypes
        self.keys_LRHDW = torch.empty(0)
        self.values_LRHDW = torch.empty(0)
        self.hidden_RW = torch.empty(0, 0)
        """Added to the logits of attention: 0, or −inf where a row's story has not begun."""

    @property
    def rows(self) -> int:
        """Rows allocated."""
        return self.hidden_RW.shape[0]

    @property
    def width(self) -> int:
        """Columns allocated."""
        return self.hidden_RW.shape[1]

    def move(self, live_rows: int, live_columns: int, end: int, room: tuple[int, int], device: torch.device) -> None:
        """Put the live part just before `end`, in memory of at least `room` (rows, columns)."""
        old = slice(self.end - live_columns, self.end)
        new = slice(end - live_columns, end)
        if live_columns:
            kept_keys = self.keys_LRHDW[:, :live_rows, ..., old].clone()
            kept_values = self.values_LRHDW[:, :live_rows, ..., old].clone()
        rows, width = max(room[0], self.rows), max(room[1], self.width)
        if (rows, width) != (self.rows, self.width):
            self._allocate(rows, width, device)
        if live_columns:
            self.keys_LRHDW[:, :live_rows, ..., new] = kept_keys
            self.values_LRHDW[:, :live_rows, ..., new] = kept_values
        self.end = end

    def _allocate(self, rows: int, width: int, device: torch.device) -> None:
        layers, heads, head_size = self._shape
        key_dtype, value_dtype = self._dtypes
        self.keys_LRHDW = _zeros((layers, rows, heads, head_size, width), key_dtype, device)
        self.values_LRHDW = _zeros((layers, rows, heads, head_size, width), value_dtype, device)
        self.hidden_RW = torch.zeros((rows, width), dtype=key_dtype, device=device)

    def hide(self, lengths_B: torch.Tensor) -> None:
        """Renew the mask: of the columns up to `end`, each row sees as many as its story has tokens."""
        columns_W = torch.arange(self.width, device=self.hidden_RW.device)
        hidden_BW = columns_W < (self.end - lengths_B)[:, None]
        self.hidden_RW[: len(lengths_B)] = torch.zeros_like(hidden_BW, dtype=self.hidden_RW.dtype).masked_fill_(
            hidden_BW, -torch.inf
        )


class StaticCache:
    """The lanes of all layers, and the length of each story under way."""

    def __init__(
        self,
        reaches: Sequence[int],
        heads: int,
        head_size: int,
        dtypes: tuple[torch.dtype, torch.dtype],
        device: torch.device,
    ) -> None:
        """`reaches`: how many keys each layer sees at most, itself included; `dtypes`: of keys and of values."""
        self._device = device
        self.lengths_B = torch.zeros(0, dtype=torch.long, device=device)
        self.shortest = self.longest = 0
        self.lanes = {
            reach: Lane(list(reaches).count(reach), reach, heads, head_size, dtypes) for reach in sorted(set(reaches))
        }
        self.places: list[tuple[Lane, int]] = []
        """For each layer its lane, and its number there."""
        for layer, reach in enumerate(reaches):
            self.places.append((self.lanes[reach], list(reaches[:layer]).count(reach)))

    @property
    def rows(self) -> int:
        """Stories under way."""
        return len(self.lengths_B)

    def seen(self, lane: Lane) -> int:
        """Columns that the longest story sees."""
        return min(self.longest, lane.reach)

    def join(self, lengths: Sequence[int]) -> slice:
        """Make room for new stories of these lengths behind the rows that are there; returns their rows.

        Their keys and values then belong into the columns before each lane's `end` (`write`).
        """
        newcomers = slice(self.rows, self.rows + len(lengths))
        for lane in self.lanes.values():
            live = self.seen(lane)
            end = max(lane.end if live else 0, min(max(lengths), lane.reach))
            # Doubled, so that many stories that join one by one do not copy the others each time.
            rows = newcomers.stop if newcomers.stop <= lane.rows else max(newcomers.stop, 2 * lane.rows)
            if rows > lane.rows or end != lane.end:
                width = max(FIRST_WIDTH, end + end // 2) if end > lane.width else lane.width
                lane.move(self.rows, live, end, (rows, min(width, lane.reach + SLACK)), self._device)
        added = torch.tensor(lengths, dtype=torch.long, device=self._device)
        self._have(torch.cat((self.lengths_B, added)))
        return newcomers

    def write(self, layer: int, rows: slice, keys_BHTD: torch.Tensor, values_BHTD: torch.Tensor) -> None:
        """Store what a prefill has computed for these rows, aligned at the right."""
        lane, place = self.places[layer]
        count = min(keys_BHTD.shape[2], lane.reach)
        columns = slice(lane.end - count, lane.end)
        lane.keys_LRHDW[place, rows, ..., columns] = keys_BHTD[:, :, -count:].transpose(2, 3)
        lane.values_LRHDW[place, rows, ..., columns] = values_BHTD[:, :, -count:].transpose(2, 3)

    def advance(self) -> bool:
        """One more column, to be written by the caller; says whether memory has moved, so that views are stale."""
        full = [lane for lane in self.lanes.values() if lane.end == lane.width]
        for lane in full:
            live = self.seen(lane)
            lane.move(self.rows, live, live, (self.rows, min(2 * lane.width, lane.reach + SLACK)), self._device)
            lane.hide(self.lengths_B)
        for lane in self.lanes.values():
            lane.end += 1
        self.lengths_B += 1
        self.shortest += 1
        self.longest += 1
        return bool(full)

    def keep(self, rows: Sequence[int]) -> None:
        """Only these rows stay, in this order. A row that moves must move to a place before its own."""
        for place, row in enumerate(rows):
            if place != row:
                assert place < row, f"row {row} cannot move to {place}: another one may still stand there"
                for lane in self.lanes.values():
                    columns = slice(lane.end - self.seen(lane), lane.end)
                    lane.keys_LRHDW[:, place, ..., columns] = lane.keys_LRHDW[:, row, ..., columns]
                    lane.values_LRHDW[:, place, ..., columns] = lane.values_LRHDW[:, row, ..., columns]
        self._have(self.lengths_B[torch.tensor(rows, dtype=torch.long, device=self._device)])

    def _have(self, lengths_B: torch.Tensor) -> None:
        self.lengths_B = lengths_B
        lengths = lengths_B.tolist()
        self.shortest, self.longest = min(lengths, default=0), max(lengths, default=0)
        for lane in self.lanes.values():
            lane.hide(lengths_B)


def _zeros(shape: tuple[int, ...], dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    """Zeros; on a CPU the system hands them out page by page when they are touched, where PyTorch touches all at once.

    They must be zeros: what a mask hides is still multiplied (by 0), and 0 times not-a-number is not a number.
    """
    if device.type != "cpu":
        return torch.zeros(shape, dtype=dtype, device=device)
    size = int(np.prod(shape)) * dtype.itemsize
    return torch.from_numpy(np.zeros(size, np.uint8)).view(dtype).view(shape)
