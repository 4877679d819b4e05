"""Every notebook runs from top to bottom, and is stored with outputs that are light enough."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from command_line import REPOSITORY
from nbclient import NotebookClient

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
LARGEST_BYTES = 500_000


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folders that notebooks look into, and a budget that is soon spent."""
    for folder in ("notebooks", "data"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    monkeypatch.setenv("VRP_NOTEBOOK_QUICK", "1")
    monkeypatch.setenv("VRP_CACHE", str(tmp_path / "cache"))
    path = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))
    # The kernel's own dependencies are not ours to keep free of warnings.
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    return tmp_path / "notebooks"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_it_runs(path: Path, workplace: Path) -> None:
    notebook = nbformat.read(workplace / path.name, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": workplace}}).execute()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_with_outputs_that_a_code_host_shows(path: Path) -> None:
    assert path.stat().st_size < LARGEST_BYTES
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code if cell.source)
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type in ("error", "stream")]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert pictures
    assert not [output for output in outputs if "application/javascript" in output.get("data", {})]
