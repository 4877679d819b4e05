"""A city on a device, ready to draw instances from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.city import City
from vrp.envs.history import History

__all__ = ["CityTensors", "HistoryTensors"]

_EDGE_SHARE = 0.1
_SPREAD_S = 60.0
#: So that even a point hours away from all past stops has a logarithm.
_LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class HistoryTensors:
    """A :class:`vrp.envs.history.History` on a device; see there.

    Parameters
    ----------
    points, demands, service, opens, closes : int64 tensors, shape (r,)
        Of stops.
    depots, day_sizes, begins, ends, capacities : int64 tensors, shape (d,)
        Of days.
    earliest, latest
        Between them lie all windows, if there are any.
    place_logs : float32 tensor, shape (m,)
        Log-probabilities of the city's points: a stop of the past stands for all points around it,
        by exp(-t/τ) with the drive time t, τ being a minute.
    """

    points: Tensor
    demands: Tensor
    service: Tensor
    opens: Tensor
    closes: Tensor
    depots: Tensor
    day_sizes: Tensor
    begins: Tensor
    ends: Tensor
    capacities: Tensor
    earliest: int
    latest: int
    place_logs: Tensor

    @classmethod
    def of(cls, history: History, city: City, device: torch.device | str) -> HistoryTensors:
        """Copy the history of a city to a device."""

        def tensor(values: npt.NDArray[np.int32]) -> Tensor:
            return torch.tensor(values, dtype=torch.int64, device=device)

        begun = history.opens_s[history.opens_s > 0]
        ended = history.closes_s[history.closes_s < MAX_VALUE]
        return cls(
            points=tensor(history.points),
            demands=tensor(history.demands),
            service=tensor(history.service_s),
            opens=tensor(history.opens_s),
            closes=tensor(history.closes_s),
            depots=tensor(history.depots),
            day_sizes=tensor(history.day_sizes),
            begins=tensor(history.shift_begins_s),
            ends=tensor(history.shift_ends_s),
            capacities=tensor(history.capacities),
            earliest=int(begun.min(initial=MAX_VALUE)),
            latest=int(ended.max(initial=0)),
            place_logs=torch.tensor(_place_logs(history, city), dtype=torch.float32, device=device),
        )

    @property
    def knows_begin(self) -> Tensor:
        """Whether each day's shift has a beginning, bool of shape (d,)."""
        return self.begins > 0

    @property
    def knows_end(self) -> Tensor:
        """Whether each day's shift has an end, bool of shape (d,)."""
        return self.ends < MAX_VALUE

    @property
    def knows_capacity(self) -> Tensor:
        """Whether each day's vehicles have a capacity, bool of shape (d,)."""
        return self.capacities < MAX_LOAD


@dataclass(frozen=True, eq=False)
class CityTensors:
    """A :class:`vrp.envs.city.City` on a device.

    Parameters
    ----------
    distances, durations : int32 tensors, shape (m, m)
        Metres and seconds from row to column.
    lat, lon : float64 tensors, shape (m,)
        Of the points.
    edge : int64 tensor, shape (k,)
        The tenth of points that are farthest from all others on average, there and back.
    history
        What is known of past days, if anything.
    """

    distances: Tensor
    durations: Tensor
    lat: Tensor
    lon: Tensor
    edge: Tensor
    history: HistoryTensors | None

    @classmethod
    def of(cls, city: City, device: torch.device | str = "cpu") -> CityTensors:
        """Copy a city to a device, once for all of its instances."""

        def tensor(values: npt.NDArray[Any]) -> Tensor:
            return torch.tensor(values, device=device)

        distances = tensor(city.distances_m)
        shared = city.durations_s is city.distances_m
        remoteness = city.durations_s.mean(axis=0) + city.durations_s.mean(axis=1)
        farthest = np.argsort(-remoteness, kind="stable")
        return cls(
            distances=distances,
            durations=distances if shared else tensor(city.durations_s),
            lat=tensor(city.lat),
            lon=tensor(city.lon),
            edge=tensor(farthest[: max(1, round(_EDGE_SHARE * city.size))]),
            history=None if city.history is None else HistoryTensors.of(city.history, city, device),
        )

    @property
    def size(self) -> int:
        """Number of points."""
        return self.lat.shape[0]

    @property
    def device(self) -> torch.device:
        """Where the tensors are."""
        return self.distances.device


def _place_logs(history: History, city: City) -> npt.NDArray[np.float64]:
    places, stops = np.unique(history.points, return_counts=True)
    near = np.exp(city.durations_s[places] / -_SPREAD_S)
    chances = stops @ (near / near.sum(axis=1, keepdims=True))
    logs: npt.NDArray[np.float64] = np.log(np.maximum(chances, _LEAST))
    return logs
