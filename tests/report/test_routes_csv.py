"""routes.csv and unassigned.csv."""

from __future__ import annotations

import csv
import dataclasses
import io
from typing import Any

import pytest
from rested_plans import rested_plan

from vrp.clock import format_clock
from vrp.instance import Scale
from vrp.report.plan import Plan
from vrp.report.routes_csv import routes_csv, unassigned_csv
from vrp.report.units import clock_text
from vrp.solution import Solution


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_equal_the_schedules(plan: Any) -> None:
    instance, solution = plan
    derived = Plan.of(instance, solution)
    rows = _rows(routes_csv(derived))
    visits = iter(row for row in rows if row["kind"] == "stop")
    for planned in derived.routes:
        for position, visit in enumerate(planned.schedule.visits, start=1):
            row, stop = next(visits), instance.stops[visit.stop]
            assert row["vehicle"] == planned.label
            assert row["position"] == str(position)
            assert (row["id"], row["name"], row["address"]) == (stop.id, stop.name, stop.address)
            assert row["arrival"] == format_clock(visit.arrival_s, None)
            assert row["departure"] == format_clock(visit.departure_s, None)
            numbers = (visit.wait_s, visit.leg_m, visit.leg_s, visit.load_after[0])
            shown = (row["wait_s"], row["leg_m"], row["leg_s"], row["load_after"])
            assert tuple(map(int, shown)) == numbers
            assert row["phone"] == stop.extra["phone"]
    assert next(visits, None) is None


def test_depot_rows_open_and_close_every_route(plan: Any) -> None:
    instance, solution = plan
    rows = _rows(routes_csv(Plan.of(instance, solution)))
    depots = [row for row in rows if row["kind"] == "depot"]
    assert len(depots) == 2 * len(solution.routes)
    assert [row["position"] for row in depots[::2]] == ["0"] * len(solution.routes)
    total = sum(schedule.distance_m for schedule in solution.schedules(instance))
    assert sum(int(row["leg_m"] or 0) for row in rows) == total


def test_an_open_route_has_no_last_depot_row(plan: Any) -> None:
    instance, solution = plan
    vehicles = tuple(dataclasses.replace(vehicle, end=None) for vehicle in instance.vehicles)
    instance = dataclasses.replace(instance, vehicles=vehicles)
    solution = Solution.of(instance, solution.routes)
    rows = _rows(routes_csv(Plan.of(instance, solution)))
    assert len([row for row in rows if row["kind"] == "depot"]) == len(solution.routes)
    assert rows[-1]["kind"] == "stop"


def test_carried_columns_that_clash_are_renamed(plan: Any) -> None:
    instance, solution = plan
    first, *others = instance.stops
    first = dataclasses.replace(first, extra={"vehicle": "red; one", "note": 'says "hi",\nagain'})
    instance = dataclasses.replace(instance, stops=(first, *others))
    rows = _rows(routes_csv(Plan.of(instance, solution)))
    row = next(row for row in rows if row["id"] == first.id)
    assert row["input_vehicle"] == "red; one"
    assert row["note"] == 'says "hi",\nagain'
    assert row["vehicle"] != "red; one"


def test_a_renamed_column_takes_no_name_of_another(plan: Any) -> None:
    instance, solution = plan
    first, *others = instance.stops
    extra = {"arrival": "early", "input_arrival": "late", "input_input_id": "seven", "id": "six"}
    first = dataclasses.replace(first, extra=extra)
    instance = dataclasses.replace(instance, stops=(first, *others))
    text = routes_csv(Plan.of(instance, solution))
    header = text.splitlines()[0].split(",")
    assert len(set(header)) == len(header)
    row = next(row for row in _rows(text) if row["id"] == first.id)
    assert (row["input_input_arrival"], row["input_arrival"]) == ("early", "late")
    assert (row["input_id"], row["input_input_id"]) == ("six", "seven")


def test_loads_and_metres_are_in_the_units_of_the_user(plan: Any) -> None:
    instance, solution = plan
    scaled = dataclasses.replace(instance, scale=Scale(distance=10, load=(100,)))
    row = _rows(routes_csv(Plan.of(scaled, solution)))[1]
    visit = solution.schedules(instance)[0].visits[0]
    assert float(row["leg_m"]) == visit.leg_m / 10
    assert float(row["load_after"]) == visit.load_after[0] / 100


def test_unassigned_stops_come_by_priority_with_their_reasons(make_plan: Any) -> None:
    instance, solution = make_plan(40, 4)
    derived = Plan.of(instance, solution)
    rows = _rows(unassigned_csv(derived))
    assert rows
    assert [row["id"] for row in rows] == [instance.stops[s].id for s in solution.unassigned]
    priorities = [int(row["priority"]) for row in rows]
    assert priorities == sorted(priorities, reverse=True)
    assert [row["reason"] for row in rows] == [reason.text for reason in derived.reasons]
    assert [row["constraint"] for row in rows] == [r.constraint for r in derived.reasons]
    assert all(row["phone"] for row in rows)


