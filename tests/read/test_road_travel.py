"""Matrices on roads become whole numbers, and pairs without a road what the policy says."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY
from fake_roads import Detours

from vrp.errors import ReadError, RoadError
from vrp.instance import NO_WAY, Vehicle
from vrp.read.problems import InputWarning
from vrp.read.road_travel import RoadOptions, open_source, travel_by_road
from vrp.read.travel import Places, Travel
from vrp.read.windows import shift_hours
from vrp.roads.driving import DrivenNetwork
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.mix import Mix
from vrp.roads.network import RoadNetwork
from vrp.roads.warning import RoadWarning

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


def test_hours_in_which_vehicles_are_out() -> None:
    hour = 3600
    early = Vehicle("early", shift_s=(6 * hour + 1, 9 * hour))
    late = Vehicle("late", shift_s=(22 * hour, 25 * hour + 1))
    assert shift_hours([early]) == (6, 7, 8)
    assert shift_hours([early, late]) == (0, 1, 6, 7, 8, 22, 23)
    assert shift_hours([Vehicle("moment", shift_s=(7 * hour, 7 * hour))]) == (7,)
    assert shift_hours([early, Vehicle("any time")]) == tuple(range(24))


def test_traffic_is_known_of_networks_only(tmp_path: Path) -> None:
    options = RoadOptions(Detours(), traffic=tmp_path / "rush.csv")
    with pytest.raises(RoadError, match="traffic by the hour needs the roads of a file"):
        travel_by_road(PLACES, options)


def test_every_hour_has_durations_and_plans_have_the_slowest_of_the_shifts(tmp_path: Path) -> None:
    (tmp_path / "rush.csv").write_text("hours,road_class,factor\n8,all,0.5\n12,all,0.25\n")
    city = RoadNetwork.from_osm(REPOSITORY / "data" / "city.osm.pbf")
    south, west, north, east = city.bounds
    middle = ((south + north) / 2, (west + east) / 2)
    lat = [middle[0] + step for step in (0.0, 0.004, -0.004)]
    places = Places(["base", "a", "b"], lat, [middle[1]] * 3, n_depots=1)
    options = RoadOptions(city, traffic=tmp_path / "rush.csv", warn_m=1e4, refuse_m=1e4)
    free = travel_by_road(places, replace(options, traffic=None))
    travel = travel_by_road(places, options, hours=(7, 8, 9))
    assert travel.traffic == "rush.csv"
    assert travel.hourly_durations_s is not None
    by_hour = travel.hourly_durations_s
    assert len(by_hour) == 24
    assert by_hour[0] is by_hour[7] is by_hour[23]
    np.testing.assert_array_equal(by_hour[0], free.durations_s)
    np.testing.assert_array_equal(by_hour[8], travel.durations_s)
    np.testing.assert_allclose(by_hour[8], 2 * free.durations_s, atol=2)
    assert (by_hour[12] >= travel.durations_s).all()


@pytest.fixture
def far_off() -> tuple[RoadNetwork, Places]:
    """A city, and a stop ten kilometres north of it among others."""
    city = RoadNetwork.from_osm(REPOSITORY / "data" / "city.osm.pbf")
    south, west, north, east = city.bounds
    lat, lon = (south + north) / 2, (west + east) / 2
    lats = [lat, lat + 0.004, north + 0.1, lat - 0.004]
    return city, Places(["base", "a", "far", "b"], lats, [lon] * 4, n_depots=1)


def travel_far_off(
    far_off: tuple[RoadNetwork, Places], unreachable: str, traffic: Path | None
) -> tuple[Travel, str, str]:
    """What becomes of the stop, and what is said of it and of its ways."""
    city, places = far_off
    options = RoadOptions(city, unreachable=unreachable, traffic=traffic, warn_m=1e3)
    with pytest.warns((InputWarning, RoadWarning)) as warned:
        travel = travel_by_road(places, options)
    far, ways = (str(warning.message) for warning in warned)
    assert "more than 500 m from any road: stop 'far' (" in far
    return travel, far, ways


@pytest.fixture(params=[False, True], ids=["always", "hourly"])
def rush(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Speeds by the hour, or none."""
    path = tmp_path / "rush.csv"
    path.write_text("hours,road_class,factor\n8,all,0.5\n")
    return path if request.param else None


#: Legs from and to the stop that is far off.
FAR_LEGS = [[0, 2], [1, 2], [2, 0], [2, 1], [2, 3], [3, 2]]


def test_stops_far_from_any_road_are_dropped_without_the_others(
    far_off: tuple[RoadNetwork, Places], rush: Path | None
) -> None:
    travel, far, cut_off = travel_far_off(far_off, "drop", rush)
    assert far.endswith(" m): left out")
    assert cut_off == "no road leads there and back, left out: stop 'far'"
    assert np.argwhere(travel.durations_s == NO_WAY).tolist() == FAR_LEGS


def test_ways_to_stops_far_from_any_road_are_estimated_where_that_is_asked_for(
    far_off: tuple[RoadNetwork, Places], rush: Path | None
) -> None:
    travel, far, estimated = travel_far_off(far_off, "estimate", rush)
    assert far.endswith(" m): ways to and from there are estimates")
    assert estimated.startswith("estimated 6 pairs without a road")
    assert travel.estimated_legs is not None
    assert np.argwhere(travel.estimated_legs).tolist() == FAR_LEGS
    assert 10_000 < travel.distances_m[0, 2] < 100_000


def test_stops_far_from_any_road_are_refused_with_what_may_be_done(
    far_off: tuple[RoadNetwork, Places],
) -> None:
    city, places = far_off
    with pytest.raises(RoadError, match=r"stop 'far' .*'--unreachable drop' leaves such stops out"):
        travel_by_road(places, RoadOptions(city, warn_m=1e3))


@pytest.mark.parametrize("policy", ["drop", "estimate"])
def test_depots_far_from_any_road_are_refused_by_every_policy(
    far_off: tuple[RoadNetwork, Places], policy: str
) -> None:
    city, places = far_off
    turned = Places(places.ids, places.lat[::-1], places.lon, n_depots=2)
    with pytest.raises(RoadError, match="from any road: depot 'a'"):
        travel_by_road(turned, RoadOptions(city, unreachable=policy, warn_m=1e3))


@pytest.mark.parametrize("spell", [str, Path])
def test_a_file_of_roads_is_named_by_text_or_path(spell: type[str] | type[Path]) -> None:
    city = RoadNetwork.from_osm(REPOSITORY / "data" / "city.osm.pbf")
    source = open_source(PLACES, RoadOptions(spell(REPOSITORY / "data" / "city.osm.pbf")))
    assert source.source == city.source


def test_as_many_threads_take_matrices_as_were_asked_for() -> None:
    city = RoadNetwork.from_osm(REPOSITORY / "data" / "city.osm.pbf")
    source = open_source(PLACES, RoadOptions(city, threads=3))
    assert isinstance(source, DrivenNetwork)
    assert source.threads == 3


@pytest.mark.parametrize("mix", ["distance", "eco", "0.5*duration+0.5*distance"])
def test_traffic_goes_with_the_fastest_ways_alone(mix: str, tmp_path: Path) -> None:
    with pytest.raises(
        ReadError, match=r"the fastest: minimise is .*, expected 'duration' or none"
    ):
        RoadOptions(Detours(), mix=Mix.parse(mix), traffic=tmp_path / "rush.csv")
