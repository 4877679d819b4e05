"""Points along the streets of a road network, and the city that they make."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.entities import NO_WAY
from vrp.envs.city import City
from vrp.errors import RoadError
from vrp.roads.matrices import Progress
from vrp.roads.network import RoadNetwork
from vrp.roads.road_classes import ROAD_CLASSES

__all__ = ["DELIVERY_CLASSES", "city_of_network", "sample_streets"]

FloatArray = npt.NDArray[np.float64]

#: Streets with addresses on them: neither motorways, trunk roads and ramps, nor driveways,
#: parking aisles, tracks and paths.
DELIVERY_CLASSES: tuple[str, ...] = (
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "pedestrian",
)
_DECIMALS = 7


def sample_streets(
    network: RoadNetwork, points: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Draw points along the streets where deliveries happen, every metre as likely as any other.

    The streets are those of :data:`DELIVERY_CLASSES` whose two ends lie in the network's main
    component, so that every point is reached from every other one. A street counts once, however
    many directions it has. All streets are laid end to end and cut into as many pieces of equal
    length as there are points, with one point at random in each: the sample follows the density of
    streets more closely than independent draws do. The points are then shuffled, so that the first
    k are a sample of the city as well.

    Parameters
    ----------
    network
        The roads.
    points
        How many.
    rng
        Draws them.

    Returns
    -------
    tuple of ndarray of float64, each of shape (points,)
        Latitudes and longitudes on the streets, WGS84 degrees rounded to about a centimetre.

    Raises
    ------
    RoadError
        If the network has no street for deliveries.
    """
    import shapely

    from vrp.roads.snap import from_mercator

    index = network.path_graph.road_index
    edge = np.where(
        index.forward[index.shapes] >= 0, index.forward[index.shapes], index.backward[index.shapes]
    )
    wanted = [ROAD_CLASSES.index(name) for name in DELIVERY_CLASSES]
    streets = np.flatnonzero(np.isin(network.road_class[edge], wanted))
    ends = np.cumsum(network.length_dm[edge[streets]].astype(np.float64))
    if not ends.size or not ends[-1]:
        raise RoadError(
            f"{network.source}: has no streets where deliveries happen, expected some of "
            f"{', '.join(DELIVERY_CLASSES)}"
        )
    along = (np.arange(points) + rng.random(points)) * (ends[-1] / points)
    rng.shuffle(along)
    street = np.minimum(np.searchsorted(ends, along, side="right"), ends.size - 1)
    fraction = 1 - (ends[street] - along) / network.length_dm[edge[streets[street]]]
    places = shapely.line_interpolate_point(
        index.tree.geometries[streets[street]], np.clip(fraction, 0.0, 1.0), normalized=True
    )
    lat, lon = from_mercator(shapely.get_x(places), shapely.get_y(places))
    return np.round(lat, _DECIMALS), np.round(lon, _DECIMALS)


def city_of_network(
    network: RoadNetwork,
    name: str,
    *,
    points: int = 2000,
    rng: np.random.Generator,
    engine: str = "auto",
    progress: Progress | None = None,
) -> City:
    """Make a city of points along the streets of a road network.

    Parameters
    ----------
    network
        The roads.
    name
        What tables call the city.
    points
        How many; see :func:`sample_streets`.
    rng
        Draws them.
    engine, progress
        See :func:`vrp.roads.matrix.road_matrices`.

    Returns
    -------
    City
        With the matrices that anybody gets for its coordinates on these roads, rounded to whole
        metres and seconds.

    Raises
    ------
    RoadError
        If the network has no street for deliveries, or an extra is missing.
    """
    lat, lon = sample_streets(network, points, rng)
    matrices = network.matrix(lat, lon, engine=engine, progress=progress)
    return City(
        name=name,
        lat=lat,
        lon=lon,
        distances_m=_whole(matrices.distances_m),
        durations_s=_whole(matrices.durations_s),
        source=network.source,
        attribution=network.attribution,
        profile=network.profile,
    )


def _whole(values: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
    """Round to whole units; all points lie in the main component, so that none is missing."""
    rounded = np.rint(values)
    if not (rounded < NO_WAY).all():
        row, column = np.argwhere(~(rounded < NO_WAY))[0]
        raise RoadError(f"no road leads from point {row} to point {column}, or one too long")
    return rounded.astype(np.int32)
