"""Arguments are understood, or refused before any work is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from vrp.cli.arguments import parse_arguments
from vrp.errors import ReadError
from vrp.roads.off_road import REFUSE_M, WARN_M


@pytest.fixture
def stops(tmp_path: Path) -> str:
    path = tmp_path / "stops.csv"
    path.write_text("id,lat,lon\n")
    return str(path)


@pytest.fixture
def refusal(stops: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What is said of unusable words, in which ``{stops}`` stands for a file of stops."""

    def error_of(words: Sequence[str]) -> str:
        with pytest.raises(SystemExit) as end:
            parse_arguments([word.format(stops=stops) for word in words])
        assert end.value.code == 2
        error = capsys.readouterr().err
        assert error.startswith("vrp: error: ")
        return error

    return error_of


def test_solve_defaults(stops: str) -> None:
    arguments = parse_arguments(["solve", stops])
    assert arguments.stops == Path(stops)
    assert arguments.time_limit == 10.0
    assert arguments.iterations is None
    assert arguments.seed == 0
    assert arguments.threads is None
    assert arguments.out == Path("routes")
    assert arguments.vehicles is None
    assert arguments.quiet is None


def test_iterations_alone_lift_the_time_limit(stops: str) -> None:
    assert parse_arguments(["solve", stops, "--iterations", "7"]).time_limit is None


def test_iterations_and_time_limit_may_both_be_given(stops: str) -> None:
    arguments = parse_arguments(["solve", stops, "--iterations", "7", "--time-limit", "2.5"])
    assert (arguments.iterations, arguments.time_limit) == (7, 2.5)


def test_vehicles_are_a_number_or_a_file(stops: str) -> None:
    assert parse_arguments(["solve", stops, "--vehicles", "5"]).vehicles == 5
    assert parse_arguments(["solve", stops, "--vehicles", stops]).vehicles == Path(stops)


@pytest.mark.parametrize("spelling", [["--depot", "-33.92,18.42"], ["--depot=-33.92,18.42"]])
def test_a_southern_depot_is_no_option(stops: str, spelling: list[str]) -> None:
    assert parse_arguments(["solve", stops, *spelling]).depot == (-33.92, 18.42)


