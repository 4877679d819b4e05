"""What makes no instance together is refused, and so is what no report could be made of."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from two_stops import make, matrix_with

from vrp.errors import InstanceError
from vrp.instance import MAX_COST, MAX_LOAD, MAX_VALUE, Break, Depot, Scale, Stop, Vehicle
from vrp.plane import Plane

INSTANCE_ERRORS = [
    ({"depots": (Depot("d", window=(9,)),)}, "depot 'd': window is (9,), expected a start and"),
    ({"depots": (Depot("d", math.inf, 0),)}, "depot 'd': lat is inf, expected degrees"),
    ({"depots": (Depot("d", math.inf, 0),), "planar": True}, "lat is inf, expected a number"),
    ({"stops": [("a", 1), ("b", 2)]}, "stops[0] is ('a', 1), expected Stop"),
    ({"vehicles": Vehicle("v")}, "vehicles is of type Vehicle, expected a sequence of Vehicle"),
    ({"load_names": "kg"}, "load_names is of type str, expected a sequence of str"),
    ({"load_names": ("kg", "kg")}, "load_names are ('kg', 'kg'), expected each of them once"),
    ({"scale": Scale(cost=0)}, "scale: cost is 0, expected 1 to"),
    ({"scale": Scale(load=(1, 1))}, "scale: load has 2 dimensions, expected 1"),
    ({"epoch": "tomorrow"}, "epoch is 'tomorrow', expected an ISO date or None"),
    ({"depots": ()}, "the instance has no depot: give at least one"),
    ({"vehicles": ()}, "the instance has no vehicles: give at least one"),
    ({"stops": (Stop("a"), Stop("a"))}, "id 'a' is used twice: ids must be unique"),
    ({"stops": (Stop("a"), Stop("d"))}, "id 'd' is used twice: ids must be unique"),
    (
        {"stops": (Stop("a"), Stop("b", origin="a"), Stop("c", origin="b"))},
        "stop 'c': origin is 'b', which has an origin of its own: expected a stop whose goods",
    ),
    (
        {"stops": (Stop("a"), Stop("b", origin="a"), Stop("c", origin="a"))},
        "stop 'c': origin is 'a', as is that of stop 'b': expected a stop for every shipment",
    ),
    (
        {"stops": (Stop("a", group="x"), Stop("b", origin="a"))},
        "stop 'a' of group 'x' is one of a shipment, expected one of the two",
    ),
    (
        {"stops": (Stop("a"), Stop("b", origin="a", group="x"))},
        "stop 'b' of group 'x' is one of a shipment, expected one of the two",
    ),
    (
        {"stops": (Stop("a", group="x"), Stop("b", group="x", priority=3))},
        "stop 'b' of group 'x': priority is 3, expected 0, as of stop 'a': one of them is served",
    ),
    (
        {"stops": (Stop("a", prize=3, group="x"), Stop("b", group="x"))},
        "stop 'b' of group 'x': prize is None, expected 3, as of stop 'a': one of them is served",
    ),
    ({"depots": (Depot("d", window=(2, 1)),)}, "depot 'd': window is 2 to 1, expected"),
    ({"distances_m": np.zeros((2, 3), int)}, "distances_m has shape (2, 3), expected (3, 3)"),
    ({"durations_s": np.zeros(9, int)}, "durations_s has shape (9,), expected (3, 3)"),
    ({"durations_s": None}, "durations_s is None, expected a matrix of shape (3, 3)"),
    ({"distances_m": [[0, 1, 2], [1, 0], [2, 3, 0]]}, "distances_m has rows of several lengths"),
    ({"distances_m": np.zeros((3, 3))}, "distances_m has dtype float64, expected integers"),
    ({"durations_s": matrix_with(np.nan, float)}, "durations_s has dtype float64"),
    ({"distances_m": matrix_with(-1)}, f"distances_m[1, 2] is -1, expected 0 to {MAX_VALUE}"),
    (
        {"durations_s": matrix_with(MAX_VALUE + 1)},
        f"durations_s[1, 2] is {MAX_VALUE + 1}, expected 0 to {MAX_VALUE}",
    ),
    (
        {"stops": (Stop("a", delivery=(MAX_LOAD,)), Stop("b", pickup=(1,)))},
        f"the sum of demand over all stops is {MAX_LOAD + 1}, expected 0 to {MAX_LOAD}",
    ),
    (
        {"durations_s": matrix_with(MAX_VALUE - 1), "vehicles": (Vehicle("v", speed_factor=0.5),)},
        f"the longest duration divided by speed_factor 0.5 exceeds {MAX_VALUE} seconds",
    ),
    (
        {"vehicles": (Vehicle("v", overtime_after_s=0, cost_per_overtime_s=MAX_COST),)},
        f"beyond {MAX_COST}: scale costs",
    ),
    ({"vehicles": (Vehicle("v", cost_per_s=MAX_COST),)}, f"beyond {MAX_COST}: scale costs"),
    (
        {"stops": (Stop("a"), Stop("b", setup_s=MAX_VALUE - 8))},
        f"stop 'b': setup_s is {MAX_VALUE - 8}, which after the longest duration, 9 seconds at "
        f"speed_factor 1.0, exceeds {MAX_VALUE} seconds",
    ),
    (
        {"stops": (Stop("a", setup_s=3),), "distances_m": Plane(np.zeros((2, 2)))},
        "stop 'a': setup_s is 3 while coordinates stand in for legs, expected a matrix",
    ),
]


@pytest.mark.parametrize(("changes", "message"), INSTANCE_ERRORS, ids=lambda value: str(value)[:60])
def test_instance_is_validated(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError) as error:
        make(**changes)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"vehicles": (Vehicle("v", breaks=(Break(0, 1, 1),)), Vehicle("w", max_reloads=2))},
            "vehicle 'v' has a break while vehicle 'w' has max_reloads 2, expected one of the two",
        ),
        (
            {
                "vehicles": (Vehicle("w"), Vehicle("v", breaks=(Break(0, 1, 1),))),
                "stops": (Stop("a"), Stop("b", release_s=60)),
            },
            "vehicle 'v' has a break while stop 'b' has release_s 60, expected one of the two",
        ),
    ],
)
def test_breaks_are_refused_beside_reloads_and_releases(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InstanceError, match=re.escape(message)):
        make(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scale": None}, "scale is None, expected a Scale"),
        ({"scale": Scale(load=5)}, "scale: load is 5, expected a number for every load"),
        ({"name": 5}, "name is 5, expected text"),
        ({"matrix_source": None}, "matrix_source is None, expected text"),
        ({"planar": "yes"}, "planar is 'yes', expected True or False"),
        ({"best_known_cost": "7"}, "best_known_cost is '7', expected a whole number"),
        ({"hourly_durations_s": 5}, "hourly_durations_s is 5, expected 24 matrices"),
        ({"stops": [Stop({})]}, "stop {}: id is {}, expected text"),
        ({"stops": [Stop("a", skills=[["x"]])]}, "stop 'a': skills are"),
        ({"stops": [Stop("a", extra="x")]}, "stop 'a': extra is 'x', expected texts by the names"),
        ({"depots": [Depot("d", extra={3: "x"})]}, "depot 'd': a column of extra is 3, expected"),
        ({"vehicles": [Vehicle("v", extra={"x": math.nan})]}, "vehicle 'v': extra['x'] is nan"),
    ],
)
def test_what_would_stop_a_report_is_named_at_once(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InstanceError, match=f"^{re.escape(message)}"):
        make(**changes)
