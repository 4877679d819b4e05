"""The table on a terminal."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest
from overtime_plans import overtime_plan
from rested_plans import rested_plan
from rich.console import Console

from vrp.instance import Break, Scale, Vehicle
from vrp.report.plan import Plan
from vrp.report.table import summary_table
from vrp.solution import Route, Solution


def _printed(instance: Any, solution: Any) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(summary_table(Plan.of(instance, solution)))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def _fits(text: str) -> bool:
    return all(len(line) <= 100 for line in text.splitlines())


def test_shows_routes_totals_and_cost(plan: Any) -> None:
    instance, solution = plan
    text = _printed(instance, solution)
    assert _fits(text)
    assert "van-1" in text
    assert "cargo bike" in text
    assert f"{len(solution.routes)} of {instance.n_vehicles} vehicles" in text
    kilometres = sum(s.distance_m for s in solution.schedules(instance)) / 1000
    assert f"{kilometres:,.1f}" in text
    assert f"{solution.cost.total / 1_000_000:,.2f}" in text
    assert "Distances and times are estimates: great circle × 1.4 at 35 km/h" in text


def test_two_hundred_routes_are_elided(make_plan: Any) -> None:
    instance, _ = make_plan(200)
    instance = dataclasses.replace(instance, vehicles=(Vehicle("van", count=250),))
    text = _printed(instance, Solution.of(instance, [Route(0, (stop,)) for stop in range(200)]))
    assert _fits(text)
    assert "… 180 more" in text
    assert "van-16" in text
    assert "van-17" not in text
    assert "van-197" in text
    assert "200 of 250 vehicles" in text
    assert len(text.splitlines()) < 60


def test_unassigned_stops_are_listed_with_reasons(make_plan: Any) -> None:
    instance, solution = make_plan(60, 6)
    solution = Solution.of(instance, solution.routes[:2])
    text = _printed(instance, solution)
    assert f"{len(solution.unassigned)} stops not served" in text
    assert instance.stops[solution.unassigned[0]].id in text
    assert "more in unassigned.csv" in text


def test_gap_to_the_best_known(make_plan: Any) -> None:
    instance, solution = make_plan(8, 3, planar=True)
    instance = dataclasses.replace(instance, best_known_cost=solution.cost.total * 4 // 5)
    assert "gap +25.00%" in _printed(instance, solution)


def test_no_gap_where_stops_are_left_out(make_plan: Any) -> None:
    instance, solution = make_plan(planar=True)
    instance = dataclasses.replace(instance, best_known_cost=solution.cost.total * 4 // 5)
    assert solution.unserved
    assert "gap" not in _printed(instance, solution)


def test_text_of_users_is_no_console_markup(plan: Any) -> None:
    instance, solution = plan
    vehicles = tuple(
        dataclasses.replace(v, id="[red]x[/nothing]" + v.id) for v in instance.vehicles
    )
    instance = dataclasses.replace(instance, vehicles=vehicles, name="[bold]name[/oops]")
    text = _printed(instance, solution)
    assert "[red]x[/nothing]" in text
    assert "[bold]name[/oops]" in text


@pytest.mark.parametrize("epoch", [None, "2026-05-01"])
def test_long_labels_and_dates_still_fit(make_plan: Any, epoch: str | None) -> None:
    instance, solution = make_plan(60, 12)
    vehicles = tuple(
        dataclasses.replace(v, id=f"{v.id} with a very long name") for v in instance.vehicles
    )
    instance = dataclasses.replace(
        instance, epoch=epoch, vehicles=vehicles, scale=Scale(cost=100, load=(1000,))
    )
    text = _printed(instance, solution)
    assert _fits(text)
    schedule = solution.schedules(instance)[0]
    assert f"{schedule.distance_m / 1000:,.1f}" in text
    assert text.count("2026-05-01") == (1 if epoch else 0)
    assert "ry long name-1 " in text, "the end of a label is what tells vehicles apart"


def test_stops_of_a_group_are_counted_as_one(group_plan: Any) -> None:
    instance, solution = group_plan
    text = _printed(instance, solution)
    assert _fits(text)
    assert "1 stop not served" in text
    assert "one of" in text
    assert text.count("parcel 2") == 2
    assert "parcel 1" not in text


def test_without_groups_there_is_no_column_for_them(make_plan: Any) -> None:
    text = _printed(*make_plan(60, 6))
    assert "not served" in text
    assert "one of" not in text


def test_overtime_has_a_column_where_there_is_any() -> None:
    plan = overtime_plan()
    instance, (short_route, _) = plan.instance, plan.solution.routes
    text = _printed(instance, plan.solution)
    heading = next(line for line in text.splitlines() if "vehicle" in line)
    assert heading.split()[3:6] == ["driving", "waiting", "overtime"]
    short, long = (line for line in text.splitlines() if "van-" in line)
    assert "1 h 00 min" in long
    assert "1 h 00 min" not in short
    assert "overtime 3,600" in text
    assert "overtime" not in _printed(instance, Solution.of(instance, [short_route]))


def test_names_stay_apart_beside_breaks_and_overtime() -> None:
    """They were cut to ``Sprinter…``, all of them, and the total to ``1 of 1 v…``."""
    plan = overtime_plan()
    (van,) = plan.instance.vehicles
    breaks = (Break(earliest_s=20 * 3600, latest_s=21 * 3600, duration_s=1800),)
    sprinter = dataclasses.replace(van, id="Sprinter red", breaks=breaks, capacity=(123_456,))
    instance = dataclasses.replace(plan.instance, vehicles=(sprinter,))
    text = _printed(instance, Solution.of(instance, plan.solution.routes))
    assert _fits(text)
    assert " Sprinter red-1 " in text
    assert " Sprinter red-2 " in text
    assert "2 of 2 vehicles" in text
    assert "0% of 123" not in text


def test_breaks_have_a_column_where_drivers_are_due_any(plan: Any) -> None:
    rested = rested_plan("waiting at B")
    text = _printed(rested.instance, rested.solution)
    heading = next(line for line in text.splitlines() if "vehicle" in line)
    assert heading.split()[3:7] == ["driving", "waiting", "break", "load"]
    row = next(line for line in text.splitlines() if "08:00–13:40" in line)
    assert row.split()[7:10] == ["35", "min", "10:30"]
    assert "45 min" in text
    home = rested_plan("at home")
    text = _printed(home.instance, home.solution)
    assert " break " in text
    assert "0 min" in text
    assert _fits(text)
    assert " break " not in _printed(*plan)
