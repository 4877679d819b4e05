"""Where both stops of a shipment fit best into a given plan, and what they would break there.

As :mod:`vrp.reasons.insertion` does for one stop: a table of gaps, here of all pairs of gaps on one
trip, says which of them are promising, and only these get a schedule of their own. The table knows
loads, distances and numbers of stops exactly, and times where no stop has several windows, no goods
are released late and no break is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, Instance, Stop, TimeWindow
from vrp.reasons.excess import HOPELESS, Excess, horizon_s, severity
from vrp.reasons.gaps import Gaps, transit_s, wages
from vrp.reasons.lateness import least_excesses
from vrp.schedule import trips_of
from vrp.solution import Route, Solution, route_cost, route_schedule

__all__ = ["PairInsertion", "PairInsertions"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]

_ANY_TIME: TimeWindow = (0, MAX_VALUE)
#: At most so many pairs of gaps get a schedule of their own, and at least so many, for the table
#: only estimates some times; at most about so many stops are scheduled for one plan.
_MOST_TRIALS = 24
_LEAST_TRIALS = 4
_MOST_SCHEDULED = 200_000
#: At most about so many pairs of gaps are looked at for one shipment, and for one plan: on longer
#: trips, the second gap is not far behind the first.
_MOST_PAIRS = 1_000_000
_MOST_PAIRS_OF_ALL = 10_000_000


@dataclass(frozen=True)
class PairInsertion:
    """Both stops of a shipment put into route number ``number``, which becomes ``route``.

    ``cost`` is what it then costs more, in cost units.
    """

    number: int
    route: Route
    excesses: tuple[Excess, ...]
    cost: int

    @property
    def rank(self) -> tuple[int, float, int]:
        """Smaller is better: kinds of limit broken, by how much, added cost."""
        return (*severity(self.excesses), self.cost)


class PairInsertions:
    """The gaps of a plan, asked about shipments that it leaves out.

    Parameters
    ----------
    instance
        The problem.
    solution
        The plan.
    gaps, costs
        Of :class:`vrp.reasons.insertion.Insertions`.
    """

    def __init__(
        self, instance: Instance, solution: Solution, gaps: Gaps, costs: Sequence[int]
    ) -> None:
        self._instance = instance
        self._routes = solution.routes
        self._gaps = gaps
        self._costs = costs
        self._passed = _Passed.of(instance, gaps)
        self._horizon = horizon_s(instance)
        longest = max((len(route.stops) for route in self._routes), default=0) + 2
        left = max(1, sum(instance.origins[stop] is not None for stop in solution.unassigned))
        self._trials = min(_MOST_TRIALS, max(1, _MOST_SCHEDULED // (longest * left)))
        self._most_pairs = min(_MOST_PAIRS, _MOST_PAIRS_OF_ALL // left)

    def best(self, origin: int, destination: int) -> PairInsertion | None:
        """The best pair of gaps of those tried, ``None`` if no route's vehicle has the skills."""
        stops = self._instance.stops
        skills = stops[origin].skills | stops[destination].skills
        able = np.array([skills <= kind.skills for kind in self._instance.vehicles])
        which = np.flatnonzero(able[self._gaps["vehicle"]])
        if not len(which):
            return None
        gaps, passed = self._gaps[which], self._passed.at(which)
        table = _Table(self._instance, self._horizon, gaps, passed, (origin, destination))
        best: PairInsertion | None = None
        promising = _most_promising(list(table.blocks(self._most_pairs)), self._trials)
        for tried, (first, second, bound) in enumerate(promising):
            if best is not None and tried >= _LEAST_TRIALS and bound >= best.rank:
                break
            trial = self._try(gaps[first], gaps[second], origin, destination)
            if best is None or trial.rank < best.rank:
                best = trial
        return best

    def _try(self, first: np.void, second: np.void, origin: int, destination: int) -> PairInsertion:
        number = int(first["route"])
        after = _with_both(self._routes[number], first, second, origin, destination)
        schedule = route_schedule(self._instance, after)
        excesses = least_excesses(self._instance, after, schedule, origin, self._horizon)
        cost = route_cost(self._instance, after, schedule).total - self._costs[number]
        return PairInsertion(number, after, excesses, cost)


def _with_both(
    route: Route, first: np.void, second: np.void, origin: int, destination: int
) -> Route:
    """The route with the stops in these gaps of one trip."""
    trips = [list(trip) for trip in trips_of(route.stops, route.reloads)]
    number = int(first["trip"])
    if first["own_trip"]:
        trips.insert(number, [origin, destination])
    else:
        before = (0, *route.reloads)[number]
        trips[number].insert(int(second["position"]) - before, destination)
        trips[number].insert(int(first["position"]) - before, origin)
    reloads = tuple(accumulate(map(len, trips[:-1])))
    return Route(route.vehicle, tuple(chain(*trips)), reloads)


