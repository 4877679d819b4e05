from typing import Any

import pytest

from vrp.read.json_jobs import Job
from vrp.read.json_object import JsonObject
from vrp.read.json_places import Place
from vrp.read.json_shipments import read_shipment


def shipment_of(
    values: dict[str, Any], pickup: dict[str, Any] | None = None, **delivery: Any
) -> tuple[tuple[Job, Job], list[str]]:
    problems: list[str] = []
    ends = {
        "pickup": {"id": 4, "location": [8.5, 49.0], **(pickup or {})},
        "delivery": {"id": 4, "location": [8.6, 49.1], **delivery},
    }
    return read_shipment(JsonObject({**ends, **values}, "$", problems)), problems


def test_everything_that_a_shipment_may_say() -> None:
    ends, problems = shipment_of(
        {"amount": [1, 2], "skills": [14, 2], "priority": 100},
        {"description": "Shop", "location_index": 4, "service": 300, "setup": 0},
        time_windows=[[50, 60], [10, 20]],
    )
    assert not problems
    assert [end.place for end in ends] == [Place(4, (49.0, 8.5)), Place(None, (49.1, 8.6))]
    pickup, delivery = (end.stop for end in ends)
    assert (pickup.id, pickup.name, pickup.service_s) == ("pickup-4", "Shop", 300)
    assert pickup.extra == {"location_index": "4", "vroom_id": "4"}
    assert (pickup.delivery, pickup.pickup, pickup.origin, pickup.windows) == ((), (), None, ())
    assert (delivery.id, delivery.origin, delivery.delivery) == ("delivery-4", "pickup-4", (1, 2))
    assert delivery.windows == ((10, 20), (50, 60))
    for stop in (pickup, delivery):
        assert (stop.skills, stop.priority, stop.prize) == ({"2", "14"}, 100, None)


def test_what_has_no_load_is_a_pair_still() -> None:
    (_, delivery), problems = shipment_of({})
    assert (delivery.stop.origin, delivery.stop.delivery, problems) == ("pickup-4", (), [])


@pytest.mark.parametrize(
    ("values", "pickup", "problem"),
    [
        ({"pickup": None}, {}, "$.pickup.id is missing"),
        ({"delivery": 7}, {}, "$.delivery is 7, expected an object"),
        ({"amount": [-1]}, {}, "$.amount is [-1], expected a list of whole numbers"),
        ({"priority": 101}, {}, "$.priority is 101, expected a whole number from 0 to 100"),
        ({"id": 1}, {}, "$.id is unknown, expected one of amount, skills, priority, pickup"),
        ({}, {"location": None}, "$.pickup.location is missing"),
        ({}, {"setup": 6, "time_windows": [[0, 9]]}, "$.pickup.setup is 6 beside time_windows"),
        ({}, {"amount": [1]}, "$.pickup.amount is unknown, expected one of id, description"),
        ({}, {"skills": [1]}, "$.pickup.skills is unknown, expected one of id, description"),
    ],
)
def test_wrong_shipments_are_noted(
    values: dict[str, Any], pickup: dict[str, Any], problem: str
) -> None:
    _, problems = shipment_of(values, pickup)
    assert any(text.startswith(problem) for text in problems)