def test_a_reload_is_a_row_between_its_trips(trips_plan: Any) -> None:
    instance, solution = trips_plan
    rows = _rows(routes_csv(Plan.of(instance, solution)))
    (row,) = (row for row in rows if row["kind"] == "reload")
    at = next(number for number, route in enumerate(solution.routes) if route.reloads)
    (reload,) = solution.schedules(instance)[at].reloads
    assert (row["position"], row["id"]) == ("3", "D1")
    assert row["arrival"] == format_clock(reload.arrival_s, None)
    assert row["departure"] == format_clock(reload.departure_s, None)
    assert int(row["load_after"]) == reload.load_after[0] > 0
    total = sum(schedule.distance_m for schedule in solution.schedules(instance))
    assert sum(int(row["leg_m"] or 0) for row in rows) == total


def test_both_stops_of_a_shipment_name_the_other(shipment_plan: Any) -> None:
    plan = Plan.of(*shipment_plan)
    rows = _rows(routes_csv(plan))
    ends = [(row["id"], row["origin"], row["destination"]) for row in rows]
    assert ends == [
        ("base", "", ""),
        ("A", "", "B"),
        ("B", "A", ""),
        ("E", "", ""),
        ("base", "", ""),
    ]
    assert [row["load_after_kg"] for row in rows] == ["2", "8", "3", "2", "2"]
    reasons = {row["id"]: row["reason"] for row in _rows(unassigned_csv(plan))}
    assert reasons["C"].startswith("its goods go to stop D; ")
    assert reasons["D"].startswith("its goods come from stop C; ")


def test_a_stop_names_the_group_that_it_is_served_for(group_plan: Any) -> None:
    plan = Plan.of(*group_plan)
    rows = _rows(routes_csv(plan))
    assert "origin" not in rows[0]
    groups = [(row["id"], row["one_of"]) for row in rows]
    assert groups == [("base", ""), ("B", "parcel 1"), ("E", ""), ("base", "")]
    left = _rows(unassigned_csv(plan))
    assert [(row["id"], row["one_of"]) for row in left] == [("C", "parcel 2"), ("D", "parcel 2")]


def test_without_groups_there_are_no_columns_for_them(make_plan: Any) -> None:
    plan = Plan.of(*make_plan(60, 6))
    assert plan.reasons
    assert "one_of" not in _rows(routes_csv(plan))[0]
    assert "one_of" not in _rows(unassigned_csv(plan))[0]


def test_without_shipments_there_are_no_columns_for_them(plan: Any) -> None:
    assert "origin" not in _rows(routes_csv(Plan.of(*plan)))[0]


@pytest.mark.parametrize(
    ("where", "at_id", "begin", "end", "load", "before"),
    [
        ("before leaving A", "A", "09:10", "09:55", "2", 2),
        ("on arrival at B", "B", "10:10", "10:55", "2", 2),
        ("waiting at B", "B", "10:30", "11:15", "2", 2),
        ("on the road to B", "", "09:30", "10:15", "2", 2),
        ("on the road home", "", "11:00", "11:45", "0", 3),
    ],
)
def test_a_break_is_a_row_of_its_own(
    where: str, at_id: str, begin: str, end: str, load: str, before: int
) -> None:
    plan = rested_plan(where)
    rows = _rows(routes_csv(plan))
    assert [row["position"] for row in rows] == list("01234")
    row = rows.pop(before)
    assert (row["kind"], row["id"]) == ("break", at_id)
    assert (row["arrival"], row["departure"], row["load_after"]) == (begin, end, load)
    # The other rows have all waits and legs, and the columns carried along.
    assert {row[name] for name in ("wait_s", "leg_m", "leg_s", "leg_estimated", "bell")} == {""}
    assert [each["id"] for each in rows] == ["base", "A", "B", "base"]
    assert [each["bell"] for each in rows] == ["", "1", "", ""]
    schedule = plan.routes[0].schedule
    assert sum(int(each["leg_m"] or 0) for each in rows) == schedule.distance_m
    assert sum(int(each["wait_s"] or 0) for each in rows) == schedule.wait_s
    assert rows[-1]["arrival"] == clock_text(plan.instance, schedule.return_s)


def test_a_break_at_home_is_no_row() -> None:
    assert [row["kind"] for row in _rows(routes_csv(rested_plan("at home")))] == [
        *("depot", "stop", "stop", "depot")
    ]
