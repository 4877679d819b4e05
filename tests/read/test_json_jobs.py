from typing import Any

import pytest

from vrp.read.json_jobs import Job, read_job
from vrp.read.json_object import JsonObject
from vrp.read.json_places import Place


def job_of(values: dict[str, Any]) -> tuple[Job, list[str]]:
    problems: list[str] = []
    return read_job(
        JsonObject({"id": 1, "location": [8.5, 49.0], **values}, "$", problems)
    ), problems


def test_everything_that_a_job_may_say() -> None:
    job, problems = job_of(
        {
            "description": "Shop",
            "location_index": 4,
            "service": 300,
            "delivery": [1, 2],
            "pickup": [3, 4],
            "skills": [14, 2],
            "priority": 100,
            "time_windows": [[50, 60], [10, 20]],
            "setup": 0,
        }
    )
    assert not problems
    stop = job.stop
    assert job.place == Place(4, (49.0, 8.5))
    assert (stop.id, stop.name, stop.lat, stop.lon) == ("1", "Shop", 49.0, 8.5)
    assert (stop.delivery, stop.pickup) == ((1, 2), (3, 4))
    assert stop.windows == ((10, 20), (50, 60))
    assert stop.skills == {"2", "14"}
    assert (stop.service_s, stop.priority, stop.prize) == (300, 100, None)


def test_setup_goes_without_windows() -> None:
    job, problems = job_of({"setup": 60, "time_windows": []})
    assert (job.stop.setup_s, problems) == (60, [])


def test_the_older_amount_is_delivered() -> None:
    assert job_of({"amount": [5]})[0].stop.delivery == (5,)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"id": None}, "$.id is missing"),
        ({"location": None}, "$.location is missing"),
        ({"location": [49.0, 98.5]}, "$.location is [49.0, 98.5], expected [longitude, latitude]"),
        ({"delivery": [-1]}, "$.delivery is [-1]"),
        ({"amount": [1], "delivery": [1]}, "$.amount and delivery exclude each other"),
        ({"priority": 101}, "$.priority is 101, expected a whole number from 0 to 100"),
        ({"setup": -1}, "$.setup is -1, expected a whole number from 0 up"),
        ({"setup": 60, "time_windows": [[0, 9]]}, "$.setup is 60 beside time_windows, in which it"),
        ({"setup_per_type": {"van": 5}}, "$.setup_per_type (setup times by type of vehicle) is no"),
        ({"service_per_type": {"van": 5}}, "$.service_per_type (service times by type of vehicle)"),
        ({"time_window": [0, 5]}, "$.time_window is unknown, expected one of id, description"),
    ],
)
def test_wrong_jobs_are_noted(values: dict[str, Any], problem: str) -> None:
    _, problems = job_of(values)
    assert any(text.startswith(problem) for text in problems)
