"""Score a run on its held-out split, and measure its stories: `python mlopstinystories/evaluate_model.py run=RUN`.

What is measured, and which files come of it, stands in `evaluation/evaluating.py`.
"""

from pathlib import Path
from typing import Any

import hydra
from omegaconf import DictConfig, OmegaConf

from mlopstinystories.command import entry_point, typed
from mlopstinystories.paths import folders
from mlopstinystories.records import read_json
from mlopstinystories.settings import EvaluateSettings


@hydra.main(version_base="1.3", config_path="../conf", config_name="evaluate")
def main(config: DictConfig) -> None:
    """Score the run, and say where the scores lie."""
    from mlopstinystories.evaluation.evaluating import evaluate
    from mlopstinystories.models.folders import find_model, no_run_named

    if OmegaConf.is_missing(config, "run"):
        raise no_run_named(folders(config.root))
    settings = typed(config, EvaluateSettings)
    places = folders(settings.root)
    path = evaluate(find_model(places, settings.run), places, settings)
    show(read_json(path), path)


def show(scores: dict[str, Any], path: Path) -> None:
    """Print the scores as a table, and where they lie."""
    from rich.console import Console
    from rich.table import Table

    from mlopstinystories.evaluation.evaluating import STORIES_NAME, SUMMARY_NAME
    from mlopstinystories.evaluation.markdown import interval

    table = Table(title=scores["run"], title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("bits per byte", f"{scores['bits_per_byte']:.4f}")
    table.add_row("nats per token", f"{scores['nats_per_token']:.4f}")
    table.add_row("perplexity", f"{scores['perplexity']:,.2f}")
    table.add_row("stories scored", f"{scores['stories']:,}")
    table.add_row("left out (in the training text too)", f"{scores['left_out']:,}")
    table.add_row("tokens scored", f"{scores['tokens']:,}")
    table.add_row("bytes", f"{scores['bytes']:,}")
    if scores["training_tokens"] is not None:
        table.add_row("tokens seen in training", f"{scores['training_tokens']:,}")
    table.add_row("data set", f"{scores['dataset']['name']} {scores['dataset']['fingerprint']}")
    table.add_row("tokenizer", f"{scores['tokenizer']['name']} {scores['tokenizer']['fingerprint']}")
    for one in scores["judge"].get("judges", ()):
        for name, grade in one["grades"].items():
            table.add_row(f"{name}, of 10, by {', '.join(one['answered_as'])}", interval(grade))
    table.add_row("seconds", f"{scores['elapsed_s']:.1f}")
    table.add_row("on", scores["device"])
    console = Console(soft_wrap=True, highlight=False)
    console.print(table)
    console.print(f"summary  {path.with_name(SUMMARY_NAME)}", markup=False)
    console.print(f"stories  {path.with_name(STORIES_NAME)}", markup=False)
    console.print(f"scores   {path}", markup=False)


if __name__ == "__main__":
    with entry_point():
        main()
