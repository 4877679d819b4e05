from typing import Any

import pytest

from vrp.instance import Break
from vrp.read.json_breaks import read_breaks
from vrp.read.json_object import JsonObject

LUNCH = {"id": 4, "time_windows": [[36000, 39600]], "service": 1800, "description": "lunch"}


def read(*breaks: Any) -> tuple[tuple[Break, ...], dict[str, str], list[str]]:
    problems: list[str] = []
    return *read_breaks(JsonObject({"breaks": list(breaks)}, "$", problems)), problems


def test_a_break_is_read_with_what_it_is_called() -> None:
    names = {"break_id": "4", "break_description": "lunch"}
    assert read(LUNCH) == ((Break(36000, 39600, 1800),), names, [])
    assert read({**LUNCH, "description": None, "max_load": []})[1:] == ({"break_id": "4"}, [])
    assert read() == ((), {}, [])


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"time_windows": None}, "time_windows is missing, expected one [start, end]"),
        ({"time_windows": []}, "time_windows has 0 entries, expected one [start, end]"),
        ({"time_windows": [[0, 1], [5, 6]]}, "time_windows has 2 entries, expected one [start"),
        ({"time_windows": [[6, 5]]}, "time_windows is [[6, 5]], expected a list of [start, end]"),
        ({"service": None}, "service is missing, expected seconds from 1 up"),
        ({"service": 0}, "service is 0, expected a whole number from 1 up"),
        ({"service": 1.5}, "service is 1.5, expected a whole number from 1 up"),
        ({"max_load": [5]}, "max_load (loads beyond which a break may not be taken) is not supp"),
        ({"id": None}, "id is missing"),
        ({"location": [8, 49]}, "location is unknown, expected one of id, time_windows, service"),
    ],
)
def test_wrong_breaks_are_noted(changed: dict[str, Any], problem: str) -> None:
    _, _, problems = read(LUNCH | changed)
    assert len(problems) == 1
    assert problems[0].startswith(f"$.breaks[0].{problem}")


def test_only_one_break_is_supported() -> None:
    _, _, problems = read(LUNCH, LUNCH)
    assert problems == ["$.breaks has 2 entries, expected one at most"]
