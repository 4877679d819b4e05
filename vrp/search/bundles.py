"""Bundles: stops at one place, as one stop each.

A cheap plan does not come to a place more often than it must. Where a building gets twenty parcels,
a plan gets cheaper only when they all change routes together, which no ruin and no move of the
search does with twenty stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE, Instance, LegMatrix, Stop, TimeWindow
from vrp.plane import Plane
from vrp.solution import Route

__all__ = ["Bundles"]

#: With more bundles than that, in stops, there is not enough to be gained.
_MOST_BUNDLES = 2 / 3
#: So much of a vehicle or of a shift a bundle takes at most: large ones fill vehicles badly.
_SHARE = 0.15
#: So much of the shortest of its windows a bundle leaves to begin in, at least.
_WINDOW_SHARE = 0.5
#: Stops whose legs are compared first: those at different places nearly always differ in them.
_PROBES = 8
#: What a stop left out may count for at most.
_MOST_UNSERVED = 101

_IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bundles:
    """An instance whose stops are bundles, and the stops of the given instance in each of them.

    Every plan of ``instance`` is one of the given instance once the members of its stops are served
    one after another, in the order that ``members`` has them in. Both are worth the same, or the
    plan of stops more where hours are paid for and members may be begun before others of a bundle.
    """

    instance: Instance
    members: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, instance: Instance) -> Bundles | None:
        """Bundle what is at one place, needs the same skills and may be served at the same time.

        ``None`` where few stops share a place, or where vehicles have limits of stops. Stops with
        prizes, with several windows, or that take and give, stay alone.
        """
        counted = any(vehicle.max_stops is not None for vehicle in instance.vehicles)
        if counted or not instance.stops:
            return None
        groups = _alike_at_one_place(instance)
        if len(groups) > _MOST_BUNDLES * len(instance.stops):
            return None
        limits = _Limits.of(instance)
        bundles = [tuple(bundle) for group in groups for bundle in _packed(instance, group, limits)]
        if len(bundles) > _MOST_BUNDLES * len(instance.stops):
            return None
        return cls(_bundled(instance, bundles), tuple(bundles))

    def unpack(self, routes: Iterable[Route]) -> list[Route]:
        """Write routes of the bundles as routes of the given instance."""
        return [self._unpacked(route) for route in routes]

    def _unpacked(self, route: Route) -> Route:
        ends = np.cumsum([0, *(len(self.members[bundle]) for bundle in route.stops)])
        stops = tuple(stop for bundle in route.stops for stop in self.members[bundle])
        return Route(route.vehicle, stops, tuple(ends[list(route.reloads)].tolist()))


@dataclass(frozen=True)
class _Limits:
    """What a bundle may hold; ``loads`` has a number for every dimension."""

    loads: _IntArray
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
        return cls((share * smallest).astype(np.int64), _SHARE * shortest)

    def allow(self, instance: Instance, bundle: Sequence[int]) -> bool:
        """Whether the stops may be a bundle."""
        members = [instance.stops[stop] for stop in bundle]
        indices = list(bundle)
        loads = instance.deliveries[indices].sum(0) + instance.pickups[indices].sum(0)
        return (
            bool((loads <= self.loads).all())
            and sum(1 + member.priority for member in members) <= _MOST_UNSERVED
            and sum(member.service_s for member in members) <= self.service_s
            and _leaves_time(members)
        )


def _leaves_time(members: Sequence[Stop]) -> bool:
    """Whether there is much of every window to begin all of them in, one after another."""
    windows = [window for member in members for window in member.windows]
    if not windows:
        return True
    opens, closes = _window(members)
    return closes - opens >= _WINDOW_SHARE * min(end - begin for begin, end in windows)


def _window(members: Sequence[Stop]) -> TimeWindow:
    """When the first one may be begun, so that all of them are in time."""
    opens = max((opens for member in members for opens, _ in member.windows), default=0)
    closes = min((closes for member in members for _, closes in member.windows), default=MAX_VALUE)
    return opens, closes - _before_last_s(members)


def _before_last_s(members: Sequence[Stop]) -> int:
    """How long serving takes until the last one is begun, the longest service coming last."""
    services = [member.service_s for member in members]
    return sum(services) - max(services)


def _alike_at_one_place(instance: Instance) -> list[list[int]]:
    """Every stop in a group of those that may be bundled with it."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, stops in enumerate(_by_place(instance)):
        for stop in stops:
            groups.setdefault((place, *_traits(instance, stop)), []).append(stop)
    return list(groups.values())


