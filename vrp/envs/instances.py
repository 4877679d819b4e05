"""Batches as instances that anybody can solve and check, and the way back.

The plan of an instance costs the metres that it drives, so that the cost of a solution is that of
the environments to the integer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import Batch
from vrp.envs.city import City
from vrp.envs.unmodelled import check_modelled, problem_of
from vrp.errors import InstanceError
from vrp.instance import Depot, Instance, Stop, TimeWindow, Vehicle
from vrp.solution import Route, Solution

__all__ = ["routes_of", "solution_of", "to_batch", "to_instance", "tour_of"]

_ANY_TIME = (0, MAX_VALUE)


def to_instance(batch: Batch, index: int, *, city: City | None = None) -> Instance:
    """Make an instance of one of a batch.

    Parameters
    ----------
    batch
        The instances.
    index
        Which of them.
    city
        That they are of: lends its name, and says where matrices come from and what must be said
        with them.

    Returns
    -------
    Instance
        With a depot, a kind of vehicle of which there are as many as stops (one for ``atsp``), and
        a cost unit per metre. Windows are those of the batch, left out where they are as wide as
        the shift.

    Raises
    ------
    IndexError
        For an index that the batch does not have.
    """
    if not 0 <= index < len(batch):
        raise IndexError(f"index is {index}, expected 0 to {len(batch) - 1}")
    columns = _Columns.of(batch, index)
    is_tour = batch.problem == "atsp"
    distances_m = batch.distances[index].cpu().numpy()
    shared = batch.durations is batch.distances
    return Instance(
        depots=(Depot("depot", columns.lat[0], columns.lon[0]),),
        stops=tuple(columns.stop(location) for location in range(1, len(columns.lat))),
        vehicles=(
            Vehicle(
                "vehicle",
                count=1 if is_tour else max(1, batch.n_stops),
                capacity=() if is_tour else (int(batch.capacity[index]),),
                shift_s=columns.shift,
            ),
        ),
        distances_m=distances_m,
        durations_s=distances_m if shared else batch.durations[index].cpu().numpy(),
        name=f"{city.name if city else 'instance'}-{batch.problem}-n{batch.n_stops}-{index}",
        planar=city.planar if city else False,
        matrix_source=city.source if city else "given matrix",
        attribution=city.attribution if city else "",
    )


@dataclass(frozen=True)
class _Columns:
    """What a batch says of the locations of one instance."""

    lat: list[float]
    lon: list[float]
    demands: list[int]
    service: list[int]
    opens: list[int]
    closes: list[int]

    @classmethod
    def of(cls, batch: Batch, index: int) -> _Columns:
        names = ("lat", "lon", "demands", "service", "opens", "closes")
        return cls(*(getattr(batch, name)[index].tolist() for name in names))

    @property
    def shift(self) -> TimeWindow:
        return self.opens[0], self.closes[0]

    def stop(self, location: int) -> Stop:
        window = self.opens[location], self.closes[location]
        begin, end = self.shift
        is_open = window[0] <= begin and window[1] >= end
        return Stop(
            str(location),
            self.lat[location],
            self.lon[location],
            delivery=(self.demands[location],),
            service_s=self.service[location],
            windows=() if is_open else (window,),
        )


def to_batch(instances: Sequence[Instance], problem: str | None = None) -> Batch:
    """Make a batch of instances of equal size.

    Parameters
    ----------
    instances
        At least one, with a depot and one kind of vehicle.
    problem
        One of :data:`vrp.envs.problems.PROBLEMS`; by default the simplest that models the first
        one.

    Returns
    -------
    Batch
        On the CPU. A stop without a window may be served during the shift.

    Raises
    ------
    InstanceError
        Naming the instance and what of it is not modelled, such as several depots, skills or a
        fleet smaller than the number of stops, or a size other than that of the first one.
    """
    if not instances:
        raise InstanceError("there are no instances, expected at least one")
    problem = problem or problem_of(instances[0])
    for instance in instances:
        check_modelled(instance, problem)
        if len(instance.stops) != len(instances[0].stops):
            raise InstanceError(
                f"{instance.name}: has {len(instance.stops)} stops, expected "
                f"{len(instances[0].stops)} as {instances[0].name} has: a batch is of equal sizes"
            )
    distances = _stacked([instance.distances_m for instance in instances], np.int32)
    rows = [_Rows.of(instance, problem) for instance in instances]
    is_timed = problem == "acvrptw"
    return Batch(
        problem=problem,
        distances=distances,
        durations=_stacked([row.durations for row in rows], np.int32) if is_timed else distances,
        demands=_stacked([row.demands for row in rows], np.int32),
        capacity=_stacked([row.capacity for row in rows], np.int32),
        opens=_stacked([row.opens for row in rows], np.int32),
        closes=_stacked([row.closes for row in rows], np.int32),
        service=_stacked([row.service for row in rows], np.int32),
        lat=_stacked([row.lat for row in rows], np.float64),
        lon=_stacked([row.lon for row in rows], np.float64),
    )


@dataclass(frozen=True)
class _Rows:
    """What a batch holds of one instance, the depot first."""

    durations: npt.NDArray[np.int32]
    demands: list[int]
    capacity: int
    opens: list[int]
    closes: list[int]
    service: list[int]
    lat: list[float]
    lon: list[float]

    @classmethod
    def of(cls, instance: Instance, problem: str) -> _Rows:
        vehicle, depot = instance.vehicles[0], instance.depots[0]
        timed, loaded = problem == "acvrptw", problem != "atsp"
        shift = _ANY_TIME
        if timed:
            shift = _overlap(vehicle.shift_s, depot.window)
        windows = [shift, *(stop.windows[0] if stop.windows else shift for stop in instance.stops)]
        places: tuple[Depot | Stop, ...] = (depot, *instance.stops)
        return cls(
            durations=np.asarray(instance.transit_for(vehicle.speed_factor)),
            demands=[0, *(sum(stop.delivery) if loaded else 0 for stop in instance.stops)],
            capacity=instance.capacity(0)[0] if loaded else MAX_LOAD,
            opens=[begin for begin, _ in windows],
            closes=[end for _, end in windows],
            service=[0, *(stop.service_s if timed else 0 for stop in instance.stops)],
            lat=[place.lat or 0.0 for place in places],
            lon=[place.lon or 0.0 for place in places],
        )


def _overlap(shift: TimeWindow, hours: TimeWindow) -> TimeWindow:
    return max(shift[0], hours[0]), min(shift[1], hours[1])


def _stacked(rows: Sequence[object], dtype: type[np.generic]) -> Tensor:
    return torch.from_numpy(np.array(rows, dtype=dtype))


def routes_of(actions: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """Split the locations that a rollout drives to at the depot, 0.

    Parameters
    ----------
    actions
        Locations in driving order; several depots in a row are one.

    Returns
    -------
    tuple of tuple of int
        The stops of each route, numbered from 0 as those of an instance.
    """
    routes: list[list[int]] = [[]]
    for location in actions:
        if location:
            routes[-1].append(int(location) - 1)
        elif routes[-1]:
            routes.append([])
    return tuple(tuple(route) for route in routes if route)


def tour_of(routes: Iterable[Sequence[int]]) -> list[int]:
    """Join routes (stops numbered from 0) to locations that begin and end at the depot, 0.

    Parameters
    ----------
    routes
        The stops of each, in driving order.
    """
    tour = [0]
    for route in routes:
        tour += [stop + 1 for stop in route]
        tour.append(0)
    return tour


def solution_of(instance: Instance, actions: Iterable[int]) -> Solution:
    """Make a solution of the locations that a rollout of an instance drives to.

    Parameters
    ----------
    instance
        Of :func:`to_instance`, or what :func:`to_batch` took.
    actions
        Locations in driving order, 0 for the depot.

    Raises
    ------
    InfeasibleError
        For stops that there are not; all else is left to :meth:`vrp.Solution.check`.
    """
    routes = routes_of(actions)
    return Solution.of(instance, [Route(0, route) for route in routes])
