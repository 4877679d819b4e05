"""The vehicles of a plan: which kinds there are, what they can do, and which of them are left."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.labels import unused_labels
from vrp.reasons.phrases import listed
from vrp.reasons.skill_names import likely_meaning, quoted
from vrp.solution import Solution

__all__ = ["Fleet", "Kinds"]

#: Numbers of kinds of vehicle, ascending.
Kinds = npt.NDArray[np.int64]


class Fleet:
    """Vehicles that are alike are one kind.

    Kinds are numbered in the order of ``kinds``, which has the number of the first vehicle of each.

    Parameters
    ----------
    instance
        The problem.
    solution
        The plan, which uses some of the vehicles.
    """

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self._instance = instance
        self.kinds = [alike[0] for alike in instance.alike_vehicles]
        self._counts = np.array(
            [
                sum(instance.vehicles[each].count for each in alike)
                for alike in instance.alike_vehicles
            ]
        )
        self._unused = _unused_vehicles(instance, solution)
        self.has_unused: npt.NDArray[np.bool_] = self._unused >= 0
        self.able = cache(self._kinds_with)
        self._offered = frozenset[str]().union(*(kind.skills for kind in instance.vehicles))
        self._unused_labels = unused_labels(instance, solution)

    def name(self, kind: int) -> str:
        """What the first vehicle of a kind is called."""
        return self._instance.vehicles[self.kinds[kind]].id

    def unused_label(self, kind: int) -> str:
        """What the first vehicle of a kind that is left is called."""
        return self._unused_labels[int(self._unused[kind])]

    def all_used(self, kinds: Kinds, which: str) -> str:
        """Say that all vehicles of some kinds are used, told apart from others by ``which``."""
        number = int(self._counts[kinds].sum())
        others = "" if number == self._counts.sum() else which
        if number == 1:
            return f"the only vehicle{others} is used"
        return f"all {number} vehicles{others} are used"

    def lacking(self, needed: frozenset[str]) -> tuple[str, Kinds]:
        """Say which skills no vehicle has, or none together.

        Returns
        -------
        text
            A clause whose subject is whatever needs them.
        would_do
            Kinds that would do, had they what the text says.
        """
        offers = [self._instance.vehicles[vehicle].skills for vehicle in self.kinds]
        missing = needed - self._offered
        would_do = np.flatnonzero([needed - skills <= missing for skills in offers])
        if not len(would_do):
            # No vehicle has all of the others: these alone would not be enough.
            missing, would_do = frozenset(), np.arange(len(self.kinds))
        if len(missing) == 1:
            text = f"needs skill {min(missing)!r}, no vehicle has it"
        elif missing:
            text = f"needs skills {listed(quoted(missing))}, no vehicle has any of them"
        else:
            text = f"needs skills {listed(quoted(needed))}, no vehicle has all of them"
        return text + likely_meaning(missing, self._offered), would_do

    def offered(self, needed: frozenset[str]) -> frozenset[str]:
        """Those of some skills that are not lacking: a vehicle has all of them."""
        offered = needed & self._offered
        return offered if len(self.able(offered)) else frozenset()

    def _kinds_with(self, skills: frozenset[str]) -> Kinds:
        kinds = [self._instance.vehicles[vehicle] for vehicle in self.kinds]
        return np.flatnonzero([skills <= kind.skills for kind in kinds])


def _unused_vehicles(instance: Instance, solution: Solution) -> Kinds:
    """The first vehicle of every kind that is left, -1 where all are used."""
    used = Counter(route.vehicle for route in solution.routes)
    return np.array(
        [
            next((each for each in alike if used[each] < instance.vehicles[each].count), -1)
            for alike in instance.alike_vehicles
        ]
    )
