"""What the map makes of streets and of routes that share them, in a real browser."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import value_in
from fake_roads import Detours

from vrp.report.geometry import LegGeometry
from vrp.report.html import report_html
from vrp.report.page_data import page_data
from vrp.report.plan import Plan
from vrp.report.world import to_world
from vrp.roads.encoded_polyline import decode_polyline
from vrp.roads.road_classes import road_class_number
from vrp.roads.streets import Box, Streets


@dataclass
class _Avenue(Detours):
    """Detours in a city with a single street, straight through the box."""

    boxes: list[Box] = field(default_factory=list)

    def streets_in(self, box: Box) -> Streets:
        self.boxes.append(box)
        south, west, north, east = box
        lat, lon = np.array([(south + north) / 2] * 3), np.linspace(west, east, 3)
        lat[1] += (north - south) / 10
        return Streets(
            box, np.array([road_class_number("primary")], np.uint8), np.array([0, 3]), lat, lon
        )


@pytest.fixture(name="page")
def page_fixture(make_plan: Any) -> tuple[str, dict[str, Any], Any]:
    """A page with streets, its data, and its plan."""
    instance, solution = make_plan(40, 4)
    plan = Plan.of(instance, solution)
    geometry = LegGeometry.of(instance, solution, _Avenue())
    return report_html(plan, geometry), page_data(plan, geometry), plan


def test_the_page_reads_what_was_encoded(page: Any, tmp_path: Path) -> None:
    text, data, _ = page
    (written,) = (tier["lines"] for tier in data["backdrop"]["tiers"] if tier["lines"])
    # Both ends of the avenue may be cut off by rounding; its bend stays.
    assert len(decode_polyline(written, digits=0)) == 3
    expected = [[[y, x] for x, y in decode_polyline(part, digits=0)] for part in written.split()]
    assert value_in(text, f"decodeLines({written!r})", tmp_path) == expected


def test_streets_are_drawn_where_they_are_and_give_way_to_tiles(page: Any, tmp_path: Path) -> None:
    text, data, _ = page
    # A point of the avenue in a corner of the map that no route reaches.
    x0, y0 = data["backdrop"]["origin"]
    seen = """(() => {
      map.view = { x: %s, y: %s, scale: map.view.scale * 8 };
      const colour = () => {
        map.draw();
        const at = [map.width, map.height].map((size) => Math.round((size * map.ratio) / 2));
        return [...map.context.getImageData(...at, 1, 1).data].slice(0, 3);
      };
      map.streets.forget();
      const street = colour();
      map.tilesOn = true;
      map.tiles.image = () => ({ complete: false });
      const tiles = colour();
      map.tilesOn = false;
      map.view.y += 60 / map.view.scale;
      return [street, tiles, colour()];
    })()"""
    tier = next(tier for tier in data["backdrop"]["tiers"] if tier["lines"])
    (first, second, _) = decode_polyline(tier["lines"], digits=0)
    share = 0.1
    across = first[1] + share * (second[1] - first[1])
    down = first[0] + share * (second[0] - first[0])
    at = (x0 + across * tier["unit"], y0 + down * tier["unit"])
    street, tiles, beside = value_in(text, seen % at, tmp_path)
    assert min(street) > 250 > max(tiles)
    assert tiles == beside


def test_lines_follow_ways_and_spurs_lead_to_stops(page: Any, tmp_path: Path) -> None:
    text, _, plan = page
    lines = value_in(
        text,
        "map.lines.routes.map((route) => [route.strokes.map(({ points }) => points), route.spurs])",
        tmp_path,
    )
    assert len(lines) == len(plan.routes)
    planned, (strokes, spurs) = plan.routes[0], lines[0]
    stops = [plan.instance.stops[visit.stop] for visit in planned.schedule.visits]
    expected = to_world(
        np.array([stop.lon for stop in stops]), np.array([stop.lat for stop in stops])
    )
    ends = np.array([end for _, end in spurs])
    for x, y in zip(*expected, strict=True):
        assert np.hypot(*(ends - (x, y)).T).min() < 1e-9
    # The ways of the test begin and end beside the stops: nothing but spurs reaches them.
    points = np.array(list(itertools.chain.from_iterable(strokes)))
    assert min(np.hypot(*(points - end).T).min() for end in ends) > 1e-8


_LANES = """[
    [street, street, [[0, 50], [9, 50]]],
    [street, [...street].reverse()],
    Array(11).fill(street),
    [[[0, 0], [1, 0]], [[0, 0], [0.25, 0]]],
].map((routes) => {
  const strokes = routes.map((points) => ({ points }));
  cutAtEnds(strokes, routes.flatMap((points) => [points[0], points[points.length - 1]]));
  assignLanes(strokes.map((stroke) => [stroke]));
  return strokes.map((stroke) => [[...stroke.lanes], laneLine(stroke.points, stroke, 4, 20)]);
})"""
_STREET = "[[0, 0], [100, 0], [200, 0], [300, 0]]"


def test_routes_that_share_a_street_run_side_by_side(page: Any, tmp_path: Path) -> None:
    answers = value_in(page[0], _LANES.replace("street", _STREET), tmp_path)
    same_way, both_ways, many, parted = answers

    (left, left_line), (right, right_line), alone = same_way
    assert (left, right, alone) == ([-0.5] * 3, [0.5] * 3, [[0], [[0, 50], [9, 50]]])
    assert (_heights(left_line), _heights(right_line)) == ({-2}, {2})
    for line in (left_line, right_line):
        # Lanes end where their street does.
        assert line[0] == pytest.approx([0, 0])
        assert line[-1] == pytest.approx([300, 0])

    (there, there_line), (back, back_line) = both_ways
    assert there == back == [0.5] * 3
    # The y of the screen points downwards: to the right of a drive east is down.
    assert (_heights(there_line), _heights(back_line)) == ({2}, {-2})

    heights = sorted(height for _, line in many for height in _heights(line))
    assert len(heights) == len(many)
    assert heights[-1] - heights[0] < 20
    assert min(np.diff(heights)) > 1

    # A stop in the middle of a segment: the street is shared up to there.
    assert [lanes for lanes, _ in parted] == [[-0.5, 0], [0.5]]


def _heights(line: list[list[float]]) -> set[float]:
    """Different y of the points of a line that are not near the ends of the street."""
    return {round(y, 6) for x, y in line if 20 <= x <= 280}
