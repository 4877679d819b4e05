"""GraphML, ours and osmnx's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from network_equality import differing_fields
from osm_text import ROW, edge_ids, read_roads, street

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.profiles import CAR

WAYS = [
    ([1, 2, 3], street(name="São João & <Filhos>")),
    ([3, 4], street(oneway="-1")),
    ([2, 4], street(maxspeed="50")),
    ([2, 4], street(maxspeed="50")),
    ([4, 5, 6, 4], street(junction="roundabout")),
    ([6, 7, 8, 6], street(name="Loop")),
]
NODES = ROW | {5: (49.004, 8.001), 7: (49.0065, 8.0012345), 8: (49.007, 8.0)}


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    """With loops, parallel and one-way roads, and a height for most nodes."""
    flat = read_roads(tmp_path, WAYS, nodes=NODES)
    heights = np.linspace(-3.5, 1 / 3, flat.n_nodes).astype(np.float32)
    heights[0] = np.nan
    return replace(flat, elevation_m=heights)


def read(path: Path, profile: str | None = None) -> RoadNetwork:
    return RoadNetwork.from_graphml(path, profile=profile, cache=None)


def test_what_is_written_is_what_is_read(network: RoadNetwork, tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    network.to_graphml(path)
    again = read(path)
    assert differing_fields(network, again) == ["source"]
    assert again.source == "roads of roads.graphml (car)"
    assert [child.name for child in tmp_path.iterdir() if child.name.startswith(".")] == []


def test_a_profile_of_ones_own_is_remembered_by_name(tmp_path: Path) -> None:
    mine = replace(CAR, name="mine", slowdown=2.0)
    network = read_roads(tmp_path, WAYS, nodes=NODES, profile=mine)
    network.to_graphml(tmp_path / "roads.graphml")
    assert differing_fields(network, read(tmp_path / "roads.graphml")) == ["source"]
    with pytest.raises(RoadError, match="was made for the profile 'mine', expected 'truck'"):
        read(tmp_path / "roads.graphml", "truck")


def test_networks_from_graphml_are_cached(network: RoadNetwork, tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    network.to_graphml(path)
    for _ in range(2):
        again = RoadNetwork.from_graphml(path, profile="car", cache=tmp_path / "kept")
        assert differing_fields(network, again) == ["source", "cache"]
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    network: RoadNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roads.graphml"
    path.write_text("old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        network.to_graphml(path)
    assert path.read_text() == "old"
    assert sorted(child.name for child in tmp_path.iterdir()) == ["roads.graphml", "roads.osm"]


def test_others_may_read_what_is_written(network: RoadNetwork, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    network.to_graphml(tmp_path / "roads.graphml")
    assert (tmp_path / "roads.graphml").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_osmnx_reads_ours_and_we_read_osmnx(network: RoadNetwork, tmp_path: Path) -> None:
    osmnx = pytest.importorskip("osmnx", reason="osmnx is not installed: pip install 'vrp[osm]'")
    network.to_graphml(tmp_path / "ours.graphml")
    graph = osmnx.load_graphml(tmp_path / "ours.graphml")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (network.n_nodes, network.n_edges)
    osmnx.save_graphml(graph, tmp_path / "theirs.graphml")
    assert differing_fields(network, read(tmp_path / "theirs.graphml")) == ["source"]


def _graphml(tmp_path: Path, *, edge: str, y: str = "49.001", graph: str = "directed") -> Path:
    path = tmp_path / "x.graphml"
    names = ("x", "y", "highway", "maxspeed", "geometry", "length", "reversed", "name")
    keys = "".join(f'<key id="{n}" for="all" attr.name="{n}" attr.type="string"/>' for n in names)
    path.write_text(
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}'
        f'<graph edgedefault="{graph}">'
        f'<node id="1"><data key="x">8.0</data><data key="y">{y}</data></node>'
        '<node id="2"><data key="x">8.0</data><data key="y">49.002</data></node>'
        f'<edge source="1" target="2">{edge}</edge><edge source="2" target="1">{edge}</edge>'
        "</graph></graphml>"
    )
    return path


def test_lists_of_merged_ways_are_understood(tmp_path: Path) -> None:
    edge = (
        "<data key=\"highway\">['footway', 'residential']</data>"
        "<data key=\"maxspeed\">['50', '20']</data><data key=\"name\">[unfinished]</data>"
    )
    network = read(_graphml(tmp_path, edge=edge))
    assert network.names == ("", "[unfinished]")
    seconds = network.length_dm / 10 / (20 / 3.6) * CAR.slowdown
    assert np.allclose(network.duration_ms / 1000, seconds, atol=0.02)
    assert edge_ids(network) == [(1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"edge": ""}, "edge 1 → 2 has no travel_time, speed_kph or highway"),
        ({"edge": '<data key="length">long</data>'}, "has no travel_time"),
        (
            {"edge": '<data key="highway">primary</data><data key="length">long</data>'},
            "edge 1 → 2: length is 'long', expected a number of at least 0",
        ),
        ({"edge": '<data key="geometry">POINT (8 49)</data>'}, "geometry is 'POINT"),
        ({"edge": '<data key="geometry">LINESTRING (8, 9)</data>'}, "geometry is 'LINESTRING"),
        ({"edge": '<data key="geometry">LINESTRING (a b)</data>'}, "geometry is 'LINESTRING"),
        (
            {"edge": '<data key="highway">road</data></edge><edge source="2" target="3">'},
            "edge 2 → 3: there is no node 3",
        ),
        ({"edge": "", "y": "north"}, "node 1: y is 'north', expected a number"),
        ({"edge": "", "graph": "undirected"}, "is an undirected graph"),
        ({"edge": '<data key="highway">steps</data>'}, "no road for the profile 'car' among its 2"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, parts: dict[str, str], message: str) -> None:
    with pytest.raises(RoadError, match=rf"x\.graphml.*{message}"):
        read(_graphml(tmp_path, **parts))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is damaged or no GraphML file"),
        ("id,lat,lon", "is damaged or no GraphML file"),
        ("<osm></osm>", "is XML, but no GraphML file"),
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph', "is damaged"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.graphml"
    path.write_text(content)
    with pytest.raises(RoadError, match=rf"x\.graphml: {message}"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match=r"nowhere\.graphml: cannot be read: No such file"):
        read(tmp_path / "nowhere.graphml")
