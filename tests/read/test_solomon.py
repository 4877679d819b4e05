from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.read.solomon import is_solomon, read_solomon
from vrp.read.vrplib import read_vrplib

TEXT = """T101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      40         50          0          0       1236          0
    1      43         54         10          5        967         90
    2      45         70.5       30        825        870         90
"""


def test_the_classic_form_becomes_an_instance(tmp_path: Path) -> None:
    path = tmp_path / "t101.txt"
    path.write_text(TEXT)
    instance = read_vrplib(path)
    assert instance.name == "T101"
    assert instance.location_ids == ("0", "1", "2")
    (vehicle,) = instance.vehicles
    assert (vehicle.count, vehicle.capacity) == (25, (200,))
    assert instance.depots[0].window == (0, 12360)
    assert instance.stops[0].windows == ((50, 9670),)
    assert instance.stops[0].service_s == 900
    assert (instance.stops[1].lat, instance.stops[1].lon) == (70.5, 45)
    assert instance.distances_m[0, 1] == 50
    assert instance.scale.distance == 10


def test_both_headings_make_a_solomon_file() -> None:
    assert is_solomon(TEXT)
    assert is_solomon(TEXT.replace("\n", "\r\n").lower())
    assert not is_solomon(TEXT.replace("CUST NO.", "ID"))
    assert not is_solomon("NUMBER CAPACITY")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  25         200", "  25", "expected one row of NUMBER and CAPACITY"),
        ("  25         200", "  0  200", "line 5: NUMBER is '0', expected a whole number from 1"),
        ("54         10", "54        ten", "line 11: customer 1: demand is 'ten'"),
        ("    2      45", "    1      45", "customer 1 is given twice, first on line 11"),
        (
            "825        870",
            "825        87",
            "line 12: customer 2: due date 87 is before",
        ),
        ("870         90", "870", "line 12: customer has 6 columns, expected number, x, y, demand"),
        ("1236          0", "1236          7", "line 10: the depot has a demand or a service"),
    ],
)
def test_malformed_files_name_line_and_value(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read_solomon(tmp_path / "t.txt", TEXT.replace(old, new))
    assert message in str(caught.value)


def test_a_file_without_customers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the customer table has 0 rows, expected 2 or more"):
        read_solomon(tmp_path / "t.txt", TEXT.split("    0 ")[0])
