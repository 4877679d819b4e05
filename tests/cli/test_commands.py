"""What ``--help`` says fits a terminal of 80 columns, and its examples can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from vrp.cli.arguments import parse_arguments

_COMMANDS = ("", "solve", "check", "matrix", "locate", "compare", "city", "examples", "train")


@pytest.fixture
def beside_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory that has every file which an example names."""
    for name in (
        *("stops.csv", "vans.csv", "city.osm.pbf", "city.npz", "routes/solution.json"),
        *("X-n*.vrp", "X-n101-k25.vrp", "X-n101-k25.sol", "configs/general.toml"),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "days").mkdir()
    monkeypatch.chdir(tmp_path)


def help_of(command: str, columns: int, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("NO_COLOR", "1")
        with pytest.raises(SystemExit):
            parse_arguments([command, "--help"] if command else ["--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("command", _COMMANDS)
def test_help_fits_a_terminal(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(command, 80, capsys)
    assert [line for line in text.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("command", _COMMANDS)
@pytest.mark.usefixtures("beside_everything")
def test_examples_can_be_typed(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(command, 80, capsys)
    typed = re.findall(r"^  vrp (.*)$", text.partition("\nexamples:\n")[2], re.MULTILINE)
    assert typed
    for line in typed:
        arguments = parse_arguments(shlex.split(line))
        assert command in ("", arguments.command)


def test_lists_are_folded_under_their_text_and_examples_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = help_of("solve", 50, capsys).splitlines()
    assert "  2  bad input, or output that cannot be written" in lines
    folded = lines.index("  0  a valid plan was written; stops left out")
    assert lines[folded + 1] == "     are listed in it"
    assert "  vrp solve stops.csv --vehicles vans.csv --roads city.osm.pbf" in lines
