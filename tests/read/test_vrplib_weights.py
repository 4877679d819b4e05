from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from vrplib_text import split

from vrp.errors import ReadError
from vrp.read import vrplib_weights
from vrp.read.rounding import NEAREST, NONE, TRUNCATE1
from vrp.read.vrplib_data import FloatArray, Nodes, VehicleRow, VrplibData
from vrp.read.vrplib_weights import METRICS, explicit_weights, geo_degrees, make_legs


def data_of(points: Any, metric: str = "EUC_2D") -> VrplibData:
    points = np.array(points, dtype=np.float64)
    n = len(points)
    ids = tuple(str(node) for node in range(1, n + 1))
    nodes = Nodes(ids, points, [0] * n, [0] * n, np.zeros(n))
    return VrplibData(Path("a.vrp"), "a", nodes, (0,), (VehicleRow(),), metric)


def test_distances_are_rounded_by_the_convention() -> None:
    data = data_of([[0, 0], [1, 1], [3, 4]])
    assert make_legs(data, (0, 1, 2), NEAREST)[0].tolist() == [0, 1, 5]
    assert make_legs(data, (0, 1, 2), TRUNCATE1)[0].tolist() == [0, 14, 50]
    assert make_legs(data, (0, 1, 2), NONE)[0].tolist() == [0, 1414, 5000]


def test_rows_follow_the_order_asked_for_and_are_read_only() -> None:
    matrix = make_legs(data_of([[0, 0], [0, 1], [0, 5]]), (2, 0, 1), NEAREST)
    assert matrix.tolist() == [[0, 5, 4], [5, 0, 1], [4, 1, 0]]
    assert matrix.dtype == np.int32
    assert not matrix.flags.writeable


def test_chunks_make_the_same_matrix_as_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(3).uniform(0, 1000, (57, 2))
    whole = make_legs(data_of(points), tuple(range(57)), NONE)
    monkeypatch.setattr(vrplib_weights, "_CELLS", 100)
    assert np.array_equal(make_legs(data_of(points), tuple(range(57)), NONE), whole)
    differences = points[:, None] - points[None]
    assert np.abs(whole / 1000 - np.hypot(*np.moveaxis(differences, 2, 0))).max() <= 0.0005 + 1e-9


@pytest.mark.parametrize(
    ("metric", "points", "distance"),
    [
        ("CEIL_2D", [[0, 0], [1, 1]], 2),
        ("ATT", [[0, 0], [10, 0]], 4),
        # One degree of latitude on TSPLIB's sphere: 111.3 km, and it adds one before truncating.
        ("GEO", [[0, 0], [1, 0]], 112),
    ],
)
def test_metrics_of_tsplib(metric: str, points: Any, distance: int) -> None:
    assert make_legs(data_of(points, metric), (0, 1), NEAREST).tolist() == [
        [0, distance],
        [distance, 0],
    ]


def test_geo_coordinates_are_degrees_and_minutes() -> None:
    assert geo_degrees(np.array([10.30, -5.45])) == pytest.approx([10.5, -5.75])


def test_every_metric_is_symmetric() -> None:
    points = np.random.default_rng(1).integers(-80, 80, (9, 2))
    for metric in METRICS:
        matrix = make_legs(data_of(points, metric), tuple(range(9)), NEAREST)
        assert np.array_equal(matrix, matrix.T)


def test_too_many_locations_and_too_long_distances_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ReadError, match=r"from node 1 to node 2 is 1000000000, expected 0 to"):
        make_legs(data_of([[0, 0], [1e9, 0]]), (0, 1), NEAREST)
    monkeypatch.setattr(vrplib_weights, "MAX_DENSE", 2)
    with pytest.raises(ReadError, match=r"has 3 locations, at most 2 are possible with EUC_2D"):
        make_legs(data_of([[0, 0], [1, 0], [2, 0]]), (0, 1, 2), NEAREST)


def explicit(layout: str, rows: str, n: int = 3) -> FloatArray:
    file = split(
        {"EDGE_WEIGHT_TYPE": "EXPLICIT", "EDGE_WEIGHT_FORMAT": layout, "EDGE_WEIGHT_SECTION": rows}
    )
    return explicit_weights(file, n)


SYMMETRIC = [[0, 1, 2], [1, 0, 3], [2, 3, 0]]


@pytest.mark.parametrize(
    ("layout", "rows", "expected"),
    [
        ("FULL_MATRIX", "9999 1 2\n4 9999 3\n5 6 9999", [[0, 1, 2], [4, 0, 3], [5, 6, 0]]),
        ("FULL_MATRIX", "0 1 2 4 0\n3 5 6 0", [[0, 1, 2], [4, 0, 3], [5, 6, 0]]),
        ("LOWER_ROW", "1\n2 3", SYMMETRIC),
        ("UPPER_ROW", "1 2\n3", SYMMETRIC),
        ("LOWER_DIAG_ROW", "0\n1 0\n2 3 0", SYMMETRIC),
        ("UPPER_DIAG_ROW", "0 1 2\n0 3\n0", SYMMETRIC),
        ("UPPER_COL", "1\n2 3", SYMMETRIC),
        ("LOWER_COL", "1 2\n3", SYMMETRIC),
        ("UPPER_DIAG_COL", "0\n1 0\n2 3 0", SYMMETRIC),
        ("LOWER_DIAG_COL", "0 1 2\n0 3\n0", SYMMETRIC),
    ],
)
def test_explicit_matrices_in_every_layout(
    layout: str, rows: str, expected: list[list[int]]
) -> None:
    assert explicit(layout, rows).tolist() == expected


def test_explicit_matrices_are_never_symmetrised() -> None:
    weights = explicit("FULL_MATRIX", "0 1 2\n4 0 3\n5 6 0")
    data = replace(data_of([[0, 0]] * 3, "EXPLICIT"), weights=weights)
    assert make_legs(data, (1, 0, 2), TRUNCATE1).tolist() == [
        [0, 40, 30],
        [10, 0, 20],
        [60, 50, 0],
    ]


@pytest.mark.parametrize(
    ("layout", "rows", "message"),
    [
        ("FULL_MATRIX", "0 1\n1 0", r"has 4 weights, expected 9 for FULL_MATRIX and 3 nodes"),
        ("LOWER_ROW", "0 1 2 3", r"has 4 weights, expected 3"),
        ("SPARSE", "1 2 3", r"EDGE_WEIGHT_FORMAT is SPARSE, expected one of FULL_MATRIX, LOWER"),
        ("LOWER_ROW", "1 2\n3nan", r"line 22: EDGE_WEIGHT_SECTION, column 1 is '3nan'"),
        ("LOWER_ROW", "1 -2 3", r"line 21: EDGE_WEIGHT_SECTION, column 2 is '-2'"),
    ],
)
def test_wrong_explicit_matrices_are_refused(layout: str, rows: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        explicit(layout, rows)


def test_a_missing_weight_section_or_format_is_named() -> None:
    with pytest.raises(ReadError, match="needs an EDGE_WEIGHT_SECTION, which is missing"):
        explicit_weights(split(), 4)
    with pytest.raises(ReadError, match="EDGE_WEIGHT_FORMAT is missing"):
        explicit_weights(split({"EDGE_WEIGHT_SECTION": "1"}), 4)
