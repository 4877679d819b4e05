"""From OpenStreetMap files to networks, on made-up streets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osm_text import ROW, STEP, edge_between, edge_ids, read_roads, street

from vrp.errors import RoadError
from vrp.roads.polylines import step_lengths_m
from vrp.roads.profile import Delays
from vrp.roads.profiles import CAR
from vrp.roads.road_classes import ROAD_CLASSES

STEP_M = float(step_lengths_m(np.array([49.0, 49.0 + STEP]), np.array([8.0, 8.0]))[0])


def test_a_street_is_an_edge_each_way_without_its_bends(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 2, 3], street())])
    assert edge_ids(network) == [(1, 3), (3, 1)]
    assert network.n_shapes == 1
    assert network.length_dm.tolist() == [round(20 * STEP_M)] * 2
    assert network.reversed.tolist() == [False, True]


def test_streets_that_share_a_node_meet_there(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 2, 3], street()), ([4, 2], street())])
    assert edge_ids(network) == [(1, 2), (2, 1), (2, 3), (2, 4), (3, 2), (4, 2)]


def test_streets_that_cross_without_a_common_node_do_not_meet(tmp_path: Path) -> None:
    nodes = {1: (49.0, 8.0), 2: (49.0, 8.002), 3: (48.999, 8.001), 4: (49.001, 8.001)}
    network = read_roads(
        tmp_path, [([1, 2], street()), ([3, 4], street(bridge="yes"))], nodes=nodes
    )
    assert network.n_edges == 4
    assert network.main.sum() == 2


@pytest.mark.parametrize(
    ("oneway", "edges"),
    [
        ("yes", [(1, 3)]),
        ("-1", [(3, 1)]),
        ("no", [(1, 3), (3, 1)]),
        ("alternating", [(1, 3), (3, 1)]),
    ],
)
def test_one_way_streets(tmp_path: Path, oneway: str, edges: list[tuple[int, int]]) -> None:
    network = read_roads(tmp_path, [([1, 2, 3], street(oneway=oneway))])
    assert edge_ids(network) == edges


def test_the_shape_of_a_street_against_its_drawing_is_reversed(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 2, 3], street(oneway="-1"))])
    lat, _ = network.edge_points(0)
    assert network.reversed.tolist() == [True]
    assert lat.tolist() == [49.003, 49.002, 49.001]


def test_roundabouts_go_one_way(tmp_path: Path) -> None:
    ring = [1, 2, 3, 1]
    nodes = ROW | {2: (49.0015, 8.001), 3: (49.002, 8.0)}
    ways = [(ring, street(junction="roundabout")), ([4, 1], street()), ([3, 5], street())]
    network = read_roads(tmp_path, ways, nodes=nodes)
    assert edge_ids(network) == [(1, 3), (1, 4), (3, 1), (3, 5), (4, 1), (5, 3)]
    assert network.main.all()


def test_a_loop_at_the_end_of_a_street_leads_back_to_itself(tmp_path: Path) -> None:
    nodes = ROW | {3: (49.0025, 8.001), 4: (49.003, 8.0)}
    network = read_roads(tmp_path, [([1, 2], street()), ([2, 3, 4, 2], street())], nodes=nodes)
    assert edge_ids(network) == [(1, 2), (2, 1), (2, 2), (2, 2)]
    lat, _ = network.edge_points(edge_between(network, 1, 2))
    assert lat.size == 2


def test_a_way_that_meets_itself_is_cut_there(tmp_path: Path) -> None:
    nodes = ROW | {3: (49.0025, 8.001), 4: (49.003, 8.0)}
    network = read_roads(tmp_path, [([1, 2, 3, 4, 2], street())], nodes=nodes)
    assert edge_ids(network) == [(1, 2), (2, 1), (2, 2), (2, 2)]


def test_parallel_roads_are_kept(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 2, 3], street()), ([1, 3], street(oneway="yes"))])
    assert edge_ids(network) == [(1, 3), (1, 3), (3, 1)]
    assert network.n_shapes == 2


def test_nodes_named_twice_in_a_row_count_once(tmp_path: Path) -> None:
    network = read_roads(tmp_path, [([1, 1, 2, 2, 3, 3], street()), ([4, 4], street())])
    assert edge_ids(network) == [(1, 3), (3, 1)]
    assert network.shape_lat.size == 3


def test_nodes_in_one_place_make_an_edge_without_length(tmp_path: Path) -> None:
    nodes = ROW | {2: ROW[1]}
    network = read_roads(tmp_path, [([1, 2], street()), ([2, 3], street())], nodes=nodes)
    edge = edge_between(network, 1, 2)
    assert network.length_dm[edge] == 0
    assert network.duration_ms[edge] == 1


def test_ways_are_cut_where_they_leave_the_extract(tmp_path: Path) -> None:
    nodes = {node: ROW[node] for node in (1, 2, 4, 5, 8)}
    network = read_roads(tmp_path, [([1, 2, 3, 4, 5, 6, 7, 8, 9], street())], nodes=nodes)
    assert edge_ids(network) == [(1, 2), (2, 1), (4, 5), (5, 4)]


def test_only_roads_of_the_profile_are_nodes_and_edges(tmp_path: Path) -> None:
    ways = [([1, 2, 3], street()), ([2, 4], {"highway": "footway"})]
    assert edge_ids(read_roads(tmp_path, ways)) == [(1, 3), (3, 1)]
    assert (2, 4) in edge_ids(read_roads(tmp_path, ways, profile="foot"))


def test_barriers_cut_a_road_into_two_ends(tmp_path: Path) -> None:
    tags = {2: {"barrier": "bollard"}}
    network = read_roads(tmp_path, [([1, 2, 3], street())], node_tags=tags)
    assert edge_ids(network) == [(-1, 3), (1, 2), (2, 1), (3, -1)]
    lat = dict(zip(network.node_ids.tolist(), network.node_lat.tolist(), strict=True))
    assert lat[-1] == lat[2] == 49.002
    assert edge_ids(read_roads(tmp_path, [([1, 2, 3], street())], node_tags=tags, profile="bike"))


def test_barriers_between_two_ways_cut_them_apart(tmp_path: Path) -> None:
    ways = [([1, 2], street()), ([2, 3], street()), ([2, 4], street())]
    network = read_roads(tmp_path, ways, node_tags={2: {"barrier": "gate", "access": "no"}})
    assert Counter(network.node_ids < 0) == {False: 4, True: 2}
    assert network.main.sum() == 2
    assert network.n_edges == 6


def test_gates_that_open_cost_time(tmp_path: Path) -> None:
    free = read_roads(tmp_path, [([1, 2, 3], street())])
    gated = read_roads(tmp_path, [([1, 2, 3], street())], node_tags={2: {"barrier": "lift_gate"}})
    assert (gated.duration_ms - free.duration_ms).tolist() == [10_000, 10_000]


def test_durations_follow_from_speed_and_slowdown(tmp_path: Path) -> None:
    steady = replace(CAR, name="steady", slowdown=1.2, delays=Delays())
    ways = [([1, 2], street(maxspeed__forward="50", maxspeed__backward="20"))]
    network = read_roads(tmp_path, ways, profile=steady)
    forward, backward = edge_between(network, 1, 2), edge_between(network, 2, 1)
    assert network.duration_ms[forward] == round(STEP_M / (50 / 3.6) * 1.2 * 1000)
    assert network.duration_ms[backward] == round(STEP_M / (20 / 3.6) * 1.2 * 1000)
    assert network.profile == "steady"


def test_junctions_cost_time_where_they_are_reached(tmp_path: Path) -> None:
    slow = replace(CAR, delays=Delays(junction_s=5))
    free = replace(CAR, delays=Delays())
    ways = [([1, 2], street()), ([2, 3], street()), ([2, 4], street())]
    with_delay = read_roads(tmp_path, ways, profile=slow)
    without = read_roads(tmp_path, ways, profile=free)
    to_junction = with_delay.node_ids[with_delay.head] == 2
    assert np.array_equal(with_delay.duration_ms - without.duration_ms, 5000 * to_junction)


def test_signals_count_where_they_are_passed(tmp_path: Path) -> None:
    slow = replace(CAR, delays=Delays(traffic_signals_s=7))
    ways = [([1, 2, 3], street())]
    signals = {
        2: {"highway": "traffic_signals", "traffic_signals:direction": "forward"},
        3: {"highway": "traffic_signals"},
    }
    free = read_roads(tmp_path, ways, profile=slow)
    network = read_roads(tmp_path, ways, node_tags=signals, profile=slow)
    lost = network.duration_ms - free.duration_ms
    assert lost[edge_between(network, 1, 3)] == 14_000
    assert lost[edge_between(network, 3, 1)] == 0


def test_names_and_classes_come_along(tmp_path: Path) -> None:
    ways = [
        ([1, 2], street(name="Rua Nova")),
        ([2, 3], street(ref="N 14") | {"highway": "primary"}),
        ([3, 4], street(name="Rua Nova", surface="asphalt")),
        ([4, 5], street()),
    ]
    network = read_roads(tmp_path, ways)
    assert sorted(network.names) == ["", "N 14", "Rua Nova"]
    assert network.names[0] == ""
    streets = {
        pair: network.names[network.name[edge_between(network, *pair)]]
        for pair in [(2, 1), (2, 3), (3, 4), (4, 5)]
    }
    assert list(streets.values()) == ["Rua Nova", "N 14", "Rua Nova", ""]
    primary = edge_between(network, 3, 2)
    assert ROAD_CLASSES[network.road_class[primary]] == "primary"


def test_the_main_component_is_where_all_reach_each_other(tmp_path: Path) -> None:
    ways = [([1, 2], street()), ([2, 3], street()), ([3, 4], street(oneway="yes"))]
    network = read_roads(tmp_path, [*ways, ([5, 6], street())])
    main = dict(zip(network.node_ids.tolist(), network.main.tolist(), strict=True))
    assert main == {1: True, 2: True, 3: True, 4: False, 5: False, 6: False}


def test_elevations_are_unknown(tmp_path: Path) -> None:
    assert read_roads(tmp_path, [([1, 2], street())]).elevation_m is None


some_ways = st.lists(
    st.tuples(
        st.lists(st.integers(1, 12), min_size=1, max_size=7),
        st.sampled_from(["yes", "-1", "no"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(some_ways)
def test_any_ways_become_the_edges_that_a_simple_program_finds(
    ways: list[tuple[list[int], str]],
) -> None:
    # Nodes from 10 up are not in the file.
    expected = sorted(_expected_edges(ways))
    drawn = [(refs, street(oneway=oneway)) for refs, oneway in ways]
    with TemporaryDirectory() as folder:
        if not expected:
            with pytest.raises(RoadError, match="holds no road"):
                read_roads(Path(folder), drawn)
            return
        network = read_roads(Path(folder), drawn)
    ids = network.node_ids
    found = [
        (
            int(ids[network.tail[edge]]),
            int(ids[network.head[edge]]),
            tuple(round((lat - 49) / STEP) for lat in network.edge_points(edge)[0]),
        )
        for edge in range(network.n_edges)
    ]
    assert sorted(found) == expected


def _expected_edges(
    ways: list[tuple[list[int], str]],
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    pieces = [
        (list(piece), oneway)
        for refs, oneway in ways
        for known, group in groupby(refs, key=lambda ref: ref in ROW)
        if known
        for piece in [[ref for ref, _ in groupby(group)]]
        if len(piece) > 1
    ]
    uses = Counter(ref for piece, _ in pieces for ref in piece)
    uses.update(ref for piece, _ in pieces for ref in (piece[0], piece[-1]))
    for piece, oneway in pieces:
        stops = [i for i, ref in enumerate(piece) if uses[ref] > 1]
        for begin, end in pairwise(stops):
            along = tuple(piece[begin : end + 1])
            if oneway != "-1":
                yield along[0], along[-1], along
            if oneway != "yes":
                yield along[-1], along[0], along[::-1]


def test_extracts_without_roads_say_how_many_ways_were_looked_at(tmp_path: Path) -> None:
    ways = [([1, 2], {"building": "yes"}), ([2, 3], street(access="no")), ([7, 70], street())]
    with pytest.raises(
        RoadError, match=r"roads\.osm: holds no road for the profile 'car' \(2 ways"
    ):
        read_roads(tmp_path, ways)


def test_extracts_without_ways_hold_no_road(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match=r"holds no road for the profile 'foot' \(0 ways"):
        read_roads(tmp_path, [], profile="foot")
