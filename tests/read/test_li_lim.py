from pathlib import Path

import pytest

from vrp import read
from vrp.errors import ReadError
from vrp.read.li_lim import is_li_lim, read_li_lim
from vrp.read.vrplib import read_vrplib
from vrp.solution import Route, Solution

#: Made by hand: two shipments, 1 to 3 and 4 to 2.
TEXT = """\
3\t20\t1
0\t40\t50\t0\t0\t1000\t0\t0\t0
1\t43\t54\t10\t5\t500\t90\t0\t3
2\t45\t70\t-15\t0\t900\t90\t4\t0
3\t40\t60.5\t-10\t20\t800\t90\t1\t0
4\t40\t20\t15\t30\t700\t90\t0\t2
"""


def write(tmp_path: Path, text: str = TEXT) -> Path:
    path = tmp_path / "lt101.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_delivery_has_its_pickup_as_origin(tmp_path: Path) -> None:
    instance = read(write(tmp_path))
    assert instance.name == "lt101"
    assert instance.location_ids == ("0", "1", "2", "3", "4")
    assert [stop.origin for stop in instance.stops] == [None, "4", "1", None]
    assert instance.pickups.ravel().tolist() == [10, -15, -10, 15]
    assert not instance.deliveries.any()
    (vehicle,) = instance.vehicles
    assert (vehicle.count, vehicle.capacity) == (3, (20,))
    # Unrounded by default: three decimals.
    assert instance.scale.distance == 1000
    assert instance.distances_m[0, 1] == 5000
    assert instance.depots[0].window == (0, 1_000_000)
    assert instance.stops[0].windows == ((5000, 500_000),)
    assert (instance.stops[2].lat, instance.stops[2].lon) == (60.5, 40)
    assert instance.stops[2].service_s == 90_000
    Solution.of(instance, [Route(0, (0, 2, 3, 1))]).check(instance)


def test_distances_are_rounded_as_asked(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path), rounding="nearest")
    assert instance.scale.distance == 1
    assert instance.distances_m[0, 3] == 11


def test_three_numbers_and_a_line_of_more_begin_such_a_file() -> None:
    assert is_li_lim(TEXT)
    assert is_li_lim("\n" + TEXT.replace("\t", "  ").replace("\n", "\r\n"))
    assert not is_li_lim(TEXT.replace("3\t20\t1\n", "3\t20\n", 1))
    assert not is_li_lim(TEXT.replace("\t", ","))
    assert not is_li_lim("1 2 3\n4 5 6\n")
    assert not is_li_lim("id lat lon\n1 2 3 4 5 6 7 8 9\n")
    assert not is_li_lim("")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("3\t20\t1", "0\t20\t1", "line 1: vehicles is '0', expected a whole number from 1 up"),
        ("3\t20\t1", "3\t20.5\t1", "line 1: capacity is '20.5', expected a whole number"),
        ("3\t20\t1", "3\t20\t2", "line 1: speed is 2, expected 1"),
        ("1000\t0\t0\t0", "1000\t9\t0\t0", "line 2: the depot's service time is 9, expected 0"),
        ("0\t1000\t0\t0\t0", "0\t1000\t0\t0\t2", "line 2: the depot's delivery is 2, expected 0"),
        ("43\t54\t10", "43\t54\tten", "line 3: task 1: demand is 'ten'"),
        ("43\t54", "nan\t54", "line 3: task 1: x is 'nan', expected a finite number"),
        ("5\t500\t", "500\t5\t", "line 3: task 1: due date 5 is before ready time 500"),
        ("90\t4\t0", "90\t4", "line 4: task 2 has 8 columns, expected number, x, y, demand"),
        ("2\t45", "1\t45", "line 4: task 1 is given twice, first on line 3"),
        ("90\t4\t0", "90\t0\t0", "line 4: task 2: pickup is 0 and delivery is 0, expected 0 for"),
        ("90\t4\t0", "90\t4\t1", "line 4: task 2: pickup is 4 and delivery is 1, expected 0 for"),
        ("90\t4\t0", "90\t7\t0", "line 4: task 2: pickup is 7, expected the number of a task"),
        ("90\t0\t3", "90\t0\t2", "line 3: task 1: delivery is 2, whose pickup is 4, expected 1"),
        ("90\t4\t0", "90\t1\t0", "line 4: task 2: pickup is 1, whose delivery is 3, expected 2"),
        ("54\t10", "54\t-10", "line 3: task 1: demand is -10, expected 0 or more of a pickup"),
        ("-15", "-14", "line 4: task 2: demand is -14, expected that of its pickup 4 with the ot"),
    ],
)
def test_malformed_files_name_line_and_value(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in TEXT
    with pytest.raises(ReadError) as caught:
        read(write(tmp_path, TEXT.replace(old, new, 1)))
    assert message in str(caught.value)
    assert "lt101.txt" in str(caught.value)


def test_a_file_without_pairs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="has 2 tasks, expected a depot, a pickup and a delivery"):
        read_li_lim(tmp_path / "t.txt", TEXT.split("2\t45")[0])
