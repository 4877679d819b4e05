"""Run notebooks and store their outputs, without what differs from run to run.

``python notebooks/execute.py`` runs all of this folder; names of notebooks run only those.
"""

from __future__ import annotations

import base64
import sys
from io import BytesIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
#: A reader looks at a notebook on a code host, whose patience ends about here.
LARGEST_KB = 500
COLOURS = 80


def execute(path: Path) -> None:
    """Run a notebook from its own folder and store it.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails; nothing is stored then.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, record_timing=False, resources={"metadata": {"path": FOLDER}}
    ).execute()
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        _lighten(output.get("data", {}))
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    nbformat.write(notebook, path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} of {LARGEST_KB} kB")


def _lighten(data: dict[str, str]) -> None:
    """Pictures with as many colours as a map needs, without the text that stands in for them."""
    if "image/png" in data:
        picture = Image.open(BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        small = BytesIO()
        # Refined by k-means, or the few pixels of a rare colour would take that of the many.
        few = picture.quantize(COLOURS, kmeans=5, dither=Image.Dither.NONE)
        few.save(small, "PNG", optimize=True)
        data["image/png"] = base64.b64encode(small.getvalue()).decode()
        data.pop("text/plain", None)


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(map(str, FOLDER.glob("*.ipynb"))):
        execute(Path(name))
