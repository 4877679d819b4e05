from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from vrplib_text import write

from vrp.errors import ReadError
from vrp.read.problems import InputWarning
from vrp.read.vrplib import read_vrplib
from vrp.read.vrplib_solution import parse_sol, read_sol
from vrp.solution import Route, check

WriteSol = Callable[[str], Path]

#: Out and back to nodes 2 and 3 (10 away) and to node 4 (9 away): 20 + 18.
ROUTES = "Route #1: 1 2\nRoute #2: 3\n"
MIXED = {"CAPACITY": None, "CAPACITY_SECTION": "1 5\n2 9\n3 9"}


@pytest.fixture
def sol(tmp_path: Path) -> WriteSol:
    def make(text: str) -> Path:
        path = tmp_path / "tiny.sol"
        path.write_text(text)
        return path

    return make


@pytest.mark.parametrize("cost", ["Cost 38", "Cost: 38", "cost 38", "COST : 38.0\nOptimal: True"])
def test_routes_and_cost_are_read_in_every_spelling(sol: WriteSol, cost: Any) -> None:
    parsed = parse_sol(sol(f"Route #1: 1 2\nroute 2 : 3 \nRoute #3:\n{cost}\n"))
    assert [route.locations for route in parsed.routes] == [("1", "2"), ("3",), ()]
    assert [route.number for route in parsed.routes] == [1, 2, 3]
    assert parsed.cost == Decimal(38)


def test_something_else_is_no_solution(sol: WriteSol) -> None:
    with pytest.raises(ReadError, match=r"has no line 'Route #1: …' and no line 'Cost …'"):
        parse_sol(sol("hello"))


@pytest.mark.parametrize("cost", ["nan", "inf", "1e400", "-1", "1,234", "9" * 19, "9" * 5000])
def test_a_cost_that_is_no_amount_is_refused(sol: WriteSol, cost: str) -> None:
    with pytest.raises(ReadError, match=f"tiny.sol, line 3: cost is '{cost[:50]}"):
        parse_sol(sol(f"{ROUTES}Cost {cost}\n"))


def test_numbers_of_more_digits_than_python_reads(sol: WriteSol, tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, MIXED), rounding="nearest")
    digits = "9" * 5000
    with pytest.raises(ReadError, match="line 1: there is no vehicle 999"):
        read_sol(sol(f"Route #{digits}: 1\n"), instance)
    with pytest.raises(ReadError, match="line 1: there is no stop number 999"):
        read_sol(sol(f"Route #1: {digits}\n"), instance)


def test_stops_are_numbered_from_one(sol: WriteSol, tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path))
    solution = read_sol(sol(ROUTES + "Cost 38"), instance)
    assert solution.routes == (Route(0, (0, 1)), Route(0, (2,)))
    assert solution.cost.total == 38
    assert check(instance, solution) == ()


def test_a_wrong_claim_is_kept_for_the_check(sol: WriteSol, tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path))
    solution = read_sol(sol(ROUTES + "Cost 37"), instance)
    assert solution.cost.total == 37
    assert any("the plan claims" in violation for violation in check(instance, solution))


def test_routes_are_those_of_the_vehicles_with_their_numbers(sol: WriteSol, tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, MIXED), rounding="nearest")
    solution = read_sol(sol("Route #1:\nRoute #2: 1 2\nRoute #3: 3\nCost 38"), instance)
    assert [route.vehicle for route in solution.routes] == [1, 1]
    with pytest.raises(ReadError, match="line 1: there is no vehicle 4, expected 1 to 3"):
        read_sol(sol("Route #4: 1\nCost 1"), instance)


@pytest.mark.parametrize("text", ["0", "4", "-1", "x", "1.5"])
def test_a_stop_that_does_not_exist_names_its_line(
    sol: WriteSol, tmp_path: Path, text: str
) -> None:
    instance = read_vrplib(write(tmp_path))
    with pytest.raises(ReadError, match=rf"line 2: there is no stop number {text}, expected 1 to"):
        read_sol(sol(f"Route #1: 1\nRoute #2: 2 {text}\n"), instance)


@pytest.mark.parametrize(
    ("rounding", "claim", "cost"),
    [
        ("nearest", "38", 38),
        ("truncate1", "37", 370),
        ("truncate1", "370", 370),
        ("truncate1", "37.0", 370),
        ("none", "37.000", 37000),
        ("none", "37000", 37000),
    ],
)
def test_the_best_known_cost_may_be_claimed_in_scaled_units_or_not(
    sol: WriteSol, tmp_path: Path, rounding: str, claim: str, cost: Any
) -> None:
    sol(f"{ROUTES}Cost {claim}\n")
    assert read_vrplib(write(tmp_path), rounding=rounding).best_known_cost == cost


def test_claims_to_the_cent_agree_with_unrounded_distances(sol: WriteSol, tmp_path: Path) -> None:
    changes = {**MIXED, "NODE_COORD_SECTION": "1 0 0\n2 1 1\n3 2 3\n4 5 5"}
    changes["VEHICLES_UNIT_DISTANCE_COST"] = "100"
    # √2 + √5 + √13 + 2 × √50 = 21.39797, and 21.398 in our thousandths.
    sol("Route #2: 1 2\nRoute #3: 3\nCost 21.40\n")
    assert read_vrplib(write(tmp_path, changes)).best_known_cost == 2_139_800


def test_a_cost_without_routes_is_in_the_unit_of_the_file(sol: WriteSol, tmp_path: Path) -> None:
    sol("Cost 36.9\n")
    assert read_vrplib(write(tmp_path), rounding="truncate1").best_known_cost == 369


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ROUTES + "Cost 35", r"tiny\.sol claims 35, its routes cost 38 with EUC_2D"),
        ("Route #1: 9\nCost 38", "there is no stop number 9"),
        ("nothing", "has no line"),
    ],
)
def test_a_sol_that_does_not_fit_warns_and_is_not_used(
    sol: WriteSol, tmp_path: Path, text: str, message: str
) -> None:
    sol(text)
    with pytest.warns(InputWarning, match=message):
        assert read_vrplib(write(tmp_path)).best_known_cost is None


def test_routes_without_a_cost_claim_nothing(sol: WriteSol, tmp_path: Path) -> None:
    sol(ROUTES)
    assert read_vrplib(write(tmp_path)).best_known_cost is None
