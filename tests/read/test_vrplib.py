from pathlib import Path

import pytest
from vrplib_text import BASE, Changes, text_of, write

from vrp.errors import ReadError
from vrp.read.vrplib import is_vrplib, read_vrplib
from vrp.read.vrplib_solution import read_sol
from vrp.solution import check


def test_a_vrp_file_becomes_an_instance(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path))
    assert instance.name == "tiny"
    assert instance.location_ids == ("1", "2", "3", "4")
    # Half goes up: node 4 is 8.5 away.
    assert instance.distances_m[0].tolist() == [0, 5, 10, 9]
    assert [stop.delivery for stop in instance.stops] == [(4,), (5,), (6,)]
    assert instance.vehicles[0].count == 3
    assert instance.best_known_cost is None


def test_a_tsp_has_no_demands_and_one_vehicle(tmp_path: Path) -> None:
    changes = dict.fromkeys(("CAPACITY", "DEMAND_SECTION", "DEPOT_SECTION"))
    instance = read_vrplib(write(tmp_path, {**changes, "TYPE": "TSP"}))
    assert instance.n_vehicles == 1
    assert instance.depots[0].id == "1"
    assert not instance.deliveries.any()


def test_an_atsp_keeps_its_directions(tmp_path: Path) -> None:
    absent = ("CAPACITY", "DEMAND_SECTION", "DEPOT_SECTION", "NODE_COORD_SECTION")
    changes = {
        **dict.fromkeys(absent),
        "TYPE": "ATSP",
        "DIMENSION": "3",
        "EDGE_WEIGHT_TYPE": "EXPLICIT",
        "EDGE_WEIGHT_FORMAT": "FULL_MATRIX",
        "EDGE_WEIGHT_SECTION": "999 1 2\n3 999 4\n5 6 999",
    }
    instance = read_vrplib(write(tmp_path, changes))
    assert instance.distances_m.tolist() == [[0, 1, 2], [3, 0, 4], [5, 6, 0]]
    assert instance.stops[0].lat is None


def test_display_coordinates_serve_an_explicit_matrix(tmp_path: Path) -> None:
    changes = {
        "NODE_COORD_SECTION": None,
        "DISPLAY_DATA_SECTION": BASE["NODE_COORD_SECTION"],
        "EDGE_WEIGHT_TYPE": "EXPLICIT",
        "EDGE_WEIGHT_FORMAT": "UPPER_ROW",
        "EDGE_WEIGHT_SECTION": "1 2 3 4 5 6",
    }
    instance = read_vrplib(write(tmp_path, changes))
    assert instance.stops[0].lat == 4
    assert instance.distances_m[1].tolist() == [1, 0, 4, 5]


@pytest.mark.parametrize("kind", ["VRPSPD", "VRPMPD"])
def test_backhauls_of_simultaneous_problems_are_pickups(tmp_path: Path, kind: str) -> None:
    changes = {"TYPE": kind, "BACKHAUL_SECTION": "1 0\n2 1\n3 2\n4 3"}
    instance = read_vrplib(write(tmp_path, changes))
    assert [stop.pickup for stop in instance.stops] == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"BACKHAUL_SECTION": "1 0\n2 1\n3 2\n4 3"}, "line 19: BACKHAUL_SECTION of TYPE CVRP"),
        ({"FIXED_EDGES_SECTION": "1 2 3"}, "(edges that every plan must use"),
        ({"TOUR_SECTION": "1 0"}, "line 19: TOUR_SECTION (a tour, not an instance"),
        ({"COLOUR_SECTION": "1 0"}, "line 19: COLOUR_SECTION is unknown"),
        ({"TRUCKS": "7"}, "line 19: specification TRUCKS is unknown"),
        ({"EDGE_WEIGHT_TYPE": None}, "EDGE_WEIGHT_TYPE is missing, expected EXPLICIT or one of"),
        ({"EDGE_WEIGHT_TYPE": "EUC_3D"}, "line 4: EDGE_WEIGHT_TYPE is 'EUC_3D', expected"),
        ({"NODE_COORD_SECTION": None}, "EUC_2D distances need a NODE_COORD_SECTION"),
        ({"CAPACITY": None}, "has demands but no CAPACITY"),
        ({"VEHICLES": "1e300"}, "VEHICLES is '1e300', expected a whole number up to 1e+06"),
        (
            {"SERVICE_TIME": "1e308"},
            "SERVICE_TIME is '1e308', expected a finite number up",
        ),
        ({"DEPOT_SECTION": "1\n2\n3\n4\n-1"}, "every node is a depot"),
    ],
)
def test_what_has_no_model_is_never_dropped(tmp_path: Path, changes: Changes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_vrplib(write(tmp_path, changes))
    assert message in str(caught.value)
    assert "tiny.vrp" in str(caught.value)


def test_several_problems_are_reported_together(tmp_path: Path) -> None:
    changes = {"CAPACITY": "-1", "DEMAND_SECTION": "1 0\n2 x\n3 y\n4 6", "VEHICLES": "none"}
    with pytest.raises(ReadError) as caught:
        read_vrplib(write(tmp_path, changes))
    assert len(caught.value.problems) == 4


def test_an_empty_file_and_an_unknown_rounding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.vrp"
    path.write_text("\n")
    with pytest.raises(ReadError, match="is empty, expected a VRPLIB file"):
        read_vrplib(path)
    with pytest.raises(ReadError, match="rounding is 'up', expected one of nearest"):
        read_vrplib(write(tmp_path), rounding="up")


def test_vrplib_is_known_by_its_headings() -> None:
    assert is_vrplib(text_of())
    assert is_vrplib("NAME: a\nDIMENSION: 5\n")
    assert is_vrplib("NODE_COORD_SECTION\n1 2 3\n")
    assert not is_vrplib("id,lat,lon\n1,2,3\n")
    assert not is_vrplib('{"jobs": []}')


#: Some files of every class whose best known solutions are public.
SAMPLES = {
    "CVRP": ("X-n106-k14", "X-n1001-k43"),
    "VRPTW": ("C1_10_1", "C1_10_2"),
    "PCVRPTW": ("C1_10_1", "C1_10_4"),
    "HFVRP": ("X106-FSMD", "X115-HVRP", "X181-HD"),
    "MDVRPTW": ("PR11A", "PR17A"),
    "SDVRPTW": ("PR01", "PR12A"),
    "VRPB": ("X-n536-80-k77", "X-n670-50-k112", "X-n1001-50-k22"),
    "TSP": ("pr1002", "vm1084"),
}


@pytest.mark.parametrize(
    ("folder", "name"),
    [(folder, name) for folder, names in SAMPLES.items() for name in names],
)
def test_best_known_solutions_are_valid_and_cost_what_they_claim(
    shared: Path, folder: str, name: str
) -> None:
    path = shared / "instances" / folder / f"{name}.vrp"
    if not path.is_file():
        pytest.skip(f"no public instance {path}")
    instance = read_vrplib(path)
    assert instance.best_known_cost is not None
    solution = read_sol(path.with_suffix(".sol"), instance)
    assert check(instance, solution) == ()
    assert solution.cost.total == instance.best_known_cost
