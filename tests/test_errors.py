"""Every error has its exit code, and a file with many problems shows the first ones."""

import pickle

import pytest

from vrp.errors import (
    CheckpointError,
    InfeasibleError,
    InstanceError,
    ReadError,
    RoadError,
    SolverError,
    UnsupportedError,
    VrpError,
)
from vrp.roads.off_road import OffRoadError


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ReadError, 2),
        (InstanceError, 2),
        (CheckpointError, 2),
        (SolverError, 2),
        (UnsupportedError, 2),
        (RoadError, 3),
        (InfeasibleError, 4),
        (VrpError, 1),
    ],
)
def test_exit_code(error: type[VrpError], exit_code: int) -> None:
    assert issubclass(error, VrpError)
    assert error("why").exit_code == exit_code
    assert str(error("why")) == "why"


def test_read_error_takes_one_problem() -> None:
    error = ReadError("stops.csv is empty")
    assert error.problems == ("stops.csv is empty",)


def test_read_error_shows_twenty_problems() -> None:
    error = ReadError([f"row {row} is bad" for row in range(20)])
    assert str(error).splitlines() == [f"row {row} is bad" for row in range(20)]


def test_read_error_counts_the_problems_it_does_not_show() -> None:
    error = ReadError([f"row {row} is bad" for row in range(25)])
    assert len(error.problems) == 25
    assert str(error).splitlines()[20:] == ["… and 5 more"]


@pytest.mark.parametrize(
    "error",
    [
        ReadError([f"row {row} is bad" for row in range(25)]),
        UnsupportedError("no such thing"),
        OffRoadError("more than 500 m from any road: stop 'a'", [3, 4], "look there"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_come_out_of_other_processes_as_they_were(error: VrpError) -> None:
    # One that does not breaks the pool of processes that it was raised in.
    other = pickle.loads(pickle.dumps(error))
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert vars(other) == vars(error)
