"""Schedules against trying every departure second and every choice of windows."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_instances import FEATURES, instances

from vrp.departure import route_hours
from vrp.errors import InstanceError
from vrp.instance import MAX_VALUE, Depot, Instance, Stop, Vehicle
from vrp.schedule import earliest_schedule, expected_schedule, make_schedule
from vrp.timetable import Schedule

#: Everything in the random instances happens before this.
LATEST = 260


def line(
    stops: list[Stop], vehicle: Vehicle | None = None, depot: Depot | None = None, gap: int = 10
) -> Instance:
    """The depot at 0 and the stops at ``gap``, ``2 gap``, … on a line; a metre a second."""
    positions = np.arange(len(stops) + 1) * gap
    matrix = np.abs(positions[:, None] - positions[None, :]).astype(np.int32)
    return Instance((depot or Depot("d"),), stops, (vehicle or Vehicle("v"),), matrix, matrix)


def leg_s(instance: Instance, vehicle: int, origin: int, destination: int) -> int:
    factor = instance.vehicles[vehicle].speed_factor
    return round(int(instance.durations_s[origin, destination]) / factor)


def setup_s(instance: Instance, before: int, place: int) -> int:
    """Of a stop, where the place before is another one."""
    ways = [
        legs[leg]
        for legs in (instance.distances_m, instance.durations_s)
        for leg in ((before, place), (place, before))
    ]
    return instance.stops[place - len(instance.depots)].setup_s if any(ways) else 0


def brute_force(instance: Instance, vehicle: int, stops: list[int]) -> tuple[int, int] | None:
    """Smallest (duration, return) over every departure and every choice of one window a stop."""
    kind = instance.vehicles[vehicle]
    depot = instance.depots[kind.start]
    best = None
    choices = [instance.stops[stop].windows or ((0, LATEST * 9),) for stop in stops]
    places = [kind.start, *(instance.location(stop) for stop in stops)]
    first = max(depot.window[0], kind.shift_s[0])
    last = min(depot.window[1], kind.shift_s[1], LATEST)
    for departure, windows in product(range(first, last + 1), product(*choices)):
        now = departure
        for position, (stop, (opens, closes)) in enumerate(zip(stops, windows, strict=True)):
            leg = places[position : position + 2]
            now = max(now + leg_s(instance, vehicle, *leg) + setup_s(instance, *leg), opens)
            if now > closes:
                break
            now += instance.stops[stop].service_s
        else:
            if kind.end is not None:
                end = instance.depots[kind.end]
                now = max(now + leg_s(instance, vehicle, places[-1], kind.end), end.window[0])
                now = max(now, kind.shift_s[0])
                if now > end.window[1]:
                    continue
            if now <= kind.shift_s[1]:
                best = min(best or (now - departure, now), (now - departure, now))
    return best


def is_on_time(schedule: Schedule) -> bool:
    return schedule.late_s == 0 and all(visit.late_s == 0 for visit in schedule.visits)


TIMED = ["asymmetric", "depot hours", "depots", "multiple windows", "open"]
TIMED += ["service", "setups", "shifts", "speed", "windows"]


@settings(max_examples=200)
@given(instances(max_stops=3, features=TIMED), st.randoms(use_true_random=False))
def test_schedule_is_the_shortest_and_then_the_earliest(instance: Instance, random: Any) -> None:
    stops = list(range(len(instance.stops)))
    random.shuffle(stops)
    for vehicle in range(len(instance.vehicles)):
        best = brute_force(instance, vehicle, stops)
        schedule = make_schedule(instance, vehicle, stops)
        assert is_on_time(schedule) == (best is not None)
        if best is not None:
            assert (schedule.duration_s, schedule.return_s) == best


@given(instances(features=[name for name in FEATURES if name not in ("breaks", "missing ways")]))
def test_schedule_is_consistent(instance: Instance) -> None:
    stops = range(len(instance.stops))
    for vehicle, kind in enumerate(instance.vehicles):
        schedule = make_schedule(instance, vehicle, stops)
        now, load = schedule.departure_s, np.array(schedule.load_at_start)
        place, peaks = kind.start, [load]
        for visit in schedule.visits:
            stop, location = instance.stops[visit.stop], instance.location(visit.stop)
            assert visit.leg_m == instance.distances_m[place, location]
            assert visit.leg_s == leg_s(instance, vehicle, place, location)
            assert visit.arrival_s == now + visit.leg_s
            assert visit.setup_s == setup_s(instance, place, location)
            assert visit.start_s == visit.arrival_s + visit.setup_s + visit.wait_s
            assert visit.wait_s >= 0
            inside = [a <= visit.start_s <= b for a, b in stop.windows or ((0, MAX_VALUE),)]
            assert any(inside) == (visit.late_s == 0)
            now, place = visit.departure_s, location
            assert now == visit.start_s + stop.service_s
            load = load - instance.deliveries[visit.stop] + instance.pickups[visit.stop]
            assert tuple(load) == visit.load_after
            peaks.append(load)
        assert tuple(np.max(peaks, axis=0)) == schedule.peak_load
        assert schedule.return_s >= now + schedule.last_leg_s
        driven = schedule.driving_s + sum(instance.stops[stop].service_s for stop in stops)
        assert schedule.duration_s >= driven + schedule.setup_s + schedule.wait_s


def test_departs_late_so_as_not_to_wait() -> None:
    instance = line([Stop("a", windows=((100, 200),), service_s=5)])
    schedule = make_schedule(instance, 0, [0])
    assert (schedule.departure_s, schedule.return_s) == (90, 115)
    assert (schedule.duration_s, schedule.wait_s) == (25, 0)
    assert (schedule.driving_s, schedule.distance_m) == (20, 20)


def test_waits_where_windows_force_it() -> None:
    stops = [Stop("a", windows=((0, 20),)), Stop("b", windows=((50, 60),))]
    schedule = make_schedule(line(stops), 0, [0, 1])
    assert schedule.departure_s == 10
    assert [visit.wait_s for visit in schedule.visits] == [0, 20]
    assert schedule.duration_s == 60


def test_setup_comes_before_the_window_opens_and_once_per_place() -> None:
    stops = [
        Stop("a", setup_s=6, service_s=2, windows=((100, 110),)),
        Stop("b", setup_s=30, windows=((120, 130),)),
        Stop("c", setup_s=4),
    ]
    at = np.array([0, 10, 10, 30], dtype=np.int32)
    legs = np.abs(at[:, None] - at[None, :])
    instance = Instance((Depot("d"),), stops, (Vehicle("v", speed_factor=2.0),), legs, legs)
    schedule = make_schedule(instance, 0, [0, 1, 2])
    assert schedule.departure_s == 99
    first, second, third = schedule.visits
    assert (first.arrival_s, first.setup_s, first.wait_s, first.start_s) == (104, 6, 0, 110)
    assert (second.arrival_s, second.setup_s, second.wait_s, second.start_s) == (112, 0, 8, 120)
    assert (third.arrival_s, third.leg_s, third.setup_s, third.start_s) == (130, 10, 4, 134)
    assert (schedule.driving_s, schedule.setup_s, schedule.wait_s) == (30, 10, 8)
    assert schedule.duration_s == 30 + 10 + 8 + 2


def test_takes_the_later_of_two_windows_where_that_is_shorter() -> None:
    stops = [Stop("a", windows=((0, 20), (40, 60))), Stop("b", windows=((50, 60),))]
    schedule = make_schedule(line(stops), 0, [0, 1])
    assert schedule.departure_s == 30
    assert schedule.duration_s == 40


def test_of_equally_short_schedules_the_earliest_is_taken() -> None:
    stops = [Stop("a", windows=((20, 30), (50, 60)))]
    assert make_schedule(line(stops), 0, [0]).departure_s == 10


def test_open_route_ends_at_its_last_stop() -> None:
    instance = line([Stop("a", service_s=7)], Vehicle("v", end=None, shift_s=(0, 17)))
    schedule = make_schedule(instance, 0, [0])
    assert (schedule.return_s, schedule.late_s) == (17, 0)
    assert (schedule.last_leg_m, schedule.last_leg_s, schedule.distance_m) == (0, 0, 10)


def test_durations_are_divided_by_the_speed_factor() -> None:
    schedule = make_schedule(line([Stop("a")], Vehicle("v", speed_factor=3.0)), 0, [0])
    assert [visit.leg_s for visit in schedule.visits] == [3]
    assert (schedule.driving_s, schedule.distance_m) == (6, 20)


def test_depot_that_opens_after_the_shift_delays_the_departure() -> None:
    vehicle = Vehicle("v", shift_s=(20, 70))
    schedule = make_schedule(line([Stop("a")], vehicle, Depot("d", window=(50, 90))), 0, [0])
    assert (schedule.departure_s, schedule.return_s, schedule.late_s) == (50, 70, 0)


def test_depot_that_opens_after_the_end_of_the_shift_leaves_no_time() -> None:
    vehicle = Vehicle("v", end=None, shift_s=(20, 40))
    instance = line([Stop("a")], vehicle, Depot("d", window=(50, 90)))
    assert route_hours(instance, 0) == ((50, 40), (20, 40))
    schedule = make_schedule(instance, 0, [0])
    assert (schedule.departure_s, schedule.late_s) == (50, 20)


def test_depot_that_closes_before_the_shift_leaves_no_time_for_an_open_route() -> None:
    vehicle = Vehicle("v", end=None, shift_s=(50, 90))
    schedule = make_schedule(line([Stop("a")], vehicle, Depot("d", window=(0, 40))), 0, [0])
    assert (schedule.departure_s, schedule.late_s) == (50, 10)


def test_waits_at_an_end_depot_that_is_still_closed() -> None:
    matrix = np.full((3, 3), 10, dtype=np.int32)
    depots = (Depot("early", window=(0, 15)), Depot("late", window=(100, 200)))
    vehicle = Vehicle("v", start=0, end=1)
    schedule = make_schedule(Instance(depots, (Stop("a"),), (vehicle,), matrix, matrix), 0, [0])
    assert (schedule.departure_s, schedule.return_s) == (15, 100)
    assert (schedule.duration_s, schedule.late_s) == (85, 0)


def test_end_depot_that_opens_after_the_shift_makes_the_route_late() -> None:
    matrix = np.full((3, 3), 10, dtype=np.int32)
    depots = (Depot("start"), Depot("end", window=(100, 200)))
    vehicle = Vehicle("v", start=0, end=1, shift_s=(0, 60))
    schedule = make_schedule(Instance(depots, (Stop("a"),), (vehicle,), matrix, matrix), 0, [0])
    assert (schedule.return_s, schedule.late_s) == (100, 40)


def test_late_route_runs_as_early_as_possible_and_says_how_late_it_is() -> None:
    stops = [Stop("a", windows=((0, 4), (6, 8))), Stop("b", windows=((30, 40),), service_s=5)]
    schedule = make_schedule(line(stops, Vehicle("v", shift_s=(0, 50))), 0, [0, 1])
    assert schedule.departure_s == 0
    assert [visit.late_s for visit in schedule.visits] == [2, 0]
    assert [visit.start_s for visit in schedule.visits] == [10, 30]
    assert (schedule.return_s, schedule.late_s) == (55, 5)


@pytest.mark.parametrize(
    ("order", "loads", "peak"),
    [([0, 1], [4, 4, 6], 6), ([1, 0], [4, 6, 6], 6), ([0], [3, 3], 3), ([2, 1], [6, 1, 3], 6)],
)
def test_deliveries_leave_and_pickups_stay_on_board(
    order: list[int], loads: list[int], peak: int
) -> None:
    stops = [
        Stop("swap", delivery=(3,), pickup=(3,)),
        Stop("more", delivery=(1,), pickup=(3,)),
        Stop("drop", delivery=(5,)),
    ]
    schedule = make_schedule(line(stops), 0, order)
    assert schedule.load_at_start == (loads[0],)
    assert [visit.load_after for visit in schedule.visits] == [(load,) for load in loads[1:]]
    assert schedule.peak_load == (peak,)


def test_where_nothing_ends_a_route_takes_as_long_as_it_takes() -> None:
    instance = line([Stop("a"), Stop("b", windows=((5, MAX_VALUE),))], gap=MAX_VALUE // 3)
    schedule = make_schedule(instance, 0, [1, 0, 1, 0])
    assert schedule.duration_s == 6 * (MAX_VALUE // 3)
    assert schedule.late_s == 0
    assert [visit.late_s for visit in schedule.visits] == [0, 0, 0, 0]


def test_the_last_second_but_one_is_an_end() -> None:
    shift = Vehicle("v", shift_s=(0, MAX_VALUE - 1))
    schedule = make_schedule(line([Stop("a")], shift, gap=MAX_VALUE), 0, [0])
    assert schedule.late_s == MAX_VALUE + 1


def with_traffic(instance: Instance, factors: dict[int, float]) -> Instance:
    """The instance with some hours that are faster than the plan's durations."""
    hours = [
        np.rint(instance.durations_s * factors.get(hour, 1.0)).astype(np.int32)
        for hour in range(24)
    ]
    return replace(instance, hourly_durations_s=tuple(hours), traffic="a test")


