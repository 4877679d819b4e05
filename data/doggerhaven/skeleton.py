"""What was laid out by hand: river, railway, walls, main roads, and the limits of what is built."""

from __future__ import annotations

from functools import cache

from doggerhaven.geometry import Line, Point, circle, curve, distance_to_line, parallel
from doggerhaven.street import Street

__all__ = [
    "FERRY",
    "MARKET",
    "RAILWAY",
    "RIVER",
    "bank",
    "borders",
    "is_rail",
    "is_water",
    "main_streets",
]


def _metres(*pairs: tuple[float, float]) -> list[Point]:
    return [complex(x, y) for x, y in pairs]


MARKET = complex(-20, -130)

# Westward, to the sea.
RIVER = curve(
    *_metres((4700, -700), (3800, -420), (2800, -560), (1950, -400), (1270, 20), (740, 400)),
    *_metres((60, 520), (-640, 340), (-1230, -60), (-1950, -420), (-2900, -330), (-4700, -560)),
)
RAILWAY = curve(
    *_metres((4700, -1420), (3600, -1010), (2500, -900), (1300, -800), (0, -850), (-1150, -1000)),
    *_metres((-2450, -1430), (-4700, -2150)),
)
_RAIL_HALF_WIDTH = 24.0
#: Joining streets to a bank may move the bank a little.
_BANK_M = 8.0

_WALL = _metres((-640, 270), (-720, 40), (-690, -220), (-500, -470), (-150, -620), (230, -600))
_WALL += _metres((520, -420), (690, -110), (720, 140), (680, 370))
_RING = _metres((60, 1500), (720, 1560), (1290, 1290), (1640, 720), (1760, 0), (1610, -700))
_RING += _metres((1130, -1270), (340, -1480), (-480, -1580), (-1220, -1420), (-1740, -930))
_RING += _metres((-1850, -220), (-1560, 480), (-1170, 1050), (-560, 1420))
_LIMIT = _metres((-250, 3150), (350, 2900), (900, 2150), (1450, 2150), (2300, 2950), (2850, 2500))
_LIMIT += _metres((2350, 1500), (2350, 700), (3150, 350), (3450, -200), (3350, -1050))
_LIMIT += _metres((2500, -1450), (2900, -2350), (2300, -2700), (1200, -2050), (600, -2500))
_LIMIT += _metres((300, -3250), (-350, -3150), (-600, -2200), (-1400, -1950), (-2150, -2550))
_LIMIT += _metres((-2800, -2350), (-2550, -1450), (-3250, -1350), (-3400, -650), (-2450, -50))
_LIMIT += _metres((-2250, 800), (-2750, 1700), (-2500, 2500), (-1750, 2150), (-1000, 1950))


def river_half_width(point: Point) -> float:
    """Half the width of the river, which grows towards the sea."""
    return 44.0 + max(0.0, -point.real) * 0.016


def is_water(point: Point) -> bool:
    """Whether a point lies in the river or on one of its banks."""
    return distance_to_line(point, RIVER) < river_half_width(point) + _BANK_M


def is_rail(point: Point) -> bool:
    """Whether a point lies on the land of the railway or at its edge."""
    return distance_to_line(point, RAILWAY) < _RAIL_HALF_WIDTH + _BANK_M


@cache
def bank(side: int) -> Line:
    """The bank on one side of the river: 1 is the left one, which is the south."""
    widths = sorted({river_half_width(point) for point in RIVER})
    lines = {width: parallel(RIVER, side * width) for width in widths}
    return [lines[river_half_width(point)][number] for number, point in enumerate(RIVER)]


def _on(shore: Line, point: Point) -> Point:
    """The vertex of a bank that lies nearest."""
    return min(shore, key=lambda vertex: abs(vertex - point))


#: From the northern landing to the southern one.
FERRY = [
    _on(bank(-1), complex(-3010, -240)),
    complex(-3045, -330),
    _on(bank(1), complex(-2990, -430)),
]


def _between(line: Line, west: float, east: float) -> Line:
    return [point for point in line if west <= point.real <= east]


def borders() -> list[Street]:
    """Lines that no street crosses by chance: water, railway and the fields around the city.

    Their tags ``border`` and ``side`` say of what they are the border; none is written to the file.
    """
    lines = [("river", side, bank(side)) for side in (1, -1)]
    lines += [("rail", side, parallel(RAILWAY, side * _RAIL_HALF_WIDTH)) for side in (1, -1)]
    lines.append(("fields", 0, curve(*_LIMIT, closed=True, step=90)))
    return [
        Street(line, "", tags={"border": kind, "side": str(side)}) for kind, side, line in lines
    ]


def main_streets() -> list[Street]:
    """Quays, walls, ring roads, radial roads and the high streets of the old town."""
    radials = _radials()
    (seaward,) = (street for street in radials if street.name == "Seaward Road")
    ferry_lane = curve(FERRY[-1], complex(-3020, -700), _on(seaward.line, complex(-2980, -1035)))
    harbour = Street(ferry_lane, "unclassified", "Ferry Lane")
    return [*_quays(), *_rings(), *radials, harbour, *_high_streets()]


