"""Houses and named streets, whatever of OpenStreetMap's kinds they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from osm_text import ROW, STEP, osm_xml, street

from vrp.errors import RoadError
from vrp.roads.houses import House, Houses, Street, read_houses

ADDRESS = {"addr:housenumber": "12a", "addr:street": "Mill Road"}
FULL = ADDRESS | {"addr:postcode": "BA1", "addr:city": "Bath", "addr:suburb": "Oldfield Park"}
#: A square around the point 0.5 STEP north and east of 49, 8.
SQUARE = {
    11: (49.0, 8.0),
    12: (49.0, 8.0 + STEP),
    13: (49.0 + STEP, 8.0 + STEP),
    14: (49.0 + STEP, 8.0),
}
Tags = Mapping[str, str]


def read(
    folder: Path,
    *ways: tuple[list[int], Tags],
    node_tags: Mapping[int, Tags] | None = None,
    relation: str = "",
) -> Houses:
    path = folder / "houses.osm"
    text = osm_xml(ROW | SQUARE, ways, node_tags)
    path.write_text(text.replace("</osm>", f"{relation}</osm>"), encoding="utf-8")
    return read_houses(path)


def test_a_node(tmp_path: Path) -> None:
    known = read(tmp_path, node_tags={2: FULL})
    assert known.houses == [
        House("Mill Road", "12a", 49.0 + 2 * STEP, 8.0, "BA1", "Bath", "Oldfield Park")
    ]
    assert known.attribution.startswith("© OpenStreetMap")


def test_an_outline(tmp_path: Path) -> None:
    (found,) = read(tmp_path, ([11, 12, 13, 14, 11], ADDRESS)).houses
    assert (found.lat, found.lon) == pytest.approx((49 + STEP / 2, 8 + STEP / 2))


def test_an_outline_of_several_ways(tmp_path: Path) -> None:
    tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in ADDRESS.items())
    members = "".join(f'<member type="way" ref="{way}" role="outer"/>' for way in (1, 2, 99))
    relation = f'<relation id="1">{members}{tags}</relation>'
    known = read(tmp_path, ([11, 12], {}), ([13, 14], {}), relation=relation)
    (found,) = known.houses
    assert (found.lat, found.lon) == pytest.approx((49 + STEP / 2, 8 + STEP / 2))


def test_a_house_of_a_place(tmp_path: Path) -> None:
    tags = {"addr:housenumber": "3", "addr:place": "Weiler"}
    (found,) = read(tmp_path, node_tags={1: tags}).houses
    assert (found.street, found.number, found.in_place) == ("Weiler", "3", True)


@pytest.mark.parametrize(
    "tags", [{"addr:housenumber": "3"}, {"addr:street": "Mill Road"}, {"building": "yes"}]
)
def test_what_is_no_address(tmp_path: Path, tags: Tags) -> None:
    assert read(tmp_path, ([11, 12, 13, 11], tags), node_tags={1: tags}).houses == []


def test_named_streets_in_pieces(tmp_path: Path) -> None:
    known = read(
        tmp_path, ([1, 2], street(name="Mill Road")), ([2, 3], street(name="Mill Road")),
        ([3, 4], street()), ([4, 5], {"waterway": "river", "name": "Avon"}),
    )  # fmt: skip
    points = [(round(49 + node * STEP, 7), 8.0) for node in (1, 2, 3)]
    assert known.streets == [Street("Mill Road", points[:2]), Street("Mill Road", points[1:])]


def test_houses_between_two_others(tmp_path: Path) -> None:
    ends = {1: {"addr:housenumber": "2"}, 5: ADDRESS | {"addr:housenumber": "10"}}
    known = read(tmp_path, ([1, 3, 5], {"addr:interpolation": "even"}), node_tags=ends)
    between = [(h.number, h.street, round(h.lat, 6)) for h in known.houses if h.number != "10"]
    assert between == [
        (str(number), "Mill Road", round(49 + number / 2 * STEP, 6)) for number in (4, 6, 8)
    ]


def test_nodes_that_were_never_uploaded(tmp_path: Path) -> None:
    nodes = {-1: (49.0, 8.0), -2: (49.001, 8.0)}
    path = tmp_path / "drawn.osm"
    text = osm_xml(nodes, [([-1, -2], street(name="Mill Road"))], {-1: ADDRESS})
    path.write_text(text, encoding="utf-8")
    known = read_houses(path)
    assert known.streets == [Street("Mill Road", [(49.0, 8.0), (49.001, 8.0)])]
    assert len(known.houses) == 1


def test_ways_whose_nodes_are_missing(tmp_path: Path) -> None:
    known = read(tmp_path, ([77, 78], street(name="Mill Road")), ([77, 78, 77], ADDRESS))
    assert known == Houses([], [], known.attribution)


def test_made_up_cities_name_nobody(tmp_path: Path) -> None:
    path = tmp_path / "houses.osm"
    text = osm_xml(ROW, [], {1: ADDRESS})
    path.write_text(text.replace("<osm ", '<osm generator="me; attribution: none" '))
    assert read_houses(path).attribution == ""


def test_damaged_files(tmp_path: Path) -> None:
    path = tmp_path / "houses.osm"
    path.write_text(osm_xml(ROW, [], {1: ADDRESS})[:-20])
    with pytest.raises(RoadError, match=r"houses\.osm: is damaged"):
        read_houses(path)
    with pytest.raises(RoadError, match=r"cannot be read"):
        read_houses(tmp_path / "nowhere.osm")
