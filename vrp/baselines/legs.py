"""Matrices with a place more than the instance has: nowhere, where open routes end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vrp.instance import BoolMatrix, Instance, LegMatrix

__all__ = ["Legs", "LongMatrix"]

LongMatrix = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Legs:
    """Every leg between the instance's locations and to nowhere, which is their last number.

    Nowhere is no distance from anywhere. Legs without a way are in ``missing``, for the solver to
    be kept off; elsewhere they count as the longest leg that can be driven.

    Parameters
    ----------
    instance
        The problem.

    Attributes
    ----------
    charged_m, metres : ndarray of int64, shape (n_locations + 1, n_locations + 1)
        What ``cost_per_m`` is charged on, and what limits of distance count.
    missing : ndarray of bool, shape (n_locations + 1, n_locations + 1)
        Legs that cannot be driven.
    service_s : ndarray of int64, shape (n_locations + 1,)
        Seconds of service at every place.
    """

    instance: Instance
    charged_m: LongMatrix = field(init=False)
    metres: LongMatrix = field(init=False)
    missing: BoolMatrix = field(init=False)
    service_s: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        instance = self.instance
        missing = np.zeros((instance.n_locations + 1,) * 2, dtype=bool)
        if instance.missing_ways is not None:
            missing[:-1, :-1] = instance.missing_ways
        # Routes never drive between depots or from a place to itself; unused vehicles do on paper.
        missing[: len(instance.depots), : len(instance.depots)] = False
        np.fill_diagonal(missing, False)
        service = np.zeros(instance.n_locations + 1, dtype=np.int64)
        service[len(instance.depots) : -1] = [stop.service_s for stop in instance.stops]
        object.__setattr__(self, "missing", missing)
        object.__setattr__(self, "service_s", service)
        object.__setattr__(self, "metres", self._extended(instance.distances_m))
        charged = instance.charged_m
        same = charged is instance.distances_m
        object.__setattr__(self, "charged_m", self.metres if same else self._extended(charged))

    @property
    def nowhere(self) -> int:
        """Number of the place where open routes end."""
        return self.instance.n_locations

    def end(self, kind: int) -> int:
        """Place where the routes of a kind of vehicle end."""
        end = self.instance.vehicles[kind].end
        return self.nowhere if end is None else end

    def seconds(self, speed_factor: float) -> LongMatrix:
        """Driving and setup of a vehicle with this speed factor, like :attr:`metres`."""
        return self._extended(self.instance.transit_for(speed_factor))

    def _extended(self, legs: LegMatrix) -> LongMatrix:
        n = self.instance.n_locations
        extended = np.zeros((n + 1, n + 1), dtype=np.int64)
        extended[:n, :n] = np.asarray(legs)
        np.fill_diagonal(extended, 0)
        depots = len(self.instance.depots)
        extended[:depots, :depots] = 0
        extended[self.missing] = extended.max(initial=0, where=~self.missing)
        return extended
