"""Draw runs and their stories: `python mlopstinystories/visualization/visualize.py [runs=[quick,debug]]`.

Without `runs` it draws the newest one. The figures go to `reports/figures/NAME`.
"""

from pathlib import Path

import hydra
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
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

    from mlopstinystories.visualization.figures import draw_dataset, draw_runs, figure_name

    out = places.reports / "figures" / (settings.name or figure_name(runs))
    print(f"curves   {draw_runs(runs, out)}")
    for dataset in datasets_of(runs, places.root):
        print(f"data     {draw_dataset(dataset, out)}")
    return out


if __name__ == "__main__":
    with entry_point():
        main()
