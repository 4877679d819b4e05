"""Where one more stop fits best into a given plan, and what it would break there.

A table of all gaps of all routes answers most of the question at once: loads before and after each
gap, the earliest departure in front of it and the latest arrival behind it (the slack of
Savelsbergh 1992). It is exact for loads, distances, numbers of stops and single time windows, and
an estimate for the rest, so that only a few of the most promising gaps need a schedule of their
own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, Instance, LegMatrix
from vrp.reasons.excess import HOPELESS, Excess, horizon_s, route_excesses, severity
from vrp.schedule import Reload, Schedule, route_hours, route_places, trips_of
from vrp.solution import Route, Solution, route_cost, route_legs, route_schedule

__all__ = ["Insertion", "Insertions"]

_Ints = npt.NDArray[np.int64]
#: A structured array: see :func:`_columns`.
_Gaps = npt.NDArray[np.void]

#: At most so many gaps get a schedule of their own, and at least so many where some stop has
#: several windows, for the table only estimates lateness there.
_MOST_TRIALS = 16
_TRIALS_WITH_SEVERAL_WINDOWS = 4
#: At most about so many stops are scheduled for one plan: this keeps it within about a second.
_MOST_SCHEDULED = 200_000
#: Stands for no limit: beyond any value, and sums with it still fit 64 bits.
_UNLIMITED = 2**60


@dataclass(frozen=True)
class Insertion:
    """A stop put into route number ``route`` behind its first ``position`` stops, on trip ``trip``.

    ``cost`` is what the route then costs more, in cost units.
    """

    route: int
    position: int
    trip: int
    excesses: tuple[Excess, ...]
    cost: int

    @property
    def rank(self) -> tuple[int, float, int]:
        """Smaller is better: kinds of limit broken, by how much, added cost."""
        return (*severity(self.excesses), self.cost)


class Insertions:
    """The gaps of a plan, asked about one stop at a time.

    Parameters
    ----------
    instance
        The problem.
    solution
        The plan; its number of unassigned stops bounds the work spent on each.
    """

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self._instance = instance
        self._routes = solution.routes
        self._horizon = horizon_s(instance)
        driven = list(zip(self._routes, solution.schedules(instance), strict=True))
        self._costs = [route_cost(instance, *route).total for route in driven]
        gaps = [_gaps(instance, number, *route) for number, route in enumerate(driven)]
        self._gaps = np.concatenate([np.zeros(0, _columns(instance)), *gaps])
        longest = max((len(route.stops) for route in self._routes), default=0) + 1
        share = _MOST_SCHEDULED // (longest * max(1, len(solution.unassigned)))
        self._trials = min(_MOST_TRIALS, max(1, share))
        # One more stop may make a trip wait, which the table does not know either.
        several = instance.has_releases or any(len(stop.windows) > 1 for stop in instance.stops)
        self._least_trials = _TRIALS_WITH_SEVERAL_WINDOWS if several else 1

    def best(self, stop: int) -> Insertion | None:
        """Find the insertion of smallest :attr:`~Insertion.rank`.

        Returns
        -------
        Insertion or None
            ``None`` if no vehicle with a route has the skills of the stop. Where only a schedule
            can tell (limited durations, costs per hour, several windows), the best of the gaps
            tried.
        """
        gaps = self._open_to(stop)
        if not len(gaps):
            return None
        table = _Table(self._instance, self._horizon, gaps, stop)
        order = np.lexsort((table.cost, table.share, table.kinds))
        best: Insertion | None = None
        for tried, gap in enumerate(order[: self._trials]):
            bound = (int(table.kinds[gap]), float(table.share[gap]), int(table.cost[gap]))
            if best is not None and tried >= self._least_trials and bound >= best.rank:
                break
            where = (int(gaps[name][gap]) for name in ("route", "position", "trip"))
            trial = self._try(stop, *where)
            if best is None or trial.rank < best.rank:
                best = trial
        return best

    def all_full(self, stop: int) -> bool:
        """Whether its load fits no gap of any vehicle with the skills."""
        gaps = self._open_to(stop)
        return bool((_overload(self._instance, gaps, stop) > 0).any(axis=1).all())

    def stop_limits(self, stop: int) -> frozenset[int]:
        """Limits of stops of the vehicles with the skills if all of them are met, else nothing."""
        gaps = self._open_to(stop)
        full = gaps["spare_stops"] <= 0
        return frozenset(gaps["max_stops"].tolist()) if full.all() else frozenset()

    def _open_to(self, stop: int) -> _Gaps:
        vehicles = range(len(self._instance.vehicles))
        able = np.array([self._instance.can_serve(vehicle, stop) for vehicle in vehicles])
        return self._gaps if able.all() else self._gaps[able[self._gaps["vehicle"]]]

    def _try(self, stop: int, number: int, position: int, trip: int) -> Insertion:
        before = self._routes[number]
        stops = before.stops
        after = Route(
            before.vehicle,
            (*stops[:position], stop, *stops[position:]),
            tuple(at + (earlier >= trip) for earlier, at in enumerate(before.reloads)),
        )
        tried = route_schedule(self._instance, after)
        cost = route_cost(self._instance, after, tried).total
        return Insertion(
            number,
            position,
            trip,
            route_excesses(self._instance, after, tried, self._horizon),
            cost - self._costs[number],
        )


class _Table:
    """What one stop breaks in every gap: kinds of limit, sum of the shares, added cost."""

    def __init__(self, instance: Instance, horizon: int, gaps: _Gaps, stop: int) -> None:
        place = instance.location(stop)
        detour_m = _detour_m(instance.distances_m, gaps, place) - gaps["leg_m"]
        charged_m = _detour_m(instance.charged_m, gaps, place) - gaps["charged_m"]
        there_s = _driving_s(instance.durations_s[gaps["before"], place], gaps)
        back_s = _driving_s(instance.durations_s[place, gaps["after"]], gaps)
        back_s[gaps["after"] < 0] = 0
        work_s = there_s + back_s - gaps["leg_s"] + instance.stops[stop].service_s
        start, late = _start_of_service(instance, stop, gaps["ready"] + there_s)
        arrival = start + instance.stops[stop].service_s + back_s
        late = np.maximum(late, arrival - gaps["latest"])

        over = np.column_stack(
            [
                _overload(instance, gaps, stop) / np.maximum(1, gaps["capacity"]),
                late / horizon,
                (detour_m - gaps["spare_m"]) / np.maximum(1, gaps["max_m"]),
                (work_s - gaps["spare_s"]) / np.maximum(1, gaps["max_s"]),
                (1 - gaps["spare_stops"]) / np.maximum(1, gaps["max_stops"]),
            ]
        ).clip(min=0.0)
        loads = gaps["capacity"].shape[1]
        missing = _missing_legs(instance, gaps, place)
        kinds = (over[:, :loads] > 0).any(axis=1) + (over[:, loads:] > 0).sum(axis=1)
        self.kinds = np.where(missing > 0, HOPELESS, kinds)
        self.share = np.where(missing > 0, missing, over.sum(axis=1))
        extra_s = np.maximum(0, work_s - gaps["slack_s"])
        self.cost = gaps["cost_per_m"] * charged_m + gaps["cost_per_s"] * extra_s


def _detour_m(matrix: LegMatrix, gaps: _Gaps, place: int) -> _Ints:
    """Metres from the place before each gap to this one and on to the place behind it."""
    there: _Ints = matrix[gaps["before"], place].astype(np.int64)
    there += np.where(gaps["after"] < 0, 0, matrix[place, gaps["after"]])
    return there


def _missing_legs(instance: Instance, gaps: _Gaps, place: int) -> _Ints:
    """How many of the two legs to and from the place have no way."""
    missing = instance.missing_ways
    if missing is None:
        return np.zeros(len(gaps), dtype=np.int64)
    legs: _Ints = missing[gaps["before"], place].astype(np.int64)
    legs += missing[place, gaps["after"]] & (gaps["after"] >= 0)
    return legs


def _driving_s(seconds: npt.NDArray[np.int32], gaps: _Gaps) -> _Ints:
    driving: _Ints = np.rint(seconds / gaps["speed_factor"]).astype(np.int64)
    return driving


def _start_of_service(instance: Instance, stop: int, arrival: _Ints) -> tuple[_Ints, _Ints]:
    """When the stop is served at the earliest, and how late that is."""
    windows = instance.stops[stop].windows or ((0, MAX_VALUE),)
    start = arrival.copy()
    for opens, closes in reversed(windows):
        start = np.where(arrival <= closes, np.maximum(arrival, opens), start)
    return start, np.maximum(0, start - windows[-1][1])


def _overload(instance: Instance, gaps: _Gaps, stop: int) -> _Ints:
    """Load units beyond capacity, shape (n_gaps, n_dimensions)."""
    over: _Ints = np.maximum(
        instance.deliveries[stop] - gaps["room_before"],
        instance.pickups[stop] - gaps["room_after"],
    )
    return over.clip(min=0)


def _columns(instance: Instance) -> np.dtype[np.void]:
    """One row per gap: its place in the plan, then what is free there."""
    loads = (len(instance.load_names),)
    return np.dtype(
        [
            *((name, np.int64) for name in ("route", "position", "trip")),
            *((name, np.int64) for name in ("vehicle", "before", "after")),
            ("leg_m", np.int64),
            ("charged_m", np.int64),
            ("leg_s", np.int64),
            ("ready", np.int64),  # earliest departure from the place before the gap
            ("latest", np.int64),  # latest arrival behind it that keeps the rest on time
            ("room_before", np.int64, loads),  # for deliveries: on board from the depot to here
            ("room_after", np.int64, loads),  # for pickups: on board from here to the depot
            ("capacity", np.int64, loads),
            *((name, np.int64) for name in ("max_m", "spare_m", "max_s", "spare_s")),
            *((name, np.int64) for name in ("max_stops", "spare_stops")),
            ("slack_s", np.int64),  # seconds of the route that are neither driving nor service
            *((name, np.int64) for name in ("cost_per_m", "cost_per_s")),
            ("speed_factor", np.float64),
        ]
    )


def _gaps(instance: Instance, number: int, route: Route, schedule: Schedule) -> _Gaps:
    vehicle = instance.vehicles[route.vehicle]
    calls = schedule.calls
    gaps = np.zeros(len(calls) + 1, _columns(instance))
    places = route_places(instance, route.vehicle, route.stops, route.reloads)[: len(gaps)]
    gaps["route"] = number
    gaps["trip"] = np.cumsum([0, *(isinstance(call, Reload) for call in calls)])
    gaps["position"] = np.arange(len(gaps)) - gaps["trip"]
    gaps["vehicle"] = route.vehicle
    gaps["before"] = places
    gaps["after"] = [*places[1:], -1 if vehicle.end is None else vehicle.end]
    gaps["leg_m"] = [*(call.leg_m for call in calls), schedule.last_leg_m]
    gaps["charged_m"] = _charged_legs(instance, route)
    gaps["leg_s"] = [*(call.leg_s for call in calls), schedule.last_leg_s]
    gaps["ready"] = list(_earliest_departures(instance, route, schedule))
    gaps["latest"] = list(_latest_arrivals(instance, route, schedule))[::-1]
    capacity = np.array(instance.capacity(route.vehicle), dtype=np.int64)
    loads = np.array([schedule.load_at_start, *(call.load_after for call in calls)])
    gaps["capacity"] = capacity
    for trip in range(len(route.reloads) + 1):
        own = gaps["trip"] == trip
        gaps["room_before"][own] = capacity - np.maximum.accumulate(loads[own])
        gaps["room_after"][own] = capacity - np.maximum.accumulate(loads[own][::-1])[::-1]
    work_s = schedule.driving_s + sum(instance.stops[stop].service_s for stop in route.stops)
    work_s += sum(reload.service_s for reload in schedule.reloads)
    gaps["slack_s"] = schedule.duration_s - work_s
    for name, used, limit in (
        ("m", schedule.distance_m, vehicle.max_distance_m),
        ("s", work_s, vehicle.max_duration_s),
        ("stops", len(route.stops), vehicle.max_stops),
    ):
        most = _UNLIMITED if limit is None else min(limit, _UNLIMITED)
        gaps[f"max_{name}"] = most
        gaps[f"spare_{name}"] = most - used
    gaps["cost_per_m"] = vehicle.cost_per_m
    gaps["cost_per_s"] = vehicle.cost_per_s
    gaps["speed_factor"] = vehicle.speed_factor
    return gaps


def _charged_legs(instance: Instance, route: Route) -> list[int]:
    legs = [int(instance.charged_m[leg]) for leg in route_legs(instance, route)]
    return [*legs, 0] if instance.vehicles[route.vehicle].end is None else legs


def _earliest_departures(instance: Instance, route: Route, schedule: Schedule) -> Iterator[int]:
    """From the depot and from every call, when the route leaves as early as it may."""
    opens = route_hours(instance, route.vehicle)[0][0]
    released = iter([_release_s(instance, trip) for trip in trips_of(route.stops, route.reloads)])
    now = max(opens, next(released))
    yield now
    for visit in schedule.calls:
        if isinstance(visit, Reload):
            now = max(max(now + visit.leg_s, opens) + visit.service_s, next(released))
            yield now
            continue
        stop = instance.stops[visit.stop]
        arrival = now + visit.leg_s
        starts = (max(arrival, opens) for opens, closes in stop.windows if arrival <= closes)
        now = next(starts, arrival) + stop.service_s
        yield now


def _release_s(instance: Instance, trip: Sequence[int]) -> int:
    """When the goods of a trip are at the depot."""
    return max(instance.stops[stop].release_s for stop in trip)


def _latest_arrivals(instance: Instance, route: Route, schedule: Schedule) -> Iterator[int]:
    """At the end of the route and at every call, last one first, so that the rest is on time."""
    leave, (_, latest) = route_hours(instance, route.vehicle)
    yield latest
    leg_s = schedule.last_leg_s
    for visit in reversed(schedule.calls):
        if isinstance(visit, Reload):
            latest = min(latest - leg_s, leave[1]) - visit.service_s
            leg_s = visit.leg_s
            yield latest
            continue
        stop = instance.stops[visit.stop]
        bound = latest - leg_s - stop.service_s
        ends = [min(closes, bound) for opens, closes in stop.windows if opens <= bound]
        latest = max(ends, default=bound if not stop.windows else min(bound, stop.windows[0][1]))
        leg_s = visit.leg_s
        yield latest
