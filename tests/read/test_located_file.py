"""Files with the places of their addresses filled in stay as they were otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import vrp
from vrp.errors import ReadError
from vrp.read.located_file import locate_file
from vrp.roads.address_source import AddressError, Found


class Places:
    """A source that knows one street."""

    attribution = "© A. Surveyor"

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        for address in addresses:
            known = address.startswith("Mill Road")
            yield Found(51.38123456, -2.36) if known else AddressError("is nowhere")


def located(folder: Path, text: str) -> str:
    path = folder / "stops.csv"
    path.write_bytes(text.encode())
    return locate_file(path, Places()).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'id,Address,Lat,LON,note\na,"Mill Road 1, Bath",,,x\nb,,51.5,-2.5,"y, z"\n',
            "id,Address,Lat,LON,note,found\n"
            'a,"Mill Road 1, Bath",51.3812346,-2.3600000,x,house\nb,,51.5,-2.5,"y, z",given\n',
        ),
        ("id,address\na,Mill Road 1\n", "id,address,lat,lon,found\n"
         "a,Mill Road 1,51.3812346,-2.3600000,house\n"),
        (
            "\ufeffid;address;demand\r\na;Mill Road 1;1,5\r\n",
            "\ufeffid;address;demand;lat;lon;found\r\n"
            "a;Mill Road 1;1,5;51,3812346;-2,3600000;house\r\n",
        ),
        (
            "\nid,address,lat,lon\n\n\na,Mill Road 1\n,,,\nb,,51,-2\n",
            "\nid,address,lat,lon,found\n\n\na,Mill Road 1,51.3812346,-2.3600000,house\n,,,\n"
            "b,,51,-2,given\n",
        ),
        (
            "found,id,address,lat,lon\nnear house 3,a,Elm Road 1,51,-2\n,b,Mill Road 1,,\n",
            "found,id,address,lat,lon\nnear house 3,a,Elm Road 1,51,-2\n"
            "house,b,Mill Road 1,51.3812346,-2.3600000\n",
        ),
    ],
)  # fmt: skip
def test_text(tmp_path: Path, text: str, expected: str) -> None:
    assert located(tmp_path, text) == expected
    assert located(tmp_path, expected) == expected, "nothing is left to do"


def test_it_reads_as_the_file_with_a_geocoder(tmp_path: Path) -> None:
    text = "id,kind,address,lat,lon\nhub,depot,Mill Road 3,,\na,,Mill Road 1,,\nb,,,51.5,-2.5\n"
    path = tmp_path / "stops.csv"
    path.write_text(text)
    again = tmp_path / "located.csv"
    again.write_text(locate_file(path, Places()).text)
    one, other = vrp.read(path, vehicles=1, geocoder=Places()), vrp.read(again, vehicles=1)
    assert [stop.lat for stop in other.stops] == pytest.approx([stop.lat for stop in one.stops])
    assert (one.distances_m == other.distances_m).all()


def test_what_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text("id,address,lat,lon\na,Mill Road 1,,\nb,,51,-2\n")
    located = locate_file(path, Places())
    assert located.found == ["house"]
    assert located.attribution == "© A. Surveyor"
    assert len(list(csv.reader(io.StringIO(located.text)))) == 3


def test_rows_without_a_place(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        located(tmp_path, "id,address,lat,lon\na,Elm Road 1,,\nb,,,\nc,,95,5\n")
    assert [text.partition(": ")[0] for text in caught.value.problems] == [
        "stops.csv, row 2, column 'address'",
        "stops.csv, row 3, column 'address'",
        "stops.csv, row 4, column 'lat'",
    ]
