"""Is my idea better? `python mlopstinystories/compare_runs.py a=[] b=[model.num_layers=3] [seeds=5]`.

Trains what is missing of both sides (paired seeds, in turn), scores every model on the same held-out stories, and
answers yes, no or cannot tell yet, with an interval and the number of runs that would settle it. Writes
`reports/comparisons/NAME/comparison.json` and a figure. Called again with more seeds it goes on from there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, free_key, replace_budget, typed
from mlopstinystories.errors import RunError, SettingsError
from mlopstinystories.paths import Folders, folders
from mlopstinystories.records import RECORD_NAME, fingerprint, read_json
from mlopstinystories.settings import CompareSettings, TrainSettings

if TYPE_CHECKING:
    from mlopstinystories.training.pairs import Side

GROUPS = ("data", "cleaning", "tokenizer", "model", "optimizer", "schedule")
LONGEST_LABEL = 60


@hydra.main(version_base="1.3", config_path="../conf", config_name="compare")
def main(config: DictConfig) -> Path:
    """Compare the two sides; returns the folder of the comparison."""
    return compare_sides(typed(config, CompareSettings))


def compare_sides(settings: CompareSettings) -> Path:
    """The whole way, from two recipes to table and figure; Hydra's configuration is open meanwhile."""
    places = folders(settings.root)
    a, b = (side(given, settings, places) for given in (settings.a, settings.b))

    from mlopstinystories.training.comparing import run_comparison
    from mlopstinystories.training.pairs import check_fair
    from mlopstinystories.visualization.comparison_figure import draw_comparison, print_comparison

    check_fair(a.settings, b.settings, settings.unfair)
    folder = places.reports / "comparisons" / (settings.name or default_name(a, b))
    result = run_comparison(a, b, settings, places, folder)
    print_comparison(result)
    print(f"figure   {draw_comparison(result, folder)}\nnumbers  {folder / 'comparison.json'}")
    return folder


def side(given: str | list[str], settings: CompareSettings, places: Folders) -> "Side":
    """The recipe that `a=` or `b=` names: a list of overrides, one override, or a finished run."""
    from mlopstinystories.models.folders import existing_runs, find_model_folder
    from mlopstinystories.training.pairs import Side
    from mlopstinystories.training.run_folder import default_name as run_name

    overrides = given if isinstance(given, list) else [given]
    is_run = isinstance(given, str) and (given in existing_runs(places) or "=" not in given or "/" in given)
    if is_run:
        folder = find_model_folder(places, str(given))
        return Side(folder.name, settings_of_run(folder, settings.root), folder.name)
    every = [*settings.common, *overrides]
    label = ", ".join(overrides) or f"{settings.config} as it is"
    return Side(label, compose(settings.config, every, settings.root), run_name(settings.config, every))


def compose(config_name: str, overrides: Sequence[str], root: str) -> TrainSettings:
    """The settings that `train_model.py --config-name …` would get from these overrides."""
    taken = [text for text in overrides if text.partition("=")[0] in ("seed", "run", "root", "overwrite")]
    if taken:
        raise SettingsError(
            f"{', '.join(taken)} cannot be part of a side: seeds, names and folders are given by seeds=, first_seed=, "
            "name= and root= of the comparison."
        )
    config = hydra.compose(config_name, overrides=[free_key(text) for text in overrides])
    config.root = root
    return typed(replace_budget(config, overrides), TrainSettings)


def settings_of_run(folder: Path, root: str) -> TrainSettings:
    """The settings with which a run was trained, from its record; another seed of it can then be trained."""
    record = read_json(folder / RECORD_NAME) if (folder / RECORD_NAME).is_file() else {}
    known = record.get("settings")
    if record.get("kind") != "run" or not known:
        raise RunError(f"{folder} was not trained by this project, so its recipe is not known. Name a run of models/.")
    options = {group: known[group].get("name") or known[group].get("shape") for group in GROUPS}
    config = hydra.compose("train", overrides=[f"{group}={option}" for group, option in options.items()])
    # OmegaConf replaces lists and merges mappings, and every value is checked against the schema again
    given = {key: value for key, value in known.items() if key != "idea_sha256"}  # of the record, not of the settings
    merged = OmegaConf.merge(config, given, {"root": root, "seed": 0})
    assert isinstance(merged, DictConfig), "a mapping merged with mappings"
    return typed(merged, TrainSettings)


def default_name(a: "Side", b: "Side") -> str:
    """After what the sides change, and after all their settings, so that another baseline is another comparison."""
    from mlopstinystories.training.run_folder import plain, settings_of_result

    labels = [plain(one.label.replace(" ", "_"))[:LONGEST_LABEL] for one in (a, b)]
    recipes: list[dict[str, Any]] = [settings_of_result(one.with_seed(0)) for one in (a, b)]
    return f"{labels[0]}-vs-{labels[1]}-{fingerprint(recipes)[:6]}"


if __name__ == "__main__":
    with entry_point():
        main()
