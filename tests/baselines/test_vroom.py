"""What VROOM does not take into account is said with its plan."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from small_instances import plain, with_vehicle

from vrp.baselines import solve_with
from vrp.instance import NO_WAY, Instance

pytest.importorskip("vroom")


def remarks(instance: Instance) -> tuple[str, ...]:
    return solve_with("vroom", instance, time_limit=0.1).run.remarks


def test_a_plan_without_a_catch_has_no_remarks() -> None:
    assert remarks(plain(1)) == ()
    assert remarks(with_vehicle(plain(1), cost_per_s=2)) == ()


def test_waiting_that_costs_is_remarked() -> None:
    (remark,) = remarks(with_vehicle(plain(1, "windows"), cost_per_s=2))
    assert remark.startswith("VROOM charges no waiting")


def test_stops_off_the_depot_are_remarked() -> None:
    instance = plain(1)
    distances = np.array(instance.distances_m)
    distances[0, 2] = NO_WAY
    (remark,) = remarks(dataclasses.replace(instance, distances_m=distances))
    assert remark.startswith("VROOM leaves out stops without a way from or to a depot")


def test_costs_beyond_its_32_bits_are_rounded_to_what_fits() -> None:
    instance = with_vehicle(plain(3, n_stops=5), cost_per_m=10**9 + 7)
    plan = solve_with("vroom", instance, time_limit=0.1)
    assert (
        plan.cost.total
        == (10**9 + 7) * solve_with("vroom", plain(3, n_stops=5), time_limit=0.1).cost.total
    )


def test_limits_of_duration_are_kept_where_nobody_waits() -> None:
    instance = with_vehicle(plain(1, "service"), max_duration_s=40, count=5, capacity=(None,))
    plan = solve_with("vroom", instance, time_limit=0.1)
    assert plan.routes
    assert all(schedule.duration_s <= 40 for schedule in plan.schedules(instance))
