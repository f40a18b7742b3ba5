"""Tell stories with a trained model: `python mlopstinystories/predict_model.py run=RUN prompt="Once upon a time"`.

The story goes to standard output while it is made; how fast, and why it ended, to standard error.
"""

import sys
import time

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, typed
from mlopstinystories.settings import PredictSettings

STORIES_AT_ONCE = 16
"""Stories in one batch; more of them are told in several."""


@hydra.main(version_base="1.3", config_path="../conf", config_name="predict")
def main(config: DictConfig) -> None:
    """Tell the stories that the configuration asks for."""
    from mlopstinystories.models.folders import find_model_folder, no_run_named
    from mlopstinystories.paths import folders

    if OmegaConf.is_missing(config, "run"):
        raise no_run_named(folders(config.root))
    settings = typed(config, PredictSettings)
    tell(settings, find_model_folder(folders(settings.root), settings.run))


def tell(settings: PredictSettings, folder: "Path") -> None:
    """Load the model in `folder` and print the stories, the first one token by token."""
    from mlopstinystories.device import choose_device
    from mlopstinystories.errors import TokenizerError
    from mlopstinystories.models.generation import Sampling, generate
    from mlopstinystories.models.model import load_model
    from mlopstinystories.tokenizer import load_tokenizer
