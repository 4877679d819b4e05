"""The made-up city: the same every time, read by our own reader, and fit to drive in."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import shapely
from command_line import REPOSITORY

from vrp.roads.houses import read_houses
from vrp.roads.network import RoadNetwork
from vrp.roads.place_groups import metres_between

DATA = REPOSITORY / "data"
#: Kilobytes: a file for a repository, not a download.
LARGEST_KB = 500

Entry = tuple[object, ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the city has just been made."""
    folder = tmp_path_factory.mktemp("city")
    subprocess.run([sys.executable, DATA / "make_city.py", folder], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def network() -> RoadNetwork:
    return RoadNetwork.from_osm(DATA / "city.osm.pbf", cache=None)


def entries(path: Path) -> Iterator[Entry]:
    """Everything that an OpenStreetMap file says, whatever wrote and compressed it."""
    for thing in osmium.FileProcessor(path):
        head = type(thing).__name__, thing.id, sorted((tag.k, tag.v) for tag in thing.tags)
        if thing.is_node():
            yield *head, thing.location.x, thing.location.y
        elif thing.is_way():
            yield *head, [node.ref for node in thing.nodes]
        else:
            yield *head, [(member.type, member.ref, member.role) for member in thing.members]


def generator(path: Path) -> str:
    """What wrote an OpenStreetMap file."""
    with osmium.io.Reader(str(path)) as reader:
        return reader.header().get("generator")


def in_metres(lat: Any, lon: Any) -> tuple[Any, Any]:
    """East and north in metres, near the city."""
    return 111_195 * np.cos(np.radians(54.7)) * (lon - 2.3), 111_195 * (lat - 54.7)


def stops() -> list[dict[str, str]]:
    with (DATA / "stops.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_files_are_those_that_the_generator_writes(made: Path) -> None:
    assert (made / "stops.csv").read_bytes() == (DATA / "stops.csv").read_bytes()
    assert list(entries(made / "city.osm.pbf")) == list(entries(DATA / "city.osm.pbf"))


def test_the_bytes_are_the_same_where_the_same_osmium_writes_them(made: Path) -> None:
    again, committed = made / "city.osm.pbf", DATA / "city.osm.pbf"
    wanted, present = generator(committed), generator(again)
    if wanted != present:
        pytest.skip(f"city.osm.pbf was written by {wanted}, this is {present}")
    assert again.read_bytes() == committed.read_bytes()


def test_it_is_small() -> None:
    assert (DATA / "city.osm.pbf").stat().st_size < LARGEST_KB * 1000


def test_nearly_all_of_it_can_be_reached_from_everywhere(network: RoadNetwork) -> None:
    assert 3000 <= network.n_nodes <= 6000
    assert network.main.mean() > 0.95


@pytest.mark.parametrize("profile", ["truck", "bike", "foot"])
def test_every_profile_finds_roads(profile: str, network: RoadNetwork) -> None:
    other = RoadNetwork.from_osm(DATA / "city.osm.pbf", profile=profile, cache=None)
    assert other.main.mean() > 0.95
    assert other.n_edges != network.n_edges


def test_it_has_what_makes_roads_difficult() -> None:
    """What a reader of OpenStreetMap files must understand is there to be understood."""
    seen: Counter[tuple[str, str]] = Counter()
    keys: Counter[str] = Counter()
    for thing in osmium.FileProcessor(DATA / "city.osm.pbf"):
        seen.update((tag.k, tag.v) for tag in thing.tags)
        keys.update(tag.k for tag in thing.tags)
    for tag in (
        *(("highway", kind) for kind in ("motorway", "motorway_link", "living_street")),
        *(("highway", kind) for kind in ("pedestrian", "track", "cycleway", "footway", "path")),
        *(("highway", kind) for kind in ("traffic_signals", "turning_circle", "crossing")),
        *(("service", kind) for kind in ("parking_aisle", "driveway", "alley")),
        *(("oneway", way) for way in ("yes", "-1")),
        *(("barrier", kind) for kind in ("gate", "bollard", "lift_gate")),
        *(("maxspeed", limit) for limit in ("none", "walk", "30", "50", "120")),
        ("junction", "roundabout"),
        ("route", "ferry"),
        ("bridge", "yes"),
        ("tunnel", "yes"),
        ("maxweight", "3.5"),
        ("maxheight", "2.8"),
        ("access", "private"),
        ("type", "restriction"),
    ):
        assert seen[tag], tag
    assert keys["maxspeed"] < keys["highway"]


def test_streets_have_names_of_their_own(network: RoadNetwork) -> None:
    assert len(network.names) > 500
    assert {"Old Bridge", "Fishwives' Bridge", "Ring Road"} <= set(network.names)


def test_the_houses_are_those_of_the_stops_and_their_neighbours() -> None:
    houses = read_houses(DATA / "city.osm.pbf").houses
    at = {f"{h.street} {h.number}, {h.suburb}": (h.lat, h.lon) for h in houses}
    assert len(at) == len(houses)
    assert len(houses) > 2 * len(stops())
    for stop in stops():
        here = float(stop["lat"]), float(stop["lon"])
        assert metres_between(here, at[stop["address"]]) < 1, stop["id"]
    numbers: dict[str, set[int]] = defaultdict(set)
    for house in houses:
        numbers[house.street].add(int(house.number))
    for stop in stops():
        street, _, number = stop["address"].split(",")[0].rpartition(" ")
        assert int(number) + 2 in numbers[street]


def test_stops_stand_at_the_streets_of_their_addresses(network: RoadNetwork) -> None:
    streets: dict[str, list[shapely.LineString]] = defaultdict(list)
    for edge in np.flatnonzero(network.main[network.tail] & network.main[network.head]):
        line = shapely.LineString(np.column_stack(in_metres(*network.edge_points(edge))))
        streets[network.names[network.name[edge]]].append(line)
    for stop in stops():
        street = stop["address"].split(",")[0].rsplit(" ", 1)[0]
        place = shapely.Point(*in_metres(np.float64(stop["lat"]), np.float64(stop["lon"])))
        assert shapely.distance(place, streets[street]).min() < 100, stop["id"]
