"""The places of a file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from vroom_json import problem, write_json

from vrp.errors import ReadError
from vrp.read.places import read_places


def write(folder: Path, text: str) -> Path:
    path = folder / "stops.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_depots_come_first_and_the_rest_is_not_looked_at(tmp_path: Path) -> None:
    path = write(
        tmp_path, "id,kind,lat,lon,demand\na,,49.1,8.1,much\nhub,depot,49.2,8.2,\nb,,49.3,8.3,1\n"
    )
    places = read_places(path)
    assert list(places.ids) == ["hub", "a", "b"]
    assert (list(places.lat), list(places.lon)) == ([49.2, 49.1, 49.3], [8.2, 8.1, 8.3])
    assert places.n_depots == 1
    assert [places.name(place) for place in range(2)] == ["depot 'hub'", "stop 'a'"]


def test_a_depot_may_be_given_by_its_coordinates(tmp_path: Path) -> None:
    path = write(tmp_path, "id,lat,lon\na,49.1,8.1\n")
    places = read_places(path, depot=(49.0, 0.0))
    assert (list(places.ids), list(places.lat), places.n_depots) == (["depot", "a"], [49, 49.1], 1)
    assert read_places(path).n_depots == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,lat\na,49\n", "lon"),
        ("id,lat,lon\na,,8.1\n", "row 2, column 'lat'"),
        ("id,lat,lon\na,49,8\na,49,8\n", "is already the id of row 2"),
        ("id,lat,lon\na,97,8\n", "row 2, column 'lat': '97'"),
        ("id,kind,lat,lon\na,shop,49,8\n", "is no kind of location"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_places(write(tmp_path, text))


def test_json_has_places_too(tmp_path: Path) -> None:
    document = problem()
    del document["matrices"]
    for number, job in enumerate(document["jobs"]):
        del job["location_index"]
        job["location"] = [8.1, 49.1 + number]
    for vehicle in document["vehicles"]:
        del vehicle["start_index"], vehicle["end_index"]
        vehicle["start"] = [8.0, 49.0]
    path = write_json(tmp_path, document)
    places = read_places(path)
    assert (list(places.ids), list(places.lat)) == (["depot-1", "7", "8"], [49.0, 49.1, 50.1])
    with pytest.raises(ReadError, match="has no use for the option 'depot'"):
        read_places(path, depot=(49, 8))


def test_json_without_coordinates_is_refused(tmp_path: Path) -> None:
    path = write_json(tmp_path, problem())
    assert json.loads(path.read_text())
    with pytest.raises(ReadError, match="'depot-1' has no coordinates"):
        read_places(path)
