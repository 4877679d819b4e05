"""Files of OpenStreetMap data: formats, oddities and damage."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import numpy as np
import osmium
import pytest
from osm_text import ROW, osm_xml

from vrp.errors import RoadError
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.osm_file import read_ways

TAGS = {"highway": "residential", "name": 'São João, 1=%@ & "so" on'}
TEXT = osm_xml(ROW, [([1, 2], TAGS), ([2, 30, 3], {"highway": "primary"}), ([4, 5], {"a": "b"})])


def _write_pbf(path: Path) -> None:
    with osmium.SimpleWriter(path) as writer:
        for item in osmium.FileProcessor(osmium.io.FileBuffer(TEXT.encode(), "osm")):
            writer.add(item)


@pytest.mark.parametrize("name", ["x.osm", "x.osm.gz", "x.osm.bz2", "x.osm.pbf", "anything.bin"])
def test_formats_are_known_by_their_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("pbf"):
        _write_pbf(path)
    else:
        pack = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, bytes)
        path.write_bytes(pack(TEXT.encode()))
    ways = read_ways(path, ["residential", "primary"])
    assert ways.tags == [TAGS, {"highway": "primary"}]
    assert ways.way_tags.tolist() == [0, 1]
    assert ways.first.tolist() == [0, 2, 5]
    assert ways.node_ids.tolist() == [1, 2, 2, 30, 3]
    assert np.array_equal(ways.lat, [49.001, 49.002, 49.002, np.nan, 49.003], equal_nan=True)
    assert np.array_equal(ways.lon, [8, 8, 8, np.nan, 8], equal_nan=True)


def test_only_wanted_classes_are_read_and_ferries_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "x.osm"
    path.write_text(osm_xml(ROW, [([1, 2], TAGS), ([2, 3], {"route": "ferry"})]))
    assert read_ways(path, ["primary"]).tags == []
    assert read_ways(path, ["primary"], ferries=True).tags == [{"route": "ferry"}]


def test_ways_may_come_before_their_nodes(tmp_path: Path) -> None:
    lines = TEXT.splitlines()
    nodes = [line for line in lines if line.startswith("<node")]
    others = [line for line in lines if not line.startswith("<node")]
    path = tmp_path / "x.osm"
    path.write_text("\n".join([*others[:-1], *nodes, others[-1]]))
    assert read_ways(path, ["residential"]).lat.tolist() == [49.001, 49.002]


def test_nodes_drawn_in_an_editor_have_negative_ids(tmp_path: Path) -> None:
    nodes = {-1: (49.0, 8.0), -2: (49.001, 8.0), 5: (49.002, 8.0)}
    path = tmp_path / "x.osm"
    path.write_text(osm_xml(nodes, [([-1, -2, -3, 5], TAGS)], {-2: {"barrier": "gate"}}))
    ways = read_ways(path, ["residential"])
    assert ways.node_ids.tolist() == [-1, -2, -3, 5]
    assert np.array_equal(ways.lat, [49, 49.001, np.nan, 49.002], equal_nan=True)
    assert ways.node_tags == {-2: {"barrier": "gate"}}


def test_only_nodes_with_tags_of_interest_are_kept(tmp_path: Path) -> None:
    tags = {1: {"highway": "stop"}, 2: {"amenity": "cafe"}, 3: {"railway": "level_crossing"}}
    path = tmp_path / "x.osm"
    path.write_text(osm_xml(ROW, [([1, 2], TAGS)], tags))
    assert set(read_ways(path, ["residential"]).node_tags) == {1, 3}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match=r"nowhere\.osm\.pbf: cannot be read: No such file"):
        read_ways(tmp_path / "nowhere.osm.pbf", ["residential"])


@pytest.mark.parametrize(
    ("generator", "attribution"),
    [
        ("osmium/1.18.0", OSM_ATTRIBUTION),
        ("attribution: none", OSM_ATTRIBUTION),
        ("survey 2; attribution: © A. Surveyor ", "© A. Surveyor"),
        ("fairyland; attribution: none", ""),
        ("fairyland; attribution: ", OSM_ATTRIBUTION),
    ],
)
@pytest.mark.parametrize("name", ["x.osm", "x.osm.pbf"])
def test_headers_may_name_somebody_else(
    tmp_path: Path, name: str, generator: str, attribution: str
) -> None:
    header = osmium.io.Header()
    header.set("generator", generator)
    with osmium.SimpleWriter(tmp_path / name, header=header) as writer:
        for item in osmium.FileProcessor(osmium.io.FileBuffer(TEXT.encode(), "osm")):
            writer.add(item)
    assert read_ways(tmp_path / name, ["residential"]).attribution == attribution


@pytest.mark.parametrize("content", [b"", b"id,lat,lon\n", b"PK\x03\x04", b"{}"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(RoadError, match=r"x\.osm\.pbf: is no OpenStreetMap file"):
        read_ways(path, ["residential"])


@pytest.mark.parametrize("name", ["x.osm", "x.osm.gz", "x.osm.bz2", "x.osm.pbf"])
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_truncated_files_are_refused(tmp_path: Path, name: str, share: float) -> None:
    path = tmp_path / name
    if name.endswith("pbf"):
        _write_pbf(path)
        content = path.read_bytes()
    else:
        pack = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, bytes)
        content = pack(TEXT.encode())
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(RoadError, match=rf"{name}: is (damaged|no OpenStreetMap file)"):
        read_ways(path, ["residential"])


def test_damage_is_described(tmp_path: Path) -> None:
    path = tmp_path / "x.osm"
    path.write_text('<osm version="0.6"><node id="1" lat="forty"/></osm>')
    with pytest.raises(RoadError, match=r"x\.osm: is damaged: .*forty"):
        read_ways(path, ["residential"])
