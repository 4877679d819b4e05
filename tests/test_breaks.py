"""Schedules with a break against trying every departure, every leg and every beginning of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_instances import instances

from vrp.instance import MAX_VALUE, Break, Depot, Instance, Scale, Stop, Vehicle
from vrp.schedule import earliest_schedule, expected_schedule, make_schedule
from vrp.solution import Route, Solution, check
from vrp.timetable import Schedule

#: Where nothing ends earlier, routes leave before this in random instances.
LATEST = 130
TIMED = ["asymmetric", "breaks", "depot hours", "depots", "multiple windows"]
TIMED += ["open", "service", "setups", "shifts", "speed", "windows"]
AT_HOME = -1


class Trip(NamedTuple):
    """One way to drive a route: its order is that of preference."""

    duration: int
    departure: int
    option: tuple[int, int]


def legs_of(instance: Instance, vehicle: int, stops: Sequence[int]) -> list[int]:
    kind = instance.vehicles[vehicle]
    places = [kind.start, *map(instance.location, stops)]
    places += [] if kind.end is None else [kind.end]
    seconds = [
        round(int(instance.durations_s[leg]) / kind.speed_factor) + setup_s_of(instance, *leg)
        for leg in pairwise(places)
    ]
    return [*seconds, 0] if kind.end is None else seconds


def setup_s_of(instance: Instance, before: int, place: int) -> int:
    there_and_back = [(before, place), (place, before)]
    legs = (instance.distances_m, instance.durations_s)
    if place < len(instance.depots) or not any(m[leg] for m in legs for leg in there_and_back):
        return 0
    return instance.stops[place - len(instance.depots)].setup_s


def ends(
    instance: Instance,
    vehicle: int,
    stops: Sequence[int],
    departure: int,
    pause: tuple[int, int] | None,
) -> Iterator[int]:
    """When a route ends that breaks at this leg and time, for every choice of windows."""
    kind = instance.vehicles[vehicle]
    legs = legs_of(instance, vehicle, stops)
    choices = [instance.stops[stop].windows or ((0, MAX_VALUE),) for stop in stops]
    for windows in product(*choices):
        now = departure
        for number, (leg_s, window) in enumerate(zip(legs, [*windows, None], strict=True)):
            arrival = now + leg_s
            if pause is not None and pause[0] == number:
                begin, duration = pause[1], kind.breaks[0].duration_s
                if begin < now:
                    break
                # It interrupts the drive, or comes after it.
                arrival = arrival + duration if begin < arrival else begin + duration
            if window is None:
                yield arrival
                break
            now = max(arrival, window[0])
            if now > window[1]:
                break
            now += instance.stops[stops[number]].service_s


def brute_force(instance: Instance, vehicle: int, stops: Sequence[int]) -> Trip | None:
    kind = instance.vehicles[vehicle]
    opens, closes = instance.depots[kind.start].window
    end_opens, end_closes = (0, MAX_VALUE)
    if kind.end is not None:
        end_opens, end_closes = instance.depots[kind.end].window
        end_opens = max(end_opens, kind.shift_s[0])
    end_closes = min(end_closes, kind.shift_s[1])
    trips: list[Trip] = []
    for departure in range(max(opens, kind.shift_s[0]), min(closes, kind.shift_s[1], LATEST) + 1):
        options: list[tuple[tuple[int, int], tuple[int, int] | None, int]] = []
        if not kind.breaks:
            options.append(((0, AT_HOME), None, MAX_VALUE))
        for due in kind.breaks:
            options.append(((0, AT_HOME), None, due.latest_s))
            if departure >= due.earliest_s + due.duration_s:
                options.append(((1, AT_HOME), None, MAX_VALUE))
            for leg in range(len(stops) + 1):
                begins = range(max(departure, due.earliest_s), due.latest_s + 1)
                options += [((2, leg), (leg, begin), MAX_VALUE) for begin in begins]
        for option, pause, latest in options:
            for end in ends(instance, vehicle, stops, departure, pause):
                back = max(end, end_opens)
                if back <= min(latest, end_closes):
                    trips.append(Trip(back - departure, departure, option))
    return min(trips, default=None)


def is_on_time(schedule: Schedule) -> bool:
    return schedule.late_s == 0 and all(visit.late_s == 0 for visit in schedule.visits)


@settings(max_examples=200, deadline=None)
@given(instances(max_stops=3, n_vehicles=1, features=TIMED), st.randoms(use_true_random=False))
def test_schedule_is_the_shortest_then_the_earliest_then_the_first_option(
    instance: Instance, random: Any
) -> None:
    stops = list(range(len(instance.stops)))
    random.shuffle(stops)
    best = brute_force(instance, 0, stops)
    schedule = make_schedule(instance, 0, stops)
    assert is_on_time(schedule) == (best is not None)
    if best is not None:
        leg = AT_HOME if schedule.rest is None else schedule.rest.position
        assert (schedule.duration_s, schedule.departure_s) == best[:2]
        assert leg == best.option[1]
    assert_consistent(instance, schedule)


def assert_consistent(instance: Instance, schedule: Schedule) -> None:
    """Every second of a route is one of driving, service, waiting or its break."""
    rest = schedule.rest
    kind = instance.vehicles[0]
    stops = [visit.stop for visit in schedule.visits]
    legs = legs_of(instance, 0, stops)
    now = schedule.departure_s
    waited = []
    for number, (leg_s, visit) in enumerate(zip(legs, schedule.visits, strict=False)):
        on_road_s = visit.arrival_s - now - visit.leg_s
        assert visit.transit_s == leg_s
        assert visit.start_s == visit.arrival_s + visit.setup_s + visit.wait_s + visit.rest_s
        assert visit.wait_s >= 0
        here = rest is not None and rest.position == number
        length = kind.breaks[0].duration_s if here else 0
        paused_before = 0
        left = visit.start_s + instance.stops[visit.stop].service_s
        if rest is not None and rest.position == number + 1 and rest.start_s == left:
            paused_before = visit.departure_s - left
            assert paused_before in (0, kind.breaks[0].duration_s)
        assert visit.departure_s == left + paused_before
        before = rest is not None and here and rest.end_s == now and number > 0
        assert on_road_s + visit.rest_s == (0 if before else length)
        now = visit.departure_s
        waited.append(visit.wait_s)
    assert schedule.wait_s == sum(waited)
    if rest is None:
        return
    (due,) = kind.breaks
    assert due.earliest_s <= rest.start_s <= due.latest_s
    assert rest.end_s - rest.start_s == due.duration_s
    assert schedule.departure_s <= rest.start_s
    assert rest.end_s <= schedule.return_s
    for visit in schedule.visits:
        end = visit.start_s + instance.stops[visit.stop].service_s
        assert rest.end_s <= visit.start_s or rest.start_s >= end


def line(
    *due: Break, stops: Sequence[Stop] = (), depot: Depot | None = None, **vehicle: Any
) -> Instance:
    """The depot at 0 and the stops at 10, 20, … on a line; a metre a second."""
    places = stops or (Stop("a"), Stop("b"))
    positions = np.arange(len(places) + 1) * 10
    matrix = np.abs(positions[:, None] - positions[None, :]).astype(np.int32)
    driver = Vehicle("v", breaks=due, **vehicle)
    return Instance((depot or Depot("d"),), tuple(places), (driver,), matrix, matrix)


def at(second: int) -> tuple[tuple[int, int], ...]:
    return ((second, second),)


def test_a_route_that_is_back_in_time_has_its_break_afterwards() -> None:
    schedule = make_schedule(line(Break(0, 40, 5)), 0, [0, 1])
    assert (schedule.departure_s, schedule.return_s, schedule.rest) == (0, 40, None)


def test_a_route_that_leaves_late_enough_has_had_its_break() -> None:
    schedule = make_schedule(line(Break(3, 39, 5)), 0, [0, 1])
    assert (schedule.departure_s, schedule.duration_s, schedule.rest) == (8, 40, None)


@pytest.mark.parametrize(
    ("due", "position", "rest", "times"),
    [
        # Before leaving from a stop, for it may begin then.
        (Break(65, 75, 7), 1, (70, 77), ((50, 50, 77), (87, 87, 87))),
        (Break(70, 70, 7), 1, (70, 77), ((50, 50, 77), (87, 87, 87))),
        # On arrival, for it may not begin before.
        (Break(72, 80, 7), 1, (80, 87), ((50, 50, 70), (80, 87, 87))),
        # On the road, for on arrival it is too late.
        (Break(72, 79, 7), 1, (72, 79), ((50, 50, 70), (87, 87, 87))),
        # Never from the depot before the first leg, on which it may be on arrival or on the road.
        (Break(35, 43, 7), 0, (43, 50), ((43, 50, 70), (80, 80, 80))),
        (Break(35, 42, 7), 0, (35, 42), ((50, 50, 70), (80, 80, 80))),
        # On the last leg.
        (Break(81, 99, 7), 2, (99, 106), ((50, 50, 70), (80, 80, 80))),
        (Break(81, 98, 7), 2, (81, 88), ((50, 50, 70), (80, 80, 80))),
    ],
)
def test_where_a_break_is_shown(
    due: Break, position: int, rest: tuple[int, int], times: tuple[tuple[int, ...], ...]
) -> None:
    # Nobody leaves after 42, nor is home before 105.
    depots = Depot("d", window=(0, 42)), Depot("e", window=(105, 200))
    matrix = np.zeros((4, 4), dtype=np.int32)
    matrix[0, 2] = matrix[2, 3] = 10
    matrix[3, 1] = 19
    vehicle = Vehicle("v", end=1, breaks=(due,))
    stops = (Stop("a", windows=at(50), service_s=20), Stop("b"))
    schedule = make_schedule(Instance(depots, stops, (vehicle,), matrix, matrix), 0, [0, 1])
    assert is_on_time(schedule)
    assert schedule.rest is not None
    assert schedule.rest.position == position
    assert (schedule.rest.start_s, schedule.rest.end_s) == rest
    shown = tuple((v.arrival_s, v.start_s, v.departure_s) for v in schedule.visits)
    assert shown == times


@pytest.mark.parametrize(
    ("due", "rest", "times"),
    [
        # Behind the setup, which ends at 23.
        (Break(11, 23, 4), (23, 27), (20, 27, 0)),
        (Break(24, 26, 4), (24, 28), (20, 28, 1)),
        # Before it, and where that is too early or too late, in its middle and on the road.
        (Break(11, 22, 4), (20, 24), (20, 27, 0)),
        (Break(22, 22, 4), (22, 26), (20, 27, 0)),
        (Break(12, 19, 4), (12, 16), (24, 27, 0)),
    ],
)
def test_a_break_beside_setup(
    due: Break, rest: tuple[int, int], times: tuple[int, int, int]
) -> None:
    stops = (Stop("a", windows=at(10)), Stop("b", setup_s=3, service_s=5))
    instance = line(due, stops=stops)
    schedule = make_schedule(instance, 0, [0, 1])
    assert schedule.rest is not None
    assert schedule.rest == (1, *rest)
    second = schedule.visits[1]
    assert (second.arrival_s, second.start_s, second.wait_s) == times
    assert second.rest_s == (0 if rest[0] < 20 else 4)
    assert schedule.duration_s == brute_force(instance, 0, [0, 1]).duration  # type: ignore[union-attr]


def test_a_break_on_arrival_is_no_waiting() -> None:
    stops = (Stop("a", windows=at(10)), Stop("b", windows=at(90)))
    schedule = make_schedule(line(Break(40, 60, 30), stops=stops), 0, [0, 1])
    assert schedule.rest is not None
    assert (schedule.rest.start_s, schedule.rest.end_s) == (40, 70)
    second = schedule.visits[1]
    assert (second.arrival_s, second.start_s) == (20, 90)
    assert (second.rest_s, second.wait_s, schedule.wait_s) == (30, 40, 40)


def test_an_open_route_may_end_before_its_break() -> None:
    stops = (Stop("a", windows=at(10)), Stop("b", windows=at(20), service_s=5))
    for latest, on_time in ((25, True), (24, False)):
        instance = line(Break(0, latest, 7), stops=stops, end=None)
        schedule = make_schedule(instance, 0, [0, 1])
        assert is_on_time(schedule) == on_time
        assert (schedule.rest is None) == on_time


def test_late_routes_have_their_break_where_they_are_least_late_for_it() -> None:
    stops = (Stop("a", windows=((0, 10),)), Stop("b", windows=((0, 24),)))
    schedule = make_schedule(line(Break(5, 19, 6), stops=stops, shift_s=(0, 60)), 0, [0, 1])
    assert schedule.departure_s == 0
    assert [visit.late_s for visit in schedule.visits] == [0, 2]
    assert schedule.rest is not None
    assert (schedule.rest.position, schedule.rest.start_s, schedule.rest.end_s) == (1, 10, 16)


def test_late_routes_that_leave_after_the_break_must_begin_leave_when_it_has_ended() -> None:
    stops = (Stop("a", windows=((0, 42),)), Stop("b"))
    instance = line(Break(20, 25, 15), stops=stops, shift_s=(30, 90))
    schedule = make_schedule(instance, 0, [0, 1])
    assert (schedule.departure_s, schedule.rest) == (35, None)
    assert [visit.late_s for visit in schedule.visits] == [3, 0]


@given(instances(max_stops=4, n_vehicles=1, features=TIMED))
def test_late_routes_have_their_break_in_time(instance: Instance) -> None:
    """Whatever is late, a break is begun in time, had at home, or the route is back before."""
    schedule = earliest_schedule(instance, 0, range(len(instance.stops)), changed={})
    assert_consistent(instance, schedule)
    for due in instance.vehicles[0].breaks:
        at_home = schedule.departure_s >= due.earliest_s + due.duration_s
        assert schedule.rest or at_home or schedule.return_s <= due.latest_s
    if is_on_time(schedule):
        assert is_on_time(make_schedule(instance, 0, range(len(instance.stops))))


@settings(deadline=None)
@given(instances(max_stops=4, n_vehicles=1, features=TIMED), st.data())
def test_traffic_makes_nothing_later(instance: Instance, data: st.DataObject) -> None:
    factors = data.draw(st.lists(st.floats(0.1, 1.0), min_size=24, max_size=24))
    minutes = data.draw(st.sampled_from([1, 60, 300]))
    slowest = np.asarray(instance.durations_s) * minutes
    hours = tuple(np.rint(slowest * factor).astype(np.int32) for factor in factors)
    instance = replace(
        instance, durations_s=slowest, hourly_durations_s=hours, traffic="of the test"
    )
    planned = make_schedule(instance, 0, range(len(instance.stops)))
    expected = expected_schedule(instance, 0, planned)
    assert expected.return_s <= planned.return_s
    for before, after in zip(planned.visits, expected.visits, strict=True):
        assert after.departure_s <= before.departure_s
        assert after.late_s <= before.late_s
    assert (expected.rest is None) == (planned.rest is None)
    if planned.rest is not None and expected.rest is not None:
        (due,) = instance.vehicles[0].breaks
        assert expected.rest.position == planned.rest.position
        assert due.earliest_s <= expected.rest.start_s <= due.latest_s
        assert expected.rest.end_s - expected.rest.start_s == due.duration_s


def test_a_break_that_no_route_has_time_for_is_a_violation() -> None:
    """Reported in the units of the input, as lateness of what comes behind it."""
    stops = (Stop("a", windows=((0, 420),)), Stop("b"))
    instance = line(Break(200, 250, 155), stops=stops, shift_s=(300, 900))
    instance = replace(instance, scale=Scale(duration=10))
    plan = Solution.of(instance, [Route(0, (0, 1))])
    assert check(instance, plan) == ()
    sooner = replace(stops[0], windows=((0, 360),))
    late = replace(instance, stops=(sooner, stops[1]))
    assert check(late, plan) == ("route 1 (v): stop 'a' is served 0.5 s after its window ends",)


def test_a_route_that_reloads_has_no_break() -> None:
    instance = line(Break(5, 9, 5), depot=Depot("d", window=(0, 99)))
    plan = Solution.of(instance, [Route(0, (0, 1), (1,))])
    assert plan.schedules(instance)[0].rest is None
    assert check(instance, plan) == ("route 1 (v): reloads is 1, limit 0",)


def test_the_break_counts_as_duration() -> None:
    due = Break(15, 25, 10)
    instance = line(due, cost_per_s=3, max_duration_s=49, depot=Depot("d", window=(0, 50)))
    plan = Solution.of(instance, [Route(0, (0, 1))])
    assert plan.cost.duration == 3 * 50
    (broken,) = check(instance, plan)
    assert broken.startswith("route 1 (v): duration is 50 s, limit 49")
    enough = replace(instance, vehicles=(replace(instance.vehicles[0], max_duration_s=50),))
    assert check(enough, Solution.of(enough, [Route(0, (0, 1))])) == ()
