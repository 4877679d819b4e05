import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.read import read

VRPLIB = """NAME : tiny
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
DEMAND_SECTION
1 0
2 4
3 5
DEPOT_SECTION
1
-1
EOF
"""
JSON = """{
"vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
"jobs": [{"id": 7, "location_index": 1}],
"matrices": {"car": {"durations": [[0, 5], [6, 0]], "distances": [[0, 50], [60, 0]]}}
}"""
CSV = "id,kind,lat,lon,name\nd,depot,49,8,\nx,,49,8.1,NAME : DIMENSION\n"


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("text", "stops", "planar"), [(VRPLIB, 2, True), (JSON, 1, False), (CSV, 1, False)]
)
def test_the_content_decides_not_the_extension(
    tmp_path: Path, text: str, bom: str, stops: int, planar: bool
) -> None:
    path = tmp_path / "instance.dat"
    path.write_text(bom + text, encoding="utf-8")
    instance = read(path, vehicles=1 if text is CSV else None)
    assert (len(instance.stops), instance.planar) == (stops, planar)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (VRPLIB, {"capacity": 5.0}, "is a VRPLIB file, which has no use for the option 'capacity'"),
        (VRPLIB, {"vehicles": 5}, "no use for the option 'vehicles'"),
        (JSON, {"rounding": "none"}, "is a JSON file, which has no use for the option 'rounding'"),
        (JSON, {"depot": (49.0, 8.0)}, "no use for the option 'depot'"),
        (CSV, {"vehicles": 1, "rounding": "none"}, "is a CSV of stops, which has no use for"),
        ('{\n "format": "vrp-solution"}', {"vehicles": 1}, "is a plan, expected the stops that it"),
    ],
)
def test_an_option_of_another_format_is_refused(
    tmp_path: Path, text: str, options: dict[str, object], message: str
) -> None:
    path = tmp_path / "instance.dat"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read(path, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "truck"}, "profile is 'truck', which needs roads"),
        ({"unreachable": "drop"}, "unreachable is 'drop', which needs roads"),
        ({"snap_warn_m": 50.0}, "snap_warn_m is 50.0, which needs roads"),
        ({"snap_refuse_m": 50.0}, "snap_refuse_m is 50.0, which needs roads"),
        ({"traffic": "rush.csv"}, "traffic needs roads"),
        ({"traffic": "rush.csv", "matrix": "m.npz", "roads": "osm"}, "traffic goes with roads"),
        ({"unreachable": "drop", "matrix": "m.npz", "roads": "osm"}, "which goes with roads"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(CSV, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read(path, vehicles=1, **options)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.csv: cannot be read: No such file"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(ReadError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_a_problem_that_is_no_file() -> None:
    problem = json.loads(JSON)
    instance = read(problem)
    assert (instance.name, instance.durations_s.tolist()) == ("problem", [[0, 5], [6, 0]])
    # As programs have it that make one: tuples, and matrices of NumPy.
    car = {name: np.array(rows) for name, rows in problem["matrices"]["car"].items()}
    job = {"id": np.int64(7), "location_index": 1, "location": (8.1, 49.0)}
    instance = read(MappingProxyType(problem | {"jobs": (job,), "matrices": {"car": car}}))
    assert (instance.stops[0].id, instance.stops[0].lon) == ("7", 8.1)
    assert instance.durations_s.tolist() == [[0, 5], [6, 0]]


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"jobs": []}, {}, r"problem: \$\.jobs has no entries"),
        ({"jobs": {7}}, {}, "problem: cannot be written as JSON: there is an object of type set"),
        ({"format": "vrp-solution"}, {}, "problem: is a plan, expected the stops that it is for"),
        ({}, {"vehicles": 5}, "problem: is a JSON problem, which has no use for the option 'vehi"),
    ],
)
def test_what_is_wrong_with_it(
    change: dict[str, Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ReadError, match=message):
        read(json.loads(JSON) | change, **options)
