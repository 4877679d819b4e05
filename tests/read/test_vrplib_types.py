from pathlib import Path

import pytest
from vrplib_text import split, write

from vrp.errors import ReadError
from vrp.read.vrplib import read_vrplib
from vrp.read.vrplib_types import is_open, type_of


@pytest.mark.parametrize(
    "kind", ["SDVRP", "MLP", "PDPTW", "CCVRP", "GTSP", "HCP", "BANANA", "OVRPB"]
)
def test_a_type_without_a_model_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_vrplib(write(tmp_path, {"TYPE": kind}))
    (problem,) = caught.value.problems
    assert "tiny.vrp, line 2: TYPE" in problem
    assert kind in problem


@pytest.mark.parametrize("kind", ["cvrp", "CVRP (made up)", "DCVRP", "VRP", "", None])
def test_types_that_say_no_more_than_the_sections_are_read(
    tmp_path: Path, kind: str | None
) -> None:
    instance = read_vrplib(write(tmp_path, {"TYPE": kind}))
    assert [vehicle.end for vehicle in instance.vehicles] == [0]


def test_what_comes_after_a_type_is_no_part_of_it() -> None:
    assert type_of(split({"TYPE": "TSP (M.~Hofmann)"})) == "TSP"
    assert not is_open(split({"TYPE": "CVRP, not an OVRP"}))


def test_open_routes_end_at_their_last_client(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, {"TYPE": "OVRP"}))
    assert [vehicle.end for vehicle in instance.vehicles] == [None]


@pytest.mark.parametrize("kind", ["GVRP", "GVRPTW"])
def test_generalised_files_say_which_nodes_are_alternatives(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ReadError, match=f"TYPE {kind} needs a MUTUALLY_EXCLUSIVE_GROUP_SECTION"):
        read_vrplib(write(tmp_path, {"TYPE": kind}))


def test_site_dependent_files_say_which_sites(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="TYPE SDVRPTW needs a VEHICLES_ALLOWED_CLIENTS_SECTION"):
        read_vrplib(write(tmp_path, {"TYPE": "SDVRPTW"}))