def test_check_takes_stops_and_solution_in_this_order(stops: str, tmp_path: Path) -> None:
    solution = tmp_path / "solution.json"
    solution.write_text("{}")
    arguments = parse_arguments(["check", stops, str(solution), "--round", "truncate1"])
    assert arguments.stops == Path(stops)
    assert arguments.solution == solution
    assert arguments.rounding == "truncate1"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--time-limit", "-1"], "--time-limit: '-1' is not a number, 0 or more"),
        (["--time-limit", "nan"], "'nan' is not a number"),
        (["--time-limit", "inf"], "'inf' is not a number"),
        (["--time-limit", "soon"], "'soon' is not a number"),
        (["--iterations", "1.5"], "'1.5' is not a whole number from 0 to"),
        (["--threads", "0"], "'0' is not a whole number from 1 to 1024"),
        (["--seed", "-3"], "'-3' is not a whole number from 0 to"),
        (["--seed", "99999999999999999999"], "is not a whole number from 0 to"),
        (["--vehicles", "0"], "'0' is not a whole number from 1 to 1000000"),
        (["--vehicles", "-2"], "'-2' is not a whole number from 1 to 1000000"),
        (["--vehicles", "vans.csv"], "'vans.csv' does not exist"),
        (["--capacity", "-5"], "'-5' is not a number, 0 or more"),
        (["--depot", "41.15"], "'41.15' is not LAT,LON"),
        (["--depot", "41.15;-8.6"], "is not LAT,LON"),
        (["--depot", "91,0"], "latitude 91 is outside -90 to 90"),
        (["--depot", "0,-181"], "longitude -181 is outside -180 to 180"),
        (["--depot", "nan,0"], "latitude nan is outside"),
        (["--matrix", "none.npz"], "'none.npz' does not exist"),
        (["--start", "none.json"], "'none.json' does not exist"),
        (["--round", "up"], "invalid choice: 'up'"),
        (["--colour"], "'--colour' is no option of 'vrp solve'\n"),
        (["--time", "3"], "no option of 'vrp solve', did you mean '--time-limit'?\n"),
        (["--vehicle=3", "--time", "3"], "'--vehicle' is no option of 'vrp solve', did you mean"),
        (["-v", "3"], "unrecognized arguments: -v 3"),
    ],
)
def test_unusable_options_are_refused(
    options: list[str], message: str, refusal: Callable[..., str]
) -> None:
    assert message in refusal(["solve", "{stops}", *options])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["slove", "stops.csv"], "'slove' is no command of 'vrp', did you mean 'solve'?\n"),
        (["{stops}"], "'{stops}' is no command of 'vrp', did you mean 'vrp solve {stops}'?\n"),
        (["plan"], "'plan' is no command of 'vrp', expected one of solve, check, "),
        (["optimise"], "'optimise' is no command of 'vrp', expected one of solve, check, "),
        (["--helo"], "'--helo' is no option of 'vrp', did you mean '--help'?\n"),
        (["--seed=3", "solve", "{stops}"], "'--seed' is no option of 'vrp'\n"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_what_is_no_command_is_named(
    stops: str, words: list[str], message: str, refusal: Callable[..., str]
) -> None:
    assert message.format(stops=stops) in refusal(words)


def test_what_is_missing_may_be_called_otherwise(refusal: Callable[..., str]) -> None:
    error = refusal(["matrix", "{stops}", "--out", "m.npz", "--roads", "osm"])
    assert "'--out' is no option of 'vrp matrix', did you mean '--output'?" in error
    assert "See 'vrp matrix --help'." in error


@pytest.mark.parametrize(
    "words",
    [
        ["matrix", "{stops}", "--roads", "osm", "-o", "-"],
        ["locate", "{stops}", "--roads", "osm", "--output=-"],
        ["city", "osm", "-o-"],
        ["examples", "{stops}", "-o", "-"],
        ["solve", "{stops}", "--out", "-"],
        ["compare", "{stops}", "--out", "-"],
        ["train", "--out", "-"],
    ],
    ids=lambda words: words[0],
)
def test_no_command_writes_a_file_called_dash(
    words: list[str], refusal: Callable[..., str]
) -> None:
    assert "'-' is not standard output here" in refusal(words)


COMMANDS = {
    "solve": (),
    "check": ("solution.json",),
    "compare": (),
    "matrix": ("-o", "m.npz"),
}
OF_ROADS = (
    ("--profile", "truck"),
    ("--profile", "car"),
    ("--unreachable", "drop"),
    ("--snap-warn", "50"),
    ("--snap-refuse", "50"),
)


@pytest.mark.parametrize("option", OF_ROADS, ids=" ".join)
@pytest.mark.parametrize("command", ["solve", "check", "compare"])
def test_options_of_roads_need_roads(
    stops: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    option: tuple[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("solution.json").write_text("{}")
    words = [command, stops, *COMMANDS[command], *option]
    for more in ([], ["--matrix", stops]):
        with pytest.raises(ReadError, match=f"{option[0]}: goes with --roads") as refusal:
            parse_arguments([*words, *more])
        assert refusal.value.exit_code == 2
    assert parse_arguments([*words, "--roads", "osm"]).roads == "osm"


@pytest.mark.parametrize("command", COMMANDS)
def test_options_of_roads_have_defaults(
    stops: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("solution.json").write_text("{}")
    arguments = parse_arguments([command, stops, *COMMANDS[command], "--roads", "osm"])
    assert (arguments.profile, arguments.unreachable) == ("car", "error")
    assert (arguments.snap_warn, arguments.snap_refuse) == (WARN_M, REFUSE_M)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["solve", "{stops}", "--policy", ""], " --policy:"),
        (["solve", "{stops}", "--policy="], " --policy:"),
        (["solve", "{stops}", "--vehicles", "3", "--out", ""], " --out:"),
        (["solve", "{stops}", "--roads", ""], " --roads:"),
        (["solve", "", "--vehicles", "3"], ""),
    ],
)
def test_an_empty_value_is_not_the_default(
    words: list[str], named: str, refusal: Callable[..., str]
) -> None:
    """As of a variable of a script that was never set."""
    assert f"argument{named} is empty, expected a value" in refusal(words)


def test_a_directory_is_no_file_of_stops(tmp_path: Path, refusal: Callable[..., str]) -> None:
    assert "is a directory, expected a file" in refusal(["solve", str(tmp_path)])


@pytest.mark.parametrize(
    ("words", "missing"), [(["solve"], "STOPS"), (["check", "{stops}"], "SOLUTION")]
)
def test_incomplete_commands_are_refused(
    words: list[str], missing: str, refusal: Callable[..., str]
) -> None:
    assert f"the following arguments are required: {missing}" in refusal(words)


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_arguments(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("vrp ")
