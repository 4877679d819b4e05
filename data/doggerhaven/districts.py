"""The parts of the city: where each lies, how it is built, and what its streets are named after."""

from __future__ import annotations

import math
from dataclasses import dataclass

from doggerhaven.geometry import Point

__all__ = ["DISTRICTS", "District", "district_at"]


@dataclass(frozen=True)
class District:
    """A part of the city.

    Parameters
    ----------
    name
        As in addresses.
    seat
        What lies nearer to it than to any other seat belongs to the district.
    pattern
        ``"old"``, ``"grid"``, ``"suburb"``, ``"works"`` (industry) or ``"park"``.
    theme
        What its streets are named after.
    angle
        Of the streets of a grid, in radians.
    """

    name: str
    seat: Point
    pattern: str
    theme: str
    angle: float = 0.0


def _district(
    name: str, x: float, y: float, pattern: str, theme: str, degrees: float = 0.0
) -> District:
    return District(name, complex(x, y), pattern, theme, math.radians(degrees))


DISTRICTS = (
    _district("Oldtown", -250, 120, "old", "crafts"),
    _district("Oldtown", 280, 150, "old", "crafts"),
    _district("Oldtown", 300, -230, "old", "wares"),
    _district("Oldtown", 150, -400, "old", "wares"),
    _district("Oldtown", -120, -430, "old", "wares"),
    _district("Oldtown", -450, -250, "old", "crafts"),
    _district("Northbank", -500, 1120, "grid", "persons", 62),
    _district("Northbank", -330, 660, "grid", "persons", 62),
    _district("Swanside", 350, 700, "grid", "persons", 8),
    _district("Lanternside", -1050, 520, "grid", "stones", 35),
    _district("Swanside", 480, 1000, "grid", "persons", 8),
    _district("Amberley", 1330, 720, "grid", "towns", 24),
    _district("Ropewalk", 1000, 170, "grid", "ships", -38),
    _district("Eastgate", 1200, -380, "grid", "towns", 6),
    _district("Station Quarter", 100, -735, "grid", "winds", 2),
    _district("Station Quarter", -330, -770, "grid", "winds", -8),
    _district("Thornside", 1330, -980, "grid", "winds", 40),
    _district("Tannery", -600, -1250, "grid", "stones", -12),
    _district("Southgate", 560, -1160, "grid", "ships", 8),
    _district("Westgate", -1150, -700, "grid", "persons", -25),
    _district("Saltpans", -1050, -180, "works", "trades", 28),
    _district("Lark Park", -1500, -950, "suburb", "herbs"),
    _district("Heronsmere", -900, 1800, "suburb", "trees"),
    _district("Highfield", 750, 1950, "suburb", "flowers"),
    _district("Kestrel Hill", 2000, 1200, "suburb", "birds"),
    _district("Sandbank", 2750, 300, "suburb", "sea"),
    _district("Rivermead", 2200, -260, "suburb", "herbs"),
    _district("Goods Yard", 2050, -680, "works", "trades", -5),
    _district("Easthaven", 2950, -800, "works", "trades", 10),
    _district("Thornmoor", 2300, -1700, "suburb", "fruits"),
    _district("Cloverfield", 900, -1750, "suburb", "flowers"),
    _district("Southfield", 0, -2700, "suburb", "trees"),
    _district("Whitcombe", -800, -1900, "suburb", "fruits"),
    _district("Tidewater", -2250, -2000, "suburb", "fish"),
    _district("Millbrook", -1900, -1250, "suburb", "herbs"),
    _district("Seaward", -2800, -700, "works", "trades", 12),
    _district("Duneside", -2850, -1200, "suburb", "sea"),
    _district("Saltmarsh", -1700, 900, "suburb", "birds"),
    _district("Dunlin", -2350, 1900, "suburb", "fish"),
    _district("Northgate", 150, 2800, "suburb", "trees"),
    _district("Overwood", 2350, 2600, "suburb", "fruits"),
)


def district_at(point: Point) -> District:
    """The district whose seat lies nearest."""
    return min(DISTRICTS, key=lambda district: abs(district.seat - point))