def _traits(instance: Instance, number: int) -> tuple[object, ...]:
    """What the members of a bundle have in common."""
    stop = instance.stops[number]
    gives, takes = instance.deliveries[number].any(), instance.pickups[number].any()
    alone = stop.prize is not None or len(stop.windows) > 1 or (gives and takes)
    return (
        number if alone else None,
        stop.skills,
        stop.release_s,
        bool(gives),
        bool(takes),
    )


def _by_place(instance: Instance) -> list[list[int]]:
    """Every stop in a group of those that no leg tells from it."""
    every = (instance.distances_m, instance.durations_s, instance.generalised_m)
    legs = list({id(some): some for some in every if some is not None}.values())
    first, n = len(instance.depots), instance.n_locations
    probes = np.unique(np.r_[:first, np.linspace(first, n - 1, _PROBES).astype(int)])
    rows = np.arange(first, n)[:, None]
    keys = np.hstack([part for some in legs for part in (some[rows, probes], some[probes, rows])])
    maybe: dict[bytes, list[list[int]]] = {}
    for stop, key in enumerate(np.ascontiguousarray(keys)):
        groups = maybe.setdefault(key.tobytes(), [])
        for group in groups:
            if all(_at_one_place(some, first + group[0], first + stop) for some in legs):
                group.append(stop)
                break
        else:
            groups.append([stop])
    return [group for groups in maybe.values() for group in groups]


def _at_one_place(legs: LegMatrix, one: int, other: int) -> bool:
    if isinstance(legs, Plane):
        return bool((legs.points[one] == legs.points[other]).all())
    return (
        legs[one, one] == 0 == legs[other, other]
        and np.array_equal(legs[one], legs[other])
        and np.array_equal(legs[:, one], legs[:, other])
    )


def _packed(instance: Instance, group: Sequence[int], limits: _Limits) -> list[list[int]]:
    """Bundles of one group: the largest stops first, each where it fits first."""
    if len(group) == 1:
        return [list(group)]
    loads = instance.deliveries.sum(1) + instance.pickups.sum(1)
    bundles: list[list[int]] = []
    for stop in sorted(group, key=lambda stop: -int(loads[stop])):
        for bundle in bundles:
            if limits.allow(instance, [*bundle, stop]):
                bundle.append(stop)
                break
        else:
            bundles.append([stop])
    for bundle in bundles:
        bundle.sort(key=lambda stop: instance.stops[stop].service_s)
    return bundles


def _bundled(instance: Instance, bundles: Sequence[Sequence[int]]) -> Instance:
    first = len(instance.depots)
    rows = np.array([*range(first), *(first + bundle[0] for bundle in bundles)], dtype=np.intp)
    distances = _part(instance.distances_m, rows)
    same = instance.durations_s is instance.distances_m
    generalised = instance.generalised_m
    return replace(
        instance,
        stops=tuple(_one_stop(instance, bundle) for bundle in bundles),
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


def _one_stop(instance: Instance, bundle: Sequence[int]) -> Stop:
    members = [instance.stops[stop] for stop in bundle]
    if len(members) == 1:
        return members[0]
    indices = list(bundle)
    timed = any(member.windows for member in members)
    return replace(
        members[0],
        delivery=tuple(instance.deliveries[indices].sum(0).tolist()),
        pickup=tuple(instance.pickups[indices].sum(0).tolist()),
        service_s=sum(member.service_s for member in members),
        windows=(_window(members),) if timed else (),
        priority=sum(1 + member.priority for member in members) - 1,
    )