class _Windows(NamedTuple):
    """Windows of stops, shape (n_windows, n_stops): those who have fewer have a last one again."""

    opens: _Ints
    closes: _Ints

    @classmethod
    def of(cls, stops: Sequence[Stop | None]) -> _Windows:
        given = [(stop.windows if stop else ()) or (_ANY_TIME,) for stop in stops]
        most = max(map(len, given), default=1)
        padded = [[*own, *[own[-1]] * (most - len(own))] for own in given]
        opens, closes = np.array(padded, dtype=np.int64).reshape(-1, most, 2).T
        return cls(opens, closes)

    def at(self, which: _Ints) -> _Windows:
        return _Windows(self.opens[:, which], self.closes[:, which])

    def served(self, arrival: _Ints) -> tuple[_Ints, _Ints]:
        """When service starts, in the first window that is still open, and how late that is."""
        opens, closes = self.opens[-1], self.closes[-1]
        for earlier_opens, earlier_closes in zip(
            self.opens[-2::-1], self.closes[-2::-1], strict=True
        ):
            is_open = arrival <= earlier_closes
            opens = np.where(is_open, earlier_opens, opens)
            closes = np.where(is_open, earlier_closes, closes)
        start: _Ints = np.maximum(arrival, opens)
        return start, start - closes


class _Passed(NamedTuple):
    """The stops right in front of gaps; depots may be passed at any time."""

    windows: _Windows
    service_s: _Ints

    @classmethod
    def of(cls, instance: Instance, gaps: Gaps) -> _Passed:
        depots = len(instance.depots)
        places = gaps["before"].tolist()
        stops = [instance.stops[place - depots] if place >= depots else None for place in places]
        services = [stop.service_s if stop else 0 for stop in stops]
        return cls(_Windows.of(stops), np.array(services, dtype=np.int64))

    def at(self, which: _Ints) -> _Passed:
        return _Passed(self.windows.at(which), self.service_s[which])


class _Detours(NamedTuple):
    """What it takes to drive to a stop, or to both one after the other, in every gap."""

    metres: _Ints
    seconds: _Ints
    charged: _Ints
    missing: _Ints

    @classmethod
    def of(cls, instance: Instance, gaps: Gaps, *stops: int) -> _Detours:
        places = [np.full(len(gaps), instance.location(stop)) for stop in stops]
        legs = list(pairwise([gaps["before"], *places, gaps["after"]]))
        speed = gaps["speed_factor"]
        missing = np.zeros(len(gaps), dtype=np.int64)
        if instance.missing_ways is not None:
            # Nobody drives on where a route ends openly, behind which the place is -1.
            missing += sum(instance.missing_ways[leg] & (leg[1] >= 0) for leg in legs)
        return cls(
            sum(instance.distances_m[leg] * (leg[1] >= 0) for leg in legs) - gaps["leg_m"],
            sum(transit_s(instance, *leg, speed) * (leg[1] >= 0) for leg in legs)
            - gaps["transit_s"],
            sum(instance.charged_m[leg] * (leg[1] >= 0) for leg in legs) - gaps["charged_m"],
            missing,
        )

    def beside(self, other: _Detours, first: _Ints, second: _Ints) -> _Detours:
        """One in some gaps and the other in gaps behind those."""
        return _Detours(*(mine[first] + its[second] for mine, its in zip(self, other, strict=True)))

    def at(self, which: _Ints) -> _Detours:
        return _Detours(*(values[which] for values in self))


class _Pairs(NamedTuple):
    """Pairs of gaps, and what the stops of a shipment break there as far as the table knows."""

    first: _Ints
    second: _Ints
    kinds: _Ints
    share: _Floats
    cost: _Ints


def _most_promising(
    blocks: Sequence[_Pairs], most: int
) -> Iterator[tuple[int, int, tuple[int, float, int]]]:
    """Pairs of gaps, and their ranks as far as the table knows them, best first."""
    first, second, kinds, share, cost = map(np.concatenate, zip(*blocks, strict=True))
    least = np.flatnonzero(kinds == kinds.min())
    for pair in least[np.lexsort((cost[least], share[least]))[:most]].tolist():
        bound = int(kinds[pair]), float(share[pair]), int(cost[pair])
        yield int(first[pair]), int(second[pair]), bound


