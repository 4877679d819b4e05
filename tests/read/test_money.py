import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.instance import MAX_VALUE, Instance
from vrp.read.columns import Columns
from vrp.read.csv import read_csv
from vrp.read.money import coarsest_exact
from vrp.read.problems import InputWarning, Problems
from vrp.read.table import Table
from vrp.read.vehicles import COLUMNS

Read = Callable[..., Instance]

STOPS = "id,kind,lat,lon,prize\nd,depot,49,8,\nx,,49,8.1,{}\ny,,49,8.2,\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_fleet(costs: str, *, prize: str = "", far: bool = False) -> Instance:
        (tmp_path / "s.csv").write_text(STOPS.format(prize))
        header = "id,cost_fixed,cost_per_km,cost_per_hour\n"
        (tmp_path / "v.csv").write_text(f"{header}v,{costs}\n")
        matrix = None
        if far:
            matrix = tmp_path / "m.npz"
            legs = MAX_VALUE * (1 - np.eye(3, dtype=np.int64))
            np.savez(matrix, durations_s=legs, distances_m=legs)
        return read_csv(tmp_path / "s.csv", vehicles=tmp_path / "v.csv", matrix=matrix)

    return read_fleet


@pytest.mark.parametrize(
    ("costs", "scale", "fixed", "per_m", "per_s"),
    [
        ("30,0.35,", 1_000_000, 30_000_000, 350, 0),
        ("0,0.0004,", 5_000_000, 0, 2, 0),
        ("0,0.0875,", 2_000_000, 0, 175, 0),
        ("45,0.35,20", 9_000_000, 405_000_000, 3150, 50_000),
        (",,", 1_000_000, 0, 1000, 0),
    ],
)
def test_no_price_is_rounded(
    read: Read, costs: str, scale: int, fixed: int, per_m: int, per_s: int
) -> None:
    instance = read(costs)
    (van,) = instance.vehicles
    assert instance.scale.cost == scale
    assert (van.cost_fixed, van.cost_per_m, van.cost_per_s) == (fixed, per_m, per_s)


def test_prizes_are_counted_like_costs(read: Read) -> None:
    instance = read("0,0.35,20", prize="2.50")
    assert instance.stops[0].prize == instance.scale.cost * 5 // 2
    assert read("0,0.35,", prize="0.00000001").stops[0].prize == 1


@given(rates=st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=4))
def test_rates_come_back_from_whole_units(rates: list[object]) -> None:
    cells = {"cost_per_hour": [str(rate) for rate in rates]}
    rows = range(2, 2 + len(rates))
    columns = Columns(
        Table("v.csv", cells, {name: name for name in cells}, rows), Problems(), COLUMNS
    )
    money = coarsest_exact(columns)
    units = money.prices(columns, "cost_per_hour")
    assert [(unit or 0) * 3600 for unit in units] == [rate * money.scale for rate in rates]


def test_costs_that_could_grow_too_large_are_counted_coarsely(read: Read) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read("0,0.35,20", far=True).scale.cost == 9_000_000
        assert read("0,1000000,20", far=True).scale.cost == 1_000_000
    said = r"^v\.csv, row 2, column 'cost_per_hour': '0\.0007' is read as 0: costs of this"
    with pytest.warns(InputWarning, match=said):
        assert read("0,1000000,0.0007", far=True).scale.cost == 1_000_000


def test_a_price_too_fine_to_count_is_named(read: Read) -> None:
    said = r"^v\.csv, row 2, column 'cost_per_km': '1e-14' is read as 0: costs of this instance"
    with pytest.warns(InputWarning, match=said):
        instance = read("1,1e-14,")
    assert instance.vehicles[0].cost_per_m == 0
