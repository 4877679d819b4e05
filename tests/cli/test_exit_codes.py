"""Every way the program can end, and what it says then."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import ModuleType

import pytest

import vrp.cli
from vrp import errors
from vrp.cli import main


@pytest.fixture
def stops(tmp_path: Path) -> str:
    path = tmp_path / "stops.csv"
    path.write_text("id,lat,lon\n")
    return str(path)


def command_that_raises(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(vrp.cli, "_run", run)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ReadError("stops.csv: row 3"), 2),
        (errors.InstanceError("no depot"), 2),
        (errors.RoadError("no road"), 3),
        (errors.InfeasibleError("no plan"), 4),
    ],
)
def test_errors_end_with_their_code_and_without_traceback(
    stops: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: errors.VrpError,
    code: int,
) -> None:
    command_that_raises(error, monkeypatch)
    assert main(["solve", stops]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"vrp: error: {error}\n"


def test_every_problem_has_a_line_of_its_own(
    stops: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command_that_raises(errors.ReadError([f"row {row}" for row in range(30)]), monkeypatch)
    assert main(["solve", stops]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "vrp: error: row 0"
    assert lines[-1] == "vrp: error: … and 10 more"
    assert len(lines) == 21


def test_a_defect_of_ours_is_not_hidden(stops: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command_that_raises(ZeroDivisionError("ours"), monkeypatch)
    with pytest.raises(ZeroDivisionError):
        main(["solve", stops])


@pytest.mark.parametrize(
    ("arguments", "missed"),
    [
        (("solve",), "there was a plan"),
        (("check", __file__), "the plan was checked"),
        (("matrix", "--roads", "osm", "-o", "m.npz"), "the matrix was written"),
        (("locate", "--roads", "osm", "-o", "located.csv"), "the file was written"),
        (("city", "-o", "city.npz"), "the city was written"),
        (("compare",), "it began"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_interrupted_it_says_what_there_is_not(
    stops: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    missed: str,
) -> None:
    command_that_raises(KeyboardInterrupt(), monkeypatch)
    command, *options = arguments
    assert main([command, stops, *options]) == 130
    assert capsys.readouterr().err == f"vrp: interrupted before {missed}\n"


def test_the_module_runs_the_same_program() -> None:
    import vrp.__main__ as entry

    assert isinstance(entry, ModuleType)
    assert entry.main is main


@pytest.mark.parametrize(
    ("command", "meanings"),
    [
        ("solve", ("0  a valid plan was written", "4  no plan", "the best plan found was written")),
        ("check", ("0  the plan is valid", "4  it breaks a constraint", "or SIGTERM\n")),
        ("examples", ("0  the file was written", "the examples that were made are kept")),
        ("matrix", ("0  the file was written", "3  distances", "or SIGTERM\n")),
        ("locate", ("0  the file was written", "3  addresses", "or SIGTERM\n")),
        ("compare", ("0  all runs are made", "the runs that were made are kept")),
        ("train", ("0  the policy was written", "--resume goes on")),
    ],
)
def test_every_command_says_what_its_own_codes_mean(
    command: str, meanings: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    codes = capsys.readouterr().out.partition("exit codes:\n")[2]
    assert all(meaning in codes for meaning in meanings)
    assert ("  4  " in codes) is (command in ("solve", "check", "train"))
    assert ("  3  " in codes) is (command != "examples")
