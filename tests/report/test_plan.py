"""What is derived once for all outputs."""

from __future__ import annotations

from typing import Any

from vrp.report.plan import Plan


def test_routes_carry_their_schedules_and_totals_add_up(plan: Any) -> None:
    instance, solution = plan
    derived = Plan.of(instance, solution)
    schedules = solution.schedules(instance)
    assert tuple(planned.schedule for planned in derived.routes) == schedules
    assert derived.distance_m == sum(schedule.distance_m for schedule in schedules)
    service = sum(
        instance.stops[stop].service_s for route in solution.routes for stop in route.stops
    )
    assert derived.duration_s == derived.driving_s + derived.wait_s + service
    assert derived.n_served + len(derived.reasons) == len(instance.stops)


def test_labels_and_colours_are_unique(make_plan: Any) -> None:
    derived = Plan.of(*make_plan(60, 8))
    assert len({planned.label for planned in derived.routes}) == len(derived.routes)
    assert len({planned.colour for planned in derived.routes}) == len(derived.routes)


def test_it_is_shown_in_a_line(plan: Any) -> None:
    instance, solution = plan
    assert repr(Plan.of(instance, solution)) == f"<Plan of {instance!r}: {solution!r}>"
