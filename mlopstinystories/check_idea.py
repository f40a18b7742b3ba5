"""Does a part of your own keep to the contract? `python mlopstinystories/check_idea.py idea=my_idea.py`.

Runs the checks of `training/contract.py` on a very small model, in some seconds, and says what is wrong. Settings
after it are those of `train_model.py`, such as `idea_settings.power=3` or `model.document_mask=true`.
"""

import hydra
from omegaconf import DictConfig

from mlopstinystories.command import entry_point, typed
from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import TrainSettings


@hydra.main(version_base="1.3", config_path="../conf", config_name="check_idea")
def main(config: DictConfig) -> None:
    """Check the idea, and say how each check went."""
    settings = typed(config, TrainSettings)
    if settings.idea is None:
        raise SettingsError("Which idea? Name its file with idea=my_idea.py")

    from mlopstinystories.models.ideas import open_idea
    from mlopstinystories.training.contract import check_contract

    idea = open_idea(settings.idea, settings.idea_settings)
    print(f"{idea.path}: {', '.join(idea.parts)}", flush=True)
    faults = 0
    for outcome in check_contract(settings):
        faults += outcome.fault is not None
        print(
            f"  {'ok    ' if outcome.fault is None else 'BROKEN'}  {outcome.check:<26}{outcome.fault or ''}", flush=True
        )
    if faults:
        raise SettingsError(f"{settings.idea} breaks {faults} of the checks above.")
    print(f"It keeps to the contract. Train with it: python mlopstinystories/train_model.py idea={settings.idea}")


if __name__ == "__main__":
    with entry_point():
        main()
