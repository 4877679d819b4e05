import math

import numpy as np
import pytest
from command_line import REPOSITORY
from fake_roads import Detours
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import RoadError
from vrp.roads import haversine
from vrp.roads.haversine import (
    Calibration,
    calibrate,
    calibrate_network,
    describe_estimate,
    estimate,
)
from vrp.roads.network import RoadNetwork
from vrp.roads.sphere import EARTH_RADIUS_M

HEIDELBERG, MANNHEIM = (49.4094, 8.6942), (49.4875, 8.4660)


def test_a_known_distance() -> None:
    lat, lon = zip(HEIDELBERG, MANNHEIM, strict=True)
    durations, distances = estimate(lat, lon)
    assert distances[0, 1] == pytest.approx(1.4 * 18_650, rel=0.005)
    assert durations[0, 1] == pytest.approx(distances[0, 1] / 35 * 3.6, abs=1)


def test_detour_and_speed_scale_the_result() -> None:
    lat, lon = zip(HEIDELBERG, MANNHEIM, strict=True)
    durations, distances = estimate(lat, lon, detour=1.0, speed_kmh=70.0)
    base_durations, base_distances = estimate(lat, lon)
    assert distances[0, 1] == pytest.approx(base_distances[0, 1] / 1.4, abs=1)
    assert durations[0, 1] == pytest.approx(base_durations[0, 1] / 2.8, abs=1)
    assert describe_estimate() == "great circle × 1.4 at 35 km/h"
    assert describe_estimate(1.25, 70) == "great circle × 1.25 at 70 km/h"


@given(
    st.lists(
        st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=6, unique=True
    )
)
def test_matches_the_formula_for_every_pair(places: list[tuple[float, float]]) -> None:
    lat, lon = zip(*places, strict=True)
    durations, distances = estimate(lat, lon)
    assert durations.dtype == distances.dtype == np.int32
    assert not durations.flags.writeable
    assert not distances.flags.writeable
    assert not np.diagonal(distances).any()
    np.testing.assert_array_equal(distances, distances.T)
    for i, (lat_i, lon_i) in enumerate(places):
        for j, (lat_j, lon_j) in enumerate(places):
            phi_i, phi_j = math.radians(lat_i), math.radians(lat_j)
            between = math.radians(lon_j - lon_i)
            # The angle between two unit vectors, by a formula that is stable at both ends.
            cross = math.hypot(
                math.cos(phi_j) * math.sin(between),
                math.cos(phi_i) * math.sin(phi_j)
                - math.sin(phi_i) * math.cos(phi_j) * math.cos(between),
            )
            dot = math.sin(phi_i) * math.sin(phi_j)
            dot += math.cos(phi_i) * math.cos(phi_j) * math.cos(between)
            metres = 1.4 * EARTH_RADIUS_M * math.atan2(cross, dot)
            assert distances[i, j] == pytest.approx(metres, abs=1.5)


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    lat, lon = rng.uniform(49, 50, 23), rng.uniform(8, 9, 23)
    whole = estimate(lat, lon)
    monkeypatch.setattr(haversine, "_CHUNK_ROWS", 5)
    for expected, actual in zip(whole, estimate(lat, lon), strict=True):
        np.testing.assert_array_equal(expected, actual)


@pytest.mark.parametrize(
    ("lat", "lon", "options", "message"),
    [
        ([91.0], [0.0], {}, r"lat\[0\] is 91.0, expected -90 to 90"),
        ([0.0, 0.0], [0.0, math.nan], {}, r"lon\[1\] is nan, expected -180 to 180"),
        ([0.0], [0.0, 1.0], {}, "1 latitudes and 2 longitudes"),
        ([[0.0]], [[0.0]], {}, r"lat has shape \(1, 1\)"),
        ([0.0], [0.0], {"detour": 0.9}, "detour is 0.9, expected a factor of at least 1"),
        ([0.0], [0.0], {"speed_kmh": 0.0}, "speed_kmh is 0.0, expected more than 0"),
        ([0.0], [0.0], {"speed_kmh": 0.01}, "exceeds 536870911"),
        ([0.0] * 20_001, [0.0] * 20_001, {}, "20001 locations need matrices of 3 GB"),
    ],
)
def test_refuses_what_makes_no_sense(
    lat: list[float], lon: list[float], options: dict[str, float], message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        estimate(lat, lon, **options)


def grid_points(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return 49.4 + rng.uniform(0, 0.1, n), 8.6 + rng.uniform(0, 0.1, n)


def test_calibration_learns_detour_and_speed_from_pairs_on_roads() -> None:
    lat, lon = grid_points(30)
    matrices = Detours(one_way_s=0, missing=[(0, 1), (2, 3)]).matrix(lat, lon)
    detour, speed_kmh, pairs = calibrate(lat, lon, matrices)
    # A grid is between 1 and √2 times as long as the great circle, and driven at 10 m/s.
    assert 1.2 < detour < math.sqrt(2)
    assert speed_kmh == pytest.approx(36)
    assert pairs == 200
    assert calibrate(lat, lon, matrices) == (detour, speed_kmh, pairs)
    assert calibrate(lat, lon, matrices, seed=1).detour != detour
    # What was learnt is right in the median.
    ratio = matrices.distances_m / np.maximum(1, estimate(lat, lon, detour=detour)[1])
    np.fill_diagonal(ratio, np.nan)
    assert np.nanmedian(ratio) == pytest.approx(1, abs=0.03)


def test_too_few_pairs_calibrate_nothing() -> None:
    lat, lon = grid_points(4)
    assert calibrate(lat, lon, Detours().matrix(lat, lon)) == (1.4, 35.0, 0)
    near = 49.4 + 1e-5 * np.arange(30)
    assert calibrate(near, near, Detours().matrix(near, near)).pairs == 0


def test_a_calibrated_estimate_says_on_how_much() -> None:
    text = describe_estimate(*Calibration(1.43651, 31.24, 200))
    assert text == "great circle × 1.44 at 31.2 km/h, calibrated on 200 pairs on roads"


def test_a_network_calibrates_on_its_junctions() -> None:
    city = RoadNetwork.from_osm(REPOSITORY / "data" / "city.osm.pbf")
    calibration = calibrate_network(city)
    assert calibration.pairs == 200
    assert 1.1 < calibration.detour < 2.5
    assert 15 < calibration.speed_kmh < 80
    assert calibrate_network(city) == calibration
