"""Many instances of equal size as tensors: what environments run on and policies look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from vrp.envs.problems import PROBLEMS

__all__ = ["PROBLEMS", "Batch"]

_DIMENSIONS = {
    "distances": 3,
    "durations": 3,
    "demands": 2,
    "capacity": 1,
    "opens": 2,
    "closes": 2,
    "service": 2,
    "lat": 2,
    "lon": 2,
}


@dataclass(frozen=True, eq=False)
class Batch:
    """B instances of n stops each, as tensors on one device.

    Location 0 is the depot and N = n + 1. The number of vehicles is unlimited, the objective is the
    sum of distances, and every stop can be served by a route of its own: whoever makes a batch sees
    to it. All of it is shared by all rollouts of an instance.

    Parameters
    ----------
    problem
        One of :data:`PROBLEMS`. ``atsp`` is one tour from and to the depot, without demands;
        ``atsp`` and ``acvrp`` have windows from 0 to :data:`vrp.entities.MAX_VALUE` and no service.
    distances : int32 tensor, shape (B, N, N)
        Metres from row to column, not necessarily symmetric.
    durations : int32 tensor, shape (B, N, N)
        Seconds from row to column; may be the same tensor as ``distances`` where nothing is timed.
    demands : int32 tensor, shape (B, N)
        Load units, 0 at the depot.
    capacity : int32 tensor, shape (B,)
        Load units of every vehicle.
    opens, closes : int32 tensors, shape (B, N)
        Seconds within which service must start; at the depot, the shift: every route leaves and
        returns within it.
    service : int32 tensor, shape (B, N)
        Seconds from the start of service to the departure, 0 at the depot.
    lat, lon : float64 tensors, shape (B, N)
        For maps only; degrees, or planar.

    Raises
    ------
    ValueError
        For an unknown problem, or a tensor of the wrong shape, type or device, naming it.
    """

    problem: str
    distances: Tensor
    durations: Tensor
    demands: Tensor
    capacity: Tensor
    opens: Tensor
    closes: Tensor
    service: Tensor
    lat: Tensor
    lon: Tensor

    def __post_init__(self) -> None:
        if self.problem not in PROBLEMS:
            raise ValueError(f"problem is {self.problem!r}, expected one of {', '.join(PROBLEMS)}")
        size, locations = self.distances.shape[0], self.distances.shape[-1]
        for name, dimensions in _DIMENSIONS.items():
            tensor: Tensor = getattr(self, name)
            shape = (size, locations, locations)[:dimensions]
            dtype = torch.float64 if name in ("lat", "lon") else torch.int32
            if tuple(tensor.shape) != shape or tensor.dtype != dtype:
                raise ValueError(
                    f"{name} has shape {tuple(tensor.shape)} and dtype {tensor.dtype}, "
                    f"expected {shape} and {dtype}"
                )
            if tensor.device != self.device:
                raise ValueError(f"{name} is on {tensor.device}, distances on {self.device}")

    def __len__(self) -> int:
        return self.distances.shape[0]

    def __getitem__(self, index: slice | Tensor) -> Batch:
        """Some of the instances: a slice of them, or those at the indices of a tensor."""
        some = index.dim() > 0 if isinstance(index, Tensor) else isinstance(index, slice)
        if not some:
            raise TypeError(
                f"index is {index!r}, expected a slice such as batch[0:1], or a tensor of indices"
            )
        return self._map(lambda tensor: tensor[index])

    def restricted(self, locations: Tensor) -> Batch:
        """Keep some locations of every instance.

        Parameters
        ----------
        locations : int64 tensor, shape (B, M)
            Which, the depot first.
        """
        instance = torch.arange(len(self), device=self.device)
        pairs = instance[:, None, None], locations[:, :, None], locations[:, None, :]
        places = instance[:, None], locations
        indices = {1: (instance,), 2: places, 3: pairs}
        return self._map(lambda tensor: tensor[indices[tensor.dim()]])

    @property
    def n_stops(self) -> int:
        """Number of stops of every instance, the depot not included."""
        return self.distances.shape[-1] - 1

    @property
    def device(self) -> torch.device:
        """Where the tensors are."""
        return self.distances.device

    def to(self, device: torch.device | str) -> Batch:
        """Return the same batch on another device.

        Parameters
        ----------
        device
            Such as ``"cuda"``.
        """
        return self._map(lambda tensor: tensor.to(device))

    def _map(self, change: Callable[[Tensor], Tensor]) -> Batch:
        """Change every tensor, and keep a matrix shared that stands for both."""
        changed = {
            field.name: change(getattr(self, field.name))
            for field in fields(self)
            if field.name not in ("problem", "durations")
        }
        shared = self.durations is self.distances
        durations = changed["distances"] if shared else change(self.durations)
        return Batch(problem=self.problem, durations=durations, **changed)
