"""The notebook runs from top to bottom on a run folder, and is committed without outputs."""

import nbformat
from nbclient import NotebookClient

from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.training.experiment import train

NOTEBOOK = PROJECT_ROOT / "notebooks" / "look_at_a_run.ipynb"


def test_the_notebook_is_committed_without_outputs():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert all(not cell.outputs and cell.execution_count is None for cell in cells if cell.cell_type == "code")


def test_the_notebook_reads_a_run_and_draws_from_it(tiny_settings, places, monkeypatch):
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    train(tiny_settings, places, "a-run")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    parameters = notebook.cells[1]
    assert "ROOT = PROJECT_ROOT" in parameters.source
    parameters.source = parameters.source.replace("ROOT = PROJECT_ROOT", f"ROOT = {str(places.root)!r}")

    NotebookClient(notebook, timeout=180, kernel_name="python3").execute()

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "bits_per_byte" in code[1].outputs[0].text
    assert "image/png" in code[2].outputs[0].data
    assert "--- step 12" in code[4].outputs[0].text
    told = "".join(output.text for output in code[5].outputs if output.get("name") == "stdout")
    assert told.startswith("One day, a little girl")