def test_traffic_of_the_hour_in_which_a_leg_begins() -> None:
    hour = 3600
    stops = [Stop("a", windows=((9 * hour, 10 * hour),), service_s=60), Stop("b")]
    instance = line(stops, gap=1800)
    planned = make_schedule(instance, 0, [0, 1])
    assert planned.departure_s == 9 * hour - 1800
    expected = expected_schedule(with_traffic(instance, {8: 0.5, 9: 0.1}), 0, planned)
    first, second = expected.visits
    assert expected.departure_s == planned.departure_s
    assert (first.leg_s, first.arrival_s, first.start_s) == (900, 9 * hour - 900, 9 * hour)
    assert second.leg_s == 180
    # The last leg begins at 9:04 and takes a tenth of an hour.
    assert expected.last_leg_s == 360
    assert expected.return_s == 9 * hour + 60 + 180 + 360
    assert expected.distance_m == planned.distance_m
    assert expected_schedule(instance, 0, planned) is planned


def test_traffic_changes_no_setup() -> None:
    instance = line([Stop("a", setup_s=600), Stop("b", setup_s=60)], gap=1800)
    planned = make_schedule(instance, 0, [0, 1])
    expected = expected_schedule(with_traffic(instance, {0: 0.5, 1: 0.1}), 0, planned)
    first, second = expected.visits
    assert (first.leg_s, first.setup_s, first.start_s) == (900, 600, 1500)
    assert (second.leg_s, second.setup_s, second.start_s) == (900, 60, 2460)


