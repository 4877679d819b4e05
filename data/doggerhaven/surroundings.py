"""What lies around the city: the motorway, lanes and tracks through the fields, paths, a ferry."""

from __future__ import annotations

from collections.abc import Sequence

from doggerhaven.geometry import (
    Line,
    Point,
    cross,
    crossings,
    curve,
    length,
    parallel,
    position_at,
    settle,
)
from doggerhaven.skeleton import FERRY, bank
from doggerhaven.street import Street

__all__ = ["MOTORWAY_BORDERS", "country_roads", "motorway"]

_MOTORWAY = curve(
    *(complex(-4700, 2600), complex(-3400, 3320), complex(-1900, 3600), complex(-450, 3640)),
    *(complex(1300, 3520), complex(2800, 3080), complex(3640, 2150), complex(3920, 1000)),
    *(complex(3990, 0), complex(3930, -1300), complex(4080, -2600), complex(4500, -3900)),
    step=60,
)
_LANES_M = 10.0
_CORRIDOR_M = 27.0
#: From the middle of the motorway to where its ramps meet a road.
_TERMINAL_M = 85.0

MOTORWAY_BORDERS = [
    Street(
        parallel(_MOTORWAY, side * _CORRIDOR_M), "", tags={"border": "motorway", "side": str(side)}
    )
    for side in (1, -1)
]


def motorway(streets: list[Street]) -> list[Street]:
    """Two carriageways, and ramps to the roads that have a junction."""
    tags = {"ref": "M 7", "lanes": "2"}
    north = Street(parallel(_MOTORWAY, _LANES_M)[::-1], "motorway", tags=tags, at_ends_only=True)
    south = Street(parallel(_MOTORWAY, -_LANES_M), "motorway", tags=tags, at_ends_only=True)
    ramps: list[Street] = []
    for name in ("Northgate Road", "Sandbank Road"):
        (road,) = (street for street in streets if street.name == name)
        ramps += _ramps(road.line, _MOTORWAY) + _ramps(road.line, _MOTORWAY[::-1])
    return [north, south, *ramps]


def _ramps(road: Line, centre: Line) -> list[Street]:
    """The way off and the way on for those who drive along the line, on its right."""
    ((position, crossing, segment),) = crossings(road, centre)
    here = length([*centre[: segment + 1], crossing])
    ahead = centre[segment + 1] - crossing
    ways = road[int(position) :: -1], road[int(position) + 1 :]
    places = [position_at([crossing, *way], _TERMINAL_M)[0] for way in ways]
    terminal = settle(min(places, key=lambda place: cross(ahead, place - crossing)))

    def beside(metres: float, right: float) -> Point:
        point, direction = position_at(centre, here + metres)
        return settle(point - 1j * direction * right)

    off = [beside(-430, _LANES_M), beside(-260, 26), beside(-110, 58), terminal]
    on = [terminal, beside(110, 58), beside(260, 26), beside(430, _LANES_M)]
    return [
        Street(curve(*line, step=45), "motorway_link", tags={"oneway": "yes"}, at_ends_only=True)
        for line in (off, on)
    ]


def _xy(point: Point) -> tuple[float, float]:
    return point.real, point.imag


_LANES: dict[str, list[tuple[float, float]]] = {
    "Marsh Lane": [(-3250, 2660), (-3050, 1900), (-3250, 900), (-2950, 300), _xy(FERRY[0])],
    "Tide Lane": [(-3000, -2500), (-2300, -2860), (-1400, -2650), (-700, -2900), (-50, -3100)],
    "Thorn Lane": [(-20, -3500), (900, -3050), (1900, -3250), (2900, -2700)],
    "Windmill Lane": [(3300, -30), (3180, 800), (3420, 1500), (2950, 2250), (2640, 2840)],
    "Beacon Lane": [(-470, 3480), (-1200, 3250), (-1900, 2800), (-2750, 2370)],
    "Drift Lane": [(-3500, -1060), (-3650, -1700), (-3300, -2300), (-3000, -2500)],
}
_TRACKS = [
    [(-1500, 3120), (-1450, 2600), (-1300, 1900)],
    [(-3150, 1500), (-2850, 1250), (-2420, 1250)],
    [(1250, 2090), (1150, 2600), (1500, 3050), (2150, 3150)],
    [(3200, 850), (2800, 900), (2560, 480)],
    [(-1400, -2650), (-1150, -2250), (-1380, -1960)],
    [(900, -3050), (850, -2650), (1250, -2080)],
    [(3300, -1100), (3050, -1650), (2700, -1950)],
    [(-3300, -2300), (-2900, -1900), (-2560, -1500)],
]
_PATHS = [
    [(-3250, 900), (-3600, 500), (-3500, -100), (-3010, -240)],
    [(1960, -460), (2500, -625), (2760, -655), (3300, -560)],
]
#: The end of a lane so near to a street was meant to reach it.
_REACH_M = 90.0


def country_roads(streets: Sequence[Street]) -> list[Street]:
    """Lanes between the roads out of town, tracks, paths by the water, a footbridge and a ferry.

    Their ends are drawn to the nearest of the streets, or of each other.
    """
    lanes = [Street(_line(points), "unclassified", name) for name, points in _LANES.items()]
    tracks = [Street(_line(points), "track", tags={"tracktype": "grade3"}) for points in _TRACKS]
    paths = [Street(_line(points), "path") for points in _PATHS]
    shore = [point - 14j for point in bank(-1) if -3000 < point.real < -1860]
    paths.append(Street([settle(point + 28j) for point in shore], "cycleway", "Tide Walk"))
    drawn: list[Street] = []
    for road in [*lanes, *tracks, *paths]:
        drawn.append(_reaching([*streets, *drawn], road))
    return [*drawn, *_over_the_river()]


def _over_the_river() -> list[Street]:
    tags = {"bridge": "yes", "layer": "1"}
    footbridge = Street(_line([(-985, 160), (-955, 60)]), "footway", "Gull Bridge", tags=tags)
    tags = {"route": "ferry", "motor_vehicle": "yes", "foot": "yes", "duration": "00:06"}
    return [footbridge, Street(FERRY, "", "Marsh Ferry", tags=tags, at_ends_only=True)]


def _reaching(streets: Sequence[Street], road: Street) -> Street:
    start, *between, end = road.line
    return road.along([_near(streets, start), *between, _near(streets, end)])


def _near(streets: Sequence[Street], end: Point) -> Point:
    vertices = (vertex for street in streets if street.highway for vertex in street.line)
    nearest = min(vertices, key=lambda vertex: abs(vertex - end))
    return nearest if abs(nearest - end) < _REACH_M else end


def _line(points: Sequence[tuple[float, float]]) -> Line:
    return curve(*(complex(x, y) for x, y in points), step=60)
