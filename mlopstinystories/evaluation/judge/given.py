"""What the judged model is given: our own beginnings, those of a file, or the instructions of held-out stories."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from mlopstinystories.data.instruct import InstructRecord, parse_record, write_record
from mlopstinystories.data.packing import PackedDataset
from mlopstinystories.errors import DataError
from mlopstinystories.evaluation.beginnings import BEGINNINGS
from mlopstinystories.records import fingerprint
from mlopstinystories.settings import TINYSTORIES, JudgeSettings, JudgeTask
from mlopstinystories.tokenizer import StoryTokenizer

OWN: Final = "our own beginnings"
_FEATURES: Final = {
    "Dialogue": "a dialogue",
    "BadEnding": "an end that is not happy",
    "Twist": "a turn that nobody expects",
    "Foreshadowing": "a hint at what comes later",
    "MoralValue": "something to learn from it",
    "Conflict": "a quarrel or another conflict",
}
_AS_ASKED: Final = {
    "Words": "These words have to be in it: {}",
    "Summary": "This is what has to happen in it: {}",
    "Random sentence": "This sentence has to be in it, word for word: {}",
}


@dataclass(frozen=True)
class Given:
    """Prompts for the model, and each as the judge gets to see it."""

    task: JudgeTask
    source: str
    prompts: tuple[str, ...]
    shown: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `scores.json`."""
        return {"source": self.source, "fingerprint": fingerprint([*self.prompts]), "number": len(self.prompts)}


def what_is_given(
    settings: JudgeSettings, dataset: PackedDataset | None, tokenizer: StoryTokenizer, seed: int
) -> Given:
    """What the settings ask for; raises `DataError` when it is not there."""
    if settings.task is JudgeTask.instructions:
        if dataset is None:
            raise DataError("judge.task=instructions needs a run of train_model.py, whose held-out stories have them.")
        return held_out_instructions(dataset, tokenizer, settings.instructions, seed)
    if settings.beginnings_file is not None:
        path = Path(settings.beginnings_file).expanduser()
        texts = read_beginnings(path)
        return Given(settings.task, path.name, texts, texts)
    texts = tuple(beginning.text for beginning in BEGINNINGS)
    return Given(settings.task, OWN, texts, texts)


def read_beginnings(path: Path) -> tuple[str, ...]:
    """The texts of a YAML list, or of the only list in a YAML mapping, without blank ends."""
    repository, revision = TINYSTORIES
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            f"There is no file of beginnings at {path.absolute()}. The data set's own is fetched with\n  hf download "
            f"{repository} 'Evaluation prompts.yaml' --repo-type dataset --revision {revision} --local-dir data/raw"
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{path} cannot be read as a YAML list of beginnings: {reason}") from error
    lists = [one for one in found.values() if isinstance(one, list)] if isinstance(found, dict) else [found]
    texts = lists[0] if len(lists) == 1 else None
    if not isinstance(texts, list) or not texts:
        raise DataError(f"{path} must be a YAML list of beginnings, each a text; it holds {_kind(found)}.")
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str) or not text.strip():
            raise DataError(f"{path} must be a list of texts; its entry {number} is {_kind(text)}: {str(text)[:60]!r}.")
    return tuple(text.strip() for text in texts)


def held_out_instructions(dataset: PackedDataset, tokenizer: StoryTokenizer, count: int, seed: int) -> Given:
    """The fields of so many held-out stories, drawn by the seed, with `Story:` after them for the model to go on.

    None of them also stands in the training text. Raises `DataError` when the stories have no such fields.
    """
    kept_out = np.random.default_rng(seed).permutation(np.flatnonzero(~dataset.leaked))
    prompts, shown = [], []
    for number in kept_out.tolist():
        record = parse_record(tokenizer.decode(dataset.validation.story(number)[1:-1].tolist()))
        if record is not None and record.fields:
            prompts.append(write_record(InstructRecord("", record.fields)))
            shown.append(as_asked(record.fields))
        if len(prompts) == count:
            break
    if not prompts:
        raise DataError(
            f"judge.task=instructions needs a run on stories with instructions, and the held-out ones of "
            f"{dataset.folder} have none. Train on data=tinystories data.variant=Instruct, or on your own with "
            "data.instruct=true."
        )
    return Given(JudgeTask.instructions, "instructions of held-out stories", tuple(prompts), tuple(shown))


def as_asked(fields: dict[str, str]) -> str:
    """The fields of a record in words for the judge, a line each."""
    lines = []
    for name, value in fields.items():
        if name == "Features":
            wanted = [_FEATURES.get(label.strip(), label.strip()) for label in value.split(",")]
            lines.append(f"It has to have: {'; '.join(wanted)}")
        else:
            lines.append(_AS_ASKED[name].format(value))
    return "\n".join(lines)


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "an empty list", type(None): "nothing", str: "a single text"}
    return names.get(type(value), f"a value of the kind {type(value).__name__}")