@given(instances(features=[name for name in FEATURES if name != "missing ways"]), st.data())
def test_with_the_slowest_hour_planned_nothing_is_later_than_planned(
    instance: Instance, data: st.DataObject
) -> None:
    factors = data.draw(st.dictionaries(st.integers(0, 23), st.floats(0.1, 1.0)))
    instance = with_traffic(instance, factors)
    stops = range(len(instance.stops))
    for vehicle in range(len(instance.vehicles)):
        planned = make_schedule(instance, vehicle, stops)
        expected = expected_schedule(instance, vehicle, planned)
        assert expected.return_s <= planned.return_s
        for before, after in zip(planned.visits, expected.visits, strict=True):
            assert after.departure_s <= before.departure_s
            assert after.late_s <= before.late_s


@pytest.mark.parametrize(("hours", "message"), [(3, "has 3 matrices, expected 24")])
def test_a_day_has_24_hours(hours: int, message: str) -> None:
    instance = line([Stop("a")])
    with pytest.raises(InstanceError, match=message):
        replace(instance, hourly_durations_s=(instance.durations_s,) * hours)


def test_a_long_leg_goes_on_at_the_pace_of_the_next_hour() -> None:
    hour = 3600
    instance = line([Stop("a", windows=((8 * hour + 1800 + 2 * hour,) * 2,))], gap=2 * hour)
    planned = make_schedule(instance, 0, [0])
    assert planned.departure_s == 8 * hour + 1800
    # Half of the hour from eight on is a quarter of two hours; the rest takes half the time.
    (visit,) = expected_schedule(with_traffic(instance, {9: 0.5}), 0, planned).visits
    assert visit.leg_s == 1800 + 2700


