"""Matrices on roads become whole numbers, and pairs without a road what the policy says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fake_roads import Detours

from vrp.errors import ReadError, RoadError
from vrp.instance import NO_WAY
from vrp.read.problems import InputWarning
from vrp.read.road_travel import RoadOptions, travel_by_road
from vrp.read.travel import Places
from vrp.roads.matrices import OSM_ATTRIBUTION

RNG = np.random.default_rng(5)
PLACES = Places(
    ["base", *(f"s{number}" for number in range(9))],
    (49.4 + RNG.uniform(0, 0.1, 10)).tolist(),
    (8.6 + RNG.uniform(0, 0.1, 10)).tolist(),
    n_depots=1,
)


def test_rounds_to_whole_seconds_and_metres_and_names_the_source() -> None:
    roads = Detours()
    exact = roads.matrix(PLACES.lat, PLACES.lon)
    travel = travel_by_road(PLACES, RoadOptions(roads))
    np.testing.assert_allclose(travel.durations_s, exact.durations_s, atol=0.5)
    np.testing.assert_allclose(travel.distances_m, exact.distances_m, atol=0.5)
    assert (travel.durations_s != travel.durations_s.T).any()
    assert (travel.matrix_source, travel.attribution) == (roads.source, OSM_ATTRIBUTION)
    assert not travel.estimated
    assert travel.estimated_legs is None
    assert roads.names[:2] == ["depot 'base'", "stop 's0'"]


def test_roads_may_be_opened_for_the_places() -> None:
    asked = []

    def opener(lat: object, lon: object) -> Detours:
        asked.append((lat, lon))
        return Detours()

    travel_by_road(PLACES, RoadOptions(opener))
    assert asked == [(PLACES.lat, PLACES.lon)]


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    options = RoadOptions(Detours(), progress=lambda *share: told.append(share))
    travel_by_road(PLACES, options)
    assert told[-1][0] == told[-1][1]


def test_unreachable_pairs_are_refused_by_name() -> None:
    roads = Detours(missing=[(0, 3), (4, 2)])
    with pytest.raises(RoadError) as refusal:
        travel_by_road(PLACES, RoadOptions(roads))
    first, second, hint = str(refusal.value).splitlines()
    assert first == "no road leads from depot 'base' to stop 's2' (row 'base', column 's2')"
    assert second.endswith("(row 's3', column 's1')")
    assert hint.startswith("2 pairs of 90 without a road: 'drop'")


def test_at_most_twenty_pairs_are_named() -> None:
    missing = [(row, column) for row in range(1, 6) for column in range(6, 10)]
    missing += [(7, 1), (8, 1)]
    with pytest.raises(RoadError) as refusal:
        travel_by_road(PLACES, RoadOptions(Detours(missing=missing)))
    lines = str(refusal.value).splitlines()
    assert len(lines) == 22
    assert lines[20] == "… and 2 more pairs"


def test_dropped_pairs_are_no_way_and_cut_off_stops_are_named() -> None:
    roads = Detours(missing=[(0, 3), (4, 2), (8, 0)])
    with pytest.warns(InputWarning) as warned:
        travel = travel_by_road(PLACES, RoadOptions(roads, unreachable="drop"))
    left_out, pair = (str(warning.message) for warning in warned)
    assert left_out == "no road leads there and back, left out: stop 's2', stop 's7'"
    assert pair == "no road joins 1 pair, never driven: s3 → s1"
    missing = np.argwhere(travel.durations_s == NO_WAY).tolist()
    assert missing == [[0, 3], [4, 2], [8, 0]]
    assert (travel.distances_m == NO_WAY).tolist() == (travel.durations_s == NO_WAY).tolist()
    assert travel.estimated_legs is None


def test_estimated_pairs_are_calibrated_on_the_others_and_marked() -> None:
    roads = Detours(missing=[(0, 3)], one_way_s=0)
    with pytest.warns(InputWarning, match="estimated 1 pair without a road: great circle"):
        travel = travel_by_road(PLACES, RoadOptions(roads, unreachable="estimate"))
    assert travel.estimated_legs is not None
    assert np.argwhere(travel.estimated_legs).tolist() == [[0, 3]]
    assert not travel.estimated
    assert "calibrated on" in travel.matrix_source
    # The test's roads are driven at 36 km/h, and a grid is up to √2 longer than the great circle.
    metres = Detours().matrix(PLACES.lat, PLACES.lon).distances_m[0, 3]
    assert travel.distances_m[0, 3] == pytest.approx(metres, rel=math.sqrt(2) - 1)
    assert travel.durations_s[0, 3] == pytest.approx(travel.distances_m[0, 3] / 10, abs=1)


@pytest.mark.filterwarnings("ignore::vrp.InputWarning")
@pytest.mark.parametrize("policy", ["error", "drop", "estimate"])
def test_where_all_pairs_are_joined_no_policy_does_anything(policy: str) -> None:
    travel = travel_by_road(PLACES, RoadOptions(Detours(), unreachable=policy))
    assert travel.durations_s.max() < NO_WAY
    assert travel.estimated_legs is None


def test_a_policy_that_there_is_not_is_refused() -> None:
    with pytest.raises(ReadError, match="unreachable is 'ignore', expected one of error, drop"):
        RoadOptions(Detours(), unreachable="ignore")


def test_roads_that_answer_nonsense_are_refused() -> None:
    with pytest.raises(RoadError, match=r"roads of a test \(car\): durations_s up to"):
        travel_by_road(PLACES, RoadOptions(Detours(one_way_s=1e12)))