class _Table:
    """One shipment in pairs of gaps: by how many gaps the second one comes behind the first.

    The route drives as early as it can.

    Parameters
    ----------
    instance, horizon
        As elsewhere.
    gaps, passed
        Those of a trip follow one another.
    ends
        Origin and destination.
    """

    def __init__(
        self, instance: Instance, horizon: int, gaps: Gaps, passed: _Passed, ends: tuple[int, int]
    ) -> None:
        self._horizon = horizon
        self._gaps = gaps
        self._passed = passed
        origin, destination = (instance.stops[stop] for stop in ends)
        places = [np.full(len(gaps), instance.location(stop)) for stop in ends]
        lengths = _trip_lengths(gaps)
        self._trip = np.repeat(np.arange(len(lengths)), lengths)
        self._longest = int(lengths.max())
        self._delivered = instance.deliveries[ends[0]]
        self._taken, self._handed_over = instance.pickups[list(ends)]
        self._service_s = origin.service_s + destination.service_s
        self._destination = _Windows.of([destination])
        self._one, self._other, self._both = (
            _Detours.of(instance, gaps, *stops) for stops in (ends[:1], ends[1:], ends)
        )

        def transit(before: _Ints, after: _Ints) -> _Ints:
            return transit_s(instance, before, after, gaps["speed_factor"]) * (after >= 0)

        self._onward_s = transit(places[0], gaps["after"])
        self._across_s = transit(*places)
        self._there_s = transit(gaps["before"], places[1])
        self._rest_s = destination.service_s + transit(places[1], gaps["after"])
        # Of every first gap, with the second one as far behind it as was asked for last: the most
        # that is on board from one to the other, and when and how late the vehicle leaves in front
        # of the second, as if the destination were not there.
        self._peak = gaps["load"].copy()
        departure = np.maximum(gaps["ready"], origin.release_s + gaps["since_s"])
        start, late = _Windows.of([origin]).served(departure + transit(gaps["before"], places[0]))
        self._late = np.maximum(late, departure - gaps["leave_by"])
        self._left = start + origin.service_s

    def blocks(self, most: int) -> Iterator[_Pairs]:
        """Pairs of gaps, block by block of those that are as far apart, about ``most`` in all."""
        for distance in range(min(self._longest, max(2, most // len(self._trip)))):
            n = len(self._trip) - distance
            first = np.flatnonzero(self._trip[:n] == self._trip[distance:])
            if distance:
                self._drive_on(first, distance)
            yield self._pairs(first, distance)

    def _drive_on(self, first: _Ints, distance: int) -> None:
        """Serve the stops right in front of the second gaps."""
        second = first + distance
        passed = self._passed.at(second)
        onward_s = self._onward_s[first] if distance == 1 else self._gaps["transit_s"][second - 1]
        start, late = passed.windows.served(self._left[first] + onward_s)
        self._left[first] = start + passed.service_s
        self._late[first] = np.maximum(self._late[first], late)
        self._peak[first] = np.maximum(self._peak[first], self._gaps["load"][second])

    def _pairs(self, first: _Ints, distance: int) -> _Pairs:
        gaps, second = self._gaps, first + distance
        detour = self._one.beside(self._other, first, second) if distance else self._both.at(first)
        work_s = detour.seconds + self._service_s
        share = self._overload(first, second)
        kinds = (share > 0).astype(np.int64)
        for excess, whole in (
            (self._lateness(first, distance), self._horizon),
            (detour.metres - gaps["spare_m"][first], gaps["max_m"][first]),
            (work_s - gaps["spare_s"][first], gaps["max_s"][first]),
            (2 - gaps["spare_stops"][first], gaps["max_stops"][first]),
        ):
            kinds += excess > 0
            share += np.maximum(excess, 0) / np.maximum(1, whole)
        kinds[detour.missing > 0] = HOPELESS
        share = np.where(detour.missing > 0, detour.missing, share)
        extra_s = np.maximum(0, work_s - gaps["slack_s"][first])
        cost = gaps["cost_per_m"][first] * detour.charged + wages(gaps, extra_s, first)
        return _Pairs(first, second, kinds, share, cost)

    def _lateness(self, first: _Ints, distance: int) -> _Ints:
        """How late any stop is served, or the vehicle for what is behind the second gap."""
        second = first + distance
        leg_s = self._there_s[second] if distance else self._across_s[first]
        start, late = self._destination.served(self._left[first] + leg_s)
        late = np.maximum(late, start + self._rest_s[second] - self._gaps["latest"][second])
        lateness: _Ints = np.maximum(late, self._late[first])
        return lateness

    def _overload(self, first: _Ints, second: _Ints) -> _Floats:
        """Load units beyond capacity, as a share of it, summed over the dimensions."""
        gaps, capacity = self._gaps, self._gaps["capacity"][first]
        over = np.maximum(
            self._delivered - gaps["room_before"][first],
            self._taken - (capacity - self._peak[first]),
        )
        taken_home = self._taken + self._handed_over
        over = np.maximum(over, taken_home - gaps["room_after"][second])
        share: _Floats = (over.clip(min=0) / np.maximum(1, capacity)).sum(axis=1)
        return share


def _trip_lengths(gaps: Gaps) -> _Ints:
    """How many gaps follow one another on a trip; those of a trip of their own have no other."""
    same = np.ones(len(gaps) - 1, dtype=np.bool_)
    for name in ("route", "trip"):
        same &= gaps[name][1:] == gaps[name][:-1]
    same &= ~(gaps["own_trip"][1:] | gaps["own_trip"][:-1])
    starts = np.flatnonzero(np.append(True, ~same))
    lengths: _Ints = np.diff(np.append(starts, len(gaps)))
    return lengths
