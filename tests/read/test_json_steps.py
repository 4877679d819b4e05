from typing import Any

import pytest

from vrp.read.json_object import JsonObject
from vrp.read.json_steps import read_steps
from vrp.read.json_tasks import Task


def read(*steps: dict[str, Any]) -> tuple[tuple[Task, ...], list[str]]:
    problems: list[str] = []
    return read_steps(JsonObject({"steps": list(steps)}, "$", problems)), problems


def test_tasks_come_in_the_order_of_the_steps() -> None:
    job = {"type": "job", "id": 7, "arrival": 60, "location": [8.0, 49.0], "load": [1]}
    ends = [{"type": name, "id": 7} for name in ("pickup", "delivery")]
    steps = ({"type": "start"}, ends[0], job, {"type": "job", "id": 3}, ends[1], {"type": "end"})
    tasks = (Task("pickup", "7"), Task("job", "7"), Task("job", "3"), Task("delivery", "7"))
    assert read(*steps) == (tasks, [])
    lunch = {"type": "break", "id": 1, "description": "lunch", "service": 60, "waiting_time": 0}
    assert read(steps[0], lunch, *steps[1:]) == (tasks, [])
    assert read() == ((), [])


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ({"id": 7}, "$.steps[0].type is '', expected one of start, job, pickup,"),
        ({"type": "break", "id": 7, "service_at": 9}, "$.steps[0].service_at (a time at which"),
        ({"type": "job"}, "$.steps[0].id is missing"),
        ({"type": "pickup"}, "$.steps[0].id is missing"),
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
