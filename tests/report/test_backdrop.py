"""Streets behind the routes: cut, simplified and few enough bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from vrp.report.backdrop import STREET_TIERS, backdrop
from vrp.report.world import to_world
from vrp.roads.encoded_polyline import decode_polyline
from vrp.roads.road_classes import ROAD_CLASSES
from vrp.roads.streets import Box, Streets

_BOX: Box = (49.0, 8.0, 49.1, 8.1)
_LonLat = tuple[float, float]


def _streets(lines: Iterable[tuple[str, Sequence[_LonLat]]], box: Box = _BOX) -> Streets:
    named = list(lines)
    lon, lat = (
        np.array([point for _, line in named for point in line], dtype=float).reshape(-1, 2).T
    )
    return Streets(
        box,
        np.array([ROAD_CLASSES.index(name) for name, _ in named], dtype=np.uint8),
        np.cumsum([0, *(len(line) for _, line in named)]),
        lat,
        lon,
    )


def _drawn(picture: dict[str, Any], tier: int) -> list[list[_LonLat]]:
    """Lines of a tier in the coordinates of the world."""
    left, top = picture["origin"]
    step = picture["tiers"][tier]["unit"]
    lines = [decode_polyline(text, digits=0) for text in picture["tiers"][tier]["lines"].split()]
    return [[(left + x * step, top + y * step) for y, x in line] for line in lines]


def _grid(rows: int, name: str = "residential") -> list[tuple[str, list[_LonLat]]]:
    """Streets with a kink each, so that none of them is simplified to two points."""
    rng = np.random.default_rng(1)
    ends = rng.uniform((8.0, 49.0), (8.1, 49.1), (rows, 1, 2))
    return [(name, (line + rng.normal(0, 2e-3, (6, 2))).tolist()) for line in ends]


def test_streets_are_where_they_were_and_in_their_tiers() -> None:
    line = [(8.02, 49.02), (8.05, 49.03), (8.05, 49.08)]
    picture = backdrop(_streets([("trunk_link", line), ("service", line[::-1])]))
    assert picture is not None
    assert [bool(tier["lines"]) for tier in picture["tiers"]] == [n in (0, 5) for n in range(7)]
    for tier in (0, 5):
        (drawn,) = _drawn(picture, tier)
        x, y = to_world(*np.array(line).T)
        expected = list(zip(x, y, strict=True))
        if abs(drawn[0][0] - expected[0][0]) > 1e-6:
            drawn = drawn[::-1]
        assert np.abs(np.subtract(drawn, expected)).max() <= picture["tiers"][tier]["unit"]


def test_streets_are_cut_at_the_box() -> None:
    picture = backdrop(_streets([("primary", [(7.0, 49.05), (9.0, 49.05)])]))
    assert picture is not None
    ((first, last),) = _drawn(picture, 1)
    (left, right), _ = to_world(np.array([8.0, 8.1]), np.array([49.0, 49.1]))
    assert sorted([first[0], last[0]]) == pytest.approx([left, right], abs=1e-7)


def test_bends_that_cannot_be_seen_are_left_out() -> None:
    lon = np.linspace(8.01, 8.09, 500)
    line = [(float(x), 49.05 + 1e-7 * (number % 2)) for number, x in enumerate(lon)]
    picture = backdrop(_streets([("residential", line)]))
    assert picture is not None
    assert len(_drawn(picture, 4)[0]) == 2


def test_crossings_do_not_end_a_line() -> None:
    crossing = [("residential", [(8.05, 49.05), end]) for end in ((8.02, 49.05), (8.08, 49.06))]
    picture = backdrop(_streets(crossing))
    assert picture is not None
    assert len(_drawn(picture, 4)) == 1


@pytest.mark.parametrize("room", [300, 2_000, 20_000])
def test_narrow_streets_give_way_to_wide_ones(room: int) -> None:
    lines = _grid(20, "primary") + _grid(400) + _grid(400, "service")
    whole, cut = backdrop(_streets(lines)), backdrop(_streets(lines), room)
    assert whole is not None
    assert len(whole["tiers"]) == len(STREET_TIERS)
    sizes = [] if cut is None else [len(tier["lines"]) for tier in cut["tiers"]]
    assert sum(sizes) <= room
    assert len(sizes) < len(STREET_TIERS)
    assert room == 300 or sizes[1] > 0


def test_coarser_before_left_out() -> None:
    streets = _streets(_grid(300))
    whole = backdrop(streets)
    assert whole is not None
    smaller = backdrop(streets, len(whole["tiers"][4]["lines"]) - 1)
    assert smaller is not None
    assert smaller["tiers"][4]["unit"] == pytest.approx(2 * whole["tiers"][4]["unit"])


def test_nothing_to_draw() -> None:
    assert backdrop(_streets([])) is None
    assert backdrop(_streets([("ferry", [(8.01, 49.01), (8.02, 49.02)])])) is None
    assert backdrop(_streets([("primary", [(18.01, 49.01), (18.02, 49.02)])])) is None
