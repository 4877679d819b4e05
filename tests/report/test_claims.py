"""Other programs read the figures of a solution.json: none of them may be false."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from vrp.report.claims import false_claim
from vrp.report.plan import Plan
from vrp.report.solution_json import solution_to_dict

Document = dict[str, Any]


@pytest.fixture
def checked(plan: Any) -> Plan:
    return Plan.of(*plan)


@pytest.fixture
def document(checked: Plan) -> Document:
    made: Document = json.loads(json.dumps(solution_to_dict(checked)))
    return made


def test_what_was_written_is_true(document: Document, checked: Plan) -> None:
    assert false_claim(document, checked) is None


def test_trips_are_true_as_well(trips_plan: Any) -> None:
    plan = Plan.of(*trips_plan)
    assert false_claim(solution_to_dict(plan), plan) is None


def test_what_is_not_said_is_not_false(document: Document, checked: Plan) -> None:
    del document["cost"]["parts"]
    for route in document["routes"]:
        for name in ("visits", "label", "start", "end", "distance_m"):
            del route[name]
    assert false_claim(document, checked) is None


def test_numbers_may_be_written_otherwise(document: Document, checked: Plan) -> None:
    document["cost"]["total"] = float(document["cost"]["total"]) * (1 + 1e-13)
    assert false_claim(document, checked) is None


def _swap_visits(document: Document) -> None:
    visits = document["routes"][0]["visits"]
    visits[0], visits[1] = visits[1], visits[0]


CHANGES: list[tuple[str, Callable[[Document], object]]] = [
    ("$.cost.total", lambda d: d["cost"].update(total=1)),
    ("$.cost.parts.distance", lambda d: d["cost"]["parts"].update(distance=1)),
    ("$.cost.units.total", lambda d: d["cost"]["units"].update(total=1)),
    ("$.routes[1].distance_m", lambda d: d["routes"][1].update(distance_m=1)),
    ("$.routes[0].load_at_start[0]", lambda d: d["routes"][0].update(load_at_start=[1])),
    ("$.routes[0].load_at_start", lambda d: d["routes"][0].update(load_at_start=[])),
    ("$.routes[0].start", lambda d: d["routes"][0].update(start="elsewhere")),
    ("$.routes[0].end", lambda d: d["routes"][0].update(end=None)),
    ("$.routes[0].label", lambda d: d["routes"][0].update(label="van-9")),
    ("$.routes[0].visits[1].arrival_s", lambda d: d["routes"][0]["visits"][1].update(arrival_s=1)),
    ("$.routes[0].visits[1].arrival_s", lambda d: d["routes"][0]["visits"][1].update(arrival_s="")),
    ("$.routes[0].visits", lambda d: d["routes"][0]["visits"].pop()),
    ("$.routes[0].visits[0].stop", _swap_visits),
]


@pytest.mark.parametrize(("place", "change"), CHANGES)
def test_the_first_false_figure_is_named(
    document: Document, checked: Plan, place: str, change: Callable[[Document], object]
) -> None:
    change(document)
    document["routes"][-1]["return_s"] = -1
    text = false_claim(document, checked)
    assert text is not None
    assert text.startswith(f"{place} ")
    assert "recomputed" in text


def test_ends_of_shipments_are_true_as_well(shipment_plan: Any) -> None:
    plan = Plan.of(*shipment_plan)
    document = solution_to_dict(plan)
    assert false_claim(document, plan) is None
    document["routes"][0]["visits"][1]["origin"] = "E"
    found = '$.routes[0].visits[1].origin is "E", recomputed "A"'
    assert false_claim(document, plan) == found


def test_groups_are_true_as_well(group_plan: Any) -> None:
    plan = Plan.of(*group_plan)
    document = solution_to_dict(plan)
    assert false_claim(document, plan) is None
    document["routes"][0]["visits"][0]["one_of"] = "x"
    found = '$.routes[0].visits[0].one_of is "x", recomputed "parcel 1"'
    assert false_claim(document, plan) == found
