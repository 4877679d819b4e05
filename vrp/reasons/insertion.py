"""Where one more stop fits best into a given plan, and what it would break there.

A table of all gaps of all routes answers most of the question at once. It is exact for loads,
distances, numbers of stops and single time windows where no break is due, and an estimate for the
rest, so that only a few of the most promising gaps need a schedule of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, BoolMatrix, Instance, LegMatrix
from vrp.reasons.excess import HOPELESS, Excess, horizon_s, severity
from vrp.reasons.gaps import Gaps, gaps_of, transit_s, wages
from vrp.reasons.lateness import least_excesses
from vrp.solution import Route, Solution, route_cost, route_schedule

__all__ = ["Insertion", "Insertions"]

_Ints = npt.NDArray[np.int64]

#: At most so many gaps get a schedule of their own, and at least so many where some stop has
#: several windows, for the table only estimates lateness there.
_MOST_TRIALS = 16
_TRIALS_WITH_SEVERAL_WINDOWS = 4
#: At most about so many cells of a table are computed at once: this keeps them within a cache.
_MOST_CELLS = 2**15
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
    """The gaps of a plan, asked about stops that it leaves out.

    Parameters
    ----------
    instance
        The problem.
    solution
        The plan; its number of unassigned stops bounds the work spent on each.

    Attributes
    ----------
    gaps
        All of them.
    costs
        Cost units of every route.
    """

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self._instance = instance
        self._routes = solution.routes
        self._horizon = horizon_s(instance)
        schedules = solution.schedules(instance)
        self.costs = [
            route_cost(instance, route, schedule).total
            for route, schedule in zip(self._routes, schedules, strict=True)
        ]
        self.gaps = gaps_of(instance, self._routes, schedules)
        self._open: dict[frozenset[str], Gaps] = {}
        longest = max((len(route.stops) for route in self._routes), default=0) + 1
        share = _MOST_SCHEDULED // (longest * max(1, len(solution.unassigned)))
        self._trials = min(_MOST_TRIALS, max(1, share))
        # One more stop may make a trip wait, which the table does not know either.
        several = instance.has_releases or any(len(stop.windows) > 1 for stop in instance.stops)
        self._least_trials = _TRIALS_WITH_SEVERAL_WINDOWS if several else 1

    def best_of(self, stops: Iterable[int]) -> dict[int, Insertion | None]:
        """Find the insertion of smallest :attr:`~Insertion.rank` for each of the stops.

        Returns
        -------
        dict
            ``None`` for a stop if no vehicle with a route has its skills. Where only a schedule can
            tell (limited durations, costs per hour, several windows), the best of the gaps tried.
        """
        found: dict[int, Insertion | None] = dict.fromkeys(stops)
        alike: dict[frozenset[str], list[int]] = {}
        for stop in found:
            alike.setdefault(self._instance.stops[stop].skills, []).append(stop)
        for some in alike.values():
            gaps = self._open_to(some[0])
            if not len(gaps):
                continue
            size = max(1, _MOST_CELLS // len(gaps))
            for begin in range(0, len(some), size):
                block = some[begin : begin + size]
                table = _Table(self._instance, self._horizon, gaps, block)
                for row, stop in enumerate(block):
                    found[stop] = self._best(stop, gaps, table, row)
        return found

    def route_with(self, stop: int, place: Insertion) -> Route:
        """The route of a place with the stop put there."""
        before = self._routes[place.route]
        reloads = [at + (earlier >= place.trip) for earlier, at in enumerate(before.reloads)]
        if place.own_trip:
            # Behind the last trip the vehicle reloads for this stop, in front of one after it.
            reloads.insert(place.trip, place.position + (place.trip <= len(before.reloads)))
        stops = (*before.stops[: place.position], stop, *before.stops[place.position :])
        return Route(before.vehicle, stops, tuple(reloads))

    def all_full(self, stop: int) -> bool:
        """Whether its load fits no gap of any vehicle with the skills."""
        gaps = self._open_to(stop)
        fits = (self._instance.deliveries[stop] <= gaps["room_before"]).all(axis=1)
        fits &= (self._instance.pickups[stop] <= gaps["room_after"]).all(axis=1)
        return not fits.any()

    def stop_limits(self, stop: int) -> frozenset[int]:
        """Limits of stops of the vehicles with the skills if all of them are met, else nothing."""
        gaps = self._open_to(stop)
        full = gaps["spare_stops"] <= 0
        return frozenset(gaps["max_stops"].tolist()) if full.all() else frozenset()

    def _open_to(self, stop: int) -> Gaps:
        skills = self._instance.stops[stop].skills
        if skills not in self._open:
            able = np.array([skills <= kind.skills for kind in self._instance.vehicles])
            self._open[skills] = self.gaps if able.all() else self.gaps[able[self.gaps["vehicle"]]]
        return self._open[skills]

    def _best(self, stop: int, gaps: Gaps, table: _Table, row: int) -> Insertion | None:
        best: Insertion | None = None
        for tried, (gap, bound) in enumerate(islice(table.most_promising(row), self._trials)):
            if best is not None and tried >= self._least_trials and bound >= best.rank:
                break
            trial = self._try(stop, gaps[gap])
            if best is None or trial.rank < best.rank:
                best = trial
        return best

    def _try(self, stop: int, gap: np.void) -> Insertion:
        number, position, trip = (int(gap[name]) for name in ("route", "position", "trip"))
        own_trip = bool(gap["own_trip"])
        place = Insertion(number, position, trip, own_trip, (), 0)
        after = self.route_with(stop, place)
        schedule = route_schedule(self._instance, after)
        excesses = least_excesses(self._instance, after, schedule, stop, self._horizon)
        cost = route_cost(self._instance, after, schedule).total - self.costs[number]
        return replace(place, excesses=excesses, cost=cost)


class _Table:
    """What each stop breaks in each gap: kinds of limit, sum of the shares, added cost.

    Shape (n_stops, n_gaps): many stops at once, for numpy takes longer to begin than to compute
    the row of one.
    """

    def __init__(self, instance: Instance, horizon: int, gaps: Gaps, stops: Sequence[int]) -> None:
        place = _column(instance.location(stop) for stop in stops)
        service_s = _column(instance.stops[stop].service_s for stop in stops)
        release_s = _column(instance.stops[stop].release_s for stop in stops)
        detour_m = _detour_m(instance.distances_m, gaps, place) - gaps["leg_m"]
        charged_m = detour_m
        if instance.charged_m is not instance.distances_m:
            charged_m = _detour_m(instance.charged_m, gaps, place) - gaps["charged_m"]
        there_s = transit_s(instance, gaps["before"], place, gaps["speed_factor"])
        back_s = transit_s(instance, place, gaps["after"], gaps["speed_factor"])
        back_s *= gaps["after"] >= 0
        work_s = there_s + back_s + (service_s - gaps["transit_s"])
        # The whole trip waits for the goods of its stops.
        departure = np.maximum(gaps["ready"], release_s + gaps["since_s"])
        start_by = gaps["latest"] - service_s - back_s
        late = _lateness(instance, stops, departure + there_s, start_by)
        late = np.maximum(late, departure - gaps["leave_by"])

        self._share = np.zeros(detour_m.shape)
        for dimension in range(gaps["capacity"].shape[1]):
            self._share += _overload(instance, gaps, stops, dimension)
        self._kinds = (self._share > 0).astype(np.int64)
        for over in (
            late / horizon,
            (detour_m - gaps["spare_m"]) / np.maximum(1, gaps["max_m"]),
            (work_s - gaps["spare_s"]) / np.maximum(1, gaps["max_s"]),
            (1 - gaps["spare_stops"]) / np.maximum(1, gaps["max_stops"]),
        ):
            self._kinds += over > 0
            self._share += np.maximum(over, 0.0)
        if instance.missing_ways is not None:
            missing = _missing_legs(instance.missing_ways, gaps, place)
            self._kinds[missing > 0] = HOPELESS
            self._share = np.where(missing > 0, missing, self._share)
        extra_s = np.maximum(0, work_s - gaps["slack_s"])
        self._cost = gaps["cost_per_m"] * charged_m + wages(gaps, extra_s)

    def most_promising(self, row: int) -> Iterator[tuple[int, tuple[int, float, int]]]:
        """Gaps of one stop, and their ranks as far as the table knows them, best first.

        Few are ever asked for: finding the best of the rest again and again beats sorting.
        """
        kinds, share, cost = self._kinds[row].copy(), self._share[row], self._cost[row]
        for _ in range(len(kinds)):
            least = np.flatnonzero(kinds == kinds.min())
            least = least[share[least] == share[least].min()]
            gap = int(least[cost[least].argmin()])
            yield gap, (int(kinds[gap]), float(share[gap]), int(cost[gap]))
            kinds[gap] = HOPELESS + 1


def _column(values: Iterable[int]) -> _Ints:
    return np.fromiter(values, dtype=np.int64)[:, None]


def _detour_m(matrix: LegMatrix, gaps: Gaps, place: _Ints) -> _Ints:
    """Metres from the place before each gap to this one and on to the place behind it."""
    there: _Ints = matrix[gaps["before"], place].astype(np.int64)
    there += matrix[place, gaps["after"]] * (gaps["after"] >= 0)
    return there


def _missing_legs(missing: BoolMatrix, gaps: Gaps, place: _Ints) -> _Ints:
    """How many of the two legs to and from the place have no way."""
    legs: _Ints = missing[gaps["before"], place].astype(np.int64)
    legs += missing[place, gaps["after"]] & (gaps["after"] >= 0)
    return legs


def _lateness(instance: Instance, stops: Sequence[int], arrival: _Ints, start_by: _Ints) -> _Ints:
    """How late the stops are served, or too late for what is behind them, in their best windows."""
    windows = [instance.stops[stop].windows or ((0, MAX_VALUE),) for stop in stops]
    lateness = np.full(arrival.shape, MAX_VALUE)
    for number in range(max(map(len, windows))):
        # A stop that has fewer has its last one several times.
        opens, closes = (
            _column(own[min(number, len(own) - 1)][end] for own in windows) for end in (0, 1)
        )
        start = np.maximum(arrival, opens)
        lateness = np.minimum(lateness, start - np.minimum(closes, start_by))
    return lateness


def _overload(
    instance: Instance, gaps: Gaps, stops: Sequence[int], dimension: int
) -> npt.NDArray[np.float64]:
    """Load units beyond capacity, as a share of it."""
    delivery, pickup = (
        loads[stops, dimension][:, None] for loads in (instance.deliveries, instance.pickups)
    )
    over = np.maximum(
        delivery - gaps["room_before"][:, dimension], pickup - gaps["room_after"][:, dimension]
    )
    share: npt.NDArray[np.float64] = over.clip(min=0) / np.maximum(
        1, gaps["capacity"][:, dimension]
    )
    return share
