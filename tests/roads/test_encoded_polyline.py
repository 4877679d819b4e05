from __future__ import annotations

import pytest
from fake_road_server import encoded_polyline
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.encoded_polyline import decode_polyline


def test_the_published_example() -> None:
    points = decode_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@", digits=5)
    assert points == [(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]


@given(
    st.lists(
        st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000))
    )
)
def test_what_is_encoded_is_decoded(points: list[tuple[int, int]]) -> None:
    degrees = [(lon / 1e6, lat / 1e6) for lon, lat in points]
    assert decode_polyline(encoded_polyline([list(point) for point in degrees])) == degrees


@pytest.mark.parametrize(
    ("text", "says"),
    [("_p~iF", "between a latitude"), ("_p~i", "middle of a number"), ("?é", "holds 'é'")],
)
def test_text_that_is_no_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        decode_polyline(text)


@given(st.text())
def test_any_text_is_decoded_or_refused(text: str) -> None:
    try:
        points = decode_polyline(text)
    except ValueError:
        return
    assert len(points) <= len(text) / 2
