"""The public names, and the examples that show them."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import REPOSITORY

import vrp
import vrp.errors
from vrp.instance import Instance
from vrp.read import read
from vrp.solver import solve

_HEAVY = (
    *("matplotlib", "networkx", "osmium", "osmnx", "pandas", "pyroutingkit", "requests"),
    *("rl4co", "scipy", "shapely", "tensordict", "torch"),
)


@pytest.fixture
def beside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory that sees the sample data, like the repository's root."""
    (tmp_path / "data").symlink_to(REPOSITORY / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_public_name_is_there_once() -> None:
    assert vrp.__all__ == sorted(set(vrp.__all__))
    assert all(hasattr(vrp, name) for name in vrp.__all__)


def test_every_error_is_public() -> None:
    assert set(vrp.errors.__all__) <= set(vrp.__all__)


def test_the_names_are_the_functions_and_not_the_modules() -> None:
    assert vrp.read is read
    assert vrp.solve is solve
    assert vrp.Instance is Instance


def test_importing_a_reader_first_leaves_read_a_function() -> None:
    program = "import vrp.read.csv, vrp; print(callable(vrp.read))"
    assert _output_of(program) == "True"


def test_readers_are_imported_from_the_package_that_the_function_hides() -> None:
    program = "import vrp; from vrp.read.csv import read_csv; from vrp.read import csv, read"
    assert (
        _output_of(f"{program}; print(csv.read_csv is read_csv, vrp.read is read)") == "True True"
    )


@pytest.mark.parametrize(
    "name",
    [
        *("report.write_report", "report.solution_to_vroom", "baselines.solve_with"),
        *("compare.compare", "roads.RoadNetwork"),
    ],
)
def test_packages_are_there_without_an_import_of_their_own(name: str) -> None:
    """As the README writes them, below an ``import vrp``."""
    assert _output_of(f"import vrp; print(callable(vrp.{name}))") == "True"


def test_names_that_there_are_not_are_no_packages() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'reports'"):
        vrp.reports  # noqa: B018


def test_version_has_three_numbers_or_says_that_there_is_none() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+.*|source tree, not installed", vrp.__version__)


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = (*_HEAVY, "rich")
    program = f"import sys, vrp; print([name for name in {heavy} if name in sys.modules])"
    assert _output_of(program) == "[]"


@pytest.mark.parametrize("arguments", [["--help"], ["solve", "--help"], ["matrix", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import contextlib, sys\n"
        "from vrp.cli import main\n"
        f"with contextlib.suppress(SystemExit):\n    main({arguments})\n"
        f"print([name for name in {_HEAVY} if name in sys.modules])"
    )
    assert _output_of(program).endswith("[]")


def test_docstring_example_works(beside_the_data: Path) -> None:
    assert vrp.__doc__
    assert doctest.testmod(vrp, raise_on_error=True).attempted >= 5
    assert (beside_the_data / "routes" / "report.html").is_file()


def _output_of(program: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    return ended.stdout.strip()
