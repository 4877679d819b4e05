"""Distributions that make no instances are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from vrp.envs.generator_settings import GeneratorSettings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"problem": "tsp"}, "problem is 'tsp', expected one of atsp, acvrp, acvrptw"),
        ({"stops": 0}, "stops is 0, expected 1 to 5000"),
        ({"stops": None}, "stops is None without from_history"),
        ({"depot": -1}, "depot is -1"),
        ({"edge_depots": 1.5}, r"edge_depots is 1\.5, expected 0 to 1"),
        ({"clustered": (0.5, 0.2)}, r"clustered is \(0\.5, 0\.2\), expected a low and a high"),
        ({"clustered": (0.5,)}, r"clustered is \(0\.5,\), expected a low and a high"),
        ({"clusters": (0, 3)}, "clusters is 0, expected 1 to 100"),
        ({"demands": (0, 3)}, "demands is 0"),
        ({"demand_skew": 0.0}, r"demand_skew is 0\.0"),
        ({"stops_per_route": (0.5, 3)}, r"stops_per_route is 0\.5"),
        ({"shift_s": (1000, 3600)}, "shift_s has 1000, expected a multiple of 900 s"),
        ({"shift_begin_s": (0, 10**6)}, "shift_begin_s is 1000000"),
        ({"service_s": (-1, 3)}, "service_s is -1"),
        ({"window_widths_s": ()}, "window_widths_s is empty"),
        ({"window_widths_s": (600,)}, "window_widths_s is 600, expected 900"),
    ],
)
def test_impossible_settings_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GeneratorSettings(**change)


def test_the_number_of_stops_may_be_the_historys() -> None:
    assert GeneratorSettings(stops=None, from_history=True).stops is None
