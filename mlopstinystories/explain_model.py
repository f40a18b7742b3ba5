"""Look inside a run: `python mlopstinystories/explain_model.py run=RUN [text="Lily and Tom went to the park."]`.

Writes `reports/RUN/explained.html`, one page that opens offline: attention heads with their maps, neurons with the
tokens that excite them, and what each layer already knows.
"""

from pathlib import Path

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, typed
from mlopstinystories.paths import Folders, folders
from mlopstinystories.records import RECORD_NAME, read_json
from mlopstinystories.settings import ExplainSettings, PrecisionName


@hydra.main(version_base="1.3", config_path="../conf", config_name="explain")
def main(config: DictConfig) -> Path:
    """Write the page, and say where it lies."""
    from mlopstinystories.models.folders import find_model_folder, no_run_named

    if OmegaConf.is_missing(config, "run"):
        raise no_run_named(folders(config.root))
    settings = typed(config, ExplainSettings)
    places = folders(settings.root)
    folder = find_model_folder(places, settings.run)

    from mlopstinystories.device import choose_device
    from mlopstinystories.interpretability.explanation import explain
    from mlopstinystories.interpretability.page import write_page

    texts = held_out_texts(folder, places, settings.stories)
    device = choose_device(settings.device, PrecisionName.fp32).device
    explanation = explain(folder, settings.run, texts, settings.text or texts[0], settings.neurons, device)
    path = write_page(explanation, places.reports / settings.run)
    kinds = [str(head.kind) for head in explanation.heads]
    print(f"heads    {', '.join(f'{kinds.count(kind)} {kind}' for kind in dict.fromkeys(kinds))}")
    print(f"page     {path}")
    return path


def held_out_texts(folder: Path, places: Folders, count: int) -> list[str]:
    """The first held-out stories of the run to which `folder` belongs; raises `DataError` when they are gone."""
    from mlopstinystories.data.packing import open_dataset
    from mlopstinystories.errors import DataError
    from mlopstinystories.tokenizer import load_tokenizer

    for candidate in (folder, *folder.parents):
        if (candidate / RECORD_NAME).is_file():
            dataset_folder = places.root / str(read_json(candidate / RECORD_NAME)["dataset"]["folder"])
            if not (dataset_folder / RECORD_NAME).is_file():
                break
            dataset = open_dataset(dataset_folder)
            tokenizer = load_tokenizer(dataset.tokenizer_folder)
            stories = range(min(count, dataset.validation.stories))
            return [tokenizer.decode(dataset.validation.story(k)[1:-1].tolist()) for k in stories]
    raise DataError(
        f"The held-out stories of {folder} are not there, and heads and neurons are measured on them. Make the data "
        "set of the run again with make_dataset.py."
    )


if __name__ == "__main__":
    with entry_point():
        main()
