"""Where rows are: by their coordinates, or else by their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import vrp
from vrp.errors import ReadError
from vrp.read import InputWarning
from vrp.read.places import read_places
from vrp.roads.address_source import AddressError, Found
from vrp.roads.matrices import OSM_ATTRIBUTION


class Places:
    """A source of places that counts how often it is asked."""

    attribution = OSM_ATTRIBUTION

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        for address in addresses:
            self.asked.append(address)
            if address.startswith("Mill Road"):
                yield Found(51.38, -2.36)
            elif address.startswith("Hill Road"):
                yield Found(51.39, -2.37, "near house 4", "is not in town.osm: took number 4")
            else:
                yield AddressError("is in no street that town.osm has")


@pytest.fixture
def places() -> Places:
    return Places()


def write(folder: Path, text: str) -> Path:
    path = folder / "stops.csv"
    path.write_text(text)
    return path


def problems(path: Path, **options: object) -> list[str]:
    with pytest.raises(ReadError) as caught:
        vrp.read(path, vehicles=1, **options)  # type: ignore[arg-type]
    return list(caught.value.problems)


def test_addresses_stand_in_for_coordinates(tmp_path: Path, places: Places) -> None:
    text = (
        "id,kind,address,lat,lon\nhub,depot,Mill Road 1,,\na,,Mill Road 2,,\n"
        "b,,Mill Road 1,,\nc,,Elm Road 3,51.4,-2.4\n"
    )
    path = write(tmp_path, text)
    instance = vrp.read(path, vehicles=1, geocoder=places)
    assert [(d.lat, d.lon, d.address) for d in instance.depots] == [(51.38, -2.36, "Mill Road 1")]
    assert [(s.lat, s.lon) for s in instance.stops] == [(51.38, -2.36)] * 2 + [(51.4, -2.4)]
    assert instance.attribution == OSM_ATTRIBUTION
    assert places.asked == ["Mill Road 1", "Mill Road 2"], "each once, and none that has a place"
    assert read_places(path, addresses=places).attribution == OSM_ATTRIBUTION


def test_columns_of_coordinates_may_be_absent(tmp_path: Path, places: Places) -> None:
    path = write(tmp_path, "id;kind;address\nhub;depot;Mill Road 1\na;;Mill Road 2\n")
    assert vrp.read(path, vehicles=1, geocoder=places).stops[0].lat == 51.38
    found = read_places(path, addresses=places)
    assert (found.ids, found.lat, found.n_depots) == (["hub", "a"], [51.38, 51.38], 1)


def test_nobody_is_named_for_given_coordinates(tmp_path: Path, places: Places) -> None:
    path = write(tmp_path, "id,kind,address,lat,lon\nhub,depot,,51,-2\na,,Mill Road 1,51,-2\n")
    assert vrp.read(path, vehicles=1, geocoder=places).attribution == ""
    assert places.asked == []


def test_doubts_are_warned_of(tmp_path: Path, places: Places) -> None:
    path = write(tmp_path, "id,kind,address\nhub,depot,Mill Road 1\na,,Hill Road 6\n")
    with pytest.warns(InputWarning) as caught:
        vrp.read(path, vehicles=1, geocoder=places)
    assert [str(warning.message) for warning in caught] == [
        "stops.csv, row 3, column 'address': 'Hill Road 6' is not in town.osm: took number 4"
    ]


def test_many_doubts_are_counted(tmp_path: Path, places: Places) -> None:
    rows = "".join(f"s{number},,Hill Road {number}\n" for number in range(50))
    path = write(tmp_path, "id,kind,address\nhub,depot,Mill Road 1\n" + rows)
    with pytest.warns(InputWarning) as caught:
        vrp.read(path, vehicles=1, geocoder=places)
    assert len(caught) == 21
    assert "stops.csv: 30 more addresses were not found as they are" in str(caught[-1].message)


def test_every_row_without_a_place_is_named(tmp_path: Path, places: Places) -> None:
    text = "id,kind,address,lat,lon\nhub,depot,Elm Road 1,,\na,,Elm Road 2,,\nb,,,,\nc,,X,51,\n"
    assert problems(write(tmp_path, text), geocoder=places) == [
        "stops.csv, row 2, column 'address': 'Elm Road 1' is in no street that town.osm has",
        "stops.csv, row 3, column 'address': 'Elm Road 2' is in no street that town.osm has",
        "stops.csv, row 4, column 'address': '' is empty, as lat and lon are, expected WGS84 "
        "degrees or an address to look up",
        "stops.csv, row 5, column 'lon': '' is empty, expected WGS84 degrees",
    ]


LOOKED_UP = (
    "expected WGS84 degrees: addresses are looked up in the OpenStreetMap file that is given with "
    "--roads, or by --geocoder"
)


def test_nothing_to_look_addresses_up_in(tmp_path: Path) -> None:
    path = write(tmp_path, "id,kind,address\nhub,depot,Mill Road 1\na,,Mill Road 2\n")
    assert problems(path) == [f"stops.csv, column 'lat': is missing, and so is 'lon', {LOOKED_UP}"]
    path = write(tmp_path, "id,kind,address,lat,lon\nhub,depot,,51,-2\na,,Mill Road 2,,\n")
    assert problems(path) == [
        f"stops.csv, row 3, column 'lat': '' is empty, and so is 'lon', {LOOKED_UP}"
    ]


def test_a_matrix_needs_no_places(tmp_path: Path, places: Places) -> None:
    path = write(tmp_path, "id,kind,address\nhub,depot,Mill Road 1\na,,Elm Road 2\n")
    matrix = tmp_path / "matrix.csv"
    matrix.write_text("from,to,duration_s,distance_m\nhub,a,1,1\na,hub,1,1\n")
    assert vrp.read(path, vehicles=1, matrix=matrix).stops[0].lat is None
    assert len(problems(path, matrix=matrix, geocoder=places)) == 1, "looked up where it is asked"


def test_other_formats_have_no_addresses(tmp_path: Path, places: Places) -> None:
    problem = {"jobs": [{"id": 1, "location": [8, 49]}], "vehicles": [{"id": 1, "start": [8, 49]}]}
    with pytest.raises(ReadError, match="has no use for the option 'geocoder'"):
        vrp.read(problem, geocoder=places)


def test_what_is_no_geocoder(tmp_path: Path) -> None:
    path = write(tmp_path, "id,kind,address\nhub,depot,Mill Road 1\na,,Mill Road 2\n")
    with pytest.raises(TypeError, match="geocoder is of type int, expected"):
        vrp.read(path, vehicles=1, geocoder=5)  # type: ignore[arg-type]
