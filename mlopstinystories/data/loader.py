"""Batches of training windows out of one flat stream of tokens, without state: any step's batch, in any order.

Each epoch cuts the stream into windows of `context` inputs at its own random offset and shuffles them with its own
seed, so a continued run reads exactly what an uninterrupted one would have read, and no window meets the same
neighbours twice. The stream is taken as a ring (its last end-of-text is its first), so that each epoch has the same
number of windows and shows every token once; only the remainder, less than one window, sits out, at another place in
each epoch.

B batch, T time (context).
"""

import numpy as np
import numpy.typing as npt

from mlopstinystories.errors import DataError


class Batches:
    """The windows of a packed stream.

    Args:
        tokens: The stream, a one-dimensional integer array (a memory map is read piece by piece) that begins and ends
            with end-of-text, as `packing.Split.tokens`.
        context: Tokens of input a sequence.
        batch_size: Sequences a step.
        seed: Decides offsets and order.

    Raises:
        DataError: The stream is shorter than one window.
    """

    def __init__(self, tokens: npt.NDArray[np.integer], context: int, batch_size: int, seed: int) -> None:
        assert context >= 1
        assert batch_size >= 1
        if len(tokens) < context + 1:
            raise DataError(
                f"There is too little text to train on: a window has {context + 1} tokens, and all training stories "
                f"together have {len(tokens)}. Use more stories (data.train_stories, data.train_path), or a shorter "
                "context (model.max_position_embeddings)."
            )
        assert tokens[0] == tokens[-1], "the stream must begin and end with end-of-text"
        self.tokens, self.context, self.batch_size, self.seed = tokens, context, batch_size, seed
        self._ring = len(tokens) - 1
        self.windows_per_epoch = self._ring // context
        self._epoch = -1
        self._starts: npt.NDArray[np.int64] = np.empty(0, np.int64)

    def batch(self, step: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Inputs and targets of `step` (counted from 0), each int64 of shape [B, T].

        A target is the token that follows its input in the stream: `targets_BT[:, :-1] == inputs_BT[:, 1:]`.
        """
        starts_B = self.starts(step)
        # The ring closes here: index `_ring` would be the last end-of-text, which equals the first one.
        window_BT = self.tokens[(starts_B[:, None] + np.arange(self.context + 1)) % self._ring].astype(np.int64)
        # Copies rather than views, so that PyTorch may flatten them.
        return window_BT[:, :-1].copy(), window_BT[:, 1:].copy()

    def starts(self, step: int) -> npt.NDArray[np.int64]:
        """Where in the stream the windows of `step` begin, shape [B]."""
        first = step * self.batch_size
        return np.array([self._window_start(number) for number in range(first, first + self.batch_size)])

    def epochs(self, step: int) -> float:
        """How often the stream has been seen after `step` steps."""
        return step * self.batch_size / self.windows_per_epoch

    def _window_start(self, number: int) -> int:
        epoch, index = divmod(number, self.windows_per_epoch)
        if epoch != self._epoch:
            self._starts, self._epoch = self._cut(epoch), epoch
        return int(self._starts[index])

    def _cut(self, epoch: int) -> npt.NDArray[np.int64]:
        """Where the windows of `epoch` begin, in the order in which they are read."""
        # The modulus only makes a negative seed acceptable to numpy.
        random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed % 2**64, epoch])))
        offset = random.integers(self._ring)
        order = random.permutation(self.windows_per_epoch)
        return np.asarray((offset + order * self.context) % self._ring, dtype=np.int64)
