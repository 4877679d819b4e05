"""What addresses are looked up in, by what a user gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import REPOSITORY
from fake_geocoder import running_fake_geocoder
from osm_text import ROW, osm_xml, street

from vrp.errors import RoadError
from vrp.roads.address_source import AddressError, Found
from vrp.roads.geocoder import Nominatim
from vrp.roads.network import RoadNetwork
from vrp.roads.open_addresses import Extract, open_addresses

CITY = REPOSITORY / "data/city.osm.pbf"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm"
    tags = {"addr:housenumber": "5", "addr:street": "Mill Road"}
    path.write_text(osm_xml(ROW, [([1, 2], street(name="Mill Road"))], {3: tags}))
    return path


def test_the_roads_where_they_are_an_extract(extract: Path) -> None:
    for roads in (extract, str(extract), CITY):
        assert isinstance(open_addresses(None, roads), Extract)
    for roads in (None, "osm", "Bath, England", "http://localhost:5000", extract.parent, "no.osm"):
        assert open_addresses(None, roads) is None


def test_networks_have_forgotten_the_houses(extract: Path) -> None:
    assert open_addresses(None, RoadNetwork.from_osm(extract, cache=None)) is None


def test_graphml_has_no_houses(extract: Path) -> None:
    path = extract.with_name("town.graphml")
    path.write_text("<graphml></graphml>")
    assert open_addresses(None, path) is None
    with pytest.raises(RoadError, match=r"expected the address of a Nominatim or Photon server"):
        open_addresses(path)


def test_a_geocoder_comes_first(extract: Path) -> None:
    with running_fake_geocoder() as fake:
        assert isinstance(open_addresses(fake.url, extract), Nominatim)
    source = Extract(extract)
    assert open_addresses(source, CITY) is source
    assert isinstance(open_addresses(str(extract), "http://localhost:5000"), Extract)


def test_an_extract(extract: Path) -> None:
    house, street, nowhere = Extract(extract).find_all(["Mill Road 5", "Mill Road", "Hill Road 1"])
    assert house == Found(pytest.approx(49.003), 8.0)
    assert isinstance(street, Found)
    assert street.what == "street"
    assert isinstance(nowhere, AddressError)
    assert str(nowhere) == "is in no street that town.osm has, did you mean 'Mill Road'?"
    assert Extract(extract).attribution.startswith("© OpenStreetMap")
    assert Extract(CITY).attribution == ""
