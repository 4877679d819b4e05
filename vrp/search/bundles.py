"""Bundles: stops at one place, as one stop each.

A cheap plan does not come to a place more often than it must. Where a building gets twenty parcels,
a plan gets cheaper only when they all change routes together, which no ruin and no move of the
search does with twenty stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, Instance, LegMatrix, Stop, TimeWindow
from vrp.plane import Plane
from vrp.search.same_place import stops_by_place
from vrp.solution import Route

__all__ = ["Bundles"]

#: With more bundles than that, in stops, there is not enough to be gained.
_MOST_BUNDLES = 2 / 3
#: So much of a vehicle or of a shift a bundle takes at most: large ones fill vehicles badly.
_SHARE = 0.15
#: So much of the shortest of its windows a bundle leaves to begin in, at least.
_WINDOW_SHARE = 0.5
#: What a stop left out may count for at most.
_MOST_UNSERVED = 101

_ANY_TIME: TimeWindow = (0, MAX_VALUE)


@dataclass(frozen=True)
class Bundles:
    """An instance whose stops are bundles, and the stops of the given instance in each of them.

    Every plan of ``instance`` is one of the given instance once the members of its stops are served
    one after another, in the order that ``members`` has them in. Both cost the same, or the plan of
    stops less where hours are paid for and some stops may be begun before others of their bundle.
    """

    instance: Instance
    members: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, instance: Instance) -> Bundles | None:
        """Bundle what is at one place, needs the same skills and may be served at the same time.

        ``None`` where few stops share a place, where vehicles have limits of stops, or with
        shipments or alternatives. Stops with prizes, with several windows, or that take and give,
        stay alone.
        """
        counted = any(vehicle.max_stops is not None for vehicle in instance.vehicles)
        belong_together = instance.has_shipments or bool(instance.groups)
        if counted or belong_together or not instance.stops:
            return None
        most = _MOST_BUNDLES * len(instance.stops)
        places = stops_by_place(instance)
        bundles = _packed(instance, places) if len(places) <= most else []
        if not 0 < len(bundles) <= most:
            return None
        return cls(_bundled(instance, bundles), tuple(bundle.members for bundle in bundles))

    def unpack(self, routes: Iterable[Route]) -> list[Route]:
        """Write routes of the bundles as routes of the given instance."""
        return [self._unpacked(route) for route in routes]

    def _unpacked(self, route: Route) -> Route:
        ends = np.cumsum([0, *(len(self.members[bundle]) for bundle in route.stops)])
        stops = tuple(stop for bundle in route.stops for stop in self.members[bundle])
        return Route(route.vehicle, stops, tuple(ends[list(route.reloads)].tolist()))


@dataclass(frozen=True)
class _Order:
    """What a stop, or several at one place, want together; ``loads`` in every dimension.

    ``opens_s`` to ``closes_s`` is when all of them may be begun, and ``shortest_s`` the shortest of
    their windows.
    """

    loads: tuple[int, ...]
    unserved: int
    service_s: int
    longest_s: int
    opens_s: int
    closes_s: int
    shortest_s: int

    @classmethod
    def of(cls, stop: Stop, loads: Sequence[int]) -> _Order:
        opens, closes = stop.windows[0] if stop.windows else _ANY_TIME
        service = stop.service_s
        return cls(tuple(loads), 1 + stop.priority, service, service, opens, closes, closes - opens)

    def with_another(self, other: _Order) -> _Order:
        return _Order(
            tuple(map(sum, zip(self.loads, other.loads, strict=True))),
            self.unserved + other.unserved,
            self.service_s + other.service_s,
            max(self.longest_s, other.longest_s),
            max(self.opens_s, other.opens_s),
            min(self.closes_s, other.closes_s),
            min(self.shortest_s, other.shortest_s),
        )

    @property
    def window(self) -> TimeWindow:
        """When the first stop may be begun, so that all are in time, the longest service last."""
        return self.opens_s, self.closes_s - (self.service_s - self.longest_s)


@dataclass(frozen=True)
class _Limits:
    """What a bundle may want; ``loads`` has a number for every dimension."""

    loads: tuple[int, ...]
    service_s: float

    @classmethod
    def of(cls, instance: Instance) -> _Limits:
        smallest = np.min([instance.capacity(kind) for kind in range(len(instance.vehicles))], 0)
        loads = instance.deliveries.sum(0) + instance.pickups.sum(0)
        shortest = min(
            min(vehicle.shift_s[1] - vehicle.shift_s[0], vehicle.max_duration_s or MAX_VALUE)
            for vehicle in instance.vehicles
        )
        share = 1.0 if (loads <= smallest).all() else _SHARE
        return cls(tuple((share * smallest).astype(np.int64).tolist()), _SHARE * shortest)

    def allow(self, order: _Order) -> bool:
        opens, closes = order.window
        return (
            all(load <= most for load, most in zip(order.loads, self.loads, strict=True))
            and order.unserved <= _MOST_UNSERVED
            and order.service_s <= self.service_s
            and closes - opens >= _WINDOW_SHARE * order.shortest_s
        )


@dataclass(frozen=True)
class _Bundle:
    """Stops at one place in the order that they are served in, and what they want together."""

    members: tuple[int, ...]
    order: _Order


def _packed(instance: Instance, places: Iterable[Sequence[int]]) -> list[_Bundle]:
    """Bundle the stops at each place."""
    limits = _Limits.of(instance)
    loads = (instance.deliveries + instance.pickups).tolist()
    bundles: list[_Bundle] = []
    for place in places:
        orders = {stop: _Order.of(instance.stops[stop], loads[stop]) for stop in place}
        for group in _alike(instance, place):
            bundles += _filled(group, orders, limits)
    return bundles


def _filled(
    group: Sequence[int], orders: Mapping[int, _Order], limits: _Limits
) -> Iterator[_Bundle]:
    """Fill one bundle after another."""

    def bundle(members: Iterable[int], order: _Order) -> _Bundle:
        # The others have to be over before the last one is begun.
        return _Bundle(tuple(sorted(members, key=lambda stop: orders[stop].longest_s)), order)

    # Windows that open about the same time come together, the largest loads first.
    first, *others = sorted(
        group, key=lambda stop: (orders[stop].opens_s, [-load for load in orders[stop].loads])
    )
    members, order = [first], orders[first]
    for stop in others:
        more = order.with_another(orders[stop])
        if limits.allow(more):
            members.append(stop)
            order = more
        else:
            yield bundle(members, order)
            members, order = [stop], orders[stop]
    yield bundle(members, order)


def _alike(instance: Instance, place: Sequence[int]) -> list[list[int]]:
    """Stops at one place in groups of those that may be bundled as far as skills and such go."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for number in place:
        stop = instance.stops[number]
        gives, takes = any(stop.delivery), any(stop.pickup)
        alone = stop.prize is not None or len(stop.windows) > 1 or (gives and takes)
        own = number if alone else None
        traits = (own, stop.skills, stop.release_s, stop.setup_s, gives, takes)
        groups.setdefault(traits, []).append(number)
    return list(groups.values())


