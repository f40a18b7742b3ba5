"""Train a model, or go on with a run that was interrupted: `python mlopstinystories/train_model.py [model=8M …]`.

At the end it draws the learning curve into `reports/figures` and tells a story.
"""

from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, replace_budget, typed
from mlopstinystories.settings import TrainSettings


@hydra.main(version_base="1.3", config_path="../conf", config_name="quick")
def main(config: DictConfig) -> Path:
    """Train the run that the configuration describes; returns its folder."""
    job = HydraConfig.get()
    settings = typed(replace_budget(config, job.overrides.task), TrainSettings)

    from mlopstinystories.paths import folders
    from mlopstinystories.records import SAMPLES_NAME, read_rows
    from mlopstinystories.training.distributed import is_first
    from mlopstinystories.training.experiment import train
    from mlopstinystories.training.run_folder import default_name
    from mlopstinystories.visualization.figures import draw_runs

    places = folders(settings.root)
    name = settings.run or default_name(str(job.job.config_name), job.overrides.task)
    folder = train(settings, places, name)
    if not is_first():
        return folder
    figure = draw_runs([folder], places.reports / "figures" / folder.name)
    story = read_rows(folder / SAMPLES_NAME)[-1]
    print(f"\n{story['prompt']}{story['story']}\n\nmodel    {folder}\nfigure   {figure}")
    print(f'more     python mlopstinystories/predict_model.py run={folder.name} prompt="Once upon a time"')
    return folder


if __name__ == "__main__":
    with entry_point():
        main()
