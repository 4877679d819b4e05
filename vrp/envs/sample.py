"""Instances as points of a city: all that is drawn, before matrices are taken from the city."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.city_tensors import CityTensors

__all__ = ["Sample"]


@dataclass(frozen=True, eq=False)
class Sample:
    """B instances of n stops, N = n + 1, that share a city.

    Parameters
    ----------
    problem
        One of :data:`vrp.envs.problems.PROBLEMS`.
    points : integer tensor, shape (B, N)
        Of the city, the depot's first.
    demands, opens, closes, service : int32 tensors, shape (B, N)
        See :class:`vrp.envs.batch.Batch`.
    capacity : int32 tensor, shape (B,)
        See there.
    """

    problem: str
    points: Tensor
    demands: Tensor
    capacity: Tensor
    opens: Tensor
    closes: Tensor
    service: Tensor

    def batch(self, city: CityTensors) -> Batch:
        """Take matrices and coordinates from the city, on its device.

        Where nothing is timed, distances stand for durations, as in benchmark instances without
        times: one matrix is kept for both.
        """
        points = self.points.to(city.device).long()
        pairs = points[:, :, None], points[:, None, :]
        distances = city.distances[pairs]
        timed = self.problem == "acvrptw" and city.durations is not city.distances
        return Batch(
            problem=self.problem,
            distances=distances,
            durations=city.durations[pairs] if timed else distances,
            demands=self.demands.to(city.device),
            capacity=self.capacity.to(city.device),
            opens=self.opens.to(city.device),
            closes=self.closes.to(city.device),
            service=self.service.to(city.device),
            lat=city.lat[points],
            lon=city.lon[points],
        )
