from __future__ import annotations

import dataclasses

from brute_force import best_plan
from hypothesis import given
from random_instances import instances
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines.legs import Legs
from vrp.baselines.times import closing_at, horizon, may_wait
from vrp.instance import MAX_VALUE, Instance


@given(instances(max_stops=4))
def test_no_route_ends_after_the_horizon(instance: Instance) -> None:
    latest = horizon(Legs(instance))
    schedules = best_plan(instance).schedules(instance)
    assert all(schedule.return_s < latest for schedule in schedules)


@given(instances(max_stops=4))
def test_nobody_waits_where_nobody_may(instance: Instance) -> None:
    if not may_wait(instance):
        for schedule in best_plan(instance).schedules(instance):
            served_s = sum(visit.departure_s - visit.start_s for visit in schedule.visits)
            reloaded_s = sum(reload.service_s for reload in schedule.reloads)
            busy_s = schedule.driving_s + schedule.setup_s + served_s + reloaded_s
            assert schedule.duration_s == busy_s


def test_windows_that_never_close_end_at_the_horizon() -> None:
    assert closing_at((3, MAX_VALUE), 99) == (3, 99)
    assert closing_at((3, 500), 99) == (3, 500)


def test_windows_and_late_depots_make_vehicles_wait() -> None:
    instance = plain(1)
    assert not may_wait(instance)
    assert not may_wait(with_vehicle(instance, shift_s=(5, 90)))
    assert may_wait(with_stop(instance, 0, windows=((3, 9),)))
    second = dataclasses.replace(instance.depots[0], id="late", window=(50, 90))
    assert not may_wait(dataclasses.replace(instance, depots=(instance.depots[0],)))
    two = dataclasses.replace(
        instance,
        depots=(*instance.depots, second),
        distances_m=[[0] * 7 for _ in range(7)],  # type: ignore[arg-type]
        durations_s=[[0] * 7 for _ in range(7)],  # type: ignore[arg-type]
    )
    assert may_wait(with_vehicle(two, end=1))