def _quays() -> list[Street]:
    south, north = bank(1), bank(-1)
    return [
        Street(_between(south, -1840, -640), "unclassified", "Skippers' Quay"),
        Street(_between(south, -700, 700), "tertiary", "Customs Quay"),
        Street(_between(south, 640, 1740), "residential", "Ropemakers' Quay"),
        Street(_between(north, -1830, -120), "residential", "Lantern Embankment"),
        Street(_between(north, -160, 1740), "tertiary", "Swan Embankment"),
    ]


def _rings() -> list[Street]:
    south = bank(1)
    west = curve(_on(south, _WALL[0]), *_WALL[1:6])
    east = curve(*_WALL[5:-1], _on(south, _WALL[-1]))
    outer = [
        ("Heron Way", [(-2120, 1960), (-1350, 1880), (-800, 2230), (-240, 2480)]),
        ("Egret Way", [(-240, 2480), (500, 2420), (1250, 2080), (1980, 2140)]),
        ("Kestrel Way", [(1980, 2140), (2330, 1450), (2250, 700), (2480, 60), (2560, -180)]),
        ("Plover Way", [(2560, -180), (2480, -700), (2440, -1250), (2060, -1830)]),
        ("Curlew Way", [(2060, -1830), (1450, -1950), (900, -2350), (140, -2450)]),
        ("Lapwing Way", [(-2130, -1950), (-2500, -1420), (-2620, -1010)]),
        ("Dunlin Way", [(-2230, -130), (-2000, 560), (-2180, 1300), (-2120, 1960)]),
    ]
    return [
        Street(west, "secondary", "Westwall"),
        Street(east, "secondary", "Eastwall"),
        Street(curve(*_RING, closed=True), "primary", "Ring Road"),
        *(Street(curve(*_metres(*points)), "tertiary", name) for name, points in outer),
    ]


_RADIALS: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "Northgate Road": (
        "primary",
        [(-130, 1050), (0, 1500), (-240, 2480), (-430, 3300), (-520, 4300)],
    ),
    "Saltmarsh Road": (
        "secondary",
        [(-600, 880), (-1190, 1035), (-2120, 1960), (-3250, 2650), (-4300, 3100)],
    ),
    "Amberley Road": (
        "secondary",
        [(1010, 860), (1390, 1180), (1980, 2140), (2700, 2900), (3500, 3900)],
    ),
    "Sandbank Road": (
        "secondary",
        [(720, 100), (1200, 190), (1720, 240), (2560, -180), (3300, -30), (4600, 120)],
    ),
    "Thornmoor Road": (
        "secondary",
        [(480, -460), (830, -800), (1130, -1270), (2060, -1830), (2900, -2700), (3300, -3700)],
    ),
    "Southfield Road": (
        "primary",
        [(40, -630), (60, -850), (-30, -1530), (140, -2450), (-50, -3100), (60, -3900)],
    ),
    "Tidewater Road": (
        "secondary",
        [
            (-420, -530),
            (-780, -950),
            (-1240, -1410),
            (-2130, -1950),
            (-3000, -2500),
            (-4300, -2900),
        ],
    ),
    "Seaward Road": (
        "primary",
        [
            (-712, -100),
            (-1180, -420),
            (-1800, -780),
            (-2620, -1010),
            (-3500, -1060),
            (-4600, -1300),
        ],
    ),
}


#: Where the old bridge and the fishwives' bridge cross the river.
_BRIDGES = _metres((-50, 540), (760, 430))


def _radials() -> list[Street]:
    south, north = bank(1), bank(-1)
    (old_south, old_north), (east_south, east_north) = (
        (_on(south, bridge), _on(north, bridge)) for bridge in _BRIDGES
    )
    begins = {
        "Northgate Road": [old_north],
        "Saltmarsh Road": [old_north],
        "Amberley Road": [east_north],
    }
    radials = [
        Street(curve(*begins.get(name, []), *_metres(*points)), highway, name)
        for name, (highway, points) in _RADIALS.items()
    ]
    old = Street([old_south, old_north], "tertiary", "Old Bridge")
    east = Street([east_south, east_north], "residential", "Fishwives' Bridge")
    return [*radials, old, east]


def _high_streets() -> list[Street]:
    square = circle(MARKET, 42, 8)
    gates = {
        "Bridge Street": [(10, 250), (-25, 60), (-20, -88)],
        "Cloth Street": [(-712, -100), (-460, -30), (-250, -110), (-62, -130)],
        "Candle Street": [(720, 100), (400, 0), (200, -90), (22, -130)],
        "Wheelwrights' Street": [(40, -630), (70, -420), (-10, -300), (-20, -172)],
        "Tallow Street": [(-420, -530), (-260, -330), (-50, -160)],
        "Netmakers' Street": [(480, -460), (270, -300), (10, -160)],
    }
    streets = [Street(square, "pedestrian", "Market Square")]
    bridgehead = _on(bank(1), _BRIDGES[0])
    for name, points in gates.items():
        begin = [bridgehead] if name == "Bridge Street" else []
        line = curve(*begin, *_metres(*points), step=30)
        inner = [point for point in line if abs(point - MARKET) < 215]
        outer = line[: len(line) - len(inner) + 1]
        streets.append(Street(outer, "residential", name))
        streets.append(Street(inner, "pedestrian", name))
    return streets
