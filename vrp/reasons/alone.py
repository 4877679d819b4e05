"""What breaks where a stop is the only one on a route: many stops on all kinds of vehicle at once.

To the unit what :func:`vrp.reasons.excess.route_excesses` finds in the schedule of each such route,
but in arrays: a plan may leave thousands of stops out and have hundreds of vehicles, no two of them
alike, and the schedules of all pairs would take minutes. Only where a break is due there are some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.departure import closing_s, route_hours
from vrp.instance import MAX_VALUE, Instance
from vrp.reasons.excess import HOPELESS, Excess, severity
from vrp.reasons.gaps import transit_s
from vrp.reasons.lateness import least_excesses
from vrp.solution import Route, route_cost, route_schedule

__all__ = ["Alone", "alone_on"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
#: A structured array with a row per kind of vehicle: see :func:`_kinds_of`.
_Kinds = npt.NDArray[np.void]

#: At most about so many cells of a table are computed at once: this keeps them within a cache.
_MOST_CELLS = 2**15
#: Stands for no limit: beyond any value, and sums with it still fit 64 bits.
_UNLIMITED = 2**60
#: The last of the limits: end of shift, hours of both depots, metres, duration and stops.
_N_OWN_LIMITS = 6


@dataclass(frozen=True)
class Alone:
    """One stop on routes of its own, one per kind of vehicle; skills are not looked at.

    Parameters
    ----------
    amounts : ndarray of int64, shape (n_limits, n_kinds)
        How far each route is beyond each limit, 0 where it keeps it.
    broken : ndarray of int64, shape (n_kinds,)
        Kinds of limit broken, as :func:`vrp.reasons.excess.severity` counts them.
    share : ndarray of float64, shape (n_kinds,)
        The sum of the shares.
    cost : ndarray of int64, shape (n_kinds,)
        Cost units, where nothing is broken.
    """

    amounts: _Ints
    broken: _Ints
    share: _Floats
    cost: _Ints

    def severity(self, kind: int) -> tuple[int, float]:
        """As of the excesses of its route."""
        return int(self.broken[kind]), float(self.share[kind])

    def closest(self, kinds: _Ints) -> int:
        """The first of these kinds whose route breaks least."""
        broken = self.broken[kinds]
        share = np.where(broken == broken.min(), self.share[kinds], np.inf)
        return int(kinds[share.argmin()])

    def is_least(self, kind: int, kinds: _Ints) -> bool:
        """Whether what this kind breaks can be told of all of them.

        None of them is less far beyond any limit that this one breaks; nor further, if it is one of
        the hours and limits that a vehicle has of its own.
        """
        own, theirs = self.amounts[:, kind, None], self.amounts[:, kinds]
        own_limits = theirs[-_N_OWN_LIMITS:], own[-_N_OWN_LIMITS:]
        is_same = np.equal(*own_limits) | (own_limits[1] == 0)
        return bool((theirs >= own).all() and is_same.all())


def alone_on(
    instance: Instance, vehicles: Sequence[int], stops: Sequence[int], horizon: int
) -> Iterator[Alone]:
    """Put each of the stops alone on each of the vehicles.

    Parameters
    ----------
    instance
        The problem.
    vehicles, stops
        Indices into it.
    horizon
        See :func:`vrp.reasons.excess.horizon_s`.
    """
    # The arrays know no breaks.
    due = [kind for kind, vehicle in enumerate(vehicles) if instance.vehicles[vehicle].breaks]
    kinds = _kinds_of(instance, vehicles)
    size = max(1, _MOST_CELLS // len(kinds))
    for begin in range(0, len(stops), size):
        block = list(stops[begin : begin + size])
        table = _Table(instance, kinds, block, horizon)
        for row, stop in enumerate(block):
            alone = table.row(row)
            for kind in due:
                _schedule(instance, alone, kind, Route(vehicles[kind], (stop,)), horizon)
            yield alone


def _schedule(instance: Instance, alone: Alone, kind: int, route: Route, horizon: int) -> None:
    """Put what the schedule of a route with one stop breaks in the place of its kind."""
    schedule = route_schedule(instance, route)
    excesses = least_excesses(instance, route, schedule, route.stops[0], horizon)
    alone.amounts[:, kind] = 0
    for excess in excesses:
        alone.amounts[_limit_of(excess), kind] = excess.amount
    alone.broken[kind], alone.share[kind] = severity(excesses)
    alone.cost[kind] = route_cost(instance, route, schedule).total


def _limit_of(excess: Excess) -> int:
    """The row of a limit in the amounts; capacities count from the front, the rest from behind."""
    match excess.constraint:
        case "unreachable":
            return 0
        case "capacity":
            return 1 + int(excess.at)
        case "time window":
            return -_N_OWN_LIMITS - 1
        case "shift":
            return ("shift", "end depot", "start depot").index(str(excess.at)) - _N_OWN_LIMITS
        case limit:
            return ("max distance", "max duration", "max stops").index(limit) - 3


class _Limit(NamedTuple):
    """How far every route is beyond a limit, and what its share is a share of."""

    constraint: str
    over: _Ints
    whole: _Ints | int


class _Table:
    """Shape (n_stops, n_kinds) throughout; limits in the order of ``route_excesses``."""

    def __init__(
        self, instance: Instance, kinds: _Kinds, stops: Sequence[int], horizon: int
    ) -> None:
        place = _column(instance.location(stop) for stop in stops)
        there, back = (kinds["start"], place), (place, kinds["end"])
        returns = kinds["end"] >= 0
        metres, charged = (
            matrix[there].astype(np.int64) + matrix[back] * returns
            for matrix in (instance.distances_m, instance.charged_m)
        )
        visits = _Visits.of(instance, kinds, stops, place)
        missing = np.zeros(metres.shape, dtype=np.int64)
        if instance.missing_ways is not None:
            missing += instance.missing_ways[there]
            missing += instance.missing_ways[back] & returns
        loads = [*_loads(instance, kinds, stops)]
        max_m, max_s, max_stops = (kinds[name] for name in ("max_m", "max_s", "max_stops"))

        def broken_on(times: _Times) -> _Broken:
            limits = (
                *loads,
                *visits.excesses(times, horizon),
                _Limit("max distance", metres - max_m, np.maximum(1, max_m)),
                _Limit("max duration", times.duration_s - max_s, np.maximum(1, max_s)),
                _Limit("max stops", 1 - max_stops, np.maximum(1, max_stops)),
            )
            return _Broken.of(limits, missing)

        times = visits.in_time()
        self._broken = broken_on(times)
        if len(visits.windows) > 1:
            self._broken = self._broken.or_less(broken_on(visits.just_late()))
        overtime_s = np.maximum(0, times.duration_s - kinds["overtime_after_s"])
        wages = kinds["cost_per_s"] * times.duration_s + kinds["cost_per_overtime_s"] * overtime_s
        self._cost = kinds["cost_fixed"] + kinds["cost_per_m"] * charged + wages

    def row(self, row: int) -> Alone:
        amounts, kinds, share = self._broken
        return Alone(amounts[:, row], kinds[row], share[row], self._cost[row])


class _Broken(NamedTuple):
    """Amounts, kinds of limit and shares as in :class:`Alone`, for all stops."""

    amounts: _Ints
    kinds: _Ints
    share: _Floats

    @classmethod
    def of(cls, limits: Sequence[_Limit], missing: _Ints) -> _Broken:
        """As :func:`vrp.reasons.excess.severity`; no limit is looked at where legs are missing."""
        amounts = [missing]
        share = missing.astype(np.float64)
        broken: dict[str, npt.NDArray[np.bool_]] = {}
        for constraint, over, whole in limits:
            amount = np.maximum(0, over) * (missing == 0)
            share += amount / whole
            broken[constraint] = broken.get(constraint, False) | (amount > 0)
            amounts.append(amount)
        kinds = np.sum([*broken.values()], axis=0, dtype=np.int64)
        return cls(np.stack(amounts), np.where(missing > 0, HOPELESS, kinds), share)

    def or_less(self, other: _Broken) -> _Broken:
        """The other routes where they break less."""
        less = (other.kinds < self.kinds) | (
            (other.kinds == self.kinds) & (other.share < self.share)
        )
        return _Broken(*(np.where(less, *pair) for pair in zip(other, self, strict=True)))


def _loads(instance: Instance, kinds: _Kinds, stops: Sequence[int]) -> Iterator[_Limit]:
    loads = np.maximum(instance.deliveries[stops], instance.pickups[stops])
    for dimension, load in enumerate(loads.T):
        capacity = kinds["capacity"][:, dimension]
        yield _Limit("capacity", load[:, None] - capacity, np.maximum(1, capacity))


class _Times(NamedTuple):
    """When the routes serve their stops, how late that is, when they end and how long they take."""

    start: _Ints
    late: _Ints
    finish: _Ints
    duration_s: _Ints


class _Visits(NamedTuple):
    """What the times of the routes depend on: columns of stops, rows of kinds, tables of both."""

    kinds: _Kinds
    windows: Sequence[tuple[_Ints, _Ints]]
    service_s: _Ints
    there_s: _Ints
    back_s: _Ints
    departure: _Ints

    @classmethod
    def of(cls, instance: Instance, kinds: _Kinds, stops: Sequence[int], place: _Ints) -> _Visits:
        all_windows = [instance.stops[stop].windows or ((0, MAX_VALUE),) for stop in stops]
        padded = [
            # A stop that has fewer has its last one several times.
            [own[min(number, len(own) - 1)] for own in all_windows]
            for number in range(max(map(len, all_windows)))
        ]
        back_s = transit_s(instance, place, kinds["end"], kinds["speed_factor"])
        return cls(
            kinds,
            [
                (_column(opens for opens, _ in some), _column(map(closing_s, some)))
                for some in padded
            ],
            _column(instance.stops[stop].service_s for stop in stops),
            transit_s(instance, kinds["start"], place, kinds["speed_factor"]),
            back_s * (kinds["end"] >= 0),
            np.maximum(
                kinds["leave_from"], _column(instance.stops[stop].release_s for stop in stops)
            ),
        )

    def in_time(self) -> _Times:
        """Serve every stop in the first window that is still open, else after the last one."""
        opens, closes = self.windows[-1]
        for earlier_opens, earlier_closes in reversed(self.windows[:-1]):
            is_open = self._arrival <= earlier_closes
            opens = np.where(is_open, earlier_opens, opens)
            closes = np.where(is_open, earlier_closes, closes)
        times = self._earliest(opens, closes)
        return times._replace(duration_s=np.minimum(times.duration_s, self._shortest_s()))

    def just_late(self) -> _Times:
        """Serve every stop on arrival, though its window has just closed; before all, wait."""
        opens, closes = self.windows[0]
        for later_opens, later_closes in self.windows[1:]:
            is_closed = later_closes < self._arrival
            opens = np.where(is_closed, later_opens, opens)
            closes = np.where(is_closed, later_closes, closes)
        return self._earliest(opens, closes)

    def excesses(self, times: _Times, horizon: int) -> list[_Limit]:
        kinds = self.kinds
        leaves_late = (self.departure - kinds["start_closes"]) * (kinds["start"] != kinds["end"])
        return [
            _Limit("time window", times.late, horizon),
            _Limit("shift", times.finish - kinds["shift_end"], horizon),
            _Limit("shift", times.finish - kinds["end_closes"], horizon),
            _Limit("shift", leaves_late, horizon),
        ]

    @property
    def _arrival(self) -> _Ints:
        return self.departure + self.there_s

    def _earliest(self, opens: _Ints, closes: _Ints) -> _Times:
        """Leave as early as possible and be served in this window or late for it."""
        start = np.maximum(self._arrival, opens)
        finish = np.maximum(start + self.service_s + self.back_s, self.kinds["end_from"])
        late = np.maximum(0, start - closes)
        duration_s = finish - self.departure - self._avoidable_wait_s(finish, start, late)
        return _Times(start, late, finish, duration_s)

    def _shortest_s(self) -> _Ints:
        """Of all schedules that keep all hours; without limit where there is none."""
        kinds = self.kinds
        rest_s = self.service_s + self.back_s
        shortest: _Ints = np.full(self.there_s.shape, _UNLIMITED)
        for opens, closes in self.windows:
            # Leaving later shortens the route for as long as it waits for something to open.
            waits = np.maximum(opens, kinds["end_from"] - rest_s) - self.there_s
            latest = np.minimum(kinds["leave_by"], closes - self.there_s)
            departure = np.maximum(self.departure, np.minimum(waits, latest))
            start = np.maximum(departure + self.there_s, opens)
            finish = np.maximum(start + rest_s, kinds["end_from"])
            keeps = (departure <= latest) & (finish <= kinds["end_by"])
            shortest = np.where(keeps, np.minimum(shortest, finish - departure), shortest)
        return shortest

    def _avoidable_wait_s(self, finish: _Ints, start: _Ints, late: _Ints) -> _Ints:
        """How much later late routes could leave and still return at the same time."""
        kinds = self.kinds
        bound = finish - self.back_s - self.service_s
        by: _Ints = np.full(bound.shape, -1)
        for opens, closes in self.windows:
            by = np.where(opens <= bound, np.maximum(by, np.minimum(closes, bound)), by)
        latest = np.where(late > 0, start, by) - self.there_s
        closes = np.where(
            kinds["start"] == kinds["end"],
            np.maximum(finish, kinds["end_closes"]),
            np.maximum(self.departure, kinds["start_closes"]),
        )
        leave_by = np.minimum(np.maximum(finish, kinds["shift_end"]), closes)
        wait_s: _Ints = np.maximum(0, np.minimum(latest, leave_by) - self.departure)
        return wait_s


def _kinds_of(instance: Instance, vehicles: Sequence[int]) -> _Kinds:
    columns = [
        *((name, np.int64) for name in ("start", "end")),
        *((name, np.int64) for name in ("leave_from", "leave_by", "end_from", "end_by")),
        *((name, np.int64) for name in ("shift_end", "start_closes", "end_closes")),
        *((name, np.int64) for name in ("max_m", "max_s", "max_stops", "overtime_after_s")),
        *((name, np.int64) for name in ("cost_fixed", "cost_per_m", "cost_per_s")),
        ("cost_per_overtime_s", np.int64),
        ("speed_factor", np.float64),
        ("capacity", np.int64, (len(instance.load_names),)),
    ]
    rows = []
    for number in vehicles:
        kind = instance.vehicles[number]
        limits = (kind.max_distance_m, kind.max_duration_s, kind.max_stops, kind.overtime_after_s)
        leave, end = route_hours(instance, number)
        rows.append(
            (
                kind.start,
                -1 if kind.end is None else kind.end,
                *leave,
                *end,
                kind.shift_s[1],
                instance.depots[kind.start].window[1],
                _UNLIMITED if kind.end is None else instance.depots[kind.end].window[1],
                *(_UNLIMITED if limit is None else limit for limit in limits),
                kind.cost_fixed,
                kind.cost_per_m,
                kind.cost_per_s,
                kind.cost_per_overtime_s,
                kind.speed_factor,
                instance.capacity(number),
            )
        )
    return np.array(rows, dtype=columns)


def _column(values: Iterable[int]) -> _Ints:
    return np.fromiter(values, dtype=np.int64)[:, None]
