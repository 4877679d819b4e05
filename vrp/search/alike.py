"""Vehicles that differ in nothing but their names, searched as one kind.

A fleet listed van by van is a mixed one to the engine: it would look for better kinds of vehicles
among equal ones, and leave out what only plans of one kind allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat

from vrp.instance import Instance
from vrp.solution import Route

__all__ = ["MergedFleet"]


@dataclass(frozen=True)
class MergedFleet:
    """An instance whose vehicles all differ, and which ones of the given instance each stands for.

    ``members`` holds a tuple of indices into the given instance for every vehicle of ``instance``,
    and ``counts`` how many there are of every given one.
    """

    instance: Instance
    members: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, instance: Instance) -> MergedFleet:
        """Merge what differs in ``id``, ``count`` and ``extra`` at most."""
        members = instance.alike_vehicles
        counts = tuple(vehicle.count for vehicle in instance.vehicles)
        if len(members) < len(counts):
            merged = (
                replace(instance.vehicles[alike[0]], count=sum(counts[each] for each in alike))
                for alike in members
            )
            instance = replace(instance, vehicles=tuple(merged))
        return cls(instance, members, counts)

    def gather(self, routes: Iterable[Route]) -> list[Route]:
        """Write routes of the given instance with the vehicles of the merged one."""
        kind_of = {number: kind for kind, alike in enumerate(self.members) for number in alike}
        return [replace(route, vehicle=kind_of[route.vehicle]) for route in routes]

    def deal(self, routes: Sequence[Route], before: Iterable[Route] = ()) -> list[Route]:
        """Give every route of the merged instance a vehicle of the given one.

        Parameters
        ----------
        routes
            Of the merged instance.
        before
            Routes of the given one: their vehicles keep the routes that have most of their stops.
        """
        left = Counter(dict(enumerate(self.counts)))
        kept = self._kept(routes, before, left)
        vehicles = [
            chain.from_iterable(repeat(number, left[number]) for number in alike)
            for alike in self.members
        ]
        return [
            replace(route, vehicle=kept[at] if at in kept else next(vehicles[route.vehicle]))
            for at, route in enumerate(routes)
        ]

    def _kept(
        self, routes: Sequence[Route], before: Iterable[Route], left: Counter[int]
    ) -> dict[int, int]:
        """Vehicles by the places of routes that they keep; they are taken from those left."""
        had = {stop: route.vehicle for route in before for stop in route.stops}
        shared = Counter(
            (at, had[stop])
            for at, route in enumerate(routes)
            for stop in route.stops
            if had.get(stop) in self.members[route.vehicle]
        )
        kept: dict[int, int] = {}
        for (at, vehicle), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if at not in kept and left[vehicle]:
                kept[at] = vehicle
                left[vehicle] -= 1
        return kept
