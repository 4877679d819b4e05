"""What the README and the pages of docs/ tell people to type works as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from command_line import REPOSITORY, Program, environment
from small_cities import small_city

from vrp.cli.arguments import parse_arguments

PAGES = [
    page.read_text(encoding="utf-8")
    for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
]
DATA = REPOSITORY / "data"
#: Instead of the budgets of the README; of two equal options the later one counts.
SHORT = {
    "solve": ("--time-limit", "0.5", "--threads", "1"),
    "city": ("--points", "150"),
    "examples": ("--stops", "9", "--count", "2", "--iterations", "50"),
}
#: Commands that take no longer than a test may.
RUN = ("solve", "check", "matrix", "city", "examples")


def blocks(language: str) -> list[str]:
    """The blocks of code in a language."""
    block = re.compile(rf"^```{language}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return [code for page in PAGES for code in block.findall(page)]


def commands() -> list[list[str]]:
    """The arguments of every ``vrp`` command, in the order of the page."""
    lines = "".join(blocks("sh")).splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("vrp ")]


def needs_network(arguments: list[str]) -> bool:
    """Whether the roads come from elsewhere."""
    if "--roads" not in arguments:
        return False
    return not arguments[arguments.index("--roads") + 1].endswith(".pbf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the README names."""
    for name in ("stops.csv", "vehicles.csv", "city.osm.pbf"):
        shutil.copy(DATA / name, tmp_path)
    shutil.copytree(REPOSITORY / "configs", tmp_path / "configs")
    (tmp_path / "days").mkdir()
    for name in ("stops.csv", "vehicles.csv"):
        shutil.copy(DATA / name, tmp_path / "days")
    return tmp_path


def test_there_is_something_to_try() -> None:
    kinds = {arguments[0] for arguments in commands()}
    assert {"solve", "check", "matrix"} <= kinds
    assert any(map(needs_network, commands()))


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_commands_are_understood(
    arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "routes").mkdir()
    for name in ("routes/solution.json", "city.npz"):
        (folder / name).touch()
    for name in re.findall(r"\S+\.vrp", " ".join(arguments)):
        (folder / name).touch()
    assert parse_arguments(arguments).command == arguments[0]


def test_commands_without_a_network_run_one_after_the_other(vrp: Program, folder: Path) -> None:
    for arguments in commands():
        if needs_network(arguments) or arguments[0] not in RUN:
            continue
        if "--depot" in arguments:
            without_depots(folder / "stops.csv")
        ended = vrp(*arguments, *SHORT.get(arguments[0], ()))
        assert ended.returncode == 0, (arguments, ended.stderr)
        shutil.copy(DATA / "stops.csv", folder)
    assert (folder / "routes/report.html").is_file()
    assert (folder / "matrix.npz").is_file()
    assert (folder / "examples.npz").is_file()


def without_depots(stops: Path) -> None:
    lines = stops.read_text(encoding="utf-8").splitlines(keepends=True)
    stops.write_text("".join(line for line in lines if ",depot," not in line), encoding="utf-8")


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.splitlines()[0])
def test_python_runs(code: str, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(DATA)
    small_city(150).save(tmp_path / "city.npz")
    if "from rl4co" in code and find_spec("rl4co") is None:
        pytest.skip("rl4co is not installed: pip install '.[rl4co]'")
    quick = re.sub(r"time_limit=\d+", "time_limit=1", code)
    for budget, least in (("max_epochs=10", "max_epochs=1"), ("6_400", "64"), (": 256", ": 8")):
        quick = quick.replace(budget, least)
    ended = subprocess.run(
        [sys.executable, "-c", quick],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    not_served = re.search(r"not served: (.*)", ended.stdout)
    if not_served:
        assert {"'S13'", "'S45'"} <= set(re.findall(r"'\w+'", not_served[1]))
    elif "print(" in code:
        assert re.search(" km along | metres on ", ended.stdout)
