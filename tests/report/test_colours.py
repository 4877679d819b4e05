"""Colours of routes."""

from __future__ import annotations

import re

from vrp.report.colours import UNASSIGNED_COLOUR, route_colours


def test_are_distinct_for_every_route() -> None:
    colours = route_colours(200)
    assert len(set(colours)) == 200
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
    assert UNASSIGNED_COLOUR not in colours


def test_of_a_position_do_not_depend_on_the_count() -> None:
    assert route_colours(5) == route_colours(40)[:5]
    assert route_colours(15) == route_colours(40)[:15]
    assert route_colours(0) == ()


def test_none_is_too_pale_for_the_light_map() -> None:
    def luminance(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    shades = [luminance(colour) for colour in route_colours(60)]
    assert max(shades) < 0.5