def _bundled(instance: Instance, bundles: Sequence[_Bundle]) -> Instance:
    first = len(instance.depots)
    places = (first + bundle.members[0] for bundle in bundles)
    rows = np.array([*range(first), *places], dtype=np.intp)
    distances = _part(instance.distances_m, rows)
    same = instance.durations_s is instance.distances_m
    generalised = instance.generalised_m
    return replace(
        instance,
        stops=tuple(_as_stop(instance, bundle) for bundle in bundles),
        distances_m=distances,
        durations_s=distances if same else _part(instance.durations_s, rows),
        generalised_m=None if generalised is None else np.asarray(_part(generalised, rows)),
        best_known_cost=None,
        estimated_legs=None,
        hourly_durations_s=None,
    )


def _part(legs: LegMatrix, rows: npt.NDArray[np.intp]) -> LegMatrix:
    if isinstance(legs, Plane):
        return replace(legs, points=legs.points[rows])
    part = legs[np.ix_(rows, rows)]
    part.flags.writeable = False
    return part


def _as_stop(instance: Instance, bundle: _Bundle) -> Stop:
    members = [instance.stops[stop] for stop in bundle.members]
    if len(members) == 1:
        return members[0]
    order = bundle.order
    return replace(
        members[0],
        delivery=order.loads if any(any(member.delivery) for member in members) else (),
        pickup=order.loads if any(any(member.pickup) for member in members) else (),
        service_s=order.service_s,
        windows=(order.window,) if any(member.windows for member in members) else (),
        priority=order.unserved - 1,
    )
