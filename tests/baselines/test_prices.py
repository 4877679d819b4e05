from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from brute_force import best_plan
from hypothesis import given
from random_instances import instances
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines.legs import Legs
from vrp.baselines.prices import Prices
from vrp.errors import UnsupportedError
from vrp.instance import Instance


@given(instances(max_stops=4))
def test_no_plan_costs_as_much_as_leaving_a_stop_out(instance: Instance) -> None:
    prices = Prices.of(Legs(instance))
    plan = best_plan(instance)
    assert prices.scaled(plan.cost.total) < prices.absent
    value = plan.unserved * prices.absent + prices.scaled(plan.cost.total)
    assert prices.split(value) == (plan.unserved, plan.cost.total)


def test_costs_are_divided_by_what_they_have_in_common() -> None:
    instance = with_stop(with_vehicle(plain(1), cost_per_m=350, cost_fixed=4200), 0, prize=70)
    prices = Prices.of(Legs(instance))
    assert prices.divisor == 70
    assert prices.of_leaving_out(0) == 1
    assert prices.of_leaving_out(1) == prices.absent


def test_priority_weighs() -> None:
    instance = with_stop(plain(1), 2, priority=4)
    prices = Prices.of(Legs(instance))
    assert prices.of_leaving_out(2) == 5 * prices.absent


def test_prices_beyond_64_bits_are_refused() -> None:
    instance = plain(1, n_stops=60)
    far = np.full_like(instance.distances_m, 10**8)
    dear = with_vehicle(
        dataclasses.replace(instance, distances_m=far), cost_per_m=10**8, cost_fixed=1
    )
    with pytest.raises(UnsupportedError, match="leaves the 64 bits"):
        Prices.of(Legs(dear))
