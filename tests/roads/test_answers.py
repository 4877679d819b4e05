from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.answers import member, metres_apart, number, numbers, street_names, way_points
from vrp.roads.http_client import AnswerError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def test_members_are_found_by_keys_and_positions() -> None:
    assert member({"a": [{"b": 5}]}, "a", 0, "b") == 5


@pytest.mark.parametrize(
    ("body", "missing"),
    [({"a": []}, "a.0"), ({}, "a"), ([], "a"), (None, "a"), ({"a": {"0": 1}}, "a.0"), ("a", "a")],
)
def test_members_that_are_not_there_are_named(body: object, missing: str) -> None:
    with pytest.raises(AnswerError, match=f"the answer has no '{missing}'"):
        member(body, "a", 0)


def test_nulls_are_not_numbers() -> None:
    table = numbers([[0, None], [1.5, 2]], (2, 2), "durations")
    np.testing.assert_array_equal(table, [[0, np.nan], [1.5, 2]])


@given(JSON)
def test_any_json_is_a_table_or_refused(body: object) -> None:
    try:
        table = numbers(body, (1, 1), "durations")
    except AnswerError:
        return
    assert table.shape == (1, 1)
    assert np.isnan(table[0, 0]) or table[0, 0] >= 0


@given(JSON)
def test_any_json_is_a_line_or_refused(body: object) -> None:
    try:
        points = way_points(body)
    except AnswerError:
        return
    assert len(points) >= 2
    assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points)


@pytest.mark.parametrize("value", [None, True, "1", -0.1, 1e12, float("nan"), float("inf")])
def test_numbers_that_are_none(value: object) -> None:
    with pytest.raises(AnswerError, match="duration is"):
        number(value, "duration")


def test_streets_are_named_once_in_a_row() -> None:
    names = ["", "A", "A", " ", None, "A", "B", "A"]
    assert street_names(names) == ("A", "B", "A")


def test_metres_apart() -> None:
    points = [(8.0, 0.0), (8.0, 60.0), (180.0, 0.0), (0.0, 0.0)]
    others = [(8.0, 0.001), (8.001, 60.0), (-179.999, 0.0), None]
    expected = [111.195, 55.5975, 111.195, np.nan]
    np.testing.assert_allclose(metres_apart(points, others), expected, rtol=1e-6)
    assert metres_apart([], []).shape == (0,)
