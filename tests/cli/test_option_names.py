"""What was typed for an option, and which one was meant."""

from __future__ import annotations

import pytest

from vrp.cli.option_names import nearest_name

OPTIONS = [
    "--vehicles",
    "--capacity",
    "--depot",
    "--matrix",
    "--roads",
    "--time-limit",
    "--threads",
    "--seed",
    "--start",
    "--out",
    "--snap-warn",
    "--quiet",
    "--no-quiet",
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--vehicle", "--vehicles"),
        ("--Vehicles", "--vehicles"),
        ("--vans", "--vehicles"),
        ("--time", "--time-limit"),
        ("--time_limit", "--time-limit"),
        ("--timelimit", "--time-limit"),
        ("--limit", "--time-limit"),
        ("--timeout", "--time-limit"),
        ("--capacities", "--capacity"),
        ("--vehicle-capacity", "--capacity"),
        ("--output", "--out"),
        ("--outdir", "--out"),
        ("--seeds", "--seed"),
        ("--start-from", "--start"),
        ("--thread", "--threads"),
        ("--jobs", "--threads"),
        ("--road", "--roads"),
        ("--matric", "--matrix"),
        ("--colour", None),
        ("--geocoder", None),
        ("--", None),
    ],
)
def test_the_option_that_is_nearly_called_so(typed: str, meant: str | None) -> None:
    assert nearest_name(typed, OPTIONS) == meant


def test_only_what_the_command_has() -> None:
    assert nearest_name("--jobs", ["--seed"]) is None
    assert nearest_name("--output", []) is None
