"""Run notebooks and store their outputs, without what differs from run to run.

``python notebooks/execute.py`` runs all of this folder; names of notebooks run only those.
"""

from __future__ import annotations

import base64
import sys
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
#: A reader looks at a notebook on a code host, whose patience ends about here.
LARGEST_KB = 500
COLOURS = 80
#: Of the red, green and blue of two colours, summed up.
CLEAR_DIFFERENCE = 24


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
        few = picture.quantize(palette=_palette(picture), dither=Image.Dither.NONE)
        few.save(small, "PNG", optimize=True)
        data["image/png"] = base64.b64encode(small.getvalue()).decode()
        data.pop("text/plain", None)


def _palette(picture: Image.Image) -> Image.Image:
    """Frequent colours that differ clearly: those of lines and dots, not their mixtures."""
    colours, counts = np.unique(np.asarray(picture).reshape(-1, 3), axis=0, return_counts=True)
    left = colours[np.argsort(-counts, kind="stable")].astype(int)
    chosen: list[int] = []
    while len(left) and len(chosen) < 3 * COLOURS:
        chosen += left[0].tolist()
        left = left[np.abs(left - left[0]).sum(axis=1) > CLEAR_DIFFERENCE]
    palette = Image.new("P", (1, 1))
    palette.putpalette(chosen)
    return palette


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(map(str, FOLDER.glob("*.ipynb"))):
        execute(Path(name))
