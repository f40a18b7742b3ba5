"""Where things lie: five folders below one root, whatever the working directory."""

from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout. The package is installed editable, so the configuration in `conf/` is always beside it."""


@dataclass(frozen=True)
class Folders:
    """The folders of the pipeline below `root`; each stage reads one and writes the next."""

    root: Path

    @property
    def raw(self) -> Path:
        """Downloaded stories; only the fetch writes here."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Token arrays, one folder for each data set and tokenizer."""
        return self.root / "data" / "processed"

    @property
    def models(self) -> Path:
        """One folder a run."""
        return self.root / "models"

    @property
    def reports(self) -> Path:
        """Scores (`reports/RUN`) and figures (`reports/figures`)."""
        return self.root / "reports"

    @property
    def profiling(self) -> Path:
        """Traces for TensorBoard."""
        return self.root / "profiling"


def folders(root: str | Path) -> Folders:
    """The folders below `root` (absolute, or relative to the working directory)."""
    return Folders(Path(root).expanduser().resolve())
