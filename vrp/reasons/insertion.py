"""Where one more stop fits best into a given plan, and what it would break there.

A table of all gaps of all routes answers most of the question at once. It is exact for loads,
distances, numbers of stops and single time windows, and an estimate for the rest, so that only a
few of the most promising gaps need a schedule of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, Instance, LegMatrix
from vrp.reasons.excess import HOPELESS, Excess, horizon_s, route_excesses, severity
from vrp.reasons.gaps import Gaps, driving_s, gaps_of
from vrp.solution import Route, Solution, route_cost, route_schedule

__all__ = ["Insertion", "Insertions"]

_Ints = npt.NDArray[np.int64]

#: At most so many gaps get a schedule of their own, and at least so many where some stop has
#: several windows, for the table only estimates lateness there.
_MOST_TRIALS = 16
_TRIALS_WITH_SEVERAL_WINDOWS = 4
#: At most about so many stops are scheduled for one plan: this keeps it within about a second.
_MOST_SCHEDULED = 200_000


@dataclass(frozen=True)
class Insertion:
    """A stop put into route number ``route`` behind its first ``position`` stops, on trip ``trip``.

    That is a new trip with this stop only where ``own_trip``. ``cost`` is what the route then costs
    more, in cost units.
    """

    route: int
    position: int
    trip: int
    own_trip: bool
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
        schedules = solution.schedules(instance)
        self._costs = [
            route_cost(instance, route, schedule).total
            for route, schedule in zip(self._routes, schedules, strict=True)
        ]
        self._gaps = gaps_of(instance, self._routes, schedules)
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
            trial = self._try(stop, gaps[gap])
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

    def _open_to(self, stop: int) -> Gaps:
        vehicles = range(len(self._instance.vehicles))
        able = np.array([self._instance.can_serve(vehicle, stop) for vehicle in vehicles])
        return self._gaps if able.all() else self._gaps[able[self._gaps["vehicle"]]]

    def _try(self, stop: int, gap: np.void) -> Insertion:
        number, position, trip = (int(gap[name]) for name in ("route", "position", "trip"))
        own_trip = bool(gap["own_trip"])
        before = self._routes[number]
        reloads = [at + (earlier >= trip) for earlier, at in enumerate(before.reloads)]
        if own_trip:
            # Behind the last trip the vehicle reloads for this stop, in front of one after it.
            reloads.insert(trip, position + (trip <= len(before.reloads)))
        stops = (*before.stops[:position], stop, *before.stops[position:])
        after = Route(before.vehicle, stops, tuple(reloads))
        tried = route_schedule(self._instance, after)
        excesses = route_excesses(self._instance, after, tried, self._horizon)
        cost = route_cost(self._instance, after, tried).total - self._costs[number]
        return Insertion(number, position, trip, own_trip, excesses, cost)


class _Table:
    """What one stop breaks in every gap: kinds of limit, sum of the shares, added cost."""

    def __init__(self, instance: Instance, horizon: int, gaps: Gaps, stop: int) -> None:
        place = instance.location(stop)
        detour_m = _detour_m(instance.distances_m, gaps, place) - gaps["leg_m"]
        charged_m = _detour_m(instance.charged_m, gaps, place) - gaps["charged_m"]
        there_s = driving_s(instance.durations_s[gaps["before"], place], gaps["speed_factor"])
        back_s = driving_s(instance.durations_s[place, gaps["after"]], gaps["speed_factor"])
        back_s[gaps["after"] < 0] = 0
        work_s = there_s + back_s - gaps["leg_s"] + instance.stops[stop].service_s
        release_s = np.where(gaps["own_trip"], instance.stops[stop].release_s, 0)
        departure = np.maximum(gaps["ready"], release_s)
        start, late = _start_of_service(instance, stop, departure + there_s)
        arrival = start + instance.stops[stop].service_s + back_s
        late = np.maximum(late, np.maximum(departure - gaps["leave_by"], arrival - gaps["latest"]))

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


def _detour_m(matrix: LegMatrix, gaps: Gaps, place: int) -> _Ints:
    """Metres from the place before each gap to this one and on to the place behind it."""
    there: _Ints = matrix[gaps["before"], place].astype(np.int64)
    there += np.where(gaps["after"] < 0, 0, matrix[place, gaps["after"]])
    return there


def _missing_legs(instance: Instance, gaps: Gaps, place: int) -> _Ints:
    """How many of the two legs to and from the place have no way."""
    missing = instance.missing_ways
    if missing is None:
        return np.zeros(len(gaps), dtype=np.int64)
    legs: _Ints = missing[gaps["before"], place].astype(np.int64)
    legs += missing[place, gaps["after"]] & (gaps["after"] >= 0)
    return legs


def _start_of_service(instance: Instance, stop: int, arrival: _Ints) -> tuple[_Ints, _Ints]:
    """When the stop is served at the earliest, and how late that is."""
    windows = instance.stops[stop].windows or ((0, MAX_VALUE),)
    start = arrival.copy()
    for opens, closes in reversed(windows):
        start = np.where(arrival <= closes, np.maximum(arrival, opens), start)
    return start, np.maximum(0, start - windows[-1][1])


def _overload(instance: Instance, gaps: Gaps, stop: int) -> _Ints:
    """Load units beyond capacity, shape (n_gaps, n_dimensions)."""
    over: _Ints = np.maximum(
        instance.deliveries[stop] - gaps["room_before"],
        instance.pickups[stop] - gaps["room_after"],
    )
    return over.clip(min=0)
