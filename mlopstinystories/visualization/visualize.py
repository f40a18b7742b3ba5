"""Draw runs and their stories: `python mlopstinystories/visualization/visualize.py [runs=[quick,debug]]`.

Without `runs` it draws the newest one. The figures of the runs and of the first one's data set go to
`reports/figures/NAME`.
"""

from pathlib import Path

import hydra
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
from mlopstinystories.records import RECORD_NAME, read_json
from mlopstinystories.settings import VisualizeSettings


@hydra.main(version_base="1.3", config_path="../../conf", config_name="visualize")
def main(config: DictConfig) -> Path:
    """Draw what the configuration names; returns the folder of the figures."""
    settings = typed(config, VisualizeSettings)

    from mlopstinystories.models.folders import existing_runs, find_model_folder, no_run_named
    from mlopstinystories.paths import folders

    places = folders(settings.root)
    names = settings.runs or existing_runs(places)[:1]
    if not names:
        raise no_run_named(places)
    runs = list(dict.fromkeys(find_model_folder(places, name) for name in names))

    from mlopstinystories.visualization.figures import draw_dataset, draw_runs

    out = places.reports / "figures" / (settings.name or (runs[0].name if len(runs) == 1 else "comparison"))
    print(f"curves   {draw_runs(runs, out)}")
    dataset = dataset_folder(runs[0], places.root)
    if (dataset / RECORD_NAME).is_file():
        print(f"stories  {draw_dataset(dataset, out)}")
    else:
        print(f"stories  not drawn: the data set {dataset} is no longer there.")
    return out


def dataset_folder(run_folder: Path, root: Path) -> Path:
    """The folder of the data set from which a run learned."""
    return root / str(read_json(run_folder / RECORD_NAME)["dataset"]["folder"])


if __name__ == "__main__":
    with entry_point():
        main()
