"""The program as a user runs it, on stops of our own."""

from __future__ import annotations

import math
import random
from functools import partial
from pathlib import Path

import pytest
from command_line import Program, call_in, run_in


@pytest.fixture
def vrp(tmp_path: Path) -> Program:
    """``vrp("solve", "stops.csv")`` runs the program in ``tmp_path`` and waits for it."""
    return partial(call_in, tmp_path)


@pytest.fixture
def vrp_process(tmp_path: Path) -> Program:
    """The same in a process of its own, with variables of its environment as keywords."""
    return partial(run_in, tmp_path)


@pytest.fixture
def stops(tmp_path: Path) -> Path:
    """Thirty stops around a depot, with demands and some time windows."""
    rng = random.Random(7)
    lines = ["id,kind,name,lat,lon,demand,service_min,tw_start,tw_end,colour"]
    lines.append("depot,depot,Warehouse,41.15,-8.61,,,,,")
    for number in range(30):
        lat, lon = 41.15 + rng.uniform(-0.05, 0.05), -8.61 + rng.uniform(-0.05, 0.05)
        window = "09:00,12:00" if number % 5 == 0 else ","
        demand = rng.randint(1, 9)
        lines.append(f"s{number},,Café {number},{lat:.5f},{lon:.5f},{demand},5,{window},blue")
    path = tmp_path / "stops.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def vehicles(tmp_path: Path) -> Path:
    """Four vans that can carry everything."""
    path = tmp_path / "vehicles.csv"
    path.write_text(
        "id,count,capacity,start,end,shift_start,shift_end,cost_fixed,cost_per_km\n"
        "van,4,60,depot,depot,08:00,17:00,20,0.35\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Twelve stops around a depot, west of the river."""
    rng = random.Random(11)
    lines = ["id,kind,name,lat,lon,demand", "hub,depot,Hub,49.45,8.65,"]
    for number in range(12):
        lat, lon = 49.45 + rng.uniform(-0.05, 0.05), 8.65 + rng.uniform(-0.05, 0.05)
        lines.append(f"s{number},,Shop {number},{lat:.5f},{lon:.5f},{rng.randint(1, 5)}")
    path = tmp_path / "stops.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def vrplib(tmp_path: Path) -> Path:
    """A capacitated instance in VRPLIB format, its best known cost beside it."""
    rng = random.Random(3)
    places = [(rng.randint(0, 1000), rng.randint(0, 1000)) for _ in range(21)]
    lines = ["NAME : toy-n21-k4", "TYPE : CVRP", "DIMENSION : 21", "EDGE_WEIGHT_TYPE : EUC_2D"]
    lines += ["CAPACITY : 30", "NODE_COORD_SECTION"]
    lines += [f"{node} {x} {y}" for node, (x, y) in enumerate(places, start=1)]
    lines += ["DEMAND_SECTION", "1 0"]
    lines += [f"{node} 5" for node in range(2, 22)]
    lines += ["DEPOT_SECTION", "1", "-1", "EOF"]
    path = tmp_path / "toy.vrp"
    path.write_text("\n".join(lines) + "\n")
    # Not the best cost there is, but one that every good plan is close to or below.
    bound = sum(2 * round(math.dist(places[0], place)) for place in places[1:])
    path.with_suffix(".sol").write_text(f"Cost {bound}\n")
    return path
