"""Costs of legs as VROOM has them."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.instance import NO_WAY
from vrp.read.json_costs import charge_driving
from vrp.read.json_object import JsonObject
from vrp.read.json_vehicles import Driver, read_vehicle
from vrp.read.travel import Travel


def driver(costs: dict[str, int] | None = None, **more: Any) -> Driver:
    problems: list[str] = []
    item = JsonObject({"id": 1, "start": [8.5, 49.0], "costs": costs, **more}, "$", problems)
    read = read_vehicle(item)
    assert not problems
    return read


def travel(seconds: int = 100, metres: int = 1000) -> Travel:
    durations = np.array([[0, seconds], [2 * seconds, 0]], dtype=np.int32)
    distances = np.array([[0, metres], [3 * metres, 0]], dtype=np.int32)
    return Travel(durations, distances, "by hand")


def test_by_default_a_second_driven_costs_one() -> None:
    given_travel = travel()
    charges = charge_driving(given_travel, [driver(), driver()])
    assert charges is not None
    assert charges.travel.generalised_m is given_travel.durations_s
    assert (charges.cost_per_m, charges.scale) == ((1, 1), 1)
    assert charges.travel.minimised == "time driven"


@given(
    st.tuples(st.integers(0, 10**3), st.integers(0, 10**3)).filter(any),
    st.lists(st.integers(0, 20), min_size=1, max_size=4).filter(any),
)
def test_prices_in_one_proportion_are_charged_exactly(
    prices: tuple[int, int], shares: list[int]
) -> None:
    per_hour, per_km = prices
    fleet = [driver({"per_hour": n * per_hour, "per_km": n * per_km}) for n in shares]
    charges = charge_driving(travel(), fleet)
    assert charges is not None
    legs = charges.travel.generalised_m
    assert legs is not None
    for share, number in zip(charges.cost_per_m, shares, strict=True):
        for (row, column), seconds, metres in (((0, 1), 100, 1000), ((1, 0), 200, 3000)):
            cost = Fraction(share * int(legs[row, column]), charges.scale)
            assert cost == number * (
                Fraction(per_hour * seconds, 3600) + Fraction(per_km * metres, 1000)
            )


def test_a_speed_of_all_vehicles_makes_legs_cheaper() -> None:
    charges = charge_driving(travel(seconds=99), [driver(speed_factor=2), driver(speed_factor=2)])
    assert charges is not None
    assert charges.travel.generalised_m is not None
    # 49.5 seconds, rounded as durations are.
    assert charges.travel.generalised_m.tolist() == [[0, 50], [99, 0]]
    assert charges.cost_per_m == (1, 1)


def test_a_slower_vehicle_pays_more_for_a_leg() -> None:
    charges = charge_driving(travel(), [driver(), driver(speed_factor=0.7)])
    assert charges is not None
    normal, slow = charges.cost_per_m
    assert Fraction(slow, normal) == Fraction(10, 7)
    assert Fraction(normal, charges.scale) == 1


@pytest.mark.parametrize(
    "fleet",
    [
        [driver(), driver({"per_hour": 3600, "per_km": 1})],
        [
            driver({"per_hour": 20, "per_km": 1}),
            driver({"per_hour": 20, "per_km": 1}, speed_factor=2),
        ],
        [driver(max_distance=5000)],
        [driver({"per_hour": 0})],
    ],
    ids=["proportions", "speeds", "limit of distance", "nothing"],
)
def test_what_one_matrix_cannot_say_is_left_alone(fleet: list[Driver]) -> None:
    assert charge_driving(travel(), fleet) is None


def test_legs_that_cost_too_much_are_left_alone() -> None:
    fleet = [driver({"per_hour": 3601, "per_km": 1001})]
    assert charge_driving(travel(metres=10**4), fleet) is not None
    assert charge_driving(travel(metres=10**6), fleet) is None


def test_what_cannot_be_driven_has_no_price() -> None:
    given_travel = travel()
    given_travel.durations_s[0, 1] = NO_WAY
    charges = charge_driving(given_travel, [driver({"per_hour": 7200, "per_km": 2})])
    assert charges is not None
    assert charges.travel.generalised_m is not None
    assert charges.travel.generalised_m[0, 1] == NO_WAY
