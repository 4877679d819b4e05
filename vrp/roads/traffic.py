"""How fast roads are by the hour: speed factors, and the matrices that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.roads.matrices import Progress
from vrp.roads.matrix import snapped_matrices
from vrp.roads.matrix_stack import HOURS, MatrixStack
from vrp.roads.network import RoadNetwork
from vrp.roads.off_road import REFUSE_M, WARN_M
from vrp.roads.road_classes import ROAD_CLASSES
from vrp.roads.snap import snap

__all__ = ["QUICKEST", "SLOWEST", "SpeedFactors", "traffic_matrices"]

FloatArray = npt.NDArray[np.float64]

#: Bounds of a factor.
SLOWEST, QUICKEST = 0.02, 5.0


@dataclass(frozen=True, eq=False)
class SpeedFactors:
    """How fast each class of road is in each hour of the day, as a factor of its usual speed.

    The whole duration of an edge is divided by the factor, the wait at its end included.

    Parameters
    ----------
    factors : ndarray of float64, shape (24, n_classes)
        By hour from midnight on, and by :data:`vrp.roads.road_classes.ROAD_CLASSES`. Copied.

    Raises
    ------
    ReadError
        For another shape, or a factor that is out of bounds.
    """

    factors: FloatArray

    def __post_init__(self) -> None:
        factors = np.array(self.factors, dtype=np.float64)
        expected = (HOURS, len(ROAD_CLASSES))
        if factors.shape != expected:
            raise ReadError(f"speed factors have shape {factors.shape}, expected {expected}")
        wrong = ~((factors >= SLOWEST) & (factors <= QUICKEST))
        if wrong.any():
            hour, number = np.argwhere(wrong)[0]
            raise ReadError(
                f"speed factor of {ROAD_CLASSES[number]} in hour {hour} is "
                f"{factors[hour, number]}, expected {SLOWEST} to {QUICKEST}"
            )
        factors.flags.writeable = False
        object.__setattr__(self, "factors", factors)

    def durations_ms(self, network: RoadNetwork, hour: int) -> FloatArray:
        """Milliseconds for each edge of a network in an hour of the day."""
        slowed: FloatArray = np.rint(network.duration_ms / self.factors[hour, network.road_class])
        return np.maximum(1.0, slowed)


def traffic_matrices(
    network: RoadNetwork,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    factors: SpeedFactors,
    *,
    names: Sequence[str] | None = None,
    threads: int = 1,
    warn_m: float = WARN_M,
    refuse_m: float = REFUSE_M,
    progress: Progress | None = None,
) -> MatrixStack:
    """Durations and distances of the fastest paths in every hour of the day.

    Hours whose factors are the same on the classes of road that there are share a matrix.

    Parameters
    ----------
    network
        The roads.
    lat, lon
        WGS84 degrees, shape (n,).
    factors
        How fast they are.
    names, threads, warn_m, refuse_m
        See :func:`vrp.roads.matrix.road_matrices`, also for the errors and warnings.
    progress
        Told how many rows of all matrices are done.
    """
    snapped = snap(network, lat, lon, names=names, warn_m=warn_m, refuse_m=refuse_m)
    there = np.unique(network.road_class)
    _, hours, matrix_of = np.unique(
        factors.factors[:, there], axis=0, return_index=True, return_inverse=True
    )
    matrices = []
    for done, hour in enumerate(hours.tolist()):
        weights = network.path_graph.fastest_by(factors.durations_ms(network, hour))
        matrices.append(
            snapped_matrices(
                network,
                snapped,
                weights,
                threads=threads,
                progress=_part(progress, done, len(hours)),
            )
        )
    return MatrixStack(tuple(matrices), tuple(matrix_of.ravel().tolist()))


def _part(progress: Progress | None, part: int, parts: int) -> Progress | None:
    """Tell of one of several matrices as of a part of them all."""
    if progress is None:
        return None
    return lambda done, total: progress(part * total + done, parts * total)
