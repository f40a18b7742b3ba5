"""See where the time of a training step goes: `python mlopstinystories/profile_training.py --config-name debug`.

Reads the same configurations as training, runs 50 steps (`profiler.steps`) and traces the last ones.
"""

from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
from mlopstinystories.settings import TrainSettings


@hydra.main(version_base="1.3", config_path="../conf", config_name="debug")
def main(config: DictConfig) -> Path:
    """Profile the training that the configuration describes; returns the folder of the trace."""
    settings = typed(config, TrainSettings)

    from mlopstinystories.paths import folders
    from mlopstinystories.training.profiling import profile_training
    from mlopstinystories.training.run_folder import default_name

    job = HydraConfig.get()
    places = folders(settings.root)
    out = profile_training(settings, places, default_name(str(job.job.config_name), job.overrides.task))
    print(f"trace and summary  {out}")
    print(f"to look at them    tensorboard --logdir={places.profiling}")
    print("The charts of TensorBoard's PyTorch Profiler page need internet in the browser; the summary does not.")
    return out


if __name__ == "__main__":
    with entry_point():
        main()