@settings(max_examples=60)
@given(
    instances(
        min_stops=2, max_stops=3, features=["releases", "windows", "service", "shifts", "speed"]
    ),
    st.integers(0, 9),
)
def test_trips_are_scheduled_in_the_shortest_time(instance: Instance, reload_s: int) -> None:
    kind = replace(instance.vehicles[0], max_reloads=1, reload_s=reload_s, end=0)
    instance = replace(instance, vehicles=(kind,))
    stops = list(range(len(instance.stops)))
    trips = (stops[:1], stops[1:])
    ends = []
    for departure in range(kind.shift_s[0], min(kind.shift_s[1], LATEST) + 1):
        end = drive(instance, trips, departure)
        if end is not None:
            ends.append((end - departure, end))
    schedule = make_schedule(instance, 0, stops, (1,))
    assert is_on_time(schedule) == bool(ends)
    if ends:
        assert (schedule.duration_s, schedule.return_s) == min(ends)


def drive(instance: Instance, trips: tuple[list[int], ...], now: int) -> int | None:
    """When a vehicle that leaves at this time is back from all its trips, if that is in time."""
    kind = instance.vehicles[0]
    for number, trip in enumerate(trips):
        if number:
            now += leg_s(instance, 0, instance.location(trips[number - 1][-1]), kind.start)
            now += kind.reload_s
        released = max(instance.stops[stop].release_s for stop in trip)
        if number == 0 and now < released:
            return None
        now = max(now, released)
        if now > kind.shift_s[1]:
            return None
        at = kind.start
        for stop in trip:
            place = instance.location(stop)
            now += leg_s(instance, 0, at, place)
            at = place
            opens, closes = (instance.stops[stop].windows or ((0, LATEST * 9),))[0]
            now = max(now, opens)
            if now > closes:
                return None
            now += instance.stops[stop].service_s
    now += leg_s(instance, 0, at, kind.start)
    return now if now <= kind.shift_s[1] else None


def test_the_earliest_schedule_as_if_a_stop_had_other_windows_and_releases() -> None:
    stops = (Stop("a", windows=((40, 50),), release_s=30), Stop("b"))
    legs = 10 * (1 - np.eye(3, dtype=np.int64))
    instance = Instance((Depot("base"),), stops, (Vehicle("van"),), legs, legs)
    as_it_is = earliest_schedule(instance, 0, (0, 1), changed={})
    assert (as_it_is.departure_s, as_it_is.visits[0].start_s, as_it_is.return_s) == (30, 40, 60)
    sooner = replace(stops[0], windows=((0, 5),), release_s=0)
    late = earliest_schedule(instance, 0, (0, 1), changed={0: sooner})
    assert (late.departure_s, late.visits[0].late_s, late.return_s) == (0, 5, 30)
    reloaded = earliest_schedule(instance, 0, (1, 0), (1,), changed={0: sooner})
    assert reloaded.reloads[0].departure_s == 20
