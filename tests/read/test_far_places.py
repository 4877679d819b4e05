"""Coordinates that cannot be meant."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from vrp.read import InputWarning, read
from vrp.read.far_places import warn_of_far_places
from vrp.read.travel import Places

PORTO = [(41.15 + 0.01 * (n % 5), -8.61 + 0.01 * (n // 5)) for n in range(20)]


def warned_of(depots: list[tuple[float, float]], stops: list[tuple[float, float]]) -> list[str]:
    """What is said of depots d0, d1, … and stops s0, s1, …"""
    ids = [f"{kind}{n}" for kind, of in (("d", depots), ("s", stops)) for n in range(len(of))]
    lat, lon = zip(*depots, *stops, strict=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn_of_far_places(Places(ids, lat, lon, len(depots)))
    assert all(issubclass(warning.category, InputWarning) for warning in caught)
    return [str(warning.message) for warning in caught]


def test_places_of_one_city_are_as_they_should_be() -> None:
    assert warned_of(PORTO[:1], PORTO[1:]) == []


def test_zero_zero_is_open_sea() -> None:
    stops = [*PORTO[1:], (0.0, 0.0), (1e-6, -1e-6)]
    assert warned_of(PORTO[:1], stops) == [
        "at latitude 0, longitude 0, which is open sea: stop 's19', stop 's20'"
    ]


def test_a_depot_at_zero_zero_says_nothing_of_the_stops() -> None:
    assert warned_of([(0.0, 0.0)], PORTO) == [
        "at latitude 0, longitude 0, which is open sea: depot 'd0'"
    ]


def test_swapped_coordinates_are_told_as_such() -> None:
    lat, lon = PORTO[3]
    assert warned_of(PORTO[:1], [*PORTO[1:], (lon, lat)]) == [
        "far from the nearest depot: stop 's19' (7,509 km); with lat and lon swapped, it would be "
        "near"
    ]


def test_a_missing_minus_sign_is_told_as_such() -> None:
    abroad = [(lat, -lon) for lat, lon in PORTO[:2]]
    assert warned_of(PORTO[:1], [*PORTO[1:], *abroad]) == [
        "far from the nearest depot: stop 's19' (1,439 km), stop 's20' (1,439 km); with the sign "
        "of lon changed, they would be near"
    ]


def test_what_no_mistake_explains_is_asked_about() -> None:
    assert warned_of(PORTO[:1], [*PORTO[1:], (35.68, 139.69)]) == [
        "far from the nearest depot: stop 's19' (10,881 km); are these coordinates right?"
    ]


def test_a_depot_far_from_most_stops_is_named_in_place_of_them() -> None:
    lat, lon = PORTO[0]
    assert warned_of([(lon, lat)], PORTO[1:]) == [
        "far from most stops: depot 'd0' (7,508 km); with lat and lon swapped, it would be near"
    ]


def test_a_depot_far_from_every_stop_is_named_beside_one_that_is_near() -> None:
    lat, lon = PORTO[0]
    assert warned_of([PORTO[1], (lon, lat)], PORTO[2:]) == [
        "far from every stop: depot 'd1' (7,505 km); with lat and lon swapped, it would be near"
    ]


def test_only_so_many_are_named() -> None:
    swapped = [(lon, lat) for lat, lon in PORTO[:12]]
    (text,) = warned_of(PORTO[:1], [*PORTO, *swapped])
    assert " and 2 more; with lat and lon swapped, they would be near" in text


def test_long_hauls_are_no_mistake() -> None:
    """From Porto to cities all over Europe."""
    cities = [(52.52, 13.40), (48.86, 2.35), (41.90, 12.50), (59.33, 18.07), (38.72, -9.14)]
    assert warned_of(PORTO[:1], [*cities[:3], *cities[4:]]) == []


def test_nothing_is_said_without_stops_or_depots_in_earnest() -> None:
    assert warned_of(PORTO[:1], []) == []


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_readers_warn_where_distances_are_estimated(tmp_path: Path, kind: str) -> None:
    places = [(41.15, -8.61), (41.16, -8.60), (-8.62, 41.17)]
    path = tmp_path / f"stops.{kind}"
    if kind == "csv":
        rows = [f"{n},{'stop' if n else 'depot'},{a},{b}" for n, (a, b) in enumerate(places)]
        path.write_text("id,kind,lat,lon\n" + "\n".join(rows) + "\n")
        options = {"vehicles": 1}
    else:
        jobs = [{"id": n, "location": [b, a]} for n, (a, b) in enumerate(places) if n]
        vehicle = {"id": 1, "start": [places[0][1], places[0][0]]}
        path.write_text(json.dumps({"jobs": jobs, "vehicles": [vehicle]}))
        options = {}
    with pytest.warns(InputWarning, match=r"stop '2' \(7,... km\); with lat and lon swapped"):
        read(path, **options)
