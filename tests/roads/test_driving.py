"""How roads are asked, on the city in ``data/``."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from command_line import REPOSITORY
from fake_road_server import running_fake_server
from fake_roads import Detours

from vrp.errors import RoadError
from vrp.roads.driving import DrivenNetwork, driven
from vrp.roads.matrices import RoadMatrices
from vrp.roads.mix import Mix
from vrp.roads.network import RoadNetwork
from vrp.roads.osrm import Osrm
from vrp.roads.warning import RoadWarning

DATA = REPOSITORY / "data"


@pytest.fixture(scope="module")
def city() -> RoadNetwork:
    return RoadNetwork.from_osm(DATA / "city.osm.pbf", cache=None)


@pytest.fixture(scope="module")
def points() -> tuple[list[float], list[float]]:
    with (DATA / "stops.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[:15]
    return [float(row["lat"]) for row in rows], [float(row["lon"]) for row in rows]


def matrices(
    city: RoadNetwork, points: tuple[list[float], list[float]], mix: str | None
) -> RoadMatrices:
    roads = driven(city, None if mix is None else Mix.parse(mix))
    return roads.matrix(*points)


def test_each_measure_is_least_on_the_ways_that_minimise_it(
    city: RoadNetwork, points: tuple[list[float], list[float]]
) -> None:
    fastest = matrices(city, points, None)
    np.testing.assert_array_equal(
        fastest.durations_s, matrices(city, points, "duration").durations_s
    )
    assert fastest.costs is None
    shortest, eco = matrices(city, points, "distance"), matrices(city, points, "eco")
    mixed = matrices(city, points, "0.5*duration+0.5*eco")
    for other in (shortest, eco, mixed):
        assert (fastest.durations_s <= other.durations_s + 0.01).all()
        assert (shortest.distances_m <= other.distances_m + 0.1).all()
    assert shortest.distances_m.sum() < fastest.distances_m.sum()
    assert mixed.costs is not None
    assert eco.costs is not None
    assert eco.source == f"{city.source}, ways of least eco"
    assert fastest.source == city.source
    # Measures are scaled to the metres of the roads, so that a mix of them is of their size.
    assert 0.3 < mixed.costs.sum() / mixed.distances_m.sum() < 3


def test_ways_are_those_of_the_matrix(
    city: RoadNetwork, points: tuple[list[float], list[float]]
) -> None:
    roads = driven(city, Mix.parse("distance"))
    lat, lon = points
    pair = ((lon[3], lat[3]), (lon[9], lat[9]))
    (way,) = roads.routes([pair])
    assert way is not None
    assert way.distance_m == pytest.approx(roads.matrix(lat, lon).distances_m[3, 9], abs=0.2)


def test_places_off_the_roads_are_refused_by_name(city: RoadNetwork) -> None:
    south, west, _, _ = city.bounds
    lat, lon = [south - 0.001], [west - 0.001]
    with pytest.raises(RoadError, match="more than 1 m from any road: stop 'far'"):
        driven(city, refuse_m=1).matrix(lat, lon, names=["stop 'far'"])
    with pytest.warns(RoadWarning, match="more than 1 m from any road"):
        driven(city, warn_m=1, refuse_m=1e9).matrix(lat, lon)


def test_other_sources_are_asked_as_they_are() -> None:
    roads = Detours()
    assert driven(roads, Mix.parse("0.5*duration+0.5*distance")) is roads
    with pytest.raises(RoadError, match=r"roads of a test \(car\): knows no fuel"):
        driven(roads, Mix.parse("eco"))
    with running_fake_server(formats={"osrm"}) as fake:
        server = driven(Osrm(fake.url), warn_m=7, refuse_m=8)
    assert isinstance(server, Osrm)
    assert (server.warn_m, server.refuse_m) == (7, 8)


def test_a_network_is_a_source_as_any_other(city: RoadNetwork) -> None:
    roads = driven(city)
    assert isinstance(roads, DrivenNetwork)
    assert (roads.source, roads.attribution) == (city.source, city.attribution)
