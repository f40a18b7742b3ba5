"""One screen about a data set: how much there is, how long the stories are, how they begin, what cleaning touched.

All of it is read from the packed arrays, so a data set that was made long ago has the same report.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlopstinystories.data.packing import PackedDataset
    from mlopstinystories.tokenizer import StoryTokenizer

_BEGINNING_TOKENS = 4
"""Tokens that make a beginning: as many as fit into one 64-bit number, by which they are counted."""
_BEGINNINGS = 3
_STORIES_TOGETHER = 50_000
"""Stories that are read at once."""
_BARS = 8
_BAR_WIDTH = 40


def report(dataset: "PackedDataset") -> str:
    """The report of a data set, as printed at the end of `make_dataset.py`."""
    record, tokenizer = dataset.record, dataset.tokenizer
    parts = [
        _table(record),
        _lengths(dataset),
        _beginnings(dataset, tokenizer),
        _longest(dataset, tokenizer),
        _cleaned(record),
        f"tokenizer   {record['tokenizer']['vocab_size']:,} entries\n"
        f"examples    {dataset.folder / 'examples.txt'}\n"
        f"data set    {dataset.folder} (made in {record['elapsed_s']:,} s)",
    ]
    return "\n\n".join(part for part in parts if part)


def _table(record: dict[str, Any]) -> str:
    lines = [f"{'':12}{'stories':>12}{'tokens':>16}{'MB':>10}{'bytes/token':>13}"]
    for name in ("train", "validation"):
        facts = record[name]
        numbers = f"{facts['stories']:>12,}{facts['tokens']:>16,}{facts['bytes'] / 1e6:>10,.1f}"
        lines.append(f"{name:12}{numbers}{facts['bytes_per_token']:>13.2f}")
    return "\n".join(lines)


def _lengths(dataset: "PackedDataset") -> str:
    """A histogram of the training stories' lengths; the last bar holds all that are longer than nearly all others."""
    import numpy as np

    lengths = np.sort(np.diff(dataset.train.starts) - 1)
    # np.quantile gives the same, and imports NumPy's masked arrays for it.
    most = np.interp(0.98 * (len(lengths) - 1), np.arange(len(lengths)), lengths).round(6)
    width = _round_up(float(most) / (_BARS - 1))
    counts = np.bincount(np.minimum(lengths // width, _BARS - 1), minlength=_BARS)
    lines = [f"tokens a story, in training (mean {lengths.mean():,.0f}, median {np.median(lengths):,.0f})"]
    for k, count in enumerate(counts.tolist()):
        bounds = f"{k * width:,} and more" if k == _BARS - 1 else f"{k * width:,} to {(k + 1) * width - 1:,}"
        bar = "#" * round(_BAR_WIDTH * count / int(counts.max()))
        lines.append(f"  {bounds:>16} {count:>10,} {bar}".rstrip())
    return "\n".join(lines)


def _round_up(width: float) -> int:
    """The next number that reads well: 1, 2 or 5 and zeros."""
    size = 1
    while True:
        for digit in (1, 2, 5):
            if digit * size >= width:
                return digit * size
        size *= 10


def _beginnings(dataset: "PackedDataset", tokenizer: "StoryTokenizer") -> str:
    """How most stories begin, by their first tokens."""
    import numpy as np

    if dataset.train.tokens.dtype != np.uint16:
        return ""  # four ids of a larger vocabulary do not fit into 64 bits
    keys, counts = np.unique(_first_tokens(dataset), return_counts=True)
    lines = [f"most common first {_BEGINNING_TOKENS} tokens"]
    for k in np.argsort(-counts, kind="stable")[:_BEGINNINGS]:
        text = tokenizer.decode(np.array([keys[k]]).view(np.uint16).tolist())
        lines.append(f"  {counts[k] / dataset.train.stories:>16.1%} {text!r}")
    return "\n".join(lines) if len(keys) else ""


def _first_tokens(dataset: "PackedDataset") -> "NDArray[np.uint64]":
    """The first tokens of every training story that has so many, as one number each."""
    import numpy as np

    train, path = dataset.train, dataset.folder / "train_tokens.npy"
    assert isinstance(train.tokens, np.memmap)
    found = []
    for first in range(0, train.stories, _STORIES_TOGETHER):
        starts = train.starts[first : first + _STORIES_TOGETHER + 1]
        # Read rather than mapped: the pages of a map would count as memory of this process, all of them in the end.
        offset = train.tokens.offset + int(starts[0]) * train.tokens.itemsize
        tokens = np.fromfile(path, train.tokens.dtype, int(starts[-1] - starts[0]), offset=offset)
        begins = (starts[:-1] - starts[0])[np.diff(starts) > _BEGINNING_TOKENS]
        found.append(tokens[begins[:, None] + np.arange(_BEGINNING_TOKENS)].view(np.uint64)[:, 0])
    return np.concatenate(found)


def _longest(dataset: "PackedDataset", tokenizer: "StoryTokenizer") -> str:
    train = dataset.train
    k = int((train.starts[1:] - train.starts[:-1]).argmax())
    text = tokenizer.decode(train.story(k)[1:41])
    length = int(train.starts[k + 1] - train.starts[k]) - 1
    return f"longest     story {k:,} with {length:,} tokens: {' '.join(text.split())[:60]}…"


def _cleaned(record: dict[str, Any]) -> str:
    """What the rules touched, and which validation stories leaked."""
    lines = []
    for rule in sorted({*record["train"]["cleaned"], *record["validation"]["cleaned"]}):
        train, validation = (record[split]["cleaned"].get(rule, 0) for split in ("train", "validation"))
        if train or validation:
            lines.append(f"  {rule:24} {train:>9,} in training, {validation:,} in validation")
    leaked = record["validation"]["leaked"]
    if leaked:
        lines.append(f"  {leaked:,} validation stories stand in the training text too; they are left out of the score")
    name = record["settings"]["cleaning"]["name"]
    return f"cleaning    {name}" + ("\n" + "\n".join(lines) if lines else ": nothing was touched")
