from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from brute_force import optimum
from patience import solve_to_optimum
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines import solve_with
from vrp.errors import UnsupportedError
from vrp.instance import Instance

pytest.importorskip("hygese")


@pytest.mark.parametrize("seed", [4, 5])
def test_finds_the_optimum_of_a_tiny_instance(seed: int) -> None:
    instance = with_vehicle(plain(seed, n_stops=5), count=5, capacity=(20,))
    best = optimum(instance)
    solution = solve_to_optimum("hgs", instance, best, time_limit=0.2)
    assert (solution.unserved, solution.cost.total) == best


def test_it_says_that_it_starts_from_scratch() -> None:
    instance = with_vehicle(plain(4, n_stops=5), count=5, capacity=(20,))
    first = solve_with("hgs", instance, time_limit=0.1)
    again = solve_with("hgs", instance, time_limit=0.1, initial=first)
    assert again.run.remarks == ("HGS-CVRP takes no plan to start from: it searched from scratch",)


@pytest.mark.parametrize(
    ("instance", "message"),
    [
        (plain(2, "depots"), "depots"),
        (plain(2, "dimensions"), "2 load dimensions"),
        (plain(2, "pickups"), "pickups"),
        (plain(2, "windows"), "time"),
        (plain(2, "asymmetric"), "asymmetric distances"),
        (plain(2, "fixed costs"), "cost_fixed of vehicle 'v0'"),
        (with_vehicle(plain(2), end=None), "open routes"),
        (with_vehicle(plain(2), max_stops=3), "max_stops of vehicle 'v0'"),
        (with_stop(plain(2), 1, prize=3), "prize of stop 's1'"),
        (with_stop(plain(2), 1, origin="s3"), "origin of stop 's1'"),
        (with_stop(plain(2), 1, skills=frozenset({"cold"})), "skills of stop 's1'"),
        (
            dataclasses.replace(plain(2), generalised_m=np.ones((6, 6), int)),
            "a generalised cost",
        ),
    ],
)
def test_whatever_is_beyond_the_capacitated_problem_is_refused(
    instance: Instance, message: str
) -> None:
    with pytest.raises(UnsupportedError, match=f"hgs cannot model .*{message}"):
        solve_with("hgs", instance, time_limit=0.1)
