from typing import Any

import pytest

from vrp.read.json_object import JsonObject
from vrp.read.json_steps import read_steps


def read(*steps: dict[str, Any]) -> tuple[tuple[str, ...], list[str]]:
    problems: list[str] = []
    return read_steps(JsonObject({"steps": list(steps)}, "$", problems)), problems


def test_jobs_come_in_the_order_of_the_steps() -> None:
    job = {"type": "job", "id": 7, "arrival": 60, "location": [8.0, 49.0], "load": [1]}
    steps = ({"type": "start"}, job, {"type": "job", "id": 3}, {"type": "end"})
    assert read(*steps) == (("7", "3"), [])
    assert read() == ((), [])


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({"id": 7}, "$.steps[0].type is '', expected one of start, job, end"),
        ({"type": "pickup", "id": 7}, "$.steps[0].type is 'pickup', expected one of start, job"),
        ({"type": "job"}, "$.steps[0].id is missing"),
        ({"type": "start", "service_at": 0}, "$.steps[0].service_at (a time at which service is"),
        ({"type": "job", "id": 7, "service_after": 9}, "$.steps[0].service_after (a time at"),
        ({"type": "job", "id": 7, "service_before": 9}, "$.steps[0].service_before (a time at"),
        ({"type": "job", "id": 7, "service_when": 9}, "$.steps[0].service_when is unknown"),
    ],
)
def test_what_steps_cannot_say_is_refused(step: dict[str, Any], problem: str) -> None:
    _, problems = read(step)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
