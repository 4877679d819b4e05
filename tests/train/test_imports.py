"""Training runs on a bare machine: torch and NumPy, without the engine and what reads roads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from command_line import REPOSITORY
from tiny_training import SIZES, make_run

from vrp.train.settings import write_settings

_ABSENT = (
    *("matplotlib", "osmium", "osmnx", "requests", "rich", "rl4co", "safetensors", "scipy"),
    *("shapely", "tensorboard", "vrp.search"),
)
_PROGRAM = """\
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if any(name == absent or name.startswith(absent + ".") for absent in {absent}):
            raise ModuleNotFoundError(f"there is no {{name}} on this machine", name=name)

sys.meta_path.insert(0, Absent())
from vrp.cli import main
sys.exit(main(["train", "run.toml", "--plain", "--out", "run"]))
"""


def test_training_imports_neither_the_engine_nor_what_reads_roads(tmp_path: Path) -> None:
    write_settings(tmp_path / "run.toml", make_run(tmp_path), SIZES)
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(absent=_ABSENT)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "run" / "policy.safetensors").is_file()


def test_what_reads_policies_imports_no_torch() -> None:
    program = (
        "import sys, vrp.models, vrp.models.checkpoint, vrp.models.settings, vrp.train.settings\n"
        "print('torch' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "False\n"
